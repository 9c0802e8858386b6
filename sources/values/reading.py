"""What reading one text gives: a value, nothing, or a fault; and the notes on how it was understood.

Holds the one result type that all the parsers of this package return. What a text means is in the parsers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """The result of reading one cell's text.

    Exactly one of three holds: there is a ``value``; there is a ``fault``; or there is neither and the cell says that
    there is nothing to say (it is missing).
    """

    value: T | None = None
    fault: str | None = None
    """The finding code of what is wrong."""
    expected: str | None = None
    """With a fault: what would have been right, in short English."""
    notes: tuple[str, ...] = ()
    """Finding codes (notes) of what was mended to arrive at the value."""

    @property
    def is_missing(self) -> bool:
        """Whether the cell says nothing: no value and no fault."""
        return self.value is None and self.fault is None
