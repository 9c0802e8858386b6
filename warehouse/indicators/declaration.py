"""What an indicator is: the one type in which all of them are declared.

An indicator is a sheet of facts about itself (label, definition, unit, direction, source) and the parts from which it
is computed: which rows, what is summed above and below the line, what it is broken down by. The indicators themselves
are in one module for each section of the programme's results framework beside this one; how a declaration becomes SQL
is in ``selection``, and what is done with it in ``computing``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from sqlalchemy import ColumnElement, Select

if TYPE_CHECKING:
    from sources.labels import Label
    from sources.quarters import Quarter

TOTAL = "total"
"""Breakdown and category of the indicator's own value."""

CUMULATIVE = "cumulative"
"""Breakdown of the sum since the programme's first quarter; its category is ``total``."""


class Direction(StrEnum):
    """Where better lies."""

    UP = "up"
    DOWN = "down"
    TARGET_100 = "target_100"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """The quarters that a value is about: the last is the one it is published for.

    A quarter's own value spans that one quarter, a cumulative value all quarters since the programme's first.
    """

    first: Quarter
    last: Quarter
    deadline_days: int
    """Days after the quarter's end within which a report counts as on time."""


Columns: TypeAlias = Any
"""The columns of a row source, by name (SQLAlchemy's ``FromClause.c``)."""


class Role(StrEnum):
    """What a cell does in a figure."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    COUNTED = "counted"
    """It names a row that is counted."""
    CATEGORY = "category"
    """By it the row is sorted into a category, or found again in another quarter."""
    CONDITION = "condition"
    """By it is decided what counts."""
    BASELINE = "baseline"
    """What is compared with: the state at the baseline."""
    PREVIOUS = "previous"
    """What is taken off: the running total of the quarter before."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that an indicator sums over: ``municipality_code``, the columns that its parts name, and a filter.

    They are either rows as they stand in workbooks, with their ``submission_id`` and ``row``, or made of the sums of
    such rows, which are then their ``terms``: what an indicator is computed from can always be followed to the cells.
    """

    c: Columns
    where: tuple[ColumnElement[bool], ...] = ()
    form: str | None = None
    """The form whose rows they are; None for those made of terms, and for submissions as a whole."""
    terms: tuple[Term, ...] = ()

    @classmethod
    def of(cls, statement: Select[Any], *terms: Term) -> Self:
        """Return the rows of a select over the sums of terms."""
        return cls(statement.subquery().c, terms=terms)


@dataclass(frozen=True, slots=True)
class Term:
    """Rows as they stand in workbooks, and the figures that each of them puts into a sum (see ``rows.sums``)."""

    role: Role
    """What its cells do in the indicator's figure."""
    rows: Rows
    figures: Mapping[str, ColumnElement[Any]]
    by: tuple[str, ...] = ()
    """The columns, beside the municipality, by which there is a sum of their own."""


RowSource: TypeAlias = Callable[[Span], Rows]
"""What gives the rows for a span of quarters."""


Part: TypeAlias = Callable[[Columns], ColumnElement[Any]]
"""An SQL expression over the columns of a row source."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A disaggregation, stored as extra rows.

    Without ``parts`` the categories are the codes in the column that the breakdown is named after. With ``parts`` they
    are the given ones, each with a numerator of its own.
    """

    id: str
    parts: Mapping[str, Part] | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator: value = factor × Σ numerator / Σ denominator, or Σ numerator where there is no denominator.

    Both sums are taken over the rows of a municipality. A ratio takes only rows in which both parts are given, so that
    a figure left blank on one side of the line does not distort the other.
    """

    id: str
    label: Label
    definition: Label
    """Exactly what is counted, with the rules for what is left out."""
    unit: str
    """Unit of the value; ``%`` makes the factor 100."""
    direction: Direction
    source: str | None = None
    """The standard or formula that it follows."""
    rows: RowSource
    numerator: Part
    denominator: Part | None = None
    where: Part | None = None
    """Which of the rows count, where not all do."""
    only_if: Part | None = None
    """What must hold for a municipality's rows together; where it does not, the municipality has no value."""
    by: tuple[Breakdown, ...] = ()
    cumulative: bool = False
    """Whether the sum since the programme's first quarter is stored beside the quarter's own."""
    wave: bool = False
    """Whether it comes from the survey: it then has values only for quarters in which a wave was fielded."""

    @property
    def is_ratio(self) -> bool:
        """Whether the value is a quotient."""
        return self.denominator is not None

    @property
    def factor(self) -> float:
        """What the quotient is multiplied by to be in the indicator's unit."""
        return 100.0 if self.unit == "%" else 1.0

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """Everything it is stored by: its total, its disaggregations, and the cumulative sum."""
        return (TOTAL, *(breakdown.id for breakdown in self.by), *((CUMULATIVE,) if self.cumulative else ()))
