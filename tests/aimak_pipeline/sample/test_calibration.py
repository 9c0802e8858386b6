"""The published results, recomputed in plain Python from what the reports that count must load."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import pytest

from aimak_pipeline.sample.municipalities import LAST, QUARTERS
from aimak_pipeline.sample.published import published
from aimak_pipeline.sample.services import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from aimak_pipeline.sample.drafts import Submission
    from aimak_pipeline.sample.programme import Programme

Loaded = dict[tuple[str, int], dict[str, list[Row]]]
LAST_NUMBER = len(QUARTERS) - 1


@pytest.fixture(scope="module")
def loaded(submissions: list[Submission]) -> Loaded:
    """The rows that count, by municipality and quarter, those of municipalities that do not take part left out."""
    return {
        (one.who.code, one.number): {form: sheet.loaded() for form, sheet in one.sheets.items()}
        for one in submissions
        if one.enrolled and not one.superseded
    }


def total(rows: list[Row], *columns: str) -> float:
    return sum(float(row.get(column, 0) or 0) for row in rows for column in columns)  # type: ignore[arg-type]


def at_the_end(loaded: Loaded) -> dict[str, dict[str, list[Row]]]:
    return {code: forms for (code, number), forms in loaded.items() if number == LAST_NUMBER}


def test_every_municipality_reports_where_a_result_depends_on_it(loaded: Loaded) -> None:
    for number in (0, *range(LAST_NUMBER - 3, LAST_NUMBER + 1)):
        assert sum(1 for _, quarter in loaded if quarter == number) == 50
    assert len(loaded) == 50 * len(QUARTERS) - 10


def test_water(loaded: Loaded) -> None:
    decided = {
        code
        for (code, _), forms in loaded.items()
        for row in forms["tariff_decisions"]
        if row["service"] == "water" and isinstance(row["effective_on"], date) and row["effective_on"] <= LAST.end
    }
    billed: dict[str, float] = defaultdict(float)
    collected: dict[str, float] = defaultdict(float)
    for (code, number), forms in loaded.items():
        if number > LAST_NUMBER - 4:
            billed[code] += total(forms["water_supply"], "amount_billed")
            collected[code] += total(forms["water_supply"], "amount_collected")
    rates = {code: collected[code] / billed[code] for code in billed}
    gained = {}
    for code, forms in at_the_end(loaded).items():
        before = {row["settlement"]: row for row in loaded[code, 0]["water_supply"]}
        now = {row["settlement"]: row for row in forms["water_supply"]}
        assert before.keys() == now.keys()
        gains = [total([now[name]], "residents_served") - total([before[name]], "residents_served") for name in now]
        gained[code] = sum(gains)
        if code in decided and rates[code] >= 0.8:
            # Whether gains are counted by settlement or by municipality comes to the same.
            assert min(gains) >= 0
    qualified = {code for code in gained if code in decided and rates[code] >= 0.8}
    assert sum(gained[code] for code in qualified) == published("water_access_gained")
    assert len(qualified) == published("water_access_gained", "contributing")
    # Both conditions bar somebody, and nobody stands at the edge.
    assert {code for code in rates if code not in decided and rates[code] >= 0.8}
    assert {code for code in decided if rates[code] < 0.8}
    assert not [rate for rate in rates.values() if 0.75 < rate < 0.82]


@pytest.mark.parametrize(
    ("indicator", "form", "columns", "threshold"),
    [
        (
            "waste_quality_served",
            "waste_collection",
            ("residents_served", "pickups_made", "pickups_planned"),
            0.9,
        ),
        (
            "lighting_residents",
            "street_lighting",
            ("residents_covered", "lamps_working", "lamps_installed"),
            0.8,
        ),
    ],
)
def test_services_of_good_quality(
    loaded: Loaded, indicator: str, form: str, columns: tuple[str, str, str], threshold: float
) -> None:
    people, part, whole = columns
    served = []
    for forms in at_the_end(loaded).values():
        if total(forms[form], whole):
            share = total(forms[form], part) / total(forms[form], whole)
            assert not threshold - 0.07 < share < threshold + 0.01
            if share >= threshold:
                served.append(total(forms[form], people))
    assert (sum(served), len(served)) == (published(indicator), published(indicator, "contributing"))


def test_clubs(loaded: Loaded) -> None:
    children = [total(forms["youth_clubs"], "girls", "boys") for forms in at_the_end(loaded).values()]
    assert sum(children) == published("club_children")
    assert sum(1 for count in children if count) == published("club_children", "contributing")


@pytest.mark.parametrize("kind", ["city", "aiyl_aimak"])
def test_trust(programme: Programme, kind: str) -> None:
    levels: dict[tuple[object, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for wave, rows in programme.survey.items():
        assert len(rows) == 300
        for row in rows:
            levels[row["municipality_code"], wave][0] += total([row], "fully_trust", "rather_trust")
            levels[row["municipality_code"], wave][1] += total(
                [row], "fully_trust", "rather_trust", "rather_distrust", "fully_distrust"
            )
    changes = [
        100
        * (
            levels[code, "endline"][0] / levels[code, "endline"][1]
            - levels[code, "baseline"][0] / levels[code, "baseline"][1]
        )
        for code, who in programme.participants.items()
        if who.register.kind == kind
    ]
    assert sum(changes) / len(changes) == pytest.approx(published("trust_change", area_code=kind), abs=0.02)


def sends_by_whatsapp(forms: dict[str, list[Row]]) -> bool:
    rows = [row for row in forms["citizen_feedback"] if row["channel"] == "whatsapp"]
    return total(rows, "announcements", "polls") > 0


def test_feedback(loaded: Loaded, programme: Programme) -> None:
    heard = {code for (code, number), forms in loaded.items() if number > LAST_NUMBER - 4 and sends_by_whatsapp(forms)}
    assert len(heard) == published("mobile_feedback")
    oblasts = {programme.participants[code].register.oblast.code for code in heard}
    assert len(oblasts) == published("mobile_feedback", "areas")


@pytest.mark.parametrize(
    ("indicator", "counted"),
    [
        ("hearings_held", len),
        ("hearing_participants", lambda rows: total(rows, "participants")),
    ],
)
def test_hearings(loaded: Loaded, indicator: str, counted: Callable[[list[Row]], float]) -> None:
    assert sum(counted(forms["public_hearings"]) for forms in loaded.values()) == published(indicator)


def test_communication(loaded: Loaded) -> None:
    adopted = [forms["communication"][0]["strategy_adopted"] for forms in at_the_end(loaded).values()]
    assert sum(map(bool, adopted)) == published("communication_strategies")
