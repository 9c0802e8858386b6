"""Reading .xlsb: a package like that of .xlsx, whose parts are records instead of XML (BIFF12).

Sheets, hidden rows, merged ranges and the values of the cells, with errors as what they are. Each byte is looked at
once. The parts are found by ``office_package``. After [MS-XLSB].
"""

from __future__ import annotations

import posixpath
import struct
from typing import TYPE_CHECKING, Any

from sources.workbook.error_values import error_value
from sources.workbook.facts import (
    Preflight,
    SheetFacts,
    check_extent,
    check_number_of_sheets,
    check_together,
)
from sources.workbook.office_package import book_part, has_external_links, has_macros, parse_relations, read_xml
from sources.workbook.packed_numbers import unpack_number
from sources.workbook.refusal import RefusedError
from sources.workbook.serial_dates import Shown, moment, shown_as
from sources.workbook.sheet_scan import LAST_ROW, SheetScan, check_inside, too_many_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sources.workbook.limits import Limits
    from sources.workbook.package import Package

_BOOK_PROPERTIES, _BOUND_SHEET = 153, 156
_BEGIN_TEXTS, _TEXT = 159, 19
_FORMAT, _BEGIN_STYLES, _STYLE, _END_STYLES = 44, 617, 47, 618
_ROW, _BEGIN_CELLS, _END_CELLS, _MERGED = 0, 145, 146, 176
_BLANK, _RK, _ERROR, _BOOLEAN, _NUMBER, _OWN_TEXT, _SHARED_TEXT = range(1, 8)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR = range(8, 12)
_SHORT_BLANK, _SHORT_SHARED_TEXT = 12, 18
_RICH_TEXT = 62
_AS_LONG = {_SHORT_BLANK + offset: _BLANK + offset for offset in range(_SHORT_SHARED_TEXT - _SHORT_BLANK + 1)}
"""Cells that stand beside the one before leave out their column."""
_CELLS = frozenset(range(_BLANK, _SHORT_SHARED_TEXT + 1)) | {_RICH_TEXT}
_HIDDEN_ROW = 0x10
_STYLE_BITS = 0xFFFFFF
_NO_TEXT = 0xFFFFFFFF
_SMALLEST_TEXT = 7  # bytes of an empty shared text: kind, length, flags and number of letters


def look_over(package: Package, limits: Limits) -> Preflight:
    """Read an .xlsb workbook.

    Args:
        package: the opened package.
        limits: what the workbook may be at most.

    Returns:
        Its sheets, with their values.

    Raises:
        RefusedError: the file is not taken in.
    """
    for name in package.members:
        if name.casefold().endswith((".xml", ".rels")):
            read_xml(package, name)
    place = book_part(package, read_xml(package, "_rels/.rels"))
    folder, file = posixpath.split(place)
    relations = parse_relations(read_xml(package, f"{folder}/_rels/{file}.rels"), folder)
    try:
        return _read(package, place, relations, limits)
    except (struct.error, IndexError):
        raise RefusedError("damaged", "a record of the workbook is too short") from None


def _read(package: Package, place: str, relations: Mapping[str, tuple[str, str]], limits: Limits) -> Preflight:
    bound, date_1904 = _read_book(package.read(place))
    check_number_of_sheets(len(bound), limits)
    part_of = dict(relations.values())
    texts = _read_texts(package.read(part_of["sharedStrings"])) if "sharedStrings" in part_of else []
    shown = _read_styles(package.read(part_of["styles"])) if "styles" in part_of else []
    sheets: list[SheetFacts] = []
    left = limits.cells
    read: set[str] = set()
    for state, relation, name in bound:
        kind, part = relations.get(relation, ("", ""))
        if "acrosheet" in kind:
            raise RefusedError("unsafe", "an Excel 4.0 macro sheet", sheet=name)
        if part not in package or part.casefold() in read:
            raise RefusedError("damaged", f"the sheet {name} has no part", sheet=name)
        read.add(part.casefold())
        scan = None
        if kind == "worksheet":
            scan = _Sheet(texts, shown, left, date_1904=date_1904).read(package.read(part))
            left -= scan.cells
            check_extent(name, scan, limits)
        sheets.append(SheetFacts(name, state == 0, scan))
    check_together(sheets, limits)
    return Preflight(tuple(sheets), has_macros(package), has_external_links(package), date_1904, format="xlsb")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record of a part."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while True:
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:  # noqa: PLR2004 - a length has four bytes at most
                break
        if at + length > end:
            raise RefusedError("damaged", "a part of the workbook is cut off")
        yield kind, data[at : at + length]
        at += length


