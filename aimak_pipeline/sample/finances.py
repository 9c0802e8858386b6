"""What municipalities report of money: tariffs, the decisions that change them, and the budget by service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from aimak_pipeline.sample.draws import Draw, chance, draw_for
from aimak_pipeline.sample.municipalities import LAST, QUARTERS, Participant
from aimak_pipeline.sample.services import Row, Series, Tariff, money
from sources.quarters import Quarter

if TYPE_CHECKING:
    from aimak_pipeline.sample.roles import Roles

_EARLIEST_DECISION = 2
_LATEST_DECISION = 15

_PRICES = {
    "per_m3": (9.0, 16.0),
    "per_person_month": (12.0, 25.0),
    "per_household_month": (60.0, 110.0),
}

_CLUB_FEES = Tariff("per_person_month", 200.0, 250.0, None)


@dataclass(frozen=True, slots=True)
class Decision:
    """A tariff decision and the quarter in which it is reported."""

    quarter: int
    effective_on: date
    row: Row

    @property
    def effective_quarter(self) -> int:
        """The position in ``QUARTERS`` of the quarter in which it takes effect."""
        return QUARTERS.index(Quarter.of(self.effective_on))


@dataclass(frozen=True, slots=True)
class Tariffs:
    """A municipality's prices and decisions."""

    water: Tariff
    waste: Tariff
    decisions: tuple[Decision, ...]


def tariffs(seed: int, who: Participant, roles: Roles, not_reported: set[tuple[str, int]]) -> Tariffs:
    """Return what water and waste collection cost and what was decided about it.

    A municipality behind the water result has a decision in effect by the end of the last quarter; one without a
    tariff has none, and one has a decision that takes effect the day after. No decision falls in a quarter that was
    not reported.
    """
    draw = draw_for(seed, who.code, "tariffs")
    decisions = []
    quarters = [
        number for number in range(_EARLIEST_DECISION, _LATEST_DECISION + 1) if (who.code, number) not in not_reported
    ]
    decided = who.code in roles.water_gain or who.code in roles.tariff_without_payment
    basis = draw.choice(("per_m3", "per_person_month", "per_person_month", "per_household_month"))
    water = Tariff(basis, *_prices(draw, basis), None)
    if decided:
        decisions.append(_decide(draw, "water", draw.choice(quarters), water))
        water = replace(water, changed_in=decisions[-1].effective_quarter)
    elif who.code == roles.tariff_comes_later:
        effective = LAST.end + timedelta(days=1)
        decisions.append(_decide(draw, "water", len(QUARTERS) - 1, water, effective))

    has_waste = who.code in roles.waste_good or who.code in roles.waste_poor
    basis = draw.choice(("per_person_month", "per_household_month"))
    before, after = (value / 2 for value in _prices(draw, basis))
    waste = Tariff(basis, before, after, None)
    if has_waste and chance(draw, 0.5):
        decisions.append(_decide(draw, "waste", draw.choice(quarters), waste))
        waste = replace(waste, changed_in=decisions[-1].effective_quarter)
    if who.code in roles.clubs and chance(draw, 0.4):
        decisions.append(_decide(draw, "clubs", draw.choice(quarters), _CLUB_FEES))
    return Tariffs(water, waste, tuple(decisions))


def _prices(draw: Draw, basis: str) -> tuple[float, float]:
    low, high = _PRICES[basis]
    before = float(round(draw.uniform(low, high)))
    return before, round(before * draw.uniform(1.1, 1.2) * 2) / 2


def _decide(draw: Draw, service: str, quarter: int, tariff: Tariff, effective: date | None = None) -> Decision:
    period = QUARTERS[quarter]
    adopted = period.start + timedelta(days=draw.randint(3, 60))
    effective = effective or (period.plus(1).start if chance(draw, 0.6) else adopted + timedelta(days=15))
    row: Row = {
        "service": service,
        "old_tariff": tariff.before,
        "new_tariff": tariff.after,
        "tariff_basis": tariff.basis,
        "adopted_on": adopted,
        "effective_on": effective,
        "discussed_with_residents": chance(draw, 0.75),
    }
    return Decision(quarter, effective, row)


def decisions_reported(plan: Tariffs) -> Series:
    """Return the decisions as rows, in the quarters in which they were adopted."""
    series: Series = [[] for _ in QUARTERS]
    for decision in plan.decisions:
        series[decision.quarter].append(dict(decision.row))
    return series


def budget(seed: int, who: Participant, roles: Roles) -> Series:
    """Return the budget by service: plans by the year, execution since 1 January."""
    draw = draw_for(seed, who.code, "budget")
    services = {"water": 160.0, "administration": 900.0, "culture": 220.0}
    if who.code in roles.waste_good or who.code in roles.waste_poor:
        services["waste"] = 110.0
    if who.code in roles.lighting_good or who.code in roles.lighting_poor:
        services["lighting"] = 70.0
    if who.code in roles.clubs:
        services["clubs"] = 60.0
    if chance(draw, 0.6):
        services["roads"] = 240.0
    if chance(draw, 0.25):
        services["parks"] = 40.0
    series: Series = [[] for _ in QUARTERS]
    for service, per_head in services.items():
        base = who.people(0) * per_head * draw.uniform(0.7, 1.3)
        growth, revision = draw.uniform(1.05, 1.09), draw.uniform(0.96, 1.12)
        for year in sorted({quarter.year for quarter in QUARTERS}):
            plan = money(base * growth ** (year - QUARTERS[0].year), who)
            revised = money(plan * revision * draw.uniform(0.998, 1.002), who)
            parts = list(accumulate(draw.uniform(0.19, 0.25) for _ in range(4)))
            for number, quarter in enumerate(QUARTERS):
                if quarter.year == year:
                    series[number].append(
                        {
                            "service": service,
                            "plan_year": plan,
                            "plan_revised": revised if quarter.number > 1 else None,
                            "executed_ytd": money(min(plan, revised) * parts[quarter.number - 1], who),
                        }
                    )
    return series
