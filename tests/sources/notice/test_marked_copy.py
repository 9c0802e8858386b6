"""The marked copy of workbooks as programs write them: marked where it must be, and as it was everywhere else."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from sources.findings import Severity
from sources.notice.marked_copy import mark_workbook
from sources.notice.notice import SEVERITY_FILLS, Line, Mark, NoticeSheet
from sources.workbook import Limits, read_workbook
from sources.workbook.preflight import preflight
from sources.workbook.sheet_names import NOTICE_SHEET_NAME

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Limits()
SHEET = "Суу, 'таза' ичүүчү"
OTHER = "Кошумча"
HEAD = "— Aimak —\n"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def notice(*lines: Line, name: str = NOTICE_SHEET_NAME) -> NoticeSheet:
    first = Line(("Текшерүүнүн жыйынтыгы / Итоги проверки",), "title")
    return NoticeSheet(name, (6, 24, 12, 60), (first, *lines), link_column=2)


def mark(cell: str, severity: Severity = ERROR, comment: str = "Сан керек.\nНужно число.", sheet: str = SHEET) -> Mark:
    return Mark(sheet, cell, severity, comment)


def copy_of(content: bytes, *marks: Mark, sheet: NoticeSheet | None = None) -> bytes:
    """A marked copy, which our own reader must accept and read as the original."""
    copy = mark_workbook(content, marks, sheet or notice(), LIMITS)
    preflight(copy, LIMITS)
    assert values_of(copy)[1:] == values_of(content)
    before, after = read_workbook(content), read_workbook(copy)
    assert after.cells.equals(before.cells)
    # That no cover was found is told with the names of all sheets.
    told, of_the_original = ([f for f in read.findings if f.code != "cover_missing"] for read in (after, before))
    assert told == of_the_original
    return copy


def values_of(content: bytes) -> list[tuple[str, Any]]:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names]


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rich_workbook(*, macros: bool = False, comments: bool = True, path: Path | None = None) -> bytes:
    """A workbook with everything that openpyxl or a careless patch would lose."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    percent = book.add_format({"num_format": "0.0%", "bold": True, "border": 1, "align": "right", "locked": False})
    date = book.add_format({"num_format": "dd.mm.yyyy", "italic": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_row(0, 0, ["Айыл", "Үлүш", "Күнү", "Жыйынды"])
    sheet.write(1, 0, "=бул текст")
    sheet.write_number(1, 1, 0.25, percent)
    sheet.write_number(1, 2, 44300, date)
    sheet.write_formula(1, 3, "=B2*4", None, 1)
    sheet.merge_range("A4:C6", "бириктирилген", percent)
    sheet.set_column(6, 6, 33, date)
    sheet.set_row(8, 40, percent)
    sheet.data_validation("B3:B20", {"validate": "list", "source": f"={OTHER}!$A$1:$A$3"})
    sheet.conditional_format("D2:D20", {"type": "cell", "criteria": ">", "value": 5, "format": date})
    sheet.insert_image("H2", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
    sheet.add_table("J1:K3", {"columns": [{"header": "x"}, {"header": "y"}]})
    sheet.protect("secret", {"objects": False})
    sheet.repeat_rows(0)
    sheet.print_area("A1:D20")
    other = book.add_worksheet(OTHER)
    other.write_column(0, 0, ["бир", "эки", "үч"])
    other.repeat_rows(1, 2)
    other.activate()
    if comments:
        sheet.write_comment("B2", "Эмне үчүн чейрек?", {"author": "Бухгалтер"})
        sheet.write_comment("A1", "Айылдын аты", {"author": "Бухгалтер"})
    book.define_name("Кайра", f"={OTHER}!$A$1")
    book.define_name(f"{OTHER}!Жергиликтүү", f"={OTHER}!$A$2")
    if macros:
        project = path / "vbaProject.bin"
        project.write_bytes(b"not really macros")
        book.add_vba_project(str(project))
        book.set_vba_name("ThisWorkbook")
    book.close()
    return content.getvalue()


def test_marked_cells_keep_their_formats_but_for_the_fill():
    marks = [mark("B2", WARNING), mark("C2"), mark("G5", NOTE), mark("F9", NOTE), mark("D2")]
    before, after = opened(rich_workbook())[SHEET], opened(copy_of(rich_workbook(), *marks))[SHEET]
    for each in marks:
        old, new = before[each.cell], after[each.cell]
        assert new.fill.patternType == "solid"
        assert new.fill.fgColor.rgb == "FF" + SEVERITY_FILLS[each.severity]
        assert new.value == old.value
        for look in ("font", "border", "alignment", "number_format", "protection"):
            if old.has_style:
                assert repr(getattr(new, look)) == repr(getattr(old, look)), (each.cell, look)
    assert after["G5"].number_format == "dd.mm.yyyy", "a new cell looks like its column"
    assert after["F9"].number_format == "0.0%", "or like its row"
    assert after["A2"].fill.patternType is None


def test_comments_are_told_and_those_of_the_sender_stay():
    sheet = opened(copy_of(rich_workbook(), mark("B2"), mark("D2", comment='Биз <жазган> & "текст"\n=1+1')))[SHEET]
    assert sheet["A1"].comment.text == "Айылдын аты"
    assert sheet["A1"].comment.author == "Бухгалтер"
    assert sheet["B2"].comment.text.startswith("Эмне үчүн чейрек?")
    assert sheet["B2"].comment.text.endswith("Сан керек.\nНужно число.")
    assert sheet["B2"].comment.author == "Бухгалтер"
    assert sheet["D2"].comment.text == HEAD + 'Биз <жазган> & "текст"\n=1+1'
    assert sheet["D2"].comment.author == "Aimak"


def test_every_comment_has_one_box():
    parts = parts_of(copy_of(rich_workbook(), mark("B2"), mark("D2"), mark("XFD1048576"), mark("M40")))
    drawings = [data.decode() for name, data in parts.items() if name.endswith(".vml")]
    assert len(drawings) == 1
    rows, columns = (re.findall(rf"<x:{name}>(\d+)</x:{name}>", drawings[0]) for name in ("Row", "Column"))
    places = sorted(zip(map(int, rows), map(int, columns), strict=True))
    assert places == [(0, 0), (1, 1), (1, 3), (39, 12), (1048575, 16383)]
    ids = re.findall(r'<v:shape id="([^"]+)"', drawings[0])
    assert len(set(ids)) == len(ids)


def test_nothing_else_changes():
    content = rich_workbook()
    before, after = parts_of(content), parts_of(copy_of(content, mark("C2")))
    changed = {name for name in before if before[name] != after[name]}
    patched = ("xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml")
    # The second sheet was the selected one, which is now the notice's.
    listed = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/worksheets/sheet2.xml")
    assert changed == {*patched, *listed}
    assert after.keys() - before.keys() == {"xl/worksheets/sheet3.xml"}
    sheet = after["xl/worksheets/sheet1.xml"]
    for text in (
        b"<f>B2*4</f><v>1</v>",
        b"<dataValidation ",
        b"<sheetProtection ",
        b"<conditionalFormatting ",
        b"<drawing ",
    ):
        assert text in sheet
    assert (
        sheet.replace(
            re.search(rb'<c r="C2" s="\d+"', sheet)[0],
            re.search(rb'<c r="C2" s="\d+"', before["xl/worksheets/sheet1.xml"])[0],
        )
        == before["xl/worksheets/sheet1.xml"]
    )


def test_names_follow_their_sheets():
    book = opened(copy_of(rich_workbook(), mark("A2")))
    assert book.sheetnames == [NOTICE_SHEET_NAME, SHEET, OTHER]
    assert book.active.title == NOTICE_SHEET_NAME
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, False, False] or not any(
        sheet.sheet_view.tabSelected for sheet in book.worksheets[1:]
    )
    assert book[SHEET].print_title_rows == "$1:$1"
    assert book[OTHER].print_title_rows == "$2:$3"
    assert "A$1:$D$20" in book[SHEET].print_area
    assert "Жергиликтүү" in book[OTHER].defined_names
    assert book.defined_names["Кайра"].attr_text == f"{OTHER}!$A$1"


def test_the_first_sheet_lists_and_links_and_never_calculates():
    lines = (
        Line(("№", "Барак", "Уяча", "Эмне"), "heading"),
        Line(("1", SHEET, "B2", '=HYPERLINK("http://evil","x")'), "error", (SHEET, "B2")),
        Line(("2", SHEET, "C2", "+1 _x0041_ <b>\u0001"), "warning", (SHEET, "C2")),
    )
    content = copy_of(rich_workbook(), sheet=notice(*lines))
    sheet = opened(content)[NOTICE_SHEET_NAME]
    assert sheet["A1"].value.startswith("Текшерүүнүн")
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:D1"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["C3"].hyperlink.location == "'Суу, ''таза'' ичүүчү'!B2"
    assert (sheet["A3"].fill.fgColor.rgb, sheet["A4"].fill.fgColor.rgb) == ("FFFFC7CE", "FFFFEB9C")
    assert sheet["D4"].alignment.wrap_text
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage) == (9, True)
    assert sheet.column_dimensions["D"].width == 60
    rows = dict(values_of(content))[NOTICE_SHEET_NAME]
    assert rows[2][3] == '=HYPERLINK("http://evil","x")'
    assert rows[3][3] == "+1 _x0041_ <b>\ufffd"


def test_a_cell_inside_a_merged_range_is_marked_where_its_value_is_shown():
    marks = (mark("B5", NOTE, "бири"), mark("C6", ERROR, "экинчиси"))
    sheet = opened(copy_of(rich_workbook(comments=False), *marks))[SHEET]
    assert sheet["A4"].comment.text == HEAD + "бири\n\nэкинчиси"
    assert sheet["A4"].fill.fgColor.rgb == "FFFFC7CE", "the graver of the two"
    assert sheet["A4"].value == "бириктирилген"


def test_macros_are_left_out(tmp_path: Path):
    content = rich_workbook(macros=True, path=tmp_path)
    assert preflight(content, LIMITS).macros
    copy = mark_workbook(content, [mark("B2")], notice(), LIMITS)
    parts = parts_of(copy)
    assert not preflight(copy, LIMITS).macros
    assert not [name for name in parts if "vba" in name.casefold()]
    listed = parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]
    assert b"macroEnabled" not in listed
    assert b"vba" not in listed
    assert values_of(copy)[1:] == values_of(content)
    assert opened(copy)[SHEET]["B2"].fill.patternType == "solid"


