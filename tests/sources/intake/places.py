"""A small installation in a folder, with a real ledger, and the files that are dropped into it."""

from __future__ import annotations

import io
import os
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter
from sqlalchemy import select

from sources.compute import Processes
from sources.forms import FORMS
from sources.forms.cover import COVER_FIELDS, COVER_SHEET
from sources.intake.drop import DropFolder
from sources.intake.store import Store
from sources.intake.taking_in import Intake
from sources.quarters import Quarter
from sources.register import Enrolled, Enrolment, load_register
from sources.workbook import Limits
from warehouse.answering import AnswerDesk
from warehouse.engine import open_warehouse
from warehouse.ledger import Ledger
from warehouse.notices import Deadlines, of_rejected
from warehouse.schema import create_schema
from warehouse.tables import submission

if TYPE_CHECKING:
    from pathlib import Path

    from sources.intake.summary import IntakeSummary

TAMGA, TEPKE = "41702210862000", "41702205844000"
"""Two municipalities of the register: Тамга айыл аймагы and Тепке айыл аймагы."""

ENROLMENT = Enrolment({code: Enrolled(code, Quarter(2016, 4), None, None) for code in (TAMGA, TEPKE)})


def workbook(
    code: str | None = TAMGA,
    year: int | None = 2021,
    quarter: int | None = 1,
    *,
    settlement: str = "Тамга",
    residents_covered: int = 600,
) -> bytes:
    """Return a small report: a cover, and street lighting in one settlement."""
    name = {TAMGA: "Тамга", TEPKE: "Тепке"}.get(code or "", "Айыл аймагы")
    cover = {"municipality_code": code, "municipality_name": name, "year": year, "quarter": quarter}
    row = {
        "settlement": settlement,
        "population": 1000,
        "residents_covered": residents_covered,
        "lamps_installed": 50,
        "lamps_working": 45,
    }
    form = FORMS["street_lighting"]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(COVER_SHEET.ky)
        for place, (name, value) in enumerate(cover.items()):
            sheet.write_row(place, 0, [COVER_FIELDS[name].label.ky, value])
        sheet = book.add_worksheet(form.sheet.ky)
        sheet.write_row(0, 0, [form.columns()[name].label.ky for name in row])
        sheet.write_row(1, 0, list(row.values()))
    return buffer.getvalue()


@dataclass(frozen=True)
class Place:
    """An installation below a folder."""

    folder: Path

    def __post_init__(self) -> None:
        for part in ("intake", "archive", "quarantine"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        create_schema(self.engine)

    @cached_property
    def engine(self) -> Any:
        return open_warehouse(f"sqlite:///{self.folder / 'warehouse.sqlite'}")

    @cached_property
    def intake(self) -> Intake:
        return Intake(
            drop=DropFolder(str(self.folder / "intake"), settle_seconds=0, trust_file_times=True),
            archive=Store(str(self.folder / "archive")),
            quarantine=Store(str(self.folder / "quarantine")),
            cache=self.folder / "cache",
            ledger=Ledger(self.engine),
            register=load_register(),
            enrolment=ENROLMENT,
            limits=Limits(),
            compute=Processes(1),
        )

    def drop(self, content: bytes, name: str = "report.xlsx", *, age_seconds: float = 60) -> Path:
        """Drop a file as it was last written so long ago."""
        file = self.folder / "intake" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        moment = time.time() - age_seconds
        os.utime(file, (moment, moment))
        return file

    def take_in(self, **parts: Any) -> IntakeSummary:
        """Take in what lies there, with some parts of the intake exchanged."""
        return replace(self.intake, **parts).take_in()

    @cached_property
    def desk(self) -> AnswerDesk:
        """Whence senders are answered."""
        return AnswerDesk(
            engine=self.engine,
            outbox=self.folder / "outbox",
            register=load_register(),
            languages=("ky", "ru"),
            limits=Limits(),
            deadlines=Deadlines(report_days=20, correction_days=10),
            compute=Processes(1),
        )

    def take_in_and_answer(self, **parts: Any) -> IntakeSummary:
        """Take in what lies there and answer all that is not accepted, as the pipeline does."""
        summary = replace(self.intake, **parts).take_in(answer=self.desk.repeats.answer)
        self.desk.repeats.answer_unread(summary.unread)
        self.desk.answer(of_rejected(summary.rejected_ids()), self.intake.quarantine)
        return summary

    def messages(self, folder: str, about: str = "") -> list[str]:
        """The messages in a folder of the outbox, the latest aside, whose files' names hold something."""
        files = sorted((self.folder / "outbox" / folder / "notices").glob(f"*_{about}*.txt"))
        return [file.read_text(encoding="utf-8") for file in files]

    def ledger(self) -> pd.DataFrame:
        """The table ``submission``, by time of receipt."""
        with self.engine.connect() as connection:
            return pd.read_sql(select(submission).order_by(submission.c.received_at), connection)

    def places(self, content: bytes) -> list[str]:
        """The places in which a content lies: intake, archive, quarantine."""
        files = [path for part in ("intake", "archive", "quarantine") for path in (self.folder / part).rglob("*")]
        return sorted(
            path.relative_to(self.folder).parts[0]
            for path in files
            if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
        )


def take_in_at(folder: Path, told: Any) -> None:
    """Take in what lies in an installation, and tell how many files became what. Run in processes of their own."""
    told.put(Place(folder).take_in().counts)
