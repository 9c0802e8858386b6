"""The same ill will in the formats .xls, .xlsb and .ods."""

from __future__ import annotations

import struct

from tests.sources.workbook.hostile.archives import archive, member, repacked, repeated
from tests.sources.workbook.hostile.case import Hostile, case
from tests.sources.workbook.hostile.compound import biff, compound, number, sheet_book

_REFUSED = ("damaged", "unsafe", "over_limits", "not_a_workbook", "cover_missing", "no_forms", "encrypted")
"""Such a file holds no report; any finding that says why will do."""

# .ods -----------------------------------------------------------------------------------------------------------------

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest"))
)
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ONE = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'

_ROW = "<table:table-row>{}</table:table-row>"
_MANY_SPACES = '<text:p><text:s text:c="4294967295"/>'


def _content(table: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="A">{table}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )


def _manifest(inside: str = "") -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}">{inside if path != "/" else ""}'
        "</manifest:file-entry>"
        for path, kind in (("/", _TYPE), ("content.xml", "text/xml"))
    )
    return f"<manifest:manifest {_SPACES}>{entries}</manifest:manifest>"


def _ods(table: str, before: str = "", **parts: str | bytes) -> bytes:
    return repacked(
        {"mimetype": _TYPE, "content.xml": _content(table, before), "META-INF/manifest.xml": _manifest(), **parts}
    )


def _repeating_rows(rows: str, columns: str) -> str:
    cell = _ONE.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{columns}"')
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


def _ods_bomb() -> bytes:
    head, _, tail = _content("@").encode().partition(b"@")
    return archive(
        [
            member("mimetype", _TYPE),
            repeated("content.xml", head, b" " * (1 << 20), 1024, tail),
            member("META-INF/manifest.xml", _manifest()),
        ]
    )


