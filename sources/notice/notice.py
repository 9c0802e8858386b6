"""A notice: what a municipality is told of one file that it sent, before it is put into words.

Plain facts only. ``wording`` puts a finding into words, ``composing`` a whole notice; ``marked_copy`` marks the
sender's own workbook, ``fresh_workbook`` stands in where it cannot be marked; ``outbox`` lays the files down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sources.findings import Finding, Severity
    from sources.quarters import Quarter
    from sources.register import Municipality


@dataclass(frozen=True)
class Notice:
    """What one municipality is told of one file."""

    submission_id: str
    file_name: str
    """As it was dropped; may hold anything."""
    received_at: datetime
    """UTC, aware."""
    accepted: bool
    """Whether it was taken in; else a fatal finding says why not."""
    findings: Sequence[Finding]
    """In reading order."""
    municipality: Municipality | None = None
    quarter: Quarter | None = None
    version: int | None = None
    """The number among the accepted reports for the same municipality and quarter, from 1."""
    rows_loaded: int = 0
    """Rows of all forms that were loaded."""
    rows_refused: int = 0
    correction_due: date | None = None
    """The last day for a correction; None where there is nothing to correct."""
    survey: bool = False
    """Whether the file is a survey of citizens, which belongs to no municipality."""
    sent: bool = True
    """Whether it was sent; else somebody only had it checked, and ``received_at`` says when."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to be marked in a copy of the sender's workbook. A cell has one mark, whatever was found in it."""

    sheet: str
    """The sheet's name as it stands in the workbook."""
    cell: str
    """The A1 address."""
    severity: Severity
    """The most severe of what was found in the cell: it decides the fill."""
    comment: str
    """What is said of the cell, in all languages of the notice; lines are separated by a line feed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet on which a notice lists what was found."""

    cells: tuple[str, ...]
    """The texts, column by column; never formulas, whatever they begin with."""
    style: str = "text"
    """``title``, ``text``, ``strong``, ``heading``, or a severity: ``fatal``, ``error``, ``warning``, ``note``.

    A title, text or strong line of one cell runs over the whole width.
    """
    link: tuple[str, str] | None = None
    """Sheet and cell to which the line's address cell leads; see ``NoticeSheet.link_column``."""


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """The sheet that comes first in a marked copy, and alone in a fresh workbook."""

    name: str
    widths: tuple[float, ...]
    """The columns' widths, in characters."""
    lines: tuple[Line, ...]
    link_column: int = 0
    """The column, from 0, whose text carries a line's link."""


SEVERITY_FILLS = {"fatal": "E6B8B7", "error": "FFC7CE", "warning": "FFEB9C", "note": "DDEBF7"}
"""The colours of marked cells, RGB: the same in the marked copy, on its first sheet and in a fresh workbook."""
