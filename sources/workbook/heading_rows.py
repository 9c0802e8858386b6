"""Finding the rows of headings of a sheet: by what they say, not by where they are.

One row, or two or three with merged cells. What a single heading names is known by ``headings``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.workbook.headings import Heading, HeadingIndex
    from sources.workbook.sheets import Grid


@dataclass(slots=True)
class HeadingBlock:
    """The rows of headings of one sheet. Rows and columns are counted from 0."""

    first_row: int
    last_row: int
    matches: dict[int, Heading] = field(default_factory=dict)
    """What was recognised, by sheet column."""
    texts: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Every heading that stands there, recognised or not: its text, and the row of its lowest cell."""

    @property
    def score(self) -> int:
        """How many different columns of the form were recognised."""
        return len({heading.column for heading in self.matches.values()})


_DEEPEST_START = 200
_LOOK_BEYOND = 3


def headings_of(grid: Grid, index: HeadingIndex) -> HeadingBlock | None:
    """Return the headings of a form on a sheet, found once; see ``find_headings``."""
    form = index.form.form
    if form not in grid.headings:
        grid.headings[form] = find_headings(grid.rows, grid.merges, index)
    return grid.headings[form]


def find_headings(rows: list[list[Any]], merges: list[Any], index: HeadingIndex) -> HeadingBlock | None:
    """Find the rows of headings by what they say.

    Args:
        rows: the sheet from A1.
        merges: its merged ranges, as calamine gives them.
        index: the form's headings.

    Returns:
        The best block of one to three rows; None if no row names two of the form's columns.
    """
    width = len(index.form.columns)
    best: HeadingBlock | None = None
    stop = min(len(rows), _DEEPEST_START)
    row = 0
    while row < stop:
        block = _single_row(rows, row, index)
        if block is not None and (best is None or block.score > best.score):
            best = block
            if 2 * block.score >= width:
                stop = min(stop, row + 1 + _LOOK_BEYOND)
        row += 1
    if best is not None and best.score == width:
        return best
    spans = _spans(merges)
    for first, last in _windows(rows, best):
        block = _several_rows(rows, first, last, spans, index)
        if best is None or block.score > best.score:
            best = block
    return best if best is not None and best.score > 1 else None


def _single_row(rows: list[list[Any]], row: int, index: HeadingIndex) -> HeadingBlock | None:
    texts = {column: (value, row) for column, value in enumerate(rows[row]) if type(value) is str and value}
    if len(texts) < 2:  # noqa: PLR2004 - a title
        return None
    matches = {column: found for column, (text, _) in texts.items() if (found := index.match(text))}
    return HeadingBlock(row, row, matches, texts) if matches else None


def _windows(rows: list[list[Any]], best: HeadingBlock | None) -> Iterator[tuple[int, int]]:
    """Yield the groups of two and three rows that can be one heading: around the best row, or all if there is none."""
    if best is not None and best.score > 1:
        starts = range(best.first_row - 2, best.first_row + 1)
    else:
        starts = range(min(len(rows), 30))
    for height in (2, 3):
        for first in starts:
            last = first + height - 1
            if first >= 0 and last < len(rows) and (best is None or best.score < 2 or last >= best.first_row):  # noqa: PLR2004
                yield first, last


def _spans(merges: list[Any]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the top left cell of every cell that is merged sideways, near the top of the sheet."""
    spans = {}
    for (top, left), (bottom, right) in merges:
        if left == right or top > _DEEPEST_START or right - left > 200:  # noqa: PLR2004 - wider than any form
            continue
        for row in range(top, min(bottom, top + 3) + 1):
            for column in range(left, right + 1):
                spans[row, column] = (top, left)
    return spans


def _several_rows(
    rows: list[list[Any]],
    first: int,
    last: int,
    spans: dict[tuple[int, int], tuple[int, int]],
    index: HeadingIndex,
) -> HeadingBlock:
    block = HeadingBlock(first, last)
    over: dict[tuple[int, int], int] = {}
    levels_of: dict[int, list[tuple[int, int, str]]] = {}
    for column in range(len(rows[first])):
        levels = list(_levels(rows, first, last, column, spans))
        if levels:
            levels_of[column] = levels
            for row, left, _ in levels:
                over[row, left] = over.get((row, left), 0) + 1
    for column, levels in levels_of.items():
        own = [row for row, left, _ in levels if left == column]
        texts = tuple(dict.fromkeys(text for _, _, text in levels))
        if not own:
            continue
        # An upper text over this column alone is its heading; over several it is what they have in common.
        alone = all(over[row, left] == 1 for row, left, _ in levels[:-1]) and levels[-1][1] == column
        found = index.match_levels(texts, alone=alone or len(levels) == 1)
        block.texts[column] = (" / ".join(texts), max(own))
        if found is not None:
            block.matches[column] = found
    return block


def _levels(
    rows: list[list[Any]], first: int, last: int, column: int, spans: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and text of the cells that are this column's heading, from the top."""
    for row in range(first, last + 1):
        top, left = spans.get((row, column), (row, column))
        text = rows[top][left]
        if row < last and text == "" and (row, column) not in spans:
            # Centred across several columns without merging: the text stands in the first of them. Only a column with
            # a heading of its own asks, and it looks no further than a form is wide: sheets have 16,384 columns.
            below = rows[last][column]
            if not (type(below) is str and below.strip()):
                continue
            left = next((other for other in range(column, max(column - 200, -1), -1) if rows[row][other] != ""), column)
            text = rows[row][left]
            if any(rows[last][other] == "" for other in range(left, column)):
                continue
        if type(text) is str and text.strip():
            yield top, left, text
