"""Tables in the Dagster UI: they read well, and what a workbook says in them stays text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import dagster as dg
import pandas as pd
import pytest

from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from assets.tables import link, markdown, table, table_schema
from warehouse.tables import quality_score

if TYPE_CHECKING:
    from pathlib import Path


def test_a_table_of_nothing_says_so() -> None:
    assert markdown(pd.DataFrame({"file": []})).value == "*none*"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("two\nlines", "two lines"),
        ("[press](http://example.org)", r"\[press\](http://example.org)"),
        ("<b>", r"\<b\>"),
        ("no_forms", r"no\_forms"),
        (None, ""),
        (pd.NA, ""),
        ("41702210862000", "41702210862000"),  # a code is text, however much it looks like a number
        ("1e5", "1e5"),
    ],
)
def test_text_from_a_workbook_stays_text(text: object, shown: str) -> None:
    rows = str(markdown(pd.DataFrame({"value": [text]})).value).splitlines()
    assert rows[2] == f"|{shown}|"


def test_numbers_stand_to_the_right_and_are_not_blurred() -> None:
    shown = markdown(pd.DataFrame({"area": ["x"], "value": [13481393.61], "count": [7]})).value
    assert str(shown).splitlines() == ["|area|value|count|", "|-|-:|-:|", "|x|13481393.61|7|"]


@pytest.mark.parametrize("rows", [1, 20, 49, 500])
def test_an_inline_table_is_short_enough_to_be_shown_at_once_and_says_what_it_left_out(rows: int) -> None:
    shown = str(markdown(pd.DataFrame({"text": ["x" * 40] * rows}), inline=True).value)
    assert len(shown) < 1000
    left_out = rows - shown.count("x" * 40)
    assert shown.endswith(f"… and {left_out} more" if left_out else "|")


def test_records_hold_only_what_the_ui_can_show() -> None:
    (record,) = table(pd.DataFrame({"when": [pd.Timestamp("2021-04-20")], "what": [pd.NA], "n": [1.5]})).records
    assert record.data == {"when": "2021-04-20 00:00:00", "what": None, "n": 1.5}


def test_the_columns_of_a_table_of_the_warehouse_say_what_they_are() -> None:
    columns = {column.name: column for column in table_schema(quality_score).columns}
    assert list(columns) == [column.name for column in quality_score.columns]
    quarter = columns["quarter"]
    assert (quarter.type, quarter.description) == ("text", "The quarter reported on, such as 2021-Q1")
    assert quarter.constraints == dg.TableColumnConstraints(nullable=False, other=["key"])
    assert columns["score"].constraints == dg.TableColumnConstraints(nullable=True)


def test_a_report_is_a_link_where_reports_are_served_and_a_path_elsewhere(tmp_path: Path) -> None:
    place = workplace(Settings(home=tmp_path))
    page = place.reports / "2021-Q1" / "quality 2021-Q1.html"
    assert link(page, place) == dg.MetadataValue.path(page)
    served = replace(place, reports_url="http://127.0.0.1:3001/")
    assert link(page, served) == dg.MetadataValue.url("http://127.0.0.1:3001/2021-Q1/quality%202021-Q1.html")
