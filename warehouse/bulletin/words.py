"""Text of a page in three languages: it stands there in one, and the page's script puts the others in its place.

The page carries every text once in each language; elements name theirs by number. What is shown without JavaScript is
the language of the page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from sources.quarters import BISHKEK
from warehouse.bulletin.wording import number_text

if TYPE_CHECKING:
    from datetime import datetime

    from sources.labels import Label, Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Words:
    """The texts that a page uses, numbered as it is rendered.

    A page has ten thousand of them, most of them many times: each is escaped and put into its tags once.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._numbers: dict[Label, int] = {}
        self._made: dict[tuple[object, ...], Markup] = {}

    def number(self, label: Label) -> int:
        """Return the number by which the script finds a text."""
        return self._numbers.setdefault(label, len(self._numbers))

    def text(self, label: Label) -> Markup:
        """Return a text as an element of its own."""
        return self._once("<span data-w={}>{}</span>", self.number(label), label[self.language])

    def inside(self, label: Label) -> Markup:
        """Return the attribute and the closing bracket of an element whose only content is a text, and the text."""
        return self._once(" data-w={}>{}", self.number(label), label[self.language])

    def attribute(self, name: str, label: Label) -> Markup:
        """Return an attribute that is a text, and what the script needs to put it into another language."""
        return self._once(' {}="{}" data-w-{}={}', name, label[self.language], name, self.number(label))

    def named(self, name: str, label: Label) -> Markup:
        """Return what the script needs to set an attribute that is a text, and that a page has too often to carry."""
        return self._once(" data-w-{}={}", name, self.number(label))

    def figure(self, value: float | None, decimals: int) -> Markup:
        """Return a number as an element whose signs the script puts right; a dash if there is none."""
        shape = "{}" if value is None else '<span class="n">{}</span>'
        return self._once(shape, self.plain(value, decimals))

    def plain(self, value: float | None, decimals: int) -> str:
        """Return a number as text, for an element that carries the class ``n`` itself."""
        return number_text(value, decimals, self.language)

    def day(self, moment: datetime) -> Markup:
        """Return the day of a moment in Bishkek as an element that the script puts right."""
        day = moment.astimezone(BISHKEK).date()
        shown = f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if self.language == "en" else f"{day:%d.%m.%Y}"
        return self._once('<time datetime="{}">{}</time>', day.isoformat(), shown)

    def listed(self) -> Markup:
        """Return all texts as JSON that can stand in a page: a list of Kyrgyz, Russian, English."""
        listed = json.dumps([list(label) for label in self._numbers], ensure_ascii=False, separators=(",", ":"))
        return Markup(listed.replace("<", "\\u003c"))  # noqa: S704 - nothing in it can end the element that it stands in

    def _once(self, shape: str, *parts: object) -> Markup:
        key = (shape, *parts)
        if key not in self._made:
            self._made[key] = Markup(shape).format(*parts)  # noqa: S704 - the shapes are this class's own
        return self._made[key]
