"""Numbers as municipal clerks write them.

Reads one text as one number, in the light of its column: unit, whole or not, what "none" means, and the scale that the
heading states. What could mean two things is a fault, never a guess; every rule that follows from this stands with its
pattern. Number *cells* do not come here: ``columns`` takes them as whole arrays.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sources.folding import fold
from sources.forms.codes import TARIFF_BASIS
from sources.units import KGS, PERCENT
from sources.values.missing import is_none, is_unknown
from sources.values.number_words import number_in_words
from sources.values.reading import Reading
from sources.values.texts import drop_invisible
from sources.values.units import is_thousand, is_unit, money_scale

_LONGEST = 300
"""No number is longer, its words included; hostile texts are not searched."""

LARGEST_WHOLE = 2.0**53
"""Beyond this a double does not tell neighbouring whole numbers apart."""

_FLOAT_NOISE = 1e-9
_NOISY_BITS = 16
_KEPT_DECIMALS = ((6, 0.0, 1e9), (3, 1e9, 1e12))
"""To how many decimals a product is rounded, and from which size to below which."""

_SPACES = re.compile("[\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Everything that sets thousands apart. Line breaks and tabs do not: they part two figures in one cell."""

_PLAIN = r"(?:[1-9][0-9]{0,2}(?:[ ][0-9]{3})+|[1-9][0-9]*|0)"
_FIGURE = re.compile(
    rf"""
    (?P<sign>[-−–+]?)
    (?:
        # 1.234,56 and 1,234.56: with both signs in it the last one is the decimal sign
        (?P<pointed>[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+),(?P<after_comma>[0-9]+)
      | (?P<commaed>[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+)\.(?P<after_point>[0-9]+)
        # 1.234.567: a sign that stands twice cannot be decimal
      | (?P<grouped>[1-9][0-9]{{0,2}}(?:(?:\.[0-9]{{3}}){{2,}}|(?:,[0-9]{{3}}){{2,}}))
        # 1234, 1 234, 1234,5, 1 234.5
      | (?P<plain>{_PLAIN})(?:(?P<mark>[.,])(?P<after_mark>[0-9]+))?
    )
    (?![0-9])
    """,
    re.VERBOSE,
)

