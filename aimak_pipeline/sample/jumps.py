"""Faults across quarters: figures that are sound in themselves and strange beside those of the quarter before.

They are planted in the true reports, away from the quarters on which a calibrated figure depends. Which findings follow
from them is worked out in ``across``, for all reports alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aimak_pipeline.sample.drafts import Entry, SheetDraft
from aimak_pipeline.sample.draws import Draw, draw_for
from aimak_pipeline.sample.municipalities import QUARTERS
from sources.forms import FORMS, Kind

Sheets = Mapping[str, SheetDraft]
Reports = Mapping[tuple[str, int], Sheets]

_BEFORE_OUTLIERS = (2, 3)
"""Quarters early enough that the outlier rule has no history to judge by."""
_WITH_HISTORY = (9, 10, 11, 12)
_LEAST = 60
"""So many people at least, for a share of them to be a jump."""


def plant_jumps(seed: int, reports: Reports) -> dict[tuple[str, int], list[str]]:
    """Plant every kind of fault across quarters a few times.

    Args:
        seed: the sample's seed.
        reports: the sheets of the reports that count, by municipality and quarter; they are changed.

    Returns:
        The kinds planted, by report.
    """
    planted: dict[tuple[str, int], list[str]] = {}
    for kind, (times, quarters, forms, change) in _JUMPS.items():
        draw = draw_for(seed, "jumps", kind)
        places = [
            (report, form)
            for report in reports
            for form in forms
            if report[1] in quarters and (report[0], report[1] - 1) in reports
        ]
        left = times
        for (code, number), form in draw.sample(places, len(places)):
            if (code, number) in planted or not left:
                continue
            if change(reports[code, number][form], reports[code, number - 1][form], draw):
                planted[code, number] = [kind]
                left -= 1
    return planted


def _key(entry: Entry, form: str) -> tuple[object, ...]:
    return tuple(entry.values[name] for name in FORMS[form].key())


def _pairs(now: SheetDraft, before: SheetDraft) -> list[tuple[Entry, Entry]]:
    """Return the rows that were there a quarter before, with what they were then."""
    earlier = {_key(entry, before.form): entry for entry in before.entries}
    return [(entry, earlier[key]) for entry in now.entries if (key := _key(entry, now.form)) in earlier]


def _multiply(column: str, factor: float) -> Callable[[SheetDraft, SheetDraft, Draw], bool]:
    def change(now: SheetDraft, before: SheetDraft, draw: Draw) -> bool:
        able = [
            entry
            for entry, _ in _pairs(now, before)
            if isinstance(figure := entry.values[column], int | float) and figure >= _LEAST
        ]
        if not able:
            return False
        entry = draw.choice(able)
        figure = entry.values[column]
        if isinstance(figure, int):
            entry.values = {**entry.values, column: round(figure * factor)}
        elif isinstance(figure, float):
            entry.values = {**entry.values, column: round(figure * factor, 2)}
        return True

    return change


def _copy(now: SheetDraft, before: SheetDraft, draw: Draw) -> bool:
    """Let every flow figure of a form be the previous quarter's."""
    del draw
    pairs = _pairs(now, before)
    if len(pairs) != len(now.entries) or not pairs:
        return False
    flows = [name for name, column in FORMS[now.form].columns().items() if column.kind is Kind.FLOW]
    for entry, earlier in pairs:
        entry.values = {**entry.values, **{name: earlier.values[name] for name in flows}}
    return True


def _fall(now: SheetDraft, before: SheetDraft, draw: Draw) -> bool:
    """Let a running total fall below the previous quarter's."""
    able = _pairs(now, before)
    if not able:
        return False
    entry, earlier = draw.choice(able)
    executed = earlier.values["executed_ytd"]
    if not isinstance(executed, float) or executed < _LEAST:
        return False
    entry.values = {**entry.values, "executed_ytd": round(executed * 0.8, 2)}
    return True


_JUMPS: dict[str, tuple[int, tuple[int, ...], tuple[str, ...], Callable[[SheetDraft, SheetDraft, Draw], bool]]] = {
    "population_jump": (
        3,
        _BEFORE_OUTLIERS,
        ("water_supply", "waste_collection", "street_lighting"),
        _multiply("population", 1.3),
    ),
    "served_jump": (3, _BEFORE_OUTLIERS, ("water_supply", "waste_collection"), _multiply("residents_served", 0.35)),
    "outlier_water": (2, _WITH_HISTORY, ("water_supply",), _multiply("water_supplied_m3", 12)),
    "outlier_electricity": (2, _WITH_HISTORY, ("street_lighting",), _multiply("electricity_kwh", 15)),
    "copied_from_last_quarter": (3, _WITH_HISTORY, ("waste_collection", "citizen_feedback"), _copy),
    "ytd_does_not_fall": (
        4,
        tuple(
            number for number, quarter in enumerate(QUARTERS) if quarter.number > 1 and 1 < number < len(QUARTERS) - 1
        ),
        ("service_budget",),
        _fall,
    ),
}
"""How often, in which quarters and on which forms each kind is planted, and what it does."""

JUMPS: frozenset[str] = frozenset(_JUMPS)
"""The kinds of fault across quarters."""
