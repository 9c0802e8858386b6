"""The report: what it says, and that what others wrote stays what it is."""

import re
from datetime import UTC, date, datetime
from html import unescape

import openpyxl
import pytest

from sources.quarters import Quarter
from warehouse.quality import ALL_DIMENSIONS, compute_quality
from warehouse.quality_report import write_quality_report
from warehouse.quality_report.contents import read_contents
from warehouse.quality_report.wording import readable, score_text
from warehouse.reporting import compute_reporting_status

Q1 = Quarter(2021, 1)
HOSTILE = (
    "<script>alert(1)</script>",
    '=cmd|"/c calc"!A1',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "{{ 7*7 }}",
    "http://example.org",
)
NAMES = {"1": "Кум-Добо", "2": "Көк-Жар & <b>Ак-Суу</b>", "3": "Тоң", "4": "Молчаливый"}


@pytest.fixture
def programme(warehouse):
    """One good, one poor and hostile, one late and not enrolled, one silent; and three files that were refused."""
    for code, name in NAMES.items():
        warehouse.municipality(code, name)
        if code != "3":
            warehouse.enrol(code)
    warehouse.report("1", quarter="2020-Q4", received=datetime(2021, 1, 10, tzinfo=UTC))
    warehouse.report("1", errors=1, warnings=1)
    current = warehouse.report("1", received=datetime(2021, 5, 9, 8, 30, tzinfo=UTC))
    warehouse.finding(
        current, "number_as_text", "note", form="water_supply", sheet="Суу", cell="C7", column="population"
    )
    poor = warehouse.report(
        "2",
        tallies={"water_supply": {"cells_read": 10, "cells_refused": 6, "required_cells": 8, "required_filled": 5}},
        errors=len(HOSTILE),
        warnings=1,
        file_name="<img src=x onerror=alert(1)>.xlsx",
    )
    for number, value in enumerate(HOSTILE, start=5):
        place = {"form": "water_supply", "sheet": value, "cell": f"C{number}", "row": number, "column": "population"}
        warehouse.finding(poor, "not_a_number", "error", value=value, expected=value, refused="cell", **place)
    warehouse.finding(
        poor, "rule_doubtful", "warning", form="service_budget", sheet="Бюджет", cell="D5", column="plan_year"
    )
    warehouse.report("3", received=datetime(2021, 4, 23, 4, tzinfo=UTC))
    due = datetime(2021, 4, 11, tzinfo=UTC)
    for number, (code, quarter, received) in enumerate(
        [("1", "2021-Q1", due), (None, None, due), (None, None, datetime(2020, 12, 1, tzinfo=UTC))]
    ):
        file_name = f"refused-{number}.xlsx"
        refused = warehouse.report(code, quarter=quarter, received=received, status="rejected", file_name=file_name)
        warehouse.finding(refused, "no_forms", "fatal", value="=1+1")
    for quarter in (Quarter(2020, 4), Q1):
        compute_reporting_status(warehouse.connection, quarter, deadline_days=20)
        compute_quality(warehouse.connection, quarter, deadline_days=20, integrity=warehouse.integrity)
    return warehouse


@pytest.fixture
def files(programme, tmp_path):
    return write_quality_report(programme.connection, Q1, tmp_path / "reports", deadline_days=20)


@pytest.fixture
def page(files):
    return files[0].read_text(encoding="utf-8")


@pytest.fixture
def book(files):
    return openpyxl.load_workbook(files[1])


def section(page, heading):
    return next(part for part in page.split("<section")[1:] if f"<h2>{heading} " in part)


def test_headline(programme):
    headline = read_contents(programme.connection, Q1, deadline_days=20).headline
    assert (headline.expected, headline.reported, headline.unexpected, headline.on_time) == (3, 2, 1, 2)
    assert (headline.accepted, headline.superseded, headline.rejected) == (4, 1, 2)
    assert (headline.errors, headline.warnings) == (len(HOSTILE), 1)


