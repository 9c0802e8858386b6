"""Text as it is kept, and values as they are shown in findings.

Cleaning removes what nobody sees and nobody meant. What a text means is decided in the other modules.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from sources.values.privacy import mask_personal

if TYPE_CHECKING:
    from datetime import date

TEXT_LIMIT = 32_767
"""The longest text an Excel cell can hold, in characters."""

SHOWN_LIMIT = 200
"""The longest value a finding quotes, in characters."""

_PLAIN_LIMIT = 1e15
"""Above this a double no longer tells every whole number apart by its 15 significant digits."""

_FORMULA_ERROR = re.compile(
    r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!"
    r"|ССЫЛКА!|ДЕЛ/0!|Н/Д|ИМЯ\?|ПУСТО!|ЧИСЛО!|ЗНАЧ!|ПЕРЕНОС!|ВЫЧИСЛ!)",
    re.IGNORECASE,
)


def drop_invisible(text: str) -> str:
    """Return the text in NFC without control, formatting (zero-width) and broken characters; white space stays."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    return "".join(
        character
        for character in composed
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def clean_text(text: str) -> str:
    """Return a text as the warehouse keeps it: NFC, one space for any white space, nothing invisible, not too long."""
    return " ".join(drop_invisible(text).split())[:TEXT_LIMIT]


def is_formula_error(text: str) -> bool:
    """Say whether a text is an Excel error value that was copied as text, in English or Russian (``#ССЫЛКА!``)."""
    return _FORMULA_ERROR.fullmatch(text.strip()) is not None


def plain_number(number: float) -> str:
    """Return a finite number as plain text that keeps all its digits: ``12.0`` gives ``12``, no exponents."""
    return f"{Decimal(repr(number)).normalize():f}" if number else "0"


def shown_number(number: float) -> str:
    """Return a number as a clerk would recognise it: without float noise (``12.5``, not ``12.5000001``)."""
    if not math.isfinite(number) or abs(number) >= _PLAIN_LIMIT:
        return f"{number:.15g}"
    rounded = f"{number:.6f}".rstrip("0").rstrip(".")
    if float(rounded).is_integer() and not number.is_integer():
        # Rounded it would look whole, and nobody could see what is wrong with it.
        return f"{number:.15g}"
    return "0" if rounded == "-0" else rounded


def shown_date(day: date) -> str:
    """Return a day as it is written in the country: ``31.12.2020``."""
    return f"{day:%d.%m}.{day.year:04d}"


def shown_text(text: str) -> str:
    """Return a text as a finding quotes it: cleaned, personal data masked, at most ``SHOWN_LIMIT`` characters."""
    quoted = mask_personal(clean_text(text))
    return quoted if len(quoted) <= SHOWN_LIMIT else quoted[: SHOWN_LIMIT - 1] + "…"
