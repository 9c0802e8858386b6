"""What a release is about: one quarter, or every quarter that was computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, and_, func, select

from sources.quarters import Quarter
from warehouse.tables import reporting_status

if TYPE_CHECKING:
    from sqlalchemy import Connection

ALL: Final = "all"
"""How all time is called, in commands and as a folder."""


@dataclass(frozen=True)
class Period:
    """The quarters of a release, from the first to the last."""

    name: str
    """A quarter such as ``2021-Q1``, or ``all``."""
    first: Quarter
    last: Quarter

    @classmethod
    def of(cls, quarter: Quarter) -> Period:
        """Return the period that is one quarter."""
        return cls(str(quarter), quarter, quarter)

    @property
    def words(self) -> str:
        """The period as it stands in a title."""
        return self.name if self.first == self.last else f"{self.first} to {self.last}"

    def covers(self, quarter: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition under which a quarter is in the period; quarters sort as text."""
        return and_(quarter >= str(self.first), quarter <= str(self.last))


def all_time(connection: Connection) -> Period | None:
    """Return the period from the first quarter that was computed to the last; None where there is none."""
    quarter = reporting_status.c.quarter
    first, last = connection.execute(select(func.min(quarter), func.max(quarter))).one()
    return Period(ALL, Quarter.parse(first), Quarter.parse(last)) if first else None
