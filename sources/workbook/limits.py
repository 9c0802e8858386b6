"""What a workbook may be at most. A municipal file needs about one percent of each limit.

Only the numbers; ``package`` and ``preflight`` enforce those that concern the file, ``pool`` those of the process.
"""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits within which a workbook is read."""

    file_bytes: int = 20 * _MIB
    """The file itself."""
    members: int = 1_000
    """Members of the zip archive."""
    part_bytes: int = 100 * _MIB
    """One inflated member."""
    total_bytes: int = 200 * _MIB
    """All inflated members, counted while inflating."""
    ratio: int = 100
    """Inflated to compressed size of a member, once it has inflated to more than ``ratio_after_bytes``."""
    ratio_after_bytes: int = _MIB
    """From which inflated size on ``ratio`` is looked at."""
    sheets: int = 200
    """Sheets of the workbook."""
    cells: int = 2_000_000
    """Cells of all sheets, as they are written."""
    extent: int = 4_000_000
    """Rows times columns of one sheet, from A1 to its last filled cell: what a reader has to hold in memory."""
    merges: int = 20_000
    """Merged ranges of one sheet."""
    memory_bytes: int = 1024 * _MIB
    """What a worker may take beyond what it holds when it starts."""
    cpu_seconds: int = 20
    """What one workbook may cost a worker."""
    wall_seconds: int = 60
    """After which a worker is given up, whatever it is waiting for."""
    written_bytes: int = 64 * _MIB
    """What a worker may write to any file; it has nothing to write but its own messages."""
