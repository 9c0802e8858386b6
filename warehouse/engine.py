"""The database behind the warehouse: connections and transactions.

What differs between SQLite and PostgreSQL is here, in ``bulk`` (putting whole tables of rows in) and in ``partitions``
(how PostgreSQL keeps the quarters apart), and nowhere else; other modules are given an engine and write portable
SQLAlchemy. What the tables are is in ``tables`` and ``views``.

SQLite runs in WAL mode, so that analysts read while the pipeline writes. A transaction that writes takes the write
lock when it begins (``BEGIN IMMEDIATE``): one that read first and asked for the lock later would fail at once with
"database is locked" whenever another had written in between, whatever the timeout. PostgreSQL gets the same order, one
writer at a time, from an advisory lock.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import OperationalError
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    PrimaryKeyConstraint,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.ext.compiler import compiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.sql.compiler import DDLCompiler

_LOCK_TIMEOUT_MS = 60_000
"""How long a connection waits for another's lock: longer than the longest quarter takes to load.

SQLite's URL may say otherwise, in seconds: ``sqlite:////path/to/warehouse.sqlite?timeout=5``.
"""

_STATEMENT_TIMEOUT_MS = 600_000
"""After which PostgreSQL gives a statement up: no statement of the pipeline takes a tenth of it."""

_PAUSE_SECONDS = 0.02
"""Between two attempts at what SQLite does not wait for by itself."""

_WRITER_LOCK = 4_170_200
"""The advisory lock of PostgreSQL that the one writer holds; any number that nobody else uses."""

_READS_ONLY = "aimak_reads_only"


def open_warehouse(url: str | URL, *, check_references: bool = True) -> Engine:
    """Return an engine on the warehouse for the pipeline, which reads and writes.

    Args:
        url: a SQLAlchemy URL of SQLite or PostgreSQL. The folder of a SQLite file is made where it is missing.
        check_references: whether SQLite checks references between tables at once; a migration rebuilds tables.

    Raises:
        ValueError: the URL is of another database.
    """
    address = make_url(url)
    if _is_sqlite(address) and address.database not in (None, "", ":memory:"):
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    if not _is_sqlite(address):
        return _on_server(address)
    return _prepared(create_engine(address), reads_only=False, check_references=check_references)


def open_read_only(url: str | URL) -> Engine:
    """Return an engine for analysts: it sees what is committed, never waits for the writer and cannot change anything.

    Args:
        url: the same URL that ``open_warehouse`` is given; a SQLite file must exist when the first connection is made.

    Raises:
        ValueError: the URL is of another database, or of one in memory.
    """
    address = make_url(url)
    if not _is_sqlite(address):
        return _on_server(address, execution_options={"postgresql_readonly": True})
    if address.database in (None, "", ":memory:"):
        raise ValueError("a database in memory has nothing to read; give the URL of a file")
    file = quote(str(Path(str(address.database)).absolute()))
    return _prepared(
        create_engine(address.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"})), reads_only=True
    )


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


def _switch_to_wal(dbapi: Any) -> None:
    """Switch a file to its write-ahead journal; one that has switched stays so.

    Of several that switch a new file at the same moment SQLite turns all but one away at once, whatever the timeout.
    """
    (patience_ms,) = dbapi.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + patience_ms / 1000
    while True:
        try:
            dbapi.execute("PRAGMA journal_mode=WAL")
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


@compiles(PrimaryKeyConstraint, "postgresql")
def _key_of_a_parted_table(key: PrimaryKeyConstraint, compiler: DDLCompiler, **options: Any) -> str:
    """Put the quarter into the key of a fact table: PostgreSQL wants it there, though it adds nothing to it.

    A row's submission is known and with it its quarter; on SQLite the key is what it is declared to be.
    """
    written: str = compiler.visit_primary_key_constraint(key, **options)
    parted = key.table.dialect_options["postgresql"]["partition_by"]
    return written.removesuffix(")") + ", quarter)" if parted else written


def _is_sqlite(address: URL) -> bool:
    backend = address.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"the warehouse runs on SQLite or PostgreSQL, not on {backend}")
    return backend == "sqlite"


def _on_server(address: URL, **options: Any) -> Engine:
    """Return an engine on PostgreSQL: nothing waits for ever, and a connection that was lost while idle is replaced."""
    timeouts = f"-c lock_timeout={_LOCK_TIMEOUT_MS} -c statement_timeout={_STATEMENT_TIMEOUT_MS}"
    stated = address.query.get("options", "")
    arguments = {"options": f"{timeouts} {stated}".strip(), "application_name": "aimak"}
    return create_engine(address, pool_pre_ping=True, connect_args=arguments, **options)


def _prepared(engine: Engine, *, reads_only: bool, check_references: bool = True) -> Engine:

    @event.listens_for(engine, "connect")
    def set_up(dbapi: Any, _record: Any) -> None:
        # The driver would begin transactions by its own rules (and commit before DDL); SQLAlchemy is to do it.
        dbapi.isolation_level = None
        if "timeout" not in engine.url.query:
            dbapi.execute(f"PRAGMA busy_timeout={_LOCK_TIMEOUT_MS}")
        if not reads_only:
            _switch_to_wal(dbapi)
            # A file leaves the drop folder once the ledger knows it: what is committed must outlast a power cut.
            dbapi.execute("PRAGMA synchronous=FULL")
            dbapi.execute(f"PRAGMA foreign_keys={'ON' if check_references else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        lock_later = reads_only or connection.get_execution_options().get(_READS_ONLY)
        connection.exec_driver_sql("BEGIN" if lock_later else "BEGIN IMMEDIATE")

    return engine
