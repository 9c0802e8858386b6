"""What the command line shows: progress on long work, and summaries in tables."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from aimak_pipeline.running import RunSummary
    from aimak_pipeline.settings import Settings
    from assets.workplace import Workplace

_WIDTH = 120
"""Columns of a table where nobody watches a terminal."""

console = Console(width=None if sys.stdout.isatty() else _WIDTH)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print for somebody who may stop reading before the end (``| head``): that is no fault, and ends the printing."""
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the second is how rich tells it
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def progress_bar() -> Progress:
    """Return a progress bar that leaves nothing behind, and is silent where nobody watches a terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def run_with_progress(
    settings: Settings, *, rebuild: list[str] | None = None, publish: bool = True
) -> tuple[RunSummary, Workplace]:
    """Run the pipeline, show what it is at, and print what it did.

    Raises:
        click.ClickException: the pipeline itself failed, or its operator has to do something first.
    """
    from sqlalchemy.exc import DatabaseError, OperationalError

    from aimak_pipeline.faults import in_one_line
    from aimak_pipeline.settings import SettingsError
    from sources.compute import ComputeError
    from sources.intake.store import ArchiveError
    from sources.register import EnrolmentError, RegisterError
    from warehouse.schema import OtherSchemaError

    try:
        settings.create_folders()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    from aimak_pipeline.running import PipelineFailedError, run_pipeline

    with progress_bar() as progress:
        bar = progress.add_task("Starting", total=None)

        def stage(description: str) -> None:
            progress.update(bar, description=description, total=None, completed=0)
            if not console.is_terminal:
                console.print(description)

        try:
            summary, place = run_pipeline(
                settings,
                rebuild=rebuild,
                publish=publish,
                stage=stage,
                progress=lambda done, total: progress.update(bar, completed=done, total=total),
            )
        except (
            PipelineFailedError,
            OtherSchemaError,
            EnrolmentError,
            RegisterError,
            ArchiveError,
            ComputeError,
        ) as error:
            raise click.ClickException(str(error)) from None
        except (OSError, OperationalError, DatabaseError) as error:
            if isinstance(error, DatabaseError) and type(error) not in (OperationalError, DatabaseError):
                raise  # a statement of ours is wrong
            raise click.ClickException(in_one_line(str(error), settings)) from None
    print_summary(summary, settings)
    return summary, place


def prune_old_runs(settings: Settings, days: int) -> None:
    """Delete Dagster's record of runs that are older than so many days, and say how many there were."""
    from datetime import UTC, datetime, timedelta

    import dagster as dg

    from aimak_pipeline.definitions import build_definitions
    from aimak_pipeline.home import prepare_home
    from aimak_pipeline.pruning import prune_runs
    from aimak_pipeline.workplaces import workplace

    prepare_home(settings)
    checks = build_definitions(workplace(settings)).resolve_asset_graph().asset_check_keys
    with dg.DagsterInstance.get() as instance:
        pruned = prune_runs(instance, checks, datetime.now(UTC) - timedelta(days=days))
    console.print(f"{pruned} old runs deleted")


def migrate_warehouse(settings: Settings, *, roles: bool) -> None:
    """Migrate the warehouse and say what was done.

    Raises:
        click.ClickException: it was made by a later release, or cannot be reached or changed.
    """
    from sqlalchemy.exc import DatabaseError

    from aimak_pipeline.faults import in_one_line
    from aimak_pipeline.settings import SettingsError
    from warehouse.engine import open_warehouse, writing
    from warehouse.migrating import migrate
    from warehouse.roles import create_roles

    try:
        settings.create_folders()
        done = migrate(settings.warehouse)
        if roles:
            engine = open_warehouse(settings.warehouse)
            with writing(engine) as connection:
                create_roles(connection)
            engine.dispose()
    except (SettingsError, ValueError, OSError, DatabaseError) as error:
        raise click.ClickException(in_one_line(str(error), settings)) from None
    if done.before is None:
        console.print(f"A new warehouse, at step {done.after}")
    elif done.before == done.after and not done.added:
        console.print(f"The warehouse is that of this release (step {done.after}): nothing to do")
    else:
        console.print(f"From step {done.before} to {done.after}; columns added: {sum(map(len, done.added.values()))}")
    if done.backup:
        console.print(f"As it was: {done.backup}", soft_wrap=True)
    if roles:
        console.print("Roles: aimak_writer, aimak_analyst (grant them to users who may log in)")


def copy_warehouse_to(settings: Settings, target: str) -> None:
    """Copy the warehouse and say how many rows each table has.

    Raises:
        click.ClickException: it cannot be copied, or there is something at the target already.
    """
    from sqlalchemy.exc import ArgumentError, DatabaseError

    from aimak_pipeline.faults import in_one_line
    from warehouse.copying import CopyError, copy_warehouse

    with progress_bar() as progress:
        bar = progress.add_task("Copying", total=None)
        try:
            copied = copy_warehouse(
                settings.warehouse,
                target,
                lambda table, rows: progress.update(bar, description=f"{table}: {rows} rows"),
            )
        except (CopyError, ArgumentError, ValueError) as error:
            raise click.ClickException(str(error)) from None
        except (OSError, DatabaseError) as error:
            raise click.ClickException(in_one_line(str(error), settings)) from None
    console.print(f"Copied {sum(copied.values()):,} rows of {len(copied)} tables; now set AIMAK_WAREHOUSE_URL")


