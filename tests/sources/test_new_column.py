"""A new column is one line in one file: a checkout with that line knows it from the heading to the warehouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("new column")

PACKAGES = ("sources", "warehouse", "assets", "aimak_pipeline")

COLUMN = "solar_lamps"
HEADING = "Светильники на солнечных батареях"
LINE = (
    f'    {COLUMN}: Integer = integer("lamp", Kind.STOCK, ky="Күн энергиясы менен иштеген лампалар", ru="{HEADING}", '
    'en="Solar lamps")\n'
)
AFTER = "    electricity_kwh: Decimal"


def flow(checkout: Path, folder: Path) -> dict[str, Any]:
    """Take a workbook that has the column through a checkout, in a process of its own."""
    folder.mkdir()
    (folder / "enrolment.csv").write_text("code,from,to,email\n", encoding="utf-8")
    script = CHECKOUT / "tests" / "sources" / "new_column_flow.py"
    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(script), COLUMN, HEADING, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    result: dict[str, Any] = json.loads(run.stdout)
    assert result["checkout"] == str(checkout)
    return result


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What becomes of the column in a copy of this checkout that has one more line in one file."""
    folder = tmp_path_factory.mktemp("new column")
    checkout = folder / "checkout"
    for package in PACKAGES:
        shutil.copytree(CHECKOUT / package, checkout / package)
    form = checkout / "sources" / "forms" / "street_lighting.py"
    declared = form.read_text(encoding="utf-8")
    assert declared.count(AFTER) == 1
    form.write_text(declared.replace(AFTER, LINE + AFTER), encoding="utf-8")
    return flow(checkout, folder / "home")


def test_the_reader_knows_its_headings(result: dict[str, Any]) -> None:
    assert result["vocabulary"] == [["Күн энергиясы менен иштеген лампалар", HEADING, "Solar lamps"]]


def test_it_is_found_in_a_workbook(result: dict[str, Any]) -> None:
    assert result["place"] == [["Уличное освещение", "F"]]


def test_its_values_are_read_and_loaded_into_the_fact_table(result: dict[str, Any]) -> None:
    assert result["rows"] == [["Ак-Суу", 12], ["Тоң", 1200], ["Сары", None]]


def test_what_is_wrong_with_it_is_told_at_its_cell(result: dict[str, Any]) -> None:
    assert result["findings"] == [["number_as_text", "F3", None], ["not_a_number", "F4", "cell"]]


def test_it_stands_in_the_data_dictionary(result: dict[str, Any]) -> None:
    (line,) = result["dictionary"]
    assert line == (
        f"| `{COLUMN}` | integer | lamp | stock |  | ≥ 0 | Solar lamps | {HEADING} "
        "| Күн энергиясы менен иштеген лампалар |  |"
    )
