"""Which sheet of a workbook is which form: by its name in any language, by an alias, or by its headings."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from sources.folding import fold
from sources.workbook.heading_rows import headings_of
from sources.workbook.headings import ALIAS, EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sources.workbook.headings import HeadingIndex
    from sources.workbook.sheets import Grid
    from sources.workbook.vocabulary import FormWords

_LONGEST_NAME = 31
"""Excel's limit: a longer name is cut off."""
_SHORTEST_CUT = 25
_COPY = re.compile(r"\s*\(\d{1,2}\)\s*$")
_NUMBERING = re.compile(r"^\s*(?:№\s*)?\d{1,2}\s*[-.)_]?\s*(?:-?\s*(?:форма|форма №|барак|лист)\b)?\s*", re.IGNORECASE)
_FEWEST_HEADINGS = 3
_ENOUGH_HEADINGS = 0.6

NOTICE_SHEET_NAME = "Текшерүү - Проверка"
"""The sheet that a notice puts first into a marked copy; a number in brackets follows where the name is taken."""

_SERVICE_SHEETS = frozenset(
    map(
        fold,
        (
            *("тизмелер", "списки", "справочник", "справочники", "маалымдама", "lists", "codes", "коддор", "коды"),
            *("нускама", "көрсөтмө", "инструкция", "instructions", "тизмелер / списки", "нускама / инструкция"),
            NOTICE_SHEET_NAME,
        ),
    )
)
"""Sheets that hold lists, instructions or a notice of ours, and no data."""


class SheetMatch(NamedTuple):
    """What a sheet was recognised as."""

    form: str
    rank: int
    """``EXACT`` for the name that the template gives it."""


class SheetNames:
    """The names of the sheets of all forms, ready to be looked up."""

    def __init__(self, forms: Iterable[FormWords]) -> None:
        self._keys: dict[str, SheetMatch] = {}
        self._long: dict[str, str] = {}
        forms = tuple(forms)
        for rank in (EXACT, ALIAS):
            for key, claimant in sheet_claims(forms, rank):
                self._keys.setdefault(key, SheetMatch(claimant, rank))
        for form in forms:
            self._long.update((fold("".join(names)), form.form) for names in permutations(form.labels, 2))
            self._long.update((fold(name), form.form) for name in (*form.labels, *form.aliases))

    def match(self, name: str) -> SheetMatch | None:
        """Return the form that a sheet's name names."""
        found = self._keys.get(fold(name))
        if found is not None:
            return found
        bare = _NUMBERING.sub("", _COPY.sub("", name), count=1)
        found = self._keys.get(fold(bare))
        if found is not None:
            return SheetMatch(found.form, ALIAS)
        if len(name) >= _SHORTEST_CUT:
            cut = fold(bare)
            forms = {form for key, form in self._long.items() if cut and key.startswith(cut)}
            if len(forms) == 1:
                return SheetMatch(forms.pop(), EXACT if len(name) == _LONGEST_NAME else ALIAS)
        return None


def sheet_claims(forms: Iterable[FormWords], rank: int) -> Iterator[tuple[str, str]]:
    """Yield every folded name of a sheet of a rank with the form that claims it."""
    for form in forms:
        if rank == EXACT:
            yield from ((fold(name), form.form) for name in form.labels)
            yield from ((fold("".join(names)), form.form) for names in permutations(form.labels, 2))
        else:
            yield from ((fold(name), form.form) for name in form.aliases)


def is_service_sheet(name: str) -> bool:
    """Say whether a sheet holds a template's lists or instructions, or an earlier notice."""
    return fold(_COPY.sub("", name)) in _SERVICE_SHEETS


def match_by_headings(grid: Grid, indexes: Mapping[str, HeadingIndex]) -> str | None:
    """Return the one form whose headings a sheet has, if there is exactly one that fits well."""
    scores = {}
    for form, index in indexes.items():
        block = headings_of(grid, index)
        scores[form] = block.score if block else 0
    ranked = sorted(scores, key=lambda form: -scores[form])
    if not ranked:
        return None
    best, score = ranked[0], scores[ranked[0]]
    fits = score >= _FEWEST_HEADINGS and score >= _ENOUGH_HEADINGS * len(indexes[best].form.columns)
    rivals = [form for form in ranked[1:] if scores[form] >= score]
    return best if fits and not rivals else None
