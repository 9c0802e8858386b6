"""Reading many workbooks in parallel, wherever work is done (``sources.compute``).

A workbook that ends the process that reads it is read again by itself, and gets a fatal finding when its reader has
died three times. What one process does is in ``worker``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sources.compute import Processes
from sources.workbook.limits import Limits
from sources.workbook.vocabulary import form_vocabulary
from sources.workbook.worker import Reading

if TYPE_CHECKING:
    from sources.compute import Compute
    from sources.workbook.reading import ReadWorkbook
    from sources.workbook.vocabulary import Vocabulary

Key = TypeVar("Key")
Source = Path | bytes | Callable[[], bytes]
"""A file, its content, or what fetches its content when its turn comes."""


def read_many(
    sources: Mapping[Key, Source] | Iterable[tuple[Key, Source]],
    limits: Limits | None = None,
    compute: Compute | None = None,
    vocabulary: Vocabulary | None = None,
) -> Iterator[tuple[Key, ReadWorkbook]]:
    """Read workbooks in processes, each within limits of memory and time.

    Args:
        sources: the workbooks by any key.
        limits: what a workbook may be and cost at most.
        compute: where; in processes of this machine, one for each core, if not given.
        vocabulary: the forms; taken from ``sources.forms`` if not given.

    Raises:
        ComputeError: no process can be started that reads workbooks, or the cluster cannot be reached.

    Yields:
        Each key with what was read, in the order given. A workbook that ended three processes, ran out of memory or
        took too long has ``kind`` None and the finding ``unreadable``.
    """
    pairs = sources.items() if isinstance(sources, Mapping) else sources
    reading = Reading(limits or Limits(), vocabulary or form_vocabulary())
    files = ((key, source() if callable(source) else source) for key, source in pairs)
    return (compute or Processes()).work_through(reading, files)
