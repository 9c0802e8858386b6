"""The scores: every formula against numbers worked out by hand."""

import json
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import insert

from sources.quarters import Quarter
from warehouse.quality import (
    ALL_DIMENSIONS,
    DIMENSIONS,
    compute_quality,
    grade,
    margin_of_error,
)
from warehouse.tables import FACTS

Q1 = Quarter(2021, 1)
LAST_MOMENT = datetime(2021, 4, 20, 17, 59, tzinfo=UTC)


def compute(warehouse, **options):
    options = {"deadline_days": 20, "integrity": warehouse.integrity, **options}
    return compute_quality(warehouse.connection, Q1, **options)


def score(warehouse, dimension, code="A"):
    compute(warehouse)
    value, evidence = warehouse.scores()[code, dimension]
    return value, json.loads(evidence)


@pytest.mark.parametrize(
    ("answered", "required", "filled", "expected"),
    [
        (10, 40, 40, 100.0),
        (8, 40, 40, 80.0),
        (10, 40, 30, 75.0),
        (8, 40, 30, 60.0),
        (0, 0, 0, 0.0),
        # nothing to report, and said so: there is no required cell that could be blank
        (10, 0, 0, 100.0),
    ],
)
def test_completeness(warehouse, answered, required, filled, expected):
    forms = ["water_supply", "waste_collection", "street_lighting", "youth_clubs", "tariff_decisions"]
    forms += ["public_hearings", "citizen_feedback", "communication", "service_budget", "peer_exchange"]
    tallies = {form: {"answered": number < answered} for number, form in enumerate(forms)}
    # the counts may lie in any form
    tallies["water_supply"] |= {"required_cells": required // 2, "required_filled": filled // 2}
    tallies["waste_collection"] |= {"required_cells": required // 2, "required_filled": filled // 2}
    warehouse.report("A", tallies=tallies)
    assert score(warehouse, "completeness") == (
        pytest.approx(expected),
        {"forms_answered": answered, "forms_expected": 10, "required_filled": filled, "required_cells": required},
    )


@pytest.mark.parametrize(
    ("late", "days", "expected"),
    [
        (timedelta(days=-15), 0, 100),
        (timedelta(0), 0, 100),
        # a minute after midnight in Bishkek is the next day
        (timedelta(minutes=1), 1, 95),
        (timedelta(days=1), 1, 95),
        (timedelta(days=3), 3, 85),
        (timedelta(days=20), 20, 0),
        (timedelta(days=200), 200, 0),
    ],
)
def test_timeliness(warehouse, late, days, expected):
    warehouse.report("A", received=LAST_MOMENT + late)
    value, evidence = score(warehouse, "timeliness")
    assert value == expected
    received = date(2021, 4, 20) + late if late != timedelta(minutes=1) else date(2021, 4, 21)
    assert evidence == {"deadline": "2021-04-20", "first_received": received.isoformat(), "days_late": days}


def test_timeliness_is_that_of_the_first_accepted_version(warehouse):
    warehouse.report("A", received=LAST_MOMENT - timedelta(days=9), status="rejected")
    warehouse.report("A", received=LAST_MOMENT + timedelta(days=2))
    warehouse.report("A", received=LAST_MOMENT + timedelta(days=8))
    assert score(warehouse, "timeliness")[0] == 90


@pytest.mark.parametrize(
    ("dimension", "tally", "expected"),
    [
        ("validity", {"cells_read": 200, "cells_refused": 0}, 100.0),
        ("validity", {"cells_read": 200, "cells_refused": 15}, 92.5),
        ("validity", {"cells_read": 200, "cells_refused": 200}, 0.0),
        ("validity", {"cells_read": 0, "cells_refused": 0}, None),
        ("consistency", {"rules_applied": 40, "rule_warnings": 0}, 100.0),
        ("consistency", {"rules_applied": 40, "rule_warnings": 6}, 85.0),
        ("consistency", {"rules_applied": 0, "rule_warnings": 0}, None),
        # 30 % of round figures are no sign of anything, 90 % are the sign of estimates, 60 % lie half way
        ("precision", {"numbers_large": 10, "numbers_heaped": 0}, 100.0),
        ("precision", {"numbers_large": 10, "numbers_heaped": 3}, 100.0),
        ("precision", {"numbers_large": 10, "numbers_heaped": 6}, 50.0),
        ("precision", {"numbers_large": 100, "numbers_heaped": 45}, 75.0),
        ("precision", {"numbers_large": 10, "numbers_heaped": 9}, 0.0),
        ("precision", {"numbers_large": 10, "numbers_heaped": 10}, 0.0),
        ("precision", {"numbers_large": 9, "numbers_heaped": 9}, None),
    ],
)
def test_scores_from_tallies(warehouse, dimension, tally, expected):
    warehouse.report("A", tallies={"water_supply": tally, "service_budget": {}})
    value, evidence = score(warehouse, dimension)
    assert value == expected
    assert evidence == tally


def test_counts_of_all_forms_are_summed(warehouse):
    tally = {"cells_read": 10, "cells_refused": 1}
    warehouse.report("A", tallies={"water_supply": tally, "service_budget": tally, "trust_survey": {"cells_read": 99}})
    assert score(warehouse, "validity") == (90.0, {"cells_refused": 2, "cells_read": 20})


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({}, 100),
        ({"hash_matches": False}, 60),
        ({"macros": True}, 80),
        ({"external_links": True}, 80),
        ({"macros": True, "external_links": True}, 80),
        ({"hidden": True}, 80),
        ({"altered_template": True}, 80),
        ({"hidden": True, "altered_template": True}, 60),
        ({"hash_matches": False, "macros": True, "hidden": True, "altered_template": True}, 0),
    ],
)
def test_integrity(warehouse, faults, expected):
    warehouse.report("A", integrity=faults)
    value, evidence = score(warehouse, "integrity")
    assert value == expected
    assert {name: evidence[name] for name in faults} == faults


