"""Units behind a figure in its own cell (``120 чел.``, ``35 км``, ``5 миң сом``), recognised as words.

How they are spelt is in ``sources.units``; what a unit does to a number is in ``numbers``.
"""

from __future__ import annotations

from sources.folding import fold
from sources.units import KGS, MILLION, THOUSAND, THOUSAND_LETTER, unit_keys

_THOUSAND = frozenset(map(fold, THOUSAND))
_MILLION = frozenset(map(fold, MILLION))

_SCALES: dict[str, int] = {
    **dict.fromkeys(_THOUSAND, 1_000),
    **{word + som: 1_000 for word in (*_THOUSAND, fold(THOUSAND_LETTER)) for som in unit_keys(KGS)},
    **dict.fromkeys(_MILLION, 1_000_000),
    **{word + som: 1_000_000 for word in _MILLION for som in unit_keys(KGS)},
}
"""What a money column's suffix multiplies by: ``миң сом``, ``тыс. сом``, ``т.с.``, ``млн сом``."""


def is_unit(text: str, unit: str | None) -> bool:
    """Say whether a text is a spelling of the unit."""
    if unit is None:
        return False
    key = fold(text.replace("%", "процент"))
    return key != "" and key in unit_keys(unit)


def money_scale(text: str) -> int | None:
    """Return what a suffix of an amount multiplies by (``миң сом`` gives 1000), None if it is no such suffix."""
    return _SCALES.get(fold(text))


def is_thousand(text: str) -> bool:
    """Say whether a text is the word for thousand, in full or short."""
    return fold(text) in _THOUSAND
