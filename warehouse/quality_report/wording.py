"""How the report writes what it shows: scores, moments, headings of forms and columns, and what others wrote.

Page, charts and workbook use the same words; nothing is read or counted here.
"""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Final

import pandas as pd

from sources.forms import ALL_FORMS
from sources.labels import Label
from sources.quarters import BISHKEK

if TYPE_CHECKING:
    from datetime import datetime

    from sources.quarters import Quarter

SEVERITY_LABELS: Final = {
    "fatal": Label("Файл кабыл алынган жок", "Файл не принят", "Not taken in"),
    "error": Label("Ката", "Ошибка", "Error"),
    "warning": Label("Эскертүү", "Предупреждение", "Warning"),
    "note": Label("Белги", "Примечание", "Note"),
}
"""What the severities of findings are called."""

LONGEST_VALUE: Final = 120
"""So many characters of a value are shown on the page."""

_ROMAN = ("I", "II", "III", "IV")


def quarter_in_russian(quarter: Quarter) -> str:
    """Write a quarter as Russian reports do."""
    return f"{_ROMAN[quarter.number - 1]} квартал {quarter.year} года"


def score_text(score: float | None, decimals: int) -> str:
    """Write a score, rounded down: 100 means without fault, and no score looks better than its grade."""
    if score is None or pd.isna(score):
        return "–"
    # The stored score has six decimals; the small addend keeps 92.5 from becoming 92.4 on its way through a float.
    return f"{math.floor(float(score) * 10**decimals + 1e-6) / 10**decimals:.{decimals}f}"


def count_text(number: float) -> str:
    """Write a whole number, thousands apart."""
    return f"{int(number):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def moment_text(moment: datetime | None) -> str:
    """Write a moment as a clock in Bishkek shows it."""
    return "–" if moment is None or pd.isna(moment) else moment.astimezone(BISHKEK).strftime("%Y-%m-%d %H:%M")


def form_label(form_id: str) -> Label:
    """Return what a form's sheet is called."""
    form = ALL_FORMS.get(form_id)
    return form.sheet if form else Label(form_id, form_id, form_id)


def column_label(form_id: str, column: str) -> Label:
    """Return a column's heading; empty for what concerns the whole form."""
    form = ALL_FORMS.get(form_id)
    known = form.columns().get(column) if form else None
    return known.label if known else Label(column, column, column)


def readable(text: str, longest: int = LONGEST_VALUE) -> str:
    """Return what someone wrote so that it cannot disturb its surroundings: no control signs, and not too long.

    Signs that turn the direction of writing are among the control signs. Escaping is the template's business.
    """
    shown = "".join(
        sign if unicodedata.category(sign) not in ("Cc", "Cf", "Cs") else "\N{SYMBOL FOR SUBSTITUTE}"
        for sign in text[: longest + 1]
    )
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
