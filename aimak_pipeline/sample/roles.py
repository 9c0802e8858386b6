"""Which municipality stands behind which published result: the calibration of the sample programme.

Draws the roles and splits the published totals among them, so that the indicators computed for 2021-Q1 come out at the
published figures. What the municipalities then report, quarter by quarter, is made in ``services``, ``participation``
and ``survey``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aimak_pipeline.sample.draws import Draw, apportion, apportion_within, draw_for
from aimak_pipeline.sample.published import published

if TYPE_CHECKING:
    from aimak_pipeline.sample.municipalities import Participant

AWAY_FROM_CALIBRATION = range(5, 13)
"""The quarters, by their position, on which no calibrated figure depends, hearings and tariff decisions apart."""

_LARGE = 4_500
"""People of a municipality large enough to stand behind a published result."""

_GAIN_SHARE = 0.36
"""The largest part of a settlement's people who gained access to water."""


@dataclass(slots=True)
class Roles:
    """The parts that municipalities (by code) play in the published results."""

    water_gain: dict[str, list[int]] = field(default_factory=dict)
    """Residents who gained access to water, by settlement: these have a tariff decision and collect well."""
    tariff_without_payment: set[str] = field(default_factory=set)
    """Have a water tariff decision but collect poorly."""
    payment_without_tariff: set[str] = field(default_factory=set)
    """Collect well without a tariff decision."""
    tariff_comes_later: str = ""
    """Collects well, and its decision takes effect the day after the programme's last quarter."""
    waste_good: dict[str, list[int]] = field(default_factory=dict)
    """Keep to the waste schedule: residents served in the last quarter, by settlement."""
    waste_poor: set[str] = field(default_factory=set)
    lighting_good: dict[str, list[int]] = field(default_factory=dict)
    """Have most lamps working: residents of lit streets in the last quarter, by settlement."""
    lighting_poor: set[str] = field(default_factory=set)
    clubs: dict[str, int] = field(default_factory=dict)
    """Children in clubs in the last quarter."""
    whatsapp: set[str] = field(default_factory=set)
    """Send announcements or hold polls by WhatsApp."""
    whatsapp_silent: set[str] = field(default_factory=set)
    """Have the channel, but send nothing in the last year."""


def draw_roles(seed: int, everyone: list[Participant]) -> Roles:
    """Draw the roles and split the published totals among those who play them."""
    draw = draw_for(seed, "roles")
    roles = Roles()
    _water(roles, draw, everyone)
    _waste(roles, draw, everyone)
    _lighting(roles, draw, everyone)
    club_codes = draw.sample([one.code for one in everyone], _count("club_children"))
    children = apportion(int(published("club_children")), [draw.uniform(0.6, 1.6) for _ in club_codes], 40)
    roles.clubs = dict(zip(club_codes, children, strict=True))
    _whatsapp(roles, draw, everyone)
    return roles


def _count(indicator: str) -> int:
    return int(published(indicator, "contributing"))


def _split(total: int, chosen: list[Participant], share: float, draw: Draw) -> dict[str, list[int]]:
    """Split a number of people among municipalities, and within each among its settlements."""
    limits = {one.code: [int(share * place.population[0]) for place in one.places] for one in chosen}
    weights = [sum(limits[one.code]) ** 0.8 * draw.uniform(0.7, 1.3) for one in chosen]
    totals = apportion_within(total, weights, [sum(limits[one.code]) for one in chosen])
    return {
        one.code: apportion_within(people, [limit + 1 for limit in limits[one.code]], limits[one.code])
        for one, people in zip(chosen, totals, strict=True)
    }


def _water(roles: Roles, draw: Draw, everyone: list[Participant]) -> None:
    count = _count("water_access_gained")
    order = draw.sample(everyone, len(everyone))
    # Large enough for the gain, and of both kinds.
    able = sorted(order, key=lambda one: one.people(0) < _LARGE)
    chosen, others = able[:count], [one.code for one in able[count:]]
    roles.water_gain = _split(int(published("water_access_gained")), chosen, _GAIN_SHARE, draw)
    others = draw.sample(others, len(others))
    roles.tariff_comes_later = others[0]
    roles.payment_without_tariff = set(others[1:9])
    roles.tariff_without_payment = set(others[9:19])


def _waste(roles: Roles, draw: Draw, everyone: list[Participant]) -> None:
    count = _count("waste_quality_served")
    able = sorted(draw.sample(everyone, len(everyone)), key=lambda one: one.people(0) < _LARGE)
    chosen = able[:count]
    roles.waste_good = _split(int(published("waste_quality_served")), chosen, 0.7, draw)
    roles.waste_poor = {one.code for one in draw.sample(able[count:], 25)}


def _lighting(roles: Roles, draw: Draw, everyone: list[Participant]) -> None:
    count = _count("lighting_residents")
    able = sorted(draw.sample(everyone, len(everyone)), key=lambda one: one.people(0) < _LARGE)
    chosen = able[:count]
    roles.lighting_good = _split(int(published("lighting_residents")), chosen, 0.5, draw)
    roles.lighting_poor = {one.code for one in draw.sample(able[count:], 28)}


def _whatsapp(roles: Roles, draw: Draw, everyone: list[Participant]) -> None:
    order = draw.sample(everyone, len(everyone))
    in_every_oblast = {one.register.oblast.code: one for one in order}
    first = list(in_every_oblast.values())
    rest = [one for one in order if one not in first]
    count = int(published("mobile_feedback"))
    chosen = (first + rest)[:count]
    roles.whatsapp = {one.code for one in chosen}
    roles.whatsapp_silent = {one.code for one in rest[count - len(first) :][:4]}
