"""Every indicator, on figures small enough to be worked out by hand.

Each case is a municipality's reports and all that must be stored for it in 2021-Q2: (numerator, denominator, value) by
breakdown and category.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from warehouse.indicators import INDICATORS

A = "41702000000111"
QUARTER = "2021-Q2"
TOTAL = ("total", "total")
SINCE_START = ("cumulative", "total")


class Case(NamedTuple):
    id: str
    reports: dict[str, dict[str, list[dict[str, Any]]]]
    """Rows by quarter and form."""
    stored: dict[tuple[str, str], tuple[float | None, float | None, float | None]]


def rows(*keys: str):
    """Return a writer of rows: one tuple of values each, in the order of the keys."""
    return lambda *values: [dict(zip(keys, row, strict=True)) for row in values]


def now(form: str, table: list[dict[str, Any]]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    return {QUARTER: {form: table}}


def count(numerator: float | None) -> tuple[float | None, None, float | None]:
    return (numerator, None, numerator)


served = rows("residents_served", "population")
money = rows("amount_collected", "amount_billed")
pickups = rows("residents_served", "pickups_made", "pickups_planned")
disposal = rows("waste_removed_m3", "disposal_site")
lamps = rows("residents_covered", "lamps_working", "lamps_installed")
streets = rows("streets_lit_km", "streets_km")
children = rows("activity", "girls", "boys")
fees = rows("monthly_fee", "fee_agreed_with_parents")
budget = rows("service", "plan_year", "plan_revised", "executed_ytd")
executed = rows("service", "executed_ytd")
hearings = rows("topic", "participants", "women", "youth", "minorities")
decisions = rows("decisions_done", "decisions")
messages = rows("channel", "announcements", "polls")
requests = rows("channel", "questions", "suggestions", "answered")
strategy = rows("strategy_adopted")
tariffs = rows("service", "discussed_with_residents")
events = rows("event_type", "practice_adopted")


def waters(earlier: int, later: int, *, collected: float = 80, billed: float = 100, **decision: Any):
    """Return water reports that gain access since 2020-Q1, with a tariff decision of a middle quarter."""
    system = rows("residents_served", "amount_collected", "amount_billed")
    tariff = {"service": "water", "effective_on": date(2021, 6, 30), **decision}
    return {
        "2020-Q1": {"water_supply": system((earlier - 10, 0, 1000), (10, 0, 0))},
        "2020-Q4": {"tariff_decisions": [tariff]},
        QUARTER: {"water_supply": system((later - 30, collected, billed), (30, 0, 0))},
    }


CASES = [
    Case(
        "water_access_rate",
        # The last settlement's population was refused: it counts on neither side.
        now("water_supply", served((300, 400), (0, 100), (50, None))),
        {TOTAL: (300, 500, 60)},
    ),
    Case("water_access_rate", now("water_supply", served((0, 0))), {TOTAL: (0, 0, None)}),
    Case("water_access_rate", now("water_supply", served((10, None))), {}),
    Case("water_access_gained", waters(100, 150), {TOTAL: count(50)}),
    Case("water_access_gained", waters(150, 100), {TOTAL: count(0)}),
    Case("water_access_gained", waters(150, 150), {TOTAL: count(0)}),
    Case("water_access_gained", waters(100, 150, collected=79.99), {TOTAL: count(None)}),
    # Exactly 80 %, which binary fractions miss by a hair.
    Case("water_access_gained", waters(100, 150, collected=1.16, billed=1.45), {TOTAL: count(50)}),
    Case("water_access_gained", waters(100, 150, billed=0, collected=0), {TOTAL: count(None)}),
    Case("water_access_gained", waters(100, 150, effective_on=date(2021, 7, 1)), {TOTAL: count(None)}),
    Case("water_access_gained", waters(100, 150, service="waste"), {TOTAL: count(None)}),
    Case("water_collection_rate", now("water_supply", money((60, 100), (90, 100), (7, None))), {TOTAL: (150, 200, 75)}),
    Case(
        "water_cost_coverage",
        now("water_supply", rows("amount_billed", "operating_cost")((120, 100), (30, 100), (999, None))),
        {TOTAL: (150, 200, 0.75)},
    ),
    Case(
        "water_non_revenue",
        now("water_supply", rows("water_supplied_m3", "water_billed_m3")((100, 70), (300, 230), (500, None))),
        {TOTAL: (100, 400, 25)},
    ),
    Case(
        "water_supply_continuity",
        now("water_supply", rows("supply_hours_per_day", "residents_served")((24, 100), (6, 300), (None, 5000))),
        {TOTAL: (4200, 400, 10.5)},
    ),
    Case(
        "water_quality_compliance",
        now("water_supply", rows("samples_compliant", "samples_taken")((9, 10), (0, 2), (None, 40), (5, None))),
        {TOTAL: (9, 12, 75)},
    ),
    Case("waste_coverage_rate", now("waste_collection", served((30, 100), (20, 100))), {TOTAL: (50, 200, 25)}),
    Case("waste_quality_served", now("waste_collection", pickups((500, 8, 10), (70, 10, 10))), {TOTAL: count(570)}),
    Case("waste_quality_served", now("waste_collection", pickups((500, 89, 100))), {TOTAL: count(None)}),
    Case("waste_quality_served", now("waste_collection", pickups((500, 0, 0))), {TOTAL: count(None)}),
    Case("waste_schedule_kept", now("waste_collection", pickups((1, 8, 10), (1, 4, 6))), {TOTAL: (12, 16, 75)}),
    Case("waste_collection_rate", now("waste_collection", money((30, 20), (30, 40))), {TOTAL: (60, 60, 100)}),
    Case(
        "waste_controlled_disposal",
        now(
            "waste_collection",
            disposal(
                (30, "authorised_landfill"),
                (10, "recycling"),
                (50, "unauthorised_dump"),
                (70, "transfer_station"),
                (900, None),
                (None, "recycling"),
            ),
        ),
        {TOTAL: (40, 160, 25)},
    ),
    Case("lighting_residents", now("street_lighting", lamps((100, 8, 10), (30, 80, 100))), {TOTAL: count(130)}),
    Case("lighting_residents", now("street_lighting", lamps((100, 79, 100))), {TOTAL: count(None)}),
    Case("lighting_lamps_working", now("street_lighting", lamps((1, 1, 3), (1, 5, 5))), {TOTAL: (6, 8, 75)}),
    Case("lighting_street_coverage", now("street_lighting", streets((2, 5), (1, 1), (9, None))), {TOTAL: (3, 6, 50)}),
    Case(
        "club_children",
        now("youth_clubs", children(("sport", 10, 20), ("sport", 1, 2), ("chess", 4, 0))),
        {
            TOTAL: count(37),
            ("sex", "female"): count(15),
            ("sex", "male"): count(22),
            ("activity", "sport"): count(33),
            ("activity", "chess"): count(4),
        },
    ),
    Case(
        "club_fee_agreed_rate",
        now("youth_clubs", fees((100, True), (1, False), (50, True), (70, None), (0, True), (None, True), (9, False))),
        {TOTAL: (2, 5, 40)},
    ),
    Case(
        "budget_execution_rate",
        now("service_budget", budget(("water", 100, 200, 50), ("waste", 100, None, 40), ("other", 5, 0, 0))),
        {
            TOTAL: (90, 300, 30),
            ("service", "water"): (50, 200, 25),
            ("service", "waste"): (40, 100, 40),
            # A plan cut to nothing is a plan of 0, not a missing one.
            ("service", "other"): (0, 0, None),
        },
    ),
    Case(
        "budget_executed_in_quarter",
        {
            "2021-Q1": {"service_budget": executed(("water", 30), ("roads", 5))},
            QUARTER: {"service_budget": executed(("water", 100), ("waste", 40), ("roads", 5))},
        },
        {
            TOTAL: count(70),
            ("service", "water"): count(70),
            ("service", "waste"): count(None),
            ("service", "roads"): count(0),
        },
    ),
    Case(
        "hearings_held",
        {
            # Before the programme began: in no figure.
            "2019-Q4": {"public_hearings": hearings(("budget", 9, 9, 9, 9))},
            "2020-Q1": {"public_hearings": hearings(("tariff", 9, 9, 9, 9))},
            QUARTER: {
                "public_hearings": hearings(("budget", 9, 9, 9, 9), ("budget", 9, 9, 9, 9), ("health", 9, 9, 9, 9))
            },
        },
        {TOTAL: count(3), ("topic", "budget"): count(2), ("topic", "health"): count(1), SINCE_START: count(4)},
    ),
    Case(
        "hearing_participants",
        {
            "2020-Q1": {"public_hearings": hearings(("tariff", 1000, None, None, None))},
            QUARTER: {"public_hearings": hearings(("budget", 50, 20, 0, None), ("health", 30, None, 7, None))},
        },
        {
            TOTAL: count(80),
            ("group", "women"): count(20),
            ("group", "youth"): count(7),
            SINCE_START: count(1080),
        },
    ),
    Case("hearings_held", {"2020-Q1": {"public_hearings": hearings(("tariff", 9, 9, 9, 9))}}, {SINCE_START: count(1)}),
    *(
        Case(
            f"hearing_{share}_share",
            now("public_hearings", rows("participants", group)((50, 20), (30, 4), (1000, None))),
            {TOTAL: (24, 80, 30)},
        )
        for share, group in (("women", "women"), ("youth", "youth"), ("minority", "minorities"))
    ),
    Case(
        "decisions_carried_out",
        now("public_hearings", decisions((1, 2), (2, 4), (None, 8), (3, None))),
        {TOTAL: (3, 6, 50)},
    ),
    Case("decisions_carried_out", now("public_hearings", decisions((0, 0))), {TOTAL: (0, 0, None)}),
    Case(
        "mobile_feedback",
        {"2020-Q3": {"citizen_feedback": messages(("whatsapp", None, 1), ("telegram", 9, 9))}},
        {TOTAL: count(1)},
    ),
    Case("mobile_feedback", now("citizen_feedback", messages(("whatsapp", 3, None))), {TOTAL: count(1)}),
    Case(
        "mobile_feedback",
        {
            # Over a year ago, and on another channel.
            "2020-Q2": {"citizen_feedback": messages(("whatsapp", 5, 5))},
            QUARTER: {"citizen_feedback": messages(("whatsapp", 0, None), ("telegram", 9, 9))},
        },
        {TOTAL: count(0)},
    ),
    Case("mobile_feedback", {"2020-Q2": {"citizen_feedback": messages(("whatsapp", 5, 5))}}, {}),
    Case(
        "feedback_received",
        now("citizen_feedback", requests(("phone", 5, 1, 0), ("letter", 2, 0, 0))),
        {TOTAL: count(8), ("channel", "phone"): count(6), ("channel", "letter"): count(2)},
    ),
    Case(
        "feedback_answered_rate",
        now("citizen_feedback", requests(("phone", 6, 2, 4), ("letter", 1, 1, 1), ("other", 0, 0, 0))),
        {
            TOTAL: (5, 10, 50),
            ("channel", "phone"): (4, 8, 50),
            ("channel", "letter"): (1, 2, 50),
            ("channel", "other"): (0, 0, None),
        },
    ),
    Case(
        "communication_strategies",
        {"2020-Q1": {"communication": strategy((False,))}, "2020-Q3": {"communication": strategy((True,))}},
        {TOTAL: count(1)},
    ),
    Case(
        "communication_strategies",
        {"2020-Q3": {"communication": strategy((True,))}, QUARTER: {"communication": strategy((False,))}},
        {TOTAL: count(0)},
    ),
    Case("communication_strategies", {"2021-Q3": {"communication": strategy((True,))}}, {}),
    Case(
        "tariffs_discussed_rate",
        now("tariff_decisions", tariffs(("water", True), ("water", False), ("waste", True), ("waste", None))),
        {TOTAL: (2, 4, 50), ("service", "water"): (1, 2, 50), ("service", "waste"): (1, 2, 50)},
    ),
    Case(
        "exchange_events",
        {
            "2021-Q1": {"peer_exchange": events(("training", None), ("training", None))},
            QUARTER: {"peer_exchange": events(("training", None), ("aimak_forum", True))},
        },
        {
            TOTAL: count(2),
            ("event_type", "training"): count(1),
            ("event_type", "aimak_forum"): count(1),
            SINCE_START: count(4),
        },
    ),
    Case(
        "practices_adopted",
        {
            "2021-Q1": {"peer_exchange": events(("training", True), ("training", True))},
            QUARTER: {"peer_exchange": events(("training", None), ("aimak_forum", True), ("other", False))},
        },
        {TOTAL: count(1), SINCE_START: count(3)},
    ),
    Case(
        "practices_adopted",
        now("peer_exchange", events(("other", None))),
        {TOTAL: count(0), SINCE_START: count(0)},
    ),
    Case("reporting_rate", {QUARTER: {}}, {TOTAL: (1, 1, 100)}),
    Case("reporting_rate", {"2021-Q1": {}}, {TOTAL: (0, 1, 0)}),
    Case("reporting_on_time_rate", {QUARTER: {}}, {TOTAL: (1, 1, 100)}),
    Case("reporting_on_time_rate", {"2021-Q1": {}}, {TOTAL: (0, 1, 0)}),
]


def stored(programme, indicator: str, quarter: str = QUARTER, code: str = A):
    found = programme.values(indicator=indicator, quarter=quarter, area_level="municipality", area_code=code)
    return {key: (row.numerator, row.denominator, row.value) for key, row in found.items()}


def approximately(expected):
    return {key: tuple(n if n is None else pytest.approx(n) for n in row) for key, row in expected.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_municipality_has_the_figures_worked_out_by_hand(programme, case):
    programme.enrol(A)
    for quarter, forms in case.reports.items():
        programme.submit(A, quarter, forms)
    programme.compute(QUARTER)
    assert stored(programme, case.id) == approximately(case.stored)


def test_no_indicator_is_without_a_case():
    of_the_survey = {"trust_level", "trust_change"}
    assert {case.id for case in CASES} | of_the_survey == set(INDICATORS)


answers = rows(
    "municipality_code",
    "sex",
    "age_group",
    "fully_trust",
    "rather_trust",
    "rather_distrust",
    "fully_distrust",
    "no_answer",
)


class TestTrust:
    def test_is_the_share_of_those_who_answered(self, programme):
        programme.enrol(A)
        programme.survey(
            "midline", QUARTER, answers((A, "female", "18-28", 20, 10, 5, 5, 99), (A, "male", "60+", 1, 2, 3, 4, 0))
        )
        programme.compute(QUARTER)
        assert stored(programme, "trust_level") == {
            TOTAL: (33, 50, 66),
            ("sex", "female"): (30, 40, 75),
            ("sex", "male"): (3, 10, 30),
            ("age_group", "18-28"): (30, 40, 75),
            ("age_group", "60+"): (3, 10, 30),
        }

    def test_change_is_in_points_since_the_baseline_and_has_no_value_at_the_baseline(self, programme):
        programme.enrol(A)
        programme.survey("baseline", "2020-Q1", answers((A, "female", "60+", 10, 30, 30, 30, 5)))
        programme.survey("midline", QUARTER, answers((A, "female", "60+", 0, 105, 95, 0, 5)))
        programme.compute("2020-Q1")
        programme.compute(QUARTER)
        assert stored(programme, "trust_change", "2020-Q1") == {}
        assert stored(programme, "trust_change") == {TOTAL: (12.5, 1, 12.5)}

    def test_has_no_value_where_nobody_answered_or_there_was_no_baseline(self, programme):
        programme.enrol(A)
        programme.survey("midline", QUARTER, answers((A, "male", "60+", 0, 0, 0, 0, 7)))
        programme.compute(QUARTER)
        assert stored(programme, "trust_level")[TOTAL] == (0, 0, None)
        assert stored(programme, "trust_change") == {}

    def test_belongs_to_the_quarter_in_which_the_wave_was_fielded(self, programme):
        programme.enrol(A)
        programme.survey("midline", "2021-Q1", answers((A, "male", "60+", 1, 0, 0, 0, 0)))
        programme.compute(QUARTER)
        assert programme.values(indicator="trust_level") == {}


class TestBaseline:
    system = staticmethod(rows("residents_served", "amount_collected", "amount_billed"))
    tariff = staticmethod(rows("service", "effective_on"))

    def report(self, programme):
        programme.submit(
            A,
            QUARTER,
            {
                "water_supply": self.system((100, 9, 10)),
                "tariff_decisions": self.tariff(("water", date(2021, 4, 1))),
            },
        )

    def test_is_zero_where_the_first_report_said_none(self, programme):
        programme.enrol(A)
        programme.submit(A, "2020-Q1", answered_none=("water_supply",))
        self.report(programme)
        programme.compute(QUARTER)
        assert stored(programme, "water_access_gained") == {TOTAL: count(100)}

    def test_is_unknown_where_the_first_report_left_the_form_out(self, programme):
        programme.enrol(A)
        programme.submit(A, "2020-Q1", answered_none=("waste_collection",))
        self.report(programme)
        programme.compute(QUARTER)
        assert stored(programme, "water_access_gained") == {TOTAL: count(None)}

    def test_is_the_first_quarter_that_was_accepted_and_its_newest_version(self, programme):
        programme.enrol(A)
        programme.submit(A, "2019-Q4", status="rejected")
        programme.submit(A, "2020-Q1", {"water_supply": self.system((1, 0, 0))}, status="superseded")
        programme.submit(A, "2020-Q1", {"water_supply": self.system((60, 0, 0))}, version=2)
        programme.submit(A, "2020-Q2", {"water_supply": self.system((90, 0, 0))})
        self.report(programme)
        programme.compute(QUARTER)
        assert stored(programme, "water_access_gained") == {TOTAL: count(40)}


def test_collection_over_the_year_looks_at_four_quarters_and_no_more(programme):
    programme.enrol(A)
    system, tariff = TestBaseline.system, TestBaseline.tariff
    programme.submit(A, "2020-Q2", {"water_supply": system((0, 0, 1_000_000))})
    programme.submit(A, "2020-Q3", {"water_supply": system((0, 160, 100))})
    programme.submit(
        A,
        QUARTER,
        {"water_supply": system((70, 0, 100)), "tariff_decisions": tariff(("water", date(2021, 4, 1)))},
    )
    programme.compute(QUARTER)
    assert stored(programme, "water_access_gained") == {TOTAL: count(70)}


def test_the_first_quarters_budget_is_what_was_executed_since_the_new_year(programme):
    programme.enrol(A)
    programme.submit(A, "2020-Q4", {"service_budget": executed(("water", 900))})
    programme.submit(A, "2021-Q1", {"service_budget": executed(("water", 30))})
    programme.compute("2021-Q1")
    assert stored(programme, "budget_executed_in_quarter", "2021-Q1") == {
        TOTAL: count(30),
        ("service", "water"): count(30),
    }


@pytest.mark.parametrize(
    ("received_at", "on_time"),
    [
        # 20 July ends in Bishkek, six hours ahead, at 18:00 UTC.
        (datetime(2021, 7, 20, 17, 59, 59, tzinfo=UTC), 1),
        (datetime(2021, 7, 20, 18, 0, 0, tzinfo=UTC), 0),
    ],
)
def test_the_deadline_is_the_end_of_its_day_in_bishkek(programme, received_at, on_time):
    programme.enrol(A)
    programme.submit(A, QUARTER, received_at=received_at)
    programme.compute(QUARTER)
    assert stored(programme, "reporting_on_time_rate") == {TOTAL: (on_time, 1, 100 * on_time)}


@pytest.mark.parametrize(("first_status", "on_time"), [("superseded", 1), ("rejected", 0)])
def test_a_late_correction_does_not_make_a_punctual_report_late(programme, first_status, on_time):
    programme.enrol(A)
    early, late = datetime(2021, 7, 1, tzinfo=UTC), datetime(2021, 9, 1, tzinfo=UTC)
    programme.submit(A, QUARTER, status=first_status, received_at=early)
    programme.submit(A, QUARTER, version=2 if first_status == "superseded" else 1, received_at=late)
    programme.compute(QUARTER)
    assert stored(programme, "reporting_on_time_rate") == {TOTAL: (on_time, 1, 100 * on_time)}
