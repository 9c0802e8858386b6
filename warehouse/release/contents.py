"""Reading what a release holds out of the warehouse, as Arrow tables of fixed types in a fixed order.

The same warehouse gives the same tables whichever engine it runs on and in whatever order it was filled: rows are
sorted here, not by a database's collation, and the last bits of sums, which depend on the order of adding, are cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select

from warehouse.indicators import MUNICIPALITY
from warehouse.release.tables import TABLES, Field
from warehouse.tables import submission
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from warehouse.release.period import Period

_SIGNIFICANT_DIGITS = 12
"""Of computed figures; a float has 15 to 17, the last of which depend on the order in which it was summed."""

_ROWS_AT_ONCE = 50_000
"""Rows that are held as Python objects at once."""

_COMPUTED: Final = ("indicator_value", "quality_score")

ARROW_TYPES: Final[dict[str, pa.DataType]] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", "UTC"),
}


@dataclass(frozen=True)
class Contents:
    """The data of a release."""

    period: Period
    tables: dict[str, pa.Table]
    """By name, as in ``TABLES``."""
    computed_from: pa.Table
    """The submissions that counted for the period and all quarters before it, on which its figures look back."""
    received_until: datetime
    """When the last of these was received."""
    notes: dict[str, int]
    """What must be seen beside the figures, and of how many municipalities."""

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: table.num_rows for name, table in self.tables.items()}


COMPUTED_FROM: Final = tuple(
    field
    for field in TABLES["submission"].fields
    if field.name in ("id", "kind", "municipality_code", "quarter", "wave", "version", "received_at")
)
"""The fields of ``Contents.computed_from``."""


def read_contents(connection: Connection, period: Period) -> Contents | None:
    """Return what a release of a period holds, or None where nothing was ever received for it.

    Args:
        connection: sees one state of the warehouse; the period's quarters are computed in it.
        period: the quarters.
    """
    tables = {name: read_table(connection, table.select(period), table.fields) for name, table in TABLES.items()}
    counted = CURRENT[submission.name].c
    past = select(*(counted[field.name] for field in COMPUTED_FROM)).where(counted.quarter <= str(period.last))
    computed_from = read_table(connection, past, COMPUTED_FROM)
    if not (computed_from.num_rows and tables["reporting_status"].num_rows):
        return None
    concerned = _concerned(tables)
    for name, table in TABLES.items():
        if table.about:
            tables[name] = tables[name].filter(pc.is_in(tables[name][table.about], concerned))
    for name in _COMPUTED:
        tables[name] = _cut(tables[name])
    notes = pc.value_counts(tables["municipality"]["note"].drop_null()).to_pylist()
    return Contents(
        period,
        {name: _sorted(tables[name], table.order or table.key) for name, table in TABLES.items()},
        _sorted(computed_from, ("quarter", "municipality_code", "id")),
        pc.max(computed_from["received_at"]).as_py(),
        {each["values"]: each["counts"] for each in sorted(notes, key=lambda each: each["values"])},
    )


def read_table(connection: Connection, statement: Select[Any], fields: Sequence[Field]) -> pa.Table:
    """Run a select and return its rows as an Arrow table of the fields, which the select's columns are.

    Arrow takes the driver's values by columns; the way through pandas would cost a release as much as all else of it.
    """
    schema = pa.schema([pa.field(field.name, ARROW_TYPES[field.type]) for field in fields])
    parts = connection.execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE}).partitions()
    batches = [
        pa.record_batch(
            [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)],
            schema=schema,
        )
        for rows in parts
    ]
    return pa.Table.from_batches(batches, schema)


def _concerned(tables: dict[str, pa.Table]) -> pa.Array:
    """Return the municipalities about which anything is said."""
    values = tables["indicator_value"]
    codes = [values.filter(pc.equal(values["area_level"], MUNICIPALITY))["area_code"]]
    codes += [
        table["municipality_code"]
        for name, table in tables.items()
        if "municipality_code" in table.column_names and not TABLES[name].about
    ]
    return pc.unique(pa.chunked_array([chunk for column in codes for chunk in column.chunks], pa.string()).drop_null())


def _cut(table: pa.Table) -> pa.Table:
    """Return computed figures with so many digits as are the same in whatever order they are summed."""
    for number, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            figures = [
                None if figure is None else float(f"{figure:.{_SIGNIFICANT_DIGITS}g}")
                for figure in table[number].to_pylist()
            ]
            table = table.set_column(number, field, pa.array(figures, field.type))
    return table


def _sorted(table: pa.Table, order: Sequence[str]) -> pa.Table:
    """Return rows in a fixed order: texts by their code points, missing values last."""
    keys = [(name, "ascending") for name in order]
    return table.take(pc.sort_indices(table, keys)).combine_chunks()
