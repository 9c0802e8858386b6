"""Columns beside the data: running numbers, remarks and last report's figures. Nothing needs to be said about them."""

from __future__ import annotations

import re
from typing import Any

from sources.folding import fold

_NOT_DATA = frozenset(
    map(
        fold,
        (
            *(
                "№",
                "№ п/п",
                "п/п",
                "п.п.",
                "№ п.п",
                "n",
                "no",
                "к/с",
                "к/н",
                "катар саны",
                "катар номери",
                "номер",
                "р/н",
            ),
            *("т/б", "иреттик номери", "эскертүү", "эскертүүлөр", "түшүндүрмө", "примечание", "примечания", "прим"),
            *("комментарий", "комментарийлер", "комментарии", "note", "notes", "remarks", "номер по порядку"),
        ),
    )
)
"""Headings of columns that are known and hold no data: running numbers and remarks."""

_LAST_REPORT = frozenset(
    map(
        fold,
        (
            *("мурунку отчёттон", "из прошлого отчёта", "from the last report"),
            *("өткөн чейрек", "прошлый квартал", "last quarter"),
        ),
    )
)
"""Lines that make of a heading that of last report's figures."""

_QUARTER_FIRST = re.compile(r"\s*\d{4}-Q[1-4]\s*\n\s*\S")
"""So begin the headings of last report's figures that templates show beside the table: ``2020-Q4``, then the column."""


def is_last_report(heading: str) -> bool:
    """Say whether a heading is that of last report's figures: a line of it says so, whatever column it names."""
    return _QUARTER_FIRST.match(heading) is not None or any(
        fold(part) in _LAST_REPORT for part in heading.replace("/", "\n").split("\n")
    )


def is_not_data(heading: str) -> bool:
    """Say whether a heading is that of running numbers, remarks or last report's figures."""
    if is_last_report(heading):
        return True
    parts = (heading, *heading.replace("\n", "/").split("/"), heading.replace("/", ""))
    return any(fold(part) in _NOT_DATA or part.strip() == "№" for part in parts)


def is_running(values: list[Any]) -> bool:
    """Say whether values are running numbers: 1, 2, 3 or 1., 2., 3."""
    numbers = []
    for value in values:
        text = str(value).strip().rstrip(".)")
        text = text.removesuffix(".0") if type(value) is float else text
        if not text.isdecimal() or len(text) > 7:  # noqa: PLR2004 - sheets have 1,048,576 rows
            return False
        numbers.append(int(text))
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
