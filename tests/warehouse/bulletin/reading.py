"""Reading a bulletin as a person does: what stands in the cells of its tables and on its tiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"meta", "input", "link", "br"}
HIDDEN = {"sup", "script", "style"}


@dataclass
class Element:
    """An element of a page, with what a person sees in it."""

    tag: str
    attributes: dict[str, str]
    within: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is seen: neither the marks of revisions nor what is there for screen readers only."""
        if self.tag in HIDDEN or "sr" in self.attributes.get("class", "").split():
            return ""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str, **attributes: str | None) -> list[Element]:
        """Every element of a tag below this one that has some attributes, of some value where one is given."""
        wanted = {name.replace("_", "-").strip("-"): value for name, value in attributes.items()}
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag and all(
                    name in child.attributes and value in (None, child.attributes[name])
                    for name, value in wanted.items()
                ):
                    found.append(child)
                found += child.all(tag, **attributes)
        return found

    def one(self, tag: str, **attributes: str | None) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def cells(self) -> list[Element]:
        """The cells of a row."""
        return [child for child in self.children if isinstance(child, Element) and child.tag in ("th", "td")]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.root = Element("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.within is not None
        self.at = self.at.within

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def read(page: Path) -> Element:
    """The page as a tree; every element on it is closed where it should be."""
    builder = _Builder()
    builder.feed(page.read_text(encoding="utf-8"))
    assert builder.at is builder.root
    return builder.root


def number(element: Element) -> float | None:
    """A figure as a number, written as in Kyrgyz and Russian; None for a dash."""
    text = element.text.strip().replace("\N{NARROW NO-BREAK SPACE}", "").replace(",", ".")
    return None if text == "–" else float(text.replace("\N{MINUS SIGN}", "-"))
