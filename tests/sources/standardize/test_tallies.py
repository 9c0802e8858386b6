"""The counts behind the data-quality scores, counted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sources.forms import FORMS
from tests.sources.standardize.batches import Batch, tally_of

if TYPE_CHECKING:
    from sources.standardize import Standardized

NOTHING = {
    "rows_read": 0,
    "rows_refused": 0,
    "cells_read": 0,
    "cells_refused": 0,
    "required_cells": 0,
    "required_filled": 0,
    "rules_applied": 0,
    "rule_warnings": 0,
    "numbers_large": 0,
    "numbers_heaped": 0,
}


@pytest.fixture(scope="module")
def result() -> Standardized:
    return (
        Batch()
        .submission("counted")
        .sheet(
            "water_supply",
            # 15 cells, 5 rules applied; 9 numbers from 100 on, of which 7 end in 00 (not 120 and 30 010.5)
            {},
            # 14 cells, one refused, one warning; 3 rules applied (households and samples_taken are missing); 8 and 6
            {"settlement": "Тоң", "households": "көп", "samples_taken": None, "water_billed_m3": 6000},
            # 15 cells, refused by a broken rule; 5 rules applied; 9 and 6
            {"settlement": "Сары", "residents_served": 1001},
            # 14 cells, refused by a required cell and a required blank; 2 rules applied; 7 and 5
            {"settlement": "Көк", "population": "көп", "amount_billed": None},
        )
        .sheet("public_hearings", {"held_on": 44_242}, {"held_on": 44_300, "place": "100"})
        .sheet("communication", {"adopted_on": None})
        .answer("peer_exchange", "none")
        .answer("youth_clubs", "empty")
        .answer("street_lighting", "missing")
        .submission("another")
        .sheet("water_supply", {"population": 950})
        .survey()
        .sheet("trust_survey", {}, {"sex": "Эркек", "fully_trust": "көп"})
        .standardized()
    )


def test_every_count_of_a_form_with_faults_in_it(result: Standardized) -> None:
    assert tally_of(result, "counted", "water_supply") == {
        "submission_id": "counted",
        "form": "water_supply",
        "answered": True,
        "rows_read": 4,
        "rows_refused": 2,
        "cells_read": 58,
        "cells_refused": 1 + 15 + 14,
        "required_cells": 20,
        "required_filled": 18,
        "rules_applied": 5 + 3 + 5 + 2,
        "rule_warnings": 1,
        "numbers_large": 9 + 8 + 9 + 7,
        "numbers_heaped": 7 + 6 + 6 + 5,
    }


def test_one_submission_does_not_count_for_another(result: Standardized) -> None:
    tally = tally_of(result, "another", "water_supply")
    assert (tally["rows_read"], tally["cells_read"], tally["cells_refused"]) == (1, 15, 0)
    assert (tally["numbers_large"], tally["numbers_heaped"]) == (9, 6)


def test_only_figures_are_looked_at_for_heaping(result: Standardized) -> None:
    # Days written as Excel counts them are numbers from 100 on, and one of them ends in 00.
    tally = tally_of(result, "counted", "public_hearings")
    assert (tally["numbers_large"], tally["numbers_heaped"]) == (0, 0)


@pytest.mark.parametrize(
    ("form", "answered"),
    [
        ("water_supply", True),  # a row was loaded
        ("peer_exchange", True),  # it says there are none
        ("youth_clubs", False),  # the sheet is empty
        ("street_lighting", False),  # there is no sheet
        ("communication", False),  # its only row was refused
    ],
)
def test_a_form_is_answered_by_a_loaded_row_or_by_saying_none(
    result: Standardized, form: str, *, answered: bool
) -> None:
    assert tally_of(result, "counted", form)["answered"] == answered


@pytest.mark.parametrize("form", ["peer_exchange", "youth_clubs", "street_lighting"])
def test_of_a_form_without_rows_there_is_nothing_to_count(result: Standardized, form: str) -> None:
    tally = tally_of(result, "counted", form)
    assert {name: tally[name] for name in NOTHING} == NOTHING


def test_a_report_is_to_answer_the_ten_forms_and_a_survey_its_one(result: Standardized) -> None:
    forms = result.tallies.groupby("submission_id")["form"].apply(list)
    assert set(forms["counted"]) == set(forms["another"]) == set(FORMS)
    assert len(forms["counted"]) == len(FORMS)
    assert forms["survey"] == ["trust_survey"]
    tally = tally_of(result, "survey", "trust_survey")
    assert (tally["rows_read"], tally["rows_refused"], tally["cells_refused"]) == (2, 1, 10)
    assert (tally["required_cells"], tally["required_filled"]) == (20, 19)