def test_a_file_of_which_nothing_is_known_has_no_integrity_score(warehouse):
    warehouse.report("A")
    compute(warehouse, integrity=warehouse.integrity.iloc[:0])
    assert warehouse.scores()["A", "integrity"][0] is None
    assert warehouse.scores()["A", "timeliness"][0] == 100


def test_two_statements_about_one_file_are_a_programming_fault(warehouse):
    warehouse.report("A")
    with pytest.raises(ValueError, match="one thing of each file"):
        compute(warehouse, integrity=pd.concat([warehouse.integrity] * 2))


@pytest.mark.parametrize(
    ("later", "expected", "versions"),
    [
        (None, 100.0, 1),
        ({"population": 1500, "residents_served": 900}, 100.0, 2),
        ({"population": 1500, "residents_served": 901}, 75.0, 2),
        ({"population": 1400, "residents_served": None}, 50.0, 2),
    ],
)
def test_reliability(warehouse, later, expected, versions):
    water = {"settlement": "Кум-Дөбө", "population": 1500, "residents_served": 900, "amount_billed": 7.0}
    warehouse.rows(warehouse.report("A"), "water_supply", water)
    if later:
        last = warehouse.report("A", received=datetime(2021, 5, 1, tzinfo=UTC))
        warehouse.rows(last, "water_supply", water | later)
    value, evidence = score(warehouse, "reliability")
    assert value == expected
    assert evidence == {"versions": versions, "changed_cells": round((100 - expected) / 25), "first_cells": 4}


def test_the_current_version_is_what_is_scored(warehouse):
    warehouse.report("A", tallies={"water_supply": {"cells_read": 10, "cells_refused": 10}})
    later = datetime(2021, 5, 1, tzinfo=UTC)
    warehouse.report("A", received=later, tallies={"water_supply": {"cells_read": 10}})
    assert score(warehouse, "validity")[0] == 100


