"""What is told of a quarter after its deadline: who is missing, whose quality fell, which figures jumped."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from sources.quarters import Quarter
from warehouse.alerts import alerts_after_deadline
from warehouse.engine import reading, writing
from warehouse.indicators import load_declarations
from warehouse.tables import indicator_value, municipality, quality_score, reporting_status

QUARTER = Quarter(2021, 1)
PLACES = {"41704400010010": "Казыбек", "41704600010010": "Ак-Талаа", "41704700010010": "Достук"}
FELL, STAYED, SILENT = PLACES


@pytest.fixture
def told(engine):
    """What is told of a warehouse, by the alert's name."""

    def ask():
        with reading(engine) as connection:
            return {alert.name: alert for alert in alerts_after_deadline(connection, QUARTER)}

    with writing(engine) as connection:
        load_declarations(connection)
        for code, name in PLACES.items():
            place = {"code": code, "valid_from": date(2016, 1, 1), "kind": "aiyl_aimak", "oblast": "Нарын"}
            connection.execute(
                insert(municipality), place | {f"name_{language}": name for language in ("ky", "ru", "en")}
            )
    return ask


def report(engine, code, quarter, score):
    received = None if score is None else datetime(2021, 4, 10, tzinfo=UTC)
    with writing(engine) as connection:
        connection.execute(
            insert(reporting_status),
            {"municipality_code": code, "quarter": str(quarter), "expected": True, "received_at": received},
        )
        connection.execute(
            insert(quality_score),
            {
                "municipality_code": code,
                "quarter": str(quarter),
                "dimension": "overall",
                "score": 0 if score is None else score,
                "evidence": "{}",
            },
        )


def test_nothing_is_told_where_all_is_well(engine, told):
    for code in PLACES:
        report(engine, code, QUARTER, 90)
    assert told() == {}


def test_who_is_missing_is_named(engine, told):
    report(engine, STAYED, QUARTER, 90)
    report(engine, SILENT, QUARTER, None)
    (alert,) = told().values()
    assert alert.title == "2021-Q1: 1 reports are missing after the deadline"
    assert alert.lines == (f"{SILENT}  Достук, Нарын",)


def test_whose_quality_fell_is_named_with_both_scores_and_silence_is_no_fall(engine, told):
    for code, before, now in ((FELL, 95, 60), (STAYED, 95, 80), (SILENT, 95, None)):
        report(engine, code, QUARTER.plus(-1), before)
        report(engine, code, QUARTER, now)
    alert = told()["quality-2021-Q1"]
    assert alert.lines == (f"{FELL}  Казыбек, Нарын: 95 → 60",)


def test_a_figure_that_jumped_is_named_with_what_was_expected(engine, told):
    with writing(engine) as connection:
        for back, value in enumerate([300.0, 101.0, 100.0, 102.0, 101.0, 100.0]):
            key = {"quarter": str(QUARTER.plus(-back)), "area_level": "programme", "area_code": "programme"}
            connection.execute(
                insert(indicator_value),
                key
                | {"indicator": "club_children", "breakdown": "total", "category": "total"}
                | {"numerator": value, "value": value, "reporting": 1},
            )
    (line,) = told()["jump-2021-Q1"].lines
    assert line.startswith("club_children, programme programme: 101 → 300 (expected ")