_OPEN = [
    case(
        f".ods: {rows} times {columns} cells",
        lambda rows=rows, columns=columns: _ods(_repeating_rows(rows, columns)),
        *_REFUSED,
        before_reading=False,
    )
    for rows, columns in (
        ("1048576", "16384"),
        ("4294967295", "1"),
        ("1", "4294967295"),
        ("18446744073709551617", "18446744073709551617"),
        ("2000", "2001"),
        ("-1", "-1"),
        ("0", "0"),
        ("1e9", "x"),
    )
] + [
    case(
        ".ods: 5,000 rows, each 1,000 times",
        lambda: _ods(_repeating_rows("1000", "1") * 5000),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".ods: rows in groups 10,000 deep",
        lambda: _ods("<table:table-row-group>" * 10_000 + "</table:table-row-group>" * 10_000),
        *_REFUSED,
        before_reading=False,
    ),
    case(".ods: 1 GiB of spaces", _ods_bomb, "over_limits", "unsafe"),
    case(
        ".ods: spaces repeated 4294967295 times",
        lambda: _ods(_ROW.format(_ONE.replace("<text:p>", _MANY_SPACES))),
        *_REFUSED,
        before_reading=False,
    ),
    case(".ods: a billion laughs", lambda: _ods("<table:table-row/>", "<!DOCTYPE x [<!ENTITY a 'b'>]>"), "unsafe"),
    case(
        ".ods: an external entity",
        lambda: _ods("<table:table-row/>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        "unsafe",
    ),
    case(".ods: without content", lambda: repacked({"mimetype": _TYPE}), "damaged", "not_a_workbook"),
    case(".ods: content of nothing", lambda: _ods("", **{"content.xml": ""}), "damaged"),
    case(
        ".ods: content cut off",
        lambda: _ods("", **{"content.xml": _content(_repeating_rows("1", "1"))[:-200]}),
        "damaged",
    ),
    case(
        ".ods: locked with a password",
        lambda: _ods(
            "",
            **{
                "content.xml": b"\x8a\x01" * 500,
                "META-INF/manifest.xml": _manifest('<manifest:encryption-data manifest:checksum="x"/>'),
            },
        ),
        "encrypted",
    ),
    case(
        ".ods: 300 sheets",
        lambda: _ods("", **{"content.xml": _content('</table:table><table:table table:name="x">' * 300)}),
        "over_limits",
        *_REFUSED,
        before_reading=False,
    ),
    case(".ods: a member outside", lambda: _ods("<table:table-row/>", **{"../x": "x"}), "unsafe"),
]

# .xls -----------------------------------------------------------------------------------------------------------------

_GOOD = sheet_book(number(0, 0, 1))


def _book(**changes: object) -> bytes:
    return compound({"Workbook": _GOOD}, **changes)  # type: ignore[arg-type]  # each case says what it changes


_OLD = [
    case(".xls: the header alone", lambda: _book()[:512], *_REFUSED),
    case(".xls: half a header", lambda: _book()[:100], *_REFUSED),
    case(".xls: the signature alone", lambda: _book()[:8], *_REFUSED),
    case(".xls: cut off in the directory", lambda: _book()[: 512 * 2 + 100], *_REFUSED),
    case(".xls: cut off in the stream", lambda: _book()[:-3000], *_REFUSED, before_reading=False),
    case(".xls: sectors in a circle", lambda: _book(fat={9: 2}), *_REFUSED, before_reading=False),
    case(".xls: a sector that follows itself", lambda: _book(fat={2: 2}), *_REFUSED, before_reading=False),
    case(".xls: a directory that follows itself", lambda: _book(fat={1: 1}), *_REFUSED, before_reading=False),
    case(".xls: a sector behind the end", lambda: _book(fat={3: 0x7FFFFFFF}), *_REFUSED, before_reading=False),
    case(".xls: a stream of 4 GiB", lambda: _book(declared_size=0xFFFFFFFF), *_REFUSED, before_reading=False),
    case(".xls: a stream of 2^63 bytes", lambda: _book(declared_size=1 << 63), *_REFUSED, before_reading=False),
    case(".xls: 4 billion tables of sectors", lambda: _book(header={44: 0xFFFFFFFF}), *_REFUSED, before_reading=False),
    case(
        ".xls: a list of tables in a circle", lambda: _book(header={68: 2, 72: 0xFFFF}), *_REFUSED, before_reading=False
    ),
    case(
        ".xls: small sectors in a circle",
        lambda: _book(header={60: 0, 64: 0xFFFFFFFF}),
        *_REFUSED,
        before_reading=False,
    ),
    case(".xls: a table behind the end", lambda: _book(header={76: 0x7FFFFFF0}), *_REFUSED, before_reading=False),
    case(
        ".xls: sectors of 2^255 bytes",
        lambda: _book(header={28: 0x00FFFFFE, 30: 0x000000FF}),
        *_REFUSED,
        before_reading=False,
    ),
    case(".xls: a directory at the end", lambda: _book(header={48: 0xFFFFFFFE}), *_REFUSED, before_reading=False),
    case(".xls: a book of nothing", lambda: compound({"Workbook": b""}), *_REFUSED, before_reading=False),
    case(
        ".xls: a record longer than the book",
        lambda: compound({"Workbook": struct.pack("<2H", 0x809, 0xFFFF)}),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xls: only one cell, far away",
        lambda: compound({"Workbook": sheet_book(number(65_535, 65_535, 1))}),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xls: a dimension of 4 billion rows",
        lambda: compound(
            {"Workbook": sheet_book((0x200, struct.pack("<2L3H", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), number(0, 0, 1))}
        ),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xls: a promise of 4 billion texts",
        lambda: compound(
            {
                "Workbook": biff(
                    (0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0)),
                    (0xFC, struct.pack("<2L", 0xFFFFFFFF, 0xFFFFFFFF)),
                    (0x0A, b""),
                )
            }
        ),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xls: a sheet that begins behind the end",
        lambda: compound(
            {
                "Workbook": biff(
                    (0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0)),
                    (0x85, struct.pack("<LBBBB", 0x7FFFFFFF, 0, 0, 1, 0) + b"A"),
                    (0x0A, b""),
                )
            }
        ),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xls: locked with a password",
        lambda: compound(
            {
                "Workbook": biff(
                    (0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0)),
                    (0x2F, struct.pack("<3H", 1, 1, 1) + bytes(48)),
                    (0x0A, b""),
                )
            }
        ),
        "encrypted",
    ),
    case(".xls: of Excel 2.1", lambda: b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(100), "format_not_supported"),
    case(".xls: of Excel 4, cut off", lambda: b"\x09\x04\x06\x00\x00", "format_not_supported", *_REFUSED),
]

