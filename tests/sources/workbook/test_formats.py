"""What is read of .xls, .xlsb and .ods: the same as of .xlsx, within the same limits."""

from __future__ import annotations

import io
import struct
from datetime import date, datetime

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.workbook import CellKind, Limits
from sources.workbook.cells import Marked
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError
from sources.workbook.sheets import read_sheets
from tests.sources.workbook.binary_makers import (
    DATE,
    PERCENT,
    BinaryBook,
    Error,
    NeverCalculated,
    OldBook,
    Result,
    Sheet,
    Styled,
    beginning,
    binary,
    chart,
    compound_file,
    record,
    wide,
)
from tests.sources.workbook.open_document_maker import MANIFEST, document, open_document

MAKERS = {
    "xls": lambda sheets, **options: OldBook(sheets, **options).content(),
    "xlsb": lambda sheets, **options: BinaryBook(sheets, **options).content(),
    "ods": open_document,
}
EACH = pytest.mark.parametrize("format_", MAKERS)


def grids(content: bytes, limits: Limits | None = None):
    """The sheets as they are read, by name."""
    facts = preflight(content, limits or Limits())
    return {grid.name: grid for grid in read_sheets(content, facts)[0].values()}


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as refusal:
        preflight(content, limits or Limits())
    assert refusal.value.finding.value
    return refusal.value.finding.code


def one(cells, **options) -> list[Sheet]:
    return [Sheet("Бюджет", cells, **options)]


def error(text: str) -> Marked:
    return Marked(CellKind.ERROR, text)


@EACH
@pytest.mark.parametrize(
    ("written", "read"),
    [
        (7, 7.0),
        (-5, -5.0),
        (1.25, 1.25),
        (1e300, 1e300),
        (True, True),
        (False, False),
        ("Ак-Суу айылы", "Ак-Суу айылы"),
        ("<&> \"'", "<&> \"'"),
        ("00123", "00123"),
        ("#REF!", "#REF!"),
        (Result(4.5), 4.5),
        (Result("ооба"), "ооба"),
        (Styled(0.95, PERCENT), 0.95),
        (Styled(44230, DATE), date(2021, 2, 3)),
        (Styled(44230.5, DATE), datetime(2021, 2, 3, 12)),  # noqa: DTZ001 - a workbook has no time zones
        (Error("#REF!"), error("#REF!")),
        (Error("#DIV/0!"), error("#DIV/0!")),
        (Error("#N/A", formula=False), error("#N/A")),
    ],
)
def test_values(format_, written, read):
    (grid,) = grids(MAKERS[format_](one({(4, 2): written}))).values()
    assert grid.rows == [["", "", ""]] * 4 + [["", "", read]]
    assert type(grid.rows[4][2]) is type(read)


@EACH
def test_days_counted_from_1904(format_):
    content = MAKERS[format_](one({(0, 0): Styled(42768, DATE)}), date_1904=True)
    assert grids(content)["Бюджет"].rows == [[date(2021, 2, 3)]]
    assert preflight(content, Limits()).date_1904


@EACH
def test_hidden_rows_merged_cells_and_hidden_sheets(format_):
    cells = {(0, 1): "Ак-Суу", (3, 1): 5, (6, 0): 1}
    sheets = [*one(cells, hidden_rows=(3, 5), merged=((0, 1, 1, 4),)), Sheet("Эки", {(0, 0): 1}, state=1)]
    content = MAKERS[format_](sheets)
    grid = grids(content)["Бюджет"]
    assert grid.hidden_rows == {3, 5}
    assert grid.merges == [((0, 1), (1, 4))]
    assert len(grid.rows) == 7
    assert [(sheet.name, sheet.visible) for sheet in preflight(content, Limits()).sheets] == [
        ("Бюджет", True),
        ("Эки", False),
    ]


@pytest.mark.parametrize(("format_", "formula"), [("xls", "="), ("ods", "=SUM(B2:D2)")])
def test_formulas_never_calculated(format_, formula):
    (grid,) = grids(MAKERS[format_](one({(0, 0): NeverCalculated(), (0, 1): 1}))).values()
    assert grid.rows == [[Marked(CellKind.UNCALCULATED, formula), 1.0]]


@EACH
def test_a_report_is_read_like_any_other(read, headings, format_):
    cover = {(0, 0): "Муниципалитеттин коду / Код муниципалитета", (0, 1): "41706000000010"}
    table = [
        headings("water_supply", "settlement", "population", "residents_served"),
        ["Ак-Суу", 120, Error("#REF!")],
        ["Тоо", 80, 40],
    ]
    cells = {(2 + row, 1 + column): value for row, line in enumerate(table) for column, value in enumerate(line)}
    sheets = [Sheet("Титулдук барак", cover), Sheet("Водоснабжение", cells, hidden_rows=(4,))]
    found = read(MAKERS[format_](sheets))
    assert found.format == format_
    assert found.cells_of("water_supply") == {"B4": "Ак-Суу", "C4": 120, "D4": "#REF!", "B5": "Тоо", "C5": 80, "D5": 40}
    assert [cell["kind"] for cell in found.cells.to_pylist() if cell["text"] == "#REF!"] == [CellKind.ERROR]
    assert found.integrity.hidden_rows


