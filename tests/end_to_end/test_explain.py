"""``aimak explain``: what people and programs are shown of a figure, and the marked workbooks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from aimak_pipeline.cli import main
from aimak_pipeline.settings import settings
from tests.end_to_end.conftest import PUBLISHED
from warehouse.indicators import INDICATORS
from warehouse.lineage.places import figure_page

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.end_to_end.conftest import Programme

pytestmark = pytest.mark.xdist_group("programme")

OKTYABR = "41702205832000"


@pytest.fixture
def explain(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AIMAK_HOME", str(programme.settings.root))
    monkeypatch.setenv("AIMAK_WAREHOUSE_URL", programme.settings.warehouse_url)
    settings.cache_clear()

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["explain", *arguments])

    yield call
    settings.cache_clear()


def test_a_municipality_is_shown_down_to_its_cells(explain: Any) -> None:
    shown = explain("water_access_gained", "2021-Q1", "Oktyabr")
    assert shown.exit_code == 0
    assert "Residents who gained access to clean drinking water, 2021-Q1, Oktyabr" in shown.output
    assert "baseline" in shown.output
    assert "2016-Q4:" in shown.output
    assert shown.output == explain("water_access_gained", "2021-Q1", OKTYABR).output
    in_russian = explain("water_access_gained", "2021-Q1", OKTYABR, "--language", "ru")
    assert "Σ по муниципалитетам: max(0, " in in_russian.output


def test_an_area_is_shown_by_its_municipalities_and_on_demand_by_its_cells(explain: Any) -> None:
    short = explain("water_access_rate", "2021-Q1", "Issyk-Kul oblast").output
    assert "÷" in short
    assert OKTYABR in short
    assert "!D" not in short
    assert short.count("\n") < explain("water_access_rate", "2021-Q1", "Issyk-Kul oblast", "--cells").output.count("\n")


def test_programs_are_told_everything(explain: Any) -> None:
    told = json.loads(explain("water_access_rate", "2021-Q1", "city", "--json").output)
    above = [part["numerator"] for part in told["municipalities"]]
    assert told["numerator"] == sum(above)
    assert told["value"] == pytest.approx(100 * told["numerator"] / told["denominator"])
    row = told["municipalities"][0]["rows"][0]
    cells = {cell["column"]: cell for cell in row["cells"]}
    assert cells.keys() == {"residents_served", "population"}
    assert {put["sum"]: put["amount"] for put in row["puts_in"]} == {
        "numerator": cells["residents_served"]["counts_as"],
        "denominator": cells["population"]["counts_as"],
    }


def test_rows_that_were_refused_are_told_beside_those_that_count(explain: Any, programme: Programme) -> None:
    refused = programme.query(
        "SELECT f.cell, f.row, f.code, s.quarter, s.municipality_code FROM finding f JOIN submission s "
        "ON s.id = f.submission_id WHERE f.refused = 'row' AND f.form = 'water_supply' AND s.status = 'accepted'"
    )
    one: Any = next(refused.itertuples())
    asked = ("water_access_rate", one.quarter, one.municipality_code)
    (part,) = json.loads(explain(*asked, "--json").output)["municipalities"]
    causes = {(row["number"], cause["cell"], cause["code"]) for row in part["refused_rows"] for cause in row["causes"]}
    assert (one.row, one.cell, one.code) in causes
    assert one.row not in {row["row"] for row in part["rows"]}
    told = explain(*asked).output
    assert "Rows that were refused" in told
    assert f"row {one.row} — " in told
    assert f"Rows that were refused: {len(part['refused_rows'])}" in explain("water_access_rate", one.quarter).output
    of_another_form = json.loads(explain("lighting_street_coverage", *asked[1:], "--json").output)
    assert "water_supply" not in {row["form"] for row in of_another_form["municipalities"][0]["refused_rows"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("water_acces_rate", "2021-Q1"), "did you mean:\n  water_access_rate"),
        (("water_access_rate", "2021-Q1", "Naryn"), "41704000000000  the oblast"),
        (("water_access_rate", "2021-Q1", "Nowhere"), "no municipality has the code or the name 'Nowhere'"),
        (("water_access_rate", "2035-Q1"), "2035-Q1 is not computed; computed are 2016-Q4 to 2021-Q1"),
        (("water_access_rate", "2021-Q1", "--category", "sex=female"), "is not broken down by 'sex'"),
        (("club_children", "2021-Q1", "--category", "sex=other"), "sex=female, sex=male"),
    ],
)
def test_what_is_not_understood_is_said_in_a_line(explain: Any, arguments: tuple[str, ...], said: str) -> None:
    told = explain(*arguments)
    assert told.exit_code == 1
    assert said in told.output


def test_a_figure_without_a_value_says_why(explain: Any) -> None:
    told = explain("trust_level", "2017-Q3")
    assert told.exit_code == 0
    assert "No wave of the survey was fielded" in told.output


def assert_every_figure_has_its_place(programme: Programme) -> None:
    values = programme.query("SELECT DISTINCT indicator, quarter, area_level, area_code FROM indicator_value")
    pages = {path: path.read_text(encoding="utf-8") for path in programme.place.reports.glob("*/figures/*.html")}
    assert len(pages) == len(INDICATORS) * len(programme.summary.quarters)
    missing = []
    for one in values.itertuples():
        name, _, anchor = figure_page(one.indicator, one.area_level, one.area_code).partition("#")
        if f'id="{anchor}"' not in pages[programme.place.reports / one.quarter / name]:
            missing.append((one.quarter, name, anchor))
    assert not missing, missing[:10]


def test_every_figure_has_its_page_and_its_anchor(published: Programme) -> None:
    assert_every_figure_has_its_place(published)


@pytest.mark.slow
def test_every_figure_of_the_whole_sample_has_its_page_and_its_anchor(whole_published: Programme) -> None:
    assert_every_figure_has_its_place(whole_published)


def test_a_page_needs_nothing_but_itself(published: Programme) -> None:
    figures = published.place.reports / str(PUBLISHED[-1]) / "figures"
    page = (figures / "water_access_gained.html").read_text(encoding="utf-8")
    assert "://" not in page
    assert "synthetic" in page.lower()


def test_the_cells_are_marked_in_copies_of_the_workbooks(explain: Any, tmp_path: Path) -> None:
    out = tmp_path / "marked"
    done = explain(
        "water_access_gained", "2021-Q1", OKTYABR, "--workbook", str(out), "--html", str(tmp_path / "p.html")
    )
    assert done.exit_code == 0, done.output
    told = json.loads(explain("water_access_gained", "2021-Q1", OKTYABR, "--json").output)
    rows = [row for part in told["municipalities"] for row in part["rows"]]
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    for submission in told["submissions"]:
        (file,) = out.glob(f"*_{submission['id'][:8]}.xlsx")
        assert f"marked/{file.name}" in page
        listed = {
            (cell["sheet"], cell["cell"])
            for row in rows
            if row["submission_id"] == submission["id"]
            for cell in row["cells"]
        }
        book = openpyxl.load_workbook(file)
        marked = {
            (sheet.title, cell.coordinate)
            for sheet in book.worksheets[1:]
            for line in sheet.iter_rows()
            for cell in line
            if cell.comment and "This cell enters Residents who gained access" in cell.comment.text
        }
        assert marked == listed
        assert {cell.value for cell in book.worksheets[0]["B"]} >= {address for _, address in listed}


def test_one_file_cannot_hold_several_workbooks(explain: Any, tmp_path: Path) -> None:
    told = explain("water_access_gained", "2021-Q1", OKTYABR, "--workbook", str(tmp_path / "one.xlsx"))
    assert told.exit_code == 1
    assert "name a folder" in told.output
