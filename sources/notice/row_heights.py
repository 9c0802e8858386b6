"""How many lines a text takes in a column of a notice's sheet: programs fit no row whose cells are merged."""

from __future__ import annotations

from typing import Final

_WIDER: Final = {"title": 1.5, "strong": 1.2, "heading": 1.2}
"""How much wider than a digit, in which widths are counted, a letter of a style is; Cyrillic, and with some reserve."""
_WIDE: Final = 1.0
_CAPITAL: Final = 1.25
"""How much wider than others capitals are."""


def count_lines(text: str, width: float, style: str = "text") -> int:
    """Estimate how many lines a text takes in a column, words kept whole.

    Args:
        text: its own line feeds count.
        width: the column's, or that of all merged columns together, in characters.
        style: that of the ``Line``.
    """
    room = max(width - 1, 1)
    wide = _WIDER.get(style, _WIDE)
    lines = 0
    for part in text.split("\n"):
        filled = 0.0
        lines += 1
        for word in part.split(" "):
            length = wide * sum(_CAPITAL if letter.isupper() else 1.0 for letter in word)
            if filled and filled + length > room:
                lines += 1
                filled = 0
            lines += int(length / room)
            filled += length % room + wide
    return lines