def test_means_are_those_of_reporting_municipalities(programme):
    contents = read_contents(programme.connection, Q1, deadline_days=20)
    # 100, 5⁄8 of a tenth, 100, and not the silent one's 0
    assert contents.dimensions.loc["completeness", "score"] == pytest.approx((100 + 6.25 + 100) / 3)
    assert contents.dimensions.loc["completeness", ["A", "B", "C", "D", "none"]].tolist() == [2, 0, 0, 1, 0]
    # only one report has cells that were read
    assert contents.dimensions.loc["validity", ["score", "D", "none"]].tolist() == [40, 1, 2]
    assert contents.trend.loc["2021-Q1", "completeness"] == pytest.approx((100 + 6.25 + 100) / 3)


def test_the_trend_runs_over_earlier_quarters_and_no_later_ones(programme):
    contents = read_contents(programme.connection, Quarter(2020, 4), deadline_days=20)
    assert contents.trend.index.tolist() == ["2020-Q4"]
    contents = read_contents(programme.connection, Q1, deadline_days=20)
    assert contents.trend[["expected", "reported", "on_time"]].T.to_dict("list") == {
        "2020-Q4": [3, 1, 1],
        "2021-Q1": [3, 2, 2],
    }
    assert read_contents(programme.connection, Q1, deadline_days=20, trend_quarters=1).trend.index.tolist() == [
        "2021-Q1"
    ]


def test_every_municipality_is_on_the_page_the_weakest_first(page):
    table = unescape(section(page, "Municipalities"))
    places = [table.index(f">{NAMES[code]}<") for code in ("4", "2", "3", "1")]
    assert places == sorted(places)
    assert "no report" in table
    assert "not enrolled" in table


def test_what_is_missing_is_named(page):
    missing = section(page, "What is missing")
    assert NAMES["4"] in missing
    assert "Reports not received: 1" in missing
    # all forms but water, by the poor report
    assert missing.count("Көк-Жар") == 9


def test_rejected_files_of_the_quarter_are_listed_with_their_reasons(page):
    rejected = section(page, "Rejected files")
    assert sorted(re.findall(r"refused-\d", rejected)) == ["refused-0", "refused-1"]
    assert "no_forms" not in rejected
    assert "=1+1" in rejected


def test_what_others_wrote_is_shown_and_never_obeyed(page):
    for hostile in ("<script", "<img", "<b>Ак-Суу"):
        assert hostile not in page
    shown = unescape(section(page, "The findings"))
    for value in HOSTILE:
        assert f">{readable(value)}<" in shown
    assert "49" not in re.findall(r'class="read">([^<]*)<', page)


def test_the_page_needs_nothing_but_itself(page):
    tags = re.findall(r"<[a-z][^>]*>", page)
    assert not [tag for tag in tags if re.search(r"\s(?:src|href|action|data|poster|srcset)\s*=|//", tag)]
    assert not re.findall(r"url\(|@import|<(?:script|link|iframe|object|embed|base)\b", page)
    assert "default-src 'none'" in page


def test_every_score_on_the_page_stands_beside_its_grade(page):
    cells = re.findall(r'<td class="g (\w+)">(.*?)</td>', page)
    assert cells
    for letter, words in cells:
        assert words == "–" if letter == "none" else re.fullmatch(rf"<b>{letter}</b>\d+", words)


def test_findings_and_definitions_are_complete(page):
    assert f"All {len(HOSTILE) + 2}" in section(page, "The findings")
    for dimension in ALL_DIMENSIONS.values():
        assert dimension.formula in unescape(section(page, "How the scores are computed"))


def test_the_page_lists_the_first_findings_and_says_how_many_there_are(programme, tmp_path):
    late = programme.report("3", received=datetime(2021, 6, 1, tzinfo=UTC))
    for number in range(300):
        programme.finding(late, "number_as_text", "note", form="water_supply", sheet="Суу", cell=f"C{number + 5}")
    html, xlsx = write_quality_report(programme.connection, Q1, tmp_path, deadline_days=20)
    findings = section(html.read_text(encoding="utf-8"), "The findings")
    assert "The first 200 of 310" in findings
    assert findings.count("<tr>") == 201
    assert openpyxl.load_workbook(xlsx)["Findings"].max_row == 311


