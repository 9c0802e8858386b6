"""Rules across quarters: what a municipality says against what it said before."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import pytest

from sources.across_quarters import ACROSS_QUARTERS, AcrossFindings, check_across_quarters
from sources.forms import ALL_FORMS, FORMS, ColumnType, Severity
from sources.quarters import Quarter

HERE, ELSEWHERE = "41706000000010", "41702000000010"

DTYPES = {
    ColumnType.TEXT: "string",
    ColumnType.CODE: "string",
    ColumnType.INTEGER: "Int64",
    ColumnType.DECIMAL: "Float64",
    ColumnType.PERCENT: "Float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "datetime64[us]",
}

RECORDS: dict[str, dict[str, Any]] = {
    "water_supply": {
        "settlement": "Ак-Суу",
        "population": 1000,
        "residents_served": 500,
        "connections": 100,
        "water_billed_m3": 4000.5,
        "amount_billed": 40_000,
        "amount_collected": 30_000,
    },
    "service_budget": {"service": "water", "plan_year": 1000, "executed_ytd": 500},
    "waste_collection": {
        "settlement": "Ак-Суу",
        "population": 1000,
        "residents_served": 500,
        "pickups_planned": 10,
        "pickups_made": 9,
        "amount_billed": 0,
        "amount_collected": 8000,
    },
}


def rows_of(form: str, *records: dict[str, Any]) -> pd.DataFrame:
    """Typed rows: what differs from the form's record in each, with quarter, municipality, submission and row."""
    columns = ALL_FORMS[form].columns()
    usual = {"municipality_code": HERE, "quarter": "2021-Q2", "submission_id": "one", **RECORDS.get(form, {})}
    table = pd.DataFrame([{**usual, "row": 5 + place, **record} for place, record in enumerate(records)])
    types = {"submission_id": "string", "municipality_code": "string", "quarter": "string", "row": "int64"}
    types |= {name: DTYPES[column.type] for name, column in columns.items()}
    return table.reindex(columns=list(types)).astype(types)


def before(form: str, *records: dict[str, Any] | None, quarter: str = "2021-Q2") -> pd.DataFrame:
    """The rows of the quarters before one, the last of them just before; None for a quarter without."""
    last = Quarter.parse(quarter)
    quarters = [str(last.plus(place - len(records))) for place in range(len(records))]
    reported = [(key, record) for key, record in zip(quarters, records, strict=True) if record is not None]
    kept = [{"quarter": key, "submission_id": key, **record} for key, record in reported]
    return rows_of(form, *kept) if kept else rows_of(form, {}).iloc[:0]


def check(form: str, now: pd.DataFrame, earlier: pd.DataFrame) -> AcrossFindings:
    layout = pd.DataFrame(
        [
            (submission, form, column, "Барак", chr(ord("B") + place))
            for submission in now["submission_id"].unique()
            for place, column in enumerate(ALL_FORMS[form].columns())
        ],
        columns=["submission_id", "form", "column", "sheet", "column_letter"],
    )
    return check_across_quarters(ALL_FORMS[form], now, earlier, layout)


def told(result: AcrossFindings) -> set[tuple[str, str]]:
    """Rule and column of every finding."""
    return set(zip(result.findings["rule"], result.findings["column"], strict=True))


class Case(NamedTuple):
    """One figure now and before."""

    rule: str
    form: str
    column: str
    earlier: list[float | None]
    """The figure in the quarters before, the last of them just before; None where the record was not reported."""
    now: float | None
    broken: bool
    quarter: str = "2021-Q2"


SPREAD = [100, 101, 102, 103, 104]
"""Median 102, median absolute deviation 1: between 94.587 and 109.413 nothing is doubtful."""