def test_a_marked_copy_that_comes_back_is_marked_anew():
    content = rich_workbook()
    first = copy_of(content, mark("B2", WARNING), mark("C2"), mark("G5"))
    second = copy_of_a_copy(first, mark("D2", NOTE), mark("C2", WARNING, "башка"))
    book, sheet = opened(second), opened(second)[SHEET]
    assert book.sheetnames == [NOTICE_SHEET_NAME, SHEET, OTHER]
    assert sheet["B2"].comment.text == "Эмне үчүн чейрек?"
    assert sheet["B2"].fill.patternType is None
    assert sheet["B2"].number_format == "0.0%"
    assert sheet["G5"].comment is None
    assert sheet["G5"].fill.patternType is None
    assert sheet["C2"].comment.text == HEAD + "башка"
    assert sheet["C2"].fill.fgColor.rgb == "FFFFEB9C"
    assert sheet["D2"].comment is not None
    assert book[SHEET].print_title_rows == "$1:$1"
    cleaned = opened(copy_of_a_copy(second))[SHEET]
    assert [cell.coordinate for row in cleaned.iter_rows() for cell in row if cell.comment] == ["A1", "B2"]
    assert all(cell.fill.patternType is None for row in cleaned.iter_rows() for cell in row)


def copy_of_a_copy(content: bytes, *marks: Mark) -> bytes:
    copy = mark_workbook(content, marks, notice(), LIMITS)
    preflight(copy, LIMITS)
    assert values_of(copy)[1:] == values_of(content)[1:]
    return copy


