"""The trust survey of the sample programme: three waves, fifty municipalities, six groups in each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from aimak_pipeline.sample.draws import Draw, apportion, draw_for
from aimak_pipeline.sample.published import published

if TYPE_CHECKING:
    from aimak_pipeline.sample.municipalities import Participant
    from aimak_pipeline.sample.services import Row

WAVES: dict[str, date] = {
    "baseline": date(2016, 11, 14),
    "midline": date(2019, 2, 4),
    "endline": date(2021, 2, 8),
}
"""The first day in the field, by wave."""

GROUPS = tuple((sex, age) for sex in ("female", "male") for age in ("18-28", "29-59", "60+"))
_GROUP_SHARES = (0.15, 0.27, 0.1, 0.14, 0.25, 0.09)
_ANSWERS = ("fully_trust", "rather_trust", "rather_distrust", "fully_distrust")


def survey(seed: int, everyone: list[Participant]) -> dict[str, list[Row]]:
    """Return the rows of each wave; trust has grown, in the mean over the municipalities of a kind, as published."""
    waves: dict[str, list[Row]] = {wave: [] for wave in WAVES}
    for kind in ("city", "aiyl_aimak"):
        members = [one for one in everyone if one.register.kind == kind]
        change = published("trust_change", area_code=kind) / 100
        for who, (baseline, midline, endline) in zip(members, _levels(seed, members, change), strict=True):
            for wave, (trusting, asked) in zip(WAVES, (baseline, midline, endline), strict=True):
                waves[wave] += _rows(draw_for(seed, who.code, wave), who, wave, trusting, asked)
    for rows in waves.values():
        rows.sort(key=lambda row: str(row["municipality_code"]))
    return waves


def _levels(seed: int, members: list[Participant], change: float) -> list[tuple[tuple[int, int], ...]]:
    """Return, for each municipality and wave, how many trust it and how many answered.

    The last municipalities to be drawn take up what rounding to whole persons leaves, so that the mean change comes
    out as near as persons allow.
    """
    levels = []
    off = 0.0
    for who in members:
        draw = draw_for(seed, who.code, "trust")
        asked = [draw.randint(352, 388) for _ in WAVES]
        start = draw.uniform(0.38, 0.56)
        trusting = [round(start * asked[0])]
        own_change = change + draw.uniform(-0.05, 0.05)
        trusting.append(round((start + own_change * draw.uniform(0.4, 0.65)) * asked[1]))
        trusting.append(round((start + own_change) * asked[2]))
        off += trusting[2] / asked[2] - trusting[0] / asked[0] - change
        levels.append((trusting, asked))
    position = 0
    # One person more or less, here and there, until no step brings the mean nearer.
    while any(abs(off + step / asked[2]) < abs(off) for _, asked in levels for step in (-1, 1)):
        trusting, asked = levels[position % len(levels)]
        step = -1 if off > 0 else 1
        if abs(off + step / asked[2]) < abs(off):
            trusting[2] += step
            off += step / asked[2]
        position += 1
    return [tuple(zip(trusting, asked, strict=True)) for trusting, asked in levels]


def _rows(draw: Draw, who: Participant, wave: str, trusting: int, asked: int) -> list[Row]:
    """Split a municipality's answers among its six groups; the sums are kept."""
    groups = apportion(asked, [share * draw.uniform(0.9, 1.1) for share in _GROUP_SHARES], 12)
    trust = _within(draw, trusting, groups)
    fielded_on = WAVES[wave] + timedelta(days=draw.randint(0, 24))
    rows: list[Row] = []
    for (sex, age), size, trusts in zip(GROUPS, groups, trust, strict=True):
        fully = round(trusts * draw.uniform(0.25, 0.45))
        not_at_all = round((size - trusts) * draw.uniform(0.25, 0.5))
        answers = (fully, trusts - fully, size - trusts - not_at_all, not_at_all)
        rows.append(
            {
                "municipality_code": who.code,
                "wave": wave,
                "fielded_on": fielded_on,
                "sex": sex,
                "age_group": age,
                **dict(zip(_ANSWERS, answers, strict=True)),
                "no_answer": draw.randint(0, 6),
            }
        )
    return rows


def _within(draw: Draw, total: int, limits: list[int]) -> list[int]:
    parts = apportion(total, [limit * draw.uniform(0.92, 1.08) for limit in limits])
    over = sum(max(0, part - limit) for part, limit in zip(parts, limits, strict=True))
    if over:
        raise AssertionError("more trust in a group than it has members")
    return parts