@pytest.mark.parametrize("format_", ["xls", "ods"])
def test_calamine_reads_the_same(format_):
    """An independent reader, where it reads rightly."""
    cells = {(row, 1 + row % 3): value for row, value in enumerate([1, 2.5, "а\nб", True, Styled(44230.25, DATE)], 3)}
    content = MAKERS[format_](one(cells))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert grids(content)["Бюджет"].rows == book.get_sheet_by_index(0).to_python(skip_empty_area=False)


class TestLimits:
    @EACH
    def test_cells(self, format_):
        content = MAKERS[format_](one({(row, 0): row for row in range(11)}))
        assert refused(content, Limits(cells=9)) == "over_limits"
        assert grids(content, Limits(cells=30))

    @EACH
    def test_extent(self, format_):
        content = MAKERS[format_](one({(0, 0): 1, (60_000, 200): 1}))
        assert refused(content) == "over_limits"

    @EACH
    def test_merged_ranges(self, format_):
        ranges = tuple((row, row, 0, 1) for row in range(6))
        content = MAKERS[format_](one({(row, 0): 1 for row in range(6)}, merged=ranges))
        assert refused(content, Limits(merges=5)) == "over_limits"
        assert grids(content, Limits(merges=6))

    @EACH
    def test_sheets(self, format_):
        content = MAKERS[format_]([Sheet(f"A{number}", {(0, 0): 1}) for number in range(6)])
        assert refused(content, Limits(sheets=5)) == "over_limits"
        assert grids(content, Limits(sheets=6))

    @EACH
    def test_all_sheets_together(self, format_):
        content = MAKERS[format_]([Sheet(f"A{number}", {(9, 9): 1}) for number in range(3)])
        assert refused(content, Limits(extent=100)) == "over_limits"
        assert grids(content, Limits(extent=150))

    @EACH
    def test_no_sheet(self, format_):
        assert refused(MAKERS[format_]([])) == "damaged"


