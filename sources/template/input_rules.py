"""What a cell accepts: each column's declaration as an input rule of a spreadsheet program.

Bounds are the form's; days are bounded by the form's own rules about the quarter. A rule can be got round (pasting
does), so the reader judges everything again.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sources.forms.form import ColumnType, Severity
from sources.labels import Label
from sources.template.wording import ALLOWED, CHECK, CHOOSE, DATE, NOT_FOR_INPUT, NUMBER, WHOLE, in_languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.forms.form import Column, Form
    from sources.labels import Language
    from sources.quarters import Quarter

_FIRST_DAY = date(1991, 8, 31)
"""No decision of a municipality that counts today is older than the country."""
_YEARS_AHEAD = 5
_EPOCH = date(1899, 12, 30)
NOTHING = ("жок", "нет")
"""What stands in the first cell of a sheet that there is nothing to report on."""


class Days(NamedTuple):
    """Between which days a date must or should lie."""

    first: date
    last: date
    must: bool
    """Whether the form refuses others, rather than doubts them."""


def days_of(form: type[Form], column: Column, quarter: Quarter) -> Days:
    """Return the days that a date column of a form may hold, as the form's rules about the quarter say."""
    first, last, must = _FIRST_DAY, quarter.plus(4 * _YEARS_AHEAD).end, False
    for rule in form.rules().values():
        bounds = re.fullmatch(rf"(quarter_start <= )?{column.name}( <= quarter_end)?", rule.holds)
        if bounds:
            first = quarter.start if bounds[1] else first
            last = quarter.end if bounds[2] else last
            must |= rule.severity is Severity.ERROR
    return Days(first, last, must)


def bounds_words(column: Column, days: Days | None) -> Label | None:
    """Return in words what a figure or a day may be; None for a column that is answered in words."""
    if column.type is ColumnType.DATE and days is not None:
        between = f"{days.first:%d.%m.%Y} – {days.last:%d.%m.%Y}"
        # Without a rule of the form the range only catches slips of the hand, and is nothing to be told beforehand.
        return Label(*(f"{words}; {between}" if days.must else words for words in DATE))
    if not column.type.is_number:
        return None
    words = WHOLE if column.type is ColumnType.INTEGER else NUMBER
    return Label(*(f"{word}{_bounds(column)}" for word in words))


def _bounds(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f", {low:g} – {high:g}"
    return f", ≥ {low:g}" if low is not None else f", ≤ {high:g}" if high is not None else ""


def input_rule(
    column: Column, days: Days | None, answers: str | None, languages: Sequence[Language]
) -> dict[str, Any] | None:
    """Return the input rule of a column as xlsxwriter takes it; None for free text.

    Args:
        column: the column.
        days: what a date may be (``days_of``).
        answers: the range of cells that lists the answers.
        languages: of the message that a wrong value is answered with.
    """
    message = {"error_title": in_languages(CHECK, languages[:2])}
    if answers is not None:
        return {
            "validate": "list",
            "source": f"={answers}",
            "error_message": in_languages(CHOOSE, languages),
            **message,
        }
    words = bounds_words(column, days)
    if words is None:
        return None
    message["error_message"] = in_languages(
        Label(*(f"{ALLOWED[at]}: {words[at]}" for at in ("ky", "ru", "en"))), languages
    )
    if days is not None:
        kind = "stop" if days.must else "warning"
        return (
            {"validate": "date", "criteria": "between", "minimum": days.first, "maximum": days.last}
            | message
            | {"error_type": kind}
        )
    validate = "integer" if column.type is ColumnType.INTEGER else "decimal"
    return {"validate": validate, **_criteria(column), **message}


def _criteria(column: Column) -> dict[str, Any]:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    if low is None and high is None:
        # Any number: a spreadsheet program has no such rule but this one.
        return {"criteria": "between", "minimum": -1e15, "maximum": 1e15}
    return {"criteria": ">=", "value": low} if low is not None else {"criteria": "<=", "value": high}


def or_nothing(rule: dict[str, Any], cell: str) -> dict[str, Any]:
    """Return a rule on figures or days, for one cell, that accepts "nothing to report" too.

    Args:
        rule: what ``input_rule`` gave.
        cell: the cell's address.
    """
    criteria = rule["criteria"]
    bounds = {">=": rule["minimum"], "<=": rule["maximum"]} if criteria == "between" else {criteria: rule["value"]}
    tests = [f"ISNUMBER({cell})", *(f"{cell}{sign}{_serial(bound)}" for sign, bound in bounds.items())]
    words = ",".join(f'{cell}="{word}"' for word in NOTHING)
    shared = {name: value for name, value in rule.items() if name.startswith("error_")}
    return {"validate": "custom", "value": f"=OR({words},AND({','.join(tests)}))", **shared}


def _serial(bound: date | float) -> float:
    """Return a bound as a formula has to name it: a day as the number that a spreadsheet program keeps for it."""
    return (bound - _EPOCH).days if isinstance(bound, date) else bound


def no_input(languages: Sequence[Language]) -> dict[str, Any]:
    """Return the rule of cells that are only to be looked at."""
    return {
        "validate": "custom",
        "value": "=FALSE",
        "error_title": in_languages(CHECK, languages[:2]),
        "error_message": in_languages(NOT_FOR_INPUT, languages),
    }
