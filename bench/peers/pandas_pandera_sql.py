"""``pandas.read_excel``, a Pandera model a sheet, ``to_sql``: the script that most analysts would write.

Peers (a), with openpyxl, and (b), with calamine, are this script with another engine.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from pandera.errors import SchemaErrors

from bench.peers.template_facts import COVER_CODE, COVER_QUARTER, COVER_YEAR, HEADING, NONE, FormFacts, template_facts
from sources.forms import ColumnType
from sources.quarters import Quarter

if TYPE_CHECKING:
    from pathlib import Path

Engine = Literal["openpyxl", "calamine"]

_BUSY_SECONDS = 120
_NUMBERS: dict[ColumnType, Any] = {
    ColumnType.INTEGER: "Int64",
    ColumnType.DECIMAL: "Float64",
    ColumnType.PERCENT: "Float64",
}


def load_workbook(file: Path, engine: Engine, database: Path) -> int:
    """Read, validate and load one workbook; return how many rows were loaded."""
    with pd.ExcelFile(file, engine=engine) as workbook:
        cover: Any = pd.read_excel(workbook, sheet_name=0, header=None)
        code = str(cover.iloc[COVER_CODE])
        quarter = Quarter(int(cover.iloc[COVER_YEAR]), int(cover.iloc[COVER_QUARTER]))
        valid = {
            facts.form.id: _valid(
                _typed(pd.read_excel(workbook, sheet_name=facts.sheet, header=HEADING), facts), facts, code, quarter
            )
            for facts in template_facts()
            if facts.sheet in workbook.sheet_names
        }
    connection = sqlite3.connect(database, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        for form, rows in valid.items():
            with connection:
                # Or two processes make the same table at once.
                connection.execute("BEGIN IMMEDIATE")
                rows.to_sql(form, connection, if_exists="append", index=False)
    finally:
        connection.close()
    return sum(map(len, valid.values()))


def _typed(sheet: pd.DataFrame, facts: FormFacts) -> pd.DataFrame:
    """Return the rows of a sheet with the form's columns and types."""
    rows = sheet.iloc[1:].rename(columns=facts.columns)  # the first row holds the units
    rows = rows[list(facts.columns.values())].dropna(how="all")
    if len(rows) and rows.iloc[0, 0] == NONE and rows.iloc[0, 1:].isna().all():
        rows = rows.iloc[1:]
    typed: dict[str, pd.Series] = {}
    for name, column in facts.named.items():
        values = rows[name]
        if column.type in _NUMBERS:
            typed[name] = pd.to_numeric(values).astype(_NUMBERS[column.type])
        elif column.type is ColumnType.DATE:
            typed[name] = pd.to_datetime(values)
        elif column.type is ColumnType.BOOLEAN:
            typed[name] = values.map(facts.answers[name]).map({"true": True, "false": False}).astype("boolean")
        elif name in facts.answers:
            typed[name] = values.map(facts.answers[name]).astype("string")
        else:
            typed[name] = values.astype("string").str.strip()
    return pd.DataFrame(typed, index=rows.index)


def _valid(rows: pd.DataFrame, facts: FormFacts, code: str, quarter: Quarter) -> pd.DataFrame:
    """Return the rows that the form's model accepts, with the municipality and the quarter."""
    rows = rows.assign(
        submission_id=f"{code}_{quarter}",
        row=rows.index + 1,
        municipality_code=code,
        quarter=str(quarter),
        quarter_start=pd.Timestamp(quarter.start),
        quarter_end=pd.Timestamp(quarter.end),
    )
    if rows.empty:
        return rows.drop(columns=["quarter_start", "quarter_end"])
    try:
        rows = facts.form.to_schema().validate(rows, lazy=True)
    except SchemaErrors as errors:
        rows = rows.drop(index=errors.failure_cases["index"].dropna().unique())
    return rows.drop(columns=["quarter_start", "quarter_end"])
