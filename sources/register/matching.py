"""Which municipality a workbook means: the official code first, then the name within its raion and oblast.

Names are no key: 27 are borne by two or more municipalities, 13 of them inside one oblast (none inside one raion). So
a name decides only where it leaves one possibility, and a name that is shared is shared in each of its spellings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar

from sources.folding import fold
from sources.register.names import Reading, read_name, stems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sources.labels import Label

_CODE = re.compile(r"([0-9]{14})(?:\.0+)?")


class _Area(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> Label: ...


class _Municipality(_Area, Protocol):
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def raion(self) -> _Area: ...
    @property
    def oblast(self) -> _Area: ...


M = TypeVar("M", bound=_Municipality)


@dataclass(frozen=True, slots=True)
class Match(Generic[M]):
    """What a code and a name were found to mean."""

    municipality: M | None
    how: Literal["code", "name"] | None
    """By what the municipality was found; None if it was not."""
    names_agree: bool
    """Whether the name given (with the raion and oblast given) is that municipality's; a missing name agrees."""
    candidates: tuple[M, ...] = ()
    """Where nothing was decided: the municipalities that bear the name, by code."""

    @property
    def ambiguous(self) -> bool:
        """Whether several municipalities bear the name and none could be chosen."""
        return self.municipality is None and len(self.candidates) > 1


def code_of(value: str | float | None) -> str | None:
    """Return a code as 14 digits without spaces, or None where the value is not one (known or not)."""
    # a text cell's value may begin with the apostrophe that makes it text
    found = _CODE.fullmatch("".join(str(value).split()).lstrip("'"))
    return found[1] if found else None


class _Keys:
    """Codes by folded name, and by what is left of the name without its endings."""

    def __init__(self) -> None:
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._stems: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, code: str, key: str) -> None:
        self._exact[key].add(code)
        for stem in stems(key):
            self._stems[stem].add(code)

    def exact(self, key: str) -> set[str]:
        return self._exact.get(key, set())

    def near(self, key: str) -> set[str]:
        return set().union(*(self._stems.get(stem, ()) for stem in stems(key)))

    def find(self, key: str) -> set[str]:
        return self.exact(key) or self.near(key)


class NameIndex(Generic[M]):
    """The municipalities by the names they are called."""

    def __init__(self, municipalities: Iterable[M], areas: Iterable[_Area]) -> None:
        self._municipalities = {each.code: each for each in municipalities}
        self._names = _Keys()
        self._namesakes: defaultdict[str, set[str]] = defaultdict(set)
        for each in self._municipalities.values():
            self._namesakes[fold(each.name.ky)].add(each.code)
            for name in (*each.name, *each.aliases):
                self._names.add(each.code, "".join(read_name(name).names))
        self._raions, self._oblasts = _Keys(), _Keys()
        for area in areas:
            keys = self._oblasts if area.kind in ("oblast", "capital_city") else self._raions
            for name in area.name:
                reading = read_name(name)
                # a city that stands in a raion's or an oblast's place has a municipality's type word
                for key in reading.names + reading.raions + reading.oblasts:
                    keys.add(area.code, key)

    def _with_namesakes(self, codes: set[str]) -> set[str]:
        """Add the municipalities of the same Kyrgyz name: a Russian spelling that only one has is no proof."""
        return set().union(*(self._namesakes[fold(self._municipalities[code].name.ky)] for code in codes))

    def _called(self, names: tuple[str, ...]) -> set[str]:
        """Return the codes of those that bear the name; of a name given twice (in two languages), that bear both."""
        whole = self._names.exact("".join(names))
        parts = [whole] if whole else [found for found in map(self._names.find, names) if found]
        groups = [self._with_namesakes(found) for found in parts]
        return (set.intersection(*groups) or set.union(*groups)) if groups else set()

    @staticmethod
    def _read(name: str | None, oblast: str | None, raion: str | None) -> Reading:
        named, in_raion, in_oblast = read_name(name), read_name(raion, "raion"), read_name(oblast, "oblast")
        # a city named in the raion's or oblast's cell stands there in their place
        return Reading(
            named.names,
            named.raions + in_raion.raions + in_raion.names + in_oblast.raions,
            named.oblasts + in_raion.oblasts + in_oblast.oblasts + in_oblast.names,
        )

    def _inside(self, each: M, reading: Reading) -> bool:
        """Whether a municipality lies in every place stated; it lies in none that is not known."""
        return all(each.raion.code in self._raions.find(key) for key in reading.raions) and all(
            each.oblast.code in self._oblasts.find(key) for key in reading.oblasts
        )

    def match(self, name: str | None, oblast: str | None = None, raion: str | None = None) -> Match[M]:
        """Find a municipality by its name alone; see ``Register.match``."""
        reading = self._read(name, oblast, raion)
        called = [self._municipalities[code] for code in sorted(self._called(reading.names))]
        inside = [each for each in called if self._inside(each, reading)]
        if len(inside) == 1:
            return Match(inside[0], "name", names_agree=True)
        return Match(None, None, names_agree=not reading.names, candidates=tuple(inside or called))

    def agrees(self, each: M, name: str | None, oblast: str | None = None, raion: str | None = None) -> bool:
        """Whether a name, and the places beside it, can be this municipality's; what is not known contradicts nothing.

        A city of oblast significance belongs to no raion, so the raion that people name with it is not held against it.
        """
        reading = self._read(name, oblast, raion)
        if reading.names and each.code not in self._called(reading.names):
            return False
        raions = [found for key in reading.raions if (found := self._raions.find(key))]
        oblasts = [found for key in reading.oblasts if (found := self._oblasts.find(key))]
        return (each.raion.kind != "raion" or all(each.raion.code in found for found in raions)) and all(
            each.oblast.code in found for found in oblasts
        )
