"""Work in processes of this machine, which may die: an item of two kilobytes can end the process that it is in.

The pool replaces the process, and no other item notices. A death proves little: the system ends processes when memory
runs out elsewhere, and people end them too. Items are handed out by the chunk; of a chunk whose process died, each is
done again by itself with nothing else beside it, and given up when its process has died as often as the work allows.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import util
from typing import TYPE_CHECKING, Any, Generic

import pebble

from sources.compute.work import ComputeError, Item, Key, Result, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_AHEAD = 3
"""Chunks handed out ahead of the one waited for, a process: enough to keep every process busy."""
_CHUNK_ITEMS = 16
"""At most so many small items are handed out together."""
_CHUNK_BYTES = 1 << 20
"""A chunk is full when its items have so many bytes; a larger item goes by itself."""
_OUT_OF_MEMORY = 71
"""The exit status of a process that had no memory left to hand its results over."""
_FIRST = 100
"""Before everything else that is done when a process ends."""
_PATIENCE = 1.0
"""Seconds between looks at whether the pool still stands."""


class NoWorkersError(ComputeError):
    """No process can be started: a fault of the machine or of ours, and not of any item."""


class Processes:
    """Processes of this machine. They are kept for the next work of the same kind, and end with this object."""

    def __init__(self, workers: int | None = None) -> None:
        """Take note of how many processes there may be: one a core if not given. They start when they are needed."""
        self.workers = workers or len(os.sched_getaffinity(0))
        self._pools: dict[type, _Pool] = {}

    def require(self) -> None:
        """Make sure that work can be done here: it can, on any machine."""

    def work_through(self, work: Work[Item, Result], items: Iterable[tuple[Key, Item]]) -> Iterator[tuple[Key, Result]]:
        """Do all items; see ``Compute``.

        Raises:
            NoWorkersError: no process can be started.
        """
        for keys, packed in self.packed(work, items):
            yield from zip(keys, work.unpack(packed), strict=True)

    def packed(self, work: Work[Item, Result], items: Iterable[tuple[Key, Item]]) -> Iterator[tuple[list[Key], bytes]]:
        """Do all items, and yield their results by the chunk, packed as the processes hand them over."""
        pool = self._pool(work)
        waiting = _chunks(work, items, self.workers)
        handed_out: deque[_HandedOut[Key, Item]] = deque()
        try:
            while True:
                while len(handed_out) < _AHEAD * self.workers and (chunk := next(waiting, None)) is not None:
                    handed_out.append(_HandedOut(chunk, pool.submit([item for _, item in chunk])))
                if not handed_out:
                    return
                first = handed_out.popleft()
                yield from pool.results(first, [other.future for other in handed_out])
        except BaseException:
            # What is still being done is of no use, and the next work would have to wait for it.
            pool.stop()
            raise

    def _pool(self, work: Work[Any, Any]) -> _Pool:
        """Return the processes that do this work; of one kind of work, those of the last one are kept."""
        pool = self._pools.get(type(work))
        if pool is None or pool.work != work:
            if pool is not None:
                pool.stop()
            pool = self._pools[type(work)] = _Pool(work, self.workers)
            # Not weakref.finalize: a process that multiprocessing has started, such as that of a run, ends without
            # atexit, and waits for its own processes before.
            util.Finalize(self, pool.stop, exitpriority=_FIRST)
        return pool


@dataclass(frozen=True)
class _HandedOut(Generic[Key, Item]):
    """A chunk, and the future of its results; None if the pool did not take it."""

    chunk: list[tuple[Key, Item]]
    future: Any


def _chunks(work: Work[Item, Any], items: Iterable[tuple[Key, Item]], workers: int) -> Iterator[list[tuple[Key, Item]]]:
    """Yield the items in chunks: small ones first, so that a few items keep all processes busy, too."""
    most, made = 1, 0
    chunk: list[tuple[Key, Item]] = []
    weight = 0
    for key, item in items:
        heavy = work.weight(item)
        if chunk and (len(chunk) >= most or weight + heavy > _CHUNK_BYTES):
            yield chunk
            chunk, weight, made = [], 0, made + 1
            if made % (2 * workers) == 0:
                most = min(2 * most, _CHUNK_ITEMS)
        chunk.append((key, item))
        weight += heavy
    if chunk:
        yield chunk


class _Pool:
    """Processes that are replaced when they die, in a pool that is replaced when it breaks."""

    def __init__(self, work: Work[Any, Any], workers: int) -> None:
        self.work = work
        self._workers = workers
        self._pool: Any = None

    def _start(self) -> Any:
        # Forked from a small server that has loaded the work and nothing else: a new process costs milliseconds, and
        # neither the threads nor the memory of this process come with it.
        context = multiprocessing.get_context("forkserver")
        if self.work.loaded_first:
            context.set_forkserver_preload(list(self.work.loaded_first))
        return pebble.ProcessPool(max_workers=self._workers, initializer=_start, initargs=(self.work,), context=context)

    def submit(self, items: Sequence[Any]) -> Any:
        """Hand a chunk out; None if the pool has broken, which ``results`` sees to."""
        if self._pool is None or not self._pool.active:
            self.stop()
            self._pool = self._start()
        try:
            return self._pool.schedule(_do, args=(items,), timeout=self.work.wall_seconds)
        except RuntimeError:
            return None

    def results(self, given: _HandedOut[Key, Any], others: Sequence[Any]) -> Iterator[tuple[list[Key], bytes]]:
        """Wait for a chunk; do its items one by one, when the other chunks are done, if its process died."""
        self._wait(given.future)
        try:
            if given.future is not None and given.future.done():
                yield [key for key, _ in given.chunk], given.future.result()
                return
        except (TimeoutError, pebble.ProcessExpired):
            for other in others:
                self._wait(other)
        except (BrokenProcessPool, CancelledError):
            pass
        for key, item in given.chunk:
            yield [key], self._alone(key, item)

    def _alone(self, key: object, item: Any) -> bytes:
        """Do one item with nothing else beside it.

        Raises:
            NoWorkersError: no process can be started, or none lives; this says nothing about the item.
        """
        work = self.work
        ended = "the processes that read it ended"
        for _ in range(work.attempts):
            future = self.submit([item])
            self._wait(future)
            try:
                if future is not None and future.done():
                    packed: bytes = future.result()
                    return packed
            # Time is not taken by accident, and every further attempt would hold up all others for as long.
            except TimeoutError:
                return self._lost(key, f"reading it takes more than {work.wall_seconds} seconds")
            except pebble.ProcessExpired as death:
                ended = f"the process that read it ended ({_reason(death.exitcode)})"
                if death.exitcode == -signal.SIGXCPU:
                    return self._lost(key, ended)
                if death.exitcode == _OUT_OF_MEMORY:
                    return self._lost(key, "reading it takes more memory than a workbook may")
            except (BrokenProcessPool, CancelledError):
                pass
        self._require_workers()
        return self._lost(key, f"{ended}; tried {work.attempts} times")

    def _lost(self, key: object, reason: str) -> bytes:
        return self.work.pack([self.work.lost(key, reason)])

    def _require_workers(self) -> None:
        """Hand out nothing at all: where even that cannot be done, no item is to blame."""
        probe = self.submit([])
        self._wait(probe)
        if probe is None or not probe.done() or probe.exception() is not None:
            raise NoWorkersError("no process can be started that reads workbooks: is the machine out of memory?")

    def _wait(self, future: Any) -> None:
        """Wait until a chunk is done, or the pool is: a pool that breaks forgets what still stood in its queue."""
        while future is not None and self._pool.active and not wait([future], timeout=_PATIENCE).done:
            pass

    def stop(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None


def _reason(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"


class _Process:
    """The state of a process that does work, set when it starts."""

    work: Work[Any, Any]


def _start(work: Work[Any, Any]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Process.work = work
    work.start()


def _end_with_parent() -> None:
    """End when the process ends that takes what this one hands over, even if it was killed: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _do(items: Sequence[Any]) -> bytes:
    work = _Process.work
    try:
        return work.pack([work.do(item) for item in items])
    except MemoryError:
        # Nothing can be relied on here any more. Whoever did it is found out in a new process.
        os._exit(_OUT_OF_MEMORY)
