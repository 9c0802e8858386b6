"""The suites, in the order in which data goes its way. Each is declared in the module of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from warehouse.expectations import facts, indicators, quality, register, submissions

if TYPE_CHECKING:
    from warehouse.expectations.expectation import Suite

SUITES: Final[dict[str, Suite]] = {
    suite.name: suite for suite in (register.SUITE, submissions.SUITE, facts.SUITE, indicators.SUITE, quality.SUITE)
}
"""Everything that is expected of a loaded quarter, by the suite's name."""
