"""Oblasts, kinds and the programme: ratios of sums over the municipalities enrolled, and who stands behind them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, update

from warehouse.indicators import INDICATORS
from warehouse.tables import municipality

A, B, C = "41702000000111", "41702000000222", "41703000000333"
SILENT, STRANGER = "41703000000444", "41703000000555"
QUARTER = "2021-Q2"

AREAS = [
    # level, area, (Σ numerator, Σ denominator), (contributing, reporting, expected)
    ("oblast", "41702000000000", (90, 200), (2, 2, 2)),
    ("oblast", "41703000000000", (0, 300), (0, 1, 2)),
    ("kind", "aiyl_aimak", (10, 400), (1, 2, 3)),
    ("kind", "city", (80, 100), (1, 1, 1)),
    ("programme", "programme", (90, 500), (2, 3, 4)),
]


def water(collected: float | None, billed: float | None):
    return {"water_supply": [{"amount_collected": collected, "amount_billed": billed}]}


@pytest.fixture
def reported(programme):
    programme.enrol(A, kind="city")
    programme.enrol(B, C, SILENT)
    programme.enrol(STRANGER, until="2021-Q1")
    programme.submit(A, QUARTER, water(80, 100))
    programme.submit(B, QUARTER, water(10, 100))
    programme.submit(C, QUARTER, water(0, 300))
    programme.submit(STRANGER, QUARTER, water(1000, 1))
    programme.submit(SILENT, QUARTER, status="rejected")
    programme.compute(QUARTER)
    return programme


@pytest.mark.parametrize(("level", "area", "sums", "counts"), AREAS)
def test_an_aggregate_is_the_ratio_of_the_sums(reported, level, area, sums, counts):
    found = reported.values(indicator="water_collection_rate", area_level=level, area_code=area)
    assert found == {(QUARTER, "total", "total"): (*sums, pytest.approx(100 * sums[0] / sums[1]), *counts)}


def test_a_municipality_counts_itself(reported):
    found = reported.values(indicator="water_collection_rate", area_level="municipality")
    counts = {area: row[3:] for (_, area, _, _), row in found.items()}
    # A numerator of 0 is no contribution; who is not enrolled has its figures, but is counted nowhere.
    assert counts == {A: (1, 1, 1), B: (1, 1, 1), C: (0, 1, 1), STRANGER: (1, 0, 0)}


def test_reporting_rates_are_shares_of_those_expected(reported):
    found = reported.values(indicator="reporting_rate", area_level="programme")
    assert list(found.values()) == [(3, 4, 75, 3, 3, 4)]


def test_an_area_where_nothing_was_reported_has_rows_without_a_value(programme):
    programme.enrol(A, B)
    programme.compute(QUARTER)
    areas = [("oblast", "41702000000000"), ("kind", "aiyl_aimak"), ("programme", "programme")]
    nothing = {key: (None, None, None) for key, declared in INDICATORS.items() if not declared.wave}
    nothing["reporting_rate"] = nothing["reporting_on_time_rate"] = (0, 2, 0)
    for level, area in areas:
        found = programme.values(quarter=QUARTER, area_level=level, area_code=area)
        assert found == {(key, "total", "total"): (*row, 0, 0, 2) for key, row in nothing.items()}
    assert {key[2:4] for key in programme.values() if key[2] != "municipality"} == set(areas)


def test_nobody_expected_means_no_rows_at_all(programme):
    programme.enrol(A, since="2022-Q1")
    assert programme.compute(QUARTER) == 0


def test_aggregates_are_broken_down_as_their_municipalities_are(programme):
    programme.enrol(A, B)
    club = {"girls": 1, "boys": 2}
    programme.submit(A, QUARTER, {"youth_clubs": [{**club, "activity": "chess"}, {**club, "activity": "sport"}]})
    programme.submit(B, QUARTER, {"youth_clubs": [{**club, "activity": "chess"}]})
    programme.compute(QUARTER)
    found = programme.values(indicator="club_children", area_level="programme", quarter=QUARTER)
    assert {key[1:]: (row.value, row.contributing) for key, row in found.items()} == {
        ("total", "total"): (9, 2),
        ("sex", "female"): (3, 2),
        ("sex", "male"): (6, 2),
        ("activity", "chess"): (6, 2),
        ("activity", "sport"): (3, 1),
    }


def test_those_that_do_not_qualify_add_nothing_and_are_not_counted(programme):
    programme.enrol(A, B)
    pickups = {"residents_served": 500, "pickups_planned": 10}
    programme.submit(A, QUARTER, {"waste_collection": [{**pickups, "pickups_made": 9}]})
    programme.submit(B, QUARTER, {"waste_collection": [{**pickups, "pickups_made": 8}]})
    programme.compute(QUARTER)
    found = programme.values(indicator="waste_quality_served", area_level="programme")
    assert list(found.values()) == [(500, None, 500, 1, 2, 2)]


class TestTheSurvey:
    """Its indicators count the municipalities surveyed, and only when a wave was fielded."""

    def wave(self, programme, wave, quarter, trusting):
        row = {"sex": "male", "age_group": "60+", "rather_trust": 0, "rather_distrust": 0, "no_answer": 0}
        programme.survey(
            wave,
            quarter,
            [
                {"municipality_code": code, "fully_trust": yes, "fully_distrust": no, **row}
                for code, (yes, no) in trusting.items()
            ],
        )
        programme.compute(quarter)

    def test_change_is_the_mean_over_municipalities_whatever_their_size(self, programme):
        programme.enrol(A, B, C)
        self.wave(programme, "baseline", "2020-Q1", {A: (50, 50), B: (500, 500)})
        self.wave(programme, "endline", QUARTER, {A: (80, 20), B: (600, 400), C: (1, 1)})
        found = programme.values(indicator="trust_change", area_level="programme")
        assert found == {
            ("2020-Q1", "programme", "total", "total"): (None, None, None, 0, 2, 3),
            (QUARTER, "programme", "total", "total"): (40, 2, 20, 2, 3, 3),
        }

    def test_level_pools_the_answers(self, programme):
        programme.enrol(A, B)
        self.wave(programme, "baseline", QUARTER, {A: (100, 0), B: (0, 900)})
        found = programme.values(indicator="trust_level", area_level="programme", breakdown="total")
        assert list(found.values()) == [(100, 1000, 10, 1, 2, 2)]

    def test_has_no_rows_for_a_quarter_without_a_wave(self, programme):
        programme.enrol(A)
        self.wave(programme, "baseline", "2021-Q1", {A: (1, 1)})
        programme.submit(A, QUARTER)
        programme.compute(QUARTER)
        assert programme.values(indicator="trust_level", quarter=QUARTER) == {}
        assert programme.values(indicator="trust_change", quarter=QUARTER) == {}


def test_the_kind_is_the_one_in_force_at_the_quarters_end(programme):
    programme.enrol(A)
    village = {"code": A, "name_ky": "A", "name_ru": "A", "name_en": "A", "oblast": "an oblast"}
    last_day = date(2021, 6, 29)
    programme.connection.execute(update(municipality).values(valid_to=last_day))
    programme.connection.execute(
        insert(municipality).values(valid_from=last_day.replace(day=30), kind="city", **village)
    )
    programme.compute("2021-Q1")
    programme.compute(QUARTER)
    kinds = {key[0]: key[1] for key in programme.values(indicator="reporting_rate", area_level="kind")}
    assert kinds == {"2021-Q1": "aiyl_aimak", QUARTER: "city"}


def test_an_enrolled_municipality_that_the_register_has_not_is_still_expected(programme):
    programme.enrol(A)
    programme.connection.execute(municipality.delete())
    programme.compute(QUARTER)
    found = programme.values(indicator="reporting_rate")
    assert {key[1] for key in found if key[1] != "municipality"} == {"oblast", "programme"}
    assert {row.expected for row in found.values()} == {1}
