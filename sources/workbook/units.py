"""Units as they stand in headings, in the row under them and in the title of a sheet, and what they scale by.

How they are spelt is in ``sources.units``; units behind a figure in its own cell are read by ``sources.values``. Words
are compared folded, so ``миң``, ``мин`` and ``м³``, ``м3`` are the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sources.folding import fold
from sources.units import KGS, MILLION, SPELLINGS, THOUSAND, THOUSAND_LETTER

if TYPE_CHECKING:
    from collections.abc import Container


class Unit(NamedTuple):
    """A unit found in a text."""

    family: str | None
    """The unit of a column that it belongs with; None where the reader does not tell units apart (people, pieces)."""
    scale: float
    """What a figure in it is multiplied by."""


_WORD = re.compile(r"[^\W_]+|%")
_LANGUAGES = re.compile(r"[/\n]")
TOLD_APART = (KGS, "m3", "km", "kWh", "h/day")
"""The units between which the reader tells. Of the others it knows that they are units: people, pieces, hectares."""

_SOM = SPELLINGS[KGS].all  # behind a word for thousand nothing but a unit can stand
_COUNTED = (
    *(spelling for unit in SPELLINGS if unit not in TOLD_APART for spelling in SPELLINGS[unit].anywhere),
    *("саны", "кол-во", "количество", "бирдик", "%"),
)

_SPELLINGS: dict[Unit, tuple[str, ...]] = {
    **{Unit(unit, 1): SPELLINGS[unit].anywhere for unit in TOLD_APART},
    Unit(KGS, 1_000): tuple(f"{many} {som}" for many in (*THOUSAND, THOUSAND_LETTER) for som in _SOM),
    Unit(KGS, 1_000_000): tuple(f"{many} {som}" for many in MILLION for som in _SOM),
    Unit("m3", 1_000): tuple(f"{many} {cubic}" for many in THOUSAND for cubic in SPELLINGS["m3"].all),
    Unit("km", 0.001): ("м", "метр", "метров", "m"),
    Unit("kWh", 1_000): (
        *(f"{many} {hours}" for many in THOUSAND for hours in SPELLINGS["kWh"].all),
        *("МВт·ч", "МВт·час", "МВт·саат"),
    ),
    Unit(None, 1): _COUNTED,
}

_UNITS: dict[str, Unit] = {}
for _unit, _names in _SPELLINGS.items():
    for _name in _names:
        _UNITS.setdefault(fold(_name) or _name, _unit)

_LONGEST = 3

_NOT_MEASURED = frozenset(
    fold(text)
    for text in (
        *("текст", "аталышы", "название", "код", "тизмеден", "из списка", "ооба/жок", "да/нет", "yes/no", "күнү"),
        *("дата", "күн", "кк.аа.жжжж", "дд.мм.гггг", "күн.ай.жыл", "date", "text", "сан", "число", "сандар", "тандоо"),
        *("бүтүн сан", "целое число", "ондук сан", "десятичное число", "тизмеден тандоо", "выбор из списка"),
        *("бирдиги", "өлчөм бирдиги", "өлчөө бирдиги", "өлч. бирд.", "ед. изм.", "ед. измерения", "единица измерения"),
        *("единицы измерения", "unit", "units"),
    )
)
"""What stands in the row of units under columns that have none; the row's own name among it."""


@lru_cache(maxsize=16_384)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded."""
    return tuple(fold(word) or word for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def split_unit(text: str) -> tuple[str, Unit | None]:
    """Return a heading without the unit at its end, folded, and the unit."""
    parts = words(text)
    for count in range(min(_LONGEST, len(parts)), 0, -1):
        unit = _UNITS.get("".join(parts[-count:]))
        if unit is not None:
            return "".join(parts[:-count]), unit
    return "".join(parts), None


@lru_cache(maxsize=4_096)
def read_unit(text: str) -> Unit | None:
    """Return the unit that a text is, if it is nothing else; ``сом / сом`` is one unit in two languages."""
    for part in (text, *text.split("/")):
        rest, unit = split_unit(part)
        if unit is not None and not rest:
            return unit
    return None


@lru_cache(maxsize=4_096)
def is_unit_or_type(text: str) -> bool:
    """Say whether a text can stand in the row of units under the headings."""
    if read_unit(text) is not None:
        return True
    return any(fold(part) in _NOT_MEASURED for part in (text, *_LANGUAGES.split(text)))


def is_spelling(text: str, keys: Container[str]) -> bool:
    """Say whether a text, or what one language says in it, is one of the folded spellings of a unit."""
    return any(fold(part) in keys for part in (text, *_LANGUAGES.split(text)))


@lru_cache(maxsize=4_096)
def stated_money_scale(text: str) -> float | None:
    """Return what a title or a note says of the sheet's amounts (``миң сом менен`` gives 1000), None if nothing.

    An amount in the text (``2,5 миң сом``) is no such statement.
    """
    parts = words(text)
    for start, (first, second) in enumerate(pairwise(parts)):
        if start and parts[start - 1][-1].isdecimal():
            continue
        unit = _UNITS.get(first + second)
        if unit is not None and unit.family == KGS and unit.scale != 1 and _is_written(first, second, text):
            return unit.scale
    return None


def _is_written(first: str, second: str, text: str) -> bool:
    """Tell the abbreviation ``т.с.`` from two chance letters."""
    return len(first) > 1 or len(second) > 1 or re.search(r"\bт\.\s?с\b", text.lower()) is not None
