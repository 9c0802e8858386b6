"""The page: every figure on it is the warehouse's, and it needs nothing but itself."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from tests.warehouse.bulletin.conftest import KARAKOL, KYZYL, LAST, QUARTERS, TOP, after_deadline
from tests.warehouse.bulletin.reading import number, read
from warehouse.bulletin import MOST_BYTES, examine
from warehouse.bulletin.wording import DECIMALS, TEXTS, UNITS, number_text
from warehouse.indicators import INDICATORS, SECTIONS
from warehouse.tables import indicator_value


@pytest.fixture(scope="module")
def page(published):
    return read(published[1] / str(LAST) / "bulletin.html")


@pytest.fixture(scope="module")
def stored(published):
    """What the warehouse has, rounded: by indicator, quarter, level, area, breakdown and category."""
    rows = published[0].connection.execute(select(indicator_value))
    return {
        tuple(row[:6]): None if row.value is None else round(row.value, DECIMALS.get(INDICATORS[row[0]].unit, 0))
        for row in rows
    }


def test_every_figure_of_an_area_is_the_warehouse_s(page, stored):
    shown = {
        (indicator, str(LAST), *row.attributes["data-area"].split("/"), "total", "total"): number(row.cells[1])
        for indicator in INDICATORS
        for row in page.one("table", data_indicator=indicator).all("tr", data_area=None)
    }
    aggregates = {
        key: value
        for key, value in stored.items()
        if key[1] == str(LAST) and key[2] != "municipality" and key[4:] == ("total", "total")
    }
    of_waves = {key for key in shown if INDICATORS[key[0]].wave}
    assert {key: value for key, value in shown.items() if key not in of_waves} == aggregates
    assert {shown[key] for key in of_waves} == {None}
    assert sum(value is not None for value in shown.values()) > 10


def test_every_figure_of_a_quarter_is_the_warehouse_s(page, stored):
    for indicator in INDICATORS:
        rows = page.one("table", data_series=indicator).all("tr", data_quarter=None)
        shown = {row.attributes["data-quarter"]: number(row.cells[1]) for row in rows}
        assert shown == {
            str(quarter): stored[indicator, str(quarter), "programme", "programme", "total", "total"]
            for quarter in QUARTERS
            if not INDICATORS[indicator].wave
        }


def test_every_figure_of_a_municipality_is_the_warehouse_s(page, stored):
    shown = {}
    for section in SECTIONS:
        table = page.one("table", id=f"table-{section}")
        headings = [heading.attributes.get("data-indicator") for heading in table.one("thead").all("th")]
        for row in table.one("tbody").all("tr"):
            for indicator, cell in zip(headings, row.cells, strict=True):
                if indicator:
                    shown[indicator, row.attributes["data-code"]] = number(cell)
    assert {(indicator, code) for indicator in INDICATORS for code in (TOP, KARAKOL, KYZYL)} == set(shown)
    assert {key: value for key, value in shown.items() if value is not None} == {
        (key[0], key[3]): value
        for key, value in stored.items()
        if key[1:3] == (str(LAST), "municipality") and key[4:] == ("total", "total") and value is not None
    }


def test_headlines_say_how_many_municipalities_stand_behind_them(page, stored):
    (tile,) = page.all("li", data_figure="reporting_rate/total")
    assert [each.text for each in tile.all("span", _class="big")] == ["66,7 %"]
    (behind,) = tile.all("span", _class="behind")
    assert behind.text == "Муниципалитеттер: 2 көрсөткүчкө салым кошкон, отчёт тапшырган: 2 / 3"
    assert stored["reporting_rate", str(LAST), "programme", "programme", "total", "total"] == 66.7


def test_a_missing_figure_has_its_reason(page, published):
    table = page.one("table", id="table-water")
    words = json.loads(
        re.search(
            r'id="words">(.*?)</script>', (published[1] / str(LAST) / "bulletin.html").read_text(encoding="utf-8")
        )[1]
    )
    reasons = {}
    for row in table.one("tbody").all("tr"):
        missing = [
            cell.attributes["data-w-title"]
            for cell in row.cells
            if cell.text == "–" and "data-w-title" in cell.attributes
        ]
        reasons[row.attributes["data-code"]] = {words[int(number)][0] for number in missing}
    assert reasons[KARAKOL] == {TEXTS["no_report"].ky}
    assert reasons[KYZYL] == {TEXTS["no_value"].ky}


@pytest.mark.parametrize("most", [2, 3])
def test_tables_of_too_many_municipalities_stay_off_paper(programme, tmp_path, monkeypatch, most):
    monkeypatch.setattr("warehouse.bulletin.page.MOST_ON_PAPER", most)
    written = programme.publish(tmp_path, LAST, after_deadline(LAST)).page
    tables = [each for each in read(written).all("details", _class=None) if "table" in each.attributes["class"].split()]
    off_paper = [each for each in tables if "too-long-for-paper" in each.attributes["class"].split()]
    said = read(written).all("p", _class="small printed-only")
    assert len(tables) == len(SECTIONS)
    assert len(off_paper) == len(said) == (len(SECTIONS) if most < 3 else 0), "of three municipalities"


def test_sample_municipalities_are_marked_as_synthetic(page):
    (banner,) = page.all("div", role="note")
    assert "1 — цифралар синтетикалык" in banner.text


def test_figures_lead_to_what_is_behind_them_where_there_is_a_page(page):
    row = page.one("table", data_indicator="water_access_rate").one("tr", data_area="programme/programme")
    assert row.cells[1].one("a").attributes["href"] == "figures/water_access_rate.html#programme"
    assert not page.one("table", data_indicator="waste_coverage_rate").one("tbody").all("a")
    headings = page.one("table", id="table-water").one("thead").all("th", data_page=None)
    assert [each.attributes["data-page"] for each in headings] == ["figures/water_access_rate.html#municipality-"]


def test_definitions_are_a_click_away_in_the_language_of_the_page(page, published):
    text = (published[1] / str(LAST) / "bulletin.html").read_text(encoding="utf-8")
    words = json.loads(re.search(r'id="words">(.*?)</script>', text)[1])
    for indicator in INDICATORS.values():
        article = page.one("article", id=indicator.id)
        assert indicator.label.ky in article.text
        (shown,) = [each for each in article.all("p", data_w=None) if each.text == indicator.definition.ky]
        assert words[int(shown.attributes["data-w"])] == list(indicator.definition)


def test_names_from_outside_are_shown_and_never_obeyed(published):
    text = (published[1] / str(LAST) / "bulletin.html").read_text(encoding="utf-8")
    assert "Кызыл &lt;Суу&gt; ky" in text
    assert "<Суу>" not in text
    (words,) = re.findall(r'<script type="application/json" id="words">(.*?)</script>', text, re.DOTALL)
    assert ["Кызыл <Суу> ky", "Кызыл <Суу> ru", "Кызыл <Суу> en"] in json.loads(words)


def test_every_text_has_three_languages(published):
    text = (published[1] / str(LAST) / "bulletin.html").read_text(encoding="utf-8")
    (words,) = re.findall(r'<script type="application/json" id="words">(.*?)</script>', text, re.DOTALL)
    listed = json.loads(words)
    assert all(len(each) == 3 and all(each) for each in listed)
    used = {int(place) for place in re.findall(r"data-w(?:-[a-z-]+)?=(\d+)", text)}
    assert used <= set(range(len(listed)))
    assert {each.unit for each in INDICATORS.values()} <= set(UNITS)


def test_the_page_is_complete_and_small(published):
    page = published[1] / str(LAST) / "bulletin.html"
    assert examine(page, [TOP, KARAKOL, KYZYL]) == []
    assert page.stat().st_size < MOST_BYTES


def test_what_is_wrong_with_a_page_is_told(published, tmp_path):
    text = (published[1] / str(LAST) / "bulletin.html").read_text(encoding="utf-8")
    broken = tmp_path / "bulletin.html"
    broken.write_text(
        text.replace('id="waste_coverage_rate"', 'id="other"').replace(
            "</main>", '<img src="https://example.org/x"></main>'
        ),
        encoding="utf-8",
    )
    faults = examine(broken, [TOP, "nobody"])
    assert faults == [
        "indicator missing: waste_coverage_rate",
        "municipality missing: nobody",
        "it needs what is not in it: https://example.org/x",
    ]
    broken.write_text(text + "x" * MOST_BYTES, encoding="utf-8")
    assert any("bytes" in fault for fault in examine(broken, []))


def test_writing_again_changes_nothing_and_draws_nothing(published):
    programme, reports = published
    page = reports / str(LAST) / "bulletin.html"
    before = page.read_bytes()
    again = programme.publish(reports, LAST, after_deadline(LAST.plus(4)))
    assert not again.changed
    assert page.read_bytes() == before
    page.unlink()
    assert programme.publish(reports, LAST, after_deadline(LAST.plus(4))).changed
    assert page.read_bytes() == before


def test_a_quarter_of_which_nothing_is_known_has_a_bulletin_too(programme, tmp_path):
    written = programme.publish(tmp_path, LAST.plus(8), after_deadline(LAST.plus(8)))
    assert written.figures == 0
    assert set(examine(written.page, [])) == set()


@pytest.mark.parametrize(
    ("value", "decimals", "russian", "english"),
    [
        (1234567.891, 1, "1\u202f234\u202f567,9", "1,234,567.9"),
        (-0.04, 1, "0,0", "0.0"),
        (-12.5, 1, "−12,5", "−12.5"),
        (None, 1, "–", "–"),
    ],
)
def test_numbers_are_written_as_each_language_does(value, decimals, russian, english):
    assert number_text(value, decimals, "ru") == russian
    assert number_text(value, decimals, "en") == english
