"""Running the suites over a quarter: what Dagster's checks and the command line call."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sources.quarters import Quarter
from warehouse.engine import open_read_only, reading
from warehouse.expectations.docs import publish, refuse_foreign
from warehouse.expectations.results import earlier_results, results_of
from warehouse.expectations.suites import SUITES

if TYPE_CHECKING:
    from warehouse.expectations.expectation import Severity
    from warehouse.expectations.results import SuiteResult

EXAMPLES = 5
"""How many of the rows that break an expectation its outcome names."""

SHOWN_QUARTERS = 8
"""How many quarters before its own the index of the pages shows."""


@dataclass(frozen=True)
class ExpectationOutcome:
    """Whether one expectation holds of a quarter."""

    suite: str
    name: str
    description: str
    notes: str
    """What it means where it does not hold, and where to look (Markdown)."""
    severity: Severity
    success: bool
    unexpected_count: int
    """How many rows break it."""
    examples: list[dict[str, str | int | float | bool | None]]
    """The first of them."""


def run_expectations(warehouse_url: str, quarter: str, docs_folder: Path | None) -> list[ExpectationOutcome]:
    """Hold the warehouse against everything that is expected of a loaded quarter. Nothing in it is changed.

    Args:
        warehouse_url: a SQLAlchemy URL of SQLite (a file) or PostgreSQL.
        quarter: such as ``2021-Q1``.
        docs_folder: where the pages are to lie (``index.html`` first), or None for no pages. The folder's earlier
            pages are replaced.

    Returns:
        One outcome for every expectation, in the order of the suites.

    Raises:
        ValueError: the quarter or the URL is none, or the folder holds something other than such pages.
        RuntimeError: a query could not be run, for instance because a table is missing.
    """
    of = Quarter.parse(quarter)
    if docs_folder:
        refuse_foreign(docs_folder)
    # Great Expectations takes 6 s of CPU time to import: only who runs suites pays that.
    from warehouse.expectations.checkpoint import breaking_rows, run_checkpoint  # noqa: PLC0415 - see above

    declared = {
        expectation.name: (suite, expectation) for suite in SUITES.values() for expectation in suite.expectations
    }
    with tempfile.TemporaryDirectory(prefix="aimak-data-docs-") as folder:
        pages = Path(folder) if docs_folder else None
        outcomes = []
        for _, name, result in run_checkpoint(warehouse_url, of, SUITES.values(), pages):
            suite, expectation = declared[name]
            outcomes.append(
                ExpectationOutcome(
                    suite=suite.name,
                    name=name,
                    description=expectation.description,
                    notes=expectation.notes,
                    severity=expectation.severity,
                    success=bool(result.success),
                    unexpected_count=int(result.result["observed_value"]),
                    examples=[_plain(row) for row in breaking_rows(result)[:EXAMPLES]],
                )
            )
        if pages and docs_folder:
            publish(pages, docs_folder, of, outcomes, _trend(warehouse_url, of, outcomes))
    return outcomes


def _trend(warehouse_url: str, quarter: Quarter, outcomes: list[ExpectationOutcome]) -> list[SuiteResult]:
    """Return the results of the quarters before, as they are on record, and those of this run."""
    engine = open_read_only(warehouse_url)
    try:
        with reading(engine) as connection:
            earlier = earlier_results(connection, quarter, quarters=SHOWN_QUARTERS)
    finally:
        engine.dispose()
    return [*earlier, *results_of(str(quarter), outcomes)]


def _plain(row: dict[str, Any]) -> dict[str, str | int | float | bool | None]:
    """Return a row of the database in the types of JSON."""
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        # PostgreSQL's sums of whole numbers.
        return int(value) if value == int(value) else float(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)
