"""CSV as operators keep it: commas or semicolons, empty lines and comments. What columns mean is not known here."""

from __future__ import annotations

import csv


def read_table(text: str) -> list[tuple[int, list[str]]]:
    """Return the lines that hold something, each with its number and its trimmed cells; the first is the heading."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip(" \t,;")]
    kept = [(number, line) for number, line in lines if not line.startswith("#")]
    # Excel writes semicolons where the decimal sign is a comma, as in Russian and Kyrgyz settings
    delimiter = ";" if kept and ";" in kept[0][1] else ","
    rows = csv.reader((line for _, line in kept), delimiter=delimiter)
    return [(number, [cell.strip() for cell in cells]) for (number, _), cells in zip(kept, rows, strict=True)]
