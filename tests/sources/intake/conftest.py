"""An installation for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sources.intake.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "home")
    yield place
    place.engine.dispose()
