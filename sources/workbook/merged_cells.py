"""Cells merged over several rows: a village's name beside all its clubs. A sheet holds the text in the topmost only.

Headings merged sideways or downwards are read in ``heading_rows``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from sources.workbook.cells import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sources.workbook.sheets import Grid


class Merged(NamedTuple):
    """A merged range; rows and columns are counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


def fill_down(grid: Grid, columns: Collection[int], data: list[int]) -> Iterator[tuple[int, int, int]]:
    """Put what a merged cell shows into every data row that it stands beside.

    Only data rows are filled, from a data row: a heading, or a caption above the rows, is not what names them.

    Args:
        grid: the sheet, changed in place.
        columns: the sheet columns to fill, from 0.
        data: the data rows in their order, from 0.

    Yields:
        Row and column of each filled cell, and the row that its value stands in.
    """
    rows, known = grid.rows, set(data)
    for (top, left), (bottom, _) in sorted(grid.merges):
        if bottom == top or left not in columns or top not in known or is_blank(rows[top][left]):
            continue
        for row in data[bisect_right(data, top) : bisect_left(data, bottom + 1)]:
            if not is_blank(rows[row][left]):
                break  # no merged cell has one beneath: a range written wrongly ends here
            rows[row][left] = rows[top][left]
            yield row, left, top


def partly_read(grid: Grid, columns: Collection[int], names: Collection[int], data: list[int]) -> Iterator[Merged]:
    """Find the values that are merged over more cells of the table than they are read in.

    A figure or an answer is read in the first cell of its range only: repeated, it would be counted twice. Names
    merged downwards are read in every row (``fill_down``) and left out here.

    Args:
        grid: the sheet.
        columns: the sheet columns that are read, from 0.
        names: those of them that ``fill_down`` fills.
        data: the data rows in their order, from 0.

    Yields:
        The ranges, from the top left cell on.
    """
    known = set(data)
    for (top, left), (bottom, right) in sorted(grid.merges):
        # A range may begin beside all that is filled.
        if top not in known or left >= len(grid.rows[top]) or is_blank(grid.rows[top][left]):
            continue
        beside = any(left < column <= right for column in columns)
        below = bisect_left(data, bottom + 1) > bisect_right(data, top)
        if beside or (below and left in columns and left not in names):
            yield Merged(top, left, bottom, right)
