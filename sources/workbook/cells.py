"""Located cells: what the reader says of each filled cell, as one Arrow table a workbook.

Only the form of the table and how cells become it. Which cells there are is decided by ``layout``; what a cell means is
read by ``sources.values``.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from itertools import accumulate
from math import isfinite, nan
from operator import eq
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class CellKind(IntEnum):
    """What stands in a cell."""

    NUMBER = 1
    TEXT = 2
    DATE = 3
    """``number`` is days since 1970-01-01; a fraction is the time of day."""
    BOOLEAN = 4
    """``number`` is 0 or 1."""
    ERROR = 5
    """``text`` is the error, such as ``#REF!``."""
    UNCALCULATED = 6
    """A formula without a result; ``text`` is the formula."""


CELLS = pa.schema(
    [
        ("form", pa.dictionary(pa.int16(), pa.string())),
        ("column", pa.dictionary(pa.int16(), pa.string())),
        ("row", pa.int32()),
        ("total", pa.bool_()),
        ("kind", pa.int8()),
        ("number", pa.float64()),
        ("text", pa.string()),
    ]
)
"""One record a filled cell of a recognised column: ``row`` is the sheet row from 1, ``total`` marks totals rows,
``number`` is missing for text and ``text`` for numbers."""


class Marked(NamedTuple):
    """What stands in a sheet's grid in place of a value that calamine cannot tell."""

    kind: CellKind
    text: str


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a date in a workbook has no time zone
_FIRST_DAY = _EPOCH.toordinal()
_DAY_SECONDS = 86_400
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_NUMBER, _TEXT = int(CellKind.NUMBER), int(CellKind.TEXT)


def clean_text(text: str) -> str:
    """Return a text in the composed normal form, without the control characters that no warehouse takes."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    return _CONTROL.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")


def is_blank(value: object) -> bool:
    """Say whether a cell's value is nothing, or nothing but spaces."""
    return type(value) is str and (not value or value.isspace())


def read_cell(value: Any) -> tuple[int, float | None, str | None]:
    """Return kind, number and text of one value as the readers give it."""
    return _READ_AS[type(value)](value)


def _read_number(value: float) -> tuple[int, float | None, str | None]:
    return (_NUMBER, float(value), None) if isfinite(value) else (CellKind.ERROR, None, str(value))


def _read_moment(value: datetime) -> tuple[int, float | None, str | None]:
    since = value.replace(tzinfo=None) - _EPOCH
    return CellKind.DATE, since.days + (since.seconds + since.microseconds / 1e6) / _DAY_SECONDS, None


def _read_duration(value: time | timedelta) -> tuple[int, float | None, str | None]:
    # A time of day where no form asks for one: as text it is refused with its cell instead of read as a number.
    return _TEXT, None, str(value)


_READ_AS: dict[type, Callable[[Any], tuple[int, float | None, str | None]]] = {
    str: lambda value: (_TEXT, None, clean_text(value)),
    bool: lambda value: (CellKind.BOOLEAN, float(value), None),
    int: _read_number,
    float: _read_number,
    datetime: _read_moment,
    date: lambda value: (CellKind.DATE, float(value.toordinal() - _FIRST_DAY), None),
    Marked: lambda value: (value.kind, None, clean_text(value.text)),
    time: _read_duration,
    timedelta: _read_duration,
}


class CellNames:
    """The names that cells go by: the same for every workbook, so that their tables can be joined as they are."""

    def __init__(self, forms: Sequence[str], columns: Sequence[str]) -> None:
        """Keep the names of every form, and of every column of any form."""
        self.form_index = {form: index for index, form in enumerate(forms)}
        self.column_index = {column: index for index, column in enumerate(columns)}
        self.forms = _strings(forms)
        self.columns = _strings(columns)
        self.no_cells = CellsBuilder(self).table()


