"""Putting whole tables of rows into the warehouse, by the quickest way that each engine has.

SQLite takes them through the driver's own executemany, PostgreSQL through COPY in its binary form. Frames come in,
nothing is judged; which rows go where is for the modules that load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Connection, Date, DateTime, Double, Insert, Integer, Table, Text, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from warehouse.frames import as_python

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Column

_ROWS_AT_ONCE = 50_000
"""Rows that are held as Python objects at a time, each ten times as large as in its frame."""

_COPIED_AS: dict[type, str] = {
    BigInteger: "int8",
    Integer: "int4",
    Double: "float8",
    Boolean: "bool",
    Date: "date",
    DateTime: "timestamp",
    Text: "text",
}
"""PostgreSQL's name of each type that tables use: binary COPY converts nothing."""


def bulk_insert(connection: Connection, table: Table, frame: pd.DataFrame) -> int:
    """Insert a whole table of rows in one go.

    Missing values of every kind (None, NaN, NA, NaT) become NULL, and so does a column that ``frame`` lacks.

    Args:
        connection: in the transaction to which the rows are to belong.
        table: where the rows go.
        frame: any number of rows; its columns are named as in ``table``, in any order.

    Returns:
        The number of rows inserted.

    Raises:
        ValueError: the frame has a column that the table has not, or a value that the column cannot hold.
        TypeError: a column holds text where the table's does not, or the other way round.
    """
    inserted = 0
    for start in range(0, max(len(frame), 1), _ROWS_AT_ONCE):  # one that is empty is looked at, too
        columns = _columns(table, frame.iloc[start : start + _ROWS_AT_ONCE])
        if connection.dialect.name == "postgresql":
            inserted += _copy(connection, table, columns)
        else:
            inserted += _run(connection, insert(table), table, columns)
    return inserted


def upsert(connection: Connection, table: Table, frame: pd.DataFrame) -> int:
    """Insert rows, or update the other columns that ``frame`` has where a row with the same primary key exists.

    Takes, returns and raises the same as ``bulk_insert``. A primary key that stands twice in the frame keeps the last.
    """
    dialect_insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = dialect_insert(table)
    key = [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in frame.columns if name not in key and name in table.c}
    statement = (
        statement.on_conflict_do_update(index_elements=key, set_=rest)
        if rest
        else statement.on_conflict_do_nothing(index_elements=key)
    )
    return _run(connection, statement, table, _columns(table, frame))


def _columns(table: Table, frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a frame's columns as Python values, none if it has no rows."""
    unknown = [name for name in frame.columns if name not in table.c]
    if unknown:
        raise ValueError(f"table {table.name} has no column {', '.join(map(str, unknown))}")
    return {} if frame.empty else {name: as_python(frame[name], table.c[name]) for name in frame.columns}


def _run(connection: Connection, statement: Insert, table: Table, columns: dict[str, list[Any]]) -> int:
    if not columns:
        return 0
    if connection.dialect.name == "sqlite":
        # SQLAlchemy's own executemany makes a dict a row and takes five times as long as the driver's.
        compiled: Any = statement.compile(dialect=connection.dialect, column_keys=list(columns))
        rows = list(
            zip(*(_as_stored(columns[name], table.c[name], connection) for name in compiled.positiontup), strict=True)
        )
        connection.exec_driver_sql(str(compiled), rows)
    else:
        rows = list(zip(*columns.values(), strict=True))
        connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in rows])
    return len(rows)


def _copy(connection: Connection, table: Table, columns: dict[str, list[Any]]) -> int:
    """Insert rows by COPY, ten times as quick as INSERT, in the transaction that the connection is in."""
    if not columns:
        return 0
    stored = [_as_stored(values, table.c[name], connection) for name, values in columns.items()]
    rows = list(zip(*stored, strict=True))
    quoted = connection.dialect.identifier_preparer
    names = ", ".join(quoted.quote(name) for name in columns)
    statement = f"COPY {quoted.format_table(table)} ({names}) FROM STDIN (FORMAT BINARY)"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types([_COPIED_AS[_base_type(table.c[name])] for name in columns])
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        # The cursor is the driver's own; whoever catches SQLAlchemy's errors is to catch this one too.
        raise DBAPIError.instance(
            statement, None, error, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
        ) from error
    return len(rows)


def _base_type(column: Column[Any]) -> type:
    """Return the plain SQL type behind a column's type."""
    found: Any = getattr(column.type, "impl_instance", column.type)
    return next(kind for kind in type(found).__mro__ if kind in _COPIED_AS)


def _as_stored(values: list[Any], column: Column[Any], connection: Connection) -> list[Any]:
    """Return Python values in the form in which SQLAlchemy would hand them to the driver."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return values if process is None else [process(value) for value in values]
