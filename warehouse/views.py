"""The views of the warehouse: what counts now.

The fact tables and the findings hold every version of every report, so that what was known on an earlier day can still
be asked. These views hold the accepted version only, and have the columns of the table behind them: indicators,
releases and most analysts read them. Statements that are more than a filter belong to the module that publishes them.

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


_VIEWS = {table.name: current_view(table) for table in (submission, finding, *FACTS.values())}

CURRENT: dict[str, Table] = {name: view.table for name, view in _VIEWS.items()}
"""The views by the name of the table behind them, to be used like tables: ``select(CURRENT["water_supply"])``."""


def create_views(connection: Connection) -> None:
    """Have all views as they are declared; within the transaction, so that no reader ever misses one.

    On PostgreSQL views that are so already are left alone: making them anew waits for every analyst who reads one.
    """
    if connection.dialect.name == "postgresql" and _are_as_declared(connection):
        return
    drop_views(connection)
    for view in _VIEWS.values():
        connection.execute(view)


def _are_as_declared(connection: Connection) -> bool:
    """Compare the views that are there with those that would be made, in PostgreSQL's own words for both."""
    definitions = text("SELECT viewname, definition FROM pg_views WHERE schemaname = :schema")

    def views_in(schema: str) -> dict[str, str]:
        found = connection.execute(definitions, {"schema": schema}).all()
        return {row.viewname: row.definition for row in found if row.viewname in names}

    names = {view.table.name for view in _VIEWS.values()}
    present = views_in("public")
    if present.keys() != names:
        return False
    with connection.begin_nested() as tried:
        for view in _VIEWS.values():
            connection.execute(CreateView(view.selectable, view.table.name, temporary=True, metadata=MetaData()))
        own = connection.scalar(text("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()"))
        declared = views_in(str(own))
        tried.rollback()
    return present == declared


def drop_views(connection: Connection) -> None:
    """Take all views away, as a change of the tables behind them requires."""
    for view in _VIEWS.values():
        connection.execute(DropView(view.table, if_exists=True))