def test_the_heading_of_the_list_is_printed_on_every_page_and_theirs_on_theirs():
    listed = notice(Line(("№", "Барак", "Уяча", "Эмне"), "heading"), Line(("1", SHEET, "B2", "x"), "error"))
    first = copy_of(rich_workbook(), sheet=listed)
    again = mark_workbook(first, [mark("C2")], listed, LIMITS)
    for copy in (first, again):
        book = opened(copy)
        assert book[NOTICE_SHEET_NAME].print_title_rows == "$2:$2"
        assert book[SHEET].print_title_rows == "$1:$1"
        assert book[OTHER].print_title_rows == "$2:$3"
        names = parts_of(copy)["xl/workbook.xml"].decode()
        assert names.count('name="_xlnm.Print_Titles" localSheetId="0"') == 1


def test_a_row_over_the_whole_width_is_as_high_as_its_words_need():
    text = "ЭСКЕРТҮҮЛӨР: 3 (сары түс) — текшерип коюу керек / ПРЕДУПРЕЖДЕНИЯ: 3 (жёлтый цвет) — это нужно проверить"
    sheet = opened(copy_of(rich_workbook(), sheet=notice(Line((text,), "strong"))))[NOTICE_SHEET_NAME]
    assert sheet.row_dimensions[2].height >= 2 * 15


