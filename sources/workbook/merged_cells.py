"""Cells merged over several rows: a village's name beside all its clubs. A sheet holds the text in the topmost only.

Headings merged sideways or downwards are read in ``heading_rows``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from sources.workbook.cells import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sources.workbook.sheets import Grid


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
