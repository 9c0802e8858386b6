"""What others build on: the columns of tables and views. A list of them only ever grows, in ``docs/interface.txt``.

A column that is listed stays, or the changelog names it as renamed or removed, so that nobody's query or report breaks
without a word. The list is written by ``make docs``; what a column means is in the declarations, not here.
"""

from __future__ import annotations

import re

from warehouse.marts import MART_TABLES
from warehouse.tables import metadata
from warehouse.views import VIEWS

_ENTRY = re.compile(r"^- ", re.MULTILINE)
_GONE = re.compile(r"\b(renamed|removed)\b", re.IGNORECASE)


def present_columns() -> list[str]:
    """Return each column of each table, view of what counts and view for analysts, as ``relation.column``, sorted."""
    relations = [*metadata.tables.values(), *(view.table for view in VIEWS.values()), *MART_TABLES.values()]
    return sorted(f"{relation.name}.{column.name}" for relation in relations for column in relation.columns)


def appended(listed: str) -> str:
    """Return the list with what is new below it, one a line; nothing is ever taken out.

    Args:
        listed: the text of the list as it is.
    """
    known = set(listed.split())
    return listed + "".join(f"{column}\n" for column in present_columns() if column not in known)


def broken_promises(listed: str, changelog: str) -> list[str]:
    """Return the listed columns that are there no longer and that the changelog says nothing about.

    Args:
        listed: the text of the list.
        changelog: the changelog; an entry (``- …``) that has the word renamed or removed, and in backticks
            ``relation.column``, says so.
    """
    gone = set(listed.split()) - set(present_columns())
    told = [entry for entry in _ENTRY.split(changelog) if _GONE.search(entry)]
    return sorted(column for column in gone if not any(f"`{column}`" in entry for entry in told))
