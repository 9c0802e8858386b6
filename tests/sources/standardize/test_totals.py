"""Totals rows: left out of the data, and compared with the sum of the rows above."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.sources.standardize.batches import Batch, tally_of

if TYPE_CHECKING:
    from sources.standardize import Standardized

TOTAL = "Жыйынтыгы"
FIRST = {"settlement": "Ак-Суу", "population": 1000}
SECOND = {"settlement": "Тоң", "population": 900, "residents_served": 700}
THIRD = {"settlement": "Сары", "population": 800, "residents_served": 600}


def total(**figures: Any) -> dict[str, Any]:
    return {"settlement": TOTAL, **figures}


@dataclass(frozen=True)
class Case:
    """Rows of a sheet of water supply, and what must be said of its totals."""

    rows: tuple[dict[str, Any], ...]
    said: list[tuple[str, str, str]] = field(default_factory=list)
    """Cell, what was read and what was expected."""
    compared: int = 1
    """How many totals were compared."""
    scale: dict[str, float] = field(default_factory=dict)

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(place for place, row in enumerate(self.rows) if row.get("settlement") == TOTAL)


CASES = {
    "a right total": Case((FIRST, SECOND, total(population=1900))),
    "a wrong total": Case((FIRST, SECOND, total(population=1901)), [("C7", "1901", "the sum of the rows above: 1900")]),
    "a total that leaves the last row out": Case(
        (FIRST, SECOND, total(population=1000)), [("C7", "1000", "the sum of the rows above: 1900")]
    ),
    "every column is compared by itself": Case(
        (FIRST, SECOND, total(population=1900, residents_served=1600, connections=240)),
        [("E7", "1600", "the sum of the rows above: 1500")],
        compared=3,
    ),
    "subtotals and the total of all": Case(
        (FIRST, total(population=1000), SECOND, THIRD, total(population=1700), total(population=2700)), compared=3
    ),
    "a wrong subtotal": Case(
        (FIRST, total(population=1000), SECOND, THIRD, total(population=1600)),
        [("C9", "1600", "the sum of the rows above: 2700")],
        compared=2,
    ),
    "nobody sums tariffs or hours": Case((FIRST, SECOND, total(tariff=999, supply_hours_per_day=99)), compared=0),
    "a word in a totals row is no total": Case((FIRST, SECOND, total(tariff_basis="за 1 м³")), compared=0),
    "a blank in a totals row is no total": Case((FIRST, SECOND, total()), compared=0),
    "a total written as text": Case((FIRST, SECOND, total(amount_billed="80 000,00 сом"))),
    "a wrong total written as text": Case(
        (FIRST, SECOND, total(amount_billed="80 001")), [("L7", "80001", "the sum of the rows above: 80000")]
    ),
    "figures written as text are part of the sum": Case(
        ({**FIRST, "amount_billed": "40 000,5"}, SECOND, total(amount_billed=80_000.5))
    ),
    "a blank is nothing in a sum": Case(({**FIRST, "connections": None}, SECOND, total(connections=120))),
    "a column of blanks is a sum of 0": Case(
        ({**FIRST, "connections": None}, total(connections=7)), [("F6", "7", "the sum of the rows above: 0")]
    ),
    "a scaled column is compared in the unit of its heading": Case(
        (
            {**FIRST, "amount_billed": 40.25, "amount_collected": 36},
            {**SECOND, "amount_billed": 10.5, "amount_collected": 9},
            total(amount_billed=50.75, amount_collected=46),
        ),
        [("M7", "46", "the sum of the rows above: 45")],
        compared=2,
        scale={"amount_billed": 1000.0, "amount_collected": 1000.0},
    ),
    "hundredths are rounding": Case(
        ({**FIRST, "operating_cost": 500.004}, {**SECOND, "operating_cost": 0.004}, total(operating_cost=500.01))
    ),
    "of a total above which a figure cannot be read nothing is said": Case(
        ({**FIRST, "connections": "көп"}, SECOND, total(connections=555, population=1900))
    ),
    "rows that are refused are part of the sum": Case(
        ({**FIRST, "residents_served": 1001}, SECOND, total(population=1900))
    ),
    "a total that stands above its rows is not compared": Case((total(population=5), FIRST, SECOND), compared=0),
    "a total without rows is not compared": Case((total(population=5),), compared=0),
}


@pytest.fixture(scope="module")
def result() -> Standardized:
    """Every case is a submission of its own, and all of them are one batch."""
    batch = Batch()
    for name, case in CASES.items():
        batch.submission(name).sheet("water_supply", *case.rows, totals=case.totals, scale=case.scale)
    return batch.standardized()


@pytest.mark.parametrize("name", CASES)
def test_a_total_that_differs_is_told_at_its_cell(result: Standardized, name: str) -> None:
    found = result.findings
    mine = found[(found["submission_id"] == name) & (found["code"] == "total_differs")].sort_values(["row", "column"])
    assert list(zip(mine["cell"], mine["value"], mine["expected"], strict=True)) == CASES[name].said
    assert set(mine["severity"]) <= {"warning"}
    assert mine["refused"].isna().all()
    assert set(mine["sheet"]) <= {"Суу менен камсыздоо"}


@pytest.mark.parametrize("name", CASES)
def test_a_totals_row_is_no_data(result: Standardized, name: str) -> None:
    rows = result.rows["water_supply"]
    mine = rows[rows["submission_id"] == name]
    case = CASES[name]
    assert TOTAL not in set(mine["settlement"])
    assert tally_of(result, name, "water_supply")["rows_read"] == len(case.rows) - len(case.totals)


@pytest.mark.parametrize("name", CASES)
def test_comparing_a_total_is_applying_a_rule(result: Standardized, name: str) -> None:
    case = CASES[name]
    alone = [row for row in case.rows if row.get("settlement") != TOTAL]
    tally = tally_of(result, name, "water_supply")
    assert tally["rules_applied"] == 5 * len(alone) + case.compared
    assert tally["rule_warnings"] == len(case.said)


def test_a_scaled_column_is_loaded_in_its_unit(result: Standardized) -> None:
    rows = result.rows["water_supply"]
    mine = rows[rows["submission_id"] == "a scaled column is compared in the unit of its heading"]
    assert list(mine["amount_billed"]) == [40_250, 10_500]
