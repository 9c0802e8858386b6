"""The series of results: one row an expectation and quarter, the last run's."""

from __future__ import annotations

from sqlalchemy import select

from sources.quarters import Quarter
from warehouse.engine import reading, writing
from warehouse.expectations import ExpectationOutcome, record_results
from warehouse.expectations.docs import publish
from warehouse.expectations.results import SuiteResult, earlier_results, results_of
from warehouse.tables import expectation_result


def outcome(name, *, success=True, severity="critical", suite="facts", count=0):
    return ExpectationOutcome(suite, name, f"{name} holds.", "", severity, success, count, [])


def record(engine, quarter, *outcomes):
    with writing(engine) as connection:
        record_results(connection, quarter, outcomes)


def test_a_run_takes_the_place_of_the_run_before(engine):
    record(engine, "2021-Q1", outcome("a", success=False, count=3), outcome("b"))
    record(engine, "2020-Q4", outcome("a"))
    record(engine, "2021-Q1", outcome("a"))
    with reading(engine) as connection:
        rows = connection.execute(select(expectation_result).order_by(expectation_result.c.quarter)).all()
    assert [tuple(row) for row in rows] == [
        ("2020-Q4", "a", "facts", "critical", True, 0),
        ("2021-Q1", "a", "facts", "critical", True, 0),
    ]


def test_the_quarters_before_are_counted_by_suite(engine):
    record(engine, "2019-Q4", outcome("a", success=False, count=1))
    record(
        engine,
        "2020-Q4",
        outcome("a", success=False, count=9),
        outcome("b", success=False, severity="warning", count=1),
        outcome("c"),
        outcome("d", suite="quality"),
    )
    record(engine, "2021-Q1", outcome("a"))
    with reading(engine) as connection:
        found = earlier_results(connection, Quarter(2021, 1), quarters=4)
    assert found == [
        SuiteResult("2020-Q4", "facts", expectations=3, failed=1, doubtful=1),
        SuiteResult("2020-Q4", "quality", expectations=1, failed=0, doubtful=0),
    ]


def test_results_of_a_run_are_counted_like_those_on_record(engine):
    outcomes = [outcome("a", success=False), outcome("b", success=False, severity="warning"), outcome("c")]
    record(engine, "2020-Q4", *outcomes)
    with reading(engine) as connection:
        assert earlier_results(connection, Quarter(2021, 1), quarters=1) == results_of("2020-Q4", outcomes)


def test_the_index_shows_since_when_something_is_wrong(tmp_path):
    now = [outcome("a", success=False)]
    trend = [SuiteResult("2020-Q4", "facts", 1, 0, 0), *results_of("2021-Q1", now)]
    (tmp_path / "pages").mkdir()
    publish(tmp_path / "pages", tmp_path / "data_docs", Quarter(2021, 1), now, trend)
    index = (tmp_path / "data_docs" / "index.html").read_text("utf-8")
    table = index[index.index('id="trend"') : index.index('<section id="register">')]
    assert table.index("2020-Q4") < table.index("2021-Q1")
    assert table.index("✔") < table.index("✘ 1")
    assert table.count("–") == 2 * 4  # four suites of which nothing is on record
