"""Reading of whole columns: located cells in, a typed column and its findings out.

One function per type of column, over all the cells that a batch of workbooks holds of it. Number cells of number
columns stay arrays from end to end; text goes through the parsers of this package once per distinct spelling. Bounds,
required cells and rules are not judged here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from sources.forms.form import Column, ColumnType, Kind
from sources.units import KGS, PERCENT
from sources.values.answers import EXPECTED_YES_OR_NO, Answers, parse_boolean, parse_code
from sources.values.batch import LARGEST_DAY, Batch, Cells, Faults, Numbers, Objects, Positions
from sources.values.dates import EXPECTED as EXPECTED_DATE
from sources.values.dates import date_of_serial, parse_date
from sources.values.missing import says_nothing
from sources.values.numbers import LARGEST_WHOLE, NumberColumn, as_percent, parse_number, scaled, whole_tolerances
from sources.values.privacy import mask_personal
from sources.values.reading import Reading
from sources.values.texts import clean_text, is_formula_error, plain_number, shown_number
from sources.workbook.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

Values = pd.api.extensions.ExtensionArray | npt.NDArray[np.datetime64]
"""The values of a column, in the dtype of its type."""

_FORMULA_ERROR: Reading[str] = Reading(
    fault="formula_error", expected="a value: the formula in the cell gives an error"
)
_FORMULA_NOT_CALCULATED: Reading[str] = Reading(
    fault="formula_not_calculated",
    expected="a value: the formula in the cell was never calculated; open the file in Excel and save it",
)
_EXPECTED_NO_DATE = "a number with a comma (12,5); Excel has made a date of what was typed"
_EXPECTED_NO_DATE_BUT_WHOLE = "a whole number; Excel has made a date of what was typed"
_EXPECTED_NO_BOOLEAN = "a number, not TRUE or FALSE"


def read_values(
    cells: pd.DataFrame,
    column: Column,
    scale: pd.Series[float] | float = 1.0,
    *,
    date_1904: pd.Series[bool] | bool = False,
) -> tuple[pd.Series, pd.DataFrame]:
    """Read all cells of one column of a batch.

    Args:
        cells: one record a cell, with a unique index and the columns ``kind`` (``CellKind``), ``number`` (float) and
            ``text`` (string), as ``sources.workbook`` returns them.
        column: the form's column.
        scale: what the heading multiplies by, for all cells or by cell (aligned with ``cells``); it counts in columns
            in KGS only, and no finding is made of it here.
        date_1904: whether the workbook counts days from 1904, for all cells or by cell.

    Returns:
        The values, aligned with ``cells``, with the dtype of the column's type (string, Int64, Float64, boolean or
        datetime64[us]), NA where missing or refused; and the faults and notes, indexed like the cells that they are
        about (a cell may have several), with the columns ``code``, ``value`` (as read), ``expected`` (for a fault: what
        would have been right; for a note: what it became) and ``refused`` (``cell`` for a fault, None for a note).

    Raises:
        ValueError: a cell has no known kind.
    """
    given = Cells.of(cells, _alongside(scale, cells), _alongside(date_1904, cells))
    values, faults = read_column(given, column)
    found = pd.DataFrame(faults.columns(), index=cells.index[faults.position], dtype=object)
    return pd.Series(values, index=cells.index, name=column.name), found


def read_column(cells: Cells, column: Column) -> tuple[Values, Faults]:
    """Do the same as ``read_values`` on arrays: one column of a batch costs some array operations and no frame."""
    batch = Batch(cells)
    texts = _readable_texts(batch)
    values: Values
    if column.type.is_number:
        values = _read_numbers(batch, texts, column)
    elif column.type is ColumnType.DATE:
        values = _read_dates(batch, texts)
    elif column.type is ColumnType.BOOLEAN:
        values = _read_booleans(batch, texts)
    elif column.type is ColumnType.CODE:
        values = _read_codes(batch, texts, column)
    else:
        values = _read_texts(batch, texts)
    return values, batch.faults()


def _alongside(given: pd.Series | float, cells: pd.DataFrame) -> Any:
    return given.reindex(cells.index).to_numpy() if isinstance(given, pd.Series) else given


def _readable_texts(batch: Batch) -> Positions:
    """Record the cells without a result, and return the positions of the texts that are left to read."""
    for kind, fault in ((CellKind.ERROR, _FORMULA_ERROR), (CellKind.UNCALCULATED, _FORMULA_NOT_CALCULATED)):
        cells = batch.where(kind)
        batch.read(cells, batch.texts(cells), partial(_always, fault), str)
    positions = batch.where(CellKind.TEXT)
    if not len(positions):
        return positions
    codes, unique = pd.factorize(batch.texts(positions))
    is_error = np.array([is_formula_error(text) for text in unique], dtype=bool)[codes]
    copied = positions[is_error]
    batch.read(copied, batch.texts(copied), partial(_always, _FORMULA_ERROR), str)
    readable: Positions = positions[~is_error]
    return readable


def _always(reading: Reading[str], _text: str) -> Reading[str]:
    return reading


def _read_numbers(batch: Batch, texts: Positions, column: Column) -> pd.api.extensions.ExtensionArray:
    is_percent = column.type is ColumnType.PERCENT
    asked = NumberColumn(
        unit=PERCENT if is_percent else column.unit,
        whole=column.type is ColumnType.INTEGER,
        none_is_zero=column.type is ColumnType.INTEGER or (not is_percent and column.kind in (Kind.FLOW, Kind.YTD)),
    )
    factors = batch.scale if asked.unit == KGS else np.ones(len(batch))
    values = np.full(len(batch), np.nan)

    numbers = batch.where(CellKind.NUMBER)
    values[numbers] = _take_numbers(batch, numbers, factors[numbers], asked)
    for factor in np.unique(factors[texts]):
        some = texts[factors[texts] == factor]
        parse = partial(parse_number, column=asked, scale=float(factor))
        values[some] = _floats(batch.read(some, batch.texts(some), parse, _number_became))

    for kind, code, expected in (
        (CellKind.DATE, "date_for_number", _EXPECTED_NO_DATE_BUT_WHOLE if asked.whole else _EXPECTED_NO_DATE),
        (CellKind.BOOLEAN, "not_a_number", _EXPECTED_NO_BOOLEAN),
    ):
        cells = batch.where(kind)
        batch.say(cells, code, batch.shown(cells), expected, refused=True)

    missing = np.isnan(values)
    if asked.whole:
        return pd.arrays.IntegerArray(np.where(missing, 0, values).astype(np.int64), missing)
    return pd.arrays.FloatingArray(np.where(missing, 0.0, values), missing)


def _take_numbers(batch: Batch, cells: Positions, factors: Numbers, asked: NumberColumn) -> Numbers:
    """Return the values of number cells, as arrays throughout: only refused cells are looked at one by one."""
    values = scaled(batch.number[cells], factors)
    refused = _refuse(batch, cells, ~np.isfinite(values), "not_a_number", asked.expected)
    if asked.unit == PERCENT:
        doubtful = np.flatnonzero((values > 0) & (values <= 1))
        raw = values[doubtful]
        values[doubtful] = _floats(batch.read(cells[doubtful], raw, as_percent, _number_became, shown_number))
    if asked.whole:
        values[refused] = 0.0
        whole = np.rint(values)
        refused |= _refuse(
            batch, cells, ~refused & (np.abs(whole) >= LARGEST_WHOLE), "not_a_number", "a smaller number"
        )
        values[refused] = whole[refused] = 0.0
        is_off = ~refused & (np.abs(values - whole) > whole_tolerances(values))
        refused |= _refuse(batch, cells, is_off, "not_whole", asked.expected)
        values = whole
    values[refused] = np.nan
    return values


def _refuse(
    batch: Batch, cells: Positions, where: npt.NDArray[np.bool_], code: str, expected: str
) -> npt.NDArray[np.bool_]:
    refused = cells[where]
    batch.say(refused, code, batch.shown(refused), expected, refused=True)
    return where


def _read_dates(batch: Batch, texts: Positions) -> npt.NDArray[np.datetime64]:
    values = np.full(len(batch), np.datetime64("NaT"), dtype="datetime64[D]")

    dates = batch.where(CellKind.DATE)
    days = batch.number[dates]
    possible = np.abs(days) < LARGEST_DAY
    values[dates[possible]] = np.floor(days[possible]).astype(np.int64).astype("datetime64[D]")
    _refuse(batch, dates, ~possible, "not_a_date", EXPECTED_DATE)

    numbers = batch.where(CellKind.NUMBER)
    for is_1904 in (False, True):
        some = numbers[batch.date_1904[numbers] == is_1904]
        parse = partial(date_of_serial, date_1904=is_1904)
        values[some] = batch.read(some, batch.number[some], parse, _date_became, shown_number).astype("datetime64[D]")
    values[texts] = batch.read(texts, batch.texts(texts), parse_date, _date_became).astype("datetime64[D]")

    booleans = batch.where(CellKind.BOOLEAN)
    batch.say(booleans, "not_a_date", batch.shown(booleans), EXPECTED_DATE, refused=True)
    return values.astype("datetime64[us]")


def _read_booleans(batch: Batch, texts: Positions) -> pd.api.extensions.ExtensionArray:
    values: Objects = np.full(len(batch), None, dtype=object)
    values[texts] = batch.read(texts, batch.texts(texts), parse_boolean, lambda value: "yes" if value else "no")

    given = np.isin(batch.kind, (CellKind.BOOLEAN, CellKind.NUMBER))
    is_known = given & np.isin(batch.number, (0.0, 1.0))
    values[is_known] = batch.number[is_known] == 1.0

    others = np.flatnonzero((given & ~is_known) | (batch.kind == CellKind.DATE))
    batch.say(others, "not_yes_no", batch.shown(others), EXPECTED_YES_OR_NO, refused=True)
    return cast("pd.api.extensions.ExtensionArray", pd.array(values.tolist(), dtype="boolean"))


def _read_codes(batch: Batch, texts: Positions, column: Column) -> pd.api.extensions.ExtensionArray:
    if column.codes is None:
        raise ValueError(f"the column {column.name!r} has no list of codes")
    answers = Answers(column.codes)
    labels = column.codes.labels
    parse: Callable[[str], Reading[str]] = partial(parse_code, answers=answers)
    values: Objects = np.full(len(batch), None, dtype=object)
    values[texts] = batch.read(texts, batch.texts(texts), parse, lambda code: labels[code].en)

    numbers = batch.where(CellKind.NUMBER)
    values[numbers] = batch.read(
        numbers,
        batch.number[numbers],
        lambda number: parse(shown_number(number)),
        lambda code: labels[code].en,
        shown_number,
    )
    others = np.flatnonzero(np.isin(batch.kind, (CellKind.DATE, CellKind.BOOLEAN)))
    batch.say(others, "not_in_list", batch.shown(others), answers.expected, refused=True)
    return cast("pd.api.extensions.ExtensionArray", pd.array(values, dtype=pd.StringDtype()))


def _read_texts(batch: Batch, texts: Positions) -> pd.api.extensions.ExtensionArray:
    values: Objects = np.full(len(batch), None, dtype=object)
    values[texts] = batch.read(texts, batch.texts(texts), _parse_text, str)

    numbers = batch.where(CellKind.NUMBER)
    is_finite = np.isfinite(batch.number[numbers])
    _refuse(batch, numbers, ~is_finite, "not_a_number", "a text")
    figures = numbers[is_finite]
    values[figures] = batch.read(
        figures, batch.number[figures], lambda number: Reading(mask_personal(plain_number(number))), str, shown_number
    )
    dates = batch.where(CellKind.DATE)
    days = batch.number[dates]
    possible = np.abs(days) < LARGEST_DAY
    iso = np.floor(days[possible]).astype(np.int64).astype("datetime64[D]")
    values[dates[possible]] = iso.astype(str).astype(object)
    _refuse(batch, dates, ~possible, "not_a_date", "a text")
    booleans = batch.where(CellKind.BOOLEAN)
    values[booleans] = batch.shown(booleans)
    return cast("pd.api.extensions.ExtensionArray", pd.array(values, dtype=pd.StringDtype()))


def _parse_text(text: str) -> Reading[str]:
    kept = mask_personal(clean_text(text))
    if not kept:
        return Reading()
    return Reading(notes=("missing_marker",)) if says_nothing(kept) else Reading(kept)


def _floats(values: Objects) -> Numbers:
    return cast("Numbers", np.array([np.nan if value is None else value for value in values], dtype=np.float64))


def _number_became(value: float) -> str:
    return f"the number {shown_number(value)}"


def _date_became(value: date) -> str:
    return f"the date {value.isoformat()}"
