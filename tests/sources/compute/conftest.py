"""A real Dask cluster on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE_SECONDS = 120
_SCHEDULER = re.compile(r"Scheduler at:\s+(tcp://\S+)")
_REGISTERED = re.compile(r"Registered to:\s+tcp://")


@dataclass
class DaskProcess:
    """A command of Dask's that is running; what it says is read as it comes."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, folder: Path, *command: str, path: Path | None = None) -> DaskProcess:
        here = {"PYTHONPATH": str(path)} if path else {}
        process = subprocess.Popen(  # noqa: S603 - Dask's own command
            [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
            cwd=folder,
            env={**os.environ, "OMP_NUM_THREADS": "1", **here},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        running = cls(process)
        threading.Thread(target=running._listen, daemon=True).start()
        return running

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.extend(iter(self.process.stderr.readline, ""))

    def wait_for(self, pattern: re.Pattern[str]) -> re.Match[str]:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            if found := pattern.search("".join(self.said)):
                return found
            assert self.process.poll() is None, "".join(self.said)
            time.sleep(0.05)
        raise AssertionError("".join(self.said))

    def kill(self) -> None:
        """End the command and all that it started, as a machine ends that loses its power."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class DaskCluster:
    """A scheduler and workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler = DaskProcess.start(
            folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"
        )
        self.workers: list[DaskProcess] = []
        self.address = self.scheduler.wait_for(_SCHEDULER)[1]

    def start_workers(self, *options: tuple[str, ...], path: Path | None = None) -> None:
        """Start workers of one thread, and wait for all of them."""
        usual = ("--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(self.folder))
        started = [DaskProcess.start(self.folder, "worker", self.address, *usual, *more, path=path) for more in options]
        self.workers += started
        for worker in started:
            worker.wait_for(_REGISTERED)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()


@pytest.fixture(scope="session")
def empty_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler of this test's own."""
    cluster = DaskCluster(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.stop()
