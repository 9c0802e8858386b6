"""Copying a whole warehouse from one database to another: from SQLite to PostgreSQL when it is outgrown, or back.

Everything goes as it is, table by table, in one transaction; nothing is computed. The archive and the settings stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Table, func, select

from warehouse.bulk import bulk_insert
from warehouse.engine import open_read_only, open_warehouse, reading, writing
from warehouse.frames import read_frames
from warehouse.partitions import ensure_partitions
from warehouse.schema import SCHEMA_VERSION, create_schema, schema_version
from warehouse.tables import FACTS, metadata, submission

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS = 50_000
"""Rows held in memory at a time."""


class CopyError(Exception):
    """The warehouse cannot be copied as things are; nothing was changed. The message says why."""


def copy_warehouse(
    source: str | URL, target: str | URL, progress: Callable[[str, int], None] = lambda _table, _rows: None
) -> dict[str, int]:
    """Copy all tables of a warehouse into an empty one.

    Args:
        source: the warehouse to copy, of this release; it is only read.
        target: a database without a warehouse, or with an empty one.
        progress: told each table and how many rows of it are copied.

    Returns:
        The number of rows by table.

    Raises:
        CopyError: the source is of another release, the target is not empty, or rows were lost on the way.
        sqlalchemy.exc.DBAPIError: a database cannot be reached or written; the target is left empty.
    """
    from_engine, to_engine = open_read_only(source), open_warehouse(target, check_references=False)
    try:
        with reading(from_engine) as given:
            if (present := schema_version(given)) != SCHEMA_VERSION:
                raise CopyError(f"the warehouse is at step {present}, not {SCHEMA_VERSION}: call `aimak migrate` first")
            create_schema(to_engine)
            with writing(to_engine) as taken:
                if taken.scalar(select(func.count()).select_from(submission)):
                    raise CopyError("there is a warehouse at the target already; nothing was copied")
                return {table.name: _copy_table(given, taken, table, progress) for table in metadata.sorted_tables}
    finally:
        from_engine.dispose()
        to_engine.dispose()


def _copy_table(given: Connection, taken: Connection, table: Table, progress: Callable[[str, int], None]) -> int:
    rows, copied = select(table), 0
    if table is submission:
        # A version refers to the next one, which therefore goes first.
        rows = rows.order_by(submission.c.version.desc())
    for frame in read_frames(given, rows, _ROWS):
        if table.name in FACTS:
            ensure_partitions(taken, set(frame["quarter"]))
        copied += bulk_insert(taken, table, frame)
        progress(table.name, copied)
    held = taken.scalar(select(func.count()).select_from(table))
    if held != copied:
        raise CopyError(f"{table.name} holds {held} rows after {copied} were copied")
    return copied
