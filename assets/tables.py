"""How tables are shown in the Dagster UI: their columns, and small tables and numbers of what a person wants to see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import dagster as dg
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Table

    from assets.workplace import Workplace
    from sources.forms import Column, Form

_MOST_ROWS = 50

_SHOWN_AT_ONCE = 960
"""The UI shows markdown of fewer than 1,000 characters where it stands, and longer markdown behind a click."""

_MARKDOWN_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~!]")

_QUARTER = re.compile(r"\d{4}-Q\d")
_UNBROKEN_HYPHEN = "\N{NON-BREAKING HYPHEN}"


def column_schema(form: type[Form]) -> dg.TableSchema:
    """Return a form's columns as the UI shows them: type, unit, labels and constraints."""
    return dg.TableSchema([_shown(column) for column in form.columns().values()])


def _shown(column: Column) -> dg.TableColumn:
    bounds = {"≥": column.minimum, "≤": column.maximum}
    other = [f"{sign} {bound:g}" for sign, bound in bounds.items() if bound is not None]
    if column.codes:
        other.append("one of " + ", ".join(column.codes.labels))
    return dg.TableColumn(
        name=column.name,
        type=column.type.value + (f" ({column.unit})" if column.unit else ""),
        description=f"{column.label.en} · {column.label.ru} · {column.label.ky}",
        constraints=dg.TableColumnConstraints(nullable=not column.required, other=other),
    )


def table_schema(table: Table) -> dg.TableSchema:
    """Return the columns of a table of the warehouse as the UI shows them."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                name=column.name,
                type=str(column.type).lower(),
                description=column.comment,
                constraints=dg.TableColumnConstraints(
                    nullable=bool(column.nullable), other=["key"] if column.primary_key else []
                ),
            )
            for column in table.columns
        ]
    )


def add_numbers(context: dg.AssetExecutionContext, frame: pd.DataFrame) -> None:
    """Add the numbers of each row to the materialization of its ``quarter``: the UI plots them over the quarters."""
    for row in frame.to_dict("records"):
        numbers = {str(name): _plain(value) for name, value in row.items() if name != "quarter"}
        told = {name: number for name, number in numbers.items() if number is not None}
        context.add_asset_metadata(told, partition_key=row["quarter"])


def table(frame: pd.DataFrame) -> dg.TableMetadataValue:
    """Return the first rows of a table as metadata."""
    records = [
        dg.TableRecord({str(name): _plain(value) for name, value in record.items()})
        for record in frame.head(_MOST_ROWS).to_dict("records")
    ]
    columns = [dg.TableColumn(str(name)) for name in frame.columns]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns))


def link(file: Path, place: Workplace) -> dg.UrlMetadataValue | dg.PathMetadataValue:
    """Return a link to a file among the reports, or its path where nobody serves them.

    No browser opens a file from a page that came over HTTP, so that a link to the file itself would be dead.
    """
    if not place.reports_url:
        return dg.MetadataValue.path(file)
    return dg.MetadataValue.url(f"{place.reports_url.rstrip('/')}/{quote(file.relative_to(place.reports).as_posix())}")


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN is not itself
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)


def markdown(frame: pd.DataFrame, *, inline: bool = False) -> dg.MarkdownMetadataValue:
    """Return the first rows of a table as markdown.

    Args:
        frame: the table; its texts may come from workbooks and are shown as they are, whatever signs they hold.
        inline: leave out as many rows as it takes for the UI to show the table at once, and not behind a click.
    """
    if frame.empty:
        return dg.MetadataValue.md("*none*")
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    lines = [_line(frame.columns), "|" + "|".join("-:" if number else "-" for number in numeric) + "|"]
    length = sum(map(len, lines))
    rows = list(frame.head(_MOST_ROWS).itertuples(index=False))
    for count, row in enumerate(rows):
        line = _line(row)
        length += len(line) + 1
        if inline and length > _SHOWN_AT_ONCE:
            return _finished(lines, len(frame) - count)
        lines.append(line)
    return _finished(lines, len(frame) - len(rows))


def _line(values: Iterable[Any]) -> str:
    return "|" + "|".join(_as_markdown(value) for value in values) + "|"


def _as_markdown(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, float):
        return f"{plain:.10g}"
    if isinstance(plain, str) and _QUARTER.fullmatch(plain):
        return plain.replace("-", _UNBROKEN_HYPHEN)
    return "" if plain is None else _MARKDOWN_SIGNS.sub(r"\\\g<0>", " ".join(str(plain).split()))


def _finished(lines: list[str], left_out: int) -> dg.MarkdownMetadataValue:
    more = [f"\n… and {left_out} more"] if left_out else []
    return dg.MetadataValue.md("\n".join([*lines, *more]))
