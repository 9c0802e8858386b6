"""What is known of a municipality's earlier reports when its template is written.

Only the container, and which of a form's rows and columns are worth handing on. The warehouse fills it
(``warehouse.template_figures``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.forms.form import ColumnType, Kind

if TYPE_CHECKING:
    from sources.forms.form import Form
    from sources.quarters import Quarter

Value = str | int | float | bool | None

Row = Mapping[str, Value]
"""The key and the stocks of one row, by column; codes as codes."""


@dataclass(frozen=True)
class Prefill:
    """The rows of a municipality's last accepted report, as far as the next one begins with them."""

    quarter: Quarter | None = None
    """The quarter of that report; None if there is none."""
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """By form, in the order in which they stood in the report: ``carried_columns`` of each row."""


NOTHING_KNOWN = Prefill()
"""Of a municipality that has never reported."""


def stock_columns(form: type[Form]) -> tuple[str, ...]:
    """Return the columns of a form that state how things are at the end of a quarter, not what happened in it."""
    return tuple(name for name, column in form.columns().items() if column.kind is Kind.STOCK)


def compared_columns(form: type[Form], reported: Quarter | None, quarter: Quarter) -> tuple[str, ...]:
    """Return the columns whose last figures a template shows to compare with: the stocks, if they are still the same.

    A form with a running total since 1 January is about its year, plans included: from another year's report, nothing
    of it can be compared.

    Args:
        form: the form.
        reported: the quarter of the last report; None if there is none.
        quarter: the quarter of the template.
    """
    of_a_year = any(column.kind is Kind.YTD for column in form.columns().values())
    is_comparable = reported is not None and not (of_a_year and reported.year != quarter.year)
    return stock_columns(form) if is_comparable else ()


def carried_columns(form: type[Form]) -> tuple[str, ...]:
    """Return the columns that a template takes over from the last report: key and stocks.

    None for a form without stocks or with a day in its key: its rows are events, and those of one quarter say nothing
    of the next. None either for a form without a key, whose one row needs no name.
    """
    key, stocks = form.key(), stock_columns(form)
    events = any(form.columns()[name].type is ColumnType.DATE for name in key)
    return () if events or not key or not stocks else (*key, *stocks)
