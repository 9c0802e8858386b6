"""A warehouse that is locked, gone or damaged: the run waits or says so, and the next one goes on."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.installations import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation in which nothing went wrong."""
    there = Installation.of(tmp_path_factory.mktemp("undisturbed"))
    there.run()
    return there


@pytest.fixture(scope="module")
def expected(undisturbed: Installation) -> dict[str, pd.DataFrame]:
    """Its warehouse."""
    return undisturbed.tables()


@contextmanager
def held(warehouse: Path) -> Iterator[sqlite3.Connection]:
    """Hold the warehouse's write lock, as another program that writes into it."""
    connection = sqlite3.connect(warehouse, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    finally:
        connection.close()


def prepared(folder: Path, **settings: str) -> Installation:
    """An installation whose warehouse is there, and into which reports were dropped since."""
    Installation.of(folder, reports=0).run()
    return Installation.of(folder, **settings)


def test_a_run_waits_for_whoever_holds_the_warehouse(tmp_path: Path, expected: dict[str, pd.DataFrame]) -> None:
    there = prepared(tmp_path / "home")
    with held(there.settings.root / "warehouse.sqlite") as other:
        letting_go = threading.Timer(3, lambda: other.execute("ROLLBACK"))
        letting_go.start()
        there.run()
        letting_go.join()
    there.assert_done(expected)


def test_a_warehouse_held_for_too_long_is_told_in_a_line(tmp_path: Path, expected: dict[str, pd.DataFrame]) -> None:
    root = tmp_path / "home"
    there = prepared(root, warehouse_url=f"sqlite:///{root}/warehouse.sqlite?timeout=0.2")
    with held(root / "warehouse.sqlite"):
        told = there.fails()
    assert "another program has been writing into the warehouse" in told
    assert f"{root}/warehouse.sqlite" in told
    assert there.in_intake() == set(there.dropped)
    there.run()
    there.assert_done(expected)


def test_a_warehouse_that_has_gone_is_made_again_from_the_archive(
    undisturbed: Installation, expected: dict[str, pd.DataFrame]
) -> None:
    for file in undisturbed.settings.root.glob("warehouse.sqlite*"):
        file.unlink()
    undisturbed.run()
    undisturbed.assert_done(expected)


def test_a_damaged_warehouse_is_told_in_a_line_and_left_as_it_is(
    undisturbed: Installation, expected: dict[str, pd.DataFrame]
) -> None:
    file = undisturbed.settings.root / "warehouse.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    damaged = b"this is no database " * 1000
    file.write_bytes(damaged)
    told = undisturbed.fails()
    assert f"the warehouse sqlite:///{file} is damaged" in told
    assert "move its file away" in told
    assert file.read_bytes() == damaged

    for part in file.parent.glob("warehouse.sqlite*"):
        part.rename(part.with_name(f"damaged-{part.name}"))
    undisturbed.run()
    undisturbed.assert_done(expected)
