"""Reading the cover sheet: a label in one cell, its value in the next filled cell to the right.

Values are handed on as they stand; who and when they mean is found out by ``sources.intake``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sources.findings.finding import Finding
from sources.workbook.addresses import address
from sources.workbook.cells import CellKind, Marked, clean_text, is_blank

if TYPE_CHECKING:
    from sources.workbook.headings import HeadingIndex
    from sources.workbook.sheets import Grid


class CoverCell(NamedTuple):
    """One value of the cover and where it stands."""

    value: str | float | date | None
    """None where the cell is blank, an error, or a formula without a result."""
    sheet: str
    cell: str


_DEEPEST = 200


def read_cover(grid: Grid, index: HeadingIndex) -> tuple[dict[str, CoverCell], list[Finding]]:
    """Read the fields of the cover.

    Args:
        grid: the sheet.
        index: the labels of the fields.

    Returns:
        The fields whose label was found, by id; findings on cells that hold an error or an uncalculated formula. Of a
        label that stands twice the first one with a value counts.
    """
    fields: dict[str, CoverCell] = {}
    findings: list[Finding] = []
    for number, row in enumerate(grid.rows[:_DEEPEST]):
        column = 0
        while column < len(row):
            text = row[column]
            found = index.match(text) if type(text) is str and text else None
            inside = None
            if found is None and type(text) is str and ":" in text:
                label, _, inside = text.partition(":")
                found = index.match(label)
            if found is None:
                column += 1
                continue
            name = index.form.columns[found.column].name
            at, value = _value(row, column, found.column, index)
            if inside and inside.strip():
                at, value = column, inside.strip()
            held = fields.get(name)
            if held is None or (held.value is None and value is not None):
                fields[name] = CoverCell(_plain(value), grid.name, address(number, at))
                if type(value) is Marked:
                    findings.append(_finding(grid.name, number, at, name, value))
            column = at + 1
    return fields, findings


def _value(row: list[Any], label: int, field: int, index: HeadingIndex) -> tuple[int, Any]:
    """Return the next filled cell to the right of a label that is not the same label in another language."""
    for column in range(label + 1, len(row)):
        value = row[column]
        if is_blank(value):
            continue
        match = index.match(value) if type(value) is str else None
        if match is None:
            return column, value
        if match.column != field:
            return column - 1, None
    return min(label + 1, len(row)), None


def _plain(value: Any) -> str | float | date | None:
    if value is None or type(value) is Marked:
        return None
    if type(value) is bool or isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, datetime):
        return value.date()
    return clean_text(value).strip() if type(value) is str else value


def _finding(sheet: str, row: int, column: int, name: str, value: Marked) -> Finding:
    code = "formula_error" if value.kind is CellKind.ERROR else "formula_not_calculated"
    return Finding(
        code, sheet=sheet, cell=address(row, column), row=row + 1, column=name, value=value.text, refused="cell"
    )
