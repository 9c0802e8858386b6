"""The suite about indicators: values in their range, parts that make up their totals, counts that agree.

The queries on totals and their parts are in ``totals``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, and_, case, distinct, func, not_, or_, select

from warehouse.expectations import totals
from warehouse.expectations.expectation import Expectation, Query, Suite
from warehouse.expectations.history import indicators_moved
from warehouse.expectations.submissions import of_quarter
from warehouse.indicators import CUMULATIVE, KIND, MUNICIPALITY, OBLAST, PROGRAMME, TOTAL
from warehouse.reporting import enrolled
from warehouse.tables import ACCEPTED, QUARTERLY, enrolment, indicator, indicator_value, municipality, submission

if TYPE_CHECKING:
    from sources.quarters import Quarter

OPEN_PERCENTAGES: Final = {
    "water_collection_rate": "arrears paid in this quarter were billed in an earlier one",
    "waste_collection_rate": "arrears paid in this quarter were billed in an earlier one",
    "water_non_revenue": "more may be billed than was supplied where bills are by norm and not by meter",
    "waste_schedule_kept": "pickups beyond the schedule are made after holidays and floods",
    "budget_execution_rate": "more may be spent than was planned",
}
"""The percentages that may rightly leave 0 to 100, and why. Every other one is a part of its whole."""

SIGNED_UNITS: Final = ("%", "pp", "KGS")
"""Units in which a value may be below zero (percentages have an expectation of their own); all others count."""

LOOKING_BACK: Final = ("mobile_feedback", "communication_strategies")
"""The indicators to which a municipality contributes by earlier reports even where it has not reported this time."""


def _of(quarter: Quarter) -> ColumnElement[bool]:
    return indicator_value.c.quarter == str(quarter)


def _wrong_quotients(quarter: Quarter) -> Query:
    found = indicator_value.c
    # A quotient of nothing, or of something by zero, is no value; where nothing is divided the numerator is the value.
    quotient = indicator.c.factor * found.numerator / func.nullif(found.denominator, 0)
    should_be = case((indicator.c.is_ratio, quotient), else_=found.numerator)
    return (
        select(
            found.indicator,
            found.area_level,
            found.area_code,
            found.breakdown,
            found.category,
            found.value,
            should_be.label("should_be"),
        )
        .join_from(indicator_value, indicator, indicator.c.id == found.indicator)
        .where(
            _of(quarter),
            or_(
                and_(found.value.is_(None), should_be.is_not(None)),
                and_(found.value.is_not(None), should_be.is_(None)),
                totals.differ(found.value, should_be),
            ),
        )
    )


def _values_where(quarter: Quarter, *conditions: ColumnElement[bool]) -> Query:
    found = indicator_value.c
    return (
        select(
            found.indicator,
            found.area_level,
            found.area_code,
            found.breakdown,
            found.category,
            found.value,
            indicator.c.unit,
        )
        .join_from(indicator_value, indicator, indicator.c.id == found.indicator)
        .where(_of(quarter), *conditions)
    )


def _percentages_out_of_range(quarter: Quarter) -> Query:
    return _values_where(
        quarter,
        indicator.c.unit == "%",
        indicator.c.id.not_in(OPEN_PERCENTAGES),
        not_(indicator_value.c.value.between(-totals.TOLERANCE, 100 + totals.TOLERANCE)),
    )


def _impossible_hours(quarter: Quarter) -> Query:
    return _values_where(
        quarter, indicator.c.unit == "h/day", not_(indicator_value.c.value.between(0, 24 + totals.TOLERANCE))
    )


def _negative_counts(quarter: Quarter) -> Query:
    return _values_where(quarter, indicator.c.unit.not_in(SIGNED_UNITS), indicator_value.c.value < 0)


def _more_than_expected(quarter: Quarter) -> Query:
    found = indicator_value.c
    of_quarter_alone = and_(found.breakdown != CUMULATIVE, found.indicator.not_in(LOOKING_BACK))
    return select(
        found.indicator,
        found.area_level,
        found.area_code,
        found.breakdown,
        found.category,
        found.contributing,
        found.reporting,
        found.expected,
    ).where(
        _of(quarter),
        or_(
            found.contributing < 0,
            found.reporting > found.expected,
            # A municipality that reports unasked has figures of its own, which no total takes up.
            and_(found.expected > 0, found.contributing > found.expected),
            and_(found.expected > 0, of_quarter_alone, found.contributing > found.reporting),
        ),
    )


def _unknown_areas(quarter: Quarter) -> Query:
    found = indicator_value.c
    known = {
        MUNICIPALITY: (found.area_code, select(municipality.c.code)),
        # An oblast's code begins like those of its municipalities: two digits for the country, three for the oblast.
        OBLAST: (func.substr(found.area_code, 1, 5), select(func.substr(municipality.c.code, 1, 5))),
        KIND: (found.area_code, select(municipality.c.kind)),
    }
    unknown = or_(
        found.area_level.not_in([*known, PROGRAMME]),
        *(and_(found.area_level == level, area.not_in(areas)) for level, (area, areas) in known.items()),
    )
    return (
        select(found.area_level, found.area_code, func.count().label("values_computed"))
        .where(_of(quarter), unknown)
        .group_by(found.area_level, found.area_code)
    )


def _rate_unlike_ledger(quarter: Quarter) -> Query:
    expected = select(func.count(distinct(enrolment.c.municipality_code))).where(enrolled(quarter)).scalar_subquery()
    reported = (
        select(func.count(distinct(submission.c.municipality_code)))
        .join_from(submission, enrolment, enrolment.c.municipality_code == submission.c.municipality_code)
        .where(of_quarter(quarter), submission.c.kind == QUARTERLY, submission.c.status == ACCEPTED, enrolled(quarter))
        .scalar_subquery()
    )
    found = indicator_value.c
    rate = (
        select(func.sum(found.numerator).label("reported"), func.sum(found.denominator).label("expected"))
        .where(
            _of(quarter),
            found.indicator == "reporting_rate",
            found.area_level == PROGRAMME,
            found.breakdown == TOTAL,
        )
        .subquery("reporting_rate")
    )
    truth = select(reported.label("reported"), expected.label("expected")).subquery("ledger")
    return select(
        truth.c.reported.label("reported_in_ledger"),
        rate.c.reported.label("reported_in_indicator"),
        truth.c.expected.label("expected_by_enrolment"),
        rate.c.expected.label("expected_in_indicator"),
    ).where(
        or_(
            func.coalesce(rate.c.reported, 0) != truth.c.reported,
            func.coalesce(rate.c.expected, 0) != truth.c.expected,
        )
    )


SUITE = Suite(
    name="indicators",
    title="Indicators",
    description="The values of all indicators for the quarter: per municipality, oblast, kind of municipality and "
    "for the whole programme.",
    subject=lambda quarter: select(indicator_value).where(_of(quarter)),
    expectations=(
        Expectation(
            name="values_follow_from_their_parts",
            description="Every value is its numerator divided by its denominator, in the indicator's unit.",
            notes="Where the denominator is zero or nothing was reported there must be no value, and not 0. A total "
            "is always computed from summed numerators and denominators, never as a mean of percentages.",
            breaking=_wrong_quotients,
        ),
        Expectation(
            name="percentages_are_in_range",
            description="A percentage that is a part of its whole is between 0 and 100.",
            notes="Left out are the percentages that may rightly be higher or lower: "
            + "; ".join(f"`{name}`, because {reason}" for name, reason in OPEN_PERCENTAGES.items())
            + ".",
            breaking=_percentages_out_of_range,
        ),
        Expectation(
            name="hours_fit_into_a_day",
            description="Hours of supply a day are between 0 and 24.",
            notes="Look at `supply_hours_per_day` in the water forms of the municipalities named.",
            breaking=_impossible_hours,
        ),
        Expectation(
            name="counts_are_not_negative",
            description="No count of people, events or municipalities is below zero.",
            notes="Look at the reported figures of the municipalities named.",
            breaking=_negative_counts,
        ),
        Expectation(
            name="no_more_than_expected",
            description="No more municipalities contribute than report, and no more report than are expected to.",
            notes="These counts stand beside every total so that readers see how many municipalities are behind it. "
            "Indicators that look back may count earlier reports, but never more municipalities than are expected.",
            breaking=_more_than_expected,
        ),
        Expectation(
            name="areas_add_up_to_the_programme",
            description="The programme's figure is the sum of the oblasts, of cities and aiyl aimaks, and of the "
            "municipalities.",
            notes="Numerators and denominators are compared, not percentages. A difference means that a municipality "
            "is missing from a level or counted twice: see whether the register gives it exactly one oblast and kind.",
            breaking=totals.areas_unlike_programme,
        ),
        Expectation(
            name="counts_add_up_to_the_programme",
            description="The numbers of contributing, reporting and expected municipalities of the programme are the "
            "sums of the oblasts, and of cities and aiyl aimaks.",
            notes="See whether the register gives every enrolled municipality exactly one oblast and kind.",
            breaking=totals.counts_unlike_programme,
        ),
        Expectation(
            name="categories_add_up_to_the_total",
            description="Girls and boys add up to all children; so does every breakdown in which everything counted "
            "falls into exactly one category.",
            notes="Also activities, services, channels, topics, kinds of events, and in the survey sexes and ages. "
            "A difference means that a category is missing or counted twice.",
            breaking=totals.categories_unlike_total,
        ),
        Expectation(
            name="areas_are_in_the_register",
            description="Every area for which a value was computed is in the official register.",
            notes="A value for an unknown municipality, oblast or kind appears in no map and no league.",
            breaking=_unknown_areas,
        ),
        Expectation(
            name="reporting_rate_agrees_with_the_ledger",
            description="The published reporting rate counts exactly the municipalities whose report is accepted in "
            "the ledger, out of those that were expected to report.",
            notes="If it does not, the indicators were computed from an earlier state of the warehouse: run the "
            "quarter again.",
            breaking=_rate_unlike_ledger,
        ),
        Expectation(
            name="figures_move_as_they_used_to",
            description="No figure of an oblast or of the programme moved further from the quarter before than it "
            "ever did.",
            notes="What is expected is learned from the three years before, with a year of them at least: the "
            "greatest rise and the greatest fall, widened by half their distance and a tenth of the figure. Counts are "
            "compared as the mean of the municipalities that reported. `aimak explain` names the cells behind them.",
            severity="warning",
            breaking=indicators_moved,
        ),
    ),
)
"""What is expected of the indicators."""
