"""What the bytes of one sheet say before any reader opens it: its extent, and the cells that calamine cannot tell.

Two ways to the same answer. The quick one counts with regular expressions and is used only where the sheet is written
the way office programs write it, which it verifies; anything else, and every sheet with cells to mark, goes through
expat. Neither builds a tree, so a hostile sheet costs time in proportion to its bytes and no memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from sources.workbook.cells import CellKind
from sources.workbook.refusal import RefusedError

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The size of a sheet in the file format."""

# One pattern is looked for twice as fast as one short text, so what is unusual is looked for together.
_UNUSUAL = re.compile(rb"<[!?]|<c[>/\n\r\t]")
_PREFIXED = re.compile(rb":(?:c|row|f|v)[ \t\r\n/>]")
_ADDRESS = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_ROW = re.compile(rb"<row(?=[ \t\r\n/>])[^<>]*>?")
_ROW_NUMBER = re.compile(rb' r="([0-9]+)"')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_OF_ERROR = re.compile(rb"t=[\"']e[\"']")
_ERROR = re.compile(rb"<c [^<>]*t=[\"']e[\"']")
_NO_VALUE = re.compile(rb"(?:</f>|<f(?:[ \t\r\n][^<>]*)?/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")

_IN_ROW = rb"(?:[1-9][0-9]{0,5}|10[0-3][0-9]{4}|104[0-7][0-9]{3}|1048[0-4][0-9]{2}|10485[0-6][0-9]|104857[0-6])"
_IN_COLUMN = rb"(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"
_EMPTY_TAIL = re.compile(
    rb'(?:<row r="' + _IN_ROW + rb'"[^<>]*>|<c r="' + _IN_COLUMN + _IN_ROW + rb'"[^<>]*/>|</row>|\s)*+</sheetData>'
)
_LONG_TAIL = 1024 * 1024


@dataclass(slots=True)
class SheetScan:
    """What a sheet's bytes say. Rows and columns are counted from 0."""

    cells: int = 0
    """Cells as written, empty ones included."""
    last_row: int = -1
    last_column: int = -1
    merges: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    marked: dict[tuple[int, int], CellKind] = field(default_factory=dict)
    """The error cells and the formulas that were never calculated, where calamine reads the values."""
    values: dict[tuple[int, int], Any] | None = None
    """What stands in the cells, where the scan itself reads them; None where calamine does."""
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    """Merged ranges as ((top, left), (bottom, right)), where the scan itself reads the values."""

    @property
    def extent(self) -> int:
        """Rows times columns from A1 to the last cell."""
        return (self.last_row + 1) * (self.last_column + 1)


def scan_sheet(data: bytes, most_cells: int, most_extent: int) -> SheetScan:
    """Scan one sheet.

    Args:
        data: the sheet's part, inflated, free of document type declarations.
        most_cells: how many cells it may have.
        most_extent: the extent beyond which empty formatted cells are looked at and left out of it.

    Raises:
        RefusedError: it is not XML, has too many cells, or a cell outside any sheet.
    """
    if data.count(b"<c ") > most_cells:
        raise too_many_cells(most_cells)
    data = _without_empty_tail(data)
    quick = _scan_quickly(data)
    if quick is None or quick.extent > most_extent:
        return _scan_exactly(data, most_cells)
    if (_OF_ERROR.search(data) and _ERROR.search(data)) or (b"<f" in data and _NO_VALUE.search(data)):
        quick.marked = _scan_exactly(data, most_cells).marked
    return quick


def _without_empty_tail(data: bytes) -> bytes:
    """Return a sheet without the formatted rows and cells behind its last filled one, if they are very many.

    People format whole columns, and a million empty rows are then written out. Only what is certain to be empty, and
    to lie inside a sheet, is passed over.
    """
    last = data.rfind(b"</c>")
    ending = b"</row></sheetData>" if last >= 0 else b"</sheetData>"
    at = (last if last >= 0 else data.find(b"<sheetData")) + (len(b"</c>") if last >= 0 else len(b"<sheetData>"))
    if len(data) - at < _LONG_TAIL:
        return data
    tail = _EMPTY_TAIL.match(data, at)
    return data if tail is None else data[:at] + ending + data[tail.end() :]


def too_many_cells(most: int) -> RefusedError:
    """Return the refusal of a workbook with more cells than it may have."""
    return RefusedError("over_limits", f"more than {most} cells", expected=f"at most {most} cells")


