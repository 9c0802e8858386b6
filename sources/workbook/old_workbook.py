"""Reading .xls: the records of the workbook's stream, of Excel 97 to 2003 (BIFF8).

Sheets, hidden rows, merged ranges and the values of the cells, with errors as what they are. Each byte is looked at
once. The compound file around the stream is opened in ``compound``, the shared texts are read in ``shared_texts``.
Files of Excel 95 and older are refused. After [MS-XLS].
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sources.workbook.cells import CellKind, Marked
from sources.workbook.error_values import error_value
from sources.workbook.facts import (
    WANTED,
    Preflight,
    SheetFacts,
    check_extent,
    check_number_of_sheets,
    check_together,
)
from sources.workbook.packed_numbers import unpack_number
from sources.workbook.refusal import RefusedError
from sources.workbook.serial_dates import Shown, moment, shown_as
from sources.workbook.shared_texts import plain_text, read_shared_texts
from sources.workbook.sheet_scan import SheetScan, check_inside, too_many_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.workbook.compound import CompoundFile
    from sources.workbook.limits import Limits

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_FILEPASS, _DATE_1904, _BOUND_SHEET, _SHARED_TEXTS, _FORMAT, _XF, _SUPBOOK = 0x2F, 0x22, 0x85, 0xFC, 0x41E, 0xE0, 0x1AE
_ROW, _MERGED = 0x208, 0xE5
_NUMBER, _RK, _MULTIPLE_RK, _LABEL, _RICH, _SHARED, _BOOLEAN = 0x203, 0x27E, 0xBD, 0x204, 0xD6, 0xFD, 0x205
_FORMULA, _STRING = 0x06, 0x207
_BLANKS = (0x201, 0xBE)
_BIFF8, _GLOBALS = 0x600, 5
_WORKSHEET, _MACRO_SHEET = 0, 1
_OWN_SHEETS, _ADD_IN = 0x401, 0x3A01
_HIDDEN_ROW = 0x20
_CALCULATE_ON_LOAD = 0x02

_HEAD = struct.Struct("<2H")
_CELL = struct.Struct("<3H")
_RK_CELL = struct.Struct("<3HI")
_NUMBER_CELL = struct.Struct("<3Hd")
_SHARED_CELL = struct.Struct("<3HI")
_FORMULA_CELL = struct.Struct("<3H8sH")


@dataclass(slots=True)
class _Globals:
    """What the workbook says for all sheets."""

    sheets: list[tuple[int, int, int, str]] = field(default_factory=list)
    """Where each begins, its state, its kind and its name."""
    texts: list[str] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    """By style: as what it shows a number."""
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    """By style: its number format."""
    external_links: bool = False
    date_1904: bool = False

    def take(self, kind: int, data: bytes) -> None:
        """Take what one record says."""
        if kind == _FILEPASS:
            raise RefusedError("encrypted", "a workbook locked with a password")
        if kind == _DATE_1904:
            self.date_1904 = data[:1] == b"\1"
        elif kind == _BOUND_SHEET:
            (begin,) = struct.unpack_from("<I", data)
            self.sheets.append((begin, data[4] & 3, data[5], plain_text(data, 8, data[6], data[7])))
        elif kind == _FORMAT:
            number, length, flags = struct.unpack_from("<2HB", data)
            self.formats[number] = plain_text(data, 5, length, flags)
        elif kind == _XF:
            self.styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _SUPBOOK and len(data) >= 4:  # noqa: PLR2004 - shorter ones name nothing
            self.external_links |= struct.unpack_from("<H", data, 2)[0] not in (_OWN_SHEETS, _ADD_IN)


def look_over(file: CompoundFile, limits: Limits) -> Preflight:
    """Read an .xls workbook.

    Args:
        file: the opened compound file.
        limits: what the workbook may be at most.

    Returns:
        Its sheets, with their values.

    Raises:
        RefusedError: the file is not taken in.
    """
    if "encryptedpackage" in file.entries:
        raise RefusedError("encrypted", "a workbook locked with a password")
    if "workbook" not in file.entries:
        if "book" in file.entries:
            raise RefusedError("format_not_supported", ".xls of Excel 95", expected=WANTED)
        raise RefusedError("not_a_workbook", "an old Office document that is no workbook", expected=WANTED)
    stream = file.read("Workbook")
    try:
        book = _read_globals(stream, limits)
        sheets = _read_sheets(stream, book, limits)
    except (struct.error, IndexError):
        raise RefusedError("damaged", "a record of the workbook is too short") from None
    return Preflight(
        sheets=sheets,
        macros="_vba_project_cur" in file.entries,
        external_links=book.external_links,
        date_1904=book.date_1904,
        format="xls",
    )


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield kind, place and content of each record from a place on."""
    end = len(stream)
    while at + 4 <= end:
        kind, length = _HEAD.unpack_from(stream, at)
        if at + 4 + length > end:
            break
        yield kind, at, stream[at + 4 : at + 4 + length]
        at += 4 + length
    raise RefusedError("damaged", "the workbook ends before its end is said")


