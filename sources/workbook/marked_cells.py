"""Step three of reading: openpyxl, only for what preflight marked and calamine cannot tell.

Error cells and formulas without a result get their text here; that they are what they are is known from preflight and
does not depend on openpyxl. A sheet that calamine refuses because of an error value it does not know is read here as a
whole; if openpyxl cannot read it either, that is a finding.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

import openpyxl

from sources.findings.finding import Finding
from sources.workbook.cells import CellKind, Marked
from sources.workbook.sheet_findings import cut
from sources.workbook.sheets import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.workbook.facts import Preflight, SheetFacts


def mark_cells(content: bytes, facts: Preflight, grids: dict[int, Grid], refused: list[int]) -> list[Finding]:
    """Put what preflight marked into the grids.

    Args:
        content: the file.
        facts: what preflight found.
        grids: the sheets' values by place, changed in place.
        refused: the sheets that calamine refused; read here and added to ``grids``.

    Returns:
        A finding on each refused sheet that openpyxl cannot read either; in ``grids`` it is empty.
    """
    marked = {place: sheet for place, sheet in enumerate(facts.sheets) if sheet.scan and sheet.scan.marked}
    texts: dict[tuple[int, int, int], str] = {}
    failures: dict[int, Exception] = {}
    for kind in CellKind.ERROR, CellKind.UNCALCULATED:
        wanted = {
            place: sorted(cell for cell, mark in sheet.scan.marked.items() if mark is kind)
            for place, sheet in marked.items()
            if sheet.scan
        }
        wanted = {place: cells for place, cells in wanted.items() if cells}
        whole = refused if kind is CellKind.ERROR else []
        if not wanted and not whole:
            continue
        # openpyxl fails in many ways on files that office programs open. The marks stand without its texts, and are
        # findings of their own; what is lost with a whole sheet has to be said.
        try:
            with _opened(content, values=kind is CellKind.ERROR) as book:
                sheets = _worksheets(book, facts)
                for place in sorted({*whole, *wanted}):
                    try:
                        if place in whole:
                            grids[place] = _whole_sheet(sheets[place], facts.sheets[place])
                        texts.update(_texts(sheets[place], place, wanted.get(place, [])))
                    except Exception as error:  # noqa: BLE001 - as above; the other sheets may be sound
                        failures[place] = error
        except Exception as error:  # noqa: BLE001 - as above
            failures.update(dict.fromkeys(whole, error))
    lost = {place: failures[place] for place in refused if place not in grids}
    for place, sheet in marked.items():
        if place in lost:
            grids[place] = Grid(sheet.name, sheet.visible, [], [], frozenset())
            continue
        for (row, column), kind in (sheet.scan.marked if sheet.scan else {}).items():
            _put(grids[place].rows, row, column, Marked(kind, texts.get((place, row, column), _UNKNOWN[kind])))
    return [_unreadable(facts.sheets[place].name, error) for place, error in lost.items()]


def _unreadable(sheet: str, error: Exception) -> Finding:
    return Finding("sheet_unreadable", sheet=sheet, value=cut(f"{type(error).__name__}: {error}"))


_UNKNOWN = {CellKind.ERROR: "#ERROR", CellKind.UNCALCULATED: "="}


@contextlib.contextmanager
def _opened(content: bytes, *, values: bool) -> Iterator[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def _worksheets(book: Any, facts: Preflight) -> dict[int, Any]:
    """Return openpyxl's worksheets by their place in the workbook; it renames sheets of the same name."""
    places = [place for place, sheet in enumerate(facts.sheets) if sheet.scan is not None]
    sheets = dict(zip(places, book.worksheets, strict=True))
    for sheet in sheets.values():
        sheet.reset_dimensions()
    return sheets


def _texts(sheet: Any, place: int, cells: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int, int], str]]:
    """Yield place, row and column of some cells with what openpyxl says stands there."""
    if not cells:
        return
    by_row: dict[int, list[int]] = {}
    for row, column in cells:
        by_row.setdefault(row, []).append(column)
    first, last = min(by_row), max(by_row)
    for number, row in enumerate(sheet.iter_rows(min_row=first + 1, max_row=last + 1, values_only=True), start=first):
        for column in by_row.get(number, ()):
            if column < len(row) and row[column] is not None:
                yield (place, number, column), str(row[column])


def _whole_sheet(sheet: Any, facts: SheetFacts) -> Grid:
    rows = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Grid(facts.name, facts.visible, rows, [], frozenset(facts.scan.hidden_rows if facts.scan else ()))


def _put(rows: list[list[Any]], row: int, column: int, value: Marked) -> None:
    """Set a cell of a grid, which calamine has cut off behind the last cell that it can read."""
    width = max(len(rows[0]) if rows else 0, column + 1)
    if rows and width > len(rows[0]):
        for short in rows:
            short.extend([""] * (width - len(short)))
    while len(rows) <= row:
        rows.append([""] * width)
    rows[row][column] = value
