"""How the steps of the reader tell each other that a file cannot be taken in.

The exception never leaves ``sources.workbook``: ``reading`` turns it into the fatal finding that it carries.
"""

from __future__ import annotations

from sources.findings.finding import Finding


class RefusedError(Exception):
    """The file is not taken in."""

    def __init__(self, code: str, value: str, *, expected: str | None = None, sheet: str | None = None) -> None:
        super().__init__(f"{code}: {value}")
        self.finding = Finding(code, sheet=sheet, value=value, expected=expected)
