"""Who has reported for a quarter, and when."""

from datetime import UTC, datetime

import pytest

from sources.quarters import Quarter
from warehouse.reporting import compute_reporting_status, deadline_moment

Q1 = Quarter(2021, 1)


@pytest.mark.parametrize(
    ("quarter", "days", "late_from"),
    [
        # 20 April ends in Bishkek when it is 18:00 in Greenwich
        (Quarter(2021, 1), 20, datetime(2021, 4, 20, 18, tzinfo=UTC)),
        (Quarter(2020, 4), 20, datetime(2021, 1, 20, 18, tzinfo=UTC)),
        (Quarter(2020, 4), 0, datetime(2020, 12, 31, 18, tzinfo=UTC)),
    ],
)
def test_the_deadline_is_the_end_of_a_day_in_bishkek(quarter, days, late_from):
    assert deadline_moment(quarter, days) == late_from


@pytest.mark.parametrize(
    ("received", "on_time"),
    [
        (datetime(2021, 4, 1, 3, tzinfo=UTC), True),
        (datetime(2021, 4, 20, 17, 59, 59, tzinfo=UTC), True),
        (datetime(2021, 4, 20, 18, 0, 0, tzinfo=UTC), False),
        (datetime(2021, 5, 2, 3, tzinfo=UTC), False),
    ],
)
def test_on_time_is_before_the_end_of_the_last_day(warehouse, received, on_time):
    warehouse.enrol("A")
    warehouse.report("A", received=received)
    compute_reporting_status(warehouse.connection, Q1, deadline_days=20)
    assert warehouse.statuses()["A"].on_time is on_time
    assert warehouse.statuses()["A"].received_at == received


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2021-Q1", None, True),
        ("2016-Q4", "2021-Q1", True),
        ("2021-Q2", None, False),
        ("2016-Q4", "2020-Q4", False),
    ],
)
def test_a_report_is_expected_from_the_first_to_the_last_enrolled_quarter(warehouse, first, last, expected):
    warehouse.enrol("A", first, last)
    warehouse.report("A")
    compute_reporting_status(warehouse.connection, Q1, deadline_days=20)
    assert warehouse.statuses()["A"].expected is expected


def test_the_first_version_says_when_and_the_current_one_says_what(warehouse):
    warehouse.enrol("A")
    first = datetime(2021, 4, 15, 4, tzinfo=UTC)
    warehouse.report("A", received=datetime(2021, 4, 2, tzinfo=UTC), status="rejected", errors=1)
    warehouse.report("A", received=first, errors=7, warnings=4)
    warehouse.report("A", received=datetime(2021, 5, 15, 4, tzinfo=UTC), errors=1, warnings=2)
    compute_reporting_status(warehouse.connection, Q1, deadline_days=20)
    status = warehouse.statuses()["A"]
    assert (status.received_at, status.on_time) == (first, True)
    assert (status.version, status.errors, status.warnings) == (2, 1, 2)


def test_everyone_enrolled_and_everyone_who_reported_has_a_row(warehouse):
    warehouse.enrol("silent")
    warehouse.enrol("refused")
    warehouse.enrol("gone", "2016-Q4", "2019-Q4")
    warehouse.report("refused", status="rejected")
    warehouse.report("unasked")
    warehouse.report("gone", quarter="2019-Q4")
    warehouse.report(None, kind="survey", wave="2021")
    assert compute_reporting_status(warehouse.connection, Q1, deadline_days=20) == 3
    statuses = warehouse.statuses()
    assert {code: row.expected for code, row in statuses.items()} == {"silent": True, "refused": True, "unasked": False}
    for code in ("silent", "refused"):
        assert tuple(statuses[code][3:]) == (None, None, None, None, None)


def test_computing_again_replaces_the_quarter_and_leaves_others_alone(warehouse):
    warehouse.enrol("A")
    warehouse.report("A")
    for quarter in (Quarter(2020, 4), Q1, Q1):
        compute_reporting_status(warehouse.connection, quarter, deadline_days=20)
    assert len(warehouse.statuses("2020-Q4")) == 1
    assert len(warehouse.statuses()) == 1