# .xlsb ----------------------------------------------------------------------------------------------------------------

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(kind: int, data: bytes = b"") -> bytes:
    identifier = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(data), b""
    while True:
        low, length = length & 0x7F, length >> 7
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return identifier + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


_BOOK = (
    _record(131)
    + _record(143)
    + _record(156, struct.pack("<2L", 0, 1) + _wide("rId1") + _wide("A"))
    + _record(144)
    + _record(132)
)


def _sheet_of(*records: bytes, dimension: tuple[int, int, int, int] = (0, 0, 0, 0)) -> bytes:
    return b"".join(
        [_record(129), _record(148, struct.pack("<4L", *dimension)), _record(145), *records, _record(146), _record(130)]
    )


def _row_at(row: int) -> bytes:
    return _record(0, struct.pack("<L", row) + bytes(13))


def _cell_at(column: int) -> bytes:
    return _record(5, struct.pack("<2Ld", column, 0, 1.0))


def _xlsb(sheet: bytes, book: bytes = _BOOK, **parts: bytes) -> bytes:
    relation = (
        '<Relationships xmlns="{0}/relationships"><Relationship Id="rId1" Type="{1}" Target="{2}"/></Relationships>'
    )
    return repacked(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": relation.format(_PACKAGE, f"{_OFFICE}/officeDocument", "xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": relation.format(_PACKAGE, f"{_OFFICE}/worksheet", "worksheets/sheet1.bin"),
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": sheet,
            **parts,
        }
    )


_BINARY = [
    case(
        ".xlsb: a value in the last cell",
        lambda: _xlsb(_sheet_of(_row_at(0), _cell_at(0), _row_at(1_048_575), _cell_at(16_383))),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: the row 4294967295",
        lambda: _xlsb(_sheet_of(_row_at(0), _cell_at(0), _row_at(0xFFFFFFFF), _cell_at(0))),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: the column 4294967295",
        lambda: _xlsb(_sheet_of(_row_at(0), _cell_at(0xFFFFFFFF))),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: a dimension of 4 billion cells",
        lambda: _xlsb(_sheet_of(_row_at(0), _cell_at(0), dimension=(0, 0xFFFFFFFF, 0, 0xFFFFFFFF))),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: 2,100,000 cells",
        lambda: _xlsb(_sheet_of(*((_row_at(row) + _cell_at(0) * 700) for row in range(3000)))),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: a record longer than the sheet",
        lambda: _xlsb(_sheet_of(_row_at(0))[:-4] + b"\x05\xff\xff\xff\x7f"),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: a sheet cut off",
        lambda: _xlsb(_sheet_of(_row_at(0), _cell_at(0))[:-9]),
        *_REFUSED,
        before_reading=False,
    ),
    case(".xlsb: a sheet of nothing", lambda: _xlsb(b""), *_REFUSED, before_reading=False),
    case(".xlsb: a book of nothing", lambda: _xlsb(_sheet_of(), b""), *_REFUSED, before_reading=False),
    case(
        ".xlsb: a name of 4 billion letters",
        lambda: _xlsb(
            _sheet_of(),
            _record(131) + _record(143) + _record(156, struct.pack("<2L", 0, 1) + _wide("rId1") + b"\xff\xff\xff\xff"),
        ),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: a promise of 4 billion texts",
        lambda: _xlsb(
            _sheet_of(), **{"xl/sharedStrings.bin": _record(159, struct.pack("<2L", 0xFFFFFFFF, 0xFFFFFFFF))}
        ),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: a text of 4 billion letters",
        lambda: _xlsb(_sheet_of(_row_at(0), _record(6, struct.pack("<3L", 0, 0, 0xFFFFFFFF)))),
        *_REFUSED,
        before_reading=False,
    ),
    case(
        ".xlsb: a declaration in its relations",
        lambda: _xlsb(_sheet_of(), **{"_rels/.rels": b"<!DOCTYPE x><x/>"}),
        "unsafe",
    ),
]

CASES: list[Hostile] = [*_OPEN, *_OLD, *_BINARY]
