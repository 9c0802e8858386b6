"""How the steps of marking tell that a workbook cannot be patched, and what of it the sender is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Obstacle(Enum):
    """What in a workbook keeps it from being marked, as far as its sender can do something about it."""

    FORMULA = "formula"
    """A formula, or a name, that reads another file or calls another program."""
    LINKS = "links"
    """Links to other files."""
    DATA = "data"
    """Connections to data outside, or a data model."""
    MACRO_SHEET = "macro_sheet"
    EMBEDDED = "embedded"
    """Embedded documents, controls or extensions."""
    SHARED = "shared"
    """A log of the changes of several people."""
    SIGNED = "signed"
    """A digital signature, which any mark would break."""
    FORMAT = "format"
    """No workbook of today's Excel: ``.xls``, ``.xlsb``, ``.ods``."""
    TOO_LARGE = "too_large"
    """The copy would be larger than what may be read."""
    UNUSUAL = "unusual"
    """Its inside is written in a way that no mark fits into."""


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Why a workbook was not marked."""

    obstacle: Obstacle
    sheet: str | None = None
    cell: str | None = None
    """The first cell where the obstacle stands, if it is known."""


class NotMarkableError(Exception):
    """The workbook cannot be marked safely; the message says why, for our log and not for the sender."""

    def __init__(
        self,
        message: str,
        obstacle: Obstacle = Obstacle.UNUSUAL,
        *,
        sheet: str | None = None,
        cell: str | None = None,
    ) -> None:
        super().__init__(message)
        self.unmarked = Unmarked(obstacle, sheet, cell)
