"""A quarter is extracted the same whether its workbooks are at hand together or a few at a time, kept or read anew."""

from __future__ import annotations

import shutil
from dataclasses import fields

import pandas as pd
import pytest

from sources import extraction
from sources.extraction import Extractor
from sources.standardize import Extracted
from tests.sources.intake.places import ENROLMENT, TAMGA, Place, workbook

VERSIONS = 7


@pytest.fixture
def place(tmp_path):
    """An installation that has taken in seven versions of one report."""
    place = Place(tmp_path)
    for version in range(VERSIONS):
        place.drop(workbook(residents_covered=600 + version), f"{TAMGA}/report {version}.xlsx")
    place.take_in()
    return place


def extract(place, quarter="2021-Q1", progress=lambda _done, _all: None):
    intake = place.intake
    extractor = Extractor(intake.archive, intake.cache, intake.register, ENROLMENT, intake.limits)
    return extractor.extract(intake.ledger.submissions(quarter), progress), extractor.read_anew


def assert_same(one: Extracted, other: Extracted) -> None:
    for table in fields(Extracted):
        pd.testing.assert_frame_equal(getattr(one, table.name), getattr(other, table.name))


def test_a_quarter_is_extracted_in_parts(place, monkeypatch):
    whole, _ = extract(place)
    assert whole.submissions["submission_id"].nunique() == VERSIONS
    assert set(whole.cells.loc[whole.cells["column"] == "residents_covered", "number"]) == set(range(600, 607))
    monkeypatch.setattr(extraction, "_AT_ONCE", 3)
    in_parts, read_anew = extract(place)
    assert read_anew == 0
    assert_same(whole, in_parts)


def test_what_is_not_kept_any_more_is_read_anew_and_told_as_it_is_read(place, monkeypatch):
    whole, _ = extract(place)
    shutil.rmtree(place.intake.cache)
    monkeypatch.setattr(extraction, "_AT_ONCE", 3)
    told: list[tuple[int, int]] = []
    again, read_anew = extract(place, progress=lambda done, of: told.append((done, of)))
    assert read_anew == VERSIONS
    assert told == [(done, VERSIONS) for done in range(1, VERSIONS + 1)]
    assert_same(whole, again)


def test_a_quarter_that_nobody_reported_for_has_no_cells(place):
    nothing, _ = extract(place, "2020-Q1")
    assert all(len(getattr(nothing, table.name)) == 0 for table in fields(Extracted))
