"""Dates as Excel stores them: numbers with a number format. For the formats in which we read the values ourselves.

Which number formats mean a date, and which day a number is. What a date is worth in a form is ``sources.values``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum


class Shown(Enum):
    """As what a number format shows a number."""

    NUMBER = 0
    MOMENT = 1
    DURATION = 2


_BUILT_IN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Shown.MOMENT),
    46: Shown.DURATION,
}
"""The numbers of the date formats that need not be written down in a file ([MS-XLS] 2.4.126, ECMA-376 18.8.30)."""
_NOT_SHOWN_AS_IS = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)

_DAY = 86_400
_LAST_SERIAL = 2_958_466
"""The day after 31.12.9999."""
_FIRST_OF_MARCH_1900 = 61


def shown_as(number: int, custom: dict[int, str]) -> Shown:
    """Return what a number format makes of a number.

    Args:
        number: the format's number.
        custom: the formats that are written down in the file, by number.
    """
    code = custom.get(number)
    if code is None:
        return _BUILT_IN.get(number, Shown.NUMBER)
    code = _NOT_SHOWN_AS_IS.sub("", code.partition(";")[0])
    if _ELAPSED.search(code):
        return Shown.DURATION
    code = _BRACKETS.sub("", code)
    if code.casefold() in ("general", "standard"):
        return Shown.NUMBER
    return Shown.MOMENT if _DATE_LETTER.search(code) else Shown.NUMBER


def moment(serial: float, shown: Shown, *, date_1904: bool) -> date | datetime | time | timedelta | float:
    """Return what a number with a date's format means.

    Args:
        serial: days since the eve of the epoch, with the time of day as a fraction.
        shown: what its number format makes of it.
        date_1904: whether day 0 is 1 January 1904, instead of day 1 being 1 January 1900.

    Returns:
        A date, with its time if it has one; the time alone if it has no date; the number itself if it is no date.
    """
    if shown is Shown.NUMBER or not 0 <= serial < _LAST_SERIAL - 1462 * date_1904:
        return serial
    days = int(serial)
    milliseconds = round((serial - days) * _DAY * 1000)
    if shown is Shown.DURATION:
        return timedelta(days=days, milliseconds=milliseconds)
    if date_1904:
        epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a date in a workbook has no time zone
    elif days >= _FIRST_OF_MARCH_1900:
        epoch = datetime(1899, 12, 30)  # noqa: DTZ001
    else:
        # Excel counts a 29 February 1900 that never was.
        epoch = datetime(1899, 12, 31)  # noqa: DTZ001
        days -= days == _FIRST_OF_MARCH_1900 - 1
    found = epoch + timedelta(days=days, milliseconds=milliseconds)
    if days == 0 and not date_1904:
        return found.time()
    return found if milliseconds else found.date()
