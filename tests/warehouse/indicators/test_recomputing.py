"""A quarter's values follow from what is in the warehouse, not from how or when it got there."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CODES = ("41702000000111", "41702000000222", "41703000000333", "41703000000444")
CITIES = CODES[:1]
QUARTERS = ("2020-Q4", "2021-Q1")
A = CODES[0]

AREAS = {
    ("oblast", "41702000000000"): CODES[:2],
    ("oblast", "41703000000000"): CODES[2:],
    ("kind", "city"): CITIES,
    ("kind", "aiyl_aimak"): CODES[1:],
    ("programme", "programme"): CODES,
}

people = st.none() | st.integers(0, 5000)
som = st.none() | st.integers(0, 10**9).map(lambda tyiyn: tyiyn / 100)
systems = st.fixed_dictionaries(
    {
        "population": people,
        "residents_served": people,
        "amount_billed": som,
        "amount_collected": som,
        "operating_cost": som,
    }
)
hearings = st.fixed_dictionaries(
    {"topic": st.sampled_from(["budget", "tariff"]), "participants": people, "women": people}
)
workbooks = st.fixed_dictionaries(
    {"water_supply": st.lists(systems, max_size=3), "public_hearings": st.lists(hearings, max_size=3)}
)
facts = st.dictionaries(st.sampled_from(list(product(CODES, QUARTERS))), workbooks)
"""Any workbooks, by municipality and quarter: some missing, some empty, with any cell blank."""

RATIOS = {
    "water_access_rate": ("water_supply", "residents_served", "population", 100),
    "water_collection_rate": ("water_supply", "amount_collected", "amount_billed", 100),
    "water_cost_coverage": ("water_supply", "amount_billed", "operating_cost", 1),
    "hearing_women_share": ("public_hearings", "women", "participants", 100),
}

in_one_warehouse = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def filled(programme, reports):
    programme.enrol(*CITIES, kind="city")
    programme.enrol(*(code for code in CODES if code not in CITIES))
    for (code, quarter), forms in reports:
        programme.submit(code, quarter, forms)
    for quarter in QUARTERS:
        programme.compute(quarter)
    return programme


@given(facts=facts)
@in_one_warehouse
def test_an_aggregate_is_the_ratio_of_its_municipalities_sums(new_programme, facts):
    programme = filled(new_programme(), facts.items())
    for (indicator, (form, above, below, factor)), ((level, area), codes), quarter in product(
        RATIOS.items(), AREAS.items(), QUARTERS
    ):
        both_given = [
            (row[above], row[below])
            for code in codes
            for row in facts.get((code, quarter), {}).get(form, [])
            if row[above] is not None and row[below] is not None
        ]
        numerator, denominator = (
            (sum(column) for column in zip(*both_given, strict=True)) if both_given else (None, None)
        )
        (row,) = programme.values(indicator=indicator, area_level=level, area_code=area, quarter=quarter).values()
        assert row.numerator == pytest.approx(numerator)
        assert row.denominator == pytest.approx(denominator)
        assert row.value == pytest.approx(factor * numerator / denominator if denominator else None)
        assert row.reporting == sum((code, quarter) in facts for code in codes)
        assert row.contributing <= row.reporting <= row.expected == len(codes)


@given(facts=facts)
@in_one_warehouse
def test_a_count_since_the_start_is_the_sum_of_the_quarters_own(new_programme, facts):
    programme = filled(new_programme(), facts.items())
    for area, upto in product(AREAS, range(1, 3)):
        found = programme.values(indicator="hearings_held", area_level=area[0], area_code=area[1])
        own = [found[quarter, "total", "total"].value or 0 for quarter in QUARTERS[:upto]]
        since_start = found.get((QUARTERS[upto - 1], "cumulative", "total"))
        assert (since_start.value if since_start else 0) == sum(own)


@given(facts=facts, data=st.data())
@in_one_warehouse
def test_neither_computing_again_nor_the_order_of_arrival_changes_anything(new_programme, facts, data):
    programme = filled(new_programme(), facts.items())
    values = programme.values()
    programme.compute(QUARTERS[-1])
    assert programme.values() == values
    shuffled = data.draw(st.permutations(list(facts.items())))
    assert filled(new_programme(), shuffled).values() == values


def hearing(participants: int):
    return {"public_hearings": [{"topic": "budget", "participants": participants}]}


def participants_since_start(programme, quarter):
    (row,) = programme.values(
        indicator="hearing_participants", quarter=quarter, area_level="programme", breakdown="cumulative"
    ).values()
    return row.value


def test_a_late_report_for_an_old_quarter_shows_in_later_sums_once_they_are_computed_again(programme):
    programme.enrol(A)
    programme.submit(A, "2021-Q2", hearing(30))
    programme.compute("2021-Q2")
    assert participants_since_start(programme, "2021-Q2") == 30
    first = programme.submit(A, "2021-Q1", hearing(20))
    for quarter in ("2021-Q1", "2021-Q2"):
        programme.compute(quarter)
    assert participants_since_start(programme, "2021-Q2") == 50
    programme.supersede(first)
    programme.submit(A, "2021-Q1", hearing(25), version=2)
    programme.compute("2021-Q2")
    assert participants_since_start(programme, "2021-Q2") == 55


def test_a_quarter_is_computed_without_touching_another(programme):
    programme.enrol(A)
    programme.submit(A, "2021-Q1", hearing(20))
    programme.compute("2021-Q1")
    before = programme.values(quarter="2021-Q1")
    assert before
    assert programme.compute("2021-Q2") == len(programme.values(quarter="2021-Q2"))
    assert programme.values(quarter="2021-Q1") == before


def test_what_was_withdrawn_leaves_no_value_behind(programme):
    programme.enrol(A)
    key = programme.submit(A, "2021-Q1", hearing(20))
    programme.compute("2021-Q1")
    programme.supersede(key)
    programme.compute("2021-Q1")
    assert programme.values(indicator="hearings_held", area_level="municipality") == {}
