"""The demonstration: the sample programme through the whole pipeline, compared with what was published.

It refuses a home that holds real reports: synthetic figures must never mix with them.
"""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import click
import pandas as pd
from fsspec.core import split_protocol
from sqlalchemy import select

from aimak_pipeline.console import console, print_frame, run_with_progress, write_sample_with_progress
from aimak_pipeline.sample.published import AS_OF, SOURCE, compare
from sources.intake.store import Store
from warehouse.engine import reading
from warehouse.summaries import findings_by_code, reporting_overview, submissions_by_status
from warehouse.tables import indicator_value

if TYPE_CHECKING:
    from pathlib import Path

    from aimak_pipeline.settings import Settings


def demonstrate(settings: Settings) -> None:
    """Write the sample programme, drop it, run the pipeline, and show what came of it."""
    started = time.monotonic()
    # The sample's files say when they would have arrived.
    settings = settings.model_copy(update={"trust_file_times": True, "settle_seconds": 0.0})
    if split_protocol(settings.intake)[0]:
        raise click.ClickException("the sample is dropped into a folder on this machine; unset AIMAK_INTAKE_URL")
    settings.create_folders()
    sample = settings.root / "sample"
    if not (sample / "truth").exists():
        if Store(settings.archive).cards():
            raise click.ClickException(f"{settings.root} holds reports already; set AIMAK_HOME to an empty folder")
        write_sample_with_progress(sample, None)
    dropped = drop_sample(sample / "workbooks", settings)
    console.print(f"Dropped {dropped} synthetic workbooks into {settings.intake}", soft_wrap=True)
    _, place = run_with_progress(settings)
    with reading(place.engine) as connection:
        print_frame(pd.DataFrame([submissions_by_status(connection)]), "Submissions in the ledger")
        print_frame(findings_by_code(connection), "Findings by code")
        print_frame(reporting_overview(connection), "Reporting and quality by quarter")
        computed = pd.read_sql(select(indicator_value).where(indicator_value.c.quarter == AS_OF), connection)
    print_frame(compare(computed), f"Published ({SOURCE}) against computed for {AS_OF}")
    console.print("[bold]All figures are synthetic, and so is the choice of 47 of the 50 municipalities.[/bold]")
    _where_to_look(settings, time.monotonic() - started)


def drop_sample(workbooks: Path, settings: Settings) -> int:
    """Copy the sample's workbooks into the intake with their times and subfolders; return how many there are."""
    settings.create_folders()
    shutil.copytree(workbooks, settings.intake, dirs_exist_ok=True)
    return sum(1 for path in workbooks.rglob("*") if path.is_file())


def _where_to_look(settings: Settings, seconds: float) -> None:
    places = {
        "Bulletin": settings.reports / AS_OF / "bulletin.html",
        "All bulletins and reports": settings.reports / "index.html",
        "Quality report": settings.reports / AS_OF / f"quality_{AS_OF}.html",
        "Releases": settings.releases,
        "Data Docs": settings.reports / AS_OF / "data_docs" / "index.html",
        "From a figure to its cells": f".venv/bin/aimak explain water_access_gained {AS_OF} Oktyabr",
        "Answers to municipalities": settings.outbox,
        "Warehouse": settings.warehouse,
        "The workbooks": settings.root / "sample" / "workbooks",
        "What the codes mean": "docs/findings.md",
        "Who has reported": f".venv/bin/aimak status {AS_OF}",
        "The Dagster UI": "make dev, then http://127.0.0.1:3000",
    }
    console.print(f"\nDone in {seconds:.0f} s. Where to look next:")
    for name, place in places.items():
        console.print(f"  {name + ':':28}{place}", soft_wrap=True, highlight=False)
