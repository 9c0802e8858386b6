"""How cost grows: more workbooks in one quarter, and one correction in a warehouse of years."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from bench.pipeline import Installation
from bench.workbooks import Country, corrected
from sources.quarters import Quarter
from warehouse.engine import open_read_only, reading
from warehouse.tables import quarter_state, submission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

QUARTER = Quarter(2021, 1)
"""The quarter of which all workbooks of a growth series are."""

PROGRAMME_START = Quarter(2016, 4)
"""The first quarter of the warehouse of years: the usual ``AIMAK_PROGRAMME_START``."""


def fixed_start(folder: Path) -> float:
    """Return how many seconds a run takes that finds nothing to do."""
    country = Country(folder / "nothing", 1)
    country.write_register()
    here = Installation(folder / "nothing" / "home", country.settings)
    here.drop([])
    here.run()
    return here.run().seconds


def one_size(workbooks: int, workers: int, start: float, folder: Path) -> dict[str, Any]:
    """Run the pipeline over so many workbooks of one quarter.

    Args:
        workbooks: how many.
        workers: processes that write them.
        start: seconds of a run that finds nothing to do.
        folder: where the files lie meanwhile; emptied afterwards.

    Returns:
        The figures of the run, and the sizes of what it left.
    """
    place = folder / f"growth_{workbooks}"
    country = Country(place, workbooks)
    country.write_register()
    here = Installation(place / "home", country.settings)
    country.write_workbooks(place / "home" / "intake", [QUARTER], workers)
    taken = here.run()
    result = {
        "workbooks": workbooks,
        "seconds": taken.seconds,
        "cpu_seconds": taken.cpu_seconds,
        "milliseconds_a_workbook": 1000 * (taken.seconds - start) / workbooks,
        "peak_bytes": taken.peak_bytes,
        "rows": here.rows(),
        "stages": here.stages(),
        **here.sizes(),
    }
    shutil.rmtree(place)
    return result


def correction(municipalities: int, quarters: int, workers: int, folder: Path) -> dict[str, Any]:
    """Fill a warehouse of years, then drop one corrected workbook, of the last quarter and of the first.

    Returns:
        What filling it took, and the seconds from a settled file to notice and updated figures.

    Raises:
        ValueError: a correction was not answered, or changed nothing.
    """
    place = folder / "correction"
    country = Country(place, municipalities)
    country.write_register()
    here = Installation(place / "home", country.settings)
    first, last = PROGRAMME_START, PROGRAMME_START.plus(quarters - 1)
    files = country.write_workbooks(place / "home" / "intake", first.until(last), workers)
    originals = {str(quarter): place / f"{quarter}.xlsx" for quarter in (last, first)}
    for quarter, kept in originals.items():
        shutil.copy2(next(file for file in files if file.stem.endswith(quarter)), kept)
    filled = here.run()
    result: dict[str, Any] = {
        "municipalities": municipalities,
        "quarters": quarters,
        "fill_seconds": filled.seconds,
        "fill_peak_bytes": filled.peak_bytes,
        **here.sizes(),
    }
    for which, quarter in (("last", str(last)), ("first", str(first))):
        later = place / f"corrected_{quarter}.xlsx"
        later.write_bytes(corrected(originals[quarter].read_bytes()))
        before = time.time()
        here.drop([later])
        taken = here.run()
        _require_answered(here, quarter, before)
        result |= {f"{which}_quarter_seconds": taken.seconds, f"{which}_quarter_peak_bytes": taken.peak_bytes}
    shutil.rmtree(place)
    return result


def _require_answered(here: Installation, quarter: str, since: float) -> None:
    with reading(open_read_only(here.warehouse_url)) as connection:
        version = connection.execute(select(func.max(submission.c.version)).where(submission.c.quarter == quarter))
        if version.scalar_one() != 2:  # noqa: PLR2004 - the second version is the corrected one
            raise ValueError(f"the corrected workbook of {quarter} did not supersede the first")
        computed = connection.execute(select(func.count()).select_from(quarter_state)).scalar_one()
    notices = [file for file in (here.home / "outbox").rglob("*.txt") if file.stat().st_mtime >= since - 1]
    if not notices or not computed:
        raise ValueError(f"the corrected workbook of {quarter} was not answered")


def quarters_of(text: str) -> tuple[int, int]:
    """Read ``20x1000`` as quarters and municipalities."""
    quarters, _, municipalities = text.partition("x")
    return int(quarters), int(municipalities)


def numbers_of(text: str) -> Sequence[int]:
    """Read ``100,1000`` as numbers."""
    return [int(part) for part in text.split(",") if part]