def test_overall_is_the_mean_of_what_can_be_said(warehouse):
    warehouse.report(
        "A",
        received=LAST_MOMENT + timedelta(days=3),  # timeliness 85
        integrity={"hidden": True},  # 80
        tallies={
            "water_supply": {"cells_read": 100, "cells_refused": 10},  # validity 90
            "waste_collection": {},  # completeness 20; no rules, no numbers and no rows: the others are missing
        },
    )
    value, evidence = score(warehouse, "overall")
    assert value == pytest.approx((20 + 85 + 90 + 80) / 4)
    assert evidence == {
        "completeness": 20,
        "timeliness": 85,
        "validity": 90,
        "consistency": None,
        "precision": None,
        "integrity": 80,
        "reliability": None,
    }


def test_who_has_not_reported_is_neither_complete_nor_timely_and_otherwise_unknown(warehouse):
    warehouse.enrol("A")
    warehouse.enrol("B")
    warehouse.report("B", status="rejected")
    compute(warehouse)
    for code in ("A", "B"):
        found = {dimension: warehouse.scores()[code, dimension][0] for dimension in ALL_DIMENSIONS}
        assert found == {**dict.fromkeys(DIMENSIONS), "completeness": 0, "timeliness": 0, "overall": 0}


def test_everyone_enrolled_or_reporting_has_every_dimension_and_again_changes_nothing(warehouse):
    warehouse.enrol("silent")
    warehouse.report("unasked")
    warehouse.report(None, kind="survey", wave="2021")
    assert compute(warehouse) == 2 * 8
    first = warehouse.scores()
    assert set(first) == {(code, dimension) for code in ("silent", "unasked") for dimension in ALL_DIMENSIONS}
    assert compute(warehouse) == 2 * 8
    assert warehouse.scores() == first


def test_a_quarter_of_which_nobody_is_expected_has_no_scores(warehouse):
    assert compute(warehouse) == 0
    assert warehouse.scores() == {}


@pytest.mark.parametrize(
    ("value", "letter"),
    [(100, "A"), (90, "A"), (89.999999, "B"), (75, "B"), (74.9, "C"), (50, "C"), (49.9, "D"), (0, "D"), (None, None)],
)
def test_grades(value, letter):
    assert grade(value) == letter


def test_a_score_at_a_bound_does_not_fall_short_by_a_float(warehouse):
    # 100 × (1 − 7/70) is 89.99999999999999 or 90 depending on who computes it
    warehouse.report("A", tallies={"water_supply": {"cells_read": 70, "cells_refused": 7}})
    assert grade(score(warehouse, "validity")[0]) == "A"


def test_margin_of_error_of_the_trust_survey(warehouse):
    survey = warehouse.report(None, kind="survey", wave="2021", quarter=None)
    answers = {"wave": "endline", "fielded_on": date(2021, 3, 1), "age_group": "18_24"}
    for number, (code, quarter, sex, *figures) in enumerate(
        [
            ("A", "2021-Q1", "female", 30, 20, 25, 25, 7),
            ("A", "2021-Q1", "male", 50, 100, 100, 50, 0),
            ("B", "2021-Q1", "male", 0, 0, 0, 0, 9),
            ("A", "2020-Q4", "male", 1, 1, 1, 1, 1),
        ],
        start=2,
    ):
        names = ("fully_trust", "rather_trust", "rather_distrust", "fully_distrust", "no_answer")
        row = {"submission_id": survey, "row": number, "municipality_code": code, "quarter": quarter, "sex": sex}
        warehouse.connection.execute(
            insert(FACTS["trust_survey"]), {**row, **answers, **dict(zip(names, figures, strict=True))}
        )
    margins = margin_of_error(warehouse.connection, Q1).set_index("municipality_code")
    # n = 400, p = ½: 1.96 × √(0.25 / 400) = 4.9 percentage points
    assert margins.loc["A", ["answers", "share"]].tolist() == [400, 50.0]
    assert margins.loc["A", "margin"] == pytest.approx(4.9)
    assert margins.loc["B", ["share", "margin"]].isna().all()
