"""Running one command and measuring its whole process tree: seconds, CPU seconds, peak memory."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EVERY = 0.5
_PR_SET_CHILD_SUBREAPER = 36
"""prctl(2), Linux."""
_LIBRARIES = (
    *("python-calamine", "openpyxl", "pandas", "pandera", "frictionless", "pyarrow", "sqlalchemy"),
    *("dagster", "great-expectations"),
)
AIMAK = str(Path(sys.executable).with_name("aimak"))
"""The command of this virtual environment."""


class CommandFailedError(Exception):
    """A measured command failed; the message is the end of what it printed."""


@dataclass(frozen=True)
class Measured:
    """What a command took."""

    seconds: float
    cpu_seconds: float
    """Of the command and all processes that it started, those that it left behind included."""
    peak_bytes: int
    """Memory of the whole process tree, pages that processes share counted once, looked at twice a second."""
    output: str


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end and measure it.

    Raises:
        CommandFailedError: it exited with something else than 0.
    """
    _adopt_orphans()
    ours = {child.pid for child in psutil.Process().children()}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        peak = 0
        chunks: list[str] = []
        while True:
            try:
                chunks.append(process.communicate(timeout=_EVERY)[0])
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, _memory(process.pid))
    seconds = time.perf_counter() - started
    # Again until there are none: those of a server become ours when it has ended.
    while orphans := [child.pid for child in psutil.Process().children() if child.pid not in ours]:
        for pid in orphans:
            os.waitpid(pid, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = "".join(chunks)
    if process.returncode:
        raise CommandFailedError(f"{' '.join(command)}\n{output[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(seconds, cpu, peak, output)


def _adopt_orphans() -> None:
    """Become the parent of what measured commands leave behind: servers of worker processes end after them.

    Only who waits for a process learns its CPU time.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _memory(pid: int) -> int:
    total = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.Error:
        return total
    return total


def machine() -> dict[str, str]:
    """Return what the figures depend on beside the code."""
    git = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=10"],  # noqa: S607 - git is where it is
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "Python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        "commit": git.stdout.strip() or "unknown",
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
