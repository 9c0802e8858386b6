"""What earlier quarters teach: bounds for a figure's move from one quarter to the next, learned from its earlier moves.

A fixed bound is right where nature sets it (population); bills, budgets and events move with seasons, tariffs and
elections, and how far is best asked of the accepted history. The bounds are part of the query, so that they are those
of the moment at which it runs, and the rows that break it show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, not_, select, union_all

from warehouse.indicators import OBLAST, PROGRAMME, TOTAL
from warehouse.tables import indicator, indicator_value
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sources.quarters import Quarter
    from warehouse.expectations.expectation import Query

LOOKED_BACK: Final = 12
"""Moves that are looked back at: three years, so that every season is among them."""

ENOUGH: Final = 4
"""Moves, a year of them, without which history teaches nothing."""

SLACK: Final = 1.5
"""How many times further than ever before a total may move before a person should look."""


def _successive(quarter: Quarter) -> CTE:
    """Return the quarter and those looked back at, each with the one before it: ``quarter``, ``previous``."""
    ends = [quarter.plus(-back) for back in range(LOOKED_BACK + 1)]
    pairs = (select(literal(str(end)).label("quarter"), literal(str(end.plus(-1))).label("previous")) for end in ends)
    return union_all(*pairs).cte("successive")


def total_moved(form: str, column: str, otherwise: tuple[float, float]) -> Callable[[Quarter], Query]:
    """Return the query that says whether a form's total moved further than its earlier moves let expect.

    Only municipalities that reported for both quarters are compared. The bounds are the smallest and the greatest
    ratio of two successive totals, a half as much again.

    Args:
        form: the form.
        column: the column that is summed.
        otherwise: the lowest and the highest ratio while there is too little history.
    """

    def breaking(quarter: Quarter) -> Query:
        successive, rows = _successive(quarter), CURRENT[form]
        totals = (
            select(rows.c.quarter, rows.c.municipality_code, (1.0 * func.sum(rows.c[column])).label("total"))
            .where(rows.c.quarter >= str(quarter.plus(-LOOKED_BACK - 1)), rows.c.quarter <= str(quarter))
            .group_by(rows.c.quarter, rows.c.municipality_code)
            .cte("totals")
        )
        now, before = totals.alias("total_now"), totals.alias("total_before")
        moves = (
            select(
                successive.c.quarter,
                func.sum(before.c.total).label("previous_total"),
                func.sum(now.c.total).label("total"),
                func.count().label("municipalities"),
            )
            .join_from(successive, now, now.c.quarter == successive.c.quarter)
            .join(
                before,
                and_(before.c.quarter == successive.c.previous, before.c.municipality_code == now.c.municipality_code),
            )
            .group_by(successive.c.quarter)
            .cte("moves")
        )
        ratio = moves.c.total / func.nullif(moves.c.previous_total, 0)
        earlier = (
            select(func.min(ratio).label("lowest"), func.max(ratio).label("highest"), func.count(ratio).label("moves"))
            .where(moves.c.quarter != str(quarter))
            .subquery("earlier")
        )
        lowest = case((earlier.c.moves >= ENOUGH, earlier.c.lowest / SLACK), else_=otherwise[0])
        highest = case((earlier.c.moves >= ENOUGH, earlier.c.highest * SLACK), else_=otherwise[1])
        return (
            select(
                moves.c.previous_total,
                moves.c.total,
                (lowest * moves.c.previous_total).label("expected_from"),
                (highest * moves.c.previous_total).label("expected_to"),
                moves.c.municipalities,
            )
            .join_from(moves, earlier, literal(value=True))
            .where(
                moves.c.quarter == str(quarter),
                moves.c.previous_total > 0,
                not_(moves.c.total.between(lowest * moves.c.previous_total, highest * moves.c.previous_total)),
            )
        )

    return breaking


def indicators_moved(quarter: Quarter) -> Query:
    """Return the query for the figures of oblasts and the programme that moved further than they ever did.

    A ratio is compared as it is, a count as the mean of the municipalities that report, so that newcomers are no move.
    The bounds are the smallest and the greatest earlier move, widened by half their distance and by a tenth of the
    figure itself.
    """
    found, successive = indicator_value.c, _successive(quarter)
    figures = (
        select(found.indicator, found.quarter, found.area_level, found.area_code, _measure().label("figure"))
        .join_from(indicator_value, indicator, indicator.c.id == found.indicator)
        .where(
            found.quarter >= str(quarter.plus(-LOOKED_BACK - 1)),
            found.quarter <= str(quarter),
            found.area_level.in_((PROGRAMME, OBLAST)),
            found.breakdown == TOTAL,
        )
        .cte("figures")
    )
    now, before = figures.alias("figure_now"), figures.alias("figure_before")
    same = [now.c[key] == before.c[key] for key in ("indicator", "area_level", "area_code")]
    moves = (
        select(
            *(now.c[key] for key in ("quarter", "indicator", "area_level", "area_code")),
            before.c.figure.label("previous"),
            now.c.figure.label("figure"),
            (now.c.figure - before.c.figure).label("move"),
        )
        .join_from(successive, now, now.c.quarter == successive.c.quarter)
        .join(before, and_(before.c.quarter == successive.c.previous, *same))
        .cte("moves")
    )
    earlier = (
        select(
            moves.c.indicator,
            moves.c.area_code,
            func.min(moves.c.move).label("lowest"),
            func.max(moves.c.move).label("highest"),
        )
        .where(moves.c.quarter != str(quarter))
        .group_by(moves.c.indicator, moves.c.area_code)
        .having(func.count(moves.c.move) >= ENOUGH)
        .subquery("earlier")
    )
    slack = (earlier.c.highest - earlier.c.lowest) / 2 + func.abs(moves.c.previous) / 10
    lowest, highest = moves.c.previous + earlier.c.lowest - slack, moves.c.previous + earlier.c.highest + slack
    return (
        select(
            moves.c.indicator,
            moves.c.area_level,
            moves.c.area_code,
            moves.c.previous,
            moves.c.figure,
            lowest.label("expected_from"),
            highest.label("expected_to"),
        )
        .join_from(
            moves,
            earlier,
            and_(earlier.c.indicator == moves.c.indicator, earlier.c.area_code == moves.c.area_code),
        )
        .where(moves.c.quarter == str(quarter), not_(moves.c.figure.between(lowest, highest)))
    )


def _measure() -> ColumnElement[Any]:
    """Return what of an indicator is compared: a ratio's value, or a count a reporting municipality."""
    found = indicator_value.c
    return case((indicator.c.is_ratio, found.value), else_=1.0 * found.value / func.nullif(found.reporting, 0))
