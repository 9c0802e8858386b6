"""The suite about the register and the enrolment: on any day a place is one thing, and nobody is enrolled twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, distinct, exists, func, not_, or_, select

from warehouse.expectations.expectation import Expectation, Query, Suite
from warehouse.reporting import enrolled, registered
from warehouse.tables import enrolment, municipality, settlement

if TYPE_CHECKING:
    from sources.quarters import Quarter


def _described_twice(_quarter: Quarter) -> Query:
    other = municipality.alias("other")
    overlap = and_(
        other.c.code == municipality.c.code,
        other.c.valid_from > municipality.c.valid_from,
        or_(municipality.c.valid_to.is_(None), municipality.c.valid_to >= other.c.valid_from),
    )
    return select(
        municipality.c.code,
        municipality.c.name_en.label("name"),
        municipality.c.valid_to,
        other.c.valid_from.label("described_again_from"),
    ).join_from(municipality, other, overlap)


def _oblasts_of_two_codes(_quarter: Quarter) -> Query:
    return (
        select(municipality.c.oblast, func.count(distinct(municipality.c.oblast_code)).label("codes"))
        .group_by(municipality.c.oblast)
        .having(func.count(distinct(municipality.c.oblast_code)) > 1)
    )


def _settlements_of_nobody(_quarter: Quarter) -> Query:
    known = exists().where(municipality.c.code == settlement.c.municipality_code)
    return select(settlement.c.code, settlement.c.name_ru.label("name"), settlement.c.municipality_code).where(
        not_(known)
    )


def _enrolled_twice(quarter: Quarter) -> Query:
    return (
        select(enrolment.c.municipality_code, func.count().label("times"))
        .where(enrolled(quarter))
        .group_by(enrolment.c.municipality_code)
        .having(func.count() > 1)
    )


SUITE = Suite(
    name="register",
    title="Register and enrolment",
    description="The municipalities and settlements of the country, and who is expected to report.",
    subject=lambda quarter: select(municipality).where(registered(quarter)),
    expectations=(
        Expectation(
            name="municipalities_are_described_once",
            description="On any day a municipality has one name, one kind and one oblast.",
            notes="Two rows of `municipality` that hold on the same day count every figure of this municipality "
            "twice. Where a reform changes it, the old row's `valid_to` is the day before the new row's `valid_from`.",
            breaking=_described_twice,
        ),
        Expectation(
            name="oblasts_have_one_code",
            description="Every oblast has one code.",
            notes="Figures of an oblast are summed by its code: with two of them, it is split in two halves.",
            breaking=_oblasts_of_two_codes,
        ),
        Expectation(
            name="settlements_have_a_municipality",
            description="Every settlement belongs to a municipality of the register.",
            notes="The templates name to each municipality its settlements; one that belongs to nobody is asked for "
            "by none.",
            breaking=_settlements_of_nobody,
        ),
        Expectation(
            name="nobody_is_enrolled_twice",
            description="A municipality is enrolled at most once at a time.",
            notes="Look for two lines of the enrolment file whose times overlap. The number of expected reports "
            "counts such a municipality once, but who reads `enrolment` by hand counts it twice.",
            severity="warning",
            breaking=_enrolled_twice,
        ),
    ),
)
"""What is expected of the register."""