def test_the_workbook_has_its_sheets_with_headings_and_filters(book):
    assert book.sheetnames == ["Summary", "Municipalities", "Findings", "By form and column", "Definitions"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_nothing_in_the_workbook_is_a_formula_or_a_link(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    values = {cell.value for cell in cells if cell.data_type == "s"}
    assert set(HOSTILE) <= values


def test_numbers_in_the_workbook_are_numbers(book):
    sheet = book["Municipalities"]
    heading = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[heading["Code"] - 1].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(rows) == set(NAMES)
    poor = rows["2"]
    assert poor[heading["Validity · Достоверность"] - 1].value == 40
    assert poor[heading["Validity · Достоверность"] - 1].number_format == "0.0"
    assert poor[heading["Errors"] - 1].value == len(HOSTILE)
    # 06:00 in Greenwich is noon in Bishkek
    assert poor[heading["First received (Bishkek)"] - 1].value == datetime(2021, 4, 10, 12)  # noqa: DTZ001 -- Excel knows no zones
    assert rows["4"][heading["Errors"] - 1].value is None


def test_writing_again_gives_the_same_bytes(programme, files, tmp_path):
    again = write_quality_report(programme.connection, Q1, tmp_path / "again", deadline_days=20)
    assert [path.name for path in again] == ["quality_2021-Q1.html", "quality_2021-Q1.xlsx"]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_a_quarter_without_any_report_has_a_report_too(warehouse, tmp_path):
    warehouse.municipality("1", "Кум-Добо")
    warehouse.enrol("1")
    compute_reporting_status(warehouse.connection, Q1, deadline_days=20)
    compute_quality(warehouse.connection, Q1, deadline_days=20, integrity=warehouse.integrity)
    html, _ = write_quality_report(warehouse.connection, Q1, tmp_path, deadline_days=20)
    assert "No file has been received" in html.read_text(encoding="utf-8")
    assert "Кум-Добо" in section(html.read_text(encoding="utf-8"), "What is missing")


def test_a_quarter_of_which_nothing_is_known_has_an_empty_report(warehouse, tmp_path):
    html, _ = write_quality_report(warehouse.connection, Q1, tmp_path, deadline_days=20)
    assert "No municipality was expected" in html.read_text(encoding="utf-8")


def test_a_municipality_is_called_what_it_was_called_at_the_quarters_end(warehouse):
    warehouse.municipality("1", "Ленин", valid_to=date(2021, 3, 1))
    warehouse.municipality("1", "Ынтымак", valid_from=date(2021, 3, 2), valid_to=date(2021, 6, 30))
    warehouse.municipality("1", "Достук", valid_from=date(2021, 7, 1))
    warehouse.enrol("1")
    compute_reporting_status(warehouse.connection, Q1, deadline_days=20)
    contents = read_contents(warehouse.connection, Q1, deadline_days=20)
    assert contents.municipalities["name_ru"].tolist() == ["Ынтымак"]


@pytest.mark.parametrize(
    ("score", "decimals", "text"),
    [
        (100, 0, "100"),
        (99.99, 0, "99"),
        (89.96, 1, "89.9"),
        (92.5, 1, "92.5"),
        (29.3, 1, "29.3"),
        (0, 1, "0.0"),
        (None, 0, "–"),
    ],
)
def test_scores_are_rounded_down(score, decimals, text):
    assert score_text(score, decimals) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Кум-Дөбө ☺", "Кум-Дөбө ☺"),
        ("a\x00b\nc", "a␚b␚c"),
        ("fdp.\u202excod", "fdp.␚xcod"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 119 + "…"),
    ],
)
def test_control_signs_and_long_values_cannot_disturb_the_page(text, shown):
    assert readable(text) == shown
