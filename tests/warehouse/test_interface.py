"""What analysts build on stays: a column may go only if the changelog says so, and a new one is listed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine.reflection import ObjectKind

from warehouse.engine import reading
from warehouse.interface import appended, broken_promises, present_columns

CHECKOUT = Path(__file__).parents[2]
LISTED = (CHECKOUT / "docs" / "interface.txt").read_text(encoding="utf-8")
CHANGELOG = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_listed_column_is_gone_without_a_word() -> None:
    broken = broken_promises(LISTED, CHANGELOG)
    assert not broken, f"gone, and CHANGELOG.md does not name them as renamed or removed: {', '.join(broken)}"


def test_every_column_is_listed_once() -> None:
    assert appended(LISTED) == LISTED, "call make docs: columns are not listed in docs/interface.txt"
    assert len(set(LISTED.split())) == len(LISTED.splitlines())


def test_a_warehouse_has_what_is_listed(engine) -> None:
    with reading(engine) as connection:
        columns = inspect(connection).get_multi_columns(kind=ObjectKind.ANY)
    there = {f"{name}.{column['name']}" for (_, name), found in columns.items() for column in found}
    assert set(present_columns()) <= there


def test_a_column_that_goes_is_missed_until_the_changelog_names_it() -> None:
    listed = LISTED + "reports.mood\n"
    assert broken_promises(listed, "- `reports.mood` is a new column\n- Columns were removed\n") == ["reports.mood"]
    assert broken_promises(listed, "- `reports.mood_of_day` was removed\n") == ["reports.mood"]
    assert broken_promises(listed, "- The column\n  `reports.mood` was renamed `reports.temper`\n") == []


def test_the_list_only_grows() -> None:
    assert appended("reports.mood\nreports.year\n").splitlines()[:3] == [
        "reports.mood",
        "reports.year",
        present_columns()[0],
    ]
