"""Municipalities: the map, the tables of a section and the league of reporting, as the template shows them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sources.labels import Label
from warehouse.bulletin import wording
from warehouse.bulletin.editions import FigureKey
from warehouse.frames import records
from warehouse.indicators import MUNICIPALITY, TOTAL
from warehouse.quality import OVERALL, grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from warehouse.bulletin.contents import Contents
    from warehouse.bulletin.links import Links
    from warehouse.bulletin.words import Words
    from warehouse.indicators import Indicator

CLASSES: Final = 5
"""Colours on the map."""

MOST_ON_PAPER: Final = 100
"""Nobody reads longer tables in a PDF, and Chromium needs gigabytes of memory to print them."""

_RUSSIAN_TYPE: Final = " айылный аймак"

STATES: Final = {
    "on_time": wording.TEXTS["in_time"],
    "late": wording.TEXTS["late"],
    "missing": wording.TEXTS["missing"],
    "not_expected": wording.TEXTS["not_expected"],
}
_SIGNS: Final = {"on_time": "●", "late": "◐", "missing": "○", "not_expected": "·"}


class Municipalities:
    """What a bulletin shows of single municipalities."""

    def __init__(self, contents: Contents, words: Words, links: Links) -> None:
        self.contents = contents
        self.words = words
        self.links = links
        self.places = [_place(row, contents.areas) for row in records(contents.municipalities)]
        self.reported = set(contents.municipalities.index[contents.municipalities["version"].notna()])

    def indicator(self, indicator: Indicator) -> dict[str, Any]:
        """Return an indicator's column in the table of its section."""
        return {
            "breaks": json.dumps(_breaks(self.contents.local[indicator.id].values(), indicator.unit)),
            "local": self._local(indicator),
            "page": self._local_pages(indicator),
        }

    def map(self, indicator: Indicator) -> dict[str, Any]:
        """Return the map as it stands before another indicator is chosen, and the key to its colours."""
        values = self.contents.local[indicator.id]
        breaks = _breaks(values.values(), indicator.unit)
        oblasts: dict[str, dict[str, Any]] = {}
        for place in self.places:
            oblast = oblasts.setdefault(place["oblast"].en, {"name": place["oblast"], "raions": {}})
            name = place["raion"].en if place["raion"] else ""
            raion = oblast["raions"].setdefault(name, {"name": place["raion"], "tiles": []})
            value = wording.rounded(values.get(place["code"]), indicator.unit)
            raion["tiles"].append(
                {
                    "code": place["code"],
                    "name": place["short"],
                    "value": value,
                    "colour": None if value is None else sum(each <= value for each in breaks),
                }
            )
        return {
            "map": [{"name": each["name"], "raions": list(each["raions"].values())} for each in oblasts.values()],
            "key": self._key(breaks, wording.DECIMALS.get(indicator.unit, 0)),
        }

    def league(self) -> list[dict[str, Any]]:
        """Return the municipalities by quality, then by when they reported; who has not reported has no place."""
        rows = self.contents.municipalities.assign(
            score=self.contents.municipalities[OVERALL.id].where(self.contents.municipalities["version"].notna())
        )
        ranked = rows.sort_values(["score", "received_at", "name_ru"], ascending=[False, True, True], kind="stable")
        places = ranked["score"].rank(ascending=False, method="min")
        league = []
        for row in records(ranked.assign(place=places)):
            history = self.contents.history.get(row["code"], ())
            state = "missing" if row["version"] is None else "on_time" if row["on_time"] else "late"
            league.append(
                {
                    **_place(row, self.contents.areas),
                    "place": None if row["place"] is None else int(row["place"]),
                    "score": row["score"],
                    "shown": row["score"],
                    "grade": grade(row["score"]) if row["score"] is not None else None,
                    "received_at": row["received_at"],
                    "moment": "" if row["received_at"] is None else int(row["received_at"].timestamp()),
                    "state": state if row["expected"] or row["version"] is not None else "not_expected",
                    "version": row["version"],
                    "errors": row["errors"],
                    "warnings": row["warnings"],
                    "history": "".join(_SIGNS[each] for each in history),
                    "counted": [(each, history.count(each)) for each in _SIGNS if each in history],
                }
            )
        return league

    def _local(self, indicator: Indicator) -> dict[str, dict[str, Any]]:
        """Return what the table of municipalities shows of an indicator: figures as text, and why some are missing."""
        decimals = wording.DECIMALS.get(indicator.unit, 0)
        values = self.contents.local[indicator.id]
        reasons = {
            code: "not_surveyed" if indicator.wave else "no_value" if code in self.reported else "no_report"
            for code in self.contents.municipalities.index
            if code not in values
        }
        return {
            "shown": {code: self.words.plain(value, decimals) for code, value in values.items()},
            "missing": {code: wording.TEXTS[reason] for code, reason in reasons.items()},
        }

    def _local_pages(self, indicator: Indicator) -> str | None:
        """Return the beginning of the addresses at which municipalities' figures are explained; the code is the end."""
        key = FigureKey(indicator.id, TOTAL, MUNICIPALITY, "")
        return self.links.explaining(key, self.contents.quarter_of[indicator.id], self.contents.quarter)

    def _key(self, breaks: Sequence[float], decimals: int) -> list[str]:
        shown = [self.words.plain(each, decimals) for each in breaks]
        if not shown:
            return [""] * CLASSES
        ranges = [
            f"< {shown[0]}",
            *(f"{low} – {high}" for low, high in pairwise(shown)),
            f"≥ {shown[-1]}",
        ]
        return [*ranges, *[""] * (CLASSES - len(ranges))]


def _place(row: Mapping[str, Any], areas: Mapping[str, Label]) -> dict[str, Any]:
    name = Label(row["name_ky"], row["name_ru"], row["name_en"])
    return {
        "code": row["code"],
        "name": name,
        "short": Label(name.ky, name.ru.removesuffix(_RUSSIAN_TYPE), name.en),
        "oblast": areas.get(row["oblast"] or "", wording.as_written(row["oblast"] or "–")),
        "raion": areas.get(row["raion"], wording.as_written(row["raion"])) if row["raion"] else None,
        "kind": wording.KIND.get(row["kind"], wording.as_written(row["kind"] or "–")),
    }


def _breaks(values: Iterable[float], unit: str) -> list[float]:
    """Return where one colour ends and the next begins: at fifths of all or, where they are few, at each value."""
    known = pd.Series(sorted(round(value, wording.DECIMALS.get(unit, 0)) for value in values), dtype="float64")
    distinct = known.unique()
    if len(distinct) <= CLASSES:
        return [float(each) for each in distinct[1:]]
    fifths = known.quantile([0.2, 0.4, 0.6, 0.8]).round(wording.DECIMALS.get(unit, 0)).unique()
    return [float(each) for each in fifths if each > distinct[0]]
