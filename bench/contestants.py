"""Who runs over the same files: the limit, the peers, extraction alone. Each is a process that starts its workers.

``python -m bench.contestants NAME FOLDER WORKERS DATABASE`` does the work of one and prints what it did as JSON; the
parent measures it. The pipeline itself is no module of ours: it is measured as ``aimak run`` (``pipeline``).
"""

from __future__ import annotations

import io
import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 4


def read_every_cell(file: Path) -> int:
    """Read every cell of a workbook, and nothing more; return how many are filled."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - each contestant pays for its own imports only

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    return sum(
        cell != ""
        for name in workbook.sheet_names
        for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for cell in row
    )


def _over(files: list[Path], workers: int, work: Callable[[Path], int]) -> tuple[int, int]:
    """Do something with every file in worker processes; return the sum, and how many files failed."""
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        done = list(pool.map(partial(_tried, work), files, chunksize=_CHUNK))
    return sum(count for count in done if count is not None), sum(count is None for count in done)


def _tried(work: Callable[[Path], int], file: Path) -> int | None:
    """A script of the kind leaves out the file that it cannot read; None says so."""
    try:
        return work(file)
    except Exception:  # noqa: BLE001 - whatever a messy file does to a script that expects a clean one
        return None


def limit(files: list[Path], workers: int, _database: Path) -> dict[str, int]:
    """Bare python-calamine over every cell."""
    cells, failed = _over(files, workers, read_every_cell)
    return {"cells": cells, "failed": failed}


def pandas_openpyxl(files: list[Path], workers: int, database: Path) -> dict[str, int]:
    """Peer (a)."""
    from bench.peers.pandas_pandera_sql import load_workbook  # noqa: PLC0415

    rows, failed = _over(files, workers, partial(load_workbook, engine="openpyxl", database=database))
    return {"rows": rows, "failed": failed}


def pandas_calamine(files: list[Path], workers: int, database: Path) -> dict[str, int]:
    """Peer (b)."""
    from bench.peers.pandas_pandera_sql import load_workbook  # noqa: PLC0415

    rows, failed = _over(files, workers, partial(load_workbook, engine="calamine", database=database))
    return {"rows": rows, "failed": failed}


def frictionless(files: list[Path], workers: int, _database: Path) -> dict[str, int]:
    """Peer (c)."""
    from bench.peers.frictionless_validate import rows_of_sound_workbook  # noqa: PLC0415

    rows, failed = _over(files, workers, rows_of_sound_workbook)
    return {"rows": rows, "failed": failed}


def extraction(files: list[Path], workers: int, _database: Path) -> dict[str, int]:
    """The pipeline's own reading of workbooks, within its limits, and nothing after it."""
    from sources.compute import Processes  # noqa: PLC0415
    from sources.workbook import read_many  # noqa: PLC0415

    reads = [read for _, read in read_many({file: file for file in files}, compute=Processes(workers))]
    return {"cells": sum(len(read.cells) for read in reads), "failed": sum(read.kind is None for read in reads)}


CONTESTANTS = {run.__name__: run for run in (limit, pandas_openpyxl, pandas_calamine, frictionless, extraction)}
"""All of them by name, but the pipeline."""

if __name__ == "__main__":
    name, folder, count, target = sys.argv[1:]
    print(json.dumps(CONTESTANTS[name](sorted(Path(folder).rglob("*.xlsx")), int(count), Path(target))))  # noqa: T201