def _text(data: bytes, at: int) -> str:
    """Return the text at a place in a record, of which the number of letters comes first."""
    (length,) = struct.unpack_from("<I", data, at)
    if length == _NO_TEXT:
        return ""
    if at + 4 + 2 * length > len(data):
        raise RefusedError("damaged", "a text of the workbook is cut off")
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _read_book(data: bytes) -> tuple[list[tuple[int, str, str]], bool]:
    """Return state, relation and name of each sheet, and whether days are counted from 1904."""
    sheets: list[tuple[int, str, str]] = []
    date_1904 = False
    for kind, record in _records(data):
        if kind == _BOOK_PROPERTIES:
            date_1904 = bool(record[0] & 1)
        elif kind == _BOUND_SHEET:
            (state,) = struct.unpack_from("<I", record)
            relation = _text(record, 8)
            sheets.append((state, relation, _text(record, 12 + 2 * len(relation))))
    return sheets, date_1904


def _read_texts(data: bytes) -> list[str]:
    texts: list[str] = []
    for kind, record in _records(data):
        if kind == _TEXT:
            texts.append(_text(record, 1))
        elif kind == _BEGIN_TEXTS and struct.unpack_from("<I", record, 4)[0] * _SMALLEST_TEXT > len(data):
            raise RefusedError("unsafe", "the workbook claims to hold more texts than it has bytes for")
    return texts


def _read_styles(data: bytes) -> list[Shown]:
    """Return by style as what it shows a number."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for kind, record in _records(data):
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", record)[0]] = _text(record, 2)
        elif kind in (_BEGIN_STYLES, _END_STYLES):
            inside = kind == _BEGIN_STYLES
        elif kind == _STYLE and inside:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    return [shown_as(number, formats) for number in styles]


class _Sheet:
    """One sheet while its records are read."""

    def __init__(self, texts: list[str], shown: list[Shown], most_cells: int, *, date_1904: bool) -> None:
        self._texts = texts
        self._shown = shown
        self._most = most_cells
        self._date_1904 = date_1904
        self._values: dict[tuple[int, int], Any] = {}
        self._scan = SheetScan(values=self._values)
        self._row = self._column = -1

    def read(self, data: bytes) -> SheetScan:
        """Read the records of the sheet's part."""
        inside = ended = False
        for kind, record in _records(data):
            if kind in (_BEGIN_CELLS, _END_CELLS):
                inside = kind == _BEGIN_CELLS
                ended |= not inside
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4I", record)
                self._scan.merged.append(((top, left), (bottom, right)))
            elif inside and kind == _ROW:
                self._begin_row(record)
            elif inside and kind in _CELLS:
                self._read_cell(kind, record)
        if not ended:
            raise RefusedError("damaged", "the cells of a sheet are cut off")
        scan = self._scan
        scan.merges = len(scan.merged)
        scan.last_row = max((row for row, _ in self._values), default=-1)
        scan.last_column = max((column for _, column in self._values), default=-1)
        return scan

    def _begin_row(self, record: bytes) -> None:
        (self._row,) = struct.unpack_from("<I", record)
        self._column = -1
        if self._row >= LAST_ROW:
            raise RefusedError("over_limits", "a row behind the last row of a sheet")
        if record[11] & _HIDDEN_ROW:
            self._scan.hidden_rows.add(self._row)

    def _read_cell(self, kind: int, record: bytes) -> None:
        self._scan.cells += 1
        if self._scan.cells > self._most:
            raise too_many_cells(self._most)
        at = 8
        if kind in _AS_LONG:
            kind, at = _AS_LONG[kind], 4
            self._column += 1
        else:
            (self._column,) = struct.unpack_from("<I", record)
        check_inside(max(self._row, 0), self._column)
        if kind == _BLANK:
            return
        value = self._value(kind, record, at)
        if value != "":
            self._values[max(self._row, 0), self._column] = value

    def _value(self, kind: int, record: bytes, at: int) -> Any:
        if kind == _RK:
            return self._as_shown(record, at, unpack_number(struct.unpack_from("<I", record, at)[0]))
        if kind in (_NUMBER, _FORMULA_NUMBER):
            return self._as_shown(record, at, struct.unpack_from("<d", record, at)[0])
        if kind == _SHARED_TEXT:
            (place,) = struct.unpack_from("<I", record, at)
            if place >= len(self._texts):
                raise RefusedError("damaged", "a cell holds a text that is not there")
            return self._texts[place]
        if kind in (_ERROR, _FORMULA_ERROR):
            return error_value(record[at])
        if kind in (_BOOLEAN, _FORMULA_BOOLEAN):
            return bool(record[at])
        return _text(record, at + (kind == _RICH_TEXT))

    def _as_shown(self, record: bytes, at: int, number: float) -> Any:
        style = struct.unpack_from("<I", record, at - 4)[0] & _STYLE_BITS
        shown = self._shown[style] if style < len(self._shown) else Shown.NUMBER
        return number if shown is Shown.NUMBER else moment(number, shown, date_1904=self._date_1904)
