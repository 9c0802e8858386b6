"""Stored findings are in the workbook's order, whatever order they were found in."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sources.findings.finding import FINDING_COLUMNS, Finding
from warehouse.findings import with_ids


def table(*findings: tuple[str, Finding]) -> pd.DataFrame:
    return pd.DataFrame(
        [(submission, finding.code, "error", *finding[1:]) for submission, finding in findings],
        columns=list(FINDING_COLUMNS),
    )


IN_ORDER = [
    ("a", Finding("sheet_unknown", sheet="Лист2")),
    ("a", Finding("heading_missing", "water_supply")),
    ("a", Finding("heading_unknown", "water_supply", "Суу", "F3", 3)),
    ("a", Finding("not_a_number", "water_supply", "Суу", "B9", 9, "population", "көп")),
    ("a", Finding("not_a_number", "water_supply", "Суу", "C9", 9, "households", "көп")),
    ("a", Finding("not_whole", "water_supply", "Суу", "C9", 9, "households", "1,5")),
    ("a", Finding("required_blank", "water_supply", "Суу", "B10", 10, "population")),
    ("a", Finding("required_blank", "waste_collection", "Таштанды", "B2", 2, "population")),
    ("b", Finding("rule_broken", "water_supply", "Суу", "B9", 9, "population", rule="one")),
    ("b", Finding("rule_broken", "water_supply", "Суу", "B9", 9, "population", rule="two")),
]
"""Forms stand in the order of the workbook's sheets, columns in that of the form: neither is the alphabet's."""

IDS = [*(f"a-{number:06}" for number in range(1, 9)), "b-000001", "b-000002"]


@given(st.permutations(IN_ORDER))
def test_numbers_follow_the_workbook(found):
    numbered = with_ids(table(*found))
    assert numbered["id"].tolist() == IDS
    assert numbered.drop(columns="id").astype(object).equals(table(*IN_ORDER).astype(object))


def test_categories_are_ordered_like_text():
    found = table(*IN_ORDER).astype({"form": "category", "column": "category", "submission_id": "category"})
    assert with_ids(found)["id"].tolist() == IDS


def test_no_findings_have_no_numbers():
    assert with_ids(table()).columns.tolist() == ["id", *FINDING_COLUMNS]


def test_ids_of_many_findings_sort_as_their_numbers():
    ids = with_ids(table(*[("a", Finding("sheet_unknown"))] * 10_001))["id"].tolist()
    assert (ids[0], ids[-1]) == ("a-000001", "a-010001")
    assert sorted(ids) == ids
