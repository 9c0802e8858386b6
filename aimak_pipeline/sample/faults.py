"""The data faults of the sample: what kinds there are, each of which gives one finding where it is planted.

``FAULTS`` names them all: faults of single cells, broken and doubtful rules of the forms, headings at fault. How one is
planted is in ``planting``; jumps and copies across quarters are in ``jumps``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from aimak_pipeline.sample.drafts import ErrorCell, Planted, Uncalculated, Written
from aimak_pipeline.sample.municipalities import QUARTERS
from aimak_pipeline.sample.roles import AWAY_FROM_CALIBRATION
from aimak_pipeline.sample.services import Row
from sources.forms import FORMS, Severity
from sources.quarters import Quarter

Change = Callable[[Row, Quarter], Row]
"""From a row and its quarter to the cells that break a rule."""

ANY_QUARTER = range(len(QUARTERS))
EARLY_QUARTERS = range(1, 5)
"""Quarters without enough history for the outlier rule, so that a doubtful figure is not found to be one as well."""
FOURTH_QUARTERS = (4, 8, 12)
_ANY, _MIDDLE = tuple(ANY_QUARTER), tuple(AWAY_FROM_CALIBRATION)


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    code: str
    form: str
    column: str
    write: Written | None = None
    """What stands in the cell; None for a blank."""
    rule: str | None = None
    change: Change | None = None
    quarters: tuple[int, ...] = _ANY
    """The quarters, by position, in which it may be planted in a report that counts."""
    headings: str = ""
    """``left_out``, ``twice`` or ``without`` where the headings are at fault."""
    needs: Callable[[Row], bool] = field(default=lambda _: True)
    """Which rows it can be planted in."""

    @property
    def name(self) -> str:
        """What it is called in the truth."""
        return f"{self.code}:{self.form}.{self.rule or self.column}"

    @property
    def severity(self) -> str:
        """Error, or warning for a doubtful rule."""
        return "warning" if self.code == "rule_doubtful" else "error"

    @property
    def refuses_row(self) -> bool:
        """Whether the whole row is refused."""
        column = FORMS[self.form].columns()[self.column]
        return self.code in ("rule_broken", "key_repeated") or (
            not self.headings and self.severity == "error" and (column.required or column.key)
        )

    def planted(self) -> Planted:
        """Return the finding that it must give."""
        refused = None
        if self.severity == "error" and not self.headings:
            refused = "row" if self.refuses_row else "cell"
        return Planted(self.code, self.severity, self.column, self.rule, refused)


def _cells(code: str, *places: tuple[str, str, Written]) -> list[Fault]:
    return [Fault(code, form, column, written) for form, column, written in places]


def _number(row: Row, column: str) -> float:
    value = row[column]
    return float(value) if isinstance(value, int | float) else 0.0


def _day(row: Row, column: str) -> date:
    value = row[column]
    if not isinstance(value, date):
        raise TypeError(f"no day in {column}: {value!r}")
    return value


def _above(column: str, other: str, by: int = 5) -> Change:
    return lambda row, _: {column: int(_number(row, other)) + by}


def _before_the_quarter(column: str) -> Change:
    return lambda _, quarter: {column: quarter.start - timedelta(days=20)}


_CELLS = [
    *_cells(
        "not_a_number",
        ("water_supply", "operating_cost", "уточняется"),
        ("street_lighting", "electricity_kwh", "көп"),
        ("service_budget", "plan_revised", "тактала элек"),
        ("waste_collection", "population", "100-120"),
    ),
    *_cells(
        "not_whole",
        ("water_supply", "connections", 12.5),
        ("public_hearings", "youth", "10,5"),
        ("citizen_feedback", "questions", 7.25),
    ),
    *_cells(
        "not_a_date",
        ("public_hearings", "held_on", "32.13.2019"),
        ("peer_exchange", "held_on", "жазында"),
        ("tariff_decisions", "adopted_on", "токтом боюнча"),
    ),
    *_cells(
        "date_for_number",
        ("street_lighting", "streets_km", date(2021, 5, 12)),
        ("water_supply", "supply_hours_per_day", date(2021, 6, 18)),
    ),
    *_cells(
        "not_yes_no",
        ("youth_clubs", "fee_agreed_with_parents", "жарым-жартылай"),
        ("peer_exchange", "practice_adopted", "планируется"),
    ),
    *_cells(
        "not_in_list",
        ("waste_collection", "disposal_site", "Сай боюнда"),
        ("youth_clubs", "activity", "Робототехника"),
        ("citizen_feedback", "channel", "Чабарман аркылуу"),
        ("water_supply", "tariff_basis", "кирешеге жараша"),
    ),
    *_cells(
        "below_minimum",
        ("water_supply", "operating_cost", -500),
        ("public_hearings", "participants", 0),
        ("waste_collection", "amount_billed", -1200.5),
    ),
    *_cells("above_maximum", ("water_supply", "supply_hours_per_day", 240)),
    *_cells(
        "required_blank",
        ("water_supply", "amount_billed", None),
        ("service_budget", "plan_year", None),
        ("citizen_feedback", "suggestions", None),
    ),
    *_cells(
        "formula_error",
        ("water_supply", "water_supplied_m3", ErrorCell("#REF!")),
        ("street_lighting", "streets_km", ErrorCell("#DIV/0!")),
        ("service_budget", "executed_ytd", ErrorCell("#VALUE!")),
        ("youth_clubs", "girls", ErrorCell("#N/A")),
        ("peer_exchange", "women", ErrorCell("#NAME?")),
    ),
    *_cells(
        "formula_not_calculated",
        ("youth_clubs", "children_total", Uncalculated("=SUM(D4:E4)")),
        ("water_supply", "households", Uncalculated("=ROUND(B4/5,0)")),
        ("waste_collection", "amount_collected", Uncalculated("=B4*20")),
    ),
]


def _broken(form: str, rule: str, change: Change) -> Fault:
    # There is one row on communication and no place for a second: it may only be refused where nothing hangs on it.
    quarters = _MIDDLE if form == "communication" else _ANY
    return Fault("rule_broken", form, FORMS[form].rules()[rule].columns[0], rule=rule, change=change, quarters=quarters)


_BROKEN = [
    _broken("water_supply", "served_within_population", _above("residents_served", "population", 40)),
    _broken(
        "water_supply", "compliant_within_taken", lambda _row, _quarter: {"samples_taken": 3, "samples_compliant": 5}
    ),
    _broken("waste_collection", "served_within_population", _above("residents_served", "population", 25)),
    _broken("street_lighting", "covered_within_population", _above("residents_covered", "population", 10)),
    _broken("street_lighting", "working_within_installed", _above("lamps_working", "lamps_installed", 6)),
    _broken("street_lighting", "lit_within_length", lambda _row, _quarter: {"streets_km": 8.5, "streets_lit_km": 9.7}),
    _broken(
        "youth_clubs",
        "total_is_sum",
        lambda row, _: {"children_total": int(_number(row, "girls") + _number(row, "boys")) + 3},
    ),
    _broken(
        "tariff_decisions",
        "adopted_before_effective",
        lambda row, _: {"effective_on": _day(row, "adopted_on") - timedelta(days=3)},
    ),
    _broken("public_hearings", "women_within_participants", _above("women", "participants")),
    _broken("public_hearings", "youth_within_participants", _above("youth", "participants")),
    _broken("public_hearings", "minorities_within_participants", _above("minorities", "participants")),
    _broken("public_hearings", "done_within_taken", lambda _row, _quarter: {"decisions": 2, "decisions_done": 4}),
    _broken("public_hearings", "held_in_quarter", _before_the_quarter("held_on")),
    _broken(
        "citizen_feedback",
        "answered_within_received",
        lambda row, _: {"answered": int(_number(row, "questions") + _number(row, "suggestions")) + 4},
    ),
    _broken("citizen_feedback", "on_time_within_answered", _above("answered_on_time", "answered", 2)),
    _broken("communication", "adoption_dated", lambda _row, _quarter: {"strategy_adopted": True, "adopted_on": None}),
    _broken(
        "communication",
        "adopted_not_in_future",
        lambda _, quarter: {"strategy_adopted": True, "adopted_on": quarter.end + timedelta(days=15)},
    ),
    _broken("peer_exchange", "women_within_participants", _above("women", "participants", 3)),
    _broken("peer_exchange", "held_in_quarter", _before_the_quarter("held_on")),
]


def _doubtful(form: str, rule: str, change: Change, quarters: tuple[int, ...] = tuple(EARLY_QUARTERS)) -> Fault:
    column = FORMS[form].rules()[rule].columns[0]
    return Fault("rule_doubtful", form, column, rule=rule, change=change, quarters=quarters, needs=_substantial)


def _substantial(row: Row) -> bool:
    """Say whether a row has enough in it for a ratio to be doubtful."""
    figures = ("population", "water_supplied_m3", "amount_billed", "pickups_planned")
    return all(_number(row, name) > 0 for name in figures if name in row)


_DOUBTFUL = [
    _doubtful(
        "water_supply",
        "billed_within_supplied",
        lambda row, _: {"water_billed_m3": round(_number(row, "water_supplied_m3") * 1.2 + 1, 1)},
    ),
    _doubtful(
        "water_supply", "collected_plausible", lambda row, _: {"amount_collected": _number(row, "amount_billed") * 2}
    ),
    _doubtful(
        "water_supply",
        "household_size_plausible",
        lambda row, _: {"households": max(1, int(_number(row, "population") / 25))},
    ),
    _doubtful(
        "waste_collection",
        "pickups_plausible",
        lambda row, _: {"pickups_made": int(_number(row, "pickups_planned") * 2)},
    ),
    _doubtful(
        "waste_collection",
        "collected_plausible",
        lambda row, _: {"amount_collected": _number(row, "amount_billed") * 2},
    ),
    _doubtful("tariff_decisions", "adopted_in_quarter", _before_the_quarter("adopted_on"), _ANY),
    _doubtful(
        "service_budget",
        "executed_within_plan",
        lambda row, _: {"executed_ytd": (_number(row, "plan_revised") or _number(row, "plan_year")) * 1.5},
        FOURTH_QUARTERS,
    ),
]

_REPEATED = [
    Fault("key_repeated", "water_supply", "settlement"),
    Fault("key_repeated", "citizen_feedback", "channel"),
    Fault("key_repeated", "service_budget", "service"),
    Fault("key_repeated", "youth_clubs", "settlement"),
]

_HEADINGS = [
    Fault("required_heading_missing", "waste_collection", "pickups_made", headings="left_out", quarters=_MIDDLE),
    Fault("required_heading_missing", "street_lighting", "lamps_working", headings="left_out", quarters=_MIDDLE),
    Fault("heading_repeated", "water_supply", "operating_cost", headings="twice", quarters=_MIDDLE),
    Fault("heading_repeated", "youth_clubs", "coaches", headings="twice", quarters=_MIDDLE),
    Fault("headings_not_found", "street_lighting", "settlement", headings="without", quarters=_MIDDLE),
    Fault("headings_not_found", "peer_exchange", "held_on", headings="without", quarters=_MIDDLE),
]

FAULTS: dict[str, Fault] = {fault.name: fault for fault in (*_CELLS, *_BROKEN, *_DOUBTFUL, *_REPEATED, *_HEADINGS)}
"""Every kind of fault, by name."""


def unplanted_rules() -> set[str]:
    """Return the rules of the forms that no fault breaks; there should be none."""
    planted = {(fault.form, fault.rule) for fault in FAULTS.values()}
    return {
        f"{form.id}.{rule.id}"
        for form in FORMS.values()
        for rule in form.rules().values()
        if (form.id, rule.id) not in planted and rule.severity in (Severity.ERROR, Severity.WARNING)
    }
