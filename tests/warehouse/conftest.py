"""A warehouse for each test: an empty SQLite file with all tables and views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL

from warehouse.engine import open_warehouse
from warehouse.schema import create_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture(params=["sqlite", "postgresql"])
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A warehouse of either engine; SQLite's in a folder that is not there yet and is named as awkwardly as may be."""
    if request.param == "postgresql":
        warehouse: URL = request.getfixturevalue("postgres").warehouse()
        return warehouse
    return URL.create("sqlite", database=str(tmp_path / "Суу 100 %? #1" / "warehouse.sqlite"))


@pytest.fixture
def engine(warehouse_url: URL) -> Iterator[Engine]:
    """An empty warehouse."""
    engine = open_warehouse(warehouse_url)
    create_schema(engine)
    yield engine
    engine.dispose()
