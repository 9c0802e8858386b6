"""From settings to the workplace that the assets are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.workplace import Workplace
from sources.intake.drop import DropFolder
from sources.intake.store import Store
from sources.notice.mail import MailServer
from sources.quarters import Quarter

if TYPE_CHECKING:
    from aimak_pipeline.settings import Settings


def workplace(settings: Settings) -> Workplace:
    """Return the workplace that the settings describe; its folders are created where they are missing."""
    settings.create_folders()
    return Workplace(
        drop=DropFolder(settings.intake, settings.settle_seconds, settings.trust_file_times),
        archive=Store(settings.archive),
        quarantine=Store(settings.quarantine),
        outbox=settings.outbox,
        reports=settings.reports,
        reports_url=settings.reports_url,
        alerts=settings.alerts,
        cache=settings.cache,
        warehouse_url=settings.warehouse,
        enrolment_file=settings.enrolment,
        register_folder=settings.register_folder,
        deadline_days=settings.deadline_days,
        correction_days=settings.correction_days,
        mail=MailServer.parse(url) if (url := settings.smtp_url.get_secret_value()) else None,
        programme_start=Quarter.parse(settings.programme_start),
        limits=settings.limits,
        languages=settings.languages,
        workers=settings.workers,
    )
