"""How wide columns and how high rows must be, so that nothing is cut on the screen or on paper.

Estimates in characters of the default font: the width that a spreadsheet program will measure is not known here.
"""

from __future__ import annotations

import re
import textwrap
from itertools import chain
from typing import TYPE_CHECKING

from sources.forms.form import ColumnType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NARROWEST = {
    ColumnType.TEXT: 20.0,
    ColumnType.CODE: 15.0,
    ColumnType.BOOLEAN: 11.0,
    ColumnType.INTEGER: 9.5,
    ColumnType.DECIMAL: 11.5,
    ColumnType.PERCENT: 9.5,
    ColumnType.DATE: 11.5,
}
_PAGE = 150.0
"""Columns that together are narrower are widened to fill the width of A4 landscape."""
_PAGE_HEIGHT = 500.0
"""What of A4 landscape is left for rows, in points."""
_LETTER = 1.03
_BOLD_LETTER = 1.12
"""The widths of an average Cyrillic letter against that of a digit, by which columns are measured."""
_LINE = 1.28
"""The height of a line against the size of its letters."""
_PADDING = 1.5


def column_width(column_type: ColumnType, heading: str, heading_size: float, *, bold: bool) -> float:
    """Return a column's width: no word of its heading is broken, and a figure of usual size fits."""
    return max(_NARROWEST[column_type], longest_word(heading, font_size=heading_size, bold=bold))


def longest_word(*texts: str, font_size: float = 10, bold: bool = False) -> float:
    """Return the width that the longest word of some texts takes."""
    words = chain.from_iterable(re.split("[ \n]", text) for text in texts)
    letter = (_BOLD_LETTER if bold else _LETTER) * font_size / 10
    return max((len(word) for word in words), default=0) * letter + _PADDING


def filling_the_page(widths: Sequence[float]) -> list[float]:
    """Return widths that fill the page, if they are less together."""
    stretch = max(1.0, _PAGE / sum(widths))
    return [round(width * stretch, 1) for width in widths]


def rows_on_page(widths: Sequence[float], used: float, height: float) -> int:
    """Return how many rows fit on a page beside what is on it already.

    Args:
        widths: the columns'; what is wider than the page is printed smaller.
        used: the height of what stands above the rows, in points.
        height: of one row.
    """
    return int((_PAGE_HEIGHT * max(1.0, sum(widths) / _PAGE) - used) / height)


def row_height(cells: Iterable[tuple[str, float]], font_size: float = 10, *, bold: bool = False) -> float:
    """Return how high a row must be for its wrapped texts.

    Args:
        cells: each cell's text and width.
        font_size: in points.
        bold: whether the letters are bold.
    """
    letter = (_BOLD_LETTER if bold else _LETTER) * font_size / 10
    lines = max((_lines(text, max(1, int((width - _PADDING / 2) / letter))) for text, width in cells), default=1)
    return round(lines * font_size * _LINE + 4, 1)


def _lines(text: str, letters: int) -> int:
    return sum(max(1, len(textwrap.wrap(line, letters, break_on_hyphens=False))) for line in text.split("\n"))
