"""Columns beside the data are known by their headings."""

from __future__ import annotations

import pytest

from sources.workbook.side_columns import is_last_report


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2020-Q4\nКалктын саны\nЧисленность населения", True),
        ("Мурунку отчёттон / Из прошлого отчёта", True),
        ("Мурунку отчёттон\nИз прошлого отчёта\nКалктын саны", True),
        ("Калктын саны", False),
        ("Калктын саны\n2020-Q4", False),
        ("2020-Q4", False),
        ("2020-Q4 Калктын саны", False),
    ],
)
def test_last_reports_figures_are_told_from_those_of_this_one(heading: str, expected: bool) -> None:
    assert is_last_report(heading) is expected
