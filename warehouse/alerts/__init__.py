"""Alerts: what a person must be told although nobody is looking at the UI.

``board`` keeps them and sees to it that each event is told once, ``channels`` carry them (mail, webhook), ``contents``
asks the warehouse what there is to tell. When they are asked is the sensors' and schedules' to say.
"""

from warehouse.alerts.board import Alert, AlertBoard, Channel, RefusedError
from warehouse.alerts.channels import MailChannel, WebhookChannel
from warehouse.alerts.contents import alerts_after_deadline

__all__ = [
    "Alert",
    "AlertBoard",
    "Channel",
    "MailChannel",
    "RefusedError",
    "WebhookChannel",
    "alerts_after_deadline",
]
