"""Which workbooks there are and when they arrive: one a report, corrected versions, late ones, and their faults.

Names of files are messy on purpose: they mean nothing.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from aimak_pipeline.sample import services
from aimak_pipeline.sample.drafts import Entry, SheetDraft, Submission
from aimak_pipeline.sample.draws import chance, draw_for
from aimak_pipeline.sample.faults import FAULTS, Fault
from aimak_pipeline.sample.jumps import plant_jumps
from aimak_pipeline.sample.municipalities import QUARTERS, enrolled_codes, participant
from aimak_pipeline.sample.planting import plant
from aimak_pipeline.sample.services import Tariff
from sources.forms import FORMS
from sources.register import load_register

if TYPE_CHECKING:
    from aimak_pipeline.sample.draws import Draw
    from aimak_pipeline.sample.municipalities import Participant
    from aimak_pipeline.sample.programme import Programme
    from aimak_pipeline.sample.roles import Roles
    from sources.quarters import Quarter

LATE = 0.07
"""The share of reports that arrive after the deadline."""
CORRECTED = 28
"""Reports with faults of which a corrected version follows."""
REVISED = 12
"""Reports without faults of which a version with other figures follows."""

_FAULTS_A_REPORT = 3
"""So many faults at most in a report that counts, each on a sheet of its own."""

_STRANGER_QUARTER = 10
_STRANGER_PLACES = 3
"""The quarter in which a municipality that does not take part reports all the same."""

_REVISED_CELLS = (
    ("water_supply", "operating_cost"),
    ("waste_collection", "waste_removed_m3"),
    ("street_lighting", "electricity_kwh"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which of the faults are planted in which reports."""

    corrected: frozenset[tuple[str, int]]
    revised: frozenset[tuple[str, int]]


def plan_submissions(programme: Programme) -> list[Submission]:
    """Return all quarterly workbooks of the sample, faults and all, in the order of municipalities and quarters."""
    seed = programme.seed
    reports = {
        report: {form: SheetDraft(form, [Entry(dict(row)) for row in rows]) for form, rows in forms.items()}
        for report, forms in programme.reports.items()
    }
    jumps = plant_jumps(seed, reports)
    plan = _plan(seed, list(reports))
    submissions: list[Submission] = []
    for (code, number), sheets in reports.items():
        who = programme.participants[code]
        draw = draw_for(seed, code, number, "arrival")
        first = Submission("", who, number, 1, _arrives(draw, QUARTERS[number]), sheets)
        first.faults += jumps.get((code, number), [])
        if (code, number) in plan.corrected or (code, number) in plan.revised:
            later = first.received_at + timedelta(days=draw.randint(4, 26), hours=draw.randint(0, 5))
            submissions.append(replace(first, sheets=deepcopy(sheets), superseded=True, faults=list(first.faults)))
            first = replace(first, version=2, received_at=later)
        submissions.append(first)
    _plant_faults(seed, submissions, plan)
    submissions.append(_of_a_stranger(seed, programme.roles))
    _name_files(seed, submissions)
    return submissions


def _plan(seed: int, reports: list[tuple[str, int]]) -> Plan:
    chosen = draw_for(seed, "versions").sample(reports, CORRECTED + REVISED)
    return Plan(frozenset(chosen[:CORRECTED]), frozenset(chosen[CORRECTED:]))


def _arrives(draw: Draw, quarter: Quarter) -> datetime:
    """Return when a report arrives: mostly well before the deadline of twenty days, a few late."""
    days = draw.randint(22, 60) if chance(draw, LATE) else draw.randint(3, 19)
    at = time(draw.randint(3, 11), draw.randint(0, 59), draw.randint(0, 59))
    return datetime.combine(quarter.end + timedelta(days=days), at, UTC)