_THOUSANDS_OR_DECIMALS = re.compile(r"[-−–+]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""``1.234`` and ``1,234``: a thousand, or one and a bit."""

_SOM_AND_TYIYN = re.compile(
    rf"(?P<som>{_PLAIN})"
    r"(?:[-‐‑–—](?P<hyphened>[0-9]{2})(?![0-9])| ?сом (?P<named>[0-9]{1,2}) ?ты[йи]ы?н)"
)
_THOUSANDS_AND_UNITS = re.compile(
    r"(?P<thousands>[1-9][0-9]{0,2}) ?(?P<word>[^\W\d_]+)\.? (?P<units>[0-9]{1,3})(?![0-9])"
)
_SUFFIX = re.compile(r"(?P<unit>[^()]*)(?:\((?P<words>[^()]*)\))?(?P<after>[^()]*)", re.DOTALL)

_BASIS_BEFORE = re.compile(r"(?P<basis>.*[^\W\d_])[ :–—-]+(?P<amount>[0-9][^:]*)", re.DOTALL)
_BASES = frozenset(
    fold(name) for code, label in TARIFF_BASIS.labels.items() for name in (*label, *TARIFF_BASIS.aliases.get(code, ()))
)
"""What a tariff may be paid for; the form has a column for it."""

_A_NUMBER = "a number"
_A_WHOLE_NUMBER = "a whole number"
_TWO_READINGS = (
    "a number that cannot be read in two ways: thousands set apart by a space (1 234), decimals by a comma (1,2)"
)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """What a column says about the numbers in it."""

    unit: str | None = None
    whole: bool = False
    none_is_zero: bool = False
    """Whether ``жок`` and ``нет`` mean zero here (in a count) and not that nothing is known (in a rate)."""

    @property
    def expected(self) -> str:
        """What is expected in a cell, in short English."""
        unit = {None: "", PERCENT: " of percent"}.get(self.unit, f" ({self.unit})")
        return (_A_WHOLE_NUMBER if self.whole else _A_NUMBER) + unit


class _Figure(NamedTuple):
    value: Decimal
    end: int
    """Where the rest of the text begins."""
    ambiguous: bool = False
    stated: int | None = None
    """What the writing itself says of the scale of an amount of money: 1 for som and tyiyn."""


class _Suffix(NamedTuple):
    """What stands behind a figure."""

    stated: int | None
    """What it says of the scale of an amount of money; None if it says nothing of it."""
    words: str | None
    """What stands in brackets."""
    note: str


def whole_tolerances(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how far from a whole number each number may lie through the rounding of sums: 1e-9, or a few last bits."""
    last_bits: npt.NDArray[np.float64] = np.spacing(np.abs(numbers))
    return np.maximum(last_bits * _NOISY_BITS, _FLOAT_NOISE, dtype=np.float64)


def is_whole(number: float) -> bool:
    """Say whether a finite number is whole but for float noise."""
    return bool(abs(number - round(number)) <= whole_tolerances(np.array(number)))


def scaled(numbers: npt.NDArray[np.float64], factors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return numbers times the scales of their headings, without the noise of binary fractions.

    5142.6 × 1000 is 5142600 and not 5142600.000000001: products are rounded to as many decimals as a double holds
    exactly enough at their size.
    """
    with np.errstate(over="ignore"):
        products = numbers * factors
    for decimals, least, limit in _KEPT_DECIMALS:
        sized = (factors != 1) & (least <= np.abs(products)) & (np.abs(products) < limit)
        products[sized] = np.round(products[sized], decimals)
    return products


def as_percent(number: float, notes: tuple[str, ...] = ()) -> Reading[float]:
    """Return a number of a percent column in percent points.

    Strictly between 0 and 1 it is a fraction and becomes 100 times as much; exactly 1 may be 1 % or 100 %: refused.
    """
    if number == 1:
        return Reading(fault="percent_ambiguous", expected="1% or 100%, written with the sign or as 100")
    if 0 < number < 1:
        return Reading(float(Decimal(repr(number)) * 100), notes=(*notes, "percent_as_fraction"))
    return Reading(number, notes=notes)


def parse_number(text: str, column: NumberColumn | None = None, scale: float = 1.0) -> Reading[float]:
    """Read a text as one number.

    Args:
        text: the cell's text.
        column: what is known of its column; without it any number without a unit is read.
        scale: what the heading multiplies the amounts of a money column by (1000 under ``миң сом``). It is ignored
            where the unit is not KGS, and where the cell itself says ``миң сом``.

    Returns:
        The number in the column's unit; missing for a blank or a marker; else a fault ``not_a_number``, ``not_whole``
        or ``percent_ambiguous``. Notes: ``number_as_text``, or in its place ``unit_in_cell`` or ``scaled_unit`` if a
        unit or a multiple of som was written with it, or ``none_as_zero``; ``percent_as_fraction`` besides.
    """
    column = column or NumberColumn()
    written = _SPACES.sub(" ", drop_invisible(text)).strip().lstrip("'’`").strip()
    if not written:
        return Reading()
    if is_unknown(written):
        return Reading(notes=("missing_marker",))
    if is_none(written):
        return Reading(0.0, notes=("none_as_zero",)) if column.none_is_zero else Reading(notes=("missing_marker",))
    if len(written) > _LONGEST:
        return Reading(fault="not_a_number", expected=column.expected)
    return _read_amount(written, column, scale) if column.unit == KGS else _read_figure(written, column, scale)


def _read_amount(written: str, column: NumberColumn, scale: float) -> Reading[float]:
    """Read an amount of money, which may be said twice or with what it is paid for."""
    twice = _said_twice(written, column, scale)
    return _read_figure(_without_basis(written), column, scale) if twice is None else twice


def _read_figure(written: str, column: NumberColumn, scale: float) -> Reading[float]:
    for find in (_som_and_tyiyn, _thousands_and_units, _figure):
        figure = find(written, column)
        if figure is not None:
            return _judge(figure, written, column, scale)
    return Reading(fault="not_a_number", expected=column.expected)


def _said_twice(written: str, column: NumberColumn, scale: float) -> Reading[float] | None:
    """Read ``1248 / 1 миң 248 сом``: one amount in figures and in words, which have to agree.

    Two figures (``12/12``) are no such thing: they may be two counts.
    """
    one, _, other = map(str.strip, written.partition("/"))
    if not one[:1].isdecimal() or not _THOUSANDS_AND_UNITS.match(other):
        return None
    first, second = parse_number(one, column, scale), parse_number(other, column, scale)
    return second if first.value is not None and first.value == second.value else None


def _without_basis(written: str) -> str:
    """Return an amount without what it is paid for, where that stands before it: ``ар бир жанга жылына 20 сом``."""
    match = _BASIS_BEFORE.fullmatch(written)
    return match["amount"] if match and fold(match["basis"]) in _BASES else written


def _judge(figure: _Figure, written: str, column: NumberColumn, scale: float) -> Reading[float]:
    """Put figure, suffix, unit and scale together, and refuse what contradicts itself."""
    suffix = _suffix(figure, written, column)
    if suffix is None:
        return Reading(fault="not_a_number", expected=column.expected)
    if figure.ambiguous and column.unit != PERCENT:
        return Reading(fault="not_whole" if column.whole else "not_a_number", expected=_TWO_READINGS)
    factor = Decimal(1)
    if column.unit == KGS:
        if suffix.stated == 1 and scale != 1:
            # "6872,0 сом" under a heading in thousands: one of the two is wrong, and nobody here knows which.
            return Reading(fault="not_a_number", expected="the amount without a unit, or in the unit of the heading")
        factor = Decimal(suffix.stated or repr(float(scale)))
    value = float(figure.value * factor) + 0.0  # no negative zero
    if not math.isfinite(value) or not _words_agree(suffix.words, value, column):
        return Reading(fault="not_a_number", expected=column.expected)
    return _as_column(value, column, suffix.note)


def _suffix(figure: _Figure, written: str, column: NumberColumn) -> _Suffix | None:
    """Read what follows a figure; None if it does not belong behind a figure of this column."""
    rest = written[figure.end :]
    match = _SUFFIX.fullmatch(rest.strip())
    if match is None or not _may_follow(rest):
        return None
    units = [part for part in (match["unit"], match["after"]) if part.strip(" .\n\t")]
    if not units:
        return _Suffix(figure.stated, match["words"], "number_as_text")
    if len(units) == 1 and is_unit(units[0], column.unit):
        return _Suffix(1, match["words"], "unit_in_cell")
    multiple = money_scale(units[0]) if column.unit == KGS and figure.stated is None and len(units) == 1 else None
    return _Suffix(multiple, match["words"], "scaled_unit") if multiple else None


def _may_follow(rest: str) -> bool:
    """Say whether a figure may be followed by this: nothing, a percent sign, a word or something in brackets."""
    return rest == "" or rest.lstrip()[0] in "%(" or rest.lstrip("- ")[0:1].isalpha()


def _words_agree(words: str | None, value: float, column: NumberColumn) -> bool:
    """Say whether the words in brackets behind an amount of money, if any, are the amount in words."""
    if words is None:
        return True
    return column.unit == KGS and number_in_words(words) == math.trunc(value)


def _as_column(value: float, column: NumberColumn, note: str) -> Reading[float]:
    if column.unit == PERCENT and note != "unit_in_cell":  # with the sign it is in percent points for certain
        return as_percent(value, (note,))
    if column.whole:
        if abs(value) >= LARGEST_WHOLE:
            return Reading(fault="not_a_number", expected="a smaller number")
        if not is_whole(value):
            return Reading(fault="not_whole", expected=_A_WHOLE_NUMBER)
        value = float(round(value))
    return Reading(value, notes=(note,))


def _figure(written: str, column: NumberColumn) -> _Figure | None:
    """Read the figure at the beginning of a text.

    The comma is the country's decimal sign, the point is read as one too, and a space sets thousands apart. One sign
    with exactly three digits behind it could set thousands apart as well: with a point it is always refused, with a
    comma where the number is to be whole or the decimals are 000 (``12,000``).
    """
    match = _FIGURE.match(written)
    if match is None:
        return None
    whole = match["pointed"] or match["commaed"] or match["grouped"] or match["plain"]
    decimals = match["after_comma"] or match["after_point"] or match["after_mark"] or "0"
    sign = "-" if match["sign"] in ("-", "−", "–") else ""
    value = Decimal(f"{sign}{re.sub('[ .,]', '', whole)}.{decimals}")
    ambiguous = bool(_THOUSANDS_OR_DECIMALS.fullmatch(match[0])) and (
        match["mark"] == "." or decimals == "000" or column.whole
    )
    return _Figure(value, match.end(), ambiguous)


def _som_and_tyiyn(written: str, column: NumberColumn) -> _Figure | None:
    """Read ``20-00`` and ``20 сом 50 тыйын`` in a money column.

    ``20-50`` might be a range as well: with a hyphen, the second number must not be the greater one.
    """
    match = _SOM_AND_TYIYN.match(written) if column.unit == KGS else None
    if match is None:
        return None
    som = match["som"].replace(" ", "")
    tyiyn = match["hyphened"] or match["named"].zfill(2)
    if match["hyphened"] and int(tyiyn) > 0 and Decimal(tyiyn) > Decimal(som):
        return None
    return _Figure(Decimal(f"{som}.{tyiyn}"), match.end(), stated=1)


def _thousands_and_units(written: str, _column: NumberColumn) -> _Figure | None:
    """Read ``1 миң 248`` as 1248."""
    match = _THOUSANDS_AND_UNITS.match(written)
    if match is None or not is_thousand(match["word"]):
        return None
    return _Figure(Decimal(match["thousands"]) * 1000 + Decimal(match["units"]), match.end(), stated=1)
