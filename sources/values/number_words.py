"""Whole numbers written in words, in Kyrgyz and Russian: ``беш миллион төрт жүз жыйырма беш миң эки жүз``.

Used only to see that the words behind a figure are its words; no number is ever taken from words.
"""

from __future__ import annotations

import re

from sources.folding import fold
from sources.units import KGS
from sources.values.units import is_unit

_ADDED: dict[str, int] = {
    fold(word): value
    for value, words in {
        0: ("нөл", "ноль"),
        1: ("бир", "один", "одна"),
        2: ("эки", "два", "две"),
        3: ("үч", "три"),
        4: ("төрт", "четыре"),
        5: ("беш", "пять"),
        6: ("алты", "шесть"),
        7: ("жети", "семь"),
        8: ("сегиз", "восемь"),
        9: ("тогуз", "девять"),
        10: ("он", "десять"),
        11: ("одиннадцать",),
        12: ("двенадцать",),
        13: ("тринадцать",),
        14: ("четырнадцать",),
        15: ("пятнадцать",),
        16: ("шестнадцать",),
        17: ("семнадцать",),
        18: ("восемнадцать",),
        19: ("девятнадцать",),
        20: ("жыйырма", "двадцать"),
        30: ("отуз", "тридцать"),
        40: ("кырк", "сорок"),
        50: ("элүү", "пятьдесят"),
        60: ("алтымыш", "шестьдесят"),
        70: ("жетимиш", "семьдесят"),
        80: ("сексен", "восемьдесят"),
        90: ("токсон", "девяносто"),
        100: ("сто",),
        200: ("двести",),
        300: ("триста",),
        400: ("четыреста",),
        500: ("пятьсот",),
        600: ("шестьсот",),
        700: ("семьсот",),
        800: ("восемьсот",),
        900: ("девятьсот",),
    }.items()
    for word in words
}

_MULTIPLIED: dict[str, int] = {
    fold(word): value
    for value, words in {
        1_000: ("миң", "мищ", "тысяча", "тысячи", "тысяч"),
        1_000_000: ("миллион", "миллиона", "миллионов"),
        1_000_000_000: ("миллиард", "миллиарда", "миллиардов"),
    }.items()
    for word in words
}

_HUNDRED = fold("жүз")
_TYIYN = re.compile(r"\s\d\d\s*(тыйын|тыйын\w*|тыйин\w*)\.?$")


def number_in_words(text: str) -> int | None:
    """Return the whole number that a text spells out, None if any of its words is not a number word.

    A currency at the end is passed over: ``беш миң сом 00 тыйын`` gives 5000.
    """
    words = re.findall(r"[^\W\d_]+|\d+", _TYIYN.sub("", text.strip().lower()))
    if words and is_unit(words[-1], KGS):
        words.pop()
    if not words:
        return None
    total = group = 0
    for word in map(fold, words):
        if word in _ADDED:
            group += _ADDED[word]
        elif word == _HUNDRED:
            group = 100 * (group or 1)
        elif word in _MULTIPLIED:
            total += _MULTIPLIED[word] * (group or 1)
            group = 0
        else:
            return None
    return total + group