class TestOldWorkbook:
    def test_texts_cut_into_records_anywhere(self):
        texts = ["Ак-Суу айыл өкмөтү", "", "Жаңы-Турмуш " * 9, "ү", "The end"]
        for chunk in (20, 21, 33, 64):
            (grid,) = grids(OldBook(one(dict(enumerate_down(texts))), chunk=chunk).content()).values()
            assert [row[0] for row in grid.rows] == texts

    def test_what_a_chart_remembers_is_no_cell(self):
        content = OldBook(one({(0, 0): 1, (1, 0): 2}, inner=chart((0, 0, 777.0), (5, 5, 888.0)))).content()
        assert grids(content)["Бюджет"].rows == [[1.0], [2.0]]

    def test_macros_and_links(self):
        content = OldBook(one({(0, 0): 1})).content(folders=("_VBA_PROJECT_CUR",))
        assert preflight(content, Limits()).macros
        own, other = struct.pack("<2H", 1, 0x401), struct.pack("<2HB", 1, 5, 0) + b"a.xls"
        for link, expected in [(own, False), (other, True)]:
            content = OldBook(one({(0, 0): 1}), globals=record(0x1AE, link)).content()
            assert preflight(content, Limits()).external_links is expected

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (OldBook(one({(0, 0): 1}), globals=record(0x2F, b"\1\0" + b"x" * 52)).content(), "encrypted"),
            (compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted"),
            (compound_file({"Book": beginning(5, version=0x500)}), "format_not_supported"),
            (compound_file({"Workbook": beginning(5, version=0x500)}), "format_not_supported"),
            (b"\x09\x08\x08\x00\x00\x05\x05\x00" + b"\0" * 600, "format_not_supported"),
            (compound_file({"WordDocument": b"x"}), "not_a_workbook"),
            (compound_file({"Workbook": b"no records"}), "damaged"),
            (OldBook([Sheet("A", {(0, 0): 1}, kind=1)]).content(), "unsafe"),
        ],
    )
    def test_what_is_refused(self, content, code):
        assert refused(content) == code

    def test_a_header_without_a_file(self):
        content = OldBook(one({(0, 0): 1})).content()
        assert refused(content[:512]) == "damaged"
        assert refused(content[:300]) == "damaged"

    def test_a_chain_that_runs_in_a_circle(self):
        content = bytearray(OldBook(one({(0, 0): 1})).content())
        struct.pack_into("<I", content, 512 + 4 * 5, 3)
        assert refused(bytes(content)) == "damaged"

    def test_a_directory_that_runs_in_a_circle(self):
        content = bytearray(compound_file({"Workbook": b"x"}))
        struct.pack_into("<2I", content, 1024 + 128 + 68, 1, 1)
        assert refused(bytes(content)) == "damaged"

    def test_a_list_of_tables_that_runs_in_a_circle(self):
        content = bytearray(OldBook(one({(0, 0): 1})).content())
        content += struct.pack("<128I", *[0xFFFFFFFF] * 127, len(content) // 512 - 1)
        struct.pack_into("<2I", content, 68, len(content) // 512 - 2, 1)
        assert refused(bytes(content)) == "damaged"

    def test_a_large_file_lists_its_tables_in_sectors_of_their_own(self):
        content = bytearray(OldBook(one({(0, 0): 1})).content())
        struct.pack_into("<2I", content, 68, len(content) // 512 - 1, 1)
        content += content[76:80] + struct.pack("<127I", *[0xFFFFFFFF] * 126, 0xFFFFFFFE)
        struct.pack_into("<I", content, 76, 0xFFFFFFFF)
        assert grids(bytes(content))["Бюджет"].rows == [[1.0]]

    def test_more_texts_than_bytes(self):
        stream = OldBook(one({(0, 0): "text"})).stream()
        at = stream.index(record(0xFC, struct.pack("<2I", 1, 1))[:2])
        altered = stream[: at + 8] + struct.pack("<I", 0xFFFFFFFF) + stream[at + 12 :]
        assert refused(compound_file({"Workbook": altered})) == "unsafe"

    def test_sheets_at_one_place(self):
        stream = OldBook([Sheet("A", {(0, 0): 1}), Sheet("Б", {(0, 0): 1})]).stream()
        first = stream.index(b"\x85\x00")
        second = stream.index(b"\x85\x00", first + 1)
        altered = stream[: second + 4] + stream[first + 4 : first + 8] + stream[second + 8 :]
        assert refused(compound_file({"Workbook": altered})) == "damaged"


class TestBinaryWorkbook:
    def test_macros_and_links(self):
        parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.bin": b"x"}
        facts = preflight(BinaryBook(one({(0, 0): 1}), parts=parts).content(), Limits())
        assert (facts.macros, facts.external_links) == (True, True)

    def test_cells_that_leave_out_their_column(self):
        short = binary(0, struct.pack("<2IHBBBI", 5, 0, 300, 0, 0, 0, 0)) + binary(1, struct.pack("<2I", 2, 0))
        short += binary(16, struct.pack("<Id", 0, 2.5)) + binary(15, struct.pack("<IB", 0, 1))
        (grid,) = grids(BinaryBook(one({(0, 0): 1}, inner=short)).content()).values()
        assert grid.rows[5] == ["", "", "", 2.5, True]

    @pytest.mark.parametrize(
        ("inner", "code"),
        [
            (binary(0, struct.pack("<2IHBBBI", 1_048_576, 0, 0, 0, 0, 0, 0)), "over_limits"),
            (binary(5, struct.pack("<2Id", 16_384, 0, 1.0)), "over_limits"),
            (binary(7, struct.pack("<3I", 0, 0, 99)), "damaged"),
            (binary(6, struct.pack("<2I", 0, 0) + wide("x" * 9)[:9]), "damaged"),
            (binary(5, b"\0\0"), "damaged"),
            (b"\x05\xff\xff\xff\x7f", "damaged"),
        ],
    )
    def test_what_is_refused(self, inner, code):
        assert refused(BinaryBook(one({(0, 0): 1}, inner=inner)).content()) == code

    def test_more_texts_than_bytes(self):
        texts = binary(159, struct.pack("<2I", 1, 0xFFFFFFFF)) + binary(160)
        assert refused(BinaryBook(one({(0, 0): 1}), parts={"xl/sharedStrings.bin": texts}).content()) == "unsafe"


def table(rows: str, name: str = "A") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def row(cells: str, rows: int = 1, more: str = "") -> str:
    return f'<table:table-row table:number-rows-repeated="{rows}" {more}>{cells}</table:table-row>'


def number(columns: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'


class TestOpenDocument:
    @pytest.mark.parametrize(
        ("attributes", "text", "value"),
        [
            ("string", '<text:p>а<text:s text:c="3"/>б<text:tab/>в</text:p><text:p>г</text:p>', "а   б\tв\nг"),
            ("string", "<text:p>а<text:span>б</text:span><text:line-break/>в</text:p>", "аб\nв"),
            ("string", "<office:annotation><text:p>a comment</text:p></office:annotation><text:p>а</text:p>", "а"),
            ('percentage" office:value="0.95', "<text:p>95%</text:p>", 0.95),
            ('currency" office:value="12.5', "<text:p>12,50 сом</text:p>", 12.5),
            ('time" office:time-value="PT08H30M00S', "<text:p>08:30</text:p>", "08:30:00"),
            ('float" office:value="1" table:formula="of:=TRUE()', "<text:p>TRUE</text:p>", True),
            ('float" office:value="0" table:formula="of:=[.A9]', "<text:p>#ССЫЛКА!</text:p>", error("#ССЫЛКА!")),
            ('string" table:formula="of:=f" calcext:value-type="error', "<text:p>Err:508</text:p>", error("Err:508")),
        ],
    )
    def test_cells(self, attributes, text, value):
        cell = f'<table:table-cell office:value-type="{attributes}">{text}</table:table-cell>'
        assert grids(document(table(row(number() + cell))))["A"].rows == [[1.0, value]]

    def test_a_formula_whose_result_is_an_empty_text(self):
        cell = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
        assert grids(document(table(row(number() + cell))))["A"].rows == [[1.0]]

    def test_what_is_repeated_counts_as_often(self):
        rows = row(number(columns=2), rows=3) + row("<table:table-cell/>", rows=2) + row(number())
        assert grids(document(table(rows)))["A"].rows == [[1.0, 1.0]] * 3 + [["", ""]] * 2 + [[1.0, ""]]

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            (row(number(columns=4_294_967_295)), "over_limits"),
            (row(number(), rows=4_294_967_295), "over_limits"),
            (row(number(columns=9_000), rows=9_000), "over_limits"),
            (row("<table:table-cell/>", rows=1_048_576) + row(number()), "over_limits"),
            (row(number(columns=-1)), "damaged"),
            (row(number(columns=10**20)), "damaged"),
            (table(row(number()), "Б"), "damaged"),
        ],
    )
    def test_lies(self, rows, code):
        assert refused(document(table(rows))) == code

    def test_a_million_empty_rows(self):
        empty = '<table:table-cell table:number-columns-repeated="16384"/>'
        rows = row(number()) + row(empty, rows=1_048_575, more='table:visibility="filter"')
        grid = grids(document(table(rows)))["A"]
        assert (grid.rows, grid.hidden_rows) == ([[1.0]], frozenset())

    @pytest.mark.parametrize(
        ("part", "code"),
        [
            ({"content.xml": "<!DOCTYPE x><office:document-content/>"}, "unsafe"),
            ({"content.xml": "<office:document-content>"}, "damaged"),
            ({"mimetype": "application/vnd.oasis.opendocument.text"}, "not_a_workbook"),
            (
                {
                    "META-INF/manifest.xml": MANIFEST.replace(
                        'text/xml"/>',
                        'text/xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>',
                    )
                },
                "encrypted",
            ),
            ({"encrypted-package": b"x"}, "encrypted"),
            ({"META-INF/manifest.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}, "unsafe"),
        ],
    )
    def test_what_is_refused(self, part, code):
        assert refused(document(table(row(number())), **part)) == code

    def test_two_sheets_of_one_name(self):
        assert refused(document(table(row(number())) * 2)) == "damaged"

    def test_macros_and_links(self):
        content = document(table(row(number())), **{"Basic/Standard/Module1.xml": "<!DOCTYPE x><x/>"})
        assert preflight(content, Limits()).macros
        content = document(table(row(number())), **{"Basic/Standard/script-lb.xml": "<x/>"})
        assert not preflight(content, Limits()).macros
        copy = table(row(number()), "'file:///home/x.ods'#$A")
        facts = preflight(document(table(row(number())) + copy), Limits())
        assert facts.external_links
        assert [sheet.name for sheet in facts.sheets] == ["A"]


def enumerate_down(values):
    return (((number, 0), value) for number, value in enumerate(values))


SAMPLE = {
    format_: make(one({(0, 0): "Ак-Суу", (1, 0): 5, (1, 1): Error("#REF!"), (2, 3): Styled(44230, DATE), (3, 0): 2.5}))
    for format_, make in MAKERS.items()
}


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
@EACH
def test_altered_bytes_end_in_a_finding_or_in_values(read, format_, data):
    content = bytearray(SAMPLE[format_])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    found = read(bytes(content))
    assert len(found.findings) >= 1
    assert found.kind is None


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_altered_records_end_in_a_finding_or_in_values(read, data):
    stream = bytearray(OldBook(one({(0, 0): "Ак-Суу", (1, 0): 5, (1, 1): Error("#REF!"), (2, 3): True})).stream())
    for _ in range(data.draw(st.integers(1, 4))):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    assert read(compound_file({"Workbook": bytes(stream)})).findings
