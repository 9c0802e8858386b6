"""Reading the sheet of one form: where its columns stand, which rows are data, and what is to be said about both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sources.findings.finding import Finding
from sources.workbook.addresses import address, letters
from sources.workbook.cells import is_blank
from sources.workbook.heading_rows import HeadingBlock, find_headings
from sources.workbook.headings import ALIAS, unit_fits
from sources.workbook.row_words import RowWord, row_word
from sources.workbook.side_columns import is_not_data, is_running
from sources.workbook.table_rows import TableRows, sort_rows
from sources.workbook.units import read_unit, stated_money_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.workbook.headings import Heading, HeadingIndex
    from sources.workbook.sheets import Grid

_MONEY = "KGS"
_SHOWN = 120


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
    block = find_headings(grid.rows, grid.merges, index)
    if block is None:
        return _without_headings(grid, index)
    sheet = _Sheet(grid, index, block)
    return sheet.read()


def _without_headings(grid: Grid, index: HeadingIndex) -> FormSheet:
    form = index.form.form
    filled = [
        (row, column, value)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if not is_blank(value)
    ]
    none = next(((r, c, v) for r, c, v in filled if type(v) is str and row_word(v) is RowWord.NONE), None)
    if none is not None and all(type(value) is str for _, _, value in filled):
        row, column, value = none
        finding = Finding(
            "answered_none", form=form, sheet=grid.name, cell=address(row, column), row=row + 1, value=value
        )
        return FormSheet("none", findings=[finding])
    if not filled:
        return FormSheet("empty")
    row, column, _ = filled[0]
    finding = Finding(
        "headings_not_found",
        form=form,
        sheet=grid.name,
        cell=address(row, column),
        value=_join(str(value) for _, _, value in filled if type(value) is str),
        expected=_join(column.printed for column in index.form.columns),
    )
    return FormSheet("empty", findings=[finding])


class _Sheet:
    """One form's sheet while it is read."""

    def __init__(self, grid: Grid, index: HeadingIndex, block: HeadingBlock) -> None:
        self._grid = grid
        self._index = index
        self._block = block
        self._found = FormSheet("empty")
        self._headed = set(block.texts)

    def read(self) -> FormSheet:
        found = self._found
        rows = sort_rows(self._grid.rows, self._grid.merges, self._block, self._index)
        if rows.none is not None:
            found.answer = "none"
            row, column = rows.none
            self._find("answered_none", row, column, value=self._grid.rows[row][column])
            return found
        if rows.data:
            found.answer = "rows"
            self._resolve_repeated(rows.data)
            self._find_headings_amiss()
            self._find_unlabelled(rows)
        found.rows = rows.data + rows.totals
        found.data_rows = len(rows.data)
        self._find_rows_left_out(rows)
        self._find_hidden(rows.data)
        self._place_columns(rows)
        return found

    def _find(self, code: str, row: int, at: int, /, **facts: Any) -> None:
        finding = Finding(
            code,
            form=self._index.form.form,
            sheet=self._grid.name,
            cell=address(row, at),
            row=row + 1,
        )
        self._found.findings.append(finding._replace(**facts))

    def _resolve_repeated(self, data: list[int]) -> None:
        """Keep one sheet column for each column of the form, where it is clear which.

        The template's heading goes before an alias, a filled column before a blank one. Two filled columns under
        equally good headings are both left out: which one is meant is not for us to guess.
        """
        block, rows = self._block, self._grid.rows
        claims: dict[int, list[int]] = {}
        for at, heading in block.matches.items():
            claims.setdefault(heading.column, []).append(at)
        for column, places in claims.items():
            if len(places) == 1:
                continue
            rank = min(block.matches[at].rank for at in places)
            best = [at for at in places if block.matches[at].rank == rank]
            filled = [at for at in best if any(not is_blank(rows[row][at]) for row in data)]
            keep = filled[0] if len(filled) == 1 else best[0] if len(best) == 1 or not filled else None
            words = self._index.form.columns[column]
            for at in places:
                if at == keep:
                    continue
                del block.matches[at]
                text, row = block.texts[at]
                self._find(
                    "heading_repeated", row, at, column=words.name, value=text, expected=f"one column {words.printed}"
                )

    def _find_headings_amiss(self) -> None:
        """Report columns of the form that have no heading, and headings that are no column of the form."""
        block, form = self._block, self._index.form
        repeated = {finding.column for finding in self._found.findings if finding.code == "heading_repeated"}
        present = {heading.column for heading in block.matches.values()}
        missing = [words for place, words in enumerate(form.columns) if place not in present]
        if not missing and len(block.texts) == len(block.matches):
            return
        headings = _join(text for text, _ in block.texts.values())
        for words in missing:
            if words.name in repeated:
                continue
            self._found.findings.append(
                Finding(
                    "required_heading_missing" if words.required else "heading_missing",
                    form=form.form,
                    sheet=self._grid.name,
                    row=block.last_row + 1,
                    column=words.name,
                    value=headings,
                    expected=words.printed,
                )
            )
        expected = _join(words.printed for words in (missing or form.columns))
        taken = {finding.cell for finding in self._found.findings}
        for at, (text, row) in sorted(block.texts.items()):
            if at in block.matches or address(row, at) in taken or is_not_data(text):
                continue
            self._find("heading_unknown", row, at, value=text, expected=expected)

    def _find_unlabelled(self, rows: TableRows) -> None:
        """Report columns that have values but no heading; running numbers need none."""
        width = len(self._grid.rows[0])
        numbers = sorted(rows.data + rows.totals)
        for column in range(width):
            if column in self._headed:
                continue
            filled = [row for row in numbers if not is_blank(self._grid.rows[row][column])]
            values = [self._grid.rows[row][column] for row in filled if row in set(rows.data)]
            if not values or is_running(values):
                continue
            self._find(
                "unlabelled_values",
                filled[0],
                column,
                value=_join(str(value) for value in values),
                expected="a heading above the values",
            )

    def _find_rows_left_out(self, rows: TableRows) -> None:
        for row in (*rows.totals, *rows.of_which):
            values = self._grid.rows[row]
            column = next(at for at, value in enumerate(values) if type(value) is str and not is_blank(value))
            self._find("total_left_out", row, column, value=values[column])

    def _find_hidden(self, data: list[int]) -> None:
        hidden = [row for row in data if row in self._grid.hidden_rows]
        if not hidden:
            return
        self._found.hidden_rows = True
        self._found.findings.append(
            Finding(
                "hidden_rows",
                form=self._index.form.form,
                sheet=self._grid.name,
                row=hidden[0] + 1,
                value=_join(str(row + 1) for row in hidden),
            )
        )

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
                self._find(
                    "scaled_unit",
                    row,
                    at,
                    column=words.name,
                    value=_cut(reason),
                    expected=f"{words.unit}; figures are read times {scale:g}",
                )
            self._found.columns.append((words.name, at))
            self._found.places.append(
                ColumnPlace(form.form, words.name, self._grid.name, letters(at), row + 1, text, scale)
            )

    def _report_heading(self, at: int, row: int, heading: Heading, text: str) -> None:
        if heading.rank == ALIAS:
            words = self._index.form.columns[heading.column]
            self._find("heading_by_alias", row, at, column=words.name, value=text, expected=words.printed)

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


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _join(texts: Iterator[str]) -> str:
    """List texts, as many as a reader will look at."""
    shown, length = [], 0
    for text in texts:
        length += len(text)
        if length > 8 * _SHOWN:
            shown.append("…")
            break
        shown.append(_cut(" ".join(text.split())))
    return "; ".join(shown)
