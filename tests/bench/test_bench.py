"""The benchmark at the smallest size: its workbooks are clean, everybody reads the same rows, its pages are whole."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aimak_pipeline.checking import check_files
from aimak_pipeline.settings import Settings
from bench import page, sizing
from bench.__main__ import RowsDifferError, require_same_rows
from bench.contestants import read_every_cell
from bench.growth import QUARTER
from bench.peers.frictionless_validate import validate_workbook
from bench.peers.pandas_pandera_sql import load_workbook
from bench.targets import TARGETS
from bench.workbooks import Country, corrected

if TYPE_CHECKING:
    import pandas as pd

DOCS = Path(__file__).parents[2] / "docs"
WORKBOOKS = 4


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A country of a few municipalities, of which one always reports what another does."""
    country = Country(tmp_path_factory.mktemp("country"), WORKBOOKS, originals=3)
    country.write_register()
    return country


@pytest.fixture(scope="module")
def files(country: Country) -> list[Path]:
    """Their workbooks of one quarter."""
    return country.write_workbooks(country.folder / "clean", [QUARTER], 1)


@pytest.fixture(scope="module")
def settings(country: Country) -> Settings:
    """What the variables of this country set."""
    values = {name.removeprefix("AIMAK_").lower(): value for name, value in country.settings.items()}
    return Settings(**values)


@pytest.fixture(scope="module")
def rows_of_ours(files: list[Path], settings: Settings) -> pd.Series:
    """How many rows the pipeline reads in each file; that it finds nothing wrong is asserted on the way."""
    checked = check_files(files, settings)
    assert set(checked.findings["code"]) == {"answered_none"}, "the workbooks are clean"
    assert not checked.tallies["rows_refused"].any()
    return checked.tallies.groupby("submission_id")["rows_read"].sum()


def test_every_workbook_has_bytes_of_its_own_and_is_of_its_municipality(country: Country, files: list[Path]) -> None:
    assert [file.stem for file in files] == sorted(f"{country.code(number)}_{QUARTER}" for number in range(WORKBOOKS))
    assert len({file.read_bytes() for file in files}) == WORKBOOKS


def test_everybody_reads_the_same_rows_of_clean_workbooks(
    files: list[Path], rows_of_ours: pd.Series, tmp_path: Path
) -> None:
    for file in files:
        expected = rows_of_ours[str(file)]
        assert expected > 5
        assert load_workbook(file, "openpyxl", tmp_path / "a.sqlite") == expected
        assert load_workbook(file, "calamine", tmp_path / "b.sqlite") == expected
        assert validate_workbook(file) == (expected, 0)
        assert read_every_cell(file) > expected * 4


def test_a_peer_validates(files: list[Path], tmp_path: Path) -> None:
    """A figure that the form's model refuses costs each peer the row."""
    spoilt = tmp_path / "spoilt.xlsx"
    spoilt.write_bytes(corrected(files[0].read_bytes(), figure=-1))
    whole = load_workbook(files[0], "calamine", tmp_path / "whole.sqlite")
    assert load_workbook(spoilt, "calamine", tmp_path / "spoilt.sqlite") == whole - 1
    assert validate_workbook(spoilt) == (whole, 1)


def test_a_correction_is_another_figure(files: list[Path], settings: Settings, tmp_path: Path) -> None:
    later = tmp_path / "later.xlsx"
    later.write_bytes(corrected(files[0].read_bytes()))
    assert later.read_bytes() != files[0].read_bytes()
    assert set(check_files([later], settings).findings["code"]) <= {"answered_none"}


def test_contestants_that_read_different_rows_are_not_compared() -> None:
    assert require_same_rows({"pipeline": {"rows": 5}, "frictionless": {"rows": 5}, "limit": {"cells": 9}}) == 5
    with pytest.raises(RowsDifferError, match="4"):
        require_same_rows({"pipeline": {"rows": 5}, "frictionless": {"rows": 4}})


def test_growth_is_what_a_larger_quarter_costs_more_than_a_smaller() -> None:
    (time_, memory) = (target for target in TARGETS if target.name.startswith("growth"))
    sizes = [(100, 75.0, 4), (10_000, 22.0, 12), (1_000, 20.0, 6)]
    result = {
        "growth": [
            {"workbooks": workbooks, "milliseconds_a_workbook": time, "peak_bytes": peak}
            for workbooks, time, peak in sizes
        ]
    }
    assert time_.reached(result) == pytest.approx(10), "from 1,000 to 10,000"
    assert memory.reached(result) == pytest.approx(200)
    falling = {"growth": result["growth"][:2]}
    assert time_.reached(falling) == 0
    assert time_.reached({"growth": result["growth"][:1]}) is None


def test_the_published_page_names_every_target_and_the_command_that_made_it() -> None:
    text = (DOCS / "performance.md").read_text(encoding="utf-8")
    assert "make bench" in text
    for target in TARGETS:
        assert f"| {target.name} | {target.wanted} |" in text


def test_the_pages_are_those_of_the_published_figures() -> None:
    result = json.loads((DOCS / "performance.json").read_text(encoding="utf-8"))
    assert (DOCS / "performance.md").read_text(encoding="utf-8") == page.markdown(result)
    assert (DOCS / "scale.md").read_text(encoding="utf-8") == sizing.markdown(result)


@pytest.mark.slow
def test_the_whole_command_at_a_tiny_size(tmp_path: Path) -> None:
    from click.testing import CliRunner  # noqa: PLC0415 - the slow test only

    from bench.__main__ import main  # noqa: PLC0415

    sizes = ["--workbooks", "6", "--rounds", "1", "--growth", "4,8", "--correction", "2x3", "--rows", "20000"]
    found = CliRunner().invoke(main, [*sizes, "--docs", str(tmp_path / "docs"), "--work", str(tmp_path / "work")])
    assert found.exit_code == 0, found.output + repr(found.exception)
    result = json.loads((tmp_path / "docs" / "performance.json").read_text(encoding="utf-8"))
    text = (tmp_path / "docs" / "performance.md").read_text(encoding="utf-8")
    assert "not measured" not in text
    assert {answer["engine"] for answer in result["questions"]} == {"SQLite", "PostgreSQL"}
    assert all(answer["rows"] for answer in result["questions"] if "has not reported" not in answer["title"])
    assert result["clean"]["pipeline"]["rows"] == result["clean"]["pandas_openpyxl"]["rows"] > 0
    assert result["messy"]["pipeline"]["rows"] > result["messy"]["pandas_openpyxl"]["rows"]
    assert os.path.getsize(tmp_path / "docs" / "flame_graph.html") < 1_000_000  # noqa: PTH202
