"""The findings on one form's sheet while it is read: where each belongs, and how much of a text it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sources.findings.finding import Finding
from sources.workbook.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 120


class SheetFindings:
    """Collects what is said about the sheet of a form."""

    def __init__(self, form: str, sheet: str) -> None:
        self.found: list[Finding] = []
        self._form = form
        self._sheet = sheet

    def on_cell(self, code: str, row: int, at: int, /, **facts: Any) -> None:
        """Add a finding on the cell in a row and a column, both from 0."""
        finding = Finding(code, form=self._form, sheet=self._sheet, cell=address(row, at), row=row + 1)
        self.found.append(finding._replace(**facts))

    def on_row(self, code: str, row: int, /, **facts: Any) -> None:
        """Add a finding on a row, from 0, that is about none of its cells alone."""
        self.found.append(Finding(code, form=self._form, sheet=self._sheet, row=row + 1)._replace(**facts))


def cut(text: str) -> str:
    """Return as much of a text as a reader will look at."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def listed(texts: Iterable[str]) -> str:
    """List texts, as many as a reader will look at."""
    shown, length = [], 0
    for text in texts:
        length += len(text)
        if length > 8 * _SHOWN:
            shown.append("…")
            break
        shown.append(cut(" ".join(text.split())))
    return "; ".join(shown)
