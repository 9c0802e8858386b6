"""Migrating: a warehouse of an earlier release becomes that of this one, and keeps all that is in it.

The fixed tables go through the steps in ``migrations/versions``, by Alembic. The fact tables follow the forms: what a
form has and its table has not is added. A column that a form no longer has stays, with what is in it. Everything
happens in one transaction: a migration that fails leaves the warehouse as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Column, Connection, Engine, inspect

from warehouse.engine import open_warehouse, reading, writing
from warehouse.marts import create_views, drop_views
from warehouse.roles import share_with_analysts
from warehouse.schema import (
    FIRST_VERSION,
    SCHEMA_VERSION,
    create_schema,
    missing_columns,
    schema_version,
    version_table,
)
from warehouse.tables import FACTS, metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS = Path(__file__).parent / "migrations"
"""Where Alembic finds the steps."""


@dataclass(frozen=True)
class Migration:
    """What a migration did."""

    before: str | None
    """The step that the warehouse had reached; None if there was none."""
    after: str
    added: dict[str, list[str]]
    """The columns that fact tables got, by table."""
    backup: Path | None = None
    """The copy of the SQLite file as it was."""


def migrate(url: str | URL) -> Migration:
    """Bring a warehouse up to the schema of this release; one that is there already is left alone.

    A SQLite file is copied first, beside itself; of a PostgreSQL database the operator keeps a dump.

    Raises:
        ValueError: it was made by a later release.
        sqlalchemy.exc.SQLAlchemyError: a step failed; the warehouse is as it was.
    """
    engine = open_warehouse(url, check_references=False)
    try:
        with reading(engine) as connection:
            before = schema_version(connection)
            missing = {} if before is None else missing_columns(connection)
        if before is None:
            create_schema(engine)
            return Migration(None, SCHEMA_VERSION, {})
        if before > SCHEMA_VERSION:
            raise ValueError(f"the warehouse is at step {before}, and this release knows {SCHEMA_VERSION} at most")
        if before == SCHEMA_VERSION and not missing:
            return Migration(before, before, {})
        backup = _back_up(engine, before)
        with writing(engine) as connection:
            added = _upgrade(connection, before)
        return Migration(before, SCHEMA_VERSION, added, backup)
    finally:
        engine.dispose()


def is_migrated(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Say whether Alembic is to look at a table: fact tables and their partitions are none of its business."""
    return kind != "table" or name in metadata.tables.keys() - FACTS.keys()


def _back_up(engine: Engine, version: str) -> Path | None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    file = Path(engine.url.database)
    copy = file.with_name(f"{file.name}.before-{SCHEMA_VERSION}-from-{version}")
    copy.unlink(missing_ok=True)
    # The driver's own connection: a copy cannot be made within a transaction, and SQLAlchemy begins one.
    driver: Any = engine.raw_connection()
    try:
        driver.execute("VACUUM INTO ?", [str(copy)])
    finally:
        driver.close()
    return copy


def _upgrade(connection: Connection, before: str) -> dict[str, list[str]]:
    drop_views(connection)
    if not inspect(connection).has_table(version_table.name):
        version_table.create(connection)
        connection.execute(version_table.insert().values(version_num=FIRST_VERSION))
    run_steps(connection, "head")
    added = _follow_forms(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"after the steps from {before} rows refer to nothing: {broken[:5]}")
    create_views(connection)
    share_with_analysts(connection)
    return added


def run_steps(connection: Connection, last: str) -> None:
    """Run the steps that a warehouse has not gone through, up to one or to ``head``, in the open transaction."""
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, last)


def _follow_forms(connection: Connection) -> dict[str, list[str]]:
    """Create the fact tables and columns that the forms have and the warehouse has not."""
    missing = missing_columns(connection)
    present = set(inspect(connection).get_table_names())
    operations = Operations(MigrationContext.configure(connection))
    for name, columns in missing.items():
        if name not in present:
            FACTS[name].create(connection)
            continue
        for column in columns:
            declared: Column[Any] = FACTS[name].c[column]
            operations.add_column(name, Column(column, declared.type, comment=declared.comment))
    return missing
