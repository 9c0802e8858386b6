"""``make explore``: a copy of the warehouse, and Datasette that serves it to a browser on this machine."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from aimak_pipeline.faults import in_one_line
from aimak_pipeline.settings import Settings, SettingsError, settings
from warehouse.copying import CopyError
from warehouse.engine import open_read_only, reading
from warehouse.published_copy import describe, publish_copy

_LIMITS = {"facet_time_limit_ms": 2000, "sql_time_limit_ms": 5000, "max_returned_rows": 5000}


def prepare(settings: Settings) -> tuple[Path, Path]:
    """Write the copy and what Datasette is told of it.

    Returns:
        The two files.

    Raises:
        click.ClickException: there is no warehouse, or it cannot be read; one line says so.
    """
    folder = settings.root / "explore"
    try:
        engine = open_read_only(settings.warehouse)
        with reading(engine) as connection:
            described = describe(connection)
        engine.dispose()
        file = publish_copy(settings.warehouse, folder / "warehouse.sqlite")
    except (DBAPIError, CopyError) as error:
        cause = in_one_line(str(error), settings)
        raise click.ClickException(f"{cause} (call `make demo` or `aimak run` first, if there is none yet)") from None
    metadata = folder / "metadata.json"
    metadata.write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")
    return file, metadata


def command(file: Path, metadata: Path, port: int) -> list[str]:
    """Return the command that serves the copy on this machine's own address."""
    limits = [part for name, value in _LIMITS.items() for part in ("--setting", name, str(value))]
    datasette = str(Path(sys.executable).with_name("datasette"))
    where = ["-h", "127.0.0.1", "-p", str(port)]
    return [datasette, "serve", "-i", str(file), "--metadata", str(metadata), *where, *limits]


@click.command()
@click.option("--port", type=int, default=8001, show_default=True)
def main(port: int) -> None:
    """Make a copy of the warehouse and serve it with Datasette."""
    try:
        file, metadata = prepare(settings())
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"The warehouse as it is now: http://127.0.0.1:{port} (charts: /-/dashboards/programme); Ctrl-C ends it")
    sys.stdout.flush()
    serve = command(file, metadata, port)
    os.execv(serve[0], serve)  # noqa: S606 - our own program


if __name__ == "__main__":
    main()