def _read_globals(stream: bytes, limits: Limits) -> _Globals:
    book = _Globals()
    texts: list[bytes] = []
    before = 0
    for kind, at, data in _records(stream, 0):
        if at == 0:
            _check_beginning(kind, data)
        elif kind == _EOF:
            break
        elif kind == _SHARED_TEXTS or (kind == _CONTINUE and before == _SHARED_TEXTS):
            texts.append(data)
            kind = _SHARED_TEXTS  # noqa: PLW2901 - what follows continues it
        else:
            book.take(kind, data)
        before = kind
    check_number_of_sheets(len(book.sheets), limits)
    book.texts = read_shared_texts(texts)
    book.shown = [shown_as(number, book.formats) for number in book.styles]
    return book


def _check_beginning(kind: int, data: bytes) -> None:
    version, substream = struct.unpack_from("<2H", data)
    if kind != _BOF or substream != _GLOBALS:
        raise RefusedError("damaged", "the workbook does not begin as a workbook does")
    if version != _BIFF8:
        raise RefusedError("format_not_supported", ".xls of Excel 95 or older", expected=WANTED)


def _read_sheets(stream: bytes, book: _Globals, limits: Limits) -> tuple[SheetFacts, ...]:
    scans: dict[int, SheetScan] = {}
    left, end = limits.cells, 0
    for begin, _, kind, name in sorted(book.sheets):
        if kind == _MACRO_SHEET:
            raise RefusedError("unsafe", "an Excel 4.0 macro sheet", sheet=name)
        # In their order, each behind the one before: a stream is never read twice.
        if begin < end or begin >= len(stream):
            raise RefusedError("damaged", f"the sheet {name} is not where it should be", sheet=name)
        if kind == _WORKSHEET:
            reading = _Sheet(book, left)
            end = reading.read(stream, begin)
            scans[begin] = reading.finish()
            left -= reading.scan.cells
            check_extent(name, reading.scan, limits)
    sheets = tuple(SheetFacts(name, state == 0, scans.get(begin)) for begin, state, _, name in book.sheets)
    check_together(sheets, limits)
    return sheets


