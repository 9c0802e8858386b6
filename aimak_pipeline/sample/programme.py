"""The synthetic programme: what fifty municipalities truly report, for every quarter, before any mess or fault.

Puts the forms together, leaves optional cells blank here and there, and decides which reports were never handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aimak_pipeline.sample import finances, participation, services
from aimak_pipeline.sample.draws import chance, draw_for
from aimak_pipeline.sample.municipalities import QUARTERS, Participant, participants
from aimak_pipeline.sample.roles import Roles, draw_roles
from aimak_pipeline.sample.services import Row, Series
from aimak_pipeline.sample.survey import survey
from sources.forms import FORMS

NOT_REPORTED = 10
"""So many reports of the early years are missing altogether."""

_NEVER_COUNTED = 0.05
"""The chance that a municipality never fills in an optional column."""
_NOT_COUNTED = 0.02
"""The chance that an optional cell is blank."""
_KEPT = {("citizen_feedback", "announcements"), ("citizen_feedback", "polls"), ("communication", "adopted_on")}
"""Optional cells on which a calibrated figure or a rule depends."""

Report = Mapping[str, list[Row]]
"""One municipality's rows for a quarter, by form."""


@dataclass(frozen=True)
class Programme:
    """The whole synthetic programme."""

    seed: int
    participants: Mapping[str, Participant]
    roles: Roles
    reports: Mapping[tuple[str, int], Report]
    """By municipality code and the quarter's position in ``QUARTERS``; those not handed in are not there."""
    survey: Mapping[str, list[Row]]
    """The rows of the trust survey, by wave."""


def build_programme(seed: int) -> Programme:
    """Make the programme: the same for the same seed, always all fifty municipalities and eighteen quarters."""
    everyone = participants(seed)
    roles = draw_roles(seed, everyone)
    missing = _not_reported(seed, everyone)
    hearings = participation.hearings(seed, everyone, missing)
    reports: dict[tuple[str, int], Report] = {}
    for who in everyone:
        plan = finances.tariffs(seed, who, roles, missing)
        forms: dict[str, Series] = {
            "water_supply": services.water(seed, who, roles, plan.water),
            "waste_collection": services.waste(seed, who, roles, plan.waste),
            "street_lighting": services.lighting(seed, who, roles),
            "youth_clubs": services.clubs(seed, who, roles),
            "tariff_decisions": finances.decisions_reported(plan),
            "public_hearings": hearings[who.code],
            "citizen_feedback": participation.feedback(seed, who, roles),
            "communication": participation.communication(seed, who),
            "service_budget": finances.budget(seed, who, roles),
            "peer_exchange": participation.exchange(seed, who, everyone),
        }
        _leave_blanks(seed, who, forms)
        for number in range(len(QUARTERS)):
            if (who.code, number) not in missing:
                reports[who.code, number] = {form: series[number] for form, series in forms.items()}
    return Programme(seed, {one.code: one for one in everyone}, roles, reports, survey(seed, everyone))


def _not_reported(seed: int, everyone: list[Participant]) -> set[tuple[str, int]]:
    """Return the reports that were never handed in: in the early years, away from every calibrated figure."""
    draw = draw_for(seed, "not reported")
    chosen = draw.sample([one.code for one in everyone], NOT_REPORTED)
    return {(code, draw.randint(1, 6)) for code in chosen}


def _leave_blanks(seed: int, who: Participant, forms: dict[str, Series]) -> None:
    draw = draw_for(seed, who.code, "blanks")
    for form_id, series in forms.items():
        optional = [
            name
            for name, column in FORMS[form_id].columns().items()
            if not column.required and (form_id, name) not in _KEPT
        ]
        never = {name for name in optional if chance(draw, _NEVER_COUNTED)}
        for rows in series:
            for row in rows:
                for name in optional:
                    if name in never or chance(draw, _NOT_COUNTED):
                        row[name] = None
