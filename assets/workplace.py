"""Where the assets work: what lies where, how much may be used, and the connections that are opened when needed.

It carries plain values; ``aimak_pipeline.settings`` says where they come from. Nothing is opened or created before it
is asked for, so that definitions load fast and without a warehouse.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import sources
import warehouse
from sources.code import code_fingerprint
from sources.compute import Processes
from sources.extraction import Extractor
from sources.intake.taking_in import Intake
from sources.register import load_enrolment, load_register
from warehouse.answering import AnswerDesk
from warehouse.engine import open_warehouse
from warehouse.ledger import Ledger
from warehouse.notices import Deadlines
from warehouse.register import load_register as load_register_into
from warehouse.release import Publisher, Terms
from warehouse.schema import create_schema
from warehouse.tables import municipality, settlement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from sources.compute import Compute
    from sources.intake.drop import DropFolder
    from sources.intake.store import Store
    from sources.labels import Language
    from sources.notice.mail import MailServer
    from sources.quarters import Quarter
    from sources.register import Enrolment, Register
    from sources.workbook.limits import Limits
    from warehouse.alerts import AlertBoard


def _silent(_done: int, _all: int) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Workplace:
    """Folders, stores and the warehouse of one installation."""

    drop: DropFolder
    archive: Store
    quarantine: Store
    outbox: Path
    reports: Path
    releases: Path
    alerts: AlertBoard
    cache: Path
    warehouse_url: str
    enrolment_file: Path
    register_folder: Path
    deadline_days: int
    programme_start: Quarter
    limits: Limits
    languages: Sequence[Language] = ("ky", "ru")
    reports_url: str = ""
    """Where ``reports`` is served, if it is."""
    terms: Terms = field(default_factory=Terms)
    """On what terms releases are given."""
    correction_days: int = 10
    mail: MailServer | None = None
    """Who takes notices for mailing, if anybody does."""
    compute: Compute = field(default_factory=Processes, compare=False)
    """Where workbooks are read, marked and written."""
    progress: Callable[[int, int], None] = field(default=_silent, compare=False)
    """Called while workbooks are read: how many are done, of how many."""

    @property
    def register(self) -> Register:
        """The municipalities that exist, as the operator's files say now."""
        return load_register(self.register_folder)

    @property
    def enrolment(self) -> Enrolment:
        """The municipalities that are expected to report, as the operator's file says now."""
        return load_enrolment(self.enrolment_file, self.register)

    @cached_property
    def engine(self) -> Engine:
        """The warehouse, with its schema and its dimensions up to date."""
        engine = open_warehouse(self.warehouse_url)
        create_schema(engine)
        load_register_into(
            engine,
            self.register.municipalities_frame()[[column.name for column in municipality.columns]],
            self.register.settlements_frame()[[column.name for column in settlement.columns]],
            self.enrolment.frame(),
        )
        return engine

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger in the warehouse."""
        return Ledger(self.engine)

    @property
    def inputs(self) -> str:
        """What the figures depend on beside the workbooks; where it changes, every quarter is computed again.

        Looked up each time: the enrolment and the register may be edited while a code server runs for weeks.
        """
        return hashlib.sha256(repr(self.computed_with).encode()).hexdigest()

    @property
    def computed_with(self) -> dict[str, str]:
        """The parts of ``inputs``, by name: what is long as its digest."""
        return {
            "code": code_fingerprint(sources, warehouse),
            "register": self.register.fingerprint,
            "enrolment": hashlib.sha256(self.enrolment_file.read_bytes()).hexdigest(),
            "deadline_days": str(self.deadline_days),
            "programme_start": str(self.programme_start),
        }

    def extracted(self, quarter: str) -> Path:
        """Return where a quarter's located cells are kept."""
        return self.cache / "extracted" / quarter

    def standardized(self, quarter: str) -> Path:
        """Return where a quarter's valid rows are kept."""
        return self.cache / "standardized" / quarter

    def restore_ledger(self) -> int:
        """Write every archived or quarantined file that the ledger has lost into it; return how many there were."""
        return self.intake.restore()

    @property
    def intake(self) -> Intake:
        """Intake with this workplace's folders and limits."""
        return Intake(
            drop=self.drop,
            archive=self.archive,
            quarantine=self.quarantine,
            cache=self.cache,
            ledger=self.ledger,
            register=self.register,
            enrolment=self.enrolment,
            limits=self.limits,
            compute=self.compute,
        )

    @property
    def answer_desk(self) -> AnswerDesk:
        """Answering with this workplace's outbox, deadlines and mail server."""
        return AnswerDesk(
            engine=self.engine,
            outbox=self.outbox,
            register=self.register,
            languages=self.languages,
            limits=self.limits,
            deadlines=Deadlines(self.deadline_days, self.correction_days),
            mail=self.mail,
            addresses=self.enrolment.emails,
            compute=self.compute,
        )

    @property
    def publisher(self) -> Publisher:
        """Releasing into this workplace's folder."""
        return Publisher(self.releases, self.terms, self.deadline_days, self.computed_with)

    @property
    def extractor(self) -> Extractor:
        """Extraction with this workplace's folders and limits."""
        return Extractor(
            archive=self.archive,
            cache=self.cache,
            register=self.register,
            enrolment=self.enrolment,
            limits=self.limits,
            compute=self.compute,
        )

    def loaded(self, quarter: str) -> Path:
        """Return where it is noted what a quarter's tables were loaded from."""
        return self.cache / "loaded" / quarter


def note_fingerprint(stage: Path, fingerprint: str) -> None:
    """Keep, with what a stage made of a quarter, what of the ledger it was made from.

    Each stage hands it on to the next, so that a quarter only counts as computed if every stage worked on the same.
    """
    stage.mkdir(parents=True, exist_ok=True)
    (stage / "fingerprint").write_text(fingerprint)


def fingerprint_of(stage: Path) -> str:
    """Return what of the ledger a stage's work on a quarter was made from."""
    return (stage / "fingerprint").read_text()
