"""What a text in a row says the row is: a total, a part of the row above, a note, or "nothing to report".

Only the words. Which rows of a sheet are data is decided in ``table_rows``.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from sources.folding import fold
from sources.workbook.units import read_unit, words


class RowWord(Enum):
    """What a row announces itself as."""

    PLAIN = auto()
    TOTAL = auto()
    """A totals row, if it stands where rows are named: left out of the data and kept to be checked against the sum."""
    OF_WHICH = auto()
    """A part of another row (``анын ичинен``): never added."""
    NOTE = auto()
    """A note or a signature."""
    NONE = auto()
    """The municipality says that there is nothing to report."""


def _folded(*texts: str) -> frozenset[str]:
    return frozenset(map(fold, texts))


_TOTAL = _folded(
    *("жыйынтыгы", "жыйынтык", "баардыгы", "бардыгы", "баары", "жами", "жалпы", "жалпысы", "жалпысынан"),
    *("итого", "итог", "всего", "total"),
)
_BESIDE_TOTAL = _folded("саны", "суммасы", "сумма", "көлөмү", "болуп")
"""What may stand behind a word for a total without saying more: ``жалпы саны``, ``баары болуп``."""
_OVER = _folded("по", "за")
_OVER_BEHIND = fold("боюнча")
_LONGEST_TOTAL = 8
_LONGEST_COUNT = 2

_OF_WHICH = tuple(
    tuple(map(fold, phrase.split()))
    for phrase in (
        "анын ичинде",
        "анын ичинен",
        "мунун ичинен",
        "мунун ичинде",
        "в том числе",
        "в т ч",
        "из них",
        "of which",
    )
)

_NOTE = _folded(
    *("эскертүү", "эскертүүлөр", "түшүндүрмө", "примечание", "примечания", "прим", "note", "notes"),
    *("аткаруучу", "исполнитель", "жооптуу", "ответственный", "толтурган", "түзгөн", "даярдаган", "подготовил"),
    *("подготовила", "составил", "составила", "заполнил", "заполнила", "башчысы", "руководитель", "начальник"),
    *("бекитемин", "утверждаю", "макулдашылды", "согласовано", "булагы", "источник", "мп", "мө"),
)
_NOTE_PAIRS = frozenset(
    (fold(first), fold(second))
    for first, second in (
        *(("башкы", "бухгалтер"), ("главный", "бухгалтер"), ("айыл", "башчысы"), ("өкмөтүнүн", "башчысы")),
        *(("глава", "ао"), ("глава", "аа"), ("глава", "айыл"), ("глава", "айылного"), ("аты", "жөнү")),
    )
)

_NONE = _folded(
    *("жок", "нет", "no", "none", "жок эле", "болгон жок", "өткөрүлгөн жок", "өткөн жок", "не было", "отсутствует"),
    *("не проводилось", "не проводились", "не проводилась", "отсутствуют", "билдирүү жок", "nothing to report"),
)


@lru_cache(maxsize=16_384)
def row_word(text: str) -> RowWord:
    """Say what a text announces a row as. A total is announced by the whole text, all else by its first words."""
    parts = words(text)
    if not parts:
        return RowWord.PLAIN
    if "".join(parts) in _NONE:
        return RowWord.NONE
    if _is_total(parts):
        return RowWord.TOTAL
    if any(parts[: len(phrase)] == phrase for phrase in _OF_WHICH):
        return RowWord.OF_WHICH
    if parts[0] in _NOTE or any(pair in _NOTE_PAIRS for pair in pairwise(parts[:4])):
        return RowWord.NOTE
    return RowWord.PLAIN


def _is_total(parts: tuple[str, ...]) -> bool:
    """Tell ``Итого``, ``Всего по муниципалитету`` and ``Айыл аймагы боюнча жыйынтыгы`` from ``Всего понемногу``."""
    if len(parts) > _LONGEST_TOTAL:
        return False
    named = _total_words(parts)
    if named:
        return _says_of_what(parts[named:])
    if _OVER_BEHIND not in parts[1:-1]:
        return False
    behind = parts[parts.index(_OVER_BEHIND) + 1 :]
    return _total_words(behind) == len(behind)


def _total_words(parts: tuple[str, ...]) -> int:
    """Return how many words at the beginning name a total: two in ``жалпы саны``, none in a name."""
    count = 0
    while count < len(parts) and (parts[count] in _TOTAL or (count and parts[count] in _BESIDE_TOTAL)):
        count += 1
    return count


def _says_of_what(rest: tuple[str, ...]) -> bool:
    """Say whether the words behind a total say what it is the total of: an area, a time, a unit or a count."""
    if not rest:
        return True
    if len(rest) > 1 and (rest[0] in _OVER or rest[-1] == _OVER_BEHIND):
        return True
    if rest[0].isdecimal():
        return len(rest) <= _LONGEST_COUNT
    return read_unit(" ".join(rest)) is not None
