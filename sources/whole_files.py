"""Files that are there whole or not at all, whatever ends the process or fills the disk while they are written.

For files on a local disk that this installation makes for itself; dropped workbooks are kept by ``intake.store``. How
many of either are waited for at the same time is here, too.
"""

from __future__ import annotations

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Item = TypeVar("Item")
Result = TypeVar("Result")

_AT_ONCE = 16
"""So many files are waited for at the same time."""


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """Give a path to write to, which takes the place of the file when all is written.

    The path is always the same one for a file, so that what a killed process left behind is written over by whoever
    does its work again; a process that writes the same file at the same time is waited for.

    Args:
        file: the file; its folder is there. Whoever reads it meanwhile sees what it was.

    Raises:
        OSError: it cannot be written; it is as it was, and nothing is left beside it.
    """
    unfinished = file.with_name(f".{file.name}.unfinished")
    descriptor = _held(unfinished)
    try:
        yield unfinished
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _held(path: Path) -> int:
    """Open a file with a lock that ends with the process; wait for whoever else holds it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if os.stat(path).st_ino == os.fstat(descriptor).st_ino:  # noqa: PTH116 - the twin of fstat
                return descriptor
        except FileNotFoundError:
            pass  # whoever held it has finished it or given it up
        os.close(descriptor)


def settle(path: Path) -> None:
    """Wait until a file or a folder's list of names is on the disk, so that a power cut cannot take it back."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def at_once(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Apply a function to items in their order, to many at once: a file that has to be on a disk is mostly waited for.

    Args:
        function: what is done with a file; its first exception ends all.
        items: to which it is done.
    """
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return list(threads.map(function, items))
