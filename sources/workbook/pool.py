"""Reading many workbooks in parallel, in processes that may die.

A workbook of two kilobytes can end the process that reads it. The pool replaces the process, and no other workbook
notices. A death proves little: the system ends processes when memory runs out elsewhere, and people end them too. So
the workbook is read again, with nothing else beside it, and gets a fatal finding when its reader has died three times.
What one process does is in ``worker``.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pebble

from sources.findings.finding import Finding
from sources.workbook import worker
from sources.workbook.layout import WorkbookLayout
from sources.workbook.limits import Limits
from sources.workbook.reading import ReadWorkbook
from sources.workbook.vocabulary import form_vocabulary

if TYPE_CHECKING:
    from sources.workbook.vocabulary import Vocabulary

Key = TypeVar("Key")
Source = Path | bytes | Callable[[], bytes]
"""A file, its content, or what fetches its content when its turn comes."""

_AHEAD = 4
"""Workbooks handed out ahead of the one waited for, a worker: enough to keep every worker busy."""
_PATIENCE = 1.0
"""Seconds between looks at whether the pool still stands."""
ATTEMPTS = 3
"""How often a workbook is handed out while its worker dies, or the pool as a whole breaks, before it is refused."""


def read_many(
    sources: Mapping[Key, Source] | Iterable[tuple[Key, Source]],
    limits: Limits | None = None,
    workers: int | None = None,
    vocabulary: Vocabulary | None = None,
) -> Iterator[tuple[Key, ReadWorkbook]]:
    """Read workbooks in worker processes, each within limits of memory and time.

    Args:
        sources: the workbooks by any key.
        limits: what a workbook may be and cost at most.
        workers: how many processes; one for each core if not given.
        vocabulary: the forms; taken from ``sources.forms`` if not given.

    Raises:
        NoWorkersError: no process can be started that reads workbooks.

    Yields:
        Each key with what was read, in the order given. A workbook that ended three workers, ran out of memory or
        took too long has ``kind`` None and the finding ``unreadable``.
    """
    limits = limits or Limits()
    vocabulary = vocabulary or form_vocabulary()
    count = workers or len(os.sched_getaffinity(0))
    waiting = iter(sources.items() if isinstance(sources, Mapping) else sources)
    refuse = _refuser(vocabulary)
    pool = _Pool(limits, vocabulary, count)
    handed_out: deque[tuple[Key, Path | bytes, Any]] = deque()
    try:
        while True:
            while len(handed_out) < _AHEAD * count and (pair := next(waiting, None)) is not None:
                source = pair[1]() if callable(pair[1]) else pair[1]
                handed_out.append((pair[0], source, pool.submit(source)))
            if not handed_out:
                return
            key, source, future = handed_out.popleft()
            yield key, pool.result(source, future, refuse, others=[other for _, _, other in handed_out])
    finally:
        pool.stop()


def _refuser(vocabulary: Vocabulary) -> Callable[[str], ReadWorkbook]:
    no_cells = WorkbookLayout(vocabulary).empty_cells()

    def refuse(reason: str) -> ReadWorkbook:
        return ReadWorkbook(kind=None, cells=no_cells, findings=[Finding("unreadable", value=reason)])

    return refuse


class NoWorkersError(RuntimeError):
    """No process can be started that reads workbooks: a fault of the machine or of ours, and not of any workbook."""


class _Pool:
    """Worker processes that are replaced when they die, in a pool that is replaced when it breaks."""

    def __init__(self, limits: Limits, vocabulary: Vocabulary, workers: int) -> None:
        self._limits = limits
        self._arguments = (limits, vocabulary)
        self._workers = workers
        # Forked from a small server that has loaded the reader and nothing else: a new worker costs milliseconds, and
        # neither the threads nor the memory of this process come with it.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([worker.__name__])
        self._pool = self._new_pool()

    def _new_pool(self) -> Any:
        return pebble.ProcessPool(
            max_workers=self._workers, initializer=worker.start, initargs=self._arguments, context=self._context
        )

    def submit(self, source: Path | bytes) -> Any:
        """Hand a workbook out."""
        try:
            return self._pool.schedule(worker.read, args=(source,), timeout=self._limits.wall_seconds)
        except RuntimeError:  # the pool broke since; result() sees to it
            return None

    def result(
        self, source: Path | bytes, future: Any, refuse: Callable[[str], ReadWorkbook], others: Iterable[Any] = ()
    ) -> ReadWorkbook:
        """Wait for a workbook that was handed out; hand it out again, when the others are done, if its worker died.

        Raises:
            NoWorkersError: no process can be started, or none lives; this says nothing about the workbook.
        """
        ended = "the processes that read it ended"
        for attempt in range(ATTEMPTS):
            if attempt:
                self._replace()
                future = self.submit(source)
            self._wait(future)
            try:
                if future is not None and future.done():
                    read: ReadWorkbook = future.result()
                    return read
            # Time is not taken by accident, and every further attempt would hold up all others for as long.
            except TimeoutError:
                return refuse(f"reading it takes more than {self._limits.wall_seconds} seconds")
            except pebble.ProcessExpired as death:
                ended = f"the process that read it ended ({_reason(death.exitcode)})"
                if death.exitcode == -signal.SIGXCPU:
                    return refuse(ended)
                for other in others:
                    self._wait(other)
            except (BrokenProcessPool, CancelledError):
                pass
        self._require_workers()
        return refuse(f"{ended}; tried {ATTEMPTS} times")

    def _require_workers(self) -> None:
        """Read a file of no bytes: where even that cannot be done, no workbook is to blame."""
        self._replace()
        probe = self.submit(b"")
        self._wait(probe)
        if probe is None or not probe.done() or probe.exception() is not None:
            raise NoWorkersError("no process can be started that reads workbooks: is the machine out of memory?")

    def _wait(self, future: Any) -> None:
        """Wait until a workbook is done, or the pool is: a pool that breaks forgets what still stood in its queue."""
        while future is not None and self._pool.active and not wait([future], timeout=_PATIENCE).done:
            pass

    def _replace(self) -> None:
        if not self._pool.active:
            self.stop()
            self._pool = self._new_pool()

    def stop(self) -> None:
        """End the workers."""
        self._pool.stop()
        self._pool.join()


def _reason(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
