"""Texts of others made fit to be shown: what a notice quotes can neither hide, nor order about, nor lead anywhere.

File names, sheet names and values come from outside and may hold anything. Here they lose what is invisible or turns
the writing around, and figures and days get the shape that a clerk would write. What is said is ``wording``'s.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from sources.values.privacy import MASK, mask_personal

if TYPE_CHECKING:
    from datetime import date

    from sources.labels import Language

UNSHOWABLE = "�"
"""Stands for what cannot be shown."""
_WORKBOOK_ENDING = re.compile(r"\.(?:xlsx|xlsm|xlsb|xls|ods|csv|pdf|docx?|html?)$", re.IGNORECASE)
_WORD = r"[^\W_]"
_FORMATTING = re.compile(rf"(?<!{_WORD})_+|_+(?!{_WORD})")
"""Underscores that a messenger would take for formatting; within a word they are none."""
_LOOKALIKES = str.maketrans("*~`@<>|", "\u2217\u223c\u02cb\uff20\u2039\u203a\u00a6")
"""What a messenger acts upon, and what looks like it and does nothing."""
_MASKS = re.compile(rf"(?:{re.escape(MASK)}\s*)+")
_LINK = re.compile(r"(?:(?:https?|ftp|mailto|tel|tg|whatsapp):/*|//+|\bwww\.)", re.IGNORECASE)
_DOT_IN_NAME = re.compile(r"(?<![\w.])(\d{1,2}\.\d{1,2}\.\d{4}|\d+\.\d+)(?![\w.])|\.(?=\w)")
"""A dot that might make a link of two words; not those of a day or of a number, which are the group."""
_NUMBER = re.compile(r"([-−–]?)(\d+)(?:\.(\d+))?")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DECIMALS = 2
_LONGEST_WHOLE_PLAIN = 4


@lru_cache(maxsize=16_384)
def plain(text: str, limit: int = 200) -> str:
    """Return a text of somebody else's as it may be shown: one line, nothing invisible, personal data masked.

    Args:
        text: may hold anything, broken characters of a file name among them.
        limit: the most characters; a longer text loses its middle, so that the ending of a file's name stays.
    """
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(
            character if character.isprintable() else " " if unicodedata.category(character) == "Zs" else UNSHOWABLE
            for character in composed
        )
    shown = " ".join(composed.split())
    # The ending of a file's name is no part of the mail address before it.
    ending = _WORKBOOK_ENDING.search(shown)
    stem = shown[: ending.start()] if ending else shown
    masked = mask_personal(stem) + (ending[0] if ending else "")
    if len(masked) <= limit:
        return masked
    tail = min(limit // 3, 10)
    return masked[: limit - tail - 1] + "…" + masked[len(masked) - tail :]


def plain_in_message(text: str, limit: int) -> str:
    """Return a text of somebody else's as a messenger may be given it: no formatting, no link, no mention.

    What formats is shown by a sign that looks like it. A dot between two words would make a link of them, so only that
    of a workbook's ending stays.
    """
    masked = _MASKS.sub("… ", plain(text, 10 * limit)).replace("… .", "….")
    shown = _LINK.sub(" ", _FORMATTING.sub(" ", masked.translate(_LOOKALIKES))).replace(UNSHOWABLE, " ")
    ending = _WORKBOOK_ENDING.search(shown)
    stem = shown[: ending.start()] if ending else shown
    shown = _DOT_IN_NAME.sub(lambda dot: dot[1] or " ", stem) + (ending[0] if ending else "")
    return plain(" ".join(shown.split()), limit) or "…"


def number_words(number: float | str, language: Language, decimals: int | None = None) -> str:
    """Return a number as it is written in a language: ``2 259 500,5``; what is no number comes back as it is.

    Args:
        number: a number, or one as the warehouse writes it (``2259500.5``).
        language: Kyrgyz and Russian set decimals apart by a comma.
        decimals: to round to; None keeps all.
    """
    text = f"{number:.10f}" if isinstance(number, float) else str(number)
    if decimals is not None and _NUMBER.fullmatch(text):
        text = f"{float(text.replace('−', '-').replace('–', '-')):.{decimals}f}"
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    if len(whole) > _LONGEST_WHOLE_PLAIN:
        whole = f"{int(whole):,}".replace(",", "\N{NO-BREAK SPACE}" if language != "en" else ",")
    point = "." if language == "en" else ","
    return ("−" if sign else "") + whole + (point + fraction if fraction else "")


def bound_words(bound: str, language: Language) -> str:
    """Return a computed bound in words, rounded so that it can be read."""
    return number_words(bound, language, _DECIMALS)


def day_words(day: date) -> str:
    """Return a day as it is written in all three languages here: ``31.03.2021``."""
    return f"{day:%d.%m.%Y}"


def with_days(text: str) -> str:
    """Return a text whose ISO days are written as ``31.03.2021``."""
    return _DAY.sub(r"\3.\2.\1", text)
