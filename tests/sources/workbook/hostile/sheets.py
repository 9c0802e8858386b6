"""Sheets that claim, or are, more than any report, and books with more of everything than the limits."""

from __future__ import annotations

from tests.sources.workbook.hostile.archives import changed, edited, report_parts
from tests.sources.workbook.hostile.case import ACCEPTED, Hostile, case
from tests.sources.workbook.hostile.markup import BOOK, RELATIONS, STYLES
from tests.sources.workbook.hostile.zips import SHEET, STRINGS, repeating

_CELL = '<row r="{row}"><c r="{cell}"><v>1</v></c></row>'


def _far(row: str, cell: str) -> bytes:
    """The small report with one cell elsewhere."""
    return edited(SHEET, "</sheetData>", _CELL.format(row=row, cell=cell) + "</sheetData>")


def _sheet(inside: str) -> bytes:
    """The small report with more rows."""
    return edited(SHEET, "</sheetData>", inside + "</sheetData>")


def _behind(inside: str) -> bytes:
    """The small report with something behind the rows of a sheet."""
    return edited(SHEET, "</sheetData>", "</sheetData>" + inside)


def _merged(*ranges: str) -> bytes:
    return _behind("<mergeCells>" + "".join(f'<mergeCell ref="{cells}"/>' for cells in ranges) + "</mergeCells>")


def _many_sheets(count: int) -> bytes:
    book, relations = report_parts()[BOOK].decode(), report_parts()[RELATIONS].decode()
    sheets = "".join(f'<sheet name="Барак {n}" sheetId="{n}" r:id="x{n}"/>' for n in range(3, count + 1))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    linked = "".join(
        f'<Relationship Id="x{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>' for n in range(3, count + 1)
    )
    empty = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    return changed(
        **{
            BOOK: book.replace("</sheets>", sheets + "</sheets>"),
            RELATIONS: relations.replace("</Relationships>", linked + "</Relationships>"),
        },
        **{f"xl/worksheets/sheet{n}.xml": empty for n in range(3, count + 1)},
    )


def _names(*definitions: tuple[str, str]) -> bytes:
    names = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in definitions)
    return edited(BOOK, "<calcPr", f"<definedNames>{names}</definedNames><calcPr")


def _formula(text: str) -> bytes:
    return edited(SHEET, "<v>1000</v>", f"<f>{text}</f><v>1000</v>")


