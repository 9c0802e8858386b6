"""Batches: a submission comes out the same whatever else is standardized with it, and goes to its quarter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.forms import ALL_FORMS
from sources.standardize import Extracted, Standardized
from tests.sources.standardize.batches import FIRST_ROW, Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


QUARTERS = ("2021-Q1", "2020-Q4", "2019-Q2")

SUBMISSIONS: tuple[Callable[[Batch], object], ...] = (
    lambda one: one.sheet("water_supply", {}, {"settlement": "Тоң", "households": "көп"}),
    lambda one: one.sheet("water_supply", {"residents_served": 2000}, {"settlement": "Тоң"}),
    lambda one: one.sheet("water_supply", {}, {}, without=("households", "population")),
    lambda one: one.sheet("water_supply", {"amount_billed": 40}, scale={"amount_billed": 1000}),
    lambda one: one.sheet("public_hearings", {"held_on": 42_780}, {}),
    lambda one: one.sheet("public_hearings", {"held_on": 42_780}),
    lambda one: one.sheet("public_hearings", {}).sheet("communication", {}, {}),
    lambda one: one.sheet("youth_clubs", {}, {"children_total": 25.5}, totals=(1,)),
    lambda one: one.answer("communication", "none"),
    lambda one: one.sheet("service_budget", {}, {"service": "Жолдор", "executed_ytd": 99_999}),
    lambda one: one.sheet("trust_survey", {}, {"sex": "Эркек"}, {"fully_trust": None}),
    lambda one: one.sheet("tariff_decisions", {"old_tariff": -1, "adopted_on": date(2021, 5, 1)}),
)
"""A dozen submissions that have little in common; they are named by their places here."""

DATE_1904, SURVEY = "5", "10"
NAMES = [str(number) for number in range(len(SUBMISSIONS))]


def batch_of(names: Iterable[str]) -> Batch:
    batch = Batch()
    for name in names:
        if name == SURVEY:
            batch.survey(name)
        else:
            batch.submission(name, QUARTERS[int(name) % 3], date_1904=name == DATE_1904)
        SUBMISSIONS[int(name)](batch)
    return batch


@pytest.fixture(scope="module")
def together() -> Standardized:
    return batch_of(NAMES).standardized()


def part(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The records of some submissions, as text, in an order of their own."""
    mine = table[table["submission_id"].isin(names)].astype("string")
    return mine.sort_values(list(mine.columns)).reset_index(drop=True)


@settings(max_examples=3, deadline=None)
@given(names=st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=4))
def test_a_submission_comes_out_the_same_alone_and_in_company(together: Standardized, names: list[str]) -> None:
    few = batch_of(names).standardized()
    for form in ALL_FORMS:
        assert list(few.rows[form].dtypes) == list(together.rows[form].dtypes)
        pd.testing.assert_frame_equal(part(few.rows[form], names), part(together.rows[form], names), obj=form)
    pd.testing.assert_frame_equal(part(few.findings, names), part(together.findings, names), obj="findings")
    pd.testing.assert_frame_equal(part(few.tallies, names), part(together.tallies, names), obj="tallies")


