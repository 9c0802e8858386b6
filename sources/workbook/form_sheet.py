"""Reading the sheet of one form: where its columns stand, which rows are data, and what is to be said about both."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sources.workbook.addresses import address, letters
from sources.workbook.cells import Marked, is_blank
from sources.workbook.heading_findings import settle_headings
from sources.workbook.heading_rows import HeadingBlock, headings_of
from sources.workbook.headings import ALIAS, unit_fits
from sources.workbook.merged_cells import fill_down, partly_read
from sources.workbook.row_words import RowWord, row_word
from sources.workbook.sheet_findings import SheetFindings, cut, listed
from sources.workbook.table_rows import TableRows, sort_rows
from sources.workbook.units import read_unit, stated_money_scale

if TYPE_CHECKING:
    from sources.findings.finding import Finding
    from sources.workbook.headings import Heading, HeadingIndex
    from sources.workbook.sheets import Grid

_MONEY = "KGS"
_LEFT_OUT = (RowWord.TOTAL, RowWord.OF_WHICH)


class ColumnPlace(NamedTuple):
    """Where a column of a form stands in a workbook."""

    form: str
    column: str
    sheet: str
    column_letter: str
    header_row: int
    """The sheet row of the heading, from 1; of its lowest cell if it has several."""
    heading: str
    """The heading as it stands there."""
    scale: float = 1.0
    """What figures are to be multiplied by to be in the column's unit."""


@dataclass(slots=True)
class FormSheet:
    """What was found on the sheet of one form."""

    answer: str
    """``rows``, ``none`` or ``empty``."""
    places: list[ColumnPlace] = field(default_factory=list)
    columns: list[tuple[str, int]] = field(default_factory=list)
    """Name and sheet column (from 0) of the columns that are read."""
    rows: list[int] = field(default_factory=list)
    """The rows to read, from 0: data, then totals."""
    data_rows: int = 0
    """How many of them are data."""
    findings: list[Finding] = field(default_factory=list)
    hidden_rows: bool = False


def read_form_sheet(grid: Grid, index: HeadingIndex) -> FormSheet:
    """Find out what stands where on the sheet of a form.

    Args:
        grid: the sheet.
        index: the form's headings.

    Returns:
        The places of its columns and rows. A sheet without any headings is empty, or says "жок", or is a finding.
    """
    block = headings_of(grid, index)
    if block is None:
        return _without_headings(grid, index)
    sheet = _Sheet(grid, index, block)
    return sheet.read()


def _without_headings(grid: Grid, index: HeadingIndex) -> FormSheet:
    findings = SheetFindings(index.form.form, grid.name)
    filled = [
        (row, column, value)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if not is_blank(value)
    ]
    if not filled:
        return FormSheet("empty")
    if all(type(value) is str for _, _, value in filled):
        for _, cells in groupby(filled, key=itemgetter(0)):
            *before, (row, column, value) = cells
            # By itself, or behind one label. At the end of a longer row it is one answer of a record.
            if row_word(value) is RowWord.NONE and len(before) <= 1:
                findings.on_cell("answered_none", row, column, value=value)
                return FormSheet("none", findings=findings.found)
    row, column, _ = filled[0]
    findings.on_cell(
        "headings_not_found",
        row,
        column,
        value=listed(str(value) for _, _, value in filled if type(value) is str),
        expected=listed(words.printed for words in index.form.columns),
    )
    return FormSheet("empty", findings=findings.found)


