"""The tables of a release as CSV and as Parquet, the same bytes for the same table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from warehouse.release.contents import ARROW_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from warehouse.release.tables import Field

_LIVE = r"^[=+\-@\t\r]"
"""How text begins that a spreadsheet takes for a formula when it opens a CSV file."""


def csv_bytes(table: pa.Table) -> bytes:
    """Return a table as CSV: UTF-8, a comma, texts in quotes, missing values empty, moments in UTC by ISO 8601.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; none of the codes has such texts.
    """
    written = pa.table({name: _as_text(table[name]) for name in table.column_names})
    buffer = io.BytesIO()
    pa.csv.write_csv(written, buffer, pa.csv.WriteOptions(quoting_style="needed"))
    return buffer.getvalue()


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_string(column.type):
        return pc.if_else(pc.match_substring_regex(column, _LIVE), pc.binary_join_element_wise("'", column, ""), column)
    return column


def write_parquet(table: pa.Table, file: Path, fields: Sequence[Field]) -> None:
    """Write a table as Parquet; each column carries its description and unit."""
    schema = pa.schema([pa.field(field.name, ARROW_TYPES[field.type], metadata=_words(field)) for field in fields])
    pa.parquet.write_table(table.cast(schema), file)


def _words(field: Field) -> dict[str, str]:
    return {"title": field.title, "description": field.description, **({"unit": field.unit} if field.unit else {})}
