"""Bringing a quarter in: what the rules across quarters refuse is not loaded, and is counted."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from sources.intake.arrival import Arrival
from sources.quarters import Quarter
from tests.sources.standardize.batches import MUNICIPALITY, Batch
from warehouse.ledger import Ledger
from warehouse.quarter import QuarterLoaded, bring_in
from warehouse.tables import finding, submission_tally
from warehouse.views import CURRENT

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

    from sources.standardize import Standardized

FIRST, SECOND = "1" * 16, "2" * 16


# By submission: its quarter, and what its sheets hold.
REPORTS: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    FIRST: ("2021-Q1", {"service_budget": {"executed_ytd": 900}, "water_supply": {}}),
    SECOND: ("2021-Q2", {"service_budget": {"executed_ytd": 400}, "water_supply": {"population": 2000}}),
}


@cache
def standardized(name: str) -> tuple[Standardized, pd.DataFrame]:
    """A report, standardized, and where its columns stand."""
    quarter, sheets = REPORTS[name]
    batch = Batch().submission(name, quarter)
    for form, row in sheets.items():
        batch.sheet(form, row)
    return batch.standardized(), batch.extracted().layout


def bring(engine: Engine, name: str) -> QuarterLoaded:
    """Take a report in and bring its quarter into the warehouse."""
    quarter, _ = REPORTS[name]
    arrival = Arrival(
        sha256=name * 4,
        file_name=f"{name}.xlsx",
        size_bytes=1,
        received_at=datetime(2021, 4, 1, tzinfo=UTC),
        kind="quarterly",
        municipality_code=MUNICIPALITY,
        quarter=quarter,
        accepted=True,
    )
    Ledger(engine).record([arrival])
    return bring_in(engine, Quarter.parse(quarter), *standardized(name))


@pytest.fixture
def loaded(engine: Engine) -> QuarterLoaded:
    """A quarter, after one with greater running totals and fewer people."""
    bring(engine, FIRST)
    return bring(engine, SECOND)


def tally(engine: Engine, form: str) -> dict[str, Any]:
    statement = select(submission_tally).where(
        submission_tally.c.submission_id == SECOND, submission_tally.c.form == form
    )
    with engine.connect() as connection:
        return dict(connection.execute(statement).mappings().one())


def test_a_row_that_an_error_refuses_is_not_loaded(engine: Engine, loaded: QuarterLoaded) -> None:
    assert (loaded.rows["service_budget"], loaded.rows["water_supply"]) == (0, 1)
    with engine.connect() as connection:
        quarters = connection.scalars(select(CURRENT["service_budget"].c.quarter)).all()
    assert quarters == ["2021-Q1"]


def test_what_was_found_is_stored_at_its_cells(engine: Engine, loaded: QuarterLoaded) -> None:
    statement = (
        select(finding.c.rule, finding.c.cell, finding.c.refused)
        .where(finding.c.submission_id == SECOND, finding.c.rule.is_not(None))
        .order_by(finding.c.rule)
    )
    with engine.connect() as connection:
        stored = [tuple(row) for row in connection.execute(statement)]
    # The figures are those of the quarter before, but for the population.
    assert stored == [
        ("copied_from_last_quarter", "G5", None),
        ("population_jump", "C5", None),
        ("ytd_does_not_fall", "E5", "row"),
    ]
    assert set(loaded.findings["rule"]) == {rule for rule, _, _ in stored}


def test_a_form_of_which_every_row_was_refused_is_not_answered(engine: Engine, loaded: QuarterLoaded) -> None:
    del loaded
    budget = tally(engine, "service_budget")
    assert (budget["rows_read"], budget["rows_refused"], budget["cells_refused"]) == (1, 1, 4)
    assert budget["answered"] is False


def test_rules_across_quarters_count_as_rules(engine: Engine, loaded: QuarterLoaded) -> None:
    del loaded
    water = tally(engine, "water_supply")
    # Five rules within the row; both jumps and the copy.
    assert (water["rules_applied"], water["rule_warnings"], water["rows_refused"]) == (5 + 3, 2, 0)
    assert water["answered"] is True


def test_bringing_a_quarter_in_again_changes_nothing(engine: Engine, loaded: QuarterLoaded) -> None:
    before = tally(engine, "service_budget")
    again = bring(engine, SECOND)
    assert again.rows == loaded.rows
    assert tally(engine, "service_budget") == before
