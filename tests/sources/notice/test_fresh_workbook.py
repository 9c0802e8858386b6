"""The fresh workbook holds texts and nothing else, whatever they begin with."""

from io import BytesIO

import openpyxl
import pytest

from sources.findings import Finding
from sources.notice.composing import compose
from sources.notice.fresh_workbook import write_fresh_workbook
from sources.notice.notice import SEVERITY_FILLS, Line, NoticeSheet
from sources.notice.row_heights import count_lines
from tests.sources.notice.notices import notice

INJECTIONS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "{=A1}",
    "http://example.org",
    "mailto:a",
    "0012",
    "\t=1",
    "internal:A1",
    "\x00a",
]


def read(content):
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_becomes_a_formula_a_number_or_a_link(text):
    findings = [
        Finding("not_whole", "water_supply", text, "D5", 5, "population", text, text, None, "row"),
        Finding("heading_unknown", "water_supply", text, "E1", value=text),
    ]

    page = read(write_fresh_workbook(compose(notice(*findings, file_name=text)).sheet))

    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 20
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("name", ["=1+1.xlsx", "\ud800\udcff.xlsx", "a\x00\x1f\ufffe.xlsx"])
def test_any_name_of_a_file_can_be_written(name):
    page = read(write_fresh_workbook(compose(notice(file_name=name)).sheet))

    assert "�" in page["A3"].value or "=1+1" in page["A3"].value
    assert page["A3"].data_type == "s"


def test_it_reads_back_as_it_was_composed():
    sheet = compose(notice(Finding("not_whole", "water_supply", "Суу", "D5", 5, "population", "7.5"))).sheet

    page = read(write_fresh_workbook(sheet))

    assert page.title == sheet.name
    for row, line in enumerate(sheet.lines, start=1):
        assert [page.cell(row, column).value or "" for column in range(1, len(line.cells) + 1)] == list(line.cells)


@pytest.mark.parametrize("severity", SEVERITY_FILLS)
def test_lines_have_the_fill_of_their_severity(severity):
    page = read(write_fresh_workbook(NoticeSheet("S", (10, 10), (Line(("a", ""), severity),))))

    assert [cell.fill.fgColor.rgb for cell in page[1]] == [f"FF{SEVERITY_FILLS[severity]}"] * 2


def test_it_prints_on_a4_across_with_the_headings_on_every_page():
    page = read(write_fresh_workbook(compose(notice(Finding("encrypted"), accepted=False)).sheet))

    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows is not None


def test_a_line_of_one_text_runs_over_the_whole_width_and_is_high_enough():
    page = read(
        write_fresh_workbook(NoticeSheet("S", (10, 10), (Line(("слово " * 20,), "text"), Line(("a",), "text"))))
    )

    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:B1", "A2:B2"}
    assert page.row_dimensions[1].height >= 5 * 15


@pytest.mark.parametrize("code", ["not_whole", "total_differs", "number_as_text"])
def test_the_bands_of_the_groups_are_high_enough_for_all_their_words(code):
    """Of a bold letter at least 1.2 digits: so wide they are drawn, and where they wrap the row is higher."""
    sheet = compose(notice(Finding(code, sheet="S", cell="A1"))).sheet
    (number,) = [row for row, line in enumerate(sheet.lines, 1) if line.cells[0].isupper() or "түс)" in line.cells[0]]
    text = sheet.lines[number - 1].cells[0]

    page = read(write_fresh_workbook(sheet))

    needed = sum(-(-len(part) * 1.2 // sum(sheet.widths)) for part in text.split("\n"))
    assert page.row_dimensions[number].height >= needed * 15


@pytest.mark.parametrize("style", ["title", "strong", "text"])
@pytest.mark.parametrize("words", [10, 30, 60])
def test_more_words_make_a_higher_row_and_capitals_and_bold_letters_sooner(style, words):
    plain, capitals = "слово " * words, "СЛОВО " * words

    assert count_lines(plain, 100, style) >= words * 6 // 100
    assert count_lines(capitals, 100, style) >= count_lines(plain, 100, style) >= count_lines(plain, 100)
    assert count_lines(f"{plain}\n{plain}", 100, style) == 2 * count_lines(plain, 100, style)


def test_the_same_notice_gives_the_same_bytes():
    sheet = compose(notice(Finding("encrypted"), accepted=False)).sheet

    assert write_fresh_workbook(sheet) == write_fresh_workbook(sheet)
