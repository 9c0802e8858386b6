"""Releases on the command line: the present one of a quarter or of all time, or one of an earlier state."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from sqlalchemy import URL
from sqlalchemy.exc import OperationalError

from aimak_pipeline.console import console, progress_bar
from aimak_pipeline.faults import in_one_line
from aimak_pipeline.workplaces import workplace
from sources.intake.store import ArchiveError
from sources.quarters import BISHKEK, Quarter
from warehouse.engine import open_read_only, reading
from warehouse.ledger import Ledger
from warehouse.release import ALL, AlreadyThereError, Period, all_time, read_contents
from warehouse.release.as_known import AsKnown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Engine

    from aimak_pipeline.settings import Settings
    from assets.workplace import Workplace
    from warehouse.release import Contents, Release


def release_present(settings: Settings, name: str, output: Path | None) -> None:
    """Publish what is known now of a quarter or of all time, unless that is published, and say where it lies.

    Raises:
        click.ClickException: it cannot be: nothing is known, or what has arrived is not computed yet.
    """
    place, engine = workplace(settings), open_read_only(settings.warehouse)
    with _in_one_line(settings):
        ledger = Ledger(engine)
        pending = [quarter for quarter in ledger.pending(place.inputs) if name in (quarter, ALL)]
        if pending:
            raise click.ClickException(
                f"{', '.join(pending)}: not computed from what is known now; call first: aimak run"
            )
        contents = _contents(engine, name)
        if contents is None:
            raise click.ClickException(f"nothing has been received for {name}")
        _require_free(output)
        made = place.publisher.publish(contents)
        if output is not None:
            shutil.copytree(made.folder, output, dirs_exist_ok=True)
    _tell(f"Release of {name}, version {made.version}", made, output)
    if made.changes is not None:
        _tell_why(made, ledger)


def release_as_known(settings: Settings, name: str, day: date, output: Path | None) -> None:
    """Make the release again that could have been made at the end of a day, and say where it lies.

    Raises:
        click.ClickException: it cannot be: the day is still to come, or nothing was known on it.
    """
    if day > datetime.now(BISHKEK).date():
        raise click.ClickException(f"{day} is still to come")
    place = workplace(settings)
    with _in_one_line(settings), _as_known(place, open_read_only(settings.warehouse), name, day) as engine:
        contents = _contents(engine, name)
        if contents is None:
            raise click.ClickException(f"nothing was known of {name} on {day}")
        folder = output or place.releases / name / f"as_known_on_{day}"
        made = place.publisher.write(contents, folder, as_known_on=day)
    _tell(f"Release of {name} as known on {day}", made, None)


def _contents(engine: Engine, name: str) -> Contents | None:
    with reading(engine) as connection:
        period = all_time(connection) if name == ALL else Period.of(Quarter.parse(name))
        return read_contents(connection, period) if period else None


@contextmanager
def _as_known(place: Workplace, present: Engine, name: str, day: date) -> Iterator[Engine]:
    """Give a warehouse that holds what was known at the end of a day; it is gone afterwards."""
    taken_in = Ledger(present).submissions()
    with tempfile.TemporaryDirectory(prefix="aimak-as-known-") as folder, progress_bar() as progress:
        bar = progress.add_task("Reading workbooks", total=None)
        then = replace(
            place,
            warehouse_url=URL.create("sqlite", database=str(Path(folder) / "warehouse.sqlite")).render_as_string(),
        )
        try:
            earlier = AsKnown(then.engine, then.extractor, place.deadline_days, place.programme_start)
            earlier.fill(
                taken_in,
                day,
                None if name == ALL else Quarter.parse(name),
                lambda quarter: progress.update(bar, description=f"Computing {quarter}"),
            )
            yield then.engine
        finally:
            then.engine.dispose()


@contextmanager
def _in_one_line(settings: Settings) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "unable to open" in str(error) or "no such table" in str(error):
            raise click.ClickException("nothing is computed yet; drop workbooks and call: aimak run") from None
        raise click.ClickException(in_one_line(str(error), settings)) from None
    except (AlreadyThereError, ArchiveError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(in_one_line(str(error), settings)) from None


def _require_free(output: Path | None) -> None:
    if output is not None and output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise AlreadyThereError(f"{output} is there already and holds something else; name another folder")


def _tell(what: str, made: Release, copy: Path | None) -> None:
    state = "made now" if made.is_new else "it was there, and nothing has changed"
    console.print(f"{what}: {sum(made.rows.values()):,} rows in {len(made.rows)} tables; {state}")
    console.print(str(made.folder) + (f"\nCopied to {copy}" if copy else ""), soft_wrap=True, highlight=False)


def _tell_why(made: Release, ledger: Ledger) -> None:
    """Say which files brought the change; their names are for the operator and stand in no release."""
    if made.changes is None:
        return
    submissions = ledger.submissions()
    names = dict(zip(submissions["id"], submissions["file_name"], strict=True))
    for row in made.changes.arrived:
        whose = row["municipality_code"] or f"survey {row['wave']}"
        console.print(
            escape(
                f"  counts now: {names.get(row['id'], row['id'])} ({whose}, {row['quarter']}, version {row['version']})"
            ),
            soft_wrap=True,
            highlight=False,
        )
    for sentence in made.changes.conditions:
        console.print(f"  {sentence}", soft_wrap=True, highlight=False)
    console.print(f"What changed: {made.folder / 'changes.md'}", soft_wrap=True, highlight=False)
