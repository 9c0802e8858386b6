"""``docs/scale.md``: what the measured constants mean for a country, which leg is outgrown first, what takes over.

The constants come from a result of the benchmark (``docs/performance.json``). Only the arithmetic is here; the
words stand in ``scale.md.jinja``. ``python -m bench.sizing`` writes the page again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MUNICIPALITIES = (500, 10_000, 100_000)
QUARTERS = 80
"""Twenty years."""


@dataclass(frozen=True)
class Constants:
    """What one workbook costs."""

    workbooks: int
    """In how many it was measured."""
    seconds: float
    """On the machine of the benchmark, from dropped file to indicators, report and notices."""
    reading_seconds: float
    """Of these, until it is read and kept: what processes and machines share out among them."""
    cpu_seconds: float
    file_bytes: float
    cache_bytes: float
    outbox_bytes: float
    warehouse_bytes: float
    fact_rows: float
    peak_bytes: float
    """Of the run; see the page for how it grows."""


def constants(result: Mapping[str, Any]) -> Constants | None:
    """Return what a workbook costs, from the largest run that was measured; None if none was."""
    runs = list(result.get("growth", []))
    if "clean" in result:
        runs.append({"workbooks": result["clean_files"]["workbooks"], **result["clean"]["pipeline"]})
    if not runs:
        return None
    largest = max(runs, key=lambda run: run["workbooks"])
    count = largest["workbooks"]
    return Constants(
        workbooks=count,
        seconds=largest["seconds"] / count,
        reading_seconds=largest["stages"]["submissions"] / count,
        cpu_seconds=largest["cpu_seconds"] / count,
        file_bytes=largest["archive_bytes"] / count,
        cache_bytes=largest["cache_bytes"] / count,
        outbox_bytes=largest["outbox_bytes"] / count,
        warehouse_bytes=largest["warehouse_bytes"] / count,
        fact_rows=largest["fact_rows"] / count,
        peak_bytes=largest["peak_bytes"],
    )


def markdown(result: Mapping[str, Any]) -> str:
    """Return the page."""
    found = constants(result)
    model = "Nothing is measured yet: `make bench`." if found is None else "\n".join(_tables(found))
    words = Path(__file__).with_name("scale.md.jinja").read_text(encoding="utf-8")
    page: str = Template(words, keep_trailing_newline=True).render(model=model)
    return page


def _tables(found: Constants) -> list[str]:
    sizes = (found.file_bytes, found.outbox_bytes, found.cache_bytes, found.warehouse_bytes)
    times = (found.seconds, found.reading_seconds, found.cpu_seconds)
    constant = (*(f"{1000 * time:.0f} ms" for time in times), *map(_size, sizes), f"{found.fact_rows:.0f}")
    headings = ("time", "of it reading and keeping", "CPU", "the file", "its receipt", "its part of the cache")
    return [
        f"Measured in one run over {found.workbooks:,} workbooks ([performance](performance.md)), a workbook costs:",
        "",
        _line((*headings, "of the warehouse", "rows of forms")),
        _line(["---"] * len(constant)),
        _line(constant),
        "",
        _line((f"municipalities, for {QUARTERS // 4} years", *(f"{number:,}" for number in MUNICIPALITIES))),
        _line(["---"] * (len(MUNICIPALITIES) + 1)),
        *(_line((name, *map(shown, MUNICIPALITIES))) for name, shown in _model(found).items()),
    ]


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _model(found: Constants) -> dict[str, Callable[[int], str]]:
    def all_years(a_workbook: float) -> Callable[[int], str]:
        return lambda number: _size(number * QUARTERS * a_workbook)

    return {
        "workbooks in all": lambda number: f"{number * QUARTERS:,}",
        "rows of forms": lambda number: f"{number * QUARTERS * found.fact_rows:,.0f}",
        "archive": all_years(found.file_bytes),
        "notices, if all are receipts": all_years(found.outbox_bytes),
        "notices, if all have a marked copy": all_years(found.outbox_bytes + 2 * found.file_bytes),
        "cache": all_years(found.cache_bytes),
        "warehouse": all_years(found.warehouse_bytes),
        "one quarter, on the machine measured": lambda number: _time(number * found.seconds),
        "of it reading, which more cores shorten": lambda number: _time(number * found.reading_seconds),
        "everything again, all of it read anew": lambda number: _time(QUARTERS * number * found.seconds),
    }


def _size(count: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:  # noqa: PLR2004 - the next unit
            return f"{count:.3g} {unit}"
        count /= 1024
    return f"{count:.3g} TiB"


def _time(seconds: float) -> str:
    minutes, hours = seconds / 60, seconds / 3600
    if minutes < 1:
        return f"{seconds:.0f} s"
    if hours < 1:
        return f"{minutes:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"  # noqa: PLR2004 - two days


if __name__ == "__main__":
    docs = Path("docs")
    measured = json.loads((docs / "performance.json").read_text(encoding="utf-8"))
    (docs / "scale.md").write_text(markdown(measured), encoding="utf-8")
