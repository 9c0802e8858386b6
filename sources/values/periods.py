"""Quarters and years as municipal clerks write them.

What stands for some other period is a fault, never a guess: ``9 ай`` is nine months since January, and
``2021-жылдын 1-январына карата`` is the state on a day. The type and its arithmetic are in ``sources.quarters``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sources.folding import fold
from sources.quarters import Quarter
from sources.values.reading import Reading
from sources.values.texts import drop_invisible

if TYPE_CHECKING:
    from datetime import date

_EXPECTED_QUARTER = "one quarter, written 1, 2, 3 or 4"
_EXPECTED_YEAR = "a year of four digits, written 2021"
_FAULT = "period_missing"

_YEARS = range(1990, 2101)

_ORDINALS: dict[str, int] = {
    fold(word): number
    for number, words in enumerate(
        (
            ("биринчи", "первый", "первого", "первом", "first"),
            ("экинчи", "второй", "второго", "втором", "second"),
            ("үчүнчү", "третий", "третьего", "третьем", "third"),
            ("төртүнчү", "четвёртый", "четвёртого", "четвёртом", "fourth"),
        ),
        start=1,
    )
    for word in words
}
_QUARTER_WORDS = frozenset(
    map(
        fold,
        (
            *("квартал", "квартала", "квартале", "квартальный", "кварталы", "кв", "кварт", "q", "quarter"),
            *("чейрек", "чейреги", "чейректи", "чейректин", "чейрекке", "чейреги үчүн", "чейр", "чей"),
        ),
    )
)
_YEAR_WORDS = frozenset(map(fold, ("жыл", "жылы", "жылдын", "жылга", "ж", "год", "года", "году", "г", "year")))
_AS_OF = fold("карата")
_ORDINAL_ENDINGS = frozenset(("чи", "чы", "чу", "чү", "чо", "инчи", "й", "ый", "ой", "ий", "го"))
"""What follows a digit (``1-чи``, ``2-й``); compared before folding, which makes ``й`` the Roman numeral ``i``."""

# Roman numerals after folding: I is typed as Latin I or l, Ukrainian І or the digit 1 (folded to и, l, 1; the
# palochka too), V also as Latin Y or Cyrillic У (folded to у).
_ROMAN_I, _ROMAN_V = "[и1lӏ]", "[vу]"
_ROMAN = re.compile(rf"(?P<fourth>{_ROMAN_I}{_ROMAN_V})|(?P<strokes>{_ROMAN_I}{{1,3}})")


def parse_quarter(text: str) -> Reading[int]:
    """Read the number of a quarter: ``4``, ``IV``, ``IV квартал``, ``4-чейрек``, ``1 кв.``, ``биринчи чейрек``.

    Returns:
        1 to 4; missing for a blank or a dash; else the fault ``period_missing`` (also where a year is written with it,
        see ``read_period``).
    """
    number, year, understood = _parts(text)
    if not _words(text):
        return Reading()
    if not understood or number is None or year is not None:
        return Reading(fault=_FAULT, expected=_EXPECTED_QUARTER)
    return Reading(number)


def parse_year(text: str) -> Reading[int]:
    """Read a year: ``2021``, ``2021-ж.``, ``2021-жыл``, ``2021 г.``.

    Returns:
        The year; missing for a blank or a dash; else the fault ``period_missing``.
    """
    number, year, understood = _parts(text)
    if not _words(text):
        return Reading()
    if not understood or year is None or number is not None:
        return Reading(fault=_FAULT, expected=_EXPECTED_YEAR)
    return Reading(year)


def read_period(year: str | float | date | None, quarter: str | float | date | None) -> Reading[Quarter]:
    """Read the quarter that a cover states in its two cells, whatever the cells held.

    The quarter's cell may name the year as well (``2021-жылдын 1-чейреги``, ``1 кв. 2021 г.``, ``2021-Q1``): it must
    then be the year of the other cell, or that cell may be blank.

    Returns:
        The quarter, or the fault ``period_missing``; never missing.
    """
    number, named_year, understood = _parts(_as_text(quarter))
    if not understood or number is None:
        return Reading(fault=_FAULT, expected=_EXPECTED_QUARTER)
    stated = parse_year(_as_text(year))
    if stated.fault is not None or (stated.is_missing and named_year is None):
        return Reading(fault=_FAULT, expected=_EXPECTED_YEAR)
    if named_year is not None and stated.value is not None and named_year != stated.value:
        return Reading(fault=_FAULT, expected="the same year in both cells")
    return Reading(Quarter(stated.value or named_year or 0, number))


def _as_text(value: str | float | date | None) -> str:
    """Return a cell's value as text: numbers without ``.0``; a date stays a date and is no period."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _words(text: str) -> list[str]:
    composed = unicodedata.normalize("NFKC", drop_invisible(text)).lower()
    return re.findall(r"[^\W_]+", composed)


def _parts(text: str) -> tuple[int | None, int | None, bool]:
    """Return quarter and year of a text, and whether every word of it was understood and none was said twice."""
    number: int | None = None
    year: int | None = None
    previous = ""
    for written in _words(text):
        word = fold(written)
        if written in _ORDINAL_ENDINGS and re.fullmatch("[1-4]", previous):
            pass
        elif (found_year := _year(word)) is not None and year is None:
            year = found_year
        elif (found_number := _number(word)) is not None and number is None:
            number = found_number
        elif not (
            (word in _QUARTER_WORDS)
            or (word in _YEAR_WORDS and year is not None and _year(previous) is not None)
            or (word == _AS_OF and previous == fold("жылга"))
        ):
            return None, None, False
        previous = word
    return number, year, True


def _year(word: str) -> int | None:
    match = re.fullmatch(r"([0-9]{4})([^\W\d_]*)", word)
    if match is None or (match[2] and match[2] not in _YEAR_WORDS) or int(match[1]) not in _YEARS:
        return None
    return int(match[1])


def _number(word: str) -> int | None:
    """Return the quarter that one folded word names: ``4``, ``4кв``, ``q4``, ``иv``, ``биринчи``."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    match = re.fullmatch(r"(?:q|кв)?([1-4])([^\W\d_]*)", word)
    if match is not None and (not match[2] or match[2] in _QUARTER_WORDS or match[2] in map(fold, _ORDINAL_ENDINGS)):
        return int(match[1])
    roman = _ROMAN.fullmatch(word)
    # "11" and "111" are figures: nothing but ones is never taken for II and III
    if roman is None or word.isdecimal():
        return None
    return 4 if roman["fourth"] else len(roman["strokes"])
