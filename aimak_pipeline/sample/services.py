"""What municipalities report of their services: water, waste, street lighting, clubs.

Trajectories over all quarters, smooth enough that no rule across quarters has anything to say, and true to every rule
of the forms. Tariffs and budgets are in ``finances``; faults are planted elsewhere, in what is made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sin
from typing import TYPE_CHECKING

from aimak_pipeline.sample.draws import Draw, apportion, chance, draw_for
from aimak_pipeline.sample.municipalities import QUARTERS, Participant

if TYPE_CHECKING:
    from aimak_pipeline.sample.roles import Roles

Value = str | int | float | date | bool | None
Row = dict[str, Value]
Series = list[list[Row]]
"""One list of rows a quarter."""

_LAST = len(QUARTERS) - 1
_WATER_SEASON = {1: 0.88, 2: 1.06, 3: 1.16, 4: 0.92}
_WASTE_SEASON = {1: 0.9, 2: 1.1, 3: 1.08, 4: 0.92}
_LIGHT_SEASON = {1: 1.2, 2: 0.85, 3: 0.8, 4: 1.15}


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of a service: before and after a decision."""

    basis: str
    before: float
    after: float
    changed_in: int | None
    """The position of the quarter from which the new price counts; None if it never changed."""

    def at(self, quarter: int) -> float:
        """Return the price in a quarter."""
        return self.after if self.changed_in is not None and quarter >= self.changed_in else self.before


def steady(start: int, end: int, draw: Draw) -> list[int]:
    """Return whole figures that move evenly, with a slight wave, from the first quarter's to the last one's."""
    phase, height = draw.uniform(0, 6), draw.uniform(0, 0.25) / _LAST
    figures = []
    for quarter in range(_LAST + 1):
        part = quarter / _LAST
        wave = height * (sin(quarter + phase) - sin(phase) * (1 - part) - sin(_LAST + phase) * part)
        figures.append(round(start + (end - start) * (part + wave)))
    return figures


def money(amount: float, who: Participant) -> float:
    """Return an amount as the municipality rounds it."""
    unit = who.habits.money_unit
    return round(max(unit, round(amount / unit) * unit), 2)


def _near(figure: float, draw: Draw, spread: float = 0.06) -> float:
    return figure * draw.uniform(1 - spread, 1 + spread)


def water(seed: int, who: Participant, roles: Roles, tariff: Tariff) -> Series:
    """Return the water supply of every settlement, for every quarter."""
    draw = draw_for(seed, who.code, "water")
    collects_well = (
        who.code in roles.water_gain or who.code in roles.payment_without_tariff or who.code == roles.tariff_comes_later
    )
    collected_last = draw.uniform(0.85, 0.95) if collects_well else draw.uniform(0.5, 0.7)
    collected_first = draw.uniform(0.45, 0.65)
    series: Series = [[] for _ in QUARTERS]
    for position, place in enumerate(who.places):
        served_first = round(place.population[0] * draw.uniform(0.4, 0.58))
        if who.code in roles.water_gain:
            served_last = served_first + roles.water_gain[who.code][position]
        else:
            served_last = round(served_first * draw.uniform(0.98, 1.15))
        served = steady(served_first, served_last, draw)
        litres, billed_part = draw.uniform(55, 110), draw.uniform(0.62, 0.84)
        hours, cost_part = draw.randrange(12, 40) / 2, draw.uniform(0.75, 1.35)
        per_head = draw.uniform(2.4, 3.2)
        for number, quarter in enumerate(QUARTERS):
            season = _WATER_SEASON[quarter.number]
            supplied = round(_near(served[number] * litres * 0.091 * season, draw), 1)
            billed = money(_near(served[number] * tariff.at(number) * per_head * season, draw), who)
            part = number / _LAST
            rate = (
                collected_first + (collected_last - collected_first) * min(1.0, part * 1.3) + draw.uniform(-0.02, 0.02)
            )
            taken = draw.randint(2, 5)
            series[number].append(
                {
                    "settlement": place.name,
                    "population": place.population[number],
                    "households": round(place.population[number] / place.household_size),
                    "residents_served": served[number],
                    "connections": round(served[number] / place.household_size * 0.8),
                    "supply_hours_per_day": min(24.0, hours + draw.choice((-1, -0.5, 0, 0.5, 1))),
                    "water_supplied_m3": supplied,
                    "water_billed_m3": round(supplied * (billed_part + draw.uniform(-0.03, 0.03)), 1),
                    "tariff": tariff.at(number),
                    "tariff_basis": tariff.basis,
                    "amount_billed": billed,
                    "amount_collected": money(billed * rate, who),
                    "operating_cost": money(_near(billed * cost_part, draw, 0.05), who),
                    "samples_taken": taken,
                    "samples_compliant": taken - draw.choice((0, 0, 0, 1)),
                }
            )
    return series


