"""The cells of one sheet in .ods: their values, and the rows and columns for which they count.

``opendocument`` walks through the part and says what begins and ends.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sources.workbook.cells import CellKind, Marked
from sources.workbook.refusal import RefusedError
from sources.workbook.sheet_scan import LAST_COLUMN, LAST_ROW, SheetScan, check_inside, too_many_cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from sources.workbook.limits import Limits

_ERROR = re.compile(r"(?:#[^\s]{2,20}[!?]|#N/A|#Н/Д|Err:[0-9]{3})")
_LANGUAGE = re.compile(r"^[a-z]{1,8}:(?==)")
_REFERENCE = re.compile(r"\[\.?([^\]]*)\]")
_TRUTHS = {"of:=TRUE()": True, "of:=FALSE()": False}
"""What LibreOffice makes of a yes or no in a workbook of Excel."""
_MOST_SPACES = 32_767
_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6}(?:[.,][0-9]*)?)S)?")


class OpenCell:
    """A cell while it is read."""

    __slots__ = ("_paragraphs", "_text", "attributes", "column", "columns")

    def __init__(self, attributes: dict[str, str], column: int, columns: int) -> None:
        self.attributes = attributes
        self.column = column
        self.columns = columns
        """For how many columns it counts."""
        self._paragraphs = 0
        self._text: list[str] = []

    def begin_paragraph(self) -> None:
        """Begin a paragraph; each is a line."""
        if self._paragraphs:
            self._text.append("\n")
        self._paragraphs += 1

    def spaces(self, count: str) -> None:
        """Add so many spaces."""
        self._text.append(" " * min(_count(count), _MOST_SPACES))

    def add(self, text: str) -> None:
        """Add to the text."""
        if self._paragraphs:
            self._text.append(text)

    def value(self) -> Any:
        """Return what stands in the cell; an empty text for nothing."""
        attributes = self.attributes
        kind = attributes.get("office:value-type")
        formula = attributes.get("table:formula")
        text = "".join(self._text)
        if attributes.get("calcext:value-type") == "error" or (formula is not None and _ERROR.fullmatch(text)):
            return Marked(CellKind.ERROR, text or "#ERROR")
        if kind is None:
            # LibreOffice writes no kind for a formula whose result is an empty text, but a paragraph.
            never_calculated = formula is not None and not self._paragraphs
            return Marked(CellKind.UNCALCULATED, readable_formula(formula or "")) if never_calculated else text
        if formula in _TRUTHS and kind == "float":
            return _TRUTHS[formula]
        attribute, read = _VALUES.get(kind, ("office:string-value", str))
        return read(attributes.get(attribute, text))


def readable_formula(formula: str) -> str:
    """Return a formula as office programs show it: ``of:=SUM([.B2:.D2])`` is ``=SUM(B2:D2)``."""
    formula = _LANGUAGE.sub("", formula)
    return _REFERENCE.sub(lambda reference: reference[1].replace(":.", ":"), formula)


def _number(written: str) -> float | str:
    try:
        return written if "_" in written else float(written)
    except ValueError:
        return written


def _date(written: str) -> date | datetime | str:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return written
    return found.date() if "T" not in written or found.time() == datetime.min.time() else found.replace(tzinfo=None)


def _duration(written: str) -> Any:
    found = _DURATION.fullmatch(written)
    if found is None:
        return written
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    total = round(hours * 3600 + minutes * 60 + seconds)
    return f"{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}"


def _boolean(written: str) -> bool:
    return written.casefold() == "true"


_VALUES: dict[str, tuple[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("float", "percentage", "currency"), ("office:value", _number)),
    "boolean": ("office:boolean-value", _boolean),
    "date": ("office:date-value", _date),
    "time": ("office:time-value", _duration),
}
"""By kind of value: where it stands, and how it is read."""


class TableReading:
    """A sheet while it is read."""

    def __init__(self, name: str, limits: Limits, most_cells: int, *, visible: bool) -> None:
        self.name = name
        self.visible = visible
        self._limits = limits
        self._most = most_cells
        self._values: dict[tuple[int, int], Any] = {}
        self._scan = SheetScan(values=self._values)
        self._row = 0
        self._rows = 1
        """For how many rows the present one counts."""
        self._column = 0
        self._filled: list[tuple[int, int, Any]] = []
        self._hidden: list[tuple[int, int]] = []

    def open_row(self, attributes: dict[str, str]) -> None:
        """Begin a row."""
        self._rows = _count(attributes.get("table:number-rows-repeated", "1"))
        self._column = 0
        if attributes.get("table:visibility") in ("collapse", "filter"):
            self._hidden.append((self._row, self._rows))

    def open_cell(self, attributes: dict[str, str], *, covered: bool) -> OpenCell:
        """Begin a cell; a covered one lies under a merged cell."""
        columns = _count(attributes.get("table:number-columns-repeated", "1"))
        cell = OpenCell(attributes, self._column, columns)
        self._column += columns
        if not covered:
            self._merge(attributes, cell.column)
        return cell

    def close_cell(self, cell: OpenCell) -> None:
        """End a cell, and keep it if something stands in it."""
        self._scan.cells += 1
        value = cell.value()
        if value != "":
            check_inside(self._row + self._rows - 1, cell.column + cell.columns - 1)
            self._filled.append((cell.column, cell.columns, value))
        self._check_cells()

    def close_row(self) -> None:
        """End a row, and count its cells for as many rows as it stands for."""
        if self._filled:
            self._scan.cells += sum(columns for _, columns, _ in self._filled) * self._rows - len(self._filled)
            self._check_cells()
            for column, columns, value in self._filled:
                for row in range(self._row, self._row + self._rows):
                    for at in range(column, column + columns):
                        self._values[row, at] = value
            self._scan.last_row = self._row + self._rows - 1
            last = max(column + columns for column, columns, _ in self._filled) - 1
            self._scan.last_column = max(self._scan.last_column, last)
            self._filled = []
        # Behind the last filled row, files count on far beyond the end of a sheet.
        self._row = min(self._row + self._rows, LAST_ROW)

    def finish(self) -> SheetScan:
        """Return what was read."""
        scan = self._scan
        scan.merges = len(scan.merged)
        for first, count in self._hidden:
            scan.hidden_rows.update(range(first, min(first + count, scan.last_row + 1)))
        return scan

    def _merge(self, attributes: dict[str, str], column: int) -> None:
        columns = _count(attributes.get("table:number-columns-spanned", "1"))
        rows = _count(attributes.get("table:number-rows-spanned", "1"))
        if columns <= 1 and rows <= 1:
            return
        last = min(self._row + rows, LAST_ROW) - 1, min(column + columns, LAST_COLUMN) - 1
        self._scan.merged.append(((self._row, column), last))

    def _check_cells(self) -> None:
        if self._scan.cells > self._most:
            raise too_many_cells(self._most)


def _count(written: str) -> int:
    """Return how often something is repeated; anything that is no such number is a fault of the file."""
    if not (written.isascii() and written.isdecimal() and len(written) <= 10):  # noqa: PLR2004 - far beyond any sheet
        raise RefusedError("damaged", f"something is repeated {written[:20]} times")
    return int(written)
