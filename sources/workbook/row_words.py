"""What the first words of a row say the row is: a total, a part of the row above, a note, or "nothing to report".

Only the words. Which rows of a sheet are data is decided in ``table_rows``.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

from sources.folding import fold
from sources.workbook.units import words


class RowWord(Enum):
    """What a row announces itself as."""

    PLAIN = auto()
    TOTAL = auto()
    """A totals row: left out of the data and kept to be checked against the sum."""
    OF_WHICH = auto()
    """A part of another row (``анын ичинен``): never added."""
    NOTE = auto()
    """A note or a signature."""
    NONE = auto()
    """The municipality says that there is nothing to report."""


def _folded(*texts: str) -> frozenset[str]:
    return frozenset(map(fold, texts))


_TOTAL = _folded("жыйынтыгы", "жыйынтык", "баардыгы", "бардыгы", "баары", "жами", "итого", "итог", "всего", "total")
_OVERALL = fold("жалпы")
_OVERALL_ENDS = _folded("баары", "баардыгы", "бардыгы", "жыйынтык", "жыйынтыгы", "саны", "суммасы", "сумма", "көлөмү")
_OVERALLS = _folded("жалпысы", "жалпысынан")
_ACROSS = _folded("боюнча", "по")
_LONGEST_TOTAL = 6

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
    """Say what a row is that begins with a text."""
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
    first, last = parts[0], parts[-1]
    if len(parts) > _LONGEST_TOTAL:
        return False
    if first in _TOTAL or first in _OVERALLS:
        return True
    if first == _OVERALL:
        return len(parts) == 1 or parts[1] in _OVERALL_ENDS
    # "Айыл аймагы боюнча баары"
    return last in _TOTAL and len(parts) > 1 and parts[-2] in _ACROSS
