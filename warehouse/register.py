"""Loading the register and the enrolment: who the municipalities are, and who is expected to report.

The frames come from ``sources.register``; what they say is not judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Engine, delete

from warehouse.bulk import bulk_insert
from warehouse.engine import writing
from warehouse.tables import enrolment, municipality, settlement

if TYPE_CHECKING:
    import pandas as pd


def load_register(
    engine: Engine, municipalities: pd.DataFrame, settlements: pd.DataFrame, enrolments: pd.DataFrame
) -> dict[str, int]:
    """Replace the register and the enrolment in one transaction.

    Args:
        engine: the warehouse.
        municipalities: the columns of the table ``municipality``.
        settlements: the columns of the table ``settlement``.
        enrolments: the columns of the table ``enrolment``.

    Returns:
        The number of rows by table.

    Raises:
        ValueError: a frame has a column that its table has not.
        sqlalchemy.exc.IntegrityError: two rows have the same key, or a name is missing; the old register stays.
    """
    contents = ((municipality, municipalities), (settlement, settlements), (enrolment, enrolments))
    with writing(engine) as connection:
        for table, _ in contents:
            connection.execute(delete(table))
        return {table.name: bulk_insert(connection, table, frame) for table, frame in contents}
