"""Marking many workbooks in parallel, in processes that may die: it costs the workbook its marks, never the run.

How a workbook is marked is ``marked_copy``'s; which notices are made is ``warehouse.answering``'s.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
from collections import deque
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pebble

from sources.notice.marked_copy import NotMarkableError, Obstacle, Unmarked, mark_workbook
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sources.intake.store import Store
    from sources.notice.notice import Mark, NoticeSheet
    from sources.workbook.limits import Limits

_ARCHIVE = b"PK\3\4"
_LOG = logging.getLogger(__name__)
_AHEAD = 4
"""Workbooks handed out ahead of the one waited for, a worker."""
_PATIENCE = 1.0
"""Seconds between looks at whether the pool still stands."""
_ATTEMPTS = 3
"""How often a workbook is handed out when the pool as a whole breaks, which says nothing about the workbook."""


@dataclass(frozen=True, slots=True)
class Marking:
    """One workbook to be marked."""

    key: str
    store: Store
    sha256: str
    marks: tuple[Mark, ...]
    sheet: NoticeSheet


def mark_copy(content: bytes, marks: Sequence[Mark], sheet: NoticeSheet, limits: Limits) -> bytes | Unmarked | None:
    """Return a marked copy of a sender's workbook, or why it cannot be marked.

    None where the notice itself says why, or only our log: what no reader takes in, and faults of ours.
    """
    try:
        preflight(content, limits)
        if not content.startswith(_ARCHIVE):
            return Unmarked(Obstacle.FORMAT)
        return mark_workbook(content, tuple(marks), sheet, limits)
    except RefusedError:
        return None
    except NotMarkableError as error:
        return error.unmarked
    except Exception:  # noqa: BLE001 - see below; it is logged with its traceback
        # A fault of ours that one workbook brings to light must be seen, but must not keep its sender from an answer.
        _LOG.exception("A workbook cannot be marked")
        return None


def mark_many(
    markings: Iterable[Marking], limits: Limits, workers: int | None = None
) -> Iterator[tuple[str, bytes | Unmarked | None]]:
    """Mark workbooks in worker processes, each within limits of memory and time.

    Args:
        markings: the workbooks; each is fetched from its store in the worker.
        limits: what a workbook may be and cost at most.
        workers: how many processes; one for each core if not given.

    Yields:
        Each key with the marked copy, in the order given; else why it cannot be marked, None where its worker died.
    """
    waiting = iter(markings)
    count = workers or len(os.sched_getaffinity(0))
    pool = _Pool(count, limits)
    handed_out: deque[tuple[Marking, Any]] = deque()
    try:
        while True:
            while len(handed_out) < _AHEAD * count and (marking := next(waiting, None)) is not None:
                handed_out.append((marking, pool.submit(marking)))
            if not handed_out:
                return
            marking, future = handed_out.popleft()
            yield marking.key, pool.result(marking, future)
    finally:
        pool.stop()


class _Pool:
    """Worker processes that are replaced when they die, in a pool that is replaced when it breaks."""

    def __init__(self, workers: int, limits: Limits) -> None:
        self._workers = workers
        self._limits = limits
        self._pool: Any = None

    def submit(self, marking: Marking) -> Any:
        """Hand a workbook out; the first one starts the workers."""
        if self._pool is None or not self._pool.active:
            self.stop()
            self._pool = pebble.ProcessPool(
                max_workers=self._workers,
                context=multiprocessing.get_context("forkserver"),
                initializer=_start,
                initargs=(self._limits,),
            )
        try:
            return self._pool.schedule(_mark, args=(marking, self._limits), timeout=self._limits.wall_seconds)
        except RuntimeError:  # the pool broke since; result() sees to it
            return None

    def result(self, marking: Marking, future: Any) -> bytes | Unmarked | None:
        """Wait for a workbook that was handed out; None if its worker died."""
        for _ in range(_ATTEMPTS):
            while future is not None and self._pool.active and not wait([future], timeout=_PATIENCE).done:
                pass
            try:
                if future is not None and future.done():
                    marked: bytes | Unmarked | None = future.result()
                    return marked
            except (TimeoutError, pebble.ProcessExpired, MemoryError) as death:
                _LOG.warning("The workbook of %s cannot be marked: its worker ended (%r)", marking.key, death)
                return None
            except (BrokenProcessPool, CancelledError):
                pass
            # A pool that breaks forgets what stood in its queue, and says nothing about any workbook.
            future = self.submit(marking)
        _LOG.error("The workbook of %s is not marked: no worker can be started", marking.key)
        return None

    def stop(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()


def _start(limits: Limits) -> None:
    """Set a worker up: what it may take of the machine's memory beyond what it holds."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = held + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _mark(marking: Marking, limits: Limits) -> bytes | Unmarked | None:
    return mark_copy(marking.store.read(marking.sha256), marking.marks, marking.sheet, limits)
