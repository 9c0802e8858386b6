"""The comment on a heading: what is meant, in which unit, for what time, and what may be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sources.forms.form import ColumnType
from sources.template import wording
from sources.template.input_rules import bounds_words
from sources.template.lists import codes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.forms.form import Column
    from sources.labels import Language
    from sources.template.input_rules import Days

_WIDTH = 320
_LETTERS_A_LINE = 46
_LINE_HEIGHT = 16
_PADDING = 14


def comment_on(column: Column, days: Days | None, languages: Sequence[Language]) -> tuple[str, dict[str, Any]]:
    """Return what the comment on a column's heading says, and how big it must be.

    Args:
        column: the column.
        days: what a date may be (``input_rules.days_of``).
        languages: one paragraph for each.
    """
    text = "\n\n".join("\n".join(_lines(column, days, language)) for language in languages)
    height = sum(1 + len(line) // _LETTERS_A_LINE for line in text.split("\n")) * _LINE_HEIGHT + _PADDING
    return text, {"width": _WIDTH, "height": height, "font_size": 9, "color": "#FFFFE7"}


def _lines(column: Column, days: Days | None, language: Language) -> list[str]:
    lines = [(column.meaning or column.label)[language]]
    if column.kind is not None:
        lines.append(wording.KINDS[column.kind][language])
    if column.unit is not None:
        lines.append(f"{wording.UNIT[language]}: {wording.unit_words(column)[language]}")
    if column.type is ColumnType.PERCENT:
        lines.append(wording.PERCENT_POINTS[language])
    codes = codes_of(column)
    if codes is not None:
        lines.append(f"{wording.ANSWERS[language]}: {', '.join(label[language] for label in codes.labels.values())}")
    allowed = bounds_words(column, days)
    if allowed is not None:
        lines.append(f"{wording.ALLOWED[language]}: {allowed[language]}")
    lines.append((wording.REQUIRED if column.required or column.key else wording.OPTIONAL)[language])
    return [line if line.endswith(".") else f"{line}." for line in lines]  # an abbreviated unit brings its full stop
