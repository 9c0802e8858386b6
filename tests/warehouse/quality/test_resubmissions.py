"""How much of a first version its last version changed."""

from datetime import UTC, date, datetime

import pytest

from sources.quarters import Quarter
from warehouse.resubmissions import changed_cells

LATER = datetime(2021, 5, 10, tzinfo=UTC)
LATEST = datetime(2021, 6, 10, tzinfo=UTC)
WATER = {"settlement": "Кум-Дөбө", "population": 1500, "residents_served": 900, "amount_billed": 120.5}


def counts(warehouse):
    found = changed_cells(warehouse.connection, Quarter(2021, 1))
    return {code: (row.first_cells, row.changed_cells) for code, row in found.iterrows()}


def resubmit(warehouse, form, first, last):
    warehouse.rows(warehouse.report("A"), form, *first)
    warehouse.rows(warehouse.report("A", received=LATER), form, *last)
    return counts(warehouse)["A"]


@pytest.mark.parametrize(
    ("last", "changed"),
    [
        pytest.param([WATER], 0, id="the same"),
        pytest.param([{**WATER, "population": 1501}], 1, id="one figure corrected"),
        pytest.param([{**WATER, "population": 1501, "amount_billed": None}], 2, id="one corrected, one withdrawn"),
        pytest.param([{**WATER, "connections": 40}], 0, id="one added"),
        pytest.param([{**WATER, "settlement": "КУМ ДОБО"}], 0, id="another spelling of the key"),
        pytest.param([{**WATER, "settlement": "Ак-Жар"}], 4, id="the row is gone, another is there"),
        pytest.param([], 4, id="every row is gone"),
        pytest.param([{**WATER, "settlement": "Ак-Жар"}, WATER], 0, id="the row has moved"),
    ],
)
def test_cells_of_the_first_version_that_the_last_one_changed(warehouse, last, changed):
    assert resubmit(warehouse, "water_supply", [WATER], last) == (4, changed)


@pytest.mark.parametrize(
    ("form", "first", "last", "expected"),
    [
        pytest.param(
            "communication",
            {"strategy_adopted": False, "campaigns": 3},
            {"strategy_adopted": True, "campaigns": 3},
            (2, 1),
            id="a form without a key is one row",
        ),
        pytest.param(
            "peer_exchange",
            {"held_on": date(2021, 2, 3), "event_type": "visit", "theme": "Суу", "participants": 20},
            {"held_on": date(2021, 2, 3), "event_type": "visit", "theme": "суу", "participants": 22},
            (4, 1),
            id="a key of day, code and text",
        ),
        pytest.param(
            "service_budget",
            {"service": "water", "plan_year": 1.5},
            {"service": "waste", "plan_year": 1.5},
            (2, 2),
            id="another code is another row",
        ),
    ],
)
def test_rows_are_matched_by_the_key_of_their_form(warehouse, form, first, last, expected):
    assert resubmit(warehouse, form, [first], [last]) == expected


def test_only_the_first_and_the_last_version_are_compared(warehouse):
    warehouse.rows(warehouse.report("A"), "water_supply", WATER)
    warehouse.rows(warehouse.report("A", received=LATER), "water_supply", {**WATER, "population": 1})
    warehouse.rows(warehouse.report("A", received=LATEST), "water_supply", WATER)
    assert counts(warehouse) == {"A": (4, 0)}


def test_every_form_and_every_reporting_municipality_is_counted(warehouse):
    once = warehouse.report("once")
    warehouse.rows(once, "water_supply", WATER, {**WATER, "settlement": "Ак-Жар"})
    warehouse.rows(once, "service_budget", {"service": "water", "plan_year": 5.0})
    warehouse.report("nothing")
    warehouse.report("refused", status="rejected")
    warehouse.rows(warehouse.report("earlier", quarter="2020-Q4"), "water_supply", WATER)
    assert counts(warehouse) == {"once": (10, 0), "nothing": (0, 0)}
