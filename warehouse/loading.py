"""Loading a quarter: its rows, findings, layout and tallies, all in one transaction.

A quarter is loaded whole and replaced whole, so loading it again gives the same and a reader sees the old quarter or
the new one. Which submissions a quarter has, and which of them count, is the ledger's to say. What is computed from
the rows is in ``indicators`` and ``quality``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, and_, delete, func, select

from sources.findings.finding import FINDING_COLUMNS
from sources.forms import FORMS
from sources.quarters import Quarter
from warehouse.bulk import bulk_insert
from warehouse.engine import writing
from warehouse.findings import count_findings, store_findings
from warehouse.frames import read_frame
from warehouse.partitions import ensure_partitions
from warehouse.tables import FACTS, TAKEN_IN, finding, sheet_layout, submission, submission_tally
from warehouse.views import CURRENT

_LOADED = (*FACTS.values(), finding, sheet_layout, submission_tally)


class LoadError(RuntimeError):
    """A quarter cannot be loaded as it was given; nothing was changed."""


@dataclass(frozen=True)
class QuarterLoad:
    """All that the accepted and superseded submissions of a quarter put into the warehouse."""

    quarter: str
    """Such as ``2021-Q1``."""
    rows: dict[str, pd.DataFrame]
    """By form: at least the columns of its fact table. A form that nobody filled in may be left out."""
    findings: pd.DataFrame
    """``FINDING_COLUMNS``."""
    layout: pd.DataFrame
    """At least the columns of ``sheet_layout``."""
    tallies: pd.DataFrame
    """At least the columns of ``submission_tally``."""


def load_quarter(engine: Engine, load: QuarterLoad) -> dict[str, int]:
    """Replace what the warehouse holds of a quarter's submissions, in one transaction.

    Args:
        engine: the warehouse.
        load: what it is to hold. Every row must belong to an accepted or superseded submission of the quarter.

    Returns:
        The number of rows loaded, by table.

    Raises:
        LoadError: a column is missing, rows belong to another quarter's submissions, or a table does not hold as
            many rows afterwards as it was given. The quarter stays as it was.
    """
    with writing(engine) as connection:
        return replace_quarter(connection, load)


def replace_quarter(connection: Connection, load: QuarterLoad) -> dict[str, int]:
    """Do what ``load_quarter`` does within a transaction that the caller commits."""
    contents = _contents(load)
    is_ours = and_(submission.c.quarter == load.quarter, submission.c.status.in_(TAKEN_IN))
    ours = set(connection.scalars(select(submission.c.id).where(is_ours)))
    for table, frame in contents.items():
        strangers = sorted(set(frame["submission_id"].unique()) - ours)
        if strangers:
            raise LoadError(f"{table.name}: not a submission taken in for {load.quarter}: {', '.join(strangers[:5])}")

    ensure_partitions(
        connection, {quarter for facts in FACTS.values() for quarter in contents[facts]["quarter"].dropna()}
    )
    ids = select(submission.c.id).where(is_ours)
    for table in _LOADED:
        connection.execute(delete(table).where(_of(table, load.quarter, ids)))
    for table, frame in contents.items():
        if table is finding:
            store_findings(connection, frame)
        else:
            bulk_insert(connection, table, frame)
    count_findings(connection, is_ours)

    counts = {table.name: len(frame) for table, frame in contents.items()}
    for table in _LOADED:
        held = connection.scalar(select(func.count()).select_from(table).where(_of(table, load.quarter, ids)))
        if held != counts[table.name]:
            raise LoadError(f"{table.name} holds {held} rows of {load.quarter} after {counts[table.name]} were loaded")
    return counts


def _of(table: Table, quarter: str, ids: Select[tuple[str]]) -> ColumnElement[bool]:
    """Return the condition on rows of some submissions; a form's are looked for in its quarter's partition only.

    A survey may have been in the field in two quarters, so its rows are looked for in all of them.
    """
    mine = table.c.submission_id.in_(ids)
    return and_(mine, table.c.quarter == quarter) if table.name in FORMS else mine


def _contents(load: QuarterLoad) -> dict[Table, pd.DataFrame]:
    """Return for every table what is to be loaded, in the table's columns; what else a frame carries stays behind."""
    unknown = sorted(load.rows.keys() - FACTS.keys())
    if unknown:
        raise LoadError(f"there is no form {', '.join(unknown)}")
    given = {FACTS[form_id]: rows for form_id, rows in load.rows.items()}
    given |= {finding: load.findings, sheet_layout: load.layout, submission_tally: load.tallies}
    contents = {}
    for table in _LOADED:
        columns = list(FINDING_COLUMNS) if table is finding else table.c.keys()
        frame = given.get(table, pd.DataFrame(columns=columns))
        missing = [name for name in columns if name not in frame.columns]
        if missing:
            raise LoadError(f"{table.name}: not given {', '.join(missing)}")
        contents[table] = frame[columns]
    return contents


def earlier_rows(connection: Connection, form_id: str, quarter: str, quarters_back: int) -> pd.DataFrame:
    """Return the rows of a form that count, of the quarters just before one.

    Args:
        connection: to the warehouse.
        form_id: the form.
        quarter: the quarter itself, such as ``2021-Q1``; its own rows are not returned.
        quarters_back: how many quarters to go back, at most.

    Returns:
        The columns of the fact table in typed, nullable dtypes, ordered by quarter, municipality and sheet row.
    """
    this = Quarter.parse(quarter)
    wanted = [str(this.plus(-back)) for back in range(1, quarters_back + 1)]
    current = CURRENT[form_id]
    rows = select(current).where(current.c.quarter.in_(wanted))
    return read_frame(
        connection,
        rows.order_by(current.c.quarter, current.c.municipality_code, current.c.submission_id, current.c.row),
    )
