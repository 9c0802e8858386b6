"""One worksheet's part: cells get other formats, and the sheet a drawing for its comments. Nothing else changes.

Rows and cells are found by regular expressions, which is quick and safe in parts that preflight has passed and that
have no XML comments; what stands before and after the rows is parsed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.notice.marked_copy.addressing import read_address, read_range
from sources.notice.marked_copy.package_writer import RELATIONS, STRICT_RELATIONS
from sources.notice.marked_copy.refusal import NotMarkableError
from sources.notice.marked_copy.xml_spans import TAG_REST, Edits, get_attribute, opened_up, parse, set_attribute
from sources.workbook.addresses import address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WORKSHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
"""The children of ``worksheet``, as ECMA-376 part 1, 18.3.1.99 orders them; Excel refuses any other order."""

_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?=[\s/>])" + TAG_REST + rb">")
_NUMBER = re.compile(rb"[1-9][0-9]{0,6}")
_TRUE = (b"1", b"true")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    start: int
    inside: int
    end: int
    """Where the row's last tag begins; equal to ``inside`` in a row written as one tag."""
    single: bool


class Worksheet:
    """The part of one worksheet."""

    def __init__(self, data: bytes, name: str) -> None:
        """Find the parts of the part.

        Args:
            data: the part.
            name: its name, for messages.

        Raises:
            NotMarkableError: it is written in a way that cannot be patched safely.
        """
        opening = _SHEET_DATA.search(data)
        if opening is None:
            raise NotMarkableError(f"{name} has no rows' element")
        if b"<!--" in data or data.find(b"<?", 2) >= 0:
            raise NotMarkableError(f"{name} has XML comments or processing instructions")
        self._name = name
        self._data = data
        self._prefix = opening[1].decode()
        self._opening = opening
        self._single = opening[0].endswith(b"/>")
        self._inside = opening.end()
        self._outside = opening.end() if self._single else self._find_end()
        # The rows are left out, so that parsing costs little however many there are.
        skeleton = data[: self._inside] + data[self._outside :]
        self._cut = self._outside - self._inside
        self.root = parse(skeleton, 2, name)
        self._rows_read: list[_Row] | None = None

    def _find_end(self) -> int:
        ends = [match.start() for match in re.finditer(f"</{self._prefix}sheetData\\s*>".encode(), self._data)]
        if len(ends) != 1 or ends[0] < self._inside:
            raise NotMarkableError(f"{self._name} has rows in two places")
        return ends[0]

    def _place(self, at: int) -> int:
        """Return the place in the part of a place in the part without rows."""
        return at if at <= self._opening.start() else at + self._cut

    def merged_cells(self) -> Callable[[int, int], tuple[int, int]]:
        """Return what gives for a cell the one that shows its merged range's value: itself, where nothing is merged."""
        parent = self.root.find("mergeCells")
        ranges = []
        for element in parent.all("mergeCell") if parent else ():
            found = read_range(element.attributes.get("ref", ""))
            if found:
                ranges.append(found)

        def shown(row: int, column: int) -> tuple[int, int]:
            for top, left, bottom, right in ranges:
                if top <= row <= bottom and left <= column <= right:
                    return top, left
            return row, column

        return shown

    def column_widths(self) -> list[tuple[int, int, float]]:
        """Return first and last column, from 0, and width in characters of the columns that have their own."""
        widths = []
        parent = self.root.find("cols")
        for element in parent.all("col") if parent else ():
            values = element.attributes
            try:
                width = 0.0 if values.get("hidden") in ("1", "true") else _size(values["width"])
                widths.append((int(values["min"]) - 1, int(values["max"]) - 1, width))
            except (KeyError, ValueError):
                continue
        return widths

    def row_heights(self) -> dict[int, float]:
        """Return the heights in points of the rows that have their own, by row from 0."""
        heights = {}
        for row in self._rows():
            tag = self._data[row.start : row.inside]
            height = get_attribute(tag, b"ht") if b"ht=" in tag else None
            if height or b"hidden" in tag:
                try:
                    heights[row.number] = 0.0 if get_attribute(tag, b"hidden") in _TRUE else _size(height or b"15")
                except ValueError:
                    continue
        return heights

    def drawing(self) -> str | None:
        """Return the id of the relation to the drawing that holds comments' boxes."""
        element = self.root.find("legacyDrawing")
        if element is None:
            return None
        return next((value for key, value in element.attributes.items() if key.endswith(":id")), None)

    def patch(
        self,
        formats: Mapping[tuple[int, int], Callable[[int], int]],
        drawing: str | None,
        *,
        strict: bool,
    ) -> bytes:
        """Return the part with other formats of cells.

        Args:
            formats: what makes of a cell's format's number another, by row and column.
            drawing: the id of the relation to a new drawing of comments' boxes, if there is to be one.
            strict: whether the workbook is written in the strict variant of the format.
        """
        edits = Edits(self._data)
        self._patch_cells(edits, formats)
        if drawing is not None:
            self._add_drawing(edits, drawing, strict=strict)
        return edits.apply() if edits else self._data

    def _add_drawing(self, edits: Edits, relation: str, *, strict: bool) -> None:
        namespaces = (STRICT_RELATIONS, RELATIONS) if strict else (RELATIONS, STRICT_RELATIONS)
        prefix = self.root.prefix_of(*namespaces)
        declared = "" if prefix else f' xmlns:r="{namespaces[0]}"'
        element = f'<{self.root.tag("legacyDrawing")}{declared} {prefix or "r:"}id="{relation}"/>'
        rank = WORKSHEET_ORDER.index("legacyDrawing")
        before = [
            child
            for child in self.root.children
            if child.name in WORKSHEET_ORDER and WORKSHEET_ORDER.index(child.name) < rank
        ]
        edits.insert(self._place(before[-1].end), element.encode())

    def _rows(self) -> list[_Row]:
        """Return the rows in their order.

        Raises:
            NotMarkableError: they are not in their order.
        """
        if self._rows_read is None:
            self._rows_read = list(self._find_rows())
        return self._rows_read

    def _find_rows(self) -> list[_Row]:
        prefix = re.escape(self._prefix.encode())
        pattern = re.compile(rb"<" + prefix + rb"row(?=[\s/>])" + TAG_REST + rb">")
        closing = re.compile(rb"</" + prefix + rb"row\s*>")
        rows: list[_Row] = []
        number = -1
        for match in pattern.finditer(self._data, self._inside, self._outside):
            written = get_attribute(match[0], b"r")
            if written is None:
                number += 1
            elif not _NUMBER.fullmatch(written) or int(written) - 1 <= number:
                raise NotMarkableError(f"{self._name} has rows out of order")
            else:
                number = int(written) - 1
            single = match[0].endswith(b"/>")
            end = match.end()
            if not single:
                closed = closing.search(self._data, end, self._outside)
                if closed is None:
                    raise NotMarkableError(f"{self._name} has a row without an end")
                end = closed.start()
            rows.append(_Row(number, match.start(), match.end(), end, single))
        return rows

    def _patch_cells(self, edits: Edits, formats: Mapping[tuple[int, int], Callable[[int], int]]) -> None:
        if not formats:
            return
        rows = self._rows()
        numbers = [row.number for row in rows]
        wanted: dict[int, dict[int, Callable[[int], int]]] = {}
        for (row, column), change in sorted(formats.items(), key=lambda item: item[0]):
            wanted.setdefault(row, {})[column] = change
        new_rows: dict[int, list[bytes]] = {}
        for number, columns in wanted.items():
            at = bisect_left(numbers, number)
            if at < len(rows) and rows[at].number == number:
                self._patch_row(edits, rows[at], columns)
            else:
                cells = b"".join(self._new_cell(number, column, None, change) for column, change in columns.items())
                new_row = f'<{self._prefix}row r="{number + 1}">'.encode() + cells + f"</{self._prefix}row>".encode()
                place = rows[at].start if at < len(rows) else self._outside
                new_rows.setdefault(place, []).append(new_row)
        for place, added in new_rows.items():
            if self._single:
                whole = opened_up(self._opening[0], b"".join(added), self._prefix + "sheetData")
                edits.replace(self._opening.start(), self._opening.end(), whole)
            else:
                edits.insert(place, b"".join(added))

    def _patch_row(self, edits: Edits, row: _Row, columns: dict[int, Callable[[int], int]]) -> None:
        data = self._data
        tag = data[row.start : row.inside]
        absent = dict(columns)
        added: dict[int, bytes] = {}
        column = -1
        cell = re.compile(rb"<" + re.escape(self._prefix.encode()) + rb"c(?=[\s/>])" + TAG_REST + rb">")
        for match in cell.finditer(data, row.inside, row.end):
            written = get_attribute(match[0], b"r")
            place = (row.number, column + 1) if written is None else read_address(written.decode("ascii", "replace"))
            if place is None or place[0] != row.number or place[1] <= column:
                raise NotMarkableError(f"{self._name} has cells out of order in row {row.number + 1}")
            column = place[1]
            for earlier in [each for each in absent if each < column]:
                new = self._new_cell(row.number, earlier, tag, absent.pop(earlier))
                added[match.start()] = added.get(match.start(), b"") + new
            if column in absent:
                number = _number(get_attribute(match[0], b"s"))
                changed = set_attribute(match[0], "s", str(absent.pop(column)(number)))
                edits.replace(match.start(), match.end(), changed)
        last = b"".join(self._new_cell(row.number, each, tag, change) for each, change in absent.items())
        for at, new_cells in added.items():
            edits.insert(at, new_cells)
        if (added or last) and get_attribute(tag, b"spans") is not None:
            # Only a hint for readers, which would no longer be true.
            tag = set_attribute(tag, "spans", None)
            if not row.single or not last:
                edits.replace(row.start, row.inside, tag)
        if last and row.single:
            edits.replace(row.start, row.inside, opened_up(tag, last, self._prefix + "row"))
        elif last:
            edits.insert(row.end, last)

    def _new_cell(self, row: int, column: int, row_tag: bytes | None, change: Callable[[int], int]) -> bytes:
        """Return a blank cell, whose format is made of that of its row or column."""
        number = 0
        if row_tag is not None and get_attribute(row_tag, b"customFormat") in _TRUE:
            number = _number(get_attribute(row_tag, b"s"))
        else:
            parent = self.root.find("cols")
            for element in parent.all("col") if parent else ():
                values = element.attributes
                first, last = _number(values.get("min", "").encode()), _number(values.get("max", "").encode())
                if first - 1 <= column <= last - 1:
                    number = _number(values.get("style", "").encode())
                    break
        return f'<{self._prefix}c r="{address(row, column)}" s="{change(number)}"/>'.encode()


def _size(written: str | bytes) -> float:
    """Return a width or height within what Excel allows, whatever is written."""
    size = float(written)
    return min(max(size, 0.0), 500.0) if math.isfinite(size) else 10.0


_SHEET_VIEW = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sheetView(?=[\s/>])" + TAG_REST + rb">")


def deselect(data: bytes) -> bytes:
    """Return the part of a sheet of any kind with its tab not selected: one shown alone, and not together with others.

    What one types while several sheets are selected goes into all of them.
    """
    if b"tabSelected" not in data:
        return data
    return _SHEET_VIEW.sub(lambda match: set_attribute(match[0], "tabSelected", None), data)


def _number(written: bytes | None) -> int:
    return int(written) if written and written.isdigit() and len(written) < 10 else 0  # noqa: PLR2004 - far beyond any
