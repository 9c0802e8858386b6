"""A small warehouse in which everything is as it should be: four municipalities, two quarters, one survey.

The ledger and the facts are written by hand; reporting, indicators and quality are computed from them by the real code,
so that what the pipeline writes is what the suites are held to.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import URL, insert, update

from sources.quarters import Quarter
from warehouse.engine import open_warehouse, writing
from warehouse.indicators import compute_indicators, load_declarations
from warehouse.quality import INTEGRITY_COLUMNS, compute_quality
from warehouse.reporting import compute_reporting_status
from warehouse.schema import create_schema
from warehouse.tables import FACTS, enrolment, finding, municipality, sheet_layout, submission, submission_tally

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

QUARTERS = (Quarter(2020, 4), Quarter(2021, 1))
PLACES = {
    "41703225010010": ("Kyzyl-Unkur", "aiyl_aimak", "Jalal-Abad"),
    "41703410000010": ("Mailuu-Suu", "city", "Jalal-Abad"),
    "41704400010010": ("Kazybek", "aiyl_aimak", "Naryn"),
    "41704600010010": ("Ak-Talaa", "aiyl_aimak", "Naryn"),
}
REPORTING = tuple(PLACES)[:3]
SURVEY = "5" * 16


def submission_id(code: str, quarter: Quarter, version: int = 1) -> str:
    return f"{tuple(PLACES).index(code)}{quarter.year}{quarter.number}{version}".ljust(16, "0")


def ledger_row(key: str, **columns: Any) -> dict[str, Any]:
    return {
        "id": key,
        "sha256": key * 4,
        "file_name": "отчёт.xlsx",
        "size_bytes": 20_000,
        "path": f"{key}.xlsx",
        "kind": "quarterly",
        "municipality_code": None,
        "quarter": None,
        "wave": None,
        "version": 1,
        "received_at": datetime(2021, 4, 10, 9, tzinfo=UTC),
        "status": "accepted",
        "superseded_by": None,
        "form_version": "1",
        "errors": 0,
        "warnings": 0,
    } | columns


def rows_of_report(place: int) -> dict[str, list[dict[str, Any]]]:
    """Return what one municipality reports: some forms, each with figures that differ from place to place."""
    people = 1000 * (place + 1)
    return {
        "water_supply": [
            {
                "row": row,
                "settlement": f"Айыл {row}",
                "population": people,
                "residents_served": people - 100 * row,
                "supply_hours_per_day": 20.5,
                "amount_billed": 50_000.1,
                "amount_collected": 44_000.7 + place,
            }
            for row in (6, 7)
        ],
        "waste_collection": [
            {
                "row": 5,
                "settlement": "Айыл",
                "population": 2 * people,
                "residents_served": people,
                "pickups_planned": 13,
                "pickups_made": 14,
                "amount_billed": 9_000.0,
                "amount_collected": 9_500.0,
            }
        ],
        "youth_clubs": [
            {"row": 4, "settlement": "Айыл", "club_name": "Футбол", "activity": "sport", "girls": place, "boys": 12},
            {"row": 5, "settlement": "Айыл", "club_name": "Комуз", "activity": "music", "girls": 9, "boys": 3},
        ],
        "public_hearings": [
            {"row": 4, "held_on": date(2021, 2, 3), "place": "Айыл", "topic": "budget", "participants": 40, "women": 25}
        ],
        "communication": [{"row": 4, "strategy_adopted": place > 0, "adopted_on": date(2020, 1, 1)}],
    }


def add_report(connection: Connection, key: str, code: str, quarter: Quarter, **columns: Any) -> None:
    """Take a report into the warehouse, with its rows, its layout and its tallies."""
    row = ledger_row(key, municipality_code=code, quarter=str(quarter), warnings=1) | columns
    connection.execute(insert(submission), row)
    for form, rows in rows_of_report(tuple(PLACES).index(code)).items():
        address = {"submission_id": key, "municipality_code": code, "quarter": str(quarter)}
        connection.execute(insert(FACTS[form]), [address | row for row in rows])
        add_layout(connection, key, form, [name for name in rows[0] if name != "row"])
        add_tally(connection, key, form, rows_read=len(rows) + 1, rows_refused=1)
    connection.execute(
        insert(finding),
        {
            "id": f"{key}-000001",
            "submission_id": key,
            "code": "rule_doubtful",
            "severity": "warning",
            "form": "youth_clubs",
        },
    )


def add_layout(connection: Connection, key: str, form: str, columns: list[str]) -> None:
    connection.execute(
        insert(sheet_layout),
        [
            {
                "submission_id": key,
                "form": form,
                "column": name,
                "sheet": form,
                "column_letter": letter,
                "header_row": 3,
                "scale": 1.0,
            }
            for name, letter in zip(columns, "ABCDEFGHIJKLMNOP", strict=False)
        ],
    )


def add_tally(connection: Connection, key: str, form: str, **counts: int) -> None:
    nothing = dict.fromkeys(
        (column.name for column in submission_tally.c if column.name not in ("submission_id", "form", "answered")), 0
    )
    row = (
        nothing | {"submission_id": key, "form": form, "answered": True, "cells_read": 20, "rules_applied": 5} | counts
    )
    connection.execute(insert(submission_tally), row)


def add_survey(connection: Connection, key: str, wave: str, quarter: Quarter, **columns: Any) -> None:
    connection.execute(insert(submission), ledger_row(key, kind="survey", wave=wave, quarter=str(quarter)) | columns)
    rows = [
        {
            "submission_id": key,
            "row": 2 + number,
            "municipality_code": code,
            "quarter": str(quarter),
            "wave": wave,
            "fielded_on": quarter.start,
            "sex": sex,
            "age_group": age,
            "fully_trust": 10 + number,
            "rather_trust": 7,
            "rather_distrust": 5,
            "fully_distrust": 3,
            "no_answer": 1,
        }
        for number, (code, sex, age) in enumerate(
            (code, sex, age) for code in REPORTING for sex in ("female", "male") for age in ("18-34", "35-54")
        )
    ]
    connection.execute(insert(FACTS["trust_survey"]), rows)
    add_layout(connection, key, "trust_survey", list(FACTS["trust_survey"].columns.keys())[4:])
    add_tally(connection, key, "trust_survey", rows_read=len(rows))


def fill(engine: Engine) -> None:
    """Write the whole warehouse."""
    create_schema(engine)
    with writing(engine) as connection:
        connection.execute(
            insert(municipality),
            [
                {
                    "code": code,
                    "valid_from": date(2016, 1, 1),
                    "name_ky": name,
                    "name_ru": name,
                    "name_en": name,
                    "kind": kind,
                    "raion": None,
                    "oblast": oblast,
                }
                for code, (name, kind, oblast) in PLACES.items()
            ],
        )
        connection.execute(
            insert(enrolment), [{"municipality_code": code, "from_quarter": "2016-Q4"} for code in PLACES]
        )
        for quarter in QUARTERS:
            for code in REPORTING:
                add_report(connection, submission_id(code, quarter), code, quarter)
        corrected = REPORTING[1]
        first, second = (submission_id(corrected, QUARTERS[1], version) for version in (1, 2))
        connection.execute(update(submission).where(submission.c.id == first).values(status="superseded"))
        add_report(connection, second, corrected, QUARTERS[1], version=2)
        connection.execute(update(submission).where(submission.c.id == first).values(superseded_by=second))
        add_survey(connection, "4" * 16, "baseline", QUARTERS[0])
        add_survey(connection, SURVEY, "midline", QUARTERS[1])
        connection.execute(
            insert(submission),
            ledger_row("9" * 16, municipality_code=REPORTING[0], quarter="2021-Q1", status="rejected", version=None),
        )
    compute(engine)


def compute(engine: Engine) -> None:
    """Compute everything that follows from the ledger and the facts."""
    files = pd.DataFrame(columns=["submission_id", *INTEGRITY_COLUMNS])
    with writing(engine) as connection:
        load_declarations(connection)
        for quarter in QUARTERS:
            compute_reporting_status(connection, quarter, deadline_days=20)
            compute_indicators(connection, quarter, deadline_days=20, programme_start=Quarter(2016, 4))
            compute_quality(connection, quarter, deadline_days=20, integrity=files)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse as it should be: a file to copy, not to write to."""
    file = tmp_path_factory.mktemp("expectations") / "warehouse.sqlite"
    engine = open_warehouse(URL.create("sqlite", database=str(file)))
    fill(engine)
    # The last connection that closes brings everything into the one file.
    engine.dispose()
    return file


@pytest.fixture
def warehouse_url(whole: Path, tmp_path: Path) -> URL:
    """A copy of the warehouse of one's own, in a folder named as awkwardly as a folder may be."""
    file = tmp_path / "Суу $HOME 100 %? #1" / "warehouse.sqlite"
    file.parent.mkdir()
    shutil.copy(whole, file)
    return URL.create("sqlite", database=str(file))


@pytest.fixture
def engine(warehouse_url: URL) -> Iterator[Engine]:
    """The copy, to be broken."""
    engine = open_warehouse(warehouse_url)
    yield engine
    engine.dispose()
