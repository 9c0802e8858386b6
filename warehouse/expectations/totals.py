"""The queries that hold totals against their parts: the programme against its areas, a total against its categories.

They belong to the suite about indicators, which says in words what is expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, literal, or_, select, union_all

from warehouse.indicators import INDICATORS, KIND, MUNICIPALITY, OBLAST, PROGRAMME, TOTAL
from warehouse.tables import indicator_value

if TYPE_CHECKING:
    from sources.quarters import Quarter
    from warehouse.expectations.expectation import Query

OVERLAPPING: Final = {("hearing_participants", "group")}
"""The breakdowns whose categories overlap or leave somebody out: a participant may be a woman, young and of a minority,
or none of these. In every other one, everything counted falls into exactly one category."""

TOLERANCE: Final = 1e-9
"""Sums of the same figures in another order differ in their last bits: so much of the size is no difference."""


def differ(one: Any, other: Any) -> ColumnElement[bool]:
    """Return the condition under which two figures differ by more than the order in which they were summed."""
    return func.abs(one - other) > TOLERANCE * (1 + func.abs(other))


def _sums_unlike_programme(quarter: Quarter, part: ColumnElement[Any], *levels: str, totals_only: bool) -> Query:
    """Return the query for indicators whose programme figure is not the sum of its areas' figures."""
    found = indicator_value.c

    def total(level: str) -> ColumnElement[Any]:
        # Who reports unasked is in no total: of the municipalities, those count that are expected to report.
        return func.sum(case((and_(found.area_level == level, found.expected > 0), func.coalesce(part, 0)), else_=0))

    return (
        select(
            found.indicator,
            found.breakdown,
            found.category,
            literal(str(part.key)).label("figure"),
            cast(total(PROGRAMME), Float).label("programme"),
            *(cast(total(level), Float).label(f"sum_by_{level}") for level in levels),
        )
        .where(found.quarter == str(quarter), found.breakdown == TOTAL if totals_only else literal(value=True))
        .group_by(found.indicator, found.breakdown, found.category)
        .having(or_(*(differ(total(PROGRAMME), total(level)) for level in levels)))
    )


def areas_unlike_programme(quarter: Quarter) -> Query:
    """Return the query for numerators and denominators of the programme that are not the sum of its areas'."""
    return union_all(
        *(
            _sums_unlike_programme(quarter, part, OBLAST, KIND, MUNICIPALITY, totals_only=False)
            for part in (indicator_value.c.numerator, indicator_value.c.denominator)
        )
    )


def counts_unlike_programme(quarter: Quarter) -> Query:
    """Return the query for numbers of municipalities of the programme that are not the sum of its areas'."""
    found = indicator_value.c
    return union_all(
        *(
            _sums_unlike_programme(quarter, part, OBLAST, KIND, totals_only=True)
            for part in (found.contributing, found.reporting, found.expected)
        )
    )


def categories_unlike_total(quarter: Quarter) -> Query:
    """Return the query for totals that are not the sum of the categories into which they are broken down."""

    def of_breakdown(name: str, breakdown: str) -> Any:
        whole, part = indicator_value.alias("whole"), indicator_value.alias("part")
        numerators = func.sum(func.coalesce(part.c.numerator, 0))
        denominators = func.sum(func.coalesce(part.c.denominator, 0))
        parts = (
            select(
                part.c.area_level,
                part.c.area_code,
                numerators.label("numerator"),
                denominators.label("denominator"),
            )
            .where(part.c.indicator == name, part.c.quarter == str(quarter), part.c.breakdown == breakdown)
            .group_by(part.c.area_level, part.c.area_code)
            .subquery("parts")
        )
        same_area = and_(parts.c.area_level == whole.c.area_level, parts.c.area_code == whole.c.area_code)

        def coalesced(column: ColumnElement[Any]) -> ColumnElement[Any]:
            return func.coalesce(column, 0)

        return (
            select(
                whole.c.indicator,
                literal(breakdown).label("breakdown"),
                whole.c.area_level,
                whole.c.area_code,
                whole.c.numerator,
                parts.c.numerator.label("numerator_of_categories"),
                whole.c.denominator,
                parts.c.denominator.label("denominator_of_categories"),
            )
            .join_from(whole, parts, same_area, isouter=True)
            .where(
                whole.c.indicator == name,
                whole.c.quarter == str(quarter),
                whole.c.breakdown == TOTAL,
                or_(
                    differ(coalesced(parts.c.numerator), coalesced(whole.c.numerator)),
                    differ(coalesced(parts.c.denominator), coalesced(whole.c.denominator)),
                ),
            )
        )

    return union_all(
        *(
            of_breakdown(declared.id, breakdown.id)
            for declared in INDICATORS.values()
            for breakdown in declared.by
            if (declared.id, breakdown.id) not in OVERLAPPING
        )
    )
