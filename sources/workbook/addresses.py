"""A1 addresses, from rows and columns counted from 0."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=16_384)
def letters(column: int) -> str:
    """Return a column's letters: A for 0, Z for 25, AA for 26."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name


def address(row: int, column: int) -> str:
    """Return a cell's address: A1 for 0, 0."""
    return f"{letters(column)}{row + 1}"
