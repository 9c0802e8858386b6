"""What an expectation is, as declared here: a sentence, and the query that finds the rows which break it.

Holds the types. The expectations themselves are in the suites' modules, how Great Expectations runs them is in
``checkpoint``. Every expectation is a query for broken rows, so that every failure names the rows to look at, in the
same way whatever is expected; the queries are SQLAlchemy's, so they name only columns that exist and run on every
engine of the warehouse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import CompoundSelect, Select

    from sources.quarters import Quarter

Severity: TypeAlias = Literal["critical", "warning"]
"""``critical``: figures are wrong or cannot be traced; ``warning``: a person should look, it may yet be right."""

Query: TypeAlias = "Select[Any] | CompoundSelect[Any]"


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold of a loaded quarter."""

    name: str
    """Unique among all suites, in snake case."""
    description: str
    """What must hold: one sentence for a person who never saw the warehouse."""
    notes: str
    """What it means where it does not hold, and where to look."""
    breaking: Callable[[Quarter], Query]
    """The query for the rows that break it; the columns are named for people, and every one has a name of its own."""
    severity: Severity = "critical"


@dataclass(frozen=True)
class Suite:
    """The expectations of one group of tables."""

    name: str
    title: str
    description: str
    subject: Callable[[Quarter], Query]
    """The query for the rows that the suite is about, one quarter's."""
    expectations: tuple[Expectation, ...]
