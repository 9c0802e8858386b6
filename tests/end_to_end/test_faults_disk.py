"""A disk that is full and a share that is gone: one clear line, nothing half-written, and the next run goes on."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import new_database
from tests.end_to_end.installations import BALLAST, Installation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

PAGE = 4096


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The warehouse when nothing went wrong."""
    there = Installation.of(tmp_path_factory.mktemp("undisturbed"))
    there.run()
    return there.tables()


class SmallDisk:
    """A file system of a few megabytes that can be filled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fill(self, but: int) -> None:
        """Leave only so many bytes free."""
        state = os.statvfs(self._folder)
        (self._folder / BALLAST).write_bytes(bytes(state.f_bavail * state.f_frsize - but))

    def make_space(self) -> None:
        """Have it as empty as before."""
        (self._folder / BALLAST).unlink()


@pytest.fixture
def disk() -> Iterator[Callable[[Path], SmallDisk]]:
    """Mount a small disk on a folder; unmounted when the test is over."""
    mounted: list[Path] = []

    def mount(folder: Path) -> SmallDisk:
        folder.mkdir(parents=True, exist_ok=True)
        ended = subprocess.run(  # noqa: S603 - a folder of our own
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            pytest.skip(f"mounting a small disk is not permitted here: {ended.stderr.strip()}")
        mounted.append(folder)
        return SmallDisk(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607 - as above


@pytest.fixture
def warehouse_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A warehouse on an engine; on SQLite in the home, or in a folder of it that may lie on the small disk."""
    if request.param == "postgresql":
        return new_database(request.getfixturevalue("postgres"))
    return {"sqlite": "", "sqlite there": f"sqlite:///{tmp_path}/home/database/warehouse.sqlite"}[request.param]


@pytest.mark.parametrize(
    ("warehouse_url", "left"),
    [
        ("sqlite", ("archive", 3 * PAGE)),
        ("sqlite", ("cache", 4 * PAGE)),
        pytest.param("sqlite", ("cache", 12 * PAGE), marks=pytest.mark.slow),
        pytest.param("sqlite", ("outbox", 0), marks=pytest.mark.slow),
        ("sqlite", ("outbox", PAGE)),
        ("sqlite there", ("database", 8 * PAGE)),
        pytest.param("postgresql", ("archive", 3 * PAGE), marks=pytest.mark.slow),
        pytest.param("postgresql", ("cache", 4 * PAGE), marks=pytest.mark.slow),
        ("postgresql", ("outbox", PAGE)),
    ],
    indirect=["warehouse_url"],
)
def test_a_full_disk_is_told_in_a_line_and_harms_nothing(
    tmp_path: Path,
    undisturbed: dict[str, pd.DataFrame],
    disk: Callable[[Path], SmallDisk],
    warehouse_url: str,
    left: tuple[str, int],
) -> None:
    root, (place, free) = tmp_path / "home", left
    small = disk(root / place)
    there = Installation.of(root, reports=0, warehouse_url=warehouse_url)
    there.run()  # the warehouse and Dagster's record are there before space runs out
    there = Installation.of(root, warehouse_url=warehouse_url)
    small.fill(but=free)

    told = there.fails()

    assert "nothing is lost" in told
    assert f"the disk that holds {root / place} is full" in told
    there.assert_nothing_lost()
    there.tables()

    small.make_space()
    there.run()
    there.assert_done(undisturbed)


def test_an_archive_that_is_not_mounted_is_named_and_nothing_is_taken(
    tmp_path: Path, undisturbed: dict[str, pd.DataFrame]
) -> None:
    share = tmp_path / "share"
    there = Installation.of(tmp_path / "home", archive_url=str(share))
    told = there.fails()
    assert str(share) in told
    assert "not there" in told
    assert there.in_intake() == set(there.dropped)
    assert not share.exists(), "nothing is written where the share would be mounted"

    share.mkdir()
    there.run()
    there.assert_done(undisturbed)


SHARE = '''
from pathlib import Path
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

class Wavering(AbstractFileSystem):
    """A share that fails as often as a file says, before it takes anything."""

    protocol = "wavering"

    def put_file(self, *arguments, **named):
        left = Path(__file__).with_name("failures")
        if (failures := int(left.read_text())) > 0:
            left.write_text(str(failures - 1))
            raise OSError(5, "Input/output error", "the wavering share")
        return LocalFileSystem(auto_mkdir=True).put_file(*arguments, **named)

for name in ("exists", "makedirs", "mv", "rm", "rm_file", "find", "cat_file", "get_file", "pipe_file", "info"):
    def passed_on(self, *arguments, _name=name, **named):
        return getattr(LocalFileSystem(auto_mkdir=True), _name)(*arguments, **named)
    setattr(Wavering, name, passed_on)
'''


class Share:
    """A file system that fsspec knows from an installed package, as it knows those of clouds."""

    def __init__(self, folder: Path) -> None:
        (folder / "share").mkdir()
        package = folder / "package"
        (package / "wavering-1.dist-info").mkdir(parents=True)
        (package / "wavering.py").write_text(SHARE)
        (package / "wavering-1.dist-info" / "METADATA").write_text("Name: wavering\nVersion: 1\n")
        entry = "[fsspec.specs]\nwavering = wavering:Wavering\n"
        (package / "wavering-1.dist-info" / "entry_points.txt").write_text(entry)
        self._package = package
        self.there = Installation.of(folder / "home", archive_url=str(folder / "share"))

    def run(self) -> subprocess.CompletedProcess[str]:
        """Call ``aimak run`` with the archive on the share."""
        return self.there.call(
            AIMAK_ARCHIVE_URL=f"wavering://{self.there.settings.archive}", PYTHONPATH=str(self._package)
        )

    @property
    def failures(self) -> int:
        """How often it will fail yet."""
        return int((self._package / "failures").read_text())

    @failures.setter
    def failures(self, count: int) -> None:
        (self._package / "failures").write_text(str(count))


def test_a_share_that_fails_for_a_moment_is_tried_again(tmp_path: Path, undisturbed: dict[str, pd.DataFrame]) -> None:
    share = Share(tmp_path)
    share.failures = 2
    ended = share.run()
    assert ended.returncode == 0, ended.stderr
    assert share.failures == 0
    share.there.assert_done(undisturbed)


@pytest.mark.slow
def test_a_share_that_fails_for_good_is_told_in_a_line(tmp_path: Path, undisturbed: dict[str, pd.DataFrame]) -> None:
    share = Share(tmp_path)
    share.failures = 1000
    ended = share.run()
    assert ended.returncode == 1
    (told,) = [line for line in ended.stderr.splitlines() if line.startswith("Error: ")]
    assert "Input/output error" in told
    assert "the wavering share" in told
    assert "Traceback" not in ended.stderr
    assert 1000 - share.failures == 4, "the first attempt and three more"
    assert share.there.in_intake() == set(share.there.dropped)
    share.failures = 0
    assert share.run().returncode == 0
    share.there.assert_done(undisturbed)
