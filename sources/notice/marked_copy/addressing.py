"""Addresses of cells and ranges, read into rows and columns counted from 0."""

from __future__ import annotations

import re

from sources.workbook.sheet_scan import LAST_COLUMN, LAST_ROW, column_index

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def read_address(text: str) -> tuple[int, int] | None:
    """Return row and column of an A1 address; None if it is none."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]) - 1, column_index(match[1])
    return (row, column) if row < LAST_ROW and column < LAST_COLUMN else None


def read_range(text: str) -> tuple[int, int, int, int] | None:
    """Return top, left, bottom and right of a range of cells; None if it is none."""
    first, _, last = text.partition(":")
    start, end = read_address(first), read_address(last or first)
    return None if start is None or end is None else (*start, *end)
