"""What a case of the corpus is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ACCEPTED = "accepted"
"""Stands for no fatal finding: the file looks odd and does no harm."""


@dataclass(frozen=True)
class Hostile:
    """A file that nobody should send, how it is made, and what must be said of it."""

    id: str
    make: Callable[[], bytes]
    expected: frozenset[str]
    """The fatal findings any one of which will do, or ``ACCEPTED``."""
    before_reading: bool = True
    """Whether preflight alone must refuse it, so that no reader is given it."""


def case(name: str, make: Callable[[], bytes], *expected: str, before_reading: bool | None = None) -> Hostile:
    """A case; what is accepted has passed preflight, what is refused has not, unless said otherwise."""
    early = ACCEPTED not in expected if before_reading is None else before_reading
    return Hostile(name, cache(make), frozenset(expected), early)
