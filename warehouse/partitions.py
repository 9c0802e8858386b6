"""How PostgreSQL keeps the quarters apart: every fact table is a parent, and each quarter a partition of it.

Replacing a quarter touches its own partition only, however many quarters there are, and so do the questions that name
one. Partitions are made as quarters appear. SQLite has none; what is asked and answered is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from sources.quarters import Quarter
from warehouse.tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def ensure_partitions(connection: Connection, quarters: Collection[str]) -> None:
    """Create the partitions of some quarters where they are missing; on SQLite there is nothing to do.

    Args:
        connection: in the transaction that is going to put rows of these quarters in.
        quarters: such as ``2021-Q1``.

    Raises:
        ValueError: one of them is no quarter.
    """
    if connection.dialect.name != "postgresql":
        return
    present = set(inspect(connection).get_table_names())
    for quarter in sorted(quarters):
        suffix = str(Quarter.parse(quarter)).replace("-", "_").lower()
        for table in FACTS:
            partition = f"{table}_{suffix}"
            if partition not in present:
                # `CREATE TABLE … PARTITION OF` would wait for every analyst who has the table open; attaching does not.
                connection.execute(text(f"CREATE TABLE {partition} (LIKE {table} INCLUDING ALL)"))
                attach = f"ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES IN ('{quarter}')"
                connection.execute(text(attach))
