"""Who may do what in a warehouse on PostgreSQL: the pipeline's role and the analysts'.

``aimak_writer`` owns all tables and views; ``aimak_analyst`` reads what counts, the figures and the dimensions, and no
free text (``free_text``). Neither can log in: an operator grants them to users. On SQLite there are no roles; a file is
shared or it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from warehouse.free_text import FREE_TEXT
from warehouse.marts import MART_TABLES
from warehouse.tables import (
    enrolment,
    expectation_result,
    indicator,
    indicator_value,
    municipality,
    quality_score,
    reporting_status,
    settlement,
    sheet_layout,
)
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

WRITER: Final = "aimak_writer"
ANALYST: Final = "aimak_analyst"

_WHOLE: Final = (
    municipality,
    settlement,
    indicator,
    indicator_value,
    quality_score,
    reporting_status,
    sheet_layout,
    expectation_result,
)


def create_roles(connection: Connection) -> None:
    """Create the two roles where they are missing, and give each what it may do. Doing it again changes nothing.

    Args:
        connection: in a transaction of somebody who may create roles and owns the tables.

    Raises:
        ValueError: the warehouse is on SQLite.
    """
    if connection.dialect.name != "postgresql":
        raise ValueError("SQLite has no roles; set AIMAK_WAREHOUSE_URL to a PostgreSQL database")
    for role in (WRITER, ANALYST):
        if not _exists(connection, role):
            connection.execute(text(f"CREATE ROLE {role} NOLOGIN"))
    for statement in (
        f"GRANT USAGE, CREATE ON SCHEMA public TO {WRITER}",
        # Who gives something away must be able to act for whoever gets it.
        f"GRANT {WRITER} TO CURRENT_USER",
        *_giving_away(connection),
        f"GRANT USAGE ON SCHEMA public TO {ANALYST}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ANALYST}",
    ):
        connection.execute(text(statement))
    share_with_analysts(connection)


def _giving_away(connection: Connection) -> list[str]:
    """Return the statements after which the pipeline's role owns all: only owners attach partitions and add columns."""
    inspector = inspect(connection)
    owned = [f"ALTER TABLE {name} OWNER TO {WRITER}" for name in inspector.get_table_names()]
    return owned + [f"ALTER VIEW {name} OWNER TO {WRITER}" for name in inspector.get_view_names()]


def share_with_analysts(connection: Connection) -> None:
    """Let the analysts' role, if there is one, read what it may: views that were made anew have lost their grants."""
    if connection.dialect.name != "postgresql" or not _exists(connection, ANALYST):
        return
    for table in (*_WHOLE, enrolment, *CURRENT.values(), *MART_TABLES.values()):
        connection.execute(text(f"GRANT SELECT ({_readable(table)}) ON {table.name} TO {ANALYST}"))


def _readable(table: Table) -> str:
    hidden = FREE_TEXT.get(table.name.removeprefix("current_"), set())
    return ", ".join(f'"{name}"' for name in table.columns.keys() if name not in hidden)  # noqa: SIM118 - a collection, not a dict


def _exists(connection: Connection, role: str) -> bool:
    found = connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role})
    return bool(found)
