"""The cells of one column over a whole batch of workbooks, while they are being read.

Holds the arrays of the cells and gathers the faults and notes on them; knows nothing of what a value means. Text is
parsed once per distinct spelling, and nothing here walks over cells one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

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

FAULT_COLUMNS = ("code", "value", "expected", "refused")

LARGEST_DAY = 3_000_000.0
"""Days since 1970 that no calendar of Excel reaches (it ends with the year 9999)."""


class Batch:
    """The cells of one column, and what has been found in them so far."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self.index = cells.index
        self.kind: npt.NDArray[np.int8] = cells["kind"].to_numpy(dtype=np.int8)
        self.number: Numbers = cells["number"].to_numpy(dtype=np.float64, na_value=np.nan)
        self._text = cells["text"]
        self._found: list[pd.DataFrame] = []

    def __len__(self) -> int:
        return len(self.index)

    def where(self, kind: CellKind) -> Positions:
        """Return the positions of the cells of a kind."""
        return np.flatnonzero(self.kind == kind)

    def texts(self, positions: Positions) -> Objects:
        """Return the texts of some cells as strings."""
        return self._text.iloc[positions].astype(object).where(lambda text: text.notna(), "").to_numpy(dtype=object)

    def say(
        self,
        positions: Positions,
        code: str | Objects,
        value: Objects,
        expected: str | Objects,
        *,
        refused: bool,
    ) -> None:
        """Record one fault or note on each of some cells; where several arrays are given they run alongside."""
        if len(positions):
            self._found.append(
                pd.DataFrame(
                    {
                        "position": positions,
                        "code": code,
                        "value": value,
                        "expected": expected,
                        "refused": "cell" if refused else None,
                    }
                )
            )

    def shown(self, positions: Positions) -> Objects:
        """Return how findings quote cells that hold a number, a date or a boolean."""
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
        codes, distinct = pd.factorize(np.asarray(raw), use_na_sentinel=False)
        unique = distinct.tolist()  # of Python's own types
        readings = [parse(value) for value in unique]
        said: list[tuple[int, str, str, str, str | None]] = []
        for number, (reading, value) in enumerate(zip(readings, unique, strict=True)):
            if reading.fault is not None:
                said.append((number, reading.fault, shown(value), reading.expected or "", "cell"))
            result = "a blank cell" if reading.value is None else became(reading.value)
            said.extend((number, note, shown(value), result, None) for note in reading.notes)
        self._spread(said, codes, positions)
        values: Objects = np.empty(len(readings), dtype=object)
        values[:] = [reading.value for reading in readings]
        return values[codes]

    def _spread(
        self, said: list[tuple[int, str, str, str, str | None]], codes: Positions, positions: Positions
    ) -> None:
        """Record what was said of each distinct value on every cell that holds it."""
        if said:
            table = pd.DataFrame(said, columns=["distinct", *FAULT_COLUMNS], dtype=object)
            table["distinct"] = table["distinct"].astype(np.intp)
            cells = pd.DataFrame({"distinct": codes, "position": positions})
            self._found.append(cells.merge(table, on="distinct", how="inner", sort=False).drop(columns="distinct"))

    def faults(self) -> pd.DataFrame:
        """Return all faults and notes, indexed like their cells and in their order."""
        if not self._found:
            return pd.DataFrame(
                {name: pd.Series(dtype=object) for name in FAULT_COLUMNS}, index=self.index[:0], dtype=object
            )
        found = pd.concat([part.astype(object) for part in self._found], ignore_index=True)
        positions = found.pop("position").to_numpy(dtype=np.intp)
        order = np.argsort(positions, kind="stable")
        result = found.iloc[order]
        result.index = self.index[positions[order]]
        return result


def _shown_day(number: float) -> str:
    if not abs(number) < LARGEST_DAY:
        return shown_number(number)
    day = np.datetime64(int(np.floor(number)), "D").astype(object)
    return shown_date(day) if hasattr(day, "year") else shown_number(number)