CASES = {
    # population_jump: within 15 % of the previous quarter
    "population up 15 %": Case("population_jump", "water_supply", "population", [1000], 1150, broken=False),
    "population up more than 15 %": Case("population_jump", "water_supply", "population", [1000], 1151, broken=True),
    "population down 15 %": Case("population_jump", "water_supply", "population", [1000], 850, broken=False),
    "population down more than 15 %": Case("population_jump", "water_supply", "population", [1000], 849, broken=True),
    "15 % is 15 % whatever floats make of it": Case(
        "population_jump", "water_supply", "population", [100], 115, broken=False
    ),
    "population of other forms, too": Case(
        "population_jump", "waste_collection", "population", [1000], 2000, broken=True
    ),
    "population after a quarter without a report": Case(
        "population_jump", "water_supply", "population", [1000, None], 2000, broken=False
    ),
    "population without any earlier report": Case("population_jump", "water_supply", "population", [], 5, broken=False),
    "population after zero": Case("population_jump", "water_supply", "population", [0], 5000, broken=False),
    "population over the turn of the year": Case(
        "population_jump", "water_supply", "population", [1000], 2000, broken=True, quarter="2021-Q1"
    ),
    # served_jump: half to twice the previous quarter
    "served halved": Case("served_jump", "water_supply", "residents_served", [500], 250, broken=False),
    "served less than halved": Case("served_jump", "water_supply", "residents_served", [500], 249, broken=True),
    "served doubled": Case("served_jump", "waste_collection", "residents_served", [500], 1000, broken=False),
    "served more than doubled": Case("served_jump", "waste_collection", "residents_served", [500], 1001, broken=True),
    "served after zero": Case("served_jump", "water_supply", "residents_served", [0], 900, broken=False),
    "served after a quarter without a report": Case(
        "served_jump", "water_supply", "residents_served", [100, None], 900, broken=False
    ),
    # outlier: median ± 5 scaled MAD of the last quarters
    "a flow within the usual": Case("outlier", "water_supply", "water_billed_m3", SPREAD, 109.4, broken=False),
    "a flow far above the usual": Case("outlier", "water_supply", "water_billed_m3", SPREAD, 109.5, broken=True),
    "a flow far below the usual": Case("outlier", "water_supply", "water_billed_m3", SPREAD, 94.5, broken=True),
    "a stock far above the usual": Case("outlier", "water_supply", "connections", SPREAD, 110, broken=True),
    "four quarters are too few to judge by": Case(
        "outlier", "water_supply", "water_billed_m3", SPREAD[:4], 900, broken=False
    ),
    "five quarters need not be in a row": Case(
        "outlier", "water_supply", "water_billed_m3", [*SPREAD, None], 900, broken=True
    ),
    "a constant series has no spread to judge by": Case(
        "outlier", "water_supply", "water_billed_m3", [100] * 8, 900, broken=False
    ),
    "nor has one that is constant but for a few": Case(
        "outlier", "water_supply", "water_billed_m3", [100, 100, 100, 100, 140, 90], 900, broken=False
    ),
    "a running total is no flow": Case("outlier", "service_budget", "executed_ytd", SPREAD, 900, broken=False),
    "a figure that is missing now": Case("outlier", "water_supply", "water_billed_m3", SPREAD, None, broken=False),
    # ytd_does_not_fall: not below the previous quarter of the same year
    "a running total that stays": Case("ytd_does_not_fall", "service_budget", "executed_ytd", [500], 500, broken=False),
    "a running total that falls": Case("ytd_does_not_fall", "service_budget", "executed_ytd", [500], 499, broken=True),
    "a running total that falls late in the year": Case(
        "ytd_does_not_fall", "service_budget", "executed_ytd", [100, 300, 500], 499, broken=True, quarter="2020-Q4"
    ),
    "a running total begins anew with the year": Case(
        "ytd_does_not_fall", "service_budget", "executed_ytd", [900], 5, broken=False, quarter="2021-Q1"
    ),
    "a running total after a quarter without a report": Case(
        "ytd_does_not_fall", "service_budget", "executed_ytd", [500, None], 5, broken=False, quarter="2021-Q3"
    ),
    "a running total without any earlier report": Case(
        "ytd_does_not_fall", "service_budget", "executed_ytd", [], 5, broken=False
    ),
    "a plan may fall": Case("ytd_does_not_fall", "service_budget", "plan_year", [500], 5, broken=False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_figure_is_held_against_the_earlier_ones(name: str) -> None:
    case = CASES[name]
    earlier = before(
        case.form,
        *(None if figure is None else {case.column: figure} for figure in case.earlier),
        quarter=case.quarter,
    )
    now = rows_of(case.form, {case.column: case.now, "quarter": case.quarter})
    assert ((case.rule, case.column) in told(check(case.form, now, earlier))) == case.broken


def test_the_cases_are_of_every_rule_on_figures() -> None:
    assert {case.rule for case in CASES.values()} == set(ACROSS_QUARTERS) - {"copied_from_last_quarter"}


def test_a_missing_figure_in_the_previous_quarter_is_no_figure_to_compare_with() -> None:
    now = rows_of("service_budget", {"executed_ytd": 5})
    result = check("service_budget", now, before("service_budget", {"executed_ytd": None}))
    assert result.findings.empty


def test_a_warning_is_told_at_its_cell_with_the_bounds_and_refuses_nothing() -> None:
    result = check("water_supply", rows_of("water_supply", {"population": 2000}), before("water_supply", {}))
    jump = result.findings.set_index("rule").loc["population_jump"]
    assert (jump["code"], jump["severity"], jump["refused"]) == ("rule_doubtful", "warning", None)
    assert (jump["submission_id"], jump["form"], jump["sheet"], jump["cell"], jump["row"]) == (
        "one",
        "water_supply",
        "Барак",
        "C5",
        5,
    )
    assert (jump["value"], jump["expected"]) == ("2000", "between 850 and 1150, by earlier quarters")
    assert not result.refused.any()


def test_an_error_refuses_its_row_and_no_other() -> None:
    now = rows_of("service_budget", {"executed_ytd": 400}, {"service": "waste", "executed_ytd": 600})
    earlier = before("service_budget", {})
    result = check("service_budget", now, pd.concat([earlier, earlier.assign(service="waste")], ignore_index=True))
    (fall,) = result.findings.to_dict("records")
    assert (fall["code"], fall["severity"], fall["refused"]) == ("rule_broken", "error", "row")
    assert (fall["rule"], fall["cell"], fall["value"]) == ("ytd_does_not_fall", "E5", "400")
    assert fall["expected"] == "at least 500, by earlier quarters"
    assert list(result.refused) == [True, False]


def test_what_is_applied_warned_of_and_refused_is_counted_by_submission() -> None:
    now = rows_of(
        "service_budget",
        {"executed_ytd": 400},
        {"service": "waste", "executed_ytd": 600},
        {"service": "roads", "executed_ytd": 1},
        {"submission_id": "two", "executed_ytd": 700},
    )
    earlier = before("service_budget", {})
    result = check("service_budget", now, pd.concat([earlier, earlier.assign(service="waste")], ignore_index=True))
    one, two = result.tallied.loc["one"], result.tallied.loc["two"]
    # The roads were not reported before; the refused row had three cells.
    assert (one["rules_applied"], one["rule_warnings"], one["rows_refused"], one["cells_refused"]) == (2, 0, 1, 3)
    assert (two["rules_applied"], two["rule_warnings"], two["rows_refused"], two["cells_refused"]) == (1, 0, 0, 0)
    assert set(result.tallied["form"]) == {"service_budget"}


def test_warnings_are_counted() -> None:
    now = rows_of("water_supply", {"population": 2000, "residents_served": 1100, "water_billed_m3": 1})
    tallied = check("water_supply", now, before("water_supply", {})).tallied.loc["one"]
    # Both jumps, and whether the form was copied.
    assert (tallied["rules_applied"], tallied["rule_warnings"], tallied["rows_refused"]) == (3, 2, 0)


# Which record is which ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelled", ["АК СУУ", "ак-суу ", "Aк-Cуу"])
def test_settlements_are_matched_however_they_are_spelled(spelled: str) -> None:
    now = rows_of("water_supply", {"settlement": spelled, "population": 2000})
    assert ("population_jump", "population") in told(check("water_supply", now, before("water_supply", {})))


@pytest.mark.parametrize("other", [{"settlement": "Тоң"}, {"municipality_code": ELSEWHERE}])
def test_another_settlement_or_municipality_is_another_record(other: dict[str, Any]) -> None:
    now = rows_of("water_supply", {"population": 2000})
    result = check("water_supply", now, before("water_supply", other))
    assert result.findings.empty
    assert list(result.tallied["rules_applied"]) == [0]


def test_two_versions_of_a_report_are_each_held_against_the_earlier_quarter() -> None:
    now = rows_of("water_supply", {"population": 2000}, {"submission_id": "two", "row": 9})
    found = check("water_supply", now, before("water_supply", {"population": 1000, "amount_billed": 1})).findings
    assert list(zip(found["submission_id"], found["cell"], strict=True)) == [("one", "C5")]


@pytest.mark.parametrize("form", ["public_hearings", "peer_exchange", "tariff_decisions"])
def test_events_have_no_earlier_self(form: str) -> None:
    numbers = [name for name, column in FORMS[form].columns().items() if column.type.is_number]
    earlier = before(form, *(dict.fromkeys(numbers, figure) for figure in SPREAD))
    result = check(form, rows_of(form, dict.fromkeys(numbers, 104)), earlier)
    assert result.findings.empty
    assert not result.refused.any()
    assert list(result.tallied["rules_applied"]) == [0]


def test_a_form_of_one_row_is_compared_with_its_row_of_the_quarter_before() -> None:
    figures = {"activities_planned": 3, "activities_done": 2, "campaigns": 1}
    result = check("communication", rows_of("communication", figures), before("communication", figures))
    assert ("copied_from_last_quarter", "activities_planned") in told(result)


def test_a_form_without_rows_has_nothing_to_compare() -> None:
    nothing = rows_of("water_supply", {}).iloc[:0]
    result = check("water_supply", nothing, before("water_supply", {}))
    assert result.findings.empty
    assert result.tallied.empty


# Copies ---------------------------------------------------------------------------------------------------------------

SECOND = {"settlement": "Тоң", "pickups_made": 7}


@pytest.mark.parametrize(
    ("now", "earlier", "copied"),
    [
        pytest.param([{}], [{}], True, id="every flow is the same"),
        pytest.param([{"population": 1010, "residents_served": 520}], [{}], True, id="stocks do not tell"),
        pytest.param([{"pickups_made": 8}], [{}], False, id="one flow differs"),
        pytest.param([{"waste_removed_m3": 5}], [{}], False, id="one flow is given that was not"),
        pytest.param([{}, SECOND], [{}, SECOND], True, id="every row is the same"),
        pytest.param([{}, SECOND], [{}, {**SECOND, "pickups_made": 6}], False, id="one row differs"),
        pytest.param([{}, SECOND], [{}], False, id="one row is new"),
        pytest.param(
            [{"pickups_made": 0, "amount_collected": 0}],
            [{"pickups_made": 0, "amount_collected": 0}],
            False,
            id="a single figure that is not zero does not tell",
        ),
    ],
)
def test_a_copy_is_a_form_whose_every_flow_was_there_before(
    now: list[dict[str, Any]], earlier: list[dict[str, Any]], *, copied: bool
) -> None:
    previous = rows_of("waste_collection", *({"quarter": "2021-Q1", **record} for record in earlier))
    result = check("waste_collection", rows_of("waste_collection", *now), previous)
    found = result.findings
    copies = [] if found.empty else found[found["rule"] == "copied_from_last_quarter"].to_dict("records")
    assert len(copies) == copied
    for finding in copies:
        # Told once, at the first flow of the first row.
        assert (finding["cell"], finding["column"]) == ("F5", "pickups_planned")
        assert (finding["code"], finding["refused"]) == ("rule_doubtful", None)


def test_a_copy_of_an_older_quarter_is_none() -> None:
    result = check("waste_collection", rows_of("waste_collection", {}), before("waste_collection", {}, None))
    assert result.findings.empty


# The declarations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ACROSS_QUARTERS.values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_must_hold_in_three_languages(rule: Any) -> None:
    assert all(rule.words)
    assert len(set(rule.words)) == 3
    assert rule.severity in (Severity.WARNING, Severity.ERROR)
