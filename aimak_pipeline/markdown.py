"""Tables in Markdown, as the generated pages of ``docs/`` have them. What stands in them is said by others."""

from __future__ import annotations


def row(*cells: object) -> str:
    """Return one row; a missing cell is empty, and what would end a cell or a line is made harmless."""
    shown = ("" if cell is None else str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return "| " + " | ".join(shown) + " |"


def head(*names: str) -> list[str]:
    """Return the two lines that a table begins with."""
    return [row(*names), row(*("---" for _ in names))]
