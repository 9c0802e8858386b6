"""The command: measures part by part, prints tables, writes the figures and the pages that are made of them."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bench import page, sizing
from bench.contestants import CONTESTANTS
from bench.growth import QUARTER, correction, fixed_start, numbers_of, one_size, quarters_of
from bench.measuring import AIMAK, Measured, machine, measured
from bench.pipeline import Installation
from bench.queries import ask_all
from bench.workbooks import Country, write_messy

PIPELINE, PUBLICATIONS = "pipeline", "publications"
_MESSY_QUARTERS = (QUARTER.plus(-1), QUARTER)
_STARTS = 5
_PROFILED = 100
_PARTS = ("contest", "start", "growth", "correction", "questions")


class RowsDifferError(Exception):
    """Contestants have not loaded the same rows of clean workbooks: their times must not be compared."""


def contest(files: Path, country: Country, rounds: int, workers: int, folder: Path) -> dict[str, Any]:
    """Run everybody over the same files, round by round; return medians and what each made of the files.

    Args:
        files: the folder of the workbooks.
        country: whose workbooks they are.
        rounds: how often.
        workers: processes of each.
        folder: for databases and installations.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken: dict[str, list[Measured]] = {}
    made: dict[str, dict[str, Any]] = {}
    for turn in range(rounds):
        for name in CONTESTANTS:
            database = folder / f"{name}_{turn}.sqlite"
            command = [sys.executable, "-m", "bench.contestants", name, str(files), str(workers), str(database)]
            run = measured(command)
            taken.setdefault(name, []).append(run)
            made[name] = json.loads(run.output.strip().splitlines()[-1])
        here = Installation(folder / f"home_{turn}", country.settings)
        here.drop(files.rglob("*.xlsx"))
        taken.setdefault(PIPELINE, []).append(here.run())
        made[PIPELINE] = {"rows": here.rows(), "stages": here.stages(), **here.sizes()}
        taken.setdefault(PUBLICATIONS, []).append(here.publish())
        made[PUBLICATIONS] = {}
    return {
        name: {
            "seconds": statistics.median(run.seconds for run in runs),
            "cpu_seconds": statistics.median(run.cpu_seconds for run in runs),
            "peak_bytes": statistics.median(run.peak_bytes for run in runs),
            **made[name],
        }
        for name, runs in taken.items()
    }


def require_same_rows(clean: dict[str, Any]) -> int:
    """Return how many rows everybody has loaded.

    Raises:
        RowsDifferError: they have not loaded the same.
    """
    rows = {name: found["rows"] for name, found in clean.items() if "rows" in found}
    if len(set(rows.values())) != 1:
        raise RowsDifferError(f"rows of the clean workbooks: {rows}")
    return int(rows[PIPELINE])


def starting(country: Country, workbook: Path) -> dict[str, float]:
    """Return what it takes to ask for help, and to check one workbook."""
    helped = [measured([AIMAK, "--help"]) for _ in range(_STARTS)]
    checked = [measured([AIMAK, "check", str(workbook)], country.settings) for _ in range(_STARTS)]
    return {
        "help_seconds": statistics.median(run.seconds for run in helped),
        "help_cpu_seconds": statistics.median(run.cpu_seconds for run in helped),
        "check_seconds": statistics.median(run.seconds for run in checked),
        "check_cpu_seconds": statistics.median(run.cpu_seconds for run in checked),
    }


def draw_flames(files: list[Path], country: Country, folder: Path, target: Path) -> None:
    """Profile one run over some workbooks with pyinstrument and write its flame graph."""
    here = Installation(folder / "profiled", country.settings)
    here.drop(files)
    measured([sys.executable, "-m", "bench.flames", str(target)], here.environment)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option("--workbooks", default=400, help="Clean workbooks over which everybody runs.")
