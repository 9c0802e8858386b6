"""What the programme published at its end, and whether the computed indicators agree.

The figures are those of the fact sheet of 28 May 2021. They stand here and nowhere else: the generator calibrates the
synthetic programme by them, and the comparison after a demo run reads them; no code that computes may know them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

AS_OF = "2021-Q1"
"""The quarter whose indicators the published results are compared with."""

SOURCE = "Fact sheet of 28 May 2021"

Measure = Literal["value", "contributing", "areas"]


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure and where the pipeline's figure for it stands."""

    result: str
    indicator: str
    figure: float
    measure: Measure = "value"
    """``value``; ``contributing``: municipalities behind it; ``areas``: areas of the level with a part in it."""
    reading: str = ""
    """How the publication hedges the figure ("more than", "about"); empty where it states it plainly."""
    area_level: str = "programme"
    area_code: str | None = None
    """None where the level has one area only, or where its areas are counted."""
    breakdown: str = "total"
    decimals: int = 0
    """The digits after the point with which it was published."""


PUBLISHED: tuple[Published, ...] = (
    Published("water: residents", "water_access_gained", 31_000, reading="more than"),
    Published("water: municipalities", "water_access_gained", 24, "contributing"),
    Published("waste: residents", "waste_quality_served", 23_000, reading="about"),
    Published("waste: municipalities", "waste_quality_served", 9, "contributing"),
    Published("lighting: residents", "lighting_residents", 6_000, reading="more than"),
    Published("lighting: municipalities", "lighting_residents", 5, "contributing"),
    Published("clubs: children", "club_children", 3_200),
    Published("clubs: municipalities", "club_children", 24, "contributing"),
    Published("trust: cities, points", "trust_change", 10.5, area_level="kind", area_code="city", decimals=1),
    Published(
        "trust: aiyl aimaks, points", "trust_change", 12.1, area_level="kind", area_code="aiyl_aimak", decimals=1
    ),
    Published("feedback: municipalities", "mobile_feedback", 17),
    Published("feedback: oblasts", "mobile_feedback", 4, "areas", area_level="oblast"),
    Published("hearings", "hearings_held", 320, breakdown="cumulative"),
    Published("hearings: participants", "hearing_participants", 21_800, breakdown="cumulative"),
    Published("communication strategies", "communication_strategies", 50),
)
"""The published results, in the order of the fact sheet."""

COMPARISON_COLUMNS = ("result", "indicator", "measure", "reading", "published", "computed", "agrees")


def published(indicator: str, measure: Measure = "value", area_code: str | None = None) -> float:
    """Return one published figure.

    Raises:
        KeyError: nothing of the kind was published.
    """
    for entry in PUBLISHED:
        if (entry.indicator, entry.measure, entry.area_code) == (indicator, measure, area_code):
            return entry.figure
    raise KeyError((indicator, measure, area_code))


def _contributing(rows: pd.DataFrame) -> float | None:
    return float(rows["contributing"].iloc[0]) if len(rows) else None


def _value(rows: pd.DataFrame) -> float | None:
    return float(rows["value"].iloc[0]) if len(rows) and pd.notna(rows["value"].iloc[0]) else None


def _areas(rows: pd.DataFrame) -> float | None:
    return float((rows["contributing"] > 0).sum()) if len(rows) else None


_MEASURES: dict[Measure, Callable[[pd.DataFrame], float | None]] = {
    "value": _value,
    "contributing": _contributing,
    "areas": _areas,
}


def compare(rows: pd.DataFrame) -> pd.DataFrame:
    """Compare computed indicators with the published results.

    Args:
        rows: ``indicator_value`` for the quarter ``AS_OF`` (rows of other quarters are left aside), with the columns
            indicator, quarter, area_level, area_code, breakdown, category, value, contributing.

    Returns:
        One row a published figure, with ``COMPARISON_COLUMNS``: ``computed`` is missing where the pipeline has no
        figure, ``agrees`` says whether it equals the published one at the published number of digits.
    """
    current = rows[(rows["quarter"] == AS_OF) & (rows["category"] == "total")]
    table = []
    for entry in PUBLISHED:
        here = current[
            (current["indicator"] == entry.indicator)
            & (current["area_level"] == entry.area_level)
            & (current["breakdown"] == entry.breakdown)
            & ((entry.area_code is None) | (current["area_code"] == entry.area_code))
        ]
        computed = _MEASURES[entry.measure](here)
        agrees = computed is not None and round(computed, entry.decimals) == entry.figure
        table.append(
            (entry.result, entry.indicator, entry.measure, entry.reading, entry.figure, computed, agrees),
        )
    return pd.DataFrame(table, columns=list(COMPARISON_COLUMNS)).astype({"computed": "Float64", "agrees": bool})
