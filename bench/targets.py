"""What the benchmark is to show: each target, how it is read from the result, and why it may be missed.

The reasons are in words that stay true; the figures are in the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """One target."""

    name: str
    bound: float
    at_least: bool
    unit: str
    reached: Callable[[Result], float | None]
    """The figure from a result; None where that part was not measured."""
    why: str
    """Why it is missed, where it is."""

    def is_hit(self, figure: float) -> bool:
        """Whether a figure reaches the target."""
        return figure >= self.bound if self.at_least else figure <= self.bound

    @property
    def wanted(self) -> str:
        """The target as people write it."""
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}"


def _seconds(result: Result, name: str) -> float | None:
    found: float | None = result.get("clean", {}).get(name, {}).get("seconds")
    return found


def _ratio(of: str, to: str) -> Callable[[Result], float | None]:
    def reached(result: Result) -> float | None:
        one, other = _seconds(result, of), _seconds(result, to)
        return one / other if one and other else None

    return reached


def _figure(part: str, name: str) -> Callable[[Result], float | None]:
    def reached(result: Result) -> float | None:
        found: float | None = result.get(part, {}).get(name)
        return found

    return reached


def _rise(figure: str) -> Callable[[Result], float | None]:
    """Return how far a figure of the growth series lies above that of a smaller size at the most, in percent.

    That it falls, because many workbooks share what a run costs once, is no rise.
    """

    def reached(result: Result) -> float | None:
        sizes = sorted(result.get("growth", []), key=lambda size: size["workbooks"])
        figures = [size[figure] for size in sizes]
        rises = [100 * (later / earlier - 1) for earlier, later in combinations(figures, 2) if earlier > 0]
        return max(0.0, *rises) if rises else None

    return reached


_MORE_IS_DONE = (
    "The peers read, validate and load. The pipeline also archives each file, looks for hostile content in processes "
    "with limits, keeps the cell behind every value, scores quality, computes indicators, and answers every sender; "
    "and starting it and Dagster costs some seconds whatever the number of files."
)
_THE_LIMIT_IS_LOW = (
    "Reading every cell of a small workbook takes a millisecond or two; a safe copy that is on the disk, the look "
    "through the package, the answer to the sender and the fixed start of Dagster each take as long or longer."
)
TARGETS = (
    Target("faster than (a) pandas with openpyxl", 10, True, "×", _ratio("pandas_openpyxl", "pipeline"), _MORE_IS_DONE),
    Target("faster than (b) pandas with calamine", 4, True, "×", _ratio("pandas_calamine", "pipeline"), _MORE_IS_DONE),
    Target("faster than (c) frictionless", 10, True, "×", _ratio("frictionless", "pipeline"), _MORE_IS_DONE),
    Target("whole pipeline against the limit", 3, False, "×", _ratio("pipeline", "limit"), _THE_LIMIT_IS_LOW),
    Target(
        "extraction alone against the limit",
        1.3,
        False,
        "×",
        _ratio("extraction", "limit"),
        "The limit only reads. Extraction looks through the package first (sizes, ratios, checksums, formulas, hidden "
        "rows), reads in processes that may be killed, finds the headings and takes every cell to a table with its "
        "address.",
    ),
    Target(
        "start of `aimak --help`",
        0.5,
        False,
        " s",
        _figure("start", "help_seconds"),
        "What the command imports before it knows what is asked.",
    ),
    Target(
        "CPU of `aimak check` of one workbook",
        2,
        False,
        " s CPU",
        _figure("start", "check_cpu_seconds"),
        "Importing pandas and Pandera takes most of it; each worker process that reads takes its share.",
    ),
    Target(
        "growth: time a workbook, above that of a smaller quarter",
        20,
        False,
        " %",
        _rise("milliseconds_a_workbook"),
        "Something looks through all workbooks for each of them.",
    ),
    Target(
        "growth: peak memory, above that of a smaller quarter",
        20,
        False,
        " %",
        _rise("peak_bytes"),
        "A quarter is validated and loaded as a whole, so its tables lie in memory at once; they grow with the number "
        "of workbooks, beside what the libraries take in any case.",
    ),
)
