"""The short answers for people: who has not reported, and how good the reports are on the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from warehouse.engine import writing
from warehouse.summaries import missing_reports, reporting_of, reporting_overview
from warehouse.tables import municipality, quality_score, reporting_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

A, B, C = "41702000000111", "41702000000222", "41703000000333"


@pytest.fixture
def connection(engine) -> Iterator[Connection]:
    with writing(engine) as connection:
        yield connection


def register(connection: Connection, code: str, name: str, since: date = date(2016, 10, 1), **facts: Any) -> None:
    row = {"valid_to": None, "kind": "aiyl_aimak", "raion": "Ак-Суу", "oblast": "Ысык-Көл", **facts}
    names = dict.fromkeys(("name_ky", "name_ru", "name_en"), name)
    connection.execute(insert(municipality).values(code=code, valid_from=since, **names, **row))


def state(connection: Connection, code: str, quarter: str, *, overall: float | None = None, **facts: Any) -> None:
    """Say what is known of one municipality's report; without a score it has none."""
    connection.execute(
        insert(reporting_status).values(municipality_code=code, quarter=quarter, **{"expected": True, **facts})
    )
    if overall is not None:
        connection.execute(
            insert(quality_score).values(
                municipality_code=code, quarter=quarter, dimension="overall", score=overall, evidence="by hand"
            )
        )


def reported(**facts: Any) -> dict[str, Any]:
    received = {"received_at": datetime(2021, 4, 10, tzinfo=UTC), "on_time": True, "version": 1}
    return {**received, "errors": 0, "warnings": 0, **facts}


class TestOverview:
    def test_the_mean_quality_is_that_of_the_municipalities_that_reported(self, connection):
        state(connection, A, "2021-Q1", overall=90.0, **reported(errors=2, warnings=1))
        state(connection, B, "2021-Q1", overall=70.0, **reported(on_time=False, errors=1))
        state(connection, C, "2021-Q1", overall=0.0)
        (row,) = reporting_overview(connection).to_dict("records")
        assert row == {
            "quarter": "2021-Q1",
            "expected": 3,
            "reported": 2,
            "on_time": 1,
            "errors": 3,
            "warnings": 1,
            "quality": 80.0,
        }

    def test_a_quarter_without_reports_has_no_mean_quality(self, connection):
        state(connection, A, "2021-Q1", overall=0.0)
        state(connection, A, "2021-Q2", overall=64.0, **reported())
        overview = reporting_overview(connection).set_index("quarter")
        assert overview["quality"].isna().to_dict() == {"2021-Q1": True, "2021-Q2": False}
        assert overview["reported"].to_dict() == {"2021-Q1": 0, "2021-Q2": 1}

    def test_one_who_reported_unasked_counts_for_quality_and_not_among_the_expected(self, connection):
        state(connection, A, "2021-Q1", overall=60.0, expected=False, **reported())
        state(connection, B, "2021-Q1", overall=80.0, **reported())
        (row,) = reporting_overview(connection).to_dict("records")
        assert (row["expected"], row["reported"], row["quality"]) == (1, 1, 70.0)


class TestMunicipalityWithTwoPeriods:
    """A municipality that was renamed within the second quarter of 2021."""

    @pytest.fixture(autouse=True)
    def _renamed(self, connection):
        register(connection, A, "Бурунку", valid_to=date(2021, 5, 31))
        register(connection, A, "Кийинки", date(2021, 6, 1), raion="Түп")

    def test_is_missing_once_under_the_name_of_the_quarters_last_day(self, connection):
        for quarter in ("2020-Q4", "2021-Q1", "2021-Q2"):
            state(connection, A, quarter)
        missing = missing_reports(connection, ["2021-Q1", "2021-Q2"])
        assert list(missing[["quarter", "name", "raion"]].itertuples(index=False, name=None)) == [
            ("2021-Q1", "Бурунку", "Ак-Суу"),
            ("2021-Q2", "Кийинки", "Түп"),
        ]

    @pytest.mark.parametrize(("quarter", "name"), [("2021-Q1", "Бурунку"), ("2021-Q2", "Кийинки")])
    def test_is_listed_once_with_its_report(self, connection, quarter, name):
        state(connection, A, quarter, overall=88.84, **reported())
        (row,) = reporting_of(connection, quarter).to_dict("records")
        assert (row["municipality_code"], row["name"], row["quality"]) == (A, name, 88.8)


class TestMunicipalityThatTheRegisterDoesNotKnow:
    def test_is_missing_under_its_code(self, connection):
        register(connection, B, "Башка")
        state(connection, A, "2021-Q1")
        (row,) = missing_reports(connection, ["2021-Q1"]).to_dict("records")
        assert (row["municipality_code"], row["name"], row["oblast"]) == (A, A, "")

    def test_is_listed_under_its_code(self, connection):
        state(connection, A, "2021-Q1", **reported())
        assert reporting_of(connection, "2021-Q1")["name"].tolist() == [A]


def test_only_those_expected_who_sent_nothing_are_missing(connection):
    for code in (A, B, C):
        register(connection, code, code)
    state(connection, A, "2021-Q1", **reported())
    state(connection, B, "2021-Q1", expected=False)
    state(connection, C, "2021-Q1")
    assert missing_reports(connection, ["2021-Q1"])["municipality_code"].tolist() == [C]
    assert missing_reports(connection, []).empty
