"""The command line. Every command imports what it needs when it is called, so that ``aimak --help`` is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from aimak_pipeline.settings import Settings
    from sources.labels import Language


def _settings() -> Settings:
    from aimak_pipeline.settings import SettingsError, settings

    try:
        return settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="aimak-pipeline")
def main() -> None:
    """From municipal workbooks to traceable indicators.

    Workbooks dropped into the intake folder are taken in, validated and loaded into the warehouse; indicators and
    data-quality reports follow. Settings are environment variables that begin with AIMAK_ (see docs/settings.md).
    """


@main.command()
@click.option("--rebuild", is_flag=True, help="Compute quarters again from the archive: the ones named, or all.")
@click.option(
    "--publish/--no-publish",
    default=True,
    show_default=True,
    help="Also check what was computed and make figures' pages, releases and bulletins.",
)
@click.argument("quarters", nargs=-1, metavar="[QUARTER]...")
def run(rebuild: bool, publish: bool, quarters: tuple[str, ...]) -> None:
    """Take in what lies in the intake, compute the quarters it touches, answer its senders, and publish.

    The same Dagster assets as in the UI, in this process, recorded in the Dagster instance. Exits with 0 unless the
    pipeline itself failed: a bad workbook is answered, not a failure.
    """
    from aimak_pipeline.console import run_with_progress

    if quarters and not rebuild:
        raise click.UsageError("quarters are named with --rebuild only; without it, every pending quarter is computed")
    for quarter in quarters:
        _quarter(quarter)
    run_with_progress(_settings(), rebuild=list(quarters) if rebuild else None, publish=publish)


@main.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE..."
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for programs.")
@click.option(
    "--language", type=click.Choice(["ky", "ru", "en"]), default="en", show_default=True, help="Of what is printed."
)
@click.option(
    "--annotate",
    "out",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Write a copy with every finding marked in its cell: a file, or a folder for several FILEs.",
)
def check(files: tuple[Path, ...], as_json: bool, language: Language, out: Path | None) -> None:
    """Read and validate workbooks, before they are sent.

    Prints the findings; exits with 1 if any of them is an error or fatal. Nothing is written but what --annotate names.
    The warehouse is not asked: what does not fit earlier quarters is found when the file is sent.
    """
    from aimak_pipeline.checking import check_files, is_faulty, print_findings, print_json, write_annotated
    from aimak_pipeline.console import reader_may_leave

    settings = _settings()
    checked = check_files(files, settings)
    if out is not None:  # before anything is printed: whoever reads that may stop reading
        write_annotated(checked, files, out, settings)
    with reader_may_leave():
        if as_json:
            print_json(checked)
        else:
            print_findings(checked, files, language)
    sys.exit(int(is_faulty(checked)))


@main.command()
@click.argument("names", nargs=-1, metavar="MUNICIPALITY QUARTER")
@click.option("--all", "everybody", is_flag=True, help="For every municipality enrolled in QUARTER, named alone.")
@click.option("--ahead", is_flag=True, help="Also for a quarter later than the next one.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file; with --all a .zip or a folder. Default: here; with --all each municipality's folder of the outbox.",
)
def template(names: tuple[str, ...], everybody: bool, ahead: bool, output: Path | None) -> None:
    """Write the blank workbook of a municipality (its 14-digit code or its name) for a quarter, filled in as known.

    Settlements and last report's stocks come from the warehouse, if there is one, else settlements from the register.
    """
    from aimak_pipeline.templates import quarter_asked, write_all, write_one

    *who, key = names or ("",)
    if not names or bool(who) is everybody or len(who) > 1:
        raise click.UsageError("call: aimak template MUNICIPALITY QUARTER, or: aimak template --all QUARTER")
    quarter = quarter_asked(_quarter(key), ahead=ahead)
    if everybody:
        write_all(_settings(), quarter, output)
    else:
        write_one(_settings(), who[0], quarter, output)


@main.command()
@click.argument("quarter", required=False)
def status(quarter: str | None) -> None:
    """Say who has reported, who has not, and with what quality."""
    from aimak_pipeline.console import print_status

    print_status(_settings(), _quarter(quarter) if quarter else None)


@main.command()
@click.argument("indicator")
@click.argument("quarter")
@click.argument("area", required=False)
@click.option("--category", metavar="BY=NAME", help="Of a breakdown: sex=female, or cumulative.")
@click.option("--cells", is_flag=True, help="Show rows and cells for an area of many municipalities too.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for programs.")
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a web page.")
@click.option(
    "--workbook",
    "out",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Write copies of the workbooks with the cells marked: a file, or a folder for several.",
)
@click.option(
    "--language", type=click.Choice(["ky", "ru", "en"]), default="en", show_default=True, help="Of what is shown."
)
def explain(  # noqa: PLR0913, PLR0917 - one parameter for each argument of the command
    indicator: str,
    quarter: str,
    area: str | None,
    category: str | None,
    cells: bool,
    as_json: bool,
    page: Path | None,
    out: Path | None,
    language: Language,
) -> None:
    """Show the figure, its formula, and every cell of every workbook behind it.

    AREA is a municipality or an oblast, by its 14-digit code or its name; city or aiyl_aimak; or programme, which is
    the default. Exits with 0 also where the figure has no value: what is shown says why.
    """
    from aimak_pipeline.console import reader_may_leave
    from aimak_pipeline.explaining import explanation_of, print_tree, write_page, write_workbooks

    settings = _settings()
    explanation = explanation_of(settings, indicator, _quarter(quarter), area, category)
    copies = write_workbooks(explanation, settings, out, language) if out else {}
    if page:
        write_page(explanation, page, copies, language)
    with reader_may_leave():
        if as_json:
            from warehouse.lineage.record import to_json

            click.echo(to_json(explanation))
        elif not page and not out:
            print_tree(explanation, language, cells=cells)


@main.command()
@click.argument("period", metavar="QUARTER|all")
@click.option(
    "--as-known-on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Make again what could have been released at the end of that day (in Bishkek), such as 2021-05-31.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A folder that is new or empty: where an earlier state is written, or the present release is copied.",
)
def release(period: str, day: datetime | None, output: Path | None) -> None:
    """Make the release of a quarter, or of all time, and say where it lies.

    Parquet, CSV and a workbook of each table, with a data package, dictionary, reference sheets and checksums, in
    releases/QUARTER/v1, v2, … below AIMAK_HOME. A version is never changed; a new one is made only where anything is
    other than in the last, and says what changed and why. Every run makes the releases of its quarters; this makes or
    names one.
    """
    from aimak_pipeline.releasing import release_as_known, release_present

    name = period if period == "all" else _quarter(period)
    if day is not None:
        release_as_known(_settings(), name, day.date(), output)
    else:
        release_present(_settings(), name, output)


@main.command()
@click.option("--roles", is_flag=True, help="Also create aimak_writer and aimak_analyst (PostgreSQL).")
def migrate(roles: bool) -> None:
    """Bring the warehouse up to the tables of this release; all that is in it stays.

    A SQLite file is copied first. Stop what runs before, and keep a dump of a PostgreSQL database.
    """
    from aimak_pipeline.console import migrate_warehouse

    migrate_warehouse(_settings(), roles=roles)


@main.command("copy-warehouse")
@click.argument("target", metavar="URL")
def copy_warehouse(target: str) -> None:
    """Copy the whole warehouse to URL, such as postgresql+psycopg://user@host/database.

    The target must have no warehouse yet. Stop what runs before; then set AIMAK_WAREHOUSE_URL to it.
    """
    from aimak_pipeline.console import copy_warehouse_to

    copy_warehouse_to(_settings(), target)


@main.command("prune-runs")
@click.option("--older-than", "days", type=click.IntRange(min=1), required=True, metavar="DAYS")
def prune(days: int) -> None:
    """Delete Dagster's record of old runs, but for what says which quarters are computed.

    Archive, warehouse and ledger are not touched.
    """
    from aimak_pipeline.console import prune_old_runs

    prune_old_runs(_settings(), days)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--seed", type=int, default=None, help="Another seed makes another programme of the same kind.")
def sample(folder: Path, seed: int | None) -> None:
    """Write the synthetic programme as workbooks into DIR/workbooks, and what is in them into DIR/truth."""
    from aimak_pipeline.console import write_sample_with_progress

    write_sample_with_progress(folder, seed)


@main.command(hidden=True)
def demo() -> None:
    """Write the sample programme, run the pipeline over it and compare with the published results."""
    from aimak_pipeline.demo import demonstrate

    demonstrate(_settings())


def _quarter(key: str) -> str:
    from sources.quarters import Quarter

    try:
        return str(Quarter.parse(key))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