def print_summary(summary: RunSummary, settings: Settings) -> None:
    """Print what a run did and where to look next."""
    from assets.partitions import in_words  # Dagster, which help need not wait for

    console.print(
        f"{summary.files} files: {summary.accepted} accepted, {summary.rejected} rejected, "
        f"{summary.known} known already, {summary.waiting} still being copied"
    )
    if summary.waiting:
        console.print(
            f"A file is taken in when it has stayed the same for {settings.settle_seconds:g} seconds: call again then",
            soft_wrap=True,
        )
    if summary.troubles != "nothing":
        console.print(f"[yellow]To be seen to:[/yellow] {escape(summary.troubles)}", soft_wrap=True)
    if summary.quarters:
        last = summary.quarters[-1]
        console.print(f"Computed {in_words(summary.quarters)}")
        console.print(f"Quality report: {settings.reports / last / f'quality_{last}.html'}", soft_wrap=True)
    if summary.published:
        console.print(f"Published {in_words(summary.published)}")
        console.print(f"Bulletins, releases and reports: {settings.reports / 'index.html'}", soft_wrap=True)
    if not summary.quarters and not summary.published:
        console.print("Every quarter is computed from the present ledger: nothing to do")


def print_frame(frame: pd.DataFrame, title: str | None = None) -> None:
    """Print a table; numbers to the right with the decimals their column needs, missing values as a dash."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in frame.columns:
        table.add_column(
            str(name).replace("_", " "), justify="right" if _is_numeric(frame[name]) else "left", overflow="fold"
        )
    for record in zip(*(_shown(frame[name]) for name in frame.columns), strict=True):
        table.add_row(*record)
    console.print(table)


def _is_numeric(values: pd.Series) -> bool:
    return getattr(values.dtype, "kind", "O") in "iuf"


def _shown(values: pd.Series) -> list[str]:
    """Return a column as people write it: thousands apart, no more decimals than it needs, yes and NO."""
    present = values.dropna()
    if _is_numeric(values):
        decimals = next((count for count in (0, 1) if (present.round(count) == present).all()), 2)
        return [
            "–" if missing else f"{value:,.{decimals}f}" for value, missing in zip(values, values.isna(), strict=True)
        ]
    words = {True: "yes", False: "NO"}
    texts = values.map(
        lambda value: words[value] if isinstance(value, bool) else escape(str(value)), na_action="ignore"
    )
    return ["–" if missing else text for text, missing in zip(texts, values.isna(), strict=True)]


def print_status(settings: Settings, quarter: str | None) -> None:
    """Print who has reported: an overview of all quarters, or every municipality of one."""
    import pandas as pd
    from sqlalchemy.exc import OperationalError

    from sources.intake.file_systems import shown
    from sources.quarters import BISHKEK
    from warehouse.engine import open_read_only, reading
    from warehouse.summaries import reporting_of, reporting_overview

    try:
        with reading(open_read_only(settings.warehouse)) as connection:
            frame = reporting_of(connection, quarter) if quarter else reporting_overview(connection)
    except OperationalError:  # there is no warehouse yet
        frame = None
    if frame is None or frame.empty:
        console.print("Nothing is computed yet" + (f" for {quarter}" if quarter else "") + ": drop workbooks into")
        console.print(f"{shown(settings.intake)} and call: aimak run", soft_wrap=True)
        if quarter:
            _print_expected(settings, quarter)
        return
    if quarter:
        received = pd.to_datetime(frame["received_at"], utc=True).dt.tz_convert(BISHKEK)
        frame = frame.assign(received_at=received.dt.strftime("%Y-%m-%d"))
        missing = frame[frame["received_at"].isna()]
        print_frame(frame[frame["received_at"].notna()], f"{quarter}: reported")
        if missing.empty:
            console.print(f"{quarter}: nobody is missing")
        else:
            print_frame(missing[["municipality_code", "name", "oblast"]], f"{quarter}: missing ({len(missing)})")
    else:
        print_frame(frame, "Reporting by quarter")


def _print_expected(settings: Settings, quarter: str) -> None:
    """Print who is expected to report for a quarter for which nothing has come."""
    import pandas as pd

    from sources.quarters import Quarter
    from sources.register import EnrolmentError, load_enrolment, load_register

    register = load_register(settings.register_folder)
    try:
        expected = load_enrolment(settings.enrolment, register).expected(Quarter.parse(quarter))
    except EnrolmentError as error:
        raise click.ClickException(str(error)) from None
    rows = [(code, register[code].name.ru, register[code].oblast.name.en) for code in sorted(expected)]
    columns = ["municipality_code", "name", "oblast"]
    print_frame(pd.DataFrame(rows, columns=columns), f"{quarter}: expected, nothing received ({len(rows)})")


def write_sample_with_progress(folder: Path, seed: int | None) -> None:
    """Write the sample programme and say what it is."""
    from aimak_pipeline.sample import SEED, write_sample

    with progress_bar() as progress:
        bar = progress.add_task("Writing workbooks", total=None)
        summary = write_sample(
            folder,
            seed=SEED if seed is None else seed,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    console.print(str(summary))
