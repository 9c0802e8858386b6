"""Between pandas and the tables: which dtype stands for which column type, in both directions.

Reading a whole table with ``read_frame`` gives back what ``engine.bulk_insert`` was given. What differs between
database engines is in ``engine``; what is read and written, and when, is for the modules that use both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Boolean, Date, DateTime, Float, Integer

from warehouse.tables import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pandas.api.extensions import ExtensionDtype
    from sqlalchemy import Column, ColumnElement, Connection, Row, Select
    from sqlalchemy.types import TypeEngine

_ROWS_AT_ONCE = 50_000


def dtype_of(sql_type: TypeEngine[Any]) -> ExtensionDtype | np.dtype[Any]:
    """Return the pandas dtype that holds a column type's values, missing ones included."""
    match sql_type:
        case Boolean():
            return pd.BooleanDtype()
        case Integer():
            return pd.Int64Dtype()
        case Float():
            return pd.Float64Dtype()
        case Date():
            return np.dtype("datetime64[us]")
        case DateTime() | UtcDateTime():
            return pd.DatetimeTZDtype("us", "UTC")
        case _:
            return pd.StringDtype()


def read_frame(connection: Connection, statement: Select[Any]) -> pd.DataFrame:
    """Run a select and return its rows in the dtypes of its columns, also when there are none.

    Args:
        connection: where to run it.
        statement: the select; columns it computes need a type that SQLAlchemy can tell.

    Returns:
        One column for each of the select's, by name: string, Int64, Float64, boolean, datetime64[us] for days, and
        datetime64[us, UTC] for moments.
    """
    columns = list(statement.selected_columns)
    # Rows become Python objects, ten times as large as in a frame: of a large table only some at a time.
    frames = [_frame(columns, part) for part in connection.execute(statement).partitions(_ROWS_AT_ONCE)]
    return frames[0] if len(frames) == 1 else pd.concat(frames or [_frame(columns, [])], ignore_index=True)


def read_frames(connection: Connection, statement: Select[Any], rows_at_a_time: int) -> Iterator[pd.DataFrame]:
    """Run a select and yield its rows as ``read_frame`` returns them, so many at a time; at least one frame.

    Args:
        connection: where to run it; it fetches no more than that from the server.
        statement: as for ``read_frame``.
        rows_at_a_time: what is held in memory at once.
    """
    columns = list(statement.selected_columns)
    parts = connection.execution_options(yield_per=rows_at_a_time).execute(statement).partitions()
    first = next(parts, [])
    yield _frame(columns, first)
    for part in parts:
        yield _frame(columns, part)


def _frame(columns: list[ColumnElement[Any]], rows: Sequence[Row[Any]]) -> pd.DataFrame:
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pd.DataFrame(
        {
            column.key: pd.Series(list(cells), dtype=object).astype(dtype_of(column.type))
            for column, cells in zip(columns, values, strict=True)
        }
    )


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as a template reads them: None for what is missing, the index as a column like any other."""
    flat = table if isinstance(table.index, pd.RangeIndex) else table.reset_index()
    objects = flat.astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in objects.where(flat.notna(), None).to_dict("records")
    ]


def as_python(values: pd.Series[Any], column: Column[Any]) -> list[Any]:
    """Return a column of a frame as Python objects of the table column's type, missing values as None.

    Raises:
        TypeError: text where the column holds none, or the other way round.
        ValueError: a value cannot become one of the column's type without loss, such as a day that has a time.
    """
    is_text = dtype_of(column.type) == pd.StringDtype()
    kind = pd.api.types.infer_dtype(values.astype(object), skipna=True)
    # pandas would turn any object into text, and many a text into a number, without a word.
    if kind != "empty" and is_text != (kind == "string"):
        raise TypeError(f"{column.table.name}.{column.name}: {column.type!r} expected, not {kind}")
    try:
        return _converted(values, column.type)
    except (TypeError, ValueError) as fault:
        raise ValueError(f"{column.table.name}.{column.name}: {fault}") from fault


def _converted(values: pd.Series[Any], sql_type: TypeEngine[Any]) -> list[Any]:
    match sql_type:
        case Date():
            return _days(values)
        case DateTime() | UtcDateTime():
            moments = zip(values, values.isna(), strict=True)
            return [None if missing else pd.Timestamp(moment).to_pydatetime() for moment, missing in moments]
    # As objects the numbers are Python's own, not numpy's.
    objects = values.astype(dtype_of(sql_type)).astype(object)
    return list(objects.where(objects.notna(), None))


def _days(values: pd.Series[Any]) -> list[Any]:
    moments = pd.to_datetime(values)
    if not (moments.isna() | (moments == moments.dt.normalize())).all():
        raise ValueError("a day carries a time")
    return [None if missing else day for day, missing in zip(moments.dt.date, moments.isna(), strict=True)]
