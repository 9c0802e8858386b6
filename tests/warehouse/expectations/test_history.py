"""Bounds that are learned: what moved often may move again, what never moved may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from sources.quarters import Quarter
from tests.warehouse.expectations.conftest import PLACES, ledger_row
from warehouse.engine import writing
from warehouse.expectations.history import LOOKED_BACK, indicators_moved, total_moved
from warehouse.tables import FACTS, indicator, indicator_value, submission

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = Quarter(2021, 1)
PLACE, OTHER = tuple(PLACES)[:2]
BILLS = total_moved("water_supply", "amount_billed", (1 / 3, 3.0))
STEADY = [100.0, 104.0, 101.0, 103.0, 100.0, 102.0]
SEASONAL = [100.0, 400.0, 100.0, 380.0, 110.0, 420.0]


@pytest.fixture
def empty(engine: Engine) -> Engine:
    """A warehouse with declarations and a register, and without figures."""
    with writing(engine) as connection:
        for table in (*FACTS.values(), indicator_value):
            connection.execute(table.delete())
    return engine


def bill(engine: Engine, amounts: list[float], *, until: Quarter = NOW, code: str = PLACE) -> None:
    """Let a municipality report one amount a quarter, the last of them for ``until``."""
    with writing(engine) as connection:
        for back, amount in enumerate(reversed(amounts)):
            quarter = str(until.plus(-back))
            known = connection.scalar(
                select(submission.c.id).where(
                    submission.c.quarter == quarter,
                    submission.c.municipality_code == code,
                    submission.c.status == "accepted",
                )
            )
            key = known or f"{code[-6:]}{quarter}".replace("-", "").ljust(16, "f")
            if known is None:
                connection.execute(insert(submission), ledger_row(key, municipality_code=code, quarter=quarter))
            row = {"submission_id": key, "row": 1, "municipality_code": code, "quarter": quarter}
            connection.execute(insert(FACTS["water_supply"]), row | {"amount_billed": amount})


def figure(engine: Engine, name: str, values: list[float], reporting: list[int] | None = None) -> None:
    """Give an indicator of the programme one value a quarter, the last of them for ``NOW``."""
    with writing(engine) as connection:
        for back, value in enumerate(reversed(values)):
            connection.execute(
                insert(indicator_value),
                {
                    "indicator": name,
                    "quarter": str(NOW.plus(-back)),
                    "area_level": "programme",
                    "area_code": "programme",
                    "breakdown": "total",
                    "category": "total",
                    "numerator": value,
                    "denominator": 1.0,
                    "value": value,
                    "reporting": list(reversed(reporting))[back] if reporting else 10,
                },
            )


def found(engine: Engine, query: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query(NOW)).mappings()]


@pytest.mark.parametrize(
    ("history", "now", "doubtful"),
    [
        (STEADY, 104, False),
        (STEADY, 150, False),  # a half as much again as the greatest rise, 104 / 100, reaches 159
        (STEADY, 165, True),
        (STEADY, 60, True),
        (SEASONAL, 110, False),
        (SEASONAL, 60, True),  # the greatest fall was to a quarter, so a sixth is still let pass; 60 is a seventh
    ],
)
def test_a_total_may_move_as_far_as_it_used_to_and_a_half_more(empty, history, now, doubtful):
    bill(empty, [*history, now])
    assert bool(found(empty, BILLS)) is doubtful


@pytest.mark.parametrize(("now", "doubtful"), [(250, False), (350, True), (30, True)])
def test_without_a_year_of_history_a_fixed_bound_holds(empty, now, doubtful):
    bill(empty, [100, 100, 100, now])
    assert bool(found(empty, BILLS)) is doubtful


def test_moves_of_long_ago_teach_nothing(empty):
    bill(empty, [1.0, 1000.0, *[100.0] * (LOOKED_BACK + 1), 300.0])
    assert found(empty, BILLS)


def test_a_newcomer_is_no_move_of_a_total(empty):
    bill(empty, [*STEADY, 103])
    bill(empty, [5000.0], code=OTHER)
    assert not found(empty, BILLS)


def test_the_row_says_what_was_expected(empty):
    bill(empty, [*STEADY, 200])
    (row,) = found(empty, BILLS)
    assert (row["previous_total"], row["total"], row["municipalities"]) == (102, 200, 1)
    assert row["expected_from"] < 102 < row["expected_to"] < 200


@pytest.mark.parametrize(
    ("name", "history", "now", "doubtful"),
    [
        ("water_access_rate", [80, 81, 80, 82, 81, 82], 83, False),
        ("water_access_rate", [80, 81, 80, 82, 81, 82], 60, True),
        ("water_access_rate", [80, 81, 80, 82, 81, 82], 100, True),
        ("water_access_rate", [80, 40, 80, 45, 85, 82], 50, False),
        ("club_children", [200, 220, 210, 230, 220, 215], 240, False),
        ("club_children", [200, 220, 210, 230, 220, 215], 2150, True),
        ("water_access_rate", [80, 81, 80], 20, False),  # too little history to know better
    ],
)
def test_a_figure_may_move_as_far_as_it_used_to(empty, name, history, now, doubtful):
    figure(empty, name, [*history, now])
    assert [row["indicator"] for row in found(empty, indicators_moved)] == [name] * doubtful


def test_a_count_is_compared_by_the_reporting_municipality(empty):
    figure(empty, "club_children", [200, 220, 210, 230, 220, 215, 430], [10, 10, 10, 10, 10, 10, 20])
    assert not found(empty, indicators_moved)


def test_whether_an_indicator_is_a_ratio_is_asked_of_its_declaration(empty):
    figure(empty, "club_children", [200, 220, 210, 230, 220, 215, 430], [10, 10, 10, 10, 10, 10, 20])
    with writing(empty) as connection:
        connection.execute(update(indicator).where(indicator.c.id == "club_children").values(is_ratio=True))
    assert found(empty, indicators_moved)
