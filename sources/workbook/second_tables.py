"""Several tables on one sheet: one below the other with headings of its own, or two side by side.

A sheet is read as one form's table. What begins a second one is found here, and cut off into a grid of its own that can
be read as any other sheet; which of the tables are read is decided in ``layout``. Headings that are merely repeated
(on the next printed page) begin no table: ``table_rows`` passes over them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sources.workbook.cells import is_blank
from sources.workbook.heading_rows import headings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.workbook.heading_rows import HeadingBlock
    from sources.workbook.headings import HeadingIndex
    from sources.workbook.sheets import Grid

_FEWEST_HEADINGS = 3
"""So many headings of one form in a row begin its table; fewer are a caption."""


class SecondTable(NamedTuple):
    """A table that stands on the sheet of another."""

    form: str
    grid: Grid
    """A sheet that holds it alone, in its place."""
    row: int
    column: int
    """Its first heading, from 0."""
    is_sure: bool
    """Whether no other form has as many of its headings."""


class _Named(NamedTuple):
    """What a row of headings is recognised as."""

    form: str
    columns: dict[int, int]
    """Where the form's columns stand, by their place in the form."""
    is_sure: bool


def cut_off(grid: Grid, form: str, indexes: Mapping[str, HeadingIndex]) -> list[SecondTable]:
    """Cut off what a sheet holds besides the table of its form.

    Args:
        grid: the sheet; cut off tables are taken out of it.
        form: the form as which it is read.
        indexes: the headings of all forms.

    Returns:
        The other tables from the top; one of the same form if its columns stand otherwise.
    """
    block = headings_of(grid, indexes[form])
    if block is None:
        return []
    found = _below(grid, form, block, indexes)
    beside = _beside(grid, form, block, indexes)
    return found if beside is None else [beside, *found]


def _below(grid: Grid, form: str, block: HeadingBlock, indexes: Mapping[str, HeadingIndex]) -> list[SecondTable]:
    places = {heading.column: at for at, heading in block.matches.items()}
    starts: list[tuple[int, str, int, bool]] = []
    current, own = form, places
    for number in range(block.last_row + 1, len(grid.rows)):
        row = grid.rows[number]
        # Headings are all in words; most rows of data are told by their first figure.
        if any(type(value) is not str for value in row):
            continue
        texts = {at: value for at, value in enumerate(row) if value != "" and not is_blank(value)}
        if len(texts) < _FEWEST_HEADINGS:
            continue
        named = _best(texts, current, indexes)
        if named is None:
            continue
        other, columns, is_sure = named
        if other == current and all(own.get(column, at) == at for column, at in columns.items()):
            continue
        starts.append((number, other, min(columns.values()), is_sure))
        current, own = other, columns
    found = []
    ends = [*(start for start, *_ in starts), len(grid.rows)][1:]
    for (start, other, column, is_sure), end in zip(starts, ends, strict=True):
        blank = [""] * len(grid.rows[0])
        rows = [list(blank) for _ in range(start)] + grid.rows[start:end]
        merges = [merge for merge in grid.merges if start <= merge[0][0] < end]
        found.append(SecondTable(other, replace(grid, rows=rows, merges=merges, headings={}), start, column, is_sure))
    if starts:
        first = starts[0][0]
        grid.rows = grid.rows[:first]
        grid.merges = [merge for merge in grid.merges if merge[1][0] < first]
    return found


def _best(texts: Mapping[int, str], form: str, indexes: Mapping[str, HeadingIndex]) -> _Named | None:
    """Return the form that most texts of a row are headings of; the sheet's own if others are no better."""
    named = []
    for other, index in indexes.items():
        columns = {found.column: at for at, text in texts.items() if (found := index.match(text)) is not None}
        if len(columns) >= _FEWEST_HEADINGS and 2 * len(columns) >= len(texts):
            named.append(_Named(other, columns, is_sure=True))
    if not named:
        return None
    best = max(named, key=lambda one: (len(one.columns), one.form == form))
    rivals = [one for one in named if len(one.columns) == len(best.columns)]
    return best if best.form == form or len(rivals) == 1 else best._replace(is_sure=False)


def _beside(grid: Grid, form: str, block: HeadingBlock, indexes: Mapping[str, HeadingIndex]) -> SecondTable | None:
    """Cut off another form's table that stands to the right, its headings in the same row."""
    if not block.matches:
        return None
    first_places: dict[int, int] = {}
    for at, heading in sorted(block.matches.items()):
        first_places.setdefault(heading.column, at)
    last = max(first_places.values())
    texts = {
        at: value
        for at, value in enumerate(grid.rows[block.last_row])
        if at > last and type(value) is str and not is_blank(value)
    }
    named = _best(texts, form, indexes) if texts else None
    if named is None or named.form == form:
        return None
    other, columns, is_sure = named
    first = min(columns.values())
    rows: list[list[Any]] = [[*([""] * first), *row[first:]] for row in grid.rows]
    merges = [merge for merge in grid.merges if merge[0][1] >= first]
    table = SecondTable(other, replace(grid, rows=rows, merges=merges, headings={}), block.last_row, first, is_sure)
    width = len(grid.rows[0])
    grid.rows = [[*row[:first], *([""] * (width - first))] for row in grid.rows]
    grid.merges = [merge for merge in grid.merges if merge[1][1] < first]
    grid.headings = {}
    return table
