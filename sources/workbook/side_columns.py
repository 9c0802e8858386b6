"""Columns beside the data: running numbers and remarks. They are known, and nothing needs to be said about them."""

from __future__ import annotations

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


def is_not_data(heading: str) -> bool:
    """Say whether a heading is that of running numbers or remarks."""
    parts = (heading, *heading.replace("\n", "/").split("/"), heading.replace("/", ""))
    return any(fold(part) in _NOT_DATA or part.strip() == "№" for part in parts)


def is_running(values: list[Any]) -> bool:
    """Say whether values are running numbers: 1, 2, 3 or 1., 2., 3."""
    numbers = []
    for value in values:
        text = str(value).strip().rstrip(".)")
        text = text.removesuffix(".0") if type(value) is float else text
        if not text.isdecimal():
            return False
        numbers.append(int(text))
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
