"""Every rule of every form: where it is broken, where it holds by a hair, and where a missing cell silences it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sources.forms import ALL_FORMS, Severity
from tests.sources.standardize.batches import FIRST_ROW, Batch, letter_of

if TYPE_CHECKING:
    from sources.standardize import Standardized


class Case(NamedTuple):
    """What differs from the good row of the form (of 2021-Q1)."""

    breaks: dict[str, Any]
    holds: dict[str, Any]
    """Just so."""
    silenced_by: tuple[str, ...]
    """The columns that must be filled for the rule to be applied."""


RULES: dict[tuple[str, str], Case] = {
    ("water_supply", "served_within_population"): Case(
        {"residents_served": 1001}, {"residents_served": 1000}, ("residents_served", "population")
    ),
    ("water_supply", "compliant_within_taken"): Case(
        {"samples_compliant": 5}, {"samples_compliant": 4}, ("samples_compliant", "samples_taken")
    ),
    ("water_supply", "billed_within_supplied"): Case(
        {"water_billed_m3": 5000.5}, {"water_billed_m3": 5000}, ("water_billed_m3", "water_supplied_m3")
    ),
    ("water_supply", "collected_plausible"): Case(
        {"amount_collected": 60_000.5}, {"amount_collected": 60_000}, ("amount_collected", "amount_billed")
    ),
    ("water_supply", "household_size_plausible"): Case(
        {"households": 66}, {"households": 1000}, ("households", "population")
    ),
    ("waste_collection", "served_within_population"): Case(
        {"residents_served": 1001}, {"residents_served": 1000}, ("residents_served", "population")
    ),
    ("waste_collection", "pickups_plausible"): Case(
        {"pickups_made": 16}, {"pickups_made": 15}, ("pickups_made", "pickups_planned")
    ),
    ("waste_collection", "collected_plausible"): Case(
        {"amount_collected": 13_500.01}, {"amount_collected": 13_500}, ("amount_collected", "amount_billed")
    ),
    ("street_lighting", "covered_within_population"): Case(
        {"residents_covered": 1001}, {"residents_covered": 1000}, ("residents_covered", "population")
    ),
    ("street_lighting", "working_within_installed"): Case(
        {"lamps_working": 51}, {"lamps_working": 50}, ("lamps_working", "lamps_installed")
    ),
    ("street_lighting", "lit_within_length"): Case(
        {"streets_lit_km": 10.1}, {"streets_lit_km": 10}, ("streets_lit_km", "streets_km")
    ),
    ("youth_clubs", "total_is_sum"): Case(
        {"children_total": 26}, {"girls": 20, "boys": 5}, ("children_total", "girls", "boys")
    ),
    ("tariff_decisions", "adopted_before_effective"): Case(
        {"effective_on": date(2021, 1, 31)}, {"effective_on": date(2021, 2, 1)}, ("adopted_on", "effective_on")
    ),
    ("tariff_decisions", "adopted_in_quarter"): Case(
        {"adopted_on": date(2020, 12, 31)}, {"adopted_on": date(2021, 1, 1)}, ("adopted_on",)
    ),
    ("public_hearings", "women_within_participants"): Case({"women": 31}, {"women": 30}, ("women", "participants")),
    ("public_hearings", "youth_within_participants"): Case({"youth": 31}, {"youth": 30}, ("youth", "participants")),
    ("public_hearings", "minorities_within_participants"): Case(
        {"minorities": 31}, {"minorities": 30}, ("minorities", "participants")
    ),
    ("public_hearings", "done_within_taken"): Case(
        {"decisions_done": 4}, {"decisions_done": 3}, ("decisions_done", "decisions")
    ),
    ("public_hearings", "held_in_quarter"): Case(
        {"held_on": date(2021, 4, 1)}, {"held_on": date(2021, 3, 31)}, ("held_on",)
    ),
    ("citizen_feedback", "answered_within_received"): Case(
        {"answered": 31}, {"answered": 30}, ("answered", "questions", "suggestions")
    ),
    ("citizen_feedback", "on_time_within_answered"): Case(
        {"answered_on_time": 26}, {"answered_on_time": 25}, ("answered_on_time", "answered")
    ),
    ("communication", "adoption_dated"): Case(
        {"adopted_on": None}, {"strategy_adopted": "жок", "adopted_on": None}, ("strategy_adopted",)
    ),
    ("communication", "adopted_not_in_future"): Case(
        {"adopted_on": date(2021, 4, 1)}, {"adopted_on": date(2021, 3, 31)}, ("adopted_on",)
    ),
    ("service_budget", "executed_within_plan"): Case(
        {"executed_ytd": 2200.5}, {"executed_ytd": 2200}, ("executed_ytd", "plan_year")
    ),
    ("peer_exchange", "women_within_participants"): Case({"women": 31}, {"women": 30}, ("women", "participants")),
    ("peer_exchange", "held_in_quarter"): Case(
        {"held_on": date(2020, 12, 31)}, {"held_on": date(2021, 1, 1)}, ("held_on",)
    ),
}


def name_of(case: tuple[str, str], what: str) -> str:
    return f"{'.'.join(case)} {what}"


@pytest.fixture(scope="module")
def result() -> Standardized:
    """Every case is a submission of its own, and all of them are one batch."""
    batch = Batch()
    for (form, rule), case in RULES.items():
        batch.submission(name_of((form, rule), "broken")).sheet(form, case.breaks)
        batch.submission(name_of((form, rule), "held")).sheet(form, case.holds)
        for column in case.silenced_by:
            batch.submission(name_of((form, rule), f"without {column}")).sheet(form, {**case.breaks, column: None})
    return batch.standardized()


def told(result: Standardized, case: tuple[str, str], what: str) -> list[dict[str, Any]]:
    """What is said of one submission by rules."""
    found = result.findings[result.findings["submission_id"] == name_of(case, what)]
    return [
        {str(name): value for name, value in record.items()}
        for record in found.dropna(subset="rule").to_dict("records")
    ]


def loaded(result: Standardized, case: tuple[str, str], what: str) -> int:
    return int((result.rows[case[0]]["submission_id"] == name_of(case, what)).sum())


def test_the_table_has_every_rule_of_every_form() -> None:
    assert set(RULES) == {(form.id, rule) for form in ALL_FORMS.values() for rule in form.rules()}


@pytest.mark.parametrize("case", RULES, ids=".".join)
def test_a_rule_that_is_broken_is_told_at_its_first_column(result: Standardized, case: tuple[str, str]) -> None:
    form, rule_id = case
    rule = ALL_FORMS[form].rules()[rule_id]
    (finding,) = told(result, case, "broken")
    assert finding["rule"] == rule_id
    assert finding["column"] == rule.columns[0]
    assert finding["cell"] == f"{letter_of(form, rule.columns[0])}{FIRST_ROW}"
    assert finding["expected"] == rule.says("en")
    assert all(f"{column} = " in finding["value"] for column in rule.columns), finding["value"]


@pytest.mark.parametrize("case", RULES, ids=".".join)
def test_an_error_refuses_the_row_and_a_warning_loads_it(result: Standardized, case: tuple[str, str]) -> None:
    (finding,) = told(result, case, "broken")
    is_error = ALL_FORMS[case[0]].rules()[case[1]].severity is Severity.ERROR
    expected = ("rule_broken", "error", "row") if is_error else ("rule_doubtful", "warning", None)
    assert (finding["code"], finding["severity"], finding["refused"]) == expected
    assert loaded(result, case, "broken") == (0 if is_error else 1)


@pytest.mark.parametrize("case", RULES, ids=".".join)
def test_a_rule_that_just_holds_says_nothing(result: Standardized, case: tuple[str, str]) -> None:
    assert told(result, case, "held") == []
    assert loaded(result, case, "held") == 1


@pytest.mark.parametrize(
    ("case", "column"),
    [(case, column) for case, facts in RULES.items() for column in facts.silenced_by],
    ids=lambda value: value if isinstance(value, str) else ".".join(value),
)
def test_a_missing_cell_silences_the_rule(result: Standardized, case: tuple[str, str], column: str) -> None:
    assert case[1] not in [finding["rule"] for finding in told(result, case, f"without {column}")]


BUDGETS = {
    "within 1.1 of the plan": ({"plan_year": 1000, "plan_revised": None}, 1100, True),
    "beyond 1.1 of the plan": ({"plan_year": 1000, "plan_revised": None}, 1101, False),
    "beyond 1.1 of the revised plan": ({"plan_year": 1000, "plan_revised": 500}, 551, False),
    "within 1.1 of the revised plan": ({"plan_year": 1000, "plan_revised": 3000}, 3300, True),
}


def test_a_budget_is_held_against_the_revised_plan_where_there_is_one() -> None:
    batch = Batch()
    for name, (plan, executed, _) in BUDGETS.items():
        batch.submission(name).sheet("service_budget", {**plan, "executed_ytd": executed})
    found = batch.standardized().findings
    beyond = set(found.loc[found["rule"] == "executed_within_plan", "submission_id"])
    assert beyond == {name for name, (_, _, holds) in BUDGETS.items() if not holds}
