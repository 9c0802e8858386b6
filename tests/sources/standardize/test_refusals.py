"""What is refused: a cell, or its row; what is said of it, and where; and what is loaded all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sources.forms import FORMS
from tests.sources.standardize.batches import Batch, Broken

if TYPE_CHECKING:
    from sources.standardize import Standardized


@dataclass(frozen=True)
class Case:
    """One sheet: what differs from good rows in it, and what must come of it."""

    form: str
    rows: tuple[dict[str, Any], ...]
    said: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """Code, cell and what is refused, of every finding but notes, by row and column."""
    loaded: tuple[int, ...] = (5,)
    missing: tuple[tuple[int, str], ...] = ()
    """Cells of loaded rows that must be missing."""
    without: tuple[str, ...] = ()
    quarter: str | None = "2021-Q1"


CASES = {
    "of a good row nothing is said": Case("water_supply", ({},)),
    # A cell that cannot be read.
    "an optional cell that cannot be read is left out": Case(
        "water_supply", ({"households": "көп"},), [("not_a_number", "D5", "cell")], missing=((5, "households"),)
    ),
    "an optional formula error is left out": Case(
        "water_supply", ({"operating_cost": Broken()},), [("formula_error", "N5", "cell")]
    ),
    "a required cell that cannot be read refuses its row": Case(
        "water_supply", ({"amount_billed": "көп"},), [("not_a_number", "L5", "row")], loaded=()
    ),
    "a key cell that cannot be read refuses its row": Case(
        "public_hearings", ({"held_on": "былтыр"}, {}), [("not_a_date", "B5", "row")], loaded=(6,)
    ),
    "an answer outside its list refuses the row where it is required": Case(
        "youth_clubs", ({"activity": "балык уулоо"},), [("not_in_list", "D5", "row")], loaded=()
    ),
    "and is left out where it is not": Case(
        "youth_clubs", ({"funding": "табылган"},), [("not_in_list", "J5", "cell")], missing=((5, "funding"),)
    ),
    # Blank cells.
    "an optional blank is nothing to speak of": Case(
        "water_supply", ({"households": None},), missing=((5, "households"),)
    ),
    "a required blank refuses its row": Case(
        "water_supply", ({"population": None}, {"settlement": "Тоң"}), [("required_blank", "C5", "row")], loaded=(6,)
    ),
    "a required cell that says there is no data is blank": Case(
        "water_supply", ({"population": "н/д"},), [("required_blank", "C5", "row")], loaded=()
    ),
    "two required blanks in a row are two findings": Case(
        "water_supply",
        ({"population": None, "amount_billed": None},),
        [("required_blank", "C5", "row"), ("required_blank", "L5", "row")],
        loaded=(),
    ),
    # Rows of which only the name stands.
    "a row with nothing but its name was not reported, and that is told once": Case(
        "water_supply",
        ({}, dict.fromkeys(FORMS["water_supply"].columns()) | {"settlement": "Тоң"}),
        [("row_left_blank", "B6", None)],
        loaded=(5,),
    ),
    # Bounds.
    "an optional figure below its minimum is left out": Case(
        "water_supply", ({"connections": -1},), [("below_minimum", "F5", "cell")], missing=((5, "connections"),)
    ),
    "an optional figure above its maximum is left out": Case(
        "water_supply", ({"supply_hours_per_day": 24.5},), [("above_maximum", "G5", "cell")]
    ),
    "a required figure below its minimum refuses its row": Case(
        "public_hearings",
        ({"participants": 0, "women": 0, "youth": 0},),
        [("below_minimum", "E5", "row")],
        loaded=(),
    ),
    "the bounds themselves are allowed": Case(
        "water_supply", ({"supply_hours_per_day": 24, "samples_compliant": 0, "connections": 0},)
    ),
    # Keys.
    "of a key that stands twice the second row is refused": Case(
        "citizen_feedback", ({}, {"channel": "телефон"}, {}), [("key_repeated", "B7", "row")], loaded=(5, 6)
    ),
    "and every further one": Case(
        "citizen_feedback", ({}, {}, {}), [("key_repeated", "B6", "row"), ("key_repeated", "B7", "row")]
    ),
    "text keys are compared as they are matched, not as they are spelled": Case(
        # capitals, a space for the hyphen, Latin letters that look the same
        "water_supply",
        ({}, {"settlement": "АК СУУ"}, {"settlement": "Aк-Cуу"}),
        [("key_repeated", "B6", "row"), ("key_repeated", "B7", "row")],
    ),
    "a key is all its columns": Case(
        "public_hearings",
        ({}, {"place": "Тоң"}, {"topic": "Тариф"}, {"held_on": date(2021, 1, 1)}),
        loaded=(5, 6, 7, 8),
    ),
    "keys that are blank do not repeat each other": Case(
        "water_supply",
        ({"settlement": None}, {"settlement": None}),
        [("required_blank", "B5", "row"), ("required_blank", "B6", "row")],
        loaded=(),
    ),
    "a form without a key has one row": Case("communication", ({}, {}), [("key_repeated", "B6", "row")]),
    # No cascades: of a cell that is at fault nothing more is said.
    "a rule says nothing of a required cell that could not be read": Case(
        "water_supply", ({"residents_served": "баары"},), [("not_a_number", "E5", "row")], loaded=()
    ),
    "a rule says nothing of an optional cell that could not be read": Case(
        "communication", ({"adopted_on": "былтыр"},), [("not_a_date", "C5", "cell")], missing=((5, "adopted_on"),)
    ),
    "a rule says nothing of a cell out of its bounds": Case(
        "water_supply", ({"samples_taken": -1},), [("below_minimum", "O5", "cell")], missing=((5, "samples_taken"),)
    ),
    "a rule says nothing of a required cell out of its bounds": Case(
        "water_supply", ({"population": -5},), [("below_minimum", "C5", "row")], loaded=()
    ),
    "a key of which one part could not be read is not repeated": Case(
        "public_hearings",
        ({"held_on": "былтыр"}, {"held_on": "былтыр"}),
        [("not_a_date", "B5", "row"), ("not_a_date", "B6", "row")],
        loaded=(),
    ),
    "but two different faults of a row are both said": Case(
        "water_supply",
        ({"residents_served": 1001, "samples_taken": 1},),
        [("rule_broken", "E5", "row"), ("rule_broken", "P5", "row")],
        loaded=(),
    ),
    # Columns that the sheet does not have; the reader has said so already.
    "an optional column that is absent is missing in every row": Case(
        "water_supply",
        ({}, {"settlement": "Тоң"}),
        loaded=(5, 6),
        missing=((5, "households"),),
        without=("households",),
    ),
    "a required column that is absent refuses every row without a word": Case(
        "water_supply", ({}, {"settlement": "Тоң"}), loaded=(), without=("population",)
    ),
    "a key column that is absent refuses every row without a word": Case(
        "water_supply", ({}, {}), loaded=(), without=("settlement",)
    ),
    "an answer about which a column is absent is not held against anyone": Case(
        "communication", ({},), without=("adopted_on",)
    ),
    # What is checked before it is sent may lie in no known quarter.
    "of a day in an unknown quarter nothing is said": Case("public_hearings", ({},), quarter=None),
}


@pytest.fixture(scope="module")
def result() -> Standardized:
    batch = Batch()
    for name, case in CASES.items():
        batch.submission(name, case.quarter).sheet(case.form, *case.rows, without=case.without)
    return batch.standardized()


@pytest.mark.parametrize("name", CASES)
def test_findings_stand_at_their_cells(result: Standardized, name: str) -> None:
    found = result.findings[(result.findings["submission_id"] == name) & (result.findings["severity"] != "note")]
    ordered = found.sort_values(["row", "cell"], kind="stable")
    # A broken rule stands at the first column that it names, at the row.
    assert list(zip(ordered["code"], ordered["cell"], ordered["refused"], strict=True)) == CASES[name].said


@pytest.mark.parametrize("name", CASES)
def test_the_rows_that_stand_are_loaded(result: Standardized, name: str) -> None:
    case = CASES[name]
    rows = result.rows[case.form]
    mine = rows[rows["submission_id"] == name].set_index("row")
    assert tuple(mine.index) == case.loaded
    for row, column in case.missing:
        assert mine[column].isna()[row], (row, column)
        assert mine.notna().sum(axis=1)[row] == len(mine.columns) - len(case.missing)


@pytest.mark.parametrize("name", CASES)
def test_the_tally_says_how_many_rows_were_refused(result: Standardized, name: str) -> None:
    case = CASES[name]
    tallies = result.tallies
    (tally,) = tallies[(tallies["submission_id"] == name) & (tallies["form"] == case.form)].itertuples()
    reported = len(case.rows) - sum(code == "row_left_blank" for code, *_ in case.said)
    assert (tally.rows_read, tally.rows_read - tally.rows_refused) == (reported, len(case.loaded))
    assert tally.answered == bool(case.loaded)


def test_a_finding_says_what_was_read_what_is_expected_and_on_which_sheet(result: Standardized) -> None:
    def one(submission: str) -> dict[str, Any]:
        found = result.findings[
            (result.findings["submission_id"] == submission) & (result.findings["severity"] != "note")
        ]
        (record,) = found.to_dict("records")
        return {str(name): value for name, value in record.items()}

    below = one("an optional figure below its minimum is left out")
    assert below["sheet"] == "Суу менен камсыздоо"
    assert (below["row"], below["column"]) == (5, "connections")
    assert (below["value"], below["expected"]) == ("-1", "at least 0")
    above = one("an optional figure above its maximum is left out")
    assert (above["value"], above["expected"]) == ("24.5", "at most 24")
    blank = one("a required blank refuses its row")
    assert blank["expected"] == "a value: «Population» is required"
    repeated = one("a form without a key has one row")
    assert repeated["expected"] == "at most one row"
    unread = one("an optional cell that cannot be read is left out")
    assert unread["value"] == "көп"


def test_every_other_cell_of_a_row_with_a_refused_cell_is_loaded_as_it_is(result: Standardized) -> None:
    rows = result.rows["water_supply"]
    (row,) = rows[rows["submission_id"] == "a rule says nothing of a cell out of its bounds"].to_dict("records")
    assert row["samples_compliant"] == 3
    assert row["operating_cost"] == 30_010.5
    assert row["tariff_basis"] == "per_m3"
    assert (row["municipality_code"], row["quarter"]) == ("41706000000010", "2021-Q1")


def test_a_mark_in_a_required_cell_is_quoted_once_and_in_an_optional_one_noted() -> None:
    batch = Batch()
    marked = {"population": "н/д", "households": "нет данных"}
    batch.submission("marked", "2021-Q1").sheet("water_supply", marked, {"settlement": "Тоң", "population": None})
    found = batch.standardized().findings.sort_values("cell")
    assert list(zip(found["code"], found["cell"], found["value"], strict=True)) == [
        ("required_blank", "C5", "н/д"),
        ("required_blank", "C6", None),
        ("missing_marker", "D5", "нет данных"),
    ]
