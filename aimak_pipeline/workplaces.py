"""From settings to the workplace that the assets are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.workplace import Workplace
from sources.compute import compute_at
from sources.intake.drop import DropFolder
from sources.intake.store import Store
from sources.notice.mail import MailServer
from sources.quarters import Quarter
from warehouse.alerts import AlertBoard, Channel, MailChannel, WebhookChannel
from warehouse.release import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aimak_pipeline.settings import Settings


def workplace(settings: Settings) -> Workplace:
    """Return the workplace that the settings describe; its folders are created where they are missing."""
    settings.create_folders()
    mail = MailServer.parse(url) if (url := settings.smtp_url.get_secret_value()) else None
    return Workplace(
        drop=DropFolder(settings.intake, settings.settle_seconds, settings.trust_file_times),
        archive=Store(settings.archive),
        quarantine=Store(settings.quarantine),
        outbox=settings.outbox,
        reports=settings.reports,
        releases=settings.releases,
        reports_url=settings.reports_url,
        alerts=AlertBoard(settings.alerts, tuple(_channels(settings, mail))),
        cache=settings.cache,
        warehouse_url=settings.warehouse,
        enrolment_file=settings.enrolment,
        register_folder=settings.register_folder,
        deadline_days=settings.deadline_days,
        terms=Terms(settings.data_licence, settings.publisher),
        correction_days=settings.correction_days,
        mail=mail,
        programme_start=Quarter.parse(settings.programme_start),
        limits=settings.limits,
        languages=settings.languages,
        compute=compute_at(settings.compute, settings.workers),
    )


def _channels(settings: Settings, mail: MailServer | None) -> Iterator[Channel]:
    """Yield the ways on which alerts are carried beside their files."""
    if mail is not None and settings.alert_emails:
        yield MailChannel(mail, settings.alert_emails)
    if url := settings.webhook_url.get_secret_value():
        yield WebhookChannel(url)
