"""SIGKILL at any moment: the next run finishes the work, and what comes of it is what an undisturbed run makes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aimak_pipeline.demo import drop_sample
from aimak_pipeline.sample import write_sample
from sources.quarters import Quarter
from tests.end_to_end.conftest import home, new_database
from tests.end_to_end.test_sample_programme import assert_same, contents
from warehouse.engine import open_warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from aimak_pipeline.settings import Settings
    from tests.conftest import Postgres

CHECKOUT = Path(__file__).parents[2]
SOAK_SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))
DEATHS = {
    "submissions": {"claiming": 7, "reading": 6, "archiving": 7, "ledger": 5, "removing": 6, "notice": 6},
    "extracted": {"extracting": 8},
    "forms": {"standardizing": 5},
    "warehouse": {"load": 12},
    "notices": {"notice": 12},
    "indicators": {"indicators": 10},
    "quality_report": {"publishing": 7, "completing": 2},
    "figures": {"publishing": 2, "completing": 1},
    "release": {"releasing": 7, "completing": 1},
    "bulletin": {"publishing": 3, "completing": 1},
}
"""How often work is ended in each stage of each step."""


class Dying:
    """The process whose children die, and the folder in which they do."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, postgres: Postgres | None) -> None:
        self._process, self.folder, self._postgres = process, folder, postgres

    def attempt(
        self, there: Settings, step: str | None = None, stage: str | None = None, kill_at: int | None = None
    ) -> dict[str, Any]:
        """Run one step or all, and die at a moment of a stage at which something is changed; tell the moments."""
        assert self._process.stdin
        assert self._process.stdout
        place = {"home": str(there.root), "warehouse_url": there.warehouse_url}
        request = {**place, "step": step, "stage": stage, "kill_at": kill_at}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert answer["code"] in (0, -signal.SIGKILL), answer["code"]
        return answer

    def new(self, name: str) -> Settings:
        """An installation with files in its intake."""
        settings = home(self.folder / name, new_database(self._postgres) if self._postgres else "")
        drop_sample(self.folder / "sample" / "workbooks", settings)
        return settings

    def copy(self, there: Settings) -> Settings:
        folder = Path(shutil.copytree(there.root, tempfile.mkdtemp(dir=self.folder), dirs_exist_ok=True))
        if self._postgres is None:
            return home(folder)
        return home(folder, self._postgres.copy(there.warehouse_url).render_as_string(hide_password=False))


@contextmanager
def dying(postgres: Postgres | None = None) -> Iterator[Dying]:
    # In memory where that is possible: that the disk holds what was written is not what is tested here.
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        # Not as a module: every worker would import it, and all of pandas and Dagster with it.
        start = "from tests.end_to_end.dying import main; main()"
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", start, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
        )
        try:
            # Accepted and rejected, with faults and without.
            write_sample(Path(folder) / "sample", municipalities=2, quarters=[Quarter(2020, 1)])
            yield Dying(process, Path(folder), postgres)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=60)


def files_of(root: Path) -> set[str]:
    """Every file of an installation but the databases' own, by its path."""
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith(("warehouse.sqlite", "dagster"))}


def tables_of(there: Settings) -> dict[str, pd.DataFrame]:
    engine = open_warehouse(there.warehouse)
    tables = contents(engine)
    engine.dispose()
    return tables


def assert_each_file_in_one_place(there: Settings) -> None:
    """What the ledger knows lies where it says, and nothing else lies anywhere."""
    submissions = tables_of(there)["submission"]
    places = submissions["status"].map(lambda status: "quarantine" if status == "rejected" else "archive")
    expected = set(places + "/" + submissions["path"])
    files = files_of(there.root)
    assert {name for name in files if name.startswith(("archive/", "quarantine/"))} == expected | {
        f"{name}.json" for name in expected
    }
    assert not [name for name in files if name.startswith("intake/")]


def assert_equal(undisturbed: Settings, there: Settings) -> None:
    assert_same(tables_of(undisturbed), tables_of(there))
    files = files_of(there.root)
    assert files == files_of(undisturbed.root)
    for name in files:
        # A workbook of ours holds the time at which it was written, and so does what was made from one.
        if name.startswith(("archive/", "quarantine/")) or name.endswith(".txt"):
            assert (there.root / name).read_bytes() == (undisturbed.root / name).read_bytes(), name
    assert_each_file_in_one_place(there)


