"""Marking many workbooks in parallel, in processes that may die: it costs the workbook its marks, never the run.

How a workbook is marked is ``marked_copy``'s; which notices are made is ``warehouse.answering``'s.
"""

from __future__ import annotations

import logging
import os
import resource
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sources.compute import Processes, Work
from sources.notice.marked_copy import NotMarkableError, Obstacle, Unmarked, mark_workbook
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sources.compute import Compute
    from sources.notice.notice import Mark, NoticeSheet
    from sources.workbook.limits import Limits

_ARCHIVE = b"PK\3\4"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Marking:
    """One workbook to be marked."""

    key: str
    file: Path
    """Where it lies on this machine: who reads what senders made is given no way to a store."""
    marks: tuple[Mark, ...]
    sheet: NoticeSheet
    content: bytes | None = None
    """The workbook itself, where this machine's files are out of sight."""

    def fetched(self) -> bytes:
        """Return the workbook."""
        return self.file.read_bytes() if self.content is None else self.content


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
    markings: Iterable[Marking], limits: Limits, compute: Compute | None = None
) -> Iterator[tuple[str, bytes | Unmarked | None]]:
    """Mark workbooks in processes, each within limits of memory and time.

    Args:
        markings: the workbooks; each is read where it is marked, or sent along to a cluster.
        limits: what a workbook may be and cost at most.
        compute: where; in processes of this machine, one for each core, if not given.

    Raises:
        ComputeError: no process can be started, or the cluster cannot be reached.

    Yields:
        Each key with the marked copy, in the order given; else why it cannot be marked, None where its process died.
    """
    return (compute or Processes()).work_through(_MarkingWork(limits), ((each.key, each) for each in markings))


@dataclass(frozen=True)
class _MarkingWork(Work[Marking, bytes | Unmarked | None]):
    """Marking workbooks."""

    limits: Limits

    @property
    def wall_seconds(self) -> float:
        return self.limits.wall_seconds

    def start(self) -> None:
        """Say what the process may take of the machine's memory beyond what it holds."""
        held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = held + self.limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

    def do(self, item: Marking) -> bytes | Unmarked | None:
        try:
            return mark_copy(item.fetched(), item.marks, item.sheet, self.limits)
        except MemoryError:
            return self.lost(item.key, "it takes more memory than a workbook may")

    def lost(self, key: object, reason: str) -> bytes | Unmarked | None:
        _LOG.warning("The workbook of %s cannot be marked: %s", key, reason)
        return None

    def sent(self, item: Marking) -> Marking:
        return replace(item, content=item.fetched())
