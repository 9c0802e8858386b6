"""From a declaration to SQL: what each municipality has above and below the line, and which rows that comes from.

Both come from the same ``Summand``s, so a figure and what is shown to be behind it cannot differ. The statements run on
any engine that SQLAlchemy knows: sums, cases and joins, nothing of one engine's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Double,
    Select,
    String,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)

from warehouse.indicators.declaration import CUMULATIVE, TOTAL, Breakdown, Indicator, Part, Rows, Span
from warehouse.indicators.rows import total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.quarters import Quarter

NO_NUMBER: ColumnElement[float] = cast(null(), Double)
"""A missing number; the type keeps unions from guessing."""


def municipality_select(
    indicator: Indicator,
    quarter: Quarter,
    *,
    deadline_days: int,
    programme_start: Quarter,
    breakdown: str = TOTAL,
) -> Select[Any]:
    """Return the select of an indicator's parts for each municipality with data.

    Args:
        indicator: the declaration.
        quarter: the quarter that the value is for.
        deadline_days: days after the quarter's end within which a report counts as on time.
        programme_start: the first quarter of cumulative sums.
        breakdown: ``total``, one of the indicator's disaggregations, or ``cumulative``.

    Returns:
        A select of ``municipality_code``, ``category``, ``numerator`` and ``denominator`` (missing for a count), one
        row for each municipality and category.

    Raises:
        ValueError: the indicator is not broken down like that.
    """
    selects = [
        summand.by_municipality()
        for summand in summands(
            indicator, quarter, deadline_days=deadline_days, programme_start=programme_start, breakdown=breakdown
        )
    ]
    if len(selects) == 1:
        return selects[0]
    together = union_all(*selects).subquery()
    return select(*together.c)


def summands(
    indicator: Indicator,
    quarter: Quarter,
    *,
    deadline_days: int,
    programme_start: Quarter,
    breakdown: str = TOTAL,
) -> list[Summand]:
    """Return what an indicator sums, with the arguments of ``municipality_select``: one for each part of a breakdown.

    Raises:
        ValueError: the indicator is not broken down like that.
    """
    if breakdown not in indicator.breakdowns:
        raise ValueError(f"{indicator.id} has no breakdown {breakdown!r}, only {', '.join(indicator.breakdowns)}")
    span = Span(quarter, quarter, deadline_days)
    if breakdown == CUMULATIVE:
        span = replace(span, first=programme_start)
    declared = next((declared for declared in indicator.by if declared.id == breakdown), None)
    return list(_summands(indicator, indicator.rows(span), declared))


def _summands(indicator: Indicator, rows: Rows, breakdown: Breakdown | None) -> Iterator[Summand]:
    below = indicator.denominator(rows.c) if indicator.denominator is not None else None
    only_if = indicator.only_if(rows.c) if indicator.only_if is not None else None
    conditions = () if indicator.where is None else (indicator.where(rows.c),)

    def summand(category: ColumnElement[str], part: Part = indicator.numerator, *given: Part) -> Summand:
        above = part(rows.c)
        present = tuple(each(rows.c).is_not(None) for each in given)
        return Summand(rows, category, above, below, conditions, present, only_if)

    if breakdown is None:
        yield summand(_constant(TOTAL))
    elif breakdown.parts is None:
        yield summand(rows.c[breakdown.id], indicator.numerator, lambda row: row[breakdown.id])
    else:
        for category_id, part in breakdown.parts.items():
            yield summand(_constant(category_id), part, part)


def _constant(category: str) -> ColumnElement[str]:
    return literal(category, String)


@dataclass(frozen=True, slots=True)
class Summand:
    """What is summed for each municipality and category: two expressions over rows, and the conditions on these."""

    rows: Rows
    category: ColumnElement[str]
    """A column of the rows, or a constant."""
    above: ColumnElement[Any]
    below: ColumnElement[Any] | None
    where: tuple[ColumnElement[bool], ...]
    """Which of the rows count, beside the rows' own conditions."""
    present: tuple[ColumnElement[bool], ...]
    """That what sorts them into a category is given."""
    only_if: ColumnElement[bool] | None
    """What must hold for a municipality's rows together."""

    @property
    def counting(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions on rows that count: a ratio takes those in which both parts are given."""
        given = () if self.below is None else (self.above.is_not(None), self.below.is_not(None))
        return (*self.rows.where, *given, *self.where, *self.present)

    def by_municipality(self) -> Select[Any]:
        """Return ``municipality_code``, ``category``, ``numerator`` and ``denominator``, one row for each category."""
        numerator = total(self.above)
        if self.only_if is not None:
            numerator = case((self.only_if, numerator))
        code = self.rows.c.municipality_code
        group = (code,) if isinstance(self.category, BindParameter) else (self.category, code)
        return (
            select(
                code,
                self.category.label("category"),
                numerator.label("numerator"),
                (NO_NUMBER if self.below is None else total(self.below)).label("denominator"),
            )
            .where(*self.counting)
            .group_by(*group)
        )