def test_a_sheet_of_the_senders_own_with_the_notices_name_stays():
    book = openpyxl.Workbook()
    book.active.title = NOTICE_SHEET_NAME
    book.active["A1"] = "меники"
    content = saved(book)
    copy = copy_of(content, mark("A1", sheet=NOTICE_SHEET_NAME))
    assert opened(copy).sheetnames == [f"{NOTICE_SHEET_NAME} (2)", NOTICE_SHEET_NAME]
    again = opened(copy_of_a_copy(copy))
    assert again.sheetnames == [f"{NOTICE_SHEET_NAME} (2)", NOTICE_SHEET_NAME]
    assert again[NOTICE_SHEET_NAME]["A1"].value == "меники"


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_of_openpyxl():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"], sheet["C3"], sheet["D3"] = "башы", 12.5, "=C3*2"
    sheet["C3"].number_format = "0.00"
    sheet["C3"].comment = Comment("меники", "Мен")
    copied = opened(copy_of(saved(book), mark("C3"), mark("B2", NOTE)))[SHEET]
    assert copied["C3"].comment.text.startswith("меники")
    assert copied["C3"].number_format == "0.00"
    assert copied["B2"].comment.text == HEAD + "Сан керек.\nНужно число."
    assert copied["D3"].value == "=C3*2"


def test_the_same_marks_make_the_same_bytes():
    marks = [mark("B2"), mark("D9", NOTE)]
    assert copy_of(rich_workbook(), *marks) == copy_of(rich_workbook(), *reversed(marks))


def test_thousands_of_marks_are_no_bomb_to_the_reader():
    marks = [mark(f"E{row}") for row in range(1, 2_001)]
    content = copy_of(rich_workbook(), *marks)
    assert opened(content)[SHEET]["E2000"].comment is not None


MARKS = st.lists(
    st.builds(
        mark,
        st.builds("{}{}".format, st.sampled_from(["A", "B", "C", "D", "E", "Z", "AA", "BZ"]), st.integers(1, 30)),
        st.sampled_from(Severity),
        st.text(min_size=1, max_size=40),
        st.sampled_from([SHEET, OTHER]),
    ),
    max_size=12,
    unique_by=lambda each: (each.sheet, each.cell),
)


@given(MARKS)
@settings(max_examples=15, deadline=None)
def test_any_marks_make_a_workbook_with_these_marks_and_the_same_values(marks: list[Mark]):
    content = rich_workbook()
    book = opened(copy_of(content, *marks))
    merged = {f"{column}{row}" for column in "ABC" for row in (4, 5, 6)}
    expected = {(each.sheet, "A4" if each.sheet == SHEET and each.cell in merged else each.cell) for each in marks}
    own = {(SHEET, "A1"), (SHEET, "B2")}
    found = {
        (sheet.title, cell.coordinate) for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment
    }
    assert found == expected | own
    for sheet, cell in expected:
        assert book[sheet][cell].fill.patternType == "solid"


# LibreOffice


needs_libreoffice = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(
        shutil.which("soffice") is None, reason="needs LibreOffice Calc: apt-get install libreoffice-calc"
    ),
    pytest.mark.xdist_group("libreoffice"),
]


def converted(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """What LibreOffice makes of workbooks when it opens and saves them."""
    (folder / "in").mkdir()
    for name, content in files.items():
        (folder / "in" / name).write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    names = [str(folder / "in" / name) for name in files]
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "out"), *names]
    subprocess.run(command, check=True, capture_output=True, timeout=240)  # noqa: S603 - a fixed command
    return {name: (folder / "out" / name).read_bytes() for name in files}


class TestLibreOffice:
    pytestmark = needs_libreoffice

    def test_it_opens_a_copy_and_its_own_workbooks_are_marked_too(self, tmp_path: Path):
        original = rich_workbook()
        (tmp_path / "one").mkdir()
        saved_by_it = converted(
            {"original.xlsx": original, "copy.xlsx": copy_of(original, mark("B2"), mark("G5", NOTE))}, tmp_path / "one"
        )
        book = opened(saved_by_it["copy.xlsx"])
        assert book.sheetnames == [NOTICE_SHEET_NAME, SHEET, OTHER]
        assert "Эмне үчүн чейрек?" in book[SHEET]["B2"].comment.text
        assert "Нужно число." in book[SHEET]["B2"].comment.text
        assert book[SHEET]["G5"].fill.fgColor.rgb == "FFDDEBF7"
        assert values_of(saved_by_it["copy.xlsx"])[1:] == values_of(saved_by_it["original.xlsx"])
        # What it has saved is a workbook like any other: marked, and marked anew.
        marked = opened(copy_of(saved_by_it["original.xlsx"], mark("B2"), mark("D12", WARNING)))[SHEET]
        assert "Эмне үчүн чейрек?" in marked["B2"].comment.text
        assert marked["D12"].comment.text == HEAD + "Сан керек.\nНужно число."
        anew = opened(copy_of_a_copy(saved_by_it["copy.xlsx"], mark("D2")))
        assert anew.sheetnames == [NOTICE_SHEET_NAME, SHEET, OTHER]
        assert anew[SHEET]["B2"].comment.text.strip() == "Эмне үчүн чейрек?"
        assert anew[SHEET]["G5"].comment is None
        assert anew[SHEET]["G5"].fill.patternType is None
