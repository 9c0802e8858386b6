"""A warehouse for each test: an empty SQLite file with all tables and views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL

from warehouse.engine import create_schema, open_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def warehouse_url(tmp_path: Path) -> URL:
    """A warehouse in a folder that does not exist yet and is named as awkwardly as a folder may be."""
    return URL.create("sqlite", database=str(tmp_path / "Суу 100 %? #1" / "warehouse.sqlite"))


@pytest.fixture
def engine(warehouse_url: URL) -> Iterator[Engine]:
    """An empty warehouse."""
    engine = open_warehouse(warehouse_url)
    create_schema(engine)
    yield engine
    engine.dispose()
