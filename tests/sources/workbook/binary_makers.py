"""Makers of small .xls and .xlsb workbooks, record by record: no library writes .xlsb, and none writes faults.

Only what a test needs: values, errors, hidden rows and sheets, merged ranges, number formats. LibreOffice opens both,
which ``test_libreoffice`` shows.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from typing import Any

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
DATE_FORMAT, PERCENT_FORMAT = 164, 9
PLAIN, DATE, PERCENT = 0, 1, 2
"""The styles of the workbooks, by place."""


@dataclass(frozen=True)
class Error:
    """An error value; of a formula, or by itself."""

    text: str
    formula: bool = True


@dataclass(frozen=True)
class Result:
    """A formula that has been calculated, and its result."""

    value: Any


@dataclass(frozen=True)
class Styled:
    """A number with a style."""

    value: float
    style: int


class NeverCalculated:
    """A formula whose result its writer left to Excel."""


@dataclass
class Sheet:
    """A sheet to be written."""

    name: str
    cells: dict[tuple[int, int], Any]
    state: int = 0
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Top, bottom, left and right of each."""
    inner: bytes = b""
    """Records behind the cells, such as those of a chart."""
    kind: int = 0


# ---------------------------------------------------------------------------------------------------------- .xls


def compound_file(streams: dict[str, bytes], folders: tuple[str, ...] = ()) -> bytes:
    """Return a compound file with some streams and empty folders in its root folder ([MS-CFB])."""
    padded = {name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0") for name, data in streams.items()}
    count = 1 + len(padded) + len(folders)
    directory_sectors = -(-count // 4)
    data_sectors = sum(len(data) // 512 for data in padded.values())
    tables = 1
    while tables * 128 < tables + directory_sectors + data_sectors:
        tables += 1
    chain = [TABLE] * tables + [*range(tables + 1, tables + directory_sectors), END]
    entries = [_entry("Root Entry", 5, child=1 if count > 1 else FREE)]
    body = b""
    names = [*padded, *folders]
    for number, name in enumerate(names, start=1):
        following = number + 1 if number < len(names) else FREE
        if name in padded:
            start = len(chain)
            sectors = len(padded[name]) // 512
            chain += [*range(start + 1, start + sectors), END]
            entries.append(_entry(name, 2, right=following, start=start, size=len(padded[name])))
            body += padded[name]
        else:
            entries.append(_entry(name, 1, right=following))
    header = struct.pack("<8s16s6H", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, 0)
    header += struct.pack("<4x9I", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    chain += [FREE] * (tables * 128 - len(chain))
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + body


def _entry(  # noqa: PLR0913 - the fields of an entry
    name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int = END, size: int = 0
) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB3I", len(encoded) + 2, kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of the .xls stream."""
    return struct.pack("<2H", kind, len(data)) + data


def beginning(substream: int, version: int = 0x600) -> bytes:
    """Return the record that begins a substream."""
    return record(0x809, struct.pack("<4H2I", version, substream, 0x0DBB, 1996, 0x41, 0x606))


@dataclass
class OldBook:
    """An .xls workbook under construction."""

    sheets: list[Sheet]
    date_1904: bool = False
    globals: bytes = b""
    """Further records for all sheets."""
    texts: list[str] = field(default_factory=list)
    chunk: int = 8000
    """At most so many bytes of texts stand in a record."""

    def content(self, **options: Any) -> bytes:
        """Return the file."""
        return compound_file({"Workbook": self.stream()}, **options)

    def stream(self) -> bytes:
        """Return the workbook's stream."""
        bodies = [self._sheet(sheet) for sheet in self.sheets]
        head = beginning(5) + record(0x22, struct.pack("<H", self.date_1904)) + self.globals
        font = struct.pack("<HHHHHBBBxBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 204, 5, 0) + b"Arial"
        head += record(0x31, font) * 4
        head += record(0x41E, struct.pack("<HHB", DATE_FORMAT, 10, 0) + b"dd.mm.yyyy")
        head += record(0xE0, struct.pack("<3H14x", 0, 0, 0xFFF5)) * 15
        for number in (0, DATE_FORMAT, PERCENT_FORMAT):
            head += record(0xE0, struct.pack("<3H14x", 0, number, 1))
        names = [struct.pack("<BB", len(one.name), 1) + one.name.encode("utf-16-le") for one in self.sheets]
        tail = self._shared_texts() + record(0x0A)
        at = len(head) + sum(4 + 6 + len(name) for name in names) + len(tail)
        for sheet, name, body in zip(self.sheets, names, bodies, strict=True):
            head += record(0x85, struct.pack("<IBB", at, sheet.state, sheet.kind) + name)
            at += len(body)
        return head + tail + b"".join(bodies)

    def _shared_texts(self) -> bytes:
        """Return the table of texts, cut as Excel cuts it: anywhere in a text, whose letters then begin anew."""
        records = [struct.pack("<2I", len(self.texts), len(self.texts))]
        for text in self.texts:
            records[-1] += struct.pack("<HB", len(text), 1)
            for letter in text:
                if len(records[-1]) + 2 > self.chunk:
                    records.append(b"\1")
                records[-1] += letter.encode("utf-16-le")
        return record(0xFC, records[0]) + b"".join(record(0x3C, more) for more in records[1:])

    def _sheet(self, sheet: Sheet) -> bytes:
        cells = b"".join(self._cell(*at, value) for at, value in sorted(sheet.cells.items()))
        rows = b"".join(
            record(0x208, struct.pack("<6H", row, 0, 9, 255, 0, 0) + struct.pack("<I", 0x20 | 0x100 | 0xF << 16))
            for row in sheet.hidden_rows
        )
        merged = b"".join(record(0xE5, struct.pack("<5H", 1, *one)) for one in sheet.merged)
        view = record(0x23E, struct.pack("<3H3xB4x", 0x6B6, 0, 0, 0)[:10].ljust(18, b"\0"))
        rows_end = max((row for row, _ in sheet.cells), default=0) + 1
        columns_end = max((column for _, column in sheet.cells), default=0) + 1
        size = record(0x200, struct.pack("<2I3H", 0, rows_end, 0, columns_end, 0))
        return beginning(0x10) + size + rows + cells + sheet.inner + view + merged + record(0x0A)

    def _cell(self, row: int, column: int, value: Any) -> bytes:  # noqa: PLR0911 - one for each kind of cell
        at = struct.pack("<3H", row, column, 15)
        if isinstance(value, Styled):
            return record(0x203, struct.pack("<3Hd", row, column, 15 + value.style, value.value))
        if isinstance(value, bool):
            return record(0x205, at + bytes([value, 0]))
        if isinstance(value, float):
            return record(0x203, at + struct.pack("<d", value))
        if isinstance(value, int):
            return record(0x27E, at + struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF))
        if isinstance(value, str):
            self.texts.append(value)
            return record(0xFD, at + struct.pack("<I", len(self.texts) - 1))
        if isinstance(value, Error) and not value.formula:
            return record(0x205, at + bytes([ERRORS[value.text], 1]))
        return self._formula(at, value)

    @staticmethod
    def _formula(at: bytes, value: Any) -> bytes:
        tail = struct.pack("<HIHBH", 0, 0, 3, 0x1E, 1)  # the formula =1, whatever the result
        if isinstance(value, Error):
            return record(6, at + bytes([2, 0, ERRORS[value.text], 0, 0, 0, 255, 255]) + tail)
        if isinstance(value, NeverCalculated):
            return record(6, at + bytes(8) + struct.pack("<HIHBH", 3, 0, 3, 0x1E, 1))
        if isinstance(value.value, str):
            text = struct.pack("<HB", len(value.value), 1) + value.value.encode("utf-16-le")
            return record(6, at + b"\0" * 6 + b"\xff\xff" + tail) + record(0x207, text)
        return record(6, at + struct.pack("<d", value.value) + tail)


def chart(*numbers: tuple[int, int, float]) -> bytes:
    """Return the records of a chart in a sheet, which remembers numbers with rows and columns of its own."""
    cells = b"".join(record(0x203, struct.pack("<3Hd", row, column, 0, number)) for row, column, number in numbers)
    return beginning(0x20) + cells + record(0x0A)


# ---------------------------------------------------------------------------------------------------------- .xlsb


def binary(kind: int, data: bytes = b"") -> bytes:
    """Return a record of an .xlsb part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    while length >= 0x80:
        head += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + bytes([length]) + data


def wide(text: str) -> bytes:
    """Return a text as the .xlsb parts hold it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


@dataclass
class BinaryBook:
    """An .xlsb workbook under construction."""

    sheets: list[Sheet]
    date_1904: bool = False
    parts: dict[str, bytes | str] = field(default_factory=dict)
    """Parts besides those that are made, or instead of them."""
    texts: list[str] = field(default_factory=list)

    def content(self) -> bytes:
        """Return the file."""
        main = "application/vnd.ms-excel"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006"
        sheets = {f"xl/worksheets/sheet{n}.bin": self._sheet(one) for n, one in enumerate(self.sheets, start=1)}
        book = binary(131) + binary(153, struct.pack("<2II", self.date_1904, 0, 0)) + binary(143)
        relations = (
            f'<Relationship Id="rIdS" Type="{office}/styles" Target="styles.bin"/>'
            f'<Relationship Id="rIdT" Type="{office}/sharedStrings" Target="sharedStrings.bin"/>'
        )
        for number, sheet in enumerate(self.sheets, start=1):
            book += binary(156, struct.pack("<2I", sheet.state, number) + wide(f"rId{number}") + wide(sheet.name))
            target = f"worksheets/sheet{number}.bin"
            relations += f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="{target}"/>'
        book += binary(144) + binary(157, struct.pack("<2I", 191029, 1).ljust(26, b"\0")) + binary(132)
        overrides = "".join(
            f'<Override PartName="/{name}" ContentType="{main}.{kind}"/>'
            for name, kind in {
                **dict.fromkeys(sheets, "worksheet"),
                "xl/styles.bin": "styles",
                "xl/sharedStrings.bin": "sharedStrings",
            }.items()
        )
        parts: dict[str, bytes | str] = {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Default Extension="bin" ContentType="{main}.sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
            "xl/styles.bin": self._styles(),
            "xl/sharedStrings.bin": self._shared_texts(),
            **sheets,
        }
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**parts, **self.parts}.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    @staticmethod
    def _styles() -> bytes:
        styles = binary(278) + binary(615, struct.pack("<I", 1))
        styles += binary(44, struct.pack("<H", DATE_FORMAT) + wide("dd.mm.yyyy")) + binary(616)
        styles += binary(617, struct.pack("<I", 3))
        for number in (0, DATE_FORMAT, PERCENT_FORMAT):
            styles += binary(47, struct.pack("<5H4xH", 0, number, 0, 0, 0, 0x3F))
        return styles + binary(618) + binary(279)

    def _shared_texts(self) -> bytes:
        texts = b"".join(binary(19, b"\0" + wide(text)) for text in self.texts)
        return binary(159, struct.pack("<2I", len(self.texts), len(self.texts))) + texts + binary(160)

    def _sheet(self, sheet: Sheet) -> bytes:
        rows: dict[int, bytes] = dict.fromkeys(sheet.hidden_rows, b"")
        for (row, column), value in sorted(sheet.cells.items()):
            rows[row] = rows.get(row, b"") + self._cell(column, value)
        data = b"".join(
            binary(0, struct.pack("<2IHBBBI", row, 0, 300, 0, 0x10 * (row in sheet.hidden_rows), 0, 0)) + cells
            for row, cells in sorted(rows.items())
        )
        last = max((column for _, column in sheet.cells), default=0)
        size = struct.pack("<4I", 0, max(rows, default=0), 0, last)
        merged = b"".join(binary(176, struct.pack("<4I", *one)) for one in sheet.merged)
        if merged:
            merged = binary(177, struct.pack("<I", len(sheet.merged))) + merged + binary(178)
        return binary(129) + binary(148, size) + binary(145) + data + sheet.inner + binary(146) + merged + binary(130)

    def _cell(self, column: int, value: Any) -> bytes:  # noqa: PLR0911 - one for each kind of cell
        at = struct.pack("<2I", column, value.style if isinstance(value, Styled) else PLAIN)
        value = value.value if isinstance(value, Styled) else value
        formula = struct.pack("<HI", 0, 3) + b"\x1e\1\0" + struct.pack("<I", 0)
        if isinstance(value, Error):
            tail = formula if value.formula else b""
            return binary(11 if value.formula else 3, at + bytes([ERRORS[value.text]]) + tail)
        if isinstance(value, Result) and isinstance(value.value, str):
            return binary(8, at + wide(value.value) + formula)
        if isinstance(value, Result):
            return binary(9, at + struct.pack("<d", value.value) + formula)
        if isinstance(value, bool):
            return binary(4, at + bytes([value]))
        if isinstance(value, float):
            return binary(5, at + struct.pack("<d", value))
        if isinstance(value, int):
            return binary(2, at + struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF))
        self.texts.append(value)
        return binary(7, at + struct.pack("<I", len(self.texts) - 1))
