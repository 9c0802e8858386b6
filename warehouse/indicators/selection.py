"""From a declaration to SQL: what each municipality has above and below the line.

The statements run on any engine that SQLAlchemy knows: sums, cases and joins, nothing of one engine's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Double, Select, String, case, cast, literal, null, select, union_all

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
    if breakdown not in indicator.breakdowns:
        raise ValueError(f"{indicator.id} has no breakdown {breakdown!r}, only {', '.join(indicator.breakdowns)}")
    span = Span(quarter, quarter, deadline_days)
    if breakdown == CUMULATIVE:
        span = replace(span, first=programme_start)
    declared = next((declared for declared in indicator.by if declared.id == breakdown), None)
    selects = list(_selects(indicator, span, declared))
    if len(selects) == 1:
        return selects[0]
    together = union_all(*selects).subquery()
    return select(*together.c)


def _selects(indicator: Indicator, span: Span, breakdown: Breakdown | None) -> Iterator[Select[Any]]:
    rows = indicator.rows(span)
    if breakdown is None:
        yield _sums(indicator, rows, _constant(TOTAL))
    elif breakdown.parts is None:
        category = rows.c[breakdown.id]
        yield _sums(indicator, rows, category).where(category.is_not(None)).group_by(category)
    else:
        for category_id, part in breakdown.parts.items():
            yield _sums(indicator, rows, _constant(category_id), part).where(part(rows.c).is_not(None))


def _constant(category: str) -> ColumnElement[str]:
    return literal(category, String)


def _sums(indicator: Indicator, rows: Rows, category: ColumnElement[str], part: Part | None = None) -> Select[Any]:
    above = (part or indicator.numerator)(rows.c)
    numerator = total(above)
    if indicator.only_if is not None:
        numerator = case((indicator.only_if(rows.c), numerator))
    denominator = NO_NUMBER
    conditions = list(rows.where)
    if indicator.denominator is not None:
        below = indicator.denominator(rows.c)
        denominator = total(below)
        conditions += [above.is_not(None), below.is_not(None)]
    if indicator.where is not None:
        conditions.append(indicator.where(rows.c))
    return (
        select(
            rows.c.municipality_code,
            category.label("category"),
            numerator.label("numerator"),
            denominator.label("denominator"),
        )
        .where(*conditions)
        .group_by(rows.c.municipality_code)
    )
