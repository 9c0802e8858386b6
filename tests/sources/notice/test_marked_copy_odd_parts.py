"""The marked copy of workbooks that are written in other ways, and those that are not marked at all."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from sources.findings import Severity
from sources.notice.marked_copy import NotMarkableError, Obstacle, Unmarked, mark_workbook
from sources.notice.marked_copy.worksheet_marks import WORKSHEET_ORDER
from sources.notice.marked_copy.xml_spans import parse
from sources.notice.notice import Line, Mark, NoticeSheet
from sources.workbook import Limits
from sources.workbook.preflight import preflight
from sources.workbook.sheet_names import NOTICE_SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = Limits()
NOTICE = NoticeSheet(NOTICE_SHEET_NAME, (10, 20), (Line(("Баш",), "title"), Line(("1", "S"), "error", ("S", "A1"))), 1)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
COMMENTS = "xl/comments1.xml"


def workbook(*, comment: bool = False) -> dict[str, bytes]:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("S")
    sheet.write(0, 0, "a")
    sheet.write(0, 2, 3)
    sheet.write_formula(2, 0, "=C1*2", None, 6)
    if comment:
        sheet.write_comment("A1", "theirs", {"author": "X"})
    book.close()
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def marks(*cells: str) -> list[Mark]:
    return [Mark("S", cell, Severity.ERROR, "Сан керек") for cell in cells]


def marked(parts: dict[str, bytes], *cells: str) -> bytes:
    content = packed(parts)
    copy = mark_workbook(content, marks(*cells), NOTICE, LIMITS)
    preflight(copy, LIMITS)
    before, after = (python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)) for book in (content, copy))
    for name in before.sheet_names:
        values = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for book in (before, after)]
        assert values[0] == values[1]
    return copy


def with_part(name: str, change: Callable[[bytes], bytes], *, comment: bool = False) -> dict[str, bytes]:
    parts = workbook(comment=comment)
    changed = change(parts[name])
    assert changed != parts[name]
    return {**parts, name: changed}


def prefixed(data: bytes) -> bytes:
    """The part with every element of the main namespace prefixed, as the Open XML SDK writes it."""
    out = data.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:").replace(b"<x:?", b"<?")
    return out.replace(b"xmlns=", b"xmlns:x=")


def strict(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The workbook in the strict variant of the format."""
    swaps = (
        (MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    changed = {}
    for name, data in parts.items():
        for old, new in swaps:
            data = data.replace(old, new)  # noqa: PLW2901 - one swap after the other
        changed[name] = data
    return changed


@pytest.mark.parametrize(
    "parts",
    [
        with_part(SHEET, prefixed),
        {name: prefixed(data) if name.startswith("xl/") and "theme" not in name and name.endswith(".xml") else data
         for name, data in workbook(comment=True).items()},
        with_part(SHEET, lambda data: data.replace(b' r="A1"', b"")),
        with_part(SHEET, lambda data: data.replace(b'<row r="1" spans="1:3">', b"<row>")),
        with_part(SHEET, lambda data: data.replace(b'r="A1"', b"r='A1'")),
        with_part("xl/styles.xml", prefixed),
        with_part("xl/workbook.xml", prefixed),
        with_part("[Content_Types].xml", prefixed),
        with_part("xl/styles.xml", lambda _: f'<styleSheet xmlns="{MAIN}"/>'.encode()),
        with_part("xl/styles.xml", lambda _: b'<styleSheet xmlns="%s"><fonts/><dxfs/></styleSheet>' % MAIN.encode()),
        {name: data for name, data in workbook().items() if name != "xl/styles.xml"},
    ],
    ids=["prefixed sheet", "prefixed everything", "cells without address", "rows without number", "single quotes",
         "prefixed styles", "prefixed workbook", "prefixed types", "no formats", "empty formats", "no part of styles"],
)  # fmt: skip
def test_other_ways_to_write_a_workbook(parts):
    copy = marked(parts, "A1", "B1", "C1", "F1", "B2", "A3", "D40")
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["S"]
    for cell in ("A1", "B1", "C1", "F1", "B2", "A3", "D40"):
        assert sheet[cell].comment.text.endswith("Сан керек"), cell
        assert sheet[cell].fill.fgColor.rgb == "FFFFC7CE", cell


def test_a_strict_workbook_stays_strict():
    copy = unpacked(marked(strict(workbook(comment=True)), "A1", "B7"))
    for name in ("xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/comments1.xml"):
        assert b"purl.oclc.org" in copy[name], name
        assert MAIN.encode() not in copy[name]
    assert b"Error" not in copy[SHEET]


@pytest.mark.parametrize("rows", [b"<sheetData/>", b"<sheetData></sheetData>", b'<sheetData><row r="2"/></sheetData>'])
def test_sheets_without_cells(rows):
    def emptied(data: bytes) -> bytes:
        return data[: data.index(b"<sheetData>")] + rows + data[data.index(b"</sheetData>") + 12 :]

    sheet = openpyxl.load_workbook(io.BytesIO(marked(with_part(SHEET, emptied), "B2", "C2", "A9")))["S"]
    assert [cell for cell in ("A1", "B2", "C2", "A9") if sheet[cell].comment] == ["B2", "C2", "A9"]


def test_the_schemas_order_of_elements_holds():
    tail = b'<drawing r:id="rId9"/><tableParts count="0"/><extLst/></worksheet>'
    parts = with_part(SHEET, lambda data: data.replace(b"</worksheet>", tail))
    copy = unpacked(mark_workbook(packed(parts), marks("A1"), NOTICE, LIMITS))
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        order = [WORKSHEET_ORDER.index(child.name) for child in parse(copy[name], 1, name).children]
        assert order == sorted(order)
    assert b'<drawing r:id="rId9"/><legacyDrawing r:id="rId2"/><tableParts' in copy[SHEET]


def test_a_cell_with_a_threaded_comment_is_only_filled():
    def threaded(data: bytes) -> bytes:
        return data.replace(b"<author>X</author>", b"<author>tc={0A}</author>")

    parts = with_part(COMMENTS, threaded, comment=True)
    copy = marked(parts, "A1", "B1")
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["S"]
    assert sheet["A1"].comment.text == "theirs"
    assert sheet["A1"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B1"].comment is not None


def test_buttons_on_a_sheet_stay():
    button = b'<v:shape id="_x0000_s1500"><x:ClientData ObjectType="Button"/></v:shape></xml>'
    parts = with_part("xl/drawings/vmlDrawing1.vml", lambda data: data.replace(b"</xml>", button), comment=True)
    drawing = unpacked(marked(parts, "A1", "B1"))["xl/drawings/vmlDrawing1.vml"]
    assert button[:-6] in drawing
    assert drawing.count(b'ObjectType="Note"') == 2


RELATION = (
    b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
    b'Target="http://example.org/x.png" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "parts",
    [
        {**workbook(), "xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
        {**workbook(), "xl/connections.xml": b"<connections/>"},
        {**workbook(), "xl/embeddings/oleObject1.bin": b"x"},
        {**workbook(), "xl/activeX/activeX1.xml": b"<ax/>"},
        with_part("xl/_rels/workbook.xml.rels", lambda data: data.replace(b"</Relationships>", RELATION)),
        with_part(SHEET, lambda data: data.replace(b"<f>C1*2</f>", b"<f>cmd|'/c calc'!A0</f>")),
        with_part(SHEET, lambda data: data.replace(b"<f>C1*2</f>", b"<f>'C:\\[b.xlsx]S'!A1</f>")),
        with_part(SHEET, lambda data: data.replace(b"<f>C1*2</f>", b"<f>[1]S!A1</f>")),
        with_part(SHEET, lambda data: data.replace(b"<sheetData>", b"<!-- x --><sheetData>")),
        with_part(SHEET, lambda data: data.replace(b'<row r="3"', b'<row r="1"').replace(b'"A3"', b'"A1"')),
        with_part("xl/styles.xml", lambda data: data[:-9]),
        with_part("xl/styles.xml", lambda data: data.replace(b"UTF-8", b"windows-1251")),
        with_part(COMMENTS, lambda data: data[:-3], comment=True),
    ],
    ids=["link", "connection", "embedded", "ActiveX", "remote picture", "DDE", "path", "other workbook",
         "XML comment", "rows out of order", "broken styles", "encoding", "broken comments"],
)  # fmt: skip
def test_what_is_not_marked(parts):
    with pytest.raises(NotMarkableError):
        mark_workbook(packed(parts), marks("A1"), NOTICE, LIMITS)


@pytest.mark.parametrize("formula", [b"T[a]+S!C1", b'"[x]"&amp;S!C1', b'"a|b"&amp;C1', b"SUM(T[[a]:[b]])"])
def test_formulas_that_stay_inside_are_no_reason_to_refuse(formula):
    parts = with_part(SHEET, lambda data: data.replace(b"C1*2", formula))
    assert formula in unpacked(marked(parts, "A1"))[SHEET]


def test_a_copy_too_large_to_be_read_again_is_not_made():
    content = packed(workbook())
    with pytest.raises(NotMarkableError):
        mark_workbook(content, marks("A1"), NOTICE, Limits(file_bytes=len(content)))
    with pytest.raises(NotMarkableError):
        mark_workbook(content, marks("A1"), NOTICE, Limits(sheets=1))


def test_a_mark_on_a_sheet_that_is_not_there_is_told():
    with pytest.raises(NotMarkableError):
        mark_workbook(packed(workbook()), [Mark("Z", "A1", Severity.NOTE, "x")], NOTICE, LIMITS)
    with pytest.raises(ValueError, match="no address"):
        mark_workbook(packed(workbook()), marks("A0"), NOTICE, LIMITS)


@pytest.mark.parametrize(
    ("parts", "unmarked"),
    [
        ({**workbook(), "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}, Unmarked(Obstacle.LINKS)),
        ({**workbook(), "xl/connections.xml": b"<connections/>"}, Unmarked(Obstacle.DATA)),
        ({**workbook(), "xl/macrosheets/sheet1.xml": b"<x/>"}, Unmarked(Obstacle.MACRO_SHEET)),
        ({**workbook(), "_xmlsignatures/sig1.xml": b"<x/>"}, Unmarked(Obstacle.SIGNED)),
        (
            with_part(SHEET, lambda data: data.replace(b"<f>C1*2</f>", b"<f>cmd|'/c calc'!A0</f>")),
            Unmarked(Obstacle.FORMULA, "S", "A3"),
        ),
        (
            with_part(SHEET, lambda data: data.replace(b"<sheetData>", b"<!-- x --><sheetData>")),
            Unmarked(Obstacle.UNUSUAL),
        ),
    ],
)
def test_why_a_workbook_is_not_marked_is_told_with_the_place(parts, unmarked):
    with pytest.raises(NotMarkableError) as told:
        mark_workbook(packed(parts), marks("A1"), NOTICE, LIMITS)
    assert told.value.unmarked == unmarked
