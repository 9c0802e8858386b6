"""What became of each expectation in each quarter, kept as a series: quality has a trend only where it is remembered.

The Data Docs of a quarter show its results with all rows that break them; here one row an expectation remains, so that
``SELECT … FROM expectation_result`` answers since when something is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, case, delete, func, insert, not_, select

from warehouse.tables import expectation_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.quarters import Quarter
    from warehouse.expectations.run import ExpectationOutcome


@dataclass(frozen=True)
class SuiteResult:
    """How many expectations of a suite did not hold of a quarter."""

    quarter: str
    suite: str
    expectations: int
    failed: int
    """Critical ones."""
    doubtful: int
    """Those of severity ``warning``."""


def record_results(connection: Connection, quarter: str, outcomes: Sequence[ExpectationOutcome]) -> None:
    """Put the results of a quarter in place of those of its run before."""
    connection.execute(delete(expectation_result).where(expectation_result.c.quarter == quarter))
    rows = [
        {
            "quarter": quarter,
            "suite": outcome.suite,
            "expectation": outcome.name,
            "severity": outcome.severity,
            "success": outcome.success,
            "unexpected": outcome.unexpected_count,
        }
        for outcome in outcomes
    ]
    if rows:
        connection.execute(insert(expectation_result), rows)


def earlier_results(connection: Connection, quarter: Quarter, *, quarters: int) -> list[SuiteResult]:
    """Return what became of each suite in the quarters before one.

    Args:
        connection: the warehouse.
        quarter: the quarter; its own results are left out.
        quarters: how many quarters are looked back at.

    Returns:
        One result a quarter and suite that is on record, in order of time.
    """
    found = expectation_result.c
    broken = not_(found.success)
    statement = (
        select(
            found.quarter,
            found.suite,
            func.count(),
            func.sum(case((broken & (found.severity == "critical"), 1), else_=0)),
            func.sum(case((broken & (found.severity == "warning"), 1), else_=0)),
        )
        .where(found.quarter >= str(quarter.plus(-quarters)), found.quarter < str(quarter))
        .group_by(found.quarter, found.suite)
        .order_by(found.quarter, found.suite)
    )
    return [SuiteResult(*row) for row in connection.execute(statement)]


def results_of(quarter: str, outcomes: Sequence[ExpectationOutcome]) -> list[SuiteResult]:
    """Return what became of each suite in a run."""
    suites = dict.fromkeys(outcome.suite for outcome in outcomes)
    return [
        SuiteResult(
            quarter,
            suite,
            expectations=sum(each.suite == suite for each in outcomes),
            failed=sum(each.suite == suite and not each.success and each.severity == "critical" for each in outcomes),
            doubtful=sum(each.suite == suite and not each.success and each.severity == "warning" for each in outcomes),
        )
        for suite in suites
    ]