def _plant_faults(seed: int, submissions: list[Submission], plan: Plan) -> None:
    """Plant every kind of fault once in reports that count, then several together in versions that are corrected."""
    draw = draw_for(seed, "faults")
    counting = [one for one in submissions if one.version == 1 and not one.superseded and not one.faults]
    draw.shuffle(counting)
    for fault in FAULTS.values():
        _plant_somewhere(fault, counting, draw)
    errors = [fault for fault in FAULTS.values() if fault.severity == "error"]
    for one in submissions:
        report = (one.who.code, one.number)
        if one.superseded and report in plan.corrected:
            wanted = draw.randint(2, 4)
            for fault in draw.sample(errors, len(errors)):
                if wanted and _plant(fault, one, draw, corrected_later=True):
                    wanted -= 1
        elif one.superseded:
            _revise(one, draw)


def _plant_somewhere(fault: Fault, submissions: list[Submission], draw: Draw) -> None:
    """Plant a fault in the first report that can take it; reports that have some already come first."""
    for one in sorted(submissions, key=lambda one: not one.faults):
        crowded = len(one.faults) >= _FAULTS_A_REPORT
        if one.number in fault.quarters and not crowded and _plant(fault, one, draw, corrected_later=False):
            return


def _plant(fault: Fault, one: Submission, draw: Draw, *, corrected_later: bool) -> bool:
    draft = one.sheets[fault.form]
    # Two faults on one sheet could hide each other.
    if draft.faulty or not plant(fault, draft, one.quarter, draw, corrected_later=corrected_later):
        return False
    one.faults.append(fault.name)
    return True


def _revise(one: Submission, draw: Draw) -> None:
    """Give the first version some other figures than the one that counts."""
    for form, column in _REVISED_CELLS:
        for entry in one.sheets[form].entries:
            figure = entry.values[column]
            if isinstance(figure, float) and figure > 0:
                entry.values = {**entry.values, column: round(figure * draw.choice((0.95, 0.97, 1.02, 1.04)), 1)}


def _of_a_stranger(seed: int, roles: Roles) -> Submission:
    """Return the report of a municipality that is in the register but does not take part."""
    enrolled = set(enrolled_codes())
    register = load_register()
    codes = [
        code
        for code, one in register.municipalities.items()
        if code not in enrolled and one.kind == "aiyl_aimak" and len(register.settlements_of(code)) >= _STRANGER_PLACES
    ]
    draw = draw_for(seed, "stranger")
    who = participant(seed, draw.choice(codes), in_thousands=False)
    water = services.water(seed, who, roles, Tariff("per_person_month", 15.0, 15.0, None))[_STRANGER_QUARTER]
    sheets = {form: SheetDraft(form, []) for form in FORMS}
    sheets["water_supply"] = SheetDraft("water_supply", [Entry(dict(row)) for row in water])
    received_at = _arrives(draw, QUARTERS[_STRANGER_QUARTER])
    return Submission("", who, _STRANGER_QUARTER, 1, received_at, sheets, enrolled=False)


def _name_files(seed: int, submissions: list[Submission]) -> None:
    taken: set[str] = set()
    for one in submissions:
        draw = draw_for(seed, one.who.code, one.number, one.version, "name")
        folder = f"{one.who.code}/" if one.who.habits.own_folder and one.enrolled else ""
        name = _file_name(draw, one.who, one.quarter, one.version)
        for copy in count(1):
            one.file = f"{folder}{name}.xlsx" if copy == 1 else f"{folder}{name} ({copy}).xlsx"
            if one.file.casefold() not in taken:
                taken.add(one.file.casefold())
                break


def _file_name(draw: Draw, who: Participant, quarter: Quarter, version: int) -> str:
    names = who.register.name
    plain = (
        f"{who.code}_{quarter.year}-Q{quarter.number}",
        f"Отчет {quarter.number} кв {quarter.year} {names.ky}",
        f"{names.ky} {quarter.number}-чейрек {quarter.year}-ж",
        f"отчет {names.en} {quarter.number}кв",
        "квартальный отчет",
        f"{names.ky} айыл өкмөтү отчет",
        f"Ийгиликтүү аймак {quarter.year}",
        "Книга1",
        f"{quarter.year}.{quarter.number} {names.en} FINAL",
    )
    ending = draw.choice(("", "", "", " (окончательный)", " жаңы", " копия"))
    return draw.choice(plain) + (draw.choice((" испр.", " оңдолгон", " v2")) if version > 1 else ending)
