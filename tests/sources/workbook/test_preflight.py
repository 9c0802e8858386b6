"""Preflight: what is refused before any reader opens it, and what is found out beforehand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from sources.workbook import Limits
from sources.workbook.cells import CellKind
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def parts(sheet: str = "", **changed: str | bytes | None) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet, some of them changed; None leaves one out."""
    base: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    return {name: data for name, data in (base | changed).items() if data is not None}


def zipped(members, method=zipfile.ZIP_DEFLATED, prefix=b"", edit=None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            if edit:
                edit(info)
            archive.writestr(info, data)
    return prefix + buffer.getvalue()


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as refusal:
        preflight(content, limits or Limits())
    assert refusal.value.finding.value
    return refusal.value.finding.code


OK = '<row r="1"><c r="A1"><v>1</v></c></row>'


def test_a_plain_workbook_passes():
    facts = preflight(zipped(parts(OK)), Limits())
    assert [(sheet.name, sheet.visible) for sheet in facts.sheets] == [("A", True)]
    assert (facts.macros, facts.external_links, facts.date_1904) == (False, False, False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"a;b;c\n1;2;3\n", "not_a_workbook"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "not_a_workbook"),
        (b"<?xml version='1.0'?><Workbook/>", "not_a_workbook"),
        (b"%PDF-1.7 ...", "not_a_workbook"),
        (b"Rar!\x1a\x07\x00", "not_a_workbook"),
        (b"MZ\x90\x00" + zipped(parts(OK)), "not_a_workbook"),
        (zipped({}), "not_a_workbook"),
        (zipped({"report.txt": "x"}), "not_a_workbook"),
        (zipped({"[Content_Types].xml": "<x/>", "_rels/.rels": "<x/>", "word/document.xml": "<x/>"}), "not_a_workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "not_a_workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "damaged"),
        (zipped({"[Content_Types].xml": "<x/>", "_rels/.rels": "<x/>", "xl/workbook.bin": b""}), "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        (zipped(parts(OK)) + b"junk", "damaged"),
        (zipped(parts(OK))[:-40], "damaged"),
        (b"PK\3\4", "damaged"),
    ],
)
def test_what_is_no_workbook(content, code):
    assert refused(content) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"xl/worksheets/sheet1.xml": f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"/>'}, "unsafe"),
        ({"docProps/app.xml": "<!DOCTYPE lolz><x/>"}, "unsafe"),
        ({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"/>'.encode("utf-16")}, "unsafe"),
        ({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t><![CDATA[x]]></t></si></sst>'}, "unsafe"),
        ({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>a\0b</t></si></sst>'}, "damaged"),
        (
            {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="1" uniqueCount="4294967295"><si><t>x</t></si></sst>'},
            "unsafe",
        ),
        ({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets></workbook>'}, "damaged"),
        ({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'}, "damaged"),
        ({"xl/workbook.xml": None}, "not_a_workbook"),
        ({"xl/_rels/workbook.xml.rels": None}, "damaged"),
        ({"xl/worksheets/sheet1.xml": None}, "damaged"),
        ({"../../etc/cron.d/x": "x"}, "unsafe"),
        ({"/etc/passwd": "x"}, "unsafe"),
        ({"C:/x": "x"}, "unsafe"),
        ({"xl\\media\\x.png": "x"}, "unsafe"),
        ({"XL/Workbook.xml": "<x/>"}, "unsafe"),
    ],
)
def test_what_no_office_program_writes(change, code):
    assert refused(zipped(parts(OK, **change))) == code


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "over_limits"),
        ('<row r="4294967295"><c><v>1</v></c></row>', "over_limits"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "over_limits"),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "over_limits"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "over_limits"),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><x:row xmlns:x="m"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
            "over_limits",
        ),
        ("<row r='1'><c  r = 'XFD1048576'><v>1</v></c></row>", "over_limits"),
        ('<row r="1"><c s="1" r="XFD1048576"><v>1</v></c></row>', "over_limits"),
        ('<row r="1"><c r="xfd1048576"><v>1</v></c></row>', "over_limits"),
        ('<row r="1"><!-- x --><c r="XFD&#49;048576"><v>1</v></c></row>', "over_limits"),
        ('<row r="1"><c s="1"><v>1</v></c></rowx>', "damaged"),
    ],
)
def test_cells_far_away_never_reach_the_reader(sheet, code):
    assert refused(zipped(parts(sheet))) == code


def test_empty_formatted_cells_far_away_do_no_harm():
    content = zipped(parts(OK + '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'))
    scan = preflight(content, Limits()).sheets[0].scan
    assert (scan.last_row, scan.last_column) == (0, 0)


class TestZip:
    def test_the_same_name_twice(self):
        with pytest.warns(UserWarning, match="Duplicate"):
            content = zipped([*parts(OK).items(), ("xl/workbook.xml", "<x/>")])
        assert refused(content) == "unsafe"

    def test_a_symbolic_link(self):
        def link(info):
            info.create_system, info.external_attr = 3, 0o120777 << 16

        assert refused(zipped(parts(OK), edit=link)) == "unsafe"

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_other_compression(self, method):
        assert refused(zipped(parts(OK), method)) == "unsafe"

    def test_stored_members_and_streamed_sizes(self):
        assert preflight(zipped(parts(OK), zipfile.ZIP_STORED), Limits()).sheets
        # a writer that cannot go back puts the sizes behind the data
        buffer = io.BytesIO()

        class Pipe(io.RawIOBase):
            def writable(self):
                return True

            def write(self, data):
                return buffer.write(data)

        with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts(OK).items():
                archive.writestr(name, data)
        assert preflight(buffer.getvalue(), Limits()).sheets

    def test_zip64(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts(OK).items():
                with archive.open(name, "w", force_zip64=True) as member:
                    member.write(data.encode())
        assert preflight(buffer.getvalue(), Limits()).sheets

    def test_an_encrypted_member(self):
        content = bytearray(zipped(parts(OK)))
        at = content.index(b"PK\1\2")
        content[at + 8] |= 1
        assert refused(bytes(content)) == "encrypted"

    def test_overlapping_members(self):
        content = bytearray(zipped(parts(OK)))
        first = content.index(b"PK\1\2")
        second = content.index(b"PK\1\2", first + 1)
        content[second + 42 : second + 46] = content[first + 42 : first + 46]
        assert refused(bytes(content)) in ("unsafe", "damaged")

    def test_a_lying_size(self):
        content = bytearray(zipped(parts(OK)))
        at = content.index(b"PK\1\2")
        struct.pack_into("<L", content, at + 24, 5)
        assert refused(bytes(content)) == "damaged"


class TestLimits:
    def test_file(self):
        content = zipped(parts(OK))
        assert refused(content, Limits(file_bytes=len(content) - 1)) == "file_too_large"

    def test_members(self):
        assert refused(zipped(parts(OK) | {f"x{n}": "" for n in range(1001)})) == "over_limits"

    def test_ratio(self):
        assert refused(zipped(parts(" " * 3_000_000 + OK))) == "over_limits"

    def test_ratio_does_not_count_for_small_parts(self):
        assert preflight(zipped(parts(" " * 900_000 + OK)), Limits())

    def test_part(self):
        assert refused(zipped(parts(OK * 3)), Limits(part_bytes=200)) == "over_limits"

    def test_total_counts_what_is_inflated_not_what_is_declared(self):
        content = bytearray(zipped(parts(OK)))
        total = sum(len(data) for data in parts(OK).values())
        assert refused(bytes(content), Limits(total_bytes=total - 1)) == "over_limits"
        at = -1
        while (at := content.find(b"PK\1\2", at + 1)) >= 0:
            struct.pack_into("<L", content, at + 24, 1)
        assert refused(bytes(content), Limits(total_bytes=total - 1)) in ("damaged", "over_limits")

    def test_a_bomb_is_not_inflated(self):
        bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
        assert len(bomb.compress(b" " * 1000) + bomb.flush()) < 100
        assert refused(zipped(parts(" " * 50_000_000)), Limits(ratio=10**9, part_bytes=10**6)) == "over_limits"

    def test_cells(self):
        sheet = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 12))
        assert refused(zipped(parts(sheet)), Limits(cells=10)) == "over_limits"
        assert preflight(zipped(parts(sheet)), Limits(cells=11))

    def test_sheets(self):
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>' + "".join(
            f'<sheet name="A{n}" sheetId="{n}" r:id="rId1"/>' for n in range(201)
        )
        assert refused(zipped(parts(OK, **{"xl/workbook.xml": book + "</sheets></workbook>"}))) == "over_limits"

    def test_merges(self):
        merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 7))
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{OK}</sheetData><mergeCells>{merges}</mergeCells></worksheet>'
        assert refused(zipped(parts(**{"xl/worksheets/sheet1.xml": sheet})), Limits(merges=5)) == "over_limits"


