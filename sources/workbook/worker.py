"""What a process does that reads workbooks: one at a time, within limits of memory and time.

Imported by the process and by the server that it is forked from, so neither pandas nor Pandera may come with it.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import resource
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pyarrow as pa

from sources.compute import Work
from sources.findings.finding import Finding
from sources.workbook.cells import CELLS
from sources.workbook.packing import pack, unpack
from sources.workbook.reading import ReadWorkbook, WorkbookReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.workbook.limits import Limits
    from sources.workbook.vocabulary import Vocabulary

_LOG = logging.getLogger(__name__)
_PAGE = os.sysconf("SC_PAGE_SIZE")
_OBJECTS_BETWEEN_LOOKS = 50_000
"""How many objects are made before the process looks for circles of them to free."""


@dataclass(frozen=True, slots=True)
class Unopened:
    """In the place of a file that could not be opened where it lies."""

    reason: str | None


Source = Path | bytes | Unopened
"""A file, its content, or why there is none."""


@dataclass(frozen=True)
class Reading(Work[Source, ReadWorkbook]):
    """Reading workbooks, each within limits of memory and time."""

    limits: Limits
    vocabulary: Vocabulary

    # The second brings openpyxl, which a process needs for some workbooks and whoever hands them out for none.
    loaded_first: ClassVar = (__name__, "sources.workbook.marked_cells")
    attempts: ClassVar = 3

    @property
    def wall_seconds(self) -> float:
        """After which a process is given up that reads a workbook."""
        return self.limits.wall_seconds

    def start(self) -> None:
        """Set the process up: its limits, and the reader that it keeps."""
        start(self.limits, self.vocabulary)

    def do(self, item: Source) -> ReadWorkbook:
        """Read one workbook; nothing about the file raises."""
        return read(item)

    def lost(self, key: object, reason: str) -> ReadWorkbook:
        """Return what is said of a workbook whose reader died."""
        del key
        return ReadWorkbook(kind=None, cells=CELLS.empty_table(), findings=[Finding("unreadable", value=reason)])

    def sent(self, item: Source) -> Source:
        """Return a file's content: other machines do not see our disks."""
        if not isinstance(item, Path):
            return item
        try:
            return _content(item, self.limits.file_bytes)
        except OSError as error:
            return Unopened(error.strerror)

    def weight(self, item: Source) -> int:
        """Return how large a workbook is."""
        if isinstance(item, Path):
            try:
                return min(item.lstat().st_size, self.limits.file_bytes)
            except OSError:
                return 0
        return len(item) if isinstance(item, bytes) else 0

    def pack(self, results: Sequence[ReadWorkbook]) -> bytes:
        """Return what was read as one Arrow stream."""
        return pack(results)

    def unpack(self, packed: bytes) -> list[ReadWorkbook]:
        """Return what is in an Arrow stream."""
        return unpack(packed)


class _Worker:
    """The worker's own state, set when its process starts."""

    reader: WorkbookReader
    limits: Limits


def start(limits: Limits, vocabulary: Vocabulary) -> None:
    """Set the process up: its limits, and the reader that it keeps."""
    _Worker.limits = limits
    _Worker.reader = WorkbookReader(limits, vocabulary)
    # What is loaded stays; and a workbook's lists hold no circles, so looking for some is rarely worth it.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    # Arrow's own allocator reserves address space by the gigabyte, which is just what is limited here. Its streams use
    # it whatever is set, so it does that now, and what it has reserved counts as held.
    pa.set_memory_pool(pa.system_memory_pool())
    pack([_Worker.reader.refuse()])
    held = int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE
    _lower(resource.RLIMIT_AS, held + limits.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.written_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    os.environ["RUST_BACKTRACE"] = "0"  # a panic is a finding; its stack tells nobody anything


def read(source: Source) -> ReadWorkbook:
    """Read one workbook; nothing about the file raises.

    Args:
        source: the file, or its content.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # The system counts whole seconds and ends the process with a signal; the pool sees it die.
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + _Worker.limits.cpu_seconds, hard))
    try:
        if isinstance(source, Unopened):
            return _unopened(source.reason)
        content = source if isinstance(source, bytes) else _content(source, _Worker.limits.file_bytes)
        return _Worker.reader.read(content)
    except MemoryError:
        return _Worker.reader.refuse(Finding("unreadable", value="reading it takes more memory than a workbook may"))
    except OSError as error:
        return _unopened(error.strerror)
    except Exception as error:  # noqa: BLE001 - see below; it is logged with its traceback
        # A fault of ours that one file brings to light must be seen, but must not stop the files behind it for ever.
        _LOG.exception("The reader failed on a workbook")
        return _Worker.reader.refuse(Finding("unreadable", value=f"the reader failed: {error!r}"))


def _unopened(reason: str | None) -> ReadWorkbook:
    return _Worker.reader.refuse(Finding("unreadable", value=f"the file cannot be opened: {reason}"))


def _content(path: Path, most: int) -> bytes:
    """Return a regular file's bytes, at most one more than allowed; pipes, devices and links are not waited for."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "not a regular file")
        return file.read(most + 1)


def _lower(limit: int, value: int) -> None:
    """Set a limit of the process, unless a lower one is set already."""
    _, hard = resource.getrlimit(limit)
    with contextlib.suppress(ValueError):
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
