"""Recognising headings: which column of a form a heading names. Which rows are headings is found by ``heading_rows``.

A heading may be in any language or in two, stand in one cell or in two or three rows of merged cells, carry a unit, or
be one of the aliases that the form declares. It has to say what it means: nothing is matched by likeness or position.
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, NamedTuple

from sources.folding import fold
from sources.workbook.side_columns import is_last_report
from sources.workbook.units import TOLD_APART, Unit, read_unit, split_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.workbook.vocabulary import FormWords

_SEPARATORS = re.compile(r"\s*[/\n|;]\s*")
_NUMBERING = re.compile(r"\s*\d{1,2}\s*[.)]\s+")
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_WHOLE = frozenset(
    map(fold, ("баары", "баардыгы", "бардыгы", "жалпы", "жалпысы", "саны", "всего", "итого", "total", "кол-во"))
)
"""Second-row headings that stand for the first-row heading itself."""

EXACT, ALIAS = 0, 1


class Heading(NamedTuple):
    """What a heading was recognised as."""

    column: int
    """The column's place in the form."""
    rank: int
    """``EXACT`` for the template's heading, ``ALIAS`` for another one that is known."""
    scale: float
    """What the heading's unit multiplies figures by."""


class HeadingIndex:
    """The headings of one form, ready to be looked up."""

    def __init__(self, form: FormWords) -> None:
        self.form = form
        self._keys = _heading_keys(form)
        self._found: dict[str, Heading | None] = {}

    def match(self, text: str) -> Heading | None:
        """Return what the heading in one cell names."""
        try:
            return self._found[text]
        except KeyError:
            if len(self._found) > 50_000:  # noqa: PLR2004 - a bound for memory, far above what forms need
                self._found.clear()
            found = self._found[text] = self._match(text)
            return found

    def _match(self, text: str) -> Heading | None:
        if not text or len(text) > 300 or is_last_report(text):  # noqa: PLR2004 - a paragraph is no heading
            return None
        text = _NUMBERING.sub("", text, count=1) if text[:3].strip()[:1].isdecimal() else text
        whole = self._keys.get(fold(text))
        if whole is not None:
            return Heading(*whole, 1.0)
        for candidates in ((text,), _SEPARATORS.split(text), (_REMARK.sub("", text),)):
            found = {heading for part in candidates if (heading := self._match_part(part))}
            if found:
                # Two languages name the same column; anything else is no heading that can be trusted.
                best = min(found, key=lambda heading: heading.rank)
                agreed = len({(heading.column, heading.scale) for heading in found}) == 1
                return best if agreed else self._agree_on_unit(found)
        return None

    @staticmethod
    def _agree_on_unit(found: set[Heading]) -> Heading | None:
        """Return one column that two languages name, where only one of them states the unit."""
        scales = {heading.scale for heading in found} - {1.0}
        if len({heading.column for heading in found}) > 1 or len(scales) > 1:
            return None
        best = min(found, key=lambda heading: heading.rank)
        return best._replace(scale=scales.pop())

    def _match_part(self, text: str) -> Heading | None:
        whole = self._keys.get(fold(text))
        if whole is not None:
            return Heading(*whole, 1.0)
        base, unit = split_unit(text)
        known = self._keys.get(base) if unit is not None and base else None
        if known is None or unit is None or not self._fits(known[0], unit):
            return None
        return Heading(*known, unit.scale)

    def _fits(self, column: int, unit: Unit) -> bool:
        return unit_fits(unit, self.form.columns[column].unit)

    def match_levels(self, levels: tuple[str, ...], *, alone: bool) -> Heading | None:
        """Return what a heading of several rows names.

        Args:
            levels: the texts from the top row to the bottom row, without repetitions.
            alone: whether the upper text stands over this column only.
        """
        if len(levels) == 1:
            return self.match(levels[0]) if alone else None
        for joined in _joins(levels):
            found = self.match(joined)
            if found is not None:
                return found
        unit = read_unit(levels[-1])
        if unit is not None:
            return self._match_above_unit(levels[:-1], unit)
        last = self._under_unit(self.match(levels[-1]), levels[:-1])
        stands_for_upper = alone or fold(levels[-1]) in _WHOLE
        return self.match_levels(levels[:-1], alone=True) if last is None and stands_for_upper else last

    def _under_unit(self, found: Heading | None, upper: tuple[str, ...]) -> Heading | None:
        """Apply a unit that only the upper rows state: ``Суммасы, миң сом`` over ``Начислено`` and ``Собрано``."""
        if found is None or found.scale != 1:
            return found
        for part in (part for level in upper for part in (level, *_SEPARATORS.split(level))):
            unit = split_unit(part)[1]
            if unit is not None and unit.scale != 1 and self._fits(found.column, unit):
                return found._replace(scale=unit.scale)
        return found

    def _match_above_unit(self, levels: tuple[str, ...], unit: Unit) -> Heading | None:
        upper = self.match_levels(levels, alone=True)
        if upper is None or not self._fits(upper.column, unit):
            return None
        return upper._replace(scale=upper.scale * unit.scale)


def unit_fits(unit: Unit, column_unit: str | None) -> bool:
    """Say whether a unit in a heading can be that of a column: som are not cubic metres."""
    if unit.family is None:
        return column_unit not in TOLD_APART
    return unit.family == column_unit


def _heading_keys(form: FormWords) -> dict[str, tuple[int, int]]:
    """Return column and rank by folded heading. A heading that would name two columns names none."""
    keys: dict[str, tuple[int, int]] = {}
    spoilt: set[str] = set()
    for rank in (EXACT, ALIAS):
        for key, column in heading_claims(form, rank):
            held = keys.get(key)
            if held is None and key not in spoilt:
                keys[key] = (column, rank)
            elif held is not None and held[0] != column and held[1] == rank:
                spoilt.add(key)
                del keys[key]
    return keys


def heading_claims(form: FormWords, rank: int) -> Iterator[tuple[str, int]]:
    """Yield every folded heading of a rank with the column that claims it."""
    for index, column in enumerate(form.columns):
        texts = column.labels if rank == EXACT else column.aliases
        yield from ((fold(text), index) for text in texts)
        for text in texts:
            base, unit = split_unit(text)
            if unit is not None and base and unit_fits(unit, column.unit):
                yield base, index
        if rank == EXACT:
            for count in (2, 3):
                yield from ((fold("".join(group)), index) for group in permutations(texts, count))


def _joins(levels: tuple[str, ...]) -> Iterator[str]:
    """Yield the ways in which the rows of a heading read as one text, language by language where there are two."""
    yield " ".join(levels)
    yield " ".join(reversed(levels))
    if len(levels) > 2:  # noqa: PLR2004 - three rows: the upper two, or the outer two, may be the heading
        yield from _joins((levels[0], levels[-1]))
        yield from _joins(levels[-2:])
    languages = [_SEPARATORS.split(level) for level in levels]
    if len(languages[0]) > 1 and len({len(parts) for parts in languages}) == 1:
        for parts in zip(*languages, strict=True):
            yield " ".join(parts)
            yield " ".join(reversed(parts))