@click.option("--rounds", default=3, help="Rounds, of which medians are taken.")
@click.option("--growth", default="100,1000,10000", help="Sizes of one quarter.")
@click.option("--correction", "years", default="20x100", help="Quarters x municipalities before the correction.")
@click.option("--rows", default=10_000_000, help="Rows of the warehouse that is asked the ten questions.")
@click.option("--only", "parts", multiple=True, type=click.Choice(_PARTS), help="Measure this part; the others stay.")
@click.option(
    "--docs", default=Path("docs"), type=click.Path(path_type=Path), help="Where the pages and the figures are written."
)
@click.option("--work", type=click.Path(path_type=Path), help="Where files lie meanwhile.")
def main(**options: Any) -> None:
    """Measure the pipeline against the limit of the machine and against what people do instead."""
    started = time.monotonic()
    console = Console()
    docs: Path = options["docs"]
    docs.mkdir(parents=True, exist_ok=True)
    figures = docs / "performance.json"
    result: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    parts = options["parts"] or _PARTS
    work = options["work"] or Path(tempfile.mkdtemp(prefix="aimak-bench-"))
    workers = len(os.sched_getaffinity(0))
    arguments = shlex.join(sys.argv[1:])
    result |= {
        "machine": machine(),
        "measured_on": f"{time.strftime('%Y-%m-%d', time.gmtime())}",
        "options": {name: value for name, value in options.items() if name in ("workbooks", "rounds")},
    }
    try:
        for part in parts:
            console.print(f"[bold]{part}[/bold] …")
            result |= _measure(part, options, workers, work, docs)
            result.setdefault("commands", {})[part] = f"python -m bench {arguments}".strip()
            # What is measured stays, whatever becomes of the parts that follow.
            figures.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    finally:
        if options["work"] is None:
            shutil.rmtree(work, ignore_errors=True)
    (docs / "performance.md").write_text(page.markdown(result), encoding="utf-8")
    (docs / "scale.md").write_text(sizing.markdown(result), encoding="utf-8")
    for table in page.tables(result):
        console.print(table)
    minutes = (time.monotonic() - started) / 60
    console.print(f"In {minutes:.0f} minutes. Written: {figures}, {docs / 'performance.md'}, {docs / 'scale.md'}")


def _measure(part: str, options: dict[str, Any], workers: int, work: Path, docs: Path) -> dict[str, Any]:
    match part:
        case "contest":
            return _contest(options, workers, work, docs)
        case "start":
            country, files = _clean(40, workers, work / "start")
            return {"start": starting(country, files[0])}
        case "growth":
            start = fixed_start(work)
            sizes = [one_size(size, workers, start, work) for size in numbers_of(options["growth"])]
            return {"growth": sizes, "fixed_start_seconds": start}
        case "correction":
            quarters, municipalities = quarters_of(options["years"])
            return {"correction": correction(municipalities, quarters, workers, work)}
        case _:
            country, files = _clean(40, workers, work / "questions")
            base = Installation(work / "questions" / "home", country.settings)
            base.drop(files)
            base.run()
            answered, rows = ask_all(base.warehouse_url, options["rows"], options["rounds"], work / "questions")
            return {"questions": [asdict(one) for one in answered], "question_rows": rows}


def _clean(workbooks: int, workers: int, folder: Path) -> tuple[Country, list[Path]]:
    country = Country(folder, workbooks)
    country.write_register()
    return country, country.write_workbooks(folder / "clean", [QUARTER], workers)


def _contest(options: dict[str, Any], workers: int, work: Path, docs: Path) -> dict[str, Any]:
    country, files = _clean(options["workbooks"], workers, work)
    draw_flames(files[:_PROFILED], country, work, docs / "flame_graph.html")
    clean = contest(work / "clean", country, options["rounds"], workers, work / "runs")
    rows = require_same_rows(clean)
    messy_files = write_messy(work / "messy", _MESSY_QUARTERS)
    messy = _over_messy(messy_files, work / "messy" / "workbooks", workers, work / "messy_runs")
    return {
        "clean": clean,
        "clean_files": {
            "workbooks": len(files),
            "bytes": sum(file.stat().st_size for file in files),
            "rows": rows,
            "cells": clean["limit"]["cells"],
        },
        "messy": messy,
        "messy_files": len(messy_files),
    }


def _over_messy(files: list[Path], folder: Path, workers: int, runs: Path) -> dict[str, Any]:
    """Run the peers and the pipeline once over messy workbooks; return the rows that each has loaded."""
    runs.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    for name in ("pandas_openpyxl", "pandas_calamine", "frictionless"):
        command = [
            sys.executable,
            "-m",
            "bench.contestants",
            name,
            str(folder),
            str(workers),
            str(runs / f"{name}.sqlite"),
        ]
        found[name] = json.loads(measured(command).output.strip().splitlines()[-1])
    here = Installation(runs / "home", {})
    intake = here.home / "intake"
    for file in files:
        target = intake / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    here.run()
    found[PIPELINE] = {"rows": here.rows(with_superseded=True)}
    return found


if __name__ == "__main__":
    main()
