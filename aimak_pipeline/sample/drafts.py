"""A workbook before it is written: its rows, what is wrong with them on purpose, and when it arrives.

Only the records; which faults are planted is decided in ``faults``, which workbooks there are in ``submissions``, and
how they look in ``workbooks``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from aimak_pipeline.sample.municipalities import QUARTERS, Participant

if TYPE_CHECKING:
    from aimak_pipeline.sample.services import Row
    from sources.quarters import Quarter


class ErrorCell(NamedTuple):
    """A formula that Excel could not compute."""

    error: str
    """Such as ``#REF!``."""


class Uncalculated(NamedTuple):
    """A formula that was never calculated: the file holds no value for it."""

    formula: str


Written = str | int | float | date | ErrorCell | Uncalculated | None


class Planted(NamedTuple):
    """A finding that the pipeline must make, before it is known at which address."""

    code: str
    severity: str
    column: str | None
    rule: str | None = None
    refused: str | None = None


@dataclass(slots=True)
class Entry:
    """One data row of a sheet."""

    values: Row
    """What the cells truly say."""
    written: dict[str, Written] = field(default_factory=dict)
    """Cells that hold something that cannot be read, by column; None for a blank."""
    refused: bool = False
    """Whether the pipeline must refuse the whole row."""
    planted: list[Planted] = field(default_factory=list)

    def loaded(self) -> Row:
        """Return the values that must reach the warehouse."""
        if self.refused:
            return {}
        return {
            column: value for column, value in self.values.items() if value is not None and column not in self.written
        }


@dataclass(slots=True)
class SheetDraft:
    """One form of a workbook."""

    form: str
    entries: list[Entry]
    left_out: str | None = None
    """A column whose heading, and all that stands under it, is missing."""
    twice: str | None = None
    """A column whose heading stands twice."""
    without_headings: bool = False
    planted: list[Planted] = field(default_factory=list)
    """Findings on the sheet as a whole."""

    @property
    def faulty(self) -> bool:
        """Whether anything was planted here."""
        return bool(self.planted) or any(entry.planted for entry in self.entries)

    def loaded(self) -> list[Row]:
        """Return the rows that must reach the warehouse."""
        if self.without_headings or self.left_out is not None:
            return []
        rows = [entry.loaded() for entry in self.entries]
        return [{name: row[name] for name in row if name != self.twice} for row in rows if row]


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """The workbook of one wave of the trust survey and its arrival."""

    file: str
    wave: str
    quarter: Quarter
    """The quarter in which it was fielded."""
    sheet: SheetDraft
    received_at: datetime


@dataclass(slots=True)
class Submission:
    """One workbook and its arrival."""

    file: str
    """The path below the intake, with ``/``."""
    who: Participant
    number: int
    """The quarter's position in ``QUARTERS``."""
    version: int
    received_at: datetime
    sheets: dict[str, SheetDraft]
    superseded: bool = False
    enrolled: bool = True
    faults: list[str] = field(default_factory=list)
    """The kinds of fault planted in it."""

    @property
    def quarter(self) -> Quarter:
        """The quarter it reports on."""
        return QUARTERS[self.number]
