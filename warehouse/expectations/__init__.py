"""What the warehouse as a whole must hold to: Great Expectations suites over a loaded quarter.

Pandera guards what comes in, one form at a time; here is what no single form can show: one version that counts, rows
that belong to somebody, counts that agree with the ledger, totals that agree with their parts, figures that moved more
than they can have. ``suites`` lists the suites, each declared in a module of its own; ``run`` runs them; ``docs``
makes the pages that people read. Great Expectations itself is imported by ``checkpoint`` only, which is imported only
when suites are run: its import takes 6 s of CPU time.
"""

from __future__ import annotations

from warehouse.expectations.expectation import Expectation, Severity, Suite
from warehouse.expectations.results import record_results
from warehouse.expectations.run import ExpectationOutcome, run_expectations
from warehouse.expectations.suites import SUITES

__all__ = ["SUITES", "Expectation", "ExpectationOutcome", "Severity", "Suite", "record_results", "run_expectations"]
