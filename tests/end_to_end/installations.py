"""Installations of a few small reports, for tests of what goes wrong around them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from aimak_pipeline.console import run_with_progress
from sources.intake.store import Store
from sources.register import load_enrolment
from tests.end_to_end.conftest import home
from tests.end_to_end.test_sample_programme import assert_same, contents
from tests.sources.intake.places import workbook
from warehouse.engine import open_warehouse

if TYPE_CHECKING:
    import pandas as pd

    from aimak_pipeline.settings import Settings

SLOW_ON_POSTGRESQL = pytest.mark.parametrize(
    "new_warehouse", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
"""For what goes through both engines in the same way as a test that tries both each time."""

BALLAST = "ballast"
"""The file with which a test fills a disk."""

_DAMAGES = {
    "sqlite": "PRAGMA integrity_check",
    # An index that a crash left half-built, and a foreign key or a check that was never proved.
    "postgresql": "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid "
    "UNION ALL SELECT conname::text FROM pg_constraint WHERE NOT convalidated",
}
"""What an engine itself says is wrong with the warehouse: nothing, or ``ok``."""

RECEIVED = 1_620_000_000
"""When every file came: seconds since 1970, in May 2021."""


@cache
def good(code: str, year: int = 2021, quarter: int = 1) -> bytes:
    """A good report, always the same: a workbook says to the second when it was made."""
    return workbook(code, year, quarter)


def enrolled(settings: Settings, count: int) -> list[str]:
    """The codes of municipalities that are enrolled."""
    return sorted(load_enrolment(settings.enrolment).frame()["municipality_code"].unique())[:count]


@dataclass(frozen=True)
class Installation:
    """One home, and the reports that were dropped into it, by their place in the intake."""

    settings: Settings
    dropped: dict[str, bytes]

    @classmethod
    def of(cls, folder: Path, reports: int = 4, **settings: Any) -> Installation:
        """An installation that is about to take in a good report of each of some municipalities."""
        there = cls(home(folder).model_copy(update=settings), {})
        there.settings.create_folders()
        for code in enrolled(there.settings, reports):
            there.drop(f"{code}/report.xlsx", good(code))
        return there

    def drop(self, name: str, content: bytes) -> None:
        """Drop a file as it was last written long ago."""
        file = self.settings.root / "intake" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        os.utime(file, (RECEIVED, RECEIVED))
        self.dropped[name] = content

    def run(self, *, publish: bool = False) -> None:
        """Run the pipeline as ``aimak run`` does, with publications where a test is about them."""
        _, place = run_with_progress(self.settings, publish=publish)
        place.engine.dispose()

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Start ``aimak run --no-publish`` in a process of its own, with further variables in its environment."""
        own = {
            "AIMAK_HOME": str(self.settings.root),
            "AIMAK_WAREHOUSE_URL": self.settings.warehouse_url,
            "AIMAK_SETTLE_SECONDS": "0",
            "AIMAK_TRUST_FILE_TIMES": "true",
            **environment,
        }
        return subprocess.Popen(  # noqa: S603 - our own program
            [str(Path(sys.executable).with_name("aimak")), "run", "--no-publish"],
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Call ``aimak run --no-publish`` in a process of its own."""
        process = self.start(**environment)
        output, errors = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def fails(self) -> str:
        """Run the pipeline, which must fail and say why in one line; return the line."""
        with pytest.raises(click.ClickException) as failure:
            run_with_progress(self.settings, publish=False)
        assert failure.value.exit_code == 1
        assert "\n" not in failure.value.message
        return failure.value.message

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the warehouse, whose own check of itself finds nothing."""
        engine = open_warehouse(self.settings.warehouse)
        try:
            with engine.connect() as connection:
                assert connection.exec_driver_sql(_DAMAGES[engine.dialect.name]).scalars().all() in ([], ["ok"])
            return contents(engine)
        finally:
            engine.dispose()

    def in_intake(self) -> set[str]:
        """The names of the files that lie in the intake."""
        intake = self.settings.root / "intake"
        return {path.relative_to(intake).as_posix() for path in intake.rglob("*") if path.is_file()}

    def kept(self, store: str) -> set[str]:
        """The hashes of the files in a store; each of them whole, with and no card without its file."""
        cards = {card.sha256 for card in Store(store).cards()}
        found = {path for path in _files_of(store) if not path.name.endswith((".json", BALLAST))}
        for path in found:
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
        assert cards <= {path.name for path in found}
        return {path.name for path in found}

    def assert_nothing_lost(self) -> None:
        """Every file lies in the intake or in a store, whole, and nothing half-written lies anywhere."""
        stored = self.kept(self.settings.archive) | self.kept(self.settings.quarantine)
        left = self.in_intake()
        for name, content in self.dropped.items():
            assert name in left or hashlib.sha256(content).hexdigest() in stored, name
        half = [path for path in self.settings.root.rglob("*unfinished*") if path.is_file()]
        assert not half

    def assert_done(self, expected: dict[str, pd.DataFrame]) -> None:
        """All is in one place, and the warehouse is that of an undisturbed run."""
        self.assert_nothing_lost()
        assert not self.in_intake()
        archive, quarantine = self.kept(self.settings.archive), self.kept(self.settings.quarantine)
        assert not archive & quarantine
        assert archive | quarantine == {hashlib.sha256(content).hexdigest() for content in self.dropped.values()}
        assert not list((self.settings.cache / "claimed").iterdir())
        found = self.tables()
        assert set(found["submission"]["sha256"]) == archive | quarantine
        assert_same(expected, found)


def _files_of(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]