def test_a_large_batch_is_worked_on_in_parts_and_comes_out_the_same(
    together: Standardized, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.standardize.standardizing._AT_ONCE", 5)
    in_parts = batch_of(NAMES).standardized()
    for form in ALL_FORMS:
        pd.testing.assert_frame_equal(in_parts.rows[form], together.rows[form], obj=form)
    pd.testing.assert_frame_equal(in_parts.findings, together.findings, obj="findings")
    pd.testing.assert_frame_equal(part(in_parts.tallies, NAMES), part(together.tallies, NAMES), obj="tallies")


def test_workbooks_that_count_days_from_1904_are_read_by_their_own_count(together: Standardized) -> None:
    held_on = together.rows["public_hearings"].set_index("submission_id")["held_on"]
    # Day 42 780 is in February 2017 by the usual count and in February 2021 by the other.
    found = together.findings[together.findings["rule"] == "held_in_quarter"]
    values = found.set_index("submission_id")["value"]
    assert "held_on = 2017-02-14" in set(values.loc[["4"]])
    assert "held_on = 2021-02-15" in set(values.loc[["5"]])
    assert "5" not in held_on


def test_a_row_of_the_survey_belongs_to_the_quarter_in_which_it_was_fielded() -> None:
    rows = (
        Batch()
        .survey()
        .sheet(
            "trust_survey",
            {"fielded_on": date(2016, 12, 31)},
            {"fielded_on": date(2017, 1, 1), "sex": "Эркек"},
            {"municipality_code": "41702000000010", "fielded_on": "03.04.2017"},
        )
        .standardized()
        .rows["trust_survey"]
    )
    assert list(rows["quarter"]) == ["2016-Q4", "2017-Q1", "2017-Q2"]
    assert list(rows["municipality_code"]) == ["41706000000010", "41706000000010", "41702000000010"]


def test_rows_carry_their_submission_sheet_row_municipality_and_quarter(together: Standardized) -> None:
    rows = together.rows["water_supply"].set_index("submission_id").loc["0"]
    assert list(rows["row"]) == [FIRST_ROW, FIRST_ROW + 1]
    assert set(rows["quarter"]) == {"2021-Q1"}
    assert set(rows["municipality_code"]) == {"41706000000010"}


def test_every_column_has_the_type_of_its_form_even_without_rows() -> None:
    none, some = Batch().submission().standardized(), batch_of(["0", "4", "7", "10"]).standardized()
    for form in ("water_supply", "public_hearings", "youth_clubs", "trust_survey"):
        assert none.rows[form].empty
        columns = list(ALL_FORMS[form].columns())
        assert list(none.rows[form][columns].dtypes) == list(some.rows[form][columns].dtypes)


def test_a_quarter_without_submissions_is_standardized_to_nothing() -> None:
    nothing = Batch().standardized()
    assert all(rows.empty for rows in nothing.rows.values())
    assert nothing.findings.empty
    assert nothing.tallies.empty


def test_a_batch_is_split_by_quarter(together: Standardized) -> None:
    quarter_of = batch_of(NAMES).extracted().submissions.set_index("submission_id")["quarter"]
    parts = together.split(["2018-Q1", "2019-Q2", "2020-Q4", "2021-Q1"], quarter_of)
    assert list(parts) == ["2018-Q1", "2019-Q2", "2020-Q4", "2021-Q1"]
    assert parts["2018-Q1"].tallies.empty
    assert all(rows.empty for rows in parts["2018-Q1"].rows.values())
    assert set(parts["2020-Q4"].tallies["submission_id"]) == {"1", "4", "7"}
    for name, table in (("findings", together.findings), ("tallies", together.tallies)):
        mine = [getattr(one, name) for one in parts.values() if len(getattr(one, name))]
        pd.testing.assert_frame_equal(
            part(pd.concat(mine), NAMES[:10] + NAMES[11:]), part(table, NAMES[:10] + NAMES[11:])
        )


def test_what_is_written_is_read_back(together: Standardized, tmp_path: Path) -> None:
    extracted = batch_of(NAMES).extracted()
    extracted.write(tmp_path / "extracted")
    again = Extracted.read([tmp_path / "extracted"])
    for name in ("submissions", "cells", "layout", "answers", "findings"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(extracted, name), check_dtype=False, obj=name)
    pd.testing.assert_frame_equal(Extracted.read_layout(tmp_path / "extracted"), again.layout)
    pd.testing.assert_frame_equal(Extracted.read_submissions(tmp_path / "extracted"), again.submissions)

    together.write(tmp_path / "standardized")
    read = Standardized.read(tmp_path / "standardized", list(ALL_FORMS))
    for form, rows in together.rows.items():
        pd.testing.assert_frame_equal(read.rows[form], rows, check_dtype=False, obj=form)
        columns = list(ALL_FORMS[form].columns())
        assert list(read.rows[form][columns].dtypes) == list(rows[columns].dtypes)
    pd.testing.assert_frame_equal(read.tallies, together.tallies)


def test_several_quarters_that_were_kept_are_read_as_one_batch(tmp_path: Path) -> None:
    for name in ("0", "8", "10"):
        batch_of([name]).extracted().write(tmp_path / name)
    Batch().extracted().write(tmp_path / "none")
    read = Extracted.read([tmp_path / name for name in ("0", "8", "10", "none")])
    assert list(read.submissions["submission_id"]) == ["0", "8", "10"]
    assert set(read.cells["submission_id"]) == {"0", "10"}
    assert read.submissions["date_1904"].dtype == bool
