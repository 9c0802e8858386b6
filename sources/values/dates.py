"""Days as municipal clerks write them, in text and as Excel's serial numbers.

The day stands before the month, as is the country's custom: ``05.06.2020`` is the fifth of June. A year of two digits
is a fault, never a guess. Cells that Excel itself knows as dates are taken as they are (``columns``).
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

from sources.folding import fold
from sources.values.missing import says_nothing
from sources.values.reading import Reading
from sources.values.texts import clean_text

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)
"""Days outside these bounds are slips of the pen, or numbers that are no dates."""

EPOCH_1900 = date(1899, 12, 30)
"""Day 0 of Excel's usual serial numbers, for every day from March 1900 on (Excel counts a 29 February 1900)."""

EPOCH_1904 = date(1904, 1, 1)
"""Day 0 of the serial numbers of workbooks that were born on an old Macintosh."""

_LONGEST = 60
"""No day is longer; hostile texts are not searched."""

EXPECTED = "a date, written 31.12.2020"

_STEMS: dict[str, int] = {
    fold(stem): month
    for month, stems in enumerate(
        (
            ("январ", "янв"),
            ("феврал", "фев"),
            ("март", "мар"),
            ("апрел", "апр"),
            ("май", "ма"),
            ("июн",),
            ("июл",),
            ("август", "авг"),
            ("сентябр", "сент", "сен"),
            ("октябр", "окт"),
            ("ноябр", "нояб", "ноя"),
            ("декабр", "дек"),
        ),
        start=1,
    )
    for stem in stems
}

_ENDINGS = tuple(
    sorted(
        {
            fold(ending)
            # Kyrgyz possessive (17-январы, 12-июну), alone and with a case (12-июнунда); Russian cases (12 января)
            for possessive in ("ы", "и", "у", "ү")
            for ending in (
                "",
                possessive,
                *(f"{possessive}н{case}" for case in ("ын", "ин", "ун", "да", "де", "а", "е")),
            )
        }
        | {fold(ending) for ending in ("ь", "я", "а", "е", "ю", "у", "ем", "ом")},
        key=len,
        reverse=True,
    )
)

_MONTHS: dict[str, int] = {
    stem + ending: month
    for stem, month in _STEMS.items()
    for ending in _ENDINGS
    # "ма" is the stem of "мая" and "мае" only
    if stem != fold("ма") or ending in (fold("я"), fold("е"))
}

_YEAR_WORD = r"(?:жылдын|жылы|жыл|ж|года|год|г)"
_TIME = r"(?:[ t]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_TAIL = rf"[\s\-–—]*(?:{_YEAR_WORD}\.?)?"

_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s?([./\-–])\s?(\d{{1,2}})\s?\2\s?(\d{{4}})(?:{_TIME}|{_YEAR_TAIL})", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_STRAY = re.compile(r"[\s\-–—−.,\"'«»“”„‟‘’`]+")
_WORD_OR_NUMBER = re.compile(r"[0-9]+|[^\W\d_]+")
_YEAR_WORDS = frozenset(map(fold, ("жылдын", "жылы", "жыл", "ж", "года", "год", "г", "жылкы")))
_DAY_WORDS = frozenset(map(fold, ("күнү", "күн")))


def parse_date(text: str) -> Reading[date]:
    """Read a text as one day.

    Args:
        text: the cell's text: ``31.12.2020``, ``24.10.2022-жыл``, ``2025-жылдын 17-январы``, ``13- Март 2017- жыл``,
            ``2020-12-31``, with a time of day or without (it is dropped).

    Returns:
        The day with the note ``date_as_text``; missing for a blank or a marker; else the fault ``not_a_date``.
    """
    written = clean_text(text).lower()
    if not written:
        return Reading()
    if says_nothing(written):
        return Reading(notes=("missing_marker",))
    parts = (_in_figures(written) or _in_words(written)) if len(written) <= _LONGEST else None
    if parts is None:
        return Reading(fault="not_a_date", expected=EXPECTED)
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError:
        return Reading(fault="not_a_date", expected=f"{EXPECTED}, that is in the calendar")
    if not FIRST_DAY <= found <= LAST_DAY:
        return Reading(fault="not_a_date", expected=f"a date from {FIRST_DAY.year} to {LAST_DAY.year}")
    return Reading(found, notes=("date_as_text",))


def date_of_serial(serial: float, *, date_1904: bool = False) -> Reading[date]:
    """Read a number in a date column as Excel's count of days; its fraction, the time of day, is dropped.

    Returns:
        The day with the note ``date_as_serial``; the fault ``not_a_date`` before ``FIRST_DAY`` or after ``LAST_DAY``.
    """
    epoch = EPOCH_1904 if date_1904 else EPOCH_1900
    if math.isfinite(serial) and (FIRST_DAY - epoch).days <= serial < (LAST_DAY - epoch).days + 1:
        return Reading(epoch + timedelta(days=math.floor(serial)), notes=("date_as_serial",))
    return Reading(fault="not_a_date", expected=EXPECTED)


def _in_figures(written: str) -> tuple[int, int, int] | None:
    match = _DAY_FIRST.fullmatch(written)
    if match is not None:
        return int(match[4]), int(match[3]), int(match[1])
    match = _YEAR_FIRST.fullmatch(written)
    return (int(match[1]), int(match[3]), int(match[4])) if match else None


def _in_words(written: str) -> tuple[int, int, int] | None:
    """Read day, month by name and year, in the order day-month-year or year-day-month, past stray dashes and quotes."""
    parts = [part for part in _STRAY.split(_WORD_OR_NUMBER.sub(r" \g<0> ", written)) if part]
    words = [part if part[0].isdigit() else fold(part) for part in parts]
    if words and words[-1] in _DAY_WORDS:
        words.pop()
    kinds = "".join(map(_kind, words))
    figures = [word for word in words if word.isdecimal() and word.isascii()]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    if re.fullmatch("DMYy?", kinds):
        return int(figures[1]), months[0], int(figures[0])
    if re.fullmatch("Yy?DM", kinds):
        return int(figures[0]), months[0], int(figures[1])
    return None


def _kind(word: str) -> str:
    if re.fullmatch("[0-9]{1,2}", word):
        return "D"
    if re.fullmatch("[0-9]{4}", word):
        return "Y"
    if word in _YEAR_WORDS:
        return "y"
    return "M" if word in _MONTHS else "?"
