"""A warehouse that is locked, gone or damaged: the run waits or says so, and the next one goes on."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from tests.conftest import impatient
from tests.end_to_end.conftest import lose_warehouse
from tests.end_to_end.installations import Installation
from warehouse.engine import open_warehouse, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd
    from sqlalchemy import Connection

    from tests.conftest import Postgres


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, new_warehouse: Callable[[], str]) -> Installation:
    """An installation in which nothing went wrong, on each engine."""
    there = Installation.of(tmp_path_factory.mktemp("undisturbed"), warehouse_url=new_warehouse())
    there.run()
    return there


@pytest.fixture(scope="module")
def expected(undisturbed: Installation) -> dict[str, pd.DataFrame]:
    """Its warehouse."""
    return undisturbed.tables()


@contextmanager
def held(warehouse: str) -> Iterator[Connection]:
    """Be the one who writes into the warehouse, as another run or an operator's migration is."""
    engine = open_warehouse(warehouse)
    try:
        with writing(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def prepared(folder: Path, warehouse_url: str) -> Installation:
    """An installation whose warehouse is there, and into which reports were dropped since."""
    Installation.of(folder, reports=0, warehouse_url=warehouse_url).run()
    return Installation.of(folder, warehouse_url=warehouse_url)


def test_a_run_waits_for_whoever_holds_the_warehouse(
    tmp_path: Path, new_warehouse: Callable[[], str], expected: dict[str, pd.DataFrame]
) -> None:
    there = prepared(tmp_path / "home", new_warehouse())
    is_held, has_waited = threading.Event(), threading.Event()

    def hold() -> None:
        with held(there.settings.warehouse):
            is_held.set()
            has_waited.wait(3)

    other = threading.Thread(target=hold)
    other.start()
    is_held.wait()
    there.run()
    other.join()
    there.assert_done(expected)


def test_a_warehouse_held_for_too_long_is_told_in_a_line(
    tmp_path: Path, new_warehouse: Callable[[], str], expected: dict[str, pd.DataFrame]
) -> None:
    there = prepared(tmp_path / "home", new_warehouse())
    hurried = Installation.of(
        tmp_path / "home",
        warehouse_url=impatient(make_url(there.settings.warehouse)).render_as_string(hide_password=False),
    )
    with held(there.settings.warehouse):
        told = hurried.fails()
    assert "another program has been writing into the warehouse" in told
    assert str(make_url(there.settings.warehouse).database) in told
    assert there.in_intake() == set(there.dropped)
    there.run()
    there.assert_done(expected)


def test_a_warehouse_that_has_gone_is_made_again_from_the_archive(
    undisturbed: Installation, expected: dict[str, pd.DataFrame]
) -> None:
    lose_warehouse(undisturbed.settings)
    undisturbed.run()
    undisturbed.assert_done(expected)


def test_a_damaged_file_is_told_in_a_line_and_left_as_it_is(tmp_path: Path) -> None:
    there = Installation.of(tmp_path / "home", reports=1)
    there.run()
    expected = there.tables()
    file = there.settings.root / "warehouse.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    damaged = b"this is no database " * 1000
    file.write_bytes(damaged)
    told = there.fails()
    assert f"the warehouse sqlite:///{file} is damaged" in told
    assert "move its file away" in told
    assert file.read_bytes() == damaged

    for part in file.parent.glob("warehouse.sqlite*"):
        part.rename(part.with_name(f"damaged-{part.name}"))
    there.run()
    there.assert_done(expected)


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"database": "nowhere"}, r"has no database of that name.*createdb"),
        ({"query": {"host": "/nowhere"}}, "does not answer"),
        ({"username": "nobody", "password": "secret"}, "does not let this user in"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_told_in_a_line(
    tmp_path: Path, postgres: Postgres, fault: dict[str, object], remedy: str
) -> None:
    address = postgres.empty().set(**fault)  # type: ignore[arg-type]
    there = Installation.of(tmp_path / "home", reports=1, warehouse_url=address.render_as_string(hide_password=False))
    told = there.fails()
    assert re.search(remedy, told), told
    assert "secret" not in told
    assert there.in_intake() == set(there.dropped)