class _Sheet:
    """One form's sheet while it is read."""

    def __init__(self, grid: Grid, index: HeadingIndex, block: HeadingBlock) -> None:
        self._grid = grid
        self._index = index
        self._block = block
        self._findings = SheetFindings(index.form.form, grid.name)
        self._found = FormSheet("empty", findings=self._findings.found)

    def read(self) -> FormSheet:
        found = self._found
        rows = sort_rows(self._grid.rows, self._grid.merges, self._block, self._index)
        if rows.none is not None:
            found.answer = "none"
            row, column = rows.none
            self._findings.on_cell("answered_none", row, column, value=self._grid.rows[row][column])
            return found
        if rows.data:
            found.answer = "rows"
            settle_headings(self._grid, self._index.form, self._block, rows, self._findings)
            self._fill_merged(rows.data)
        found.rows = rows.data + rows.totals
        found.data_rows = len(rows.data)
        self._find_rows_left_out(rows)
        self._find_hidden(rows.data)
        self._place_columns(rows)
        return found

    def _fill_merged(self, data: list[int]) -> None:
        """Read a name that is merged over several rows in each of them."""
        names = {
            at: words.name
            for at, heading in self._block.matches.items()
            if (words := self._index.form.columns[heading.column]).names_rows
        }
        for row, at, top in fill_down(self._grid, names, data):
            value = self._grid.rows[row][at]
            self._findings.on_cell(
                "merged_filled",
                row,
                at,
                column=names[at],
                value=cut(value.text if isinstance(value, Marked) else str(value)),
                expected=f"{address(top, at)} is merged over this row",
            )

        for merged in partly_read(self._grid, self._block.matches, names, data):
            value = self._grid.rows[merged.top][merged.left]
            self._findings.on_cell(
                "merged_values",
                merged.top,
                merged.left,
                value=cut(value.text if isinstance(value, Marked) else str(value)),
                expected=f"a value in each cell of {address(merged.top, merged.left)}:"
                f"{address(merged.bottom, merged.right)}; it was read in the first one only",
            )

    def _find_rows_left_out(self, rows: TableRows) -> None:
        for row in (*rows.totals, *rows.of_which):
            values = self._grid.rows[row]
            texts = [at for at, value in enumerate(values) if type(value) is str and not is_blank(value)]
            column = next((at for at in texts if row_word(values[at]) in _LEFT_OUT), texts[0])
            self._findings.on_cell("total_left_out", row, column, value=values[column])

    def _find_hidden(self, data: list[int]) -> None:
        hidden = [row for row in data if row in self._grid.hidden_rows]
        if not hidden:
            return
        self._found.hidden_rows = True
        self._findings.on_row("hidden_rows", hidden[0], value=listed(str(row + 1) for row in hidden))

    def _place_columns(self, rows: TableRows) -> None:
        block, form = self._block, self._index.form
        stated, statement = self._stated_scale(rows)
        for at, heading in sorted(block.matches.items(), key=lambda item: item[1].column):
            words = form.columns[heading.column]
            text, row = block.texts[at]
            scale, reason = heading.scale, text
            if scale == 1:
                scale, reason = self._unit_row_scale(rows, at, words.unit)
            if scale == 1 and words.unit == _MONEY and stated is not None:
                scale, reason = stated, statement
            self._report_heading(at, row, heading, text)
            if scale != 1:
                self._findings.on_cell(
                    "scaled_unit",
                    row,
                    at,
                    column=words.name,
                    value=cut(reason),
                    expected=f"{words.unit}; figures are read times {scale:g}",
                )
            self._found.columns.append((words.name, at))
            self._found.places.append(
                ColumnPlace(form.form, words.name, self._grid.name, letters(at), row + 1, text, scale)
            )

    def _report_heading(self, at: int, row: int, heading: Heading, text: str) -> None:
        if heading.rank == ALIAS:
            words = self._index.form.columns[heading.column]
            self._findings.on_cell("heading_by_alias", row, at, column=words.name, value=text, expected=words.printed)

    def _unit_row_scale(self, rows: TableRows, at: int, column_unit: str | None) -> tuple[float, str]:
        """Return the scale of the unit in the row of units under a heading, and the unit as it stands there."""
        for row in rows.units:
            text = self._grid.rows[row][at]
            unit = read_unit(text) if type(text) is str else None
            if unit is not None and unit.family is not None and unit_fits(unit, column_unit):
                return unit.scale, text
        return 1.0, ""

    def _stated_scale(self, rows: TableRows) -> tuple[float | None, str]:
        """Return what the lines above the headings or the notes say of all amounts of the sheet, and that line."""
        grid = self._grid
        for row in (*range(self._block.first_row), *rows.notes):
            for text in grid.rows[row]:
                if type(text) is str and text and (scale := stated_money_scale(text)) is not None:
                    return scale, text
        return None, ""
