"""The register: the municipalities of the four oblasts with their official codes, settlements and areas.

Holds the records and their look-ups, which do without pandas; only the ``…_frame`` methods load it. How the files are
read is in ``reading``, how a name is matched in ``matching``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from sources.labels import Label
from sources.register.matching import Match, NameIndex, code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    import pandas as pd


class MunicipalityKind(StrEnum):
    """The two kinds by which results are told apart."""

    CITY = "city"
    AIYL_AIMAK = "aiyl_aimak"


@dataclass(frozen=True, slots=True)
class Area:
    """An oblast, a raion, or a city that stands in a raion's or an oblast's place."""

    code: str
    kind: str
    """``oblast``, ``capital_city``, ``raion`` or ``city_oblast``."""
    parent_code: str | None
    name: Label
    """With the type word; Kyrgyz and English are empty for raions outside the programme."""
    iso_3166_2: str | None
    in_programme: bool


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as it stood from one day to another."""

    code: str
    """The 14-digit SOATE code: always text."""
    name: Label
    """Kyrgyz and English without the type word, Russian as in the classifier (an aiyl aimak's with it)."""
    kind: MunicipalityKind
    kind_detail: str
    """``aiyl_aimak``, ``city_oblast``, ``city_raion`` or ``urban_settlement``."""
    raion: Area
    """The raion, or the city of oblast significance that stands in its place."""
    oblast: Area
    ky_attested: bool
    """Whether the Kyrgyz name was seen in use; if not, it is compiled from the Russian one."""
    ky_evidence: str | None
    aliases: tuple[str, ...]
    """Other spellings seen in use."""
    valid_from: date
    valid_to: date | None

    @property
    def full_name(self) -> Label:
        """The name with its type word, as it stands on a letter."""
        ky, ru, en = {
            "aiyl_aimak": ("{} айыл аймагы", "{}", "{} aiyl aimak"),
            "urban_settlement": ("{} шаарчасы", "пгт {}", "{} urban settlement"),
        }.get(self.kind_detail, ("{} шаары", "г. {}", "{} city"))
        return Label(ky.format(self.name.ky), ru.format(self.name.ru), en.format(self.name.en))


@dataclass(frozen=True, slots=True)
class Settlement:
    """A village, or a village that belongs to a city or town."""

    code: str
    municipality_code: str
    kind: str
    """``village``, ``city_village`` or ``town_village``."""
    name_ru: str


class Register:
    """All municipalities, areas and settlements, with look-ups in constant time."""

    def __init__(
        self,
        areas: Iterable[Area],
        municipalities: Iterable[Municipality],
        read_settlements: Callable[[], Iterable[Settlement]],
        fingerprint: str,
    ) -> None:
        self.areas: Mapping[str, Area] = MappingProxyType({area.code: area for area in areas})
        """Oblasts and raions of the whole country, by code."""
        self.municipalities: Mapping[str, Municipality] = MappingProxyType({each.code: each for each in municipalities})
        """By code, in the order of the codes."""
        self._read_settlements = read_settlements
        self.fingerprint = fingerprint
        """A hash of all that the register says."""

    def __contains__(self, code: object) -> bool:
        return code in self.municipalities

    def __getitem__(self, code: str) -> Municipality:
        return self.municipalities[code]

    def __len__(self) -> int:
        return len(self.municipalities)

    @cached_property
    def settlements(self) -> Mapping[str, Settlement]:
        """The settlements by code; read at the first use, as most processes never ask."""
        return MappingProxyType({settlement.code: settlement for settlement in self._read_settlements()})

    @cached_property
    def _settlements_of(self) -> dict[str, tuple[Settlement, ...]]:
        found: dict[str, list[Settlement]] = {code: [] for code in self.municipalities}
        for settlement in self.settlements.values():
            found[settlement.municipality_code].append(settlement)
        return {code: tuple(settlements) for code, settlements in found.items()}

    def settlements_of(self, code: str) -> tuple[Settlement, ...]:
        """Return the settlements of a municipality; none for most cities.

        Raises:
            KeyError: the municipality is not in the register.
        """
        return self._settlements_of[code]

    @cached_property
    def _names(self) -> NameIndex[Municipality]:
        return NameIndex(self.municipalities.values(), self.areas.values())

    def match(
        self, code: str | float | None, name: str | None, oblast: str | None = None, raion: str | None = None
    ) -> Match[Municipality]:
        """Find the municipality that a code, or else a name, means; never guess.

        A known code decides. Without one, a name decides if only one municipality bears it in the raion and oblast
        that are stated (beside the name or in it). A name that several share decides nothing, nor does one in a place
        that the register does not know.

        Args:
            code: as in the workbook: spaces of any kind and a number cell's ``.0`` are taken away.
            name: in Kyrgyz, Russian or English, with or without type words, raion and oblast.
            oblast: as written, or None.
            raion: as written, or None.

        Returns:
            The municipality or None, how it was found, whether the name agrees, and what else the name could mean.
        """
        known = self.municipalities.get(code_of(code) or "")
        if known is not None:
            return Match(known, "code", names_agree=self._names.agrees(known, name, oblast, raion))
        return self._names.match(name, oblast, raion)

    def municipalities_frame(self) -> pd.DataFrame:
        """Return one row a municipality: codes and names as text, ``valid_from`` and ``valid_to`` as days.

        ``raion`` and ``oblast`` are the English names; ``raion_code`` and ``oblast_code`` lead to ``areas_frame``.
        """
        import pandas as pd  # noqa: PLC0415 - look-ups do without it

        frame = pd.DataFrame(
            [
                {
                    "code": each.code,
                    "valid_from": each.valid_from,
                    "valid_to": each.valid_to,
                    "name_ky": each.name.ky,
                    "name_ru": each.name.ru,
                    "name_en": each.name.en,
                    "kind": each.kind.value,
                    "kind_detail": each.kind_detail,
                    "raion_code": each.raion.code,
                    "raion": each.raion.name.en,
                    "oblast_code": each.oblast.code,
                    "oblast": each.oblast.name.en,
                    "ky_attested": each.ky_attested,
                    "ky_evidence": each.ky_evidence,
                }
                for each in self.municipalities.values()
            ]
        )
        days = dict.fromkeys(("valid_from", "valid_to"), "datetime64[us]")
        texts = dict.fromkeys(frame.columns.difference([*days, "ky_attested"]), "string")
        return frame.astype(days | texts)

    def settlements_frame(self) -> pd.DataFrame:
        """Return one row a settlement: code, municipality_code, kind, name_ru; all text."""
        import pandas as pd  # noqa: PLC0415 - look-ups do without it

        rows = [(each.code, each.municipality_code, each.kind, each.name_ru) for each in self.settlements.values()]
        return pd.DataFrame(rows, columns=["code", "municipality_code", "kind", "name_ru"], dtype="string")

    def areas_frame(self) -> pd.DataFrame:
        """Return one row an oblast or raion: code, kind, parent_code, name_ky, name_ru, name_en; all text."""
        import pandas as pd  # noqa: PLC0415 - look-ups do without it

        rows = [(each.code, each.kind, each.parent_code, *each.name) for each in self.areas.values()]
        columns = ["code", "kind", "parent_code", "name_ky", "name_ru", "name_en"]
        return pd.DataFrame(rows, columns=columns, dtype="string")
