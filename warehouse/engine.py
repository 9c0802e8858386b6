"""The database behind the warehouse: connections, transactions, and the quick ways to put tables into it.

Everything that differs between SQLite and PostgreSQL is here and nowhere else; other modules are given an engine and
write portable SQLAlchemy. What the tables are is in ``tables`` and ``views``.

SQLite runs in WAL mode, so that analysts read while the pipeline writes. A transaction that writes takes the write
lock when it begins (``BEGIN IMMEDIATE``): one that read first and asked for the lock later would fail at once with
"database is locked" whenever another had written in between, whatever the timeout. PostgreSQL gets the same order, one
writer at a time, from an advisory lock.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Insert,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from warehouse.frames import as_python
from warehouse.tables import metadata
from warehouse.views import create_views

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from sqlalchemy import Column

_BUSY_TIMEOUT_MS = 60_000
"""How long a SQLite connection waits for another's lock: longer than the longest quarter takes to load.

The warehouse's URL may say otherwise, in seconds: ``sqlite:////path/to/warehouse.sqlite?timeout=5``.
"""

_WRITER_LOCK = 4_170_200
"""The advisory lock of PostgreSQL that the one writer holds; any number that nobody else uses."""

_READS_ONLY = "aimak_reads_only"


def open_warehouse(url: str | URL) -> Engine:
    """Return an engine on the warehouse for the pipeline, which reads and writes.

    Args:
        url: a SQLAlchemy URL of SQLite or PostgreSQL. The folder of a SQLite file is made where it is missing.

    Raises:
        ValueError: the URL is of another database.
    """
    address = make_url(url)
    if _is_sqlite(address) and address.database not in (None, "", ":memory:"):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    return _prepared(create_engine(address), reads_only=False)


def open_read_only(url: str | URL) -> Engine:
    """Return an engine for analysts: it sees what is committed, never waits for the writer and cannot change anything.

    Args:
        url: the same URL that ``open_warehouse`` is given; a SQLite file must exist when the first connection is made.

    Raises:
        ValueError: the URL is of another database, or of one in memory.
    """
    address = make_url(url)
    if not _is_sqlite(address):
        return _prepared(create_engine(address, execution_options={"postgresql_readonly": True}), reads_only=True)
    if address.database in (None, "", ":memory:"):
        raise ValueError("a database in memory has nothing to read; give the URL of a file")
    file = quote(str(Path(str(address.database)).absolute()))
    return _prepared(
        create_engine(address.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"})), reads_only=True
    )


class OtherSchemaError(Exception):
    """The warehouse was made by a release with other tables; the message says how to go on."""


def create_schema(engine: Engine) -> None:
    """Create the tables that are missing, and all views anew. Doing it again changes nothing.

    Raises:
        OtherSchemaError: a table is there already and has not the columns of this release.
    """
    with writing(engine) as connection:
        metadata.create_all(connection)
        inspector = inspect(connection)
        for table in metadata.sorted_tables:
            found = {column["name"] for column in inspector.get_columns(table.name)}
            if differing := found.symmetric_difference(table.columns.keys()):
                raise OtherSchemaError(
                    f"the warehouse {engine.url.render_as_string(hide_password=True)} does not fit the present "
                    f"forms and tables: {table.name} differs in {', '.join(sorted(differing))}. Move its file away and "
                    "call `aimak run --rebuild`, which makes it again from the archive."
                )
        create_views(connection)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the warehouse in all its statements, and locks nobody out."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            connection.execution_options(**{_READS_ONLY: True})
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are committed together at the end, or not at all after an exception.

    There is one writer at a time; another waits here until it has ended.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_WRITER_LOCK)))
        yield connection


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
    return _run(connection, insert(table), table, frame)


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
    return _run(connection, statement, table, frame)


def _is_sqlite(address: URL) -> bool:
    backend = address.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"the warehouse runs on SQLite or PostgreSQL, not on {backend}")
    return backend == "sqlite"


def _prepared(engine: Engine, *, reads_only: bool) -> Engine:
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def set_up(dbapi: Any, _record: Any) -> None:
        # The driver would begin transactions by its own rules (and commit before DDL); SQLAlchemy is to do it.
        dbapi.isolation_level = None
        if "timeout" not in engine.url.query:
            dbapi.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        if not reads_only:
            dbapi.execute("PRAGMA journal_mode=WAL")
            # A file leaves the drop folder once the ledger knows it: what is committed must outlast a power cut.
            dbapi.execute("PRAGMA synchronous=FULL")
            dbapi.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        lock_later = reads_only or connection.get_execution_options().get(_READS_ONLY)
        connection.exec_driver_sql("BEGIN" if lock_later else "BEGIN IMMEDIATE")

    return engine


def _run(connection: Connection, statement: Insert, table: Table, frame: pd.DataFrame) -> int:
    unknown = [name for name in frame.columns if name not in table.c]
    if unknown:
        raise ValueError(f"table {table.name} has no column {', '.join(map(str, unknown))}")
    if frame.empty:
        return 0
    columns = {name: as_python(frame[name], table.c[name]) for name in frame.columns}
    if connection.dialect.name == "sqlite":
        # SQLAlchemy's own executemany makes a dict a row and takes five times as long as the driver's.
        compiled: Any = statement.compile(dialect=connection.dialect, column_keys=list(columns))
        stored = (_as_stored(columns[name], table.c[name], connection) for name in compiled.positiontup)
        connection.exec_driver_sql(str(compiled), list(zip(*stored, strict=True)))
    else:
        # The place for COPY, which is ten times as quick.
        names = list(columns)
        connection.execute(
            statement, [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        )
    return len(frame)


def _as_stored(values: list[Any], column: Column[Any], connection: Connection) -> list[Any]:
    """Return Python values in the form in which SQLAlchemy would hand them to the driver."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return values if process is None else [process(value) for value in values]
