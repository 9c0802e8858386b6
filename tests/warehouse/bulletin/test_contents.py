"""What a bulletin says, against a small programme computed by hand."""

from __future__ import annotations

import pytest

from sources.register import load_register
from tests.warehouse.bulletin.conftest import KARAKOL, KYZYL, LAST, NOTE, QUARTERS, TOP
from tests.warehouse.indicators.conftest import DEADLINE_DAYS
from warehouse.bulletin.contents import read_contents
from warehouse.bulletin.editions import FigureKey

WATER = FigureKey("water_access_rate", "total", "programme", "programme")


@pytest.fixture
def contents(programme):
    areas = load_register().areas.values()
    return read_contents(programme.connection, LAST, deadline_days=DEADLINE_DAYS, areas=areas, editions={})


def test_a_figure_is_the_ratio_of_the_sums_and_says_who_stands_behind_it(contents):
    before, last = QUARTERS[-2:]
    # 500 + 4 × 50 of 1,000 residents, and 2,000 of 2,500; the city is silent in the last quarter
    assert contents.figures[WATER][before] == (pytest.approx(100 * 2700 / 3500), 2, 3, 3)
    assert contents.figures[WATER][last] == (pytest.approx(75.0), 1, 2, 3)


def test_figures_of_oblasts_and_kinds_stand_beside_the_programme_s(contents):
    of_city = contents.figures[WATER._replace(area_level="kind", area_code="city")]
    assert of_city[QUARTERS[-2]].value == 80
    assert of_city[LAST] == (None, 0, 0, 1)
    assert contents.figures[WATER._replace(area_level="oblast", area_code="41703000000000")][LAST].value is None
    assert contents.areas["41703000000000"].ru == "Джалал-Абадская область"


def test_the_series_runs_over_every_quarter_up_to_its_own_and_no_later_one(programme):
    areas = load_register().areas.values()
    earlier = read_contents(programme.connection, QUARTERS[2], deadline_days=DEADLINE_DAYS, areas=areas, editions={})
    assert earlier.quarters == QUARTERS[:3]
    assert set(earlier.figures[WATER]) == set(QUARTERS[:3])


def test_municipalities_have_a_value_or_none(contents):
    assert contents.local["water_access_rate"] == {TOP: 75.0}
    assert set(contents.municipalities.index) == {TOP, KARAKOL, KYZYL}


def test_the_history_says_who_reported_in_time(contents):
    assert contents.history[TOP] == ("on_time",) * len(QUARTERS)
    assert contents.history[KARAKOL] == (*["on_time"] * (len(QUARTERS) - 1), "missing")
    assert contents.history[KYZYL] == ("late",) * len(QUARTERS)


def test_what_the_enrolment_notes_is_told(contents):
    assert contents.notes == {NOTE: 1}


def test_a_survey_s_figures_are_those_of_the_latest_wave(programme):
    answers = {"fully_trust": 60, "rather_trust": 10, "rather_distrust": 20, "fully_distrust": 10}
    row = {"municipality_code": TOP, "sex": "female", "age_group": "18-28", "no_answer": 0, **answers}
    programme.survey("baseline", str(QUARTERS[1]), [row])
    programme.calculate(QUARTERS[1], LAST)
    areas = load_register().areas.values()
    contents = read_contents(programme.connection, LAST, deadline_days=DEADLINE_DAYS, areas=areas, editions={})
    assert contents.quarter_of["trust_level"] == QUARTERS[1]
    assert contents.quarter_of["water_access_rate"] == LAST
    assert contents.local["trust_level"] == {TOP: 70.0}
    assert contents.categories["trust_level", "sex"] == (("female", (70.0, 1, 1, 3)),)