def _scan_quickly(data: bytes) -> SheetScan | None:
    """Scan by counting; None if the sheet is not written in the usual way."""
    head = data[:1024]
    if b"<worksheet" not in head or head.startswith(b"<!"):
        return None
    # The declaration of XML stands at the very beginning and nowhere else.
    if _UNUSUAL.search(data, 1) or _PREFIXED.search(data):
        return None
    addresses = _ADDRESS.findall(data)
    if len(addresses) != data.count(b"<c "):
        return None
    scan = SheetScan(cells=len(addresses), merges=data.count(b"<mergeCell "))
    rows = _scan_rows(data, scan)
    # A second address on an element is not well-formed, and readers may go by either.
    if rows is None or data.count(b' r="') != len(addresses) + rows:
        return None
    if addresses:
        letters, numbers = map(set, zip(*addresses, strict=True))
        scan.last_column = column_index(max(letters, key=lambda name: (len(name), name)).decode())
        scan.last_row = max(map(int, numbers)) - 1
        check_inside(scan.last_row, scan.last_column)
    return scan


def _scan_rows(data: bytes, scan: SheetScan) -> int | None:
    """Check the row numbers, note the hidden rows and return how many rows there are.

    None if a row has no number in the usual place, or does not end.
    """
    rows = _ROW.findall(data)
    joined = b"".join(rows)
    numbers = _ROW_NUMBER.findall(joined)
    if not len(rows) == len(numbers) == joined.count(b">"):
        return None
    if numbers and max(map(int, numbers)) > LAST_ROW:
        raise RefusedError("over_limits", "a row behind the last row of a sheet")
    if b"hidden=" in joined:
        scan.hidden_rows = {int(number) - 1 for row, number in zip(rows, numbers, strict=True) if _HIDDEN.search(row)}
    return len(rows)


def column_index(letters: str) -> int:
    """Return the number of a column, counted from 0, by its letters in either case."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def check_inside(row: int, column: int) -> None:
    """Refuse a cell that lies outside any sheet."""
    if row >= LAST_ROW or column >= LAST_COLUMN:
        raise RefusedError("over_limits", "a cell behind the last row or column of a sheet")


_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")


class _Walk:
    """The state of an exact scan: where in the sheet the parser is."""

    def __init__(self, most_cells: int) -> None:
        self.scan = SheetScan()
        self._most = most_cells
        self._row = -1
        self._column = -1
        self._at = (0, 0)
        self._type = ""
        self._in_cell = self._has_content = self._formula = False
        self._value: list[str] | None = None
        self._value_text = ""

    def open(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._open_cell(attributes)
        elif tag == "row":
            self._open_row(attributes)
        elif tag == "mergeCell":
            self.scan.merges += 1
        elif self._in_cell:
            self._has_content = True
            if tag == "f":
                self._formula = True
            elif tag == "v":
                self._value = []

    def text(self, characters: str) -> None:
        if self._value is not None:
            self._value.append(characters)

    def close(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v" and self._value is not None:
            self._value_text += "".join(self._value)
            self._value = None
        elif tag == "c" and self._in_cell:
            self._close_cell()

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        # Twenty digits are far beyond any row; what follows them makes it no better.
        self._row = int(number[:20]) - 1 if number.isdecimal() else self._row + 1
        self._column = -1
        check_inside(self._row, 0)
        if attributes.get("hidden") in ("1", "true"):
            self.scan.hidden_rows.add(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.scan.cells += 1
        if self.scan.cells > self._most:
            raise too_many_cells(self._most)
        address = attributes.get("r", "")
        reference = _REFERENCE.fullmatch(address)
        if address and not reference:
            # calamine makes of a thousand letters a column, and asks for the memory.
            raise RefusedError("damaged", f"a cell that is said to stand at {address[:20]}")
        if reference:
            self._at = (int(reference[2]) - 1, column_index(reference[1]))
            self._column = self._at[1]
        else:
            self._column += 1
            self._at = (max(self._row, 0), self._column)
        check_inside(*self._at)
        self._type = attributes.get("t", "")
        self._in_cell, self._has_content, self._formula, self._value_text = True, False, False, ""

    def _close_cell(self) -> None:
        self._in_cell = False
        if not self._has_content:
            return
        self.scan.last_row = max(self.scan.last_row, self._at[0])
        self.scan.last_column = max(self.scan.last_column, self._at[1])
        if self._type == "e":
            self.scan.marked[self._at] = CellKind.ERROR
        # A formula whose result is an empty text is calculated: it says so by its type.
        elif self._formula and not self._value_text.strip() and self._type != "str":
            self.scan.marked[self._at] = CellKind.UNCALCULATED


def _scan_exactly(data: bytes, most_cells: int) -> SheetScan:
    walk = _Walk(most_cells)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.open
    parser.CharacterDataHandler = walk.text
    parser.EndElementHandler = walk.close
    try:
        parser.Parse(data, True)
    # An encoding that Python does not know, or cannot read byte by byte, is no ExpatError.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise RefusedError("damaged", f"a sheet is not well-formed: {error}") from None
    return walk.scan
