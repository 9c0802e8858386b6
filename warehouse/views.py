"""The views of the warehouse: what counts now.

The fact tables and the findings hold every version of every report, so that what was known on an earlier day can still
be asked. These views hold the accepted version only, and have the columns of the table behind them: indicators,
releases and most analysts read them. Views that are more than a filter are in ``marts``, which also creates
all of them.

=====================  ============================================================================================
``current_<form>``     the rows of a form that count: one view for each fact table
``current_submission`` the submissions that count: one for each municipality and quarter, one for each survey wave
``current_finding``    the findings on these
=====================  ============================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CreateView, DropView, MetaData, Table, select, text

from warehouse.tables import ACCEPTED, FACTS, finding, submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_PREFIX = "current_"


def current_view(table: Table) -> CreateView:
    """Return the view ``current_<table>``: the rows that belong to an accepted submission.

    Args:
        table: the table ``submission``, or one that refers to it by ``submission_id``.
    """
    rows = select(table).where(submission.c.status == ACCEPTED)
    if table is not submission:
        rows = rows.join_from(table, submission, table.c.submission_id == submission.c.id)
    return CreateView(rows, _PREFIX + table.name, metadata=MetaData())


VIEWS = {_PREFIX + table.name: current_view(table) for table in (submission, finding, *FACTS.values())}
"""The views of what counts, by their own names."""

CURRENT: dict[str, Table] = {name.removeprefix(_PREFIX): view.table for name, view in VIEWS.items()}
"""The views by the name of the table behind them, to be used like tables: ``select(CURRENT["water_supply"])``."""


def create(connection: Connection, views: Mapping[str, CreateView]) -> bool:
    """Have views as they are declared; within the transaction, so that no reader ever misses one.

    On PostgreSQL views that are so already are left alone: making them anew waits for every analyst who reads one.

    Returns:
        Whether they were made.
    """
    if connection.dialect.name == "postgresql" and _are_as_declared(connection, views):
        return False
    drop(connection, views)
    for view in views.values():
        connection.execute(view)
    return True


def _are_as_declared(connection: Connection, views: Mapping[str, CreateView]) -> bool:
    """Compare the views that are there with those that would be made, in PostgreSQL's own words for both."""
    definitions = text("SELECT viewname, definition FROM pg_views WHERE schemaname = :schema")

    def views_in(schema: str) -> dict[str, str]:
        found = connection.execute(definitions, {"schema": schema}).all()
        return {row.viewname: row.definition for row in found if row.viewname in names}

    names = {view.table.name for view in views.values()}
    present = views_in("public")
    if present.keys() != names:
        return False
    with connection.begin_nested() as tried:
        for view in views.values():
            connection.execute(CreateView(view.selectable, view.table.name, temporary=True, metadata=MetaData()))
        own = connection.scalar(text("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()"))
        declared = views_in(str(own))
        tried.rollback()
    return present == declared


def drop(connection: Connection, views: Mapping[str, CreateView]) -> None:
    """Take views away."""
    for view in views.values():
        connection.execute(DropView(view.table, if_exists=True))
