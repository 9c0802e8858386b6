"""A warehouse in memory, filled by hand: municipalities, workbooks and waves in a line or two each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from sqlalchemy import Connection, insert, select, update

from sources.quarters import Quarter
from warehouse.engine import open_warehouse, writing
from warehouse.indicators import compute_indicators, load_declarations
from warehouse.schema import create_schema
from warehouse.tables import FACTS, enrolment, indicator_value, municipality, submission, submission_tally

if TYPE_CHECKING:
    from collections.abc import Iterator

START = Quarter(2020, 1)
DEADLINE_DAYS = 20


class Value(NamedTuple):
    """What a row of ``indicator_value`` says."""

    numerator: float | None
    denominator: float | None
    value: float | None
    contributing: int
    reporting: int
    expected: int


@dataclass
class Programme:
    """The warehouse of a programme, to be filled by a test."""

    connection: Connection
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def enrol(self, *codes: str, kind: str = "aiyl_aimak", since: str = "2020-Q1", until: str | None = None) -> None:
        """Register municipalities and expect their reports."""
        for code in codes:
            names = dict.fromkeys(("name_ky", "name_ru", "name_en"), code)
            self.connection.execute(
                insert(municipality).values(
                    code=code, valid_from=date(1991, 1, 1), kind=kind, oblast="an oblast", **names
                )
            )
            self.connection.execute(
                insert(enrolment).values(municipality_code=code, from_quarter=since, to_quarter=until)
            )

    def submit(  # noqa: PLR0913 - one argument for each fact of the ledger that a test may want to set
        self,
        code: str,
        quarter: str,
        forms: dict[str, list[dict[str, Any]]] | None = None,
        *,
        version: int = 1,
        status: str = "accepted",
        received_at: datetime = datetime(2020, 1, 1, tzinfo=UTC),
        answered_none: tuple[str, ...] = (),
    ) -> str:
        """Take in a workbook with rows of some forms; return the submission's id."""
        key = self._submission(
            kind="quarterly",
            municipality_code=code,
            quarter=quarter,
            version=version,
            status=status,
            received_at=received_at,
        )
        for form, rows in (forms or {}).items():
            self._facts(key, form, [{"municipality_code": code, "quarter": quarter, **row} for row in rows])
        for form in answered_none:
            numbers = {column.name: 0 for column in submission_tally.columns if column.type.python_type is int}
            self.connection.execute(
                insert(submission_tally).values(submission_id=key, form=form, answered=True, **numbers)
            )
        return key

    def supersede(self, old: str) -> None:
        """Let a submission count no more."""
        self.connection.execute(update(submission).where(submission.c.id == old).values(status="superseded"))

    def survey(self, wave: str, quarter: str, rows: list[dict[str, Any]]) -> str:
        """Take in the survey workbook of a wave."""
        key = self._submission(
            kind="survey", wave=wave, version=1, status="accepted", received_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
        self._facts(key, "trust_survey", [{"quarter": quarter, "wave": wave, **row} for row in rows])
        return key

    def compute(self, quarter: str) -> int:
        """Compute a quarter's indicators."""
        return compute_indicators(
            self.connection, Quarter.parse(quarter), deadline_days=DEADLINE_DAYS, programme_start=START
        )

    def values(self, **wanted: str) -> dict[tuple[str, ...], Value]:
        """Return values by whatever of their key is not asked for, in the order of the key."""
        key = [column for column in indicator_value.primary_key.columns if column.name not in wanted]
        rows = self.connection.execute(
            select(indicator_value).where(*(indicator_value.c[name] == value for name, value in wanted.items()))
        ).mappings()
        return {
            tuple(row[column.name] for column in key): Value(*(row[name] for name in Value._fields)) for row in rows
        }

    def _submission(self, **facts: Any) -> str:
        key = f"{next(self.ids):016x}"
        self.connection.execute(
            insert(submission).values(
                id=key, sha256=key * 4, file_name="a.xlsx", size_bytes=1, path=key, errors=0, warnings=0, **facts
            )
        )
        return key

    def _facts(self, key: str, form: str, rows: list[dict[str, Any]]) -> None:
        for number, row in enumerate(rows, start=5):
            self.connection.execute(insert(FACTS[form]).values(submission_id=key, row=number, **row))


@pytest.fixture(scope="session")
def _connection():
    engine = open_warehouse("sqlite://")
    create_schema(engine)
    with writing(engine) as connection:
        load_declarations(connection)
        yield connection


@pytest.fixture
def programme(_connection):
    savepoint = _connection.begin_nested()
    yield Programme(_connection)
    savepoint.rollback()


@pytest.fixture
def new_programme(_connection):
    """Make one programme after the other: each begins with an empty warehouse."""
    savepoints = []

    def new() -> Programme:
        while savepoints:
            savepoints.pop().rollback()
        savepoints.append(_connection.begin_nested())
        return Programme(_connection)

    yield new
    while savepoints:
        savepoints.pop().rollback()
