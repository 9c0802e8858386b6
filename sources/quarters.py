"""Quarters: the period of every report and the partition of every table, and the clock that days are told by.

Holds the type and its arithmetic. How clerks write a quarter is in ``sources.values.periods``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

BISHKEK: Final = timezone(timedelta(hours=6), "Asia/Bishkek")
"""The programme's clock. Kyrgyzstan has kept UTC+6 all year since 2005, so no time-zone database is needed."""

_KEY = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, written ``2021-Q1``; ordered by time."""

    year: int
    number: int

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read a key such as ``2021-Q1``.

        Raises:
            ValueError: the key is not a year and a quarter from 1 to 4.
        """
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"not a quarter: {key!r}; expected a key such as 2021-Q1")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    def plus(self, quarters: int) -> Quarter:
        """Return the quarter so many quarters later (or earlier, if negative)."""
        year, index = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, index + 1)

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.plus(1).start - timedelta(days=1)

    def deadline(self, days: int) -> date:
        """Return the last day on which a report counts as on time: so many days after the quarter's end."""
        return self.end + timedelta(days=days)

    def until(self, last: Quarter) -> Iterator[Quarter]:
        """Yield this quarter and every later one up to and including ``last``."""
        quarter = self
        while quarter <= last:
            yield quarter
            quarter = quarter.plus(1)