@pytest.mark.parametrize(
    ("engine", "one_of"),
    [
        ("sqlite", 3),
        pytest.param("sqlite", 1, marks=pytest.mark.slow),
        pytest.param("postgresql", 1, marks=pytest.mark.slow),
    ],
)
def test_a_hundred_deaths_change_nothing_in_the_end(engine: str, one_of: int, request: pytest.FixtureRequest) -> None:
    died: Counter[str] = Counter()
    with dying(request.getfixturevalue("postgres") if engine == "postgresql" else None) as server:
        undisturbed, there = server.new("undisturbed"), server.new("disturbed")
        for step, deaths in DEATHS.items():
            before = server.copy(undisturbed)
            passed = Counter(server.attempt(undisturbed, step)["stages"])
            for stage, wanted in deaths.items():
                for number in range(0, wanted, one_of):
                    moment = 1 + number * passed[stage] // wanted
                    if server.attempt(there, step, stage, moment)["code"] == 0:
                        # What the deaths before had left of this stage was less than that: another begins it anew.
                        shutil.rmtree(there.root)
                        there = server.copy(before)
                        assert server.attempt(there, step, stage, moment)["code"] == -signal.SIGKILL, (stage, moment)
                    died[stage] += 1
            assert server.attempt(there, step)["code"] == 0
            assert_equal(undisturbed, there)
        assert len(tables_of(undisturbed)["submission"]) > 5
        assert server.attempt(there)["code"] == 0
        assert_equal(undisturbed, there)
    assert died.total() >= 100 / one_of


@pytest.mark.soak
def test_deaths_at_random_change_nothing_in_the_end() -> None:
    ends = time.monotonic() + SOAK_SECONDS
    seed = int(os.environ.get("SOAK_SEED", str(time.time_ns() % 1_000_000_000)))
    print(f"SOAK_SEED={seed}")  # noqa: T201 - shown where the test fails
    chance = random.Random(seed)  # noqa: S311 - no secret
    with dying() as server:
        undisturbed = server.new("undisturbed")
        whole = len(server.attempt(undisturbed)["stages"])
        while time.monotonic() < ends:
            there = server.new("disturbed")
            for _ in range(chance.randint(1, 12)):
                server.attempt(there, kill_at=chance.randint(1, whole))
            assert server.attempt(there)["code"] == 0
            assert_equal(undisturbed, there)
            shutil.rmtree(there.root)


@pytest.mark.slow
def test_a_run_that_was_killed_is_finished_by_the_next(tmp_path: Path, new_warehouse: Callable[[], str]) -> None:
    write_sample(tmp_path / "sample", municipalities=2, quarters=[Quarter(2020, 1)])

    def new(name: str) -> Settings:
        settings = home(tmp_path / name, new_warehouse())
        drop_sample(tmp_path / "sample" / "workbooks", settings)
        return settings

    def start(there: Settings) -> subprocess.Popen[bytes]:
        variables = {
            "AIMAK_HOME": str(there.root),
            "AIMAK_WAREHOUSE_URL": there.warehouse_url,
            "AIMAK_SETTLE_SECONDS": "0",
            "AIMAK_TRUST_FILE_TIMES": "true",
        }
        return subprocess.Popen(  # noqa: S603 - our own program
            [str(Path(sys.executable).with_name("aimak")), "run"],
            env={**os.environ, **variables},
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
        )

    undisturbed = new("undisturbed")
    started = time.monotonic()
    assert start(undisturbed).wait(timeout=300) == 0
    takes = time.monotonic() - started

    there = new("disturbed")
    killed = 0
    for attempt in range(12):
        running, begun = start(there), time.monotonic()
        try:
            running.wait(timeout=(0.3, 0.5, 0.7)[killed] * takes)
        except subprocess.TimeoutExpired:
            running.kill()
            killed += running.wait() == -signal.SIGKILL
        else:
            # The machine was quicker than before: another installation has its work still before it.
            takes = time.monotonic() - begun
            there = new(f"disturbed {attempt}")
        if killed == 3:
            break
    assert killed == 3
    assert start(there).wait(timeout=300) == 0
    assert_same(tables_of(undisturbed), tables_of(there))
    assert_each_file_in_one_place(there)
    computed = ("archive/", "quarantine/", "outbox/", "intake/")
    assert {name for name in files_of(there.root) if name.startswith(computed)} == {
        name for name in files_of(undisturbed.root) if name.startswith(computed)
    }