CASES: list[Hostile] = [
    # Far away ---------------------------------------------------------------------------------------------------------
    case("a dimension of the whole sheet", lambda: edited(SHEET, "A1:E2", "A1:XFD1048576"), ACCEPTED),
    case(
        "a dimension of a million columns",
        lambda: edited(SHEET, "A1:E2", "A1:BDWGO2"),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case(
        "a dimension of no cell",
        lambda: edited(SHEET, "A1:E2", "A0:ZZZZZZZZ99999999999"),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case("a dimension that is smaller than the sheet", lambda: edited(SHEET, "A1:E2", "A1"), ACCEPTED),
    case("spans of a million columns", lambda: edited(SHEET, 'spans="1:5"', 'spans="1:1000000"'), ACCEPTED),
    case(
        "a million columns of one width",
        lambda: edited(SHEET, "<sheetData>", '<cols><col min="1" max="1000000" width="9"/></cols><sheetData>'),
        ACCEPTED,
    ),
    case("a value in the last cell", lambda: _far("1048576", "XFD1048576"), "over_limits"),
    case("a value in the last row", lambda: _far("1048576", "E1048576"), "over_limits"),
    case("a value in the last column", lambda: _far("9", "XFD9"), ACCEPTED),
    case("the row 4294967295", lambda: _far("4294967295", "A4294967295"), "over_limits"),
    case("the row 4294967296", lambda: _far("4294967296", ""), "over_limits"),
    case(
        "the row 18446744073709551617",
        lambda: _far("18446744073709551617", ""),
        "over_limits",
        "damaged",
        before_reading=False,
    ),
    case("the row -1", lambda: _far("-1", ""), ACCEPTED, "damaged", before_reading=False),
    case("the row 0", lambda: _far("0", "A0"), ACCEPTED, "damaged", before_reading=False),
    case("the row 1e9", lambda: _far("1e9", "A9"), ACCEPTED, "damaged", before_reading=False),
    case("the column ZZZZ", lambda: _far("1", "ZZZZ1"), "over_limits"),
    case("the column XFE", lambda: _far("1", "XFE1"), "over_limits"),
    case("a column of a thousand letters", lambda: _far("1", "Z" * 1000 + "1"), "damaged"),
    case("a cell without an address", lambda: _far("9", ""), ACCEPTED, "damaged", before_reading=False),
    case("a cell whose address is a range", lambda: _far("9", "A9:B9"), ACCEPTED, "damaged", before_reading=False),
    case(
        "a cell in another row than its own",
        lambda: _far("9", "A1048576"),
        ACCEPTED,
        "over_limits",
        before_reading=False,
    ),
    case(
        "16,385 cells in a row without addresses",
        lambda: _sheet("<row>" + "<c><v>1</v></c>" * 16_385 + "</row>"),
        "over_limits",
    ),
    # Too many ---------------------------------------------------------------------------------------------------------
    case(
        "30 million cells",
        lambda: repeating(SHEET, "</sheetData>", b"<row>" + b"<c/>" * 15_000 + b"</row>", 2000),
        "over_limits",
    ),
    case(
        "20 million rows of one number",
        lambda: repeating(SHEET, "</sheetData>", b'<row r="1"/>' * 100_000, 200),
        "over_limits",
    ),
    case(
        "2,100,000 cells",
        lambda: _sheet("".join(f'<row r="{r}">' + "<c><v>1</v></c>" * 2100 + "</row>" for r in range(3, 1003))),
        "over_limits",
    ),
    case("40 million texts", lambda: repeating(STRINGS, "</sst>", b"<si/>" * 200_000, 200), "over_limits"),
    *(
        case(
            f"a promise of {count} texts",
            lambda count=count: edited(STRINGS, 'uniqueCount="11"', f'uniqueCount="{count}"'),
            "unsafe",
        )
        for count in (1_000, 4_294_967_295, 18_446_744_073_709_551_615)
    ),
    case(
        "a promise of -1 texts",
        lambda: edited(STRINGS, 'uniqueCount="11"', 'uniqueCount="-1"'),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case(
        "texts that are not there",
        lambda: edited(SHEET, "<v>3</v>", "<v>4294967295</v>"),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case("a text at -1", lambda: edited(SHEET, "<v>3</v>", "<v>-1</v>"), ACCEPTED, "damaged", before_reading=False),
    case("a text of a million letters", lambda: edited(STRINGS, "Тамга", "".join(map(str, range(160_000)))), ACCEPTED),
    case("10 million styles", lambda: repeating(STYLES, "</cellXfs>", b"<xf/>" * 100_000, 100), "over_limits"),
    case(
        "a style that is not there",
        lambda: edited(SHEET, '<c r="B2"', '<c s="4294967295" r="B2"'),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case(
        "60,000 styles",
        lambda: edited(STYLES, "</cellXfs>", "".join(f'<xf numFmtId="{n}"/>' for n in range(60_000)) + "</cellXfs>"),
        ACCEPTED,
    ),
    case("201 sheets", lambda: _many_sheets(201), "over_limits"),
    case(
        "5,000 sheets in the list",
        lambda: edited(
            BOOK,
            "</sheets>",
            "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(5000)) + "</sheets>",
        ),
        "over_limits",
    ),
    case("no sheet", lambda: edited(BOOK, "<sheets>", "<other>"), "damaged"),
    case("20,001 merged ranges", lambda: _merged(*(f"A{n}:B{n}" for n in range(10, 20_011))), "over_limits"),
    case("the whole sheet merged", lambda: _merged("A1:XFD1048576"), ACCEPTED, "over_limits", before_reading=False),
    case("columns merged", lambda: _merged("G2:K1048576"), ACCEPTED, "over_limits", before_reading=False),
    case(
        "merged ranges over each other",
        lambda: _merged(*["A1:XFD1048576"] * 5000),
        ACCEPTED,
        "over_limits",
        before_reading=False,
    ),
    case(
        "merged ranges of no cells",
        lambda: _merged("", "A", ":", "A1:", "ZZZZ1:A1", "B2:A1", "A0:B0"),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    case(
        "10,000 conditional formats",
        lambda: _behind("".join(f'<conditionalFormatting sqref="A{n}"/>' for n in range(1, 10_001))),
        ACCEPTED,
    ),
    case(
        "a list for 100,000 areas",
        lambda: _behind(
            f'<dataValidations><dataValidation sqref="{" ".join(f"A{n}" for n in range(1, 100_001))}"/></dataValidations>'  # noqa: E501 - one element
        ),
        ACCEPTED,
    ),
    # Names and formulas, none of which is ever evaluated --------------------------------------------------------------
    case("names that mean each other", lambda: _names(("а", "б"), ("б", "в+а"), ("в", "а*б")), ACCEPTED),
    case("a name that means itself", lambda: _names(("a", "a")), ACCEPTED),
    case(
        "names that double thirty times",
        lambda: _names(("n0", "1"), *((f"n{n}", f"n{n - 1}+n{n - 1}") for n in range(1, 31))),
        ACCEPTED,
    ),
    case("20,000 names", lambda: _names(*((f"n{n}", f"A{n}") for n in range(1, 20_001))), ACCEPTED),
    case("a formula of itself", lambda: _formula("B2"), ACCEPTED),
    case("a formula that never ends", lambda: _formula("SUM(A:XFD)*" * 1000 + "1"), ACCEPTED),
    case("a formula with a command", lambda: _formula("cmd|'/C calc'!A0"), ACCEPTED),
    case("a formula that calls home", lambda: _formula("WEBSERVICE(&quot;http://127.0.0.1:9/x&quot;)"), ACCEPTED),
    case("brackets 10,000 deep", lambda: _formula("(" * 10_000 + "1" + ")" * 10_000), ACCEPTED),
    case(
        "a formula shared with the whole sheet",
        lambda: edited(SHEET, "<v>1000</v>", '<f t="shared" ref="A1:XFD1048576" si="4294967295">1</f><v>1000</v>'),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
    # Values -----------------------------------------------------------------------------------------------------------
    *(
        case(
            f"the number {value[:20]!r}",
            lambda value=value: edited(SHEET, "<v>1000</v>", f"<v>{value}</v>"),
            ACCEPTED,
            "damaged",
            before_reading=False,
        )
        for value in ("1e400", "-1e400", "NaN", "Infinity", "1e-400", "9" * 5000, "0x10", "", " ", "1,5", "١٢٣", "--1")
    ),
    *(
        case(
            f"the type {kind!r}",
            lambda kind=kind: edited(SHEET, '<c r="B2"', f'<c t="{kind}" r="B2"'),
            ACCEPTED,
            "damaged",
            before_reading=False,
        )
        for kind in ("d", "e", "b", "s", "str", "inlineStr", "z", "")
    ),
    case(
        "a date of the year 9999999",
        lambda: edited(SHEET, '<c r="B2"><v>1000</v>', '<c r="B2" t="d"><v>9999999-99-99T99:99:99</v>'),
        ACCEPTED,
        "damaged",
        before_reading=False,
    ),
]