class TestWhatIsFoundOut:
    def test_error_cells_and_formulas_without_a_result(self):
        sheet = (
            '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c></row>'
            '<row r="3"><c r="A3"><f>2</f><v></v></c><c r="B3" t="str"><f>""</f><v></v></c>'
            '<c r="C3"><f>3</f><v/></c></row>'
        )
        scan = preflight(zipped(parts(sheet)), Limits()).sheets[0].scan
        assert scan.marked == {
            (0, 0): CellKind.ERROR,
            (0, 1): CellKind.UNCALCULATED,
            (2, 0): CellKind.UNCALCULATED,
            (2, 2): CellKind.UNCALCULATED,
        }

    def test_hidden_rows_and_merges(self):
        sheet = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="7" hidden="true"/><row r="8" hidden="0"/>'
        assert preflight(zipped(parts(sheet)), Limits()).sheets[0].scan.hidden_rows == {0, 6}

    def test_macros_links_and_the_date_system(self):
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/><sheets>'
        book += '<sheet name="A" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
        extra = {"xl/workbook.xml": book, "xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<x/>"}
        facts = preflight(zipped(parts(OK, **extra)), Limits())
        assert (facts.macros, facts.external_links, facts.date_1904) == (True, True, True)
        assert not facts.sheets[0].visible
