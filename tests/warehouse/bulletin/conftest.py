"""A small programme, published: three municipalities of two oblasts, six quarters, and a browser that looks at it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import insert, select

from sources.quarters import Quarter
from sources.register import load_register
from tests.warehouse.indicators.conftest import DEADLINE_DAYS, START, Programme
from warehouse.bulletin import Bulletin, write_bulletin
from warehouse.engine import open_warehouse, writing
from warehouse.indicators import compute_indicators, load_declarations
from warehouse.quality import INTEGRITY_COLUMNS, compute_quality
from warehouse.reporting import compute_reporting_status
from warehouse.schema import create_schema
from warehouse.tables import enrolment, municipality, submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from sources.labels import Language

TOP, KARAKOL, KYZYL = "41702205832000", "41702410000000", "41703205805000"
"""Two municipalities of Issyk-Kul oblast, one of them a city, and one of Jalal-Abad oblast."""

LAST = Quarter(2021, 2)
QUARTERS = tuple(START.until(LAST))
IN_TIME = datetime(2021, 7, 10, 6, tzinfo=UTC)
NOTE = "synthetic figures; not a known participant of the programme"


@dataclass
class Published(Programme):
    """A programme whose quarters can be computed and published."""

    def settle(self, code: str, name: str, kind: str = "aiyl_aimak", raion: str | None = "Ak-Suu raion") -> None:
        """Register a municipality, and expect its reports."""
        oblast = load_register().areas[code[:5] + "0" * 9]
        self.connection.execute(
            insert(municipality).values(
                code=code, valid_from=date(1991, 1, 1), kind=kind, raion=raion, oblast=oblast.name.en,
                oblast_code=oblast.code, name_ky=f"{name} ky", name_ru=f"{name} ru", name_en=f"{name} en",
            )
        )  # fmt: skip
        self.connection.execute(
            insert(enrolment).values(
                municipality_code=code, from_quarter=str(START), note=NOTE if code == TOP else None
            )
        )

    def water(self, code: str, quarter: Quarter, served: int, population: int = 1000, **facts: object) -> str:
        """Take in a report on the water supply of one settlement."""
        row = {"settlement": "s", "population": population, "residents_served": served, **facts}
        received = datetime(quarter.plus(1).year, quarter.plus(1).start.month, 10, 6, tzinfo=UTC)
        return self.submit(code, str(quarter), {"water_supply": [row]}, received_at=received)

    def calculate(self, *quarters: Quarter) -> None:
        """Compute indicators, reporting status and scores."""
        for quarter in quarters:
            compute_indicators(self.connection, quarter, deadline_days=DEADLINE_DAYS, programme_start=START)
            compute_reporting_status(self.connection, quarter, deadline_days=DEADLINE_DAYS)
            ids = self.connection.scalars(select(submission.c.id).where(submission.c.quarter == str(quarter))).all()
            sound = dict.fromkeys(INTEGRITY_COLUMNS, False) | {"hash_matches": True}
            integrity = pd.DataFrame(
                [{"submission_id": each, **sound} for each in ids], columns=["submission_id", *sound]
            )
            compute_quality(self.connection, quarter, deadline_days=DEADLINE_DAYS, integrity=integrity)

    def publish(
        self, reports: Path, quarter: Quarter, at: datetime, language: Language = "ky", *, printed: bool = False
    ) -> Bulletin:
        """Write the bulletin of a quarter."""
        return write_bulletin(
            self.connection,
            quarter,
            reports,
            deadline_days=DEADLINE_DAYS,
            areas=load_register().areas.values(),
            published_at=at,
            language=language,
            printed=printed,
        )


def after_deadline(quarter: Quarter) -> datetime:
    """A moment at which the reports of a quarter were due some days ago."""
    return datetime.combine(quarter.deadline(DEADLINE_DAYS + 10), datetime.min.time(), UTC)


def filled(programme: Published) -> Published:
    """Let the three report on water: one grows, one stays away in the last quarter, one answers nothing of it."""
    programme.settle(TOP, "Ак-Дөбө")
    programme.settle(KARAKOL, "Каракол", kind="city", raion=None)
    programme.settle(KYZYL, "Кызыл <Суу>")
    for place, quarter in enumerate(QUARTERS):
        programme.water(TOP, quarter, 500 + 50 * place)
        if quarter != LAST:
            programme.water(KARAKOL, quarter, 2000, population=2500)
        programme.submit(KYZYL, str(quarter), {}, received_at=datetime(2022, 1, 1, tzinfo=UTC))
    programme.calculate(*QUARTERS)
    return programme


@pytest.fixture(scope="session")
def _filled() -> Iterator[Connection]:
    """The programme, computed once: every test works on a copy."""
    engine = open_warehouse("sqlite://")
    create_schema(engine)
    with writing(engine) as connection:
        load_declarations(connection)
        filled(Published(connection))
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def new_programme(_filled) -> Iterator[Callable[[], Published]]:
    """Makes programmes, each with a warehouse of its own."""
    opened = ExitStack()

    def new() -> Published:
        engine = open_warehouse("sqlite://")
        with engine.connect() as connection:
            _filled.connection.driver_connection.backup(connection.connection.driver_connection)
        # Ids of submissions begin where those of the three municipalities end.
        return Published(opened.enter_context(writing(engine)), ids=count(1000))

    with opened:
        yield new


@pytest.fixture(scope="module")
def _own(new_programme) -> Published:
    return new_programme()


@pytest.fixture
def programme(_own) -> Iterator[Published]:
    """The programme, to be changed by a test."""
    savepoint = _own.connection.begin_nested()
    yield _own
    savepoint.rollback()


@pytest.fixture(scope="module")
def published(new_programme, tmp_path_factory) -> tuple[Published, Path]:
    """The programme and the folder of its reports, with the bulletins of the last two quarters; left as it is."""
    reports = tmp_path_factory.mktemp("reports")
    explained = reports / str(LAST) / "figures"
    explained.mkdir(parents=True)
    (explained / "water_access_rate.html").touch()
    programme = new_programme()
    for quarter in (LAST.plus(-1), LAST):
        programme.publish(reports, quarter, after_deadline(quarter))
    return programme, reports