class _Sheet:
    """One sheet while its records are read."""

    def __init__(self, book: _Globals, most_cells: int) -> None:
        self.scan = SheetScan()
        self._values: dict[tuple[int, int], Any] = {}
        self._book = book
        self._most = most_cells
        self._awaited: tuple[int, int] | None = None
        """The cell of a formula whose text comes in a record of its own."""

    def read(self, stream: bytes, begin: int) -> int:
        """Read the records from a place on, and return where the sheet ends."""
        depth = 0
        for kind, at, data in _records(stream, begin):
            if at == begin and kind != _BOF:
                raise RefusedError("damaged", "a sheet does not begin as a sheet does")
            if kind == _BOF:
                depth += 1
            elif kind == _EOF:
                depth -= 1
                if not depth:
                    return at + 4
            elif depth == 1:  # deeper are charts, which remember numbers that stand elsewhere
                self._take(kind, data)
        raise AssertionError  # the records end by themselves only with a refusal

    def finish(self) -> SheetScan:
        """Return what was read."""
        scan = self.scan
        scan.values = self._values
        scan.last_row = max((row for row, _ in self._values), default=-1)
        scan.last_column = max((column for _, column in self._values), default=-1)
        check_inside(scan.last_row, scan.last_column)
        return scan

    def _take(self, kind: int, data: bytes) -> None:
        if kind in _TAKE:
            self.scan.cells += 1
            if self.scan.cells > self._most:
                raise too_many_cells(self._most)
            _TAKE[kind](self, data)
        elif kind == _STRING:
            if self._awaited is not None:
                length, flags = struct.unpack_from("<HB", data)
                self._values[self._awaited] = plain_text(data, 3, length, flags)
                self._awaited = None
        elif kind == _ROW:
            if struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
                self.scan.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _MERGED:
            (count,) = struct.unpack_from("<H", data)
            ranges = struct.iter_unpack("<4H", data[2 : 2 + 8 * count])
            self.scan.merged += [((top, left), (bottom, right)) for top, bottom, left, right in ranges]
            self.scan.merges = len(self.scan.merged)
        elif kind in _BLANKS:
            self.scan.cells += 1

    def _put_number(self, row: int, column: int, style: int, number: float) -> None:
        shown = self._book.shown[style] if style < len(self._book.shown) else Shown.NUMBER
        self._values[row, column] = (
            number if shown is Shown.NUMBER else moment(number, shown, date_1904=self._book.date_1904)
        )

    def _number(self, data: bytes) -> None:
        self._put_number(*_NUMBER_CELL.unpack_from(data))

    def _rk(self, data: bytes) -> None:
        row, column, style, packed = _RK_CELL.unpack_from(data)
        self._put_number(row, column, style, unpack_number(packed))

    def _multiple_rk(self, data: bytes) -> None:
        row, first = _HEAD.unpack_from(data)
        cells = list(struct.iter_unpack("<HI", data[4 : 4 + (len(data) - 6) // 6 * 6]))
        self.scan.cells += len(cells)
        for column, (style, packed) in enumerate(cells, start=first):
            self._put_number(row, column, style, unpack_number(packed))

    def _label(self, data: bytes) -> None:
        row, column, _ = _CELL.unpack_from(data)
        length, flags = struct.unpack_from("<HB", data, 6)
        self._values[row, column] = plain_text(data, 9, length, flags)

    def _shared(self, data: bytes) -> None:
        row, column, _, place = _SHARED_CELL.unpack_from(data)
        if place >= len(self._book.texts):
            raise RefusedError("damaged", "a cell holds a text that is not there")
        if text := self._book.texts[place]:
            self._values[row, column] = text

    def _boolean(self, data: bytes) -> None:
        row, column, _ = _CELL.unpack_from(data)
        self._values[row, column] = error_value(data[6]) if data[7] else bool(data[6])

    def _formula(self, data: bytes) -> None:
        row, column, style, value, flags = _FORMULA_CELL.unpack_from(data)
        self._awaited = None
        if value[6:] != b"\xff\xff":
            if flags & _CALCULATE_ON_LOAD and not any(value):
                # Programs that write workbooks leave the calculation to Excel, and say so.
                self._values[row, column] = Marked(CellKind.UNCALCULATED, "=")
            else:
                self._put_number(row, column, style, struct.unpack("<d", value)[0])
        elif value[0] == 0:
            self._awaited = (row, column)
        elif value[0] == 1:
            self._values[row, column] = bool(value[2])
        elif value[0] == 2:  # noqa: PLR2004 - an error, as the format numbers it
            self._values[row, column] = error_value(value[2])


_TAKE = {
    _NUMBER: _Sheet._number,  # noqa: SLF001 - the table of its own methods
    _RK: _Sheet._rk,  # noqa: SLF001
    _MULTIPLE_RK: _Sheet._multiple_rk,  # noqa: SLF001
    _LABEL: _Sheet._label,  # noqa: SLF001
    _RICH: _Sheet._label,  # noqa: SLF001
    _SHARED: _Sheet._shared,  # noqa: SLF001
    _BOOLEAN: _Sheet._boolean,  # noqa: SLF001
    _FORMULA: _Sheet._formula,  # noqa: SLF001
}
"""What each kind of cell is read by."""