class CellsBuilder:
    """Collects the cells of a workbook, column by column, into one table."""

    def __init__(self, names: CellNames) -> None:
        self._names = names
        self._runs: list[tuple[int, int, int]] = []
        self._rows: list[int] = []
        self._totals: list[bool] = []
        self._kinds: list[int] = []
        self._numbers: list[float] = []
        self._texts: list[str | None] = []

    def add(self, form: str, column: str, rows: Sequence[int], totals: Sequence[bool], values: Sequence[Any]) -> None:
        """Add the cells of one column; blank ones are left out.

        Args:
            form: the form's id.
            column: the column's name.
            rows: the sheet row of each cell, from 1.
            totals: whether each stands in a totals row.
            values: what the readers gave.
        """
        if "" in values:
            filled = [at for at, value in enumerate(values) if value != ""]
            rows = [rows[at] for at in filled]
            totals = [totals[at] for at in filled]
            values = [values[at] for at in filled]
        kinds = set(map(type, values))
        # Whole columns of numbers, of texts and of days need no look at the single cell.
        if kinds == {float} and isfinite(sum(values)):
            self._add_all(rows, totals, _NUMBER, values, [None] * len(values))
        elif kinds == {str} and not any(map(str.isspace, values)):
            self._add_all(rows, totals, _TEXT, [nan] * len(values), list(map(clean_text, values)))
        elif kinds == {date}:
            days = [float(day.toordinal() - _FIRST_DAY) for day in cast("Sequence[date]", values)]
            self._add_all(rows, totals, int(CellKind.DATE), days, [None] * len(values))
        else:
            values = self._add_mixed(list(zip(rows, totals, values, strict=True)))
        if values:
            self._runs.append((self._names.form_index[form], self._names.column_index[column], len(values)))

    def _add_all(
        self,
        rows: Sequence[int],
        totals: Sequence[bool],
        kind: int,
        numbers: Sequence[float],
        texts: Sequence[str | None],
    ) -> None:
        self._rows += rows
        self._totals += totals
        self._kinds += [kind] * len(rows)
        self._numbers += numbers
        self._texts += texts

    def _add_mixed(self, cells: list[tuple[int, bool, Any]]) -> list[tuple[int, bool, Any]]:
        """Add cells of any kind, and return those that are not blank."""
        cells = [cell for cell in cells if not is_blank(cell[2])]
        for row, total, value in cells:
            kind, number, text = read_cell(value)
            self._rows.append(row)
            self._totals.append(total)
            self._kinds.append(kind)
            self._numbers.append(nan if number is None else number)
            self._texts.append(text)
        return cells

    def table(self) -> pa.Table:
        """Return the collected cells, with schema ``CELLS``."""
        forms: list[int] = []
        columns: list[int] = []
        for form, column, count in self._runs:
            forms += [form] * count
            columns += [column] * count
        return pa.Table.from_arrays(
            [
                pa.DictionaryArray.from_arrays(_numbers(forms, pa.int16()), self._names.forms),
                pa.DictionaryArray.from_arrays(_numbers(columns, pa.int16()), self._names.columns),
                _numbers(self._rows, pa.int32()),
                pa.Array.from_buffers(pa.bool_(), len(self._totals), [None, _bits(self._totals)]),
                _numbers(self._kinds, pa.int8()),
                # NaN is not itself: it stands for no number.
                _numbers(self._numbers, pa.float64(), list(map(eq, self._numbers, self._numbers))),
                _strings(self._texts),
            ],
            schema=CELLS,
        )


# Arrow's ordinary way from lists to arrays, pa.array, imports pandas, which costs a worker more than many workbooks.
_TYPE_CODES = {pa.int8(): "b", pa.int16(): "h", pa.int32(): "i", pa.float64(): "d"}


def _numbers(values: Sequence[float], arrow_type: pa.DataType, present: Sequence[bool] | None = None) -> pa.Array:
    validity = None if present is None else _bits(present)
    data = pa.py_buffer(array(_TYPE_CODES[arrow_type], values))
    return pa.Array.from_buffers(arrow_type, len(values), [validity, data])


def _strings(values: Sequence[str | None]) -> pa.Array:
    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = pa.py_buffer(array("i", accumulate(map(len, encoded), initial=0)))
    validity = _bits([value is not None for value in values])
    return pa.Array.from_buffers(pa.string(), len(values), [validity, offsets, pa.py_buffer(b"".join(encoded))])


def _bits(flags: Sequence[bool]) -> pa.Buffer:
    """Return booleans packed as Arrow packs them, the first in the lowest bit."""
    digits = "".join(["1" if flag else "0" for flag in reversed(flags)])
    return pa.py_buffer(int(digits or "0", 2).to_bytes((len(flags) + 7) // 8, "little"))