def waste(seed: int, who: Participant, roles: Roles, tariff: Tariff) -> Series:
    """Return the waste collection of every settlement, for every quarter; nothing where there is none."""
    series: Series = [[] for _ in QUARTERS]
    good = who.code in roles.waste_good
    if not good and who.code not in roles.waste_poor:
        return series
    draw = draw_for(seed, who.code, "waste")
    kept = draw.uniform(0.52, 0.74)
    site = draw.choice(
        ("authorised_landfill", "authorised_landfill", "unauthorised_dump", "transfer_station", "recycling")
    )
    rate = draw.uniform(0.55, 0.92)
    for position, place in enumerate(who.places):
        if good:
            last = roles.waste_good[who.code][position]
        else:
            last = round(place.population[0] * draw.uniform(0.25, 0.6)) if position == 0 or chance(draw, 0.7) else 0
        served = steady(round(last * draw.uniform(0.62, 0.8)), last, draw) if last else [0] * len(QUARTERS)
        planned = draw.choice((13, 26)) if last else 0
        volume, per_pickup_cost = draw.uniform(5, 9), draw.uniform(600, 1_200)
        for number, quarter in enumerate(QUARTERS):
            season = _WASTE_SEASON[quarter.number]
            if good:
                made = planned - draw.randint(0, planned // 13)
            else:
                made = round(planned * (kept + draw.uniform(-0.07, 0.05)))
            billed = money(_near(served[number] * tariff.at(number) * 3 * season, draw, 0.05), who) if last else 0.0
            series[number].append(
                {
                    "settlement": place.name,
                    "population": place.population[number],
                    "residents_served": served[number],
                    "contracts": round(served[number] / place.household_size * 0.7),
                    "pickups_planned": planned,
                    "pickups_made": made,
                    "waste_removed_m3": round(_near(made * volume * season, draw), 1),
                    "disposal_site": site if last else None,
                    "tariff": tariff.at(number) if last else None,
                    "tariff_basis": tariff.basis if last else None,
                    "amount_billed": billed,
                    "amount_collected": money(billed * (rate + draw.uniform(-0.06, 0.06)), who) if last else 0.0,
                    "operating_cost": money(_near(planned * per_pickup_cost * season, draw), who) if last else 0.0,
                }
            )
    return series


def lighting(seed: int, who: Participant, roles: Roles) -> Series:
    """Return the street lighting of every settlement, for every quarter; nothing where there is none."""
    series: Series = [[] for _ in QUARTERS]
    good = who.code in roles.lighting_good
    if not good and who.code not in roles.lighting_poor:
        return series
    draw = draw_for(seed, who.code, "lighting")
    for position, place in enumerate(who.places):
        if good:
            last = roles.lighting_good[who.code][position]
        else:
            last = round(place.population[0] * draw.uniform(0.05, 0.3)) if position == 0 or chance(draw, 0.5) else 0
        covered = steady(round(last * draw.uniform(0.55, 0.75)), last, draw)
        length = round(place.population[0] / draw.uniform(140, 220), 1)
        lit_last = min(length, round(last / max(1, place.population[0]) * length * 1.1, 1))
        lamps = steady(round(last / 14) + 4, round(last / 9) + 9, draw) if last else [0] * len(QUARTERS)
        working_part = draw.uniform(0.88, 0.95) if good else draw.uniform(0.45, 0.7)
        for number, quarter in enumerate(QUARTERS):
            working = round(lamps[number] * (working_part + draw.uniform(-0.03, 0.03)))
            energy = round(_near(working * 52 * _LIGHT_SEASON[quarter.number], draw, 0.06), 1)
            series[number].append(
                {
                    "settlement": place.name,
                    "population": place.population[number],
                    "residents_covered": covered[number],
                    "streets_km": length,
                    "streets_lit_km": round(lit_last * (0.6 + 0.4 * number / _LAST), 1),
                    "lamps_installed": lamps[number],
                    "lamps_working": working,
                    "electricity_kwh": energy,
                    "operating_cost": money(_near(energy * 1.9, draw, 0.05), who) if last else 0.0,
                }
            )
    return series


_CLUBS: tuple[tuple[str, str, float], ...] = (
    ("Футбол", "sport", 0.15),
    ("Волейбол", "sport", 0.5),
    ("Күрөш", "sport", 0.1),
    ("Баскетбол", "sport", 0.4),
    ("Шахмат", "chess", 0.35),
    ("Тогуз коргоол", "chess", 0.4),
    ("Улуттук бий", "dance", 0.8),
    ("Комуз", "music", 0.55),
    ("Вокал", "music", 0.65),
    ("Сүрөт", "art", 0.6),
    ("Англис тили", "language", 0.6),
    ("Кол өнөрчүлүк", "other", 0.75),
)


def clubs(seed: int, who: Participant, roles: Roles) -> Series:
    """Return the sections and clubs of a municipality, for every quarter; nothing where there are none."""
    series: Series = [[] for _ in QUARTERS]
    if who.code not in roles.clubs:
        return series
    draw = draw_for(seed, who.code, "clubs")
    children = roles.clubs[who.code]
    count = max(2, min(7, children // 22))
    sizes = apportion(children, [draw.uniform(0.7, 1.4) for _ in range(count)], 9)
    for position, size in enumerate(sizes):
        name, activity, girls_part = _CLUBS[(draw.randrange(3) + position * 3 + position // 4) % len(_CLUBS)]
        place = who.places[position % len(who.places)]
        if any(row["club_name"] == name and row["settlement"] == place.name for row in series[_LAST]):
            name = f"{name} — {position + 1}"
        opened = 0 if position == 0 else draw.randint(0, 11)
        girls_last = round(size * min(0.95, max(0.05, girls_part + draw.uniform(-0.1, 0.1))))
        girls = steady(round(girls_last * 0.7), girls_last, draw)
        boys = steady(round((size - girls_last) * 0.7), size - girls_last, draw)
        fee = draw.choice((0.0, 0.0, 200.0, 300.0, 500.0))
        funding = draw.choice(("parents", "mixed")) if fee else draw.choice(("local_budget", "partner"))
        coaches, agreed = draw.randint(1, 2), chance(draw, 0.7)
        for number in range(opened, len(QUARTERS)):
            series[number].append(
                {
                    "settlement": place.name,
                    "club_name": name,
                    "activity": activity,
                    "girls": girls[number],
                    "boys": boys[number],
                    "children_total": girls[number] + boys[number],
                    "coaches": coaches,
                    "monthly_fee": fee,
                    "funding": funding,
                    "fee_agreed_with_parents": agreed if fee else None,
                }
            )
    return series
