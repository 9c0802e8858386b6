"""The schema as a whole: making it where there is none, and knowing whether the one that is there is this release's.

Bringing an older one up to date is ``migrating``'s, which loads Alembic; this is called at every start and does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, select

from warehouse.engine import writing
from warehouse.marts import create_views
from warehouse.roles import share_with_analysts
from warehouse.tables import FACTS, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCHEMA_VERSION = "0004"
"""The last of the steps in ``migrations/versions``."""

FIRST_VERSION = "0001"
"""What a warehouse is that has tables and does not say: versions have been kept since this one."""

version_table = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False)
)
"""Where Alembic keeps which step a warehouse has reached."""


class OtherSchemaError(Exception):
    """The warehouse was made by a release with other tables; the message says how to go on."""


def create_schema(engine: Engine) -> None:
    """Create tables and views where there are none. Doing it again changes nothing.

    Raises:
        OtherSchemaError: there are tables already, and they are not those of this release.
    """
    with writing(engine) as connection:
        present = schema_version(connection)
        if present is None:
            metadata.create_all(connection)
            version_table.create(connection)
            connection.execute(version_table.insert().values(version_num=SCHEMA_VERSION))
        elif differences := _differences(connection, present):
            where = engine.url.render_as_string(hide_password=True)
            raise OtherSchemaError(f"the warehouse {where} is not that of this release: {differences}")
        create_views(connection)
        share_with_analysts(connection)


def schema_version(connection: Connection) -> str | None:
    """Return the step that a warehouse has reached; None if it has no tables."""
    names = set(inspect(connection).get_table_names())
    if version_table.name in names:
        return connection.scalar(select(version_table.c.version_num))
    return FIRST_VERSION if "submission" in names else None


def missing_columns(connection: Connection) -> dict[str, list[str]]:
    """Return, for each fact table, the columns that its form has and the table has not; a missing table has none."""
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    found = {
        name: {column["name"] for column in inspector.get_columns(name)} if name in present else set() for name in FACTS
    }
    return {
        name: missing
        for name, table in FACTS.items()
        if (missing := [column.name for column in table.columns if column.name not in found[name]])
    }


def _differences(connection: Connection, present: str) -> str:
    """Say what is to be done about a schema that is not this release's; nothing if it is."""
    if present > SCHEMA_VERSION:
        return f"it is at step {present}, this release knows {SCHEMA_VERSION} at most. Use the later release."
    if present < SCHEMA_VERSION:
        return f"it is at step {present} of {SCHEMA_VERSION}. Call `aimak migrate`; all that is in it stays."
    if missing := missing_columns(connection):
        named = "; ".join(f"{table}: {', '.join(columns)}" for table, columns in missing.items())
        return f"it lacks what the forms have ({named}). Call `aimak migrate`; all that is in it stays."
    return ""
