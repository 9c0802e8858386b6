"""Findings in the Dagster UI: the worst first, each with the place where a person looks it up."""

from __future__ import annotations

import pandas as pd

from assets.findings import by_code, by_severity, concat, shown
from sources.findings import Finding, findings_frame
from sources.register import load_register

MUNICIPALITY = "41702210862000"
SUBMISSIONS = pd.DataFrame(
    {
        "id": ["a", "survey"],
        "file_name": ["report.xlsx", "survey.xlsx"],
        "municipality_code": [MUNICIPALITY, None],
        "quarter": ["2021-Q1", "2019-Q1"],
    }
)
FOUND = findings_frame(
    [
        ("a", Finding("number_as_text", "water_supply", "Суу", "B5")),
        ("a", Finding("number_as_text", "water_supply", "Суу", "B6")),
        ("survey", Finding("not_in_list", "trust_survey", "Survey", "C9", value="x" * 500)),
        ("a", Finding("rule_broken", "public_hearings", "Угуулар", "E5", rule="women_within_participants")),
    ]
)


def test_findings_are_counted_by_code_and_rule_the_worst_first() -> None:
    counts = by_code(FOUND)
    assert list(counts["code"]) == ["not_in_list", "rule_broken: women_within_participants", "number_as_text"]
    assert list(counts["count"]) == [1, 1, 2]
    assert by_severity(FOUND) == {"errors": 2, "warnings": 0}


def test_a_finding_names_municipality_file_sheet_and_cell() -> None:
    register = load_register()
    table = shown(FOUND, SUBMISSIONS, register)
    (told,) = table[table["cell"] == "E5"].to_dict("records")
    named = register[MUNICIPALITY]
    assert told["municipality"] == f"{named.name.en}, {named.raion.name.en}"
    assert (told["quarter"], told["file"], told["sheet"]) == ("2021-Q1", "report.xlsx", "Угуулар")
    assert told["finding"].endswith(": women within participants")


def test_errors_come_before_notes_and_long_values_are_cut() -> None:
    table = shown(FOUND, SUBMISSIONS, load_register(), most=2)
    assert set(table["cell"]) == {"C9", "E5"}
    assert table.loc[table["cell"] == "C9", "read"].str.len().max() < 100


def test_no_findings_are_a_table_too() -> None:
    none = concat([])
    assert by_code(none).empty
    assert shown(none, SUBMISSIONS, load_register()).empty
    assert by_severity(none) == {"errors": 0, "warnings": 0}
