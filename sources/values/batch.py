"""The cells of one column over a whole batch of workbooks, while they are being read.

Holds the arrays of the cells and gathers the faults and notes on them; knows nothing of what a value means. Text is
parsed once per distinct spelling, and nothing here walks over cells one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from sources.values.texts import shown_date, shown_number, shown_text
from sources.workbook.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from sources.values.reading import Reading

T = TypeVar("T")
Positions = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

FAULT_COLUMNS = ("code", "value", "expected", "refused")

LARGEST_DAY = 3_000_000.0
"""Days since 1970 that no calendar of Excel reaches (it ends with the year 9999)."""


@dataclass(frozen=True)
class Cells:
    """Cells as arrays that run alongside: of one column when they are read, of any number before."""

    kind: npt.NDArray[np.int8]
    """``CellKind``."""
    number: Numbers
    text: Objects
    """Empty where a cell holds no text."""
    scale: Numbers
    """What the heading multiplies by."""
    date_1904: Flags
    """Whether the workbook counts days from 1904."""

    @classmethod
    def of(cls, frame: pd.DataFrame, scale: Numbers | float = 1.0, date_1904: Flags | bool = False) -> Self:
        """Return the cells of a frame with the columns ``kind``, ``number`` and ``text``.

        Raises:
            ValueError: a cell has no known kind.
        """
        kind = frame["kind"].to_numpy(dtype=np.int8)
        unknown = set(np.unique(kind).tolist()) - set(CellKind)
        if unknown:
            raise ValueError(f"cells of unknown kind: {sorted(unknown)}")
        texts = frame["text"]
        return cls(
            kind,
            frame["number"].to_numpy(dtype=np.float64, na_value=np.nan),
            texts.to_numpy(dtype=object, na_value="", copy=True),
            np.broadcast_to(np.asarray(scale, dtype=np.float64), len(frame)),
            np.broadcast_to(np.asarray(date_1904, dtype=np.bool_), len(frame)),
        )

    def __len__(self) -> int:
        return len(self.kind)

    def at(self, where: Positions | Flags) -> Cells:
        """Return some of the cells."""
        return Cells(self.kind[where], self.number[where], self.text[where], self.scale[where], self.date_1904[where])


@dataclass(frozen=True)
class Faults:
    """Faults and notes on cells, as arrays that run alongside; a cell may have several."""

    position: Positions
    """Of the cell; in rising order."""
    code: Objects
    value: Objects
    """As read."""
    expected: Objects
    """For a fault: what would have been right; for a note: what the cell became."""
    refused: Objects
    """``cell`` for a fault, None for a note."""

    @classmethod
    def of(cls, parts: Sequence[Faults]) -> Self:
        """Return faults of the same cells as one, in the order of the cells."""
        if not parts:
            nothing: Objects = np.empty(0, dtype=object)
            return cls(np.empty(0, dtype=np.intp), nothing, nothing, nothing, nothing)
        position = np.concatenate([part.position for part in parts])
        order = np.argsort(position, kind="stable")
        said = (np.concatenate([getattr(part, name) for part in parts])[order] for name in FAULT_COLUMNS)
        return cls(position[order], *said)

    def columns(self) -> dict[str, Objects]:
        """Return what is said, by ``FAULT_COLUMNS``."""
        return {name: getattr(self, name) for name in FAULT_COLUMNS}


class Batch:
    """The cells of one column, and what has been found in them so far."""

    def __init__(self, cells: Cells) -> None:
        self.kind, self.number, self.scale, self.date_1904 = cells.kind, cells.number, cells.scale, cells.date_1904
        self._text = cells.text
        self._found: list[Faults] = []

    def __len__(self) -> int:
        return len(self.kind)

    def where(self, kind: CellKind) -> Positions:
        """Return the positions of the cells of a kind."""
        return np.flatnonzero(self.kind == kind)

    def texts(self, positions: Positions) -> Objects:
        """Return the texts of some cells as strings."""
        return self._text[positions]

    def say(
        self,
        positions: Positions,
        code: str,
        value: Objects,
        expected: str,
        *,
        refused: bool,
    ) -> None:
        """Record the same fault or note on each of some cells; their values run alongside."""
        if len(positions):
            same = (_repeated(each, len(positions)) for each in (code, expected, "cell" if refused else None))
            codes, expectations, refusals = same
            self._found.append(Faults(positions, codes, value, expectations, refusals))

    def shown(self, positions: Positions) -> Objects:
        """Return how findings quote cells that hold a number, a date or a boolean."""
        if not len(positions):
            return np.empty(0, dtype=object)
        codes, unique = pd.factorize(self.number[positions], use_na_sentinel=False)
        kinds = self.kind[positions]
        shown = np.array([shown_number(float(number)) for number in unique], dtype=object)[codes]
        dates = kinds == CellKind.DATE
        if dates.any():
            days = np.array([_shown_day(float(number)) for number in unique], dtype=object)[codes]
            shown[dates] = days[dates]
        booleans = kinds == CellKind.BOOLEAN
        shown[booleans] = np.where(self.number[positions][booleans] != 0, "TRUE", "FALSE")
        return shown

    def read(
        self,
        positions: Positions,
        raw: Sequence[Hashable] | Objects | Numbers,
        parse: Callable[[Any], Reading[T]],
        became: Callable[[T], str],
        shown: Callable[[Any], str] = shown_text,
    ) -> Objects:
        """Parse what some cells hold, once per distinct value, and record the faults and notes.

        Args:
            positions: which cells.
            raw: what they hold, alongside.
            parse: gives the reading of one value.
            became: describes the value that a note leads to, in short English.
            shown: gives the value as findings quote it.

        Returns:
            The values alongside, None where missing or refused.
        """
        if not len(positions):
            return np.empty(0, dtype=object)
        codes, distinct = pd.factorize(np.asarray(raw), use_na_sentinel=False)
        unique = distinct.tolist()  # of Python's own types
        readings = [parse(value) for value in unique]
        said: list[_Said] = []
        for number, (reading, value) in enumerate(zip(readings, unique, strict=True)):
            if reading.fault is not None:
                said.append((number, reading.fault, shown(value), reading.expected or "", "cell"))
            result = "a blank cell" if reading.value is None else became(reading.value)
            said.extend((number, note, shown(value), result, None) for note in reading.notes)
        self._spread(said, codes, positions)
        values: Objects = np.empty(len(readings), dtype=object)
        values[:] = [reading.value for reading in readings]
        return values[codes]

    def _spread(self, said: list[_Said], codes: Positions, positions: Positions) -> None:
        """Record what was said of each distinct value on every cell that holds it."""
        if not said:
            return
        number, *facts = (np.array(column, dtype=object) for column in zip(*said, strict=True))
        by_value = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes))
        cells = [by_value[ends[value - 1] if value else 0 : ends[value]] for value in number]
        which = np.repeat(np.arange(len(said)), [len(each) for each in cells])
        self._found.append(Faults(positions[np.concatenate(cells)], *(fact[which] for fact in facts)))

    def faults(self) -> Faults:
        """Return all faults and notes, in the order of their cells."""
        return Faults.of(self._found)


_Said = tuple[int, str, str, str, str | None]
"""The number of a distinct value, and what is said of it: ``FAULT_COLUMNS``."""


def _repeated(value: str | None, times: int) -> Objects:
    repeated: Objects = np.full(times, value, dtype=object)
    return repeated


def _shown_day(number: float) -> str:
    if not abs(number) < LARGEST_DAY:
        return shown_number(number)
    day = np.datetime64(int(np.floor(number)), "D").astype(object)
    return shown_date(day) if hasattr(day, "year") else shown_number(number)
