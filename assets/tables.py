"""How tables are shown in the Dagster UI: columns of a form, and small tables of what a person wants to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg
import pandas as pd

if TYPE_CHECKING:
    from sources.forms import Column, Form

_MOST_ROWS = 50


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


def table(frame: pd.DataFrame) -> dg.TableMetadataValue:
    """Return the first rows of a table as metadata."""
    records = [
        dg.TableRecord({str(name): _plain(value) for name, value in record.items()})
        for record in frame.head(_MOST_ROWS).to_dict("records")
    ]
    columns = [dg.TableColumn(str(name)) for name in frame.columns]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns))


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN is not itself
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)


def markdown(frame: pd.DataFrame) -> dg.MarkdownMetadataValue:
    """Return the first rows of a table as markdown, which the UI shows in full width."""
    head = frame.head(_MOST_ROWS)
    left_out = len(frame) - len(head)
    text = str(head.to_markdown(index=False)) if len(head) else "*nothing*"
    return dg.MetadataValue.md(text + (f"\n\n… and {left_out} more" if left_out > 0 else ""))
