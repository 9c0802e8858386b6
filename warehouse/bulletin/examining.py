"""Looking at a bulletin that was written: is everything on it, does it need nothing but itself, is it small enough."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from warehouse.indicators import INDICATORS, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES: Final = 3_000_000
"""A page must open on a telephone."""

_LOADED: Final = {"src", "srcset", "poster", "data", "action"}


class _Reader(HTMLParser):
    """Collects what a page has and what it refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.codes: set[str] = set()
        self.loaded: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the attributes of a tag that matter."""
        found = {name: value or "" for name, value in attrs}
        self.ids.add(found.get("id", ""))
        self.codes.add(found.get("data-code", ""))
        self.loaded |= {found[name] for name in _LOADED & found.keys()}
        href = found.get("href", "")
        if tag == "link" or "//" in href:
            self.loaded.add(href)
        if href.startswith("#"):
            self.targets.add(href[1:])


def examine(page: Path, municipalities: Iterable[str]) -> list[str]:
    """Return what is wrong with a bulletin's page, a sentence each; nothing if all is well.

    Args:
        page: the page.
        municipalities: the codes of the municipalities that must be on it.
    """
    reader = _Reader()
    text = page.read_text(encoding="utf-8")
    reader.feed(text)
    size = len(text.encode())
    lacking = {
        "section": [each for each in SECTIONS if each not in reader.ids],
        "indicator": [each for each in INDICATORS if each not in reader.ids],
        "municipality": [each for each in municipalities if each not in reader.codes],
        "target of a link": sorted(reader.targets - reader.ids),
    }
    faults = [f"{kind} missing: {', '.join(each)}" for kind, each in lacking.items() if each]
    if reader.loaded:
        faults.append(f"it needs what is not in it: {', '.join(sorted(reader.loaded))}")
    if size >= MOST_BYTES:
        faults.append(f"it has {size:,} bytes, and at most {MOST_BYTES:,} are allowed")
    return faults
