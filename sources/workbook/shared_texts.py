"""The texts of an .xls workbook: the table that its sheets share, cut into records at any place ([MS-XLS] 2.5.293)."""

from __future__ import annotations

import struct

from sources.workbook.refusal import RefusedError

_SMALLEST = 3  # bytes of an empty text
_WIDE, _PHONETIC, _RICH = 1, 4, 8


def plain_text(data: bytes, start: int, length: int, flags: int) -> str:
    """Return a text of so many letters that stands in a record, cut off where the record ends."""
    if flags & _WIDE:
        return data[start : start + 2 * length].decode("utf-16-le", "replace")
    return data[start : start + length].decode("latin-1")


def read_shared_texts(records: list[bytes]) -> list[str]:
    """Read the table of shared texts.

    Args:
        records: the record that begins it, and those that continue it; none where a workbook has no texts.

    Raises:
        RefusedError: it promises more texts than it has bytes for, or ends within one.
    """
    if not records:
        return []
    (count,) = struct.unpack_from("<I", records[0], 4)
    if count * _SMALLEST > sum(map(len, records)):
        raise RefusedError("unsafe", f"the workbook claims to hold {count} texts")
    reading = _Reading(records)
    return [reading.text() for _ in range(count)]


class _Reading:
    """Where in the table we are: in which record, and at which of its bytes."""

    def __init__(self, records: list[bytes]) -> None:
        self._records = iter(records)
        self._record = next(self._records)
        self._at = 8

    def text(self) -> str:
        """Return the next text, and leave out its formatting and its phonetic guide."""
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & _RICH else 0
        guide = struct.unpack("<I", self._bytes(4))[0] if flags & _PHONETIC else 0
        text = self._letters(length, flags)
        self._skip(4 * runs + guide)
        return text

    def _next_record(self) -> None:
        self._record = next(self._records, b"")
        self._at = 0
        if not self._record:
            raise RefusedError("damaged", "the texts of the workbook are cut off")

    def _bytes(self, count: int) -> bytes:
        found = self._record[self._at : self._at + count]
        self._at += len(found)
        while len(found) < count:
            self._next_record()
            more = self._record[: count - len(found)]
            self._at = len(more)
            found += more
        return found

    def _skip(self, count: int) -> None:
        while count > len(self._record) - self._at:
            count -= len(self._record) - self._at
            self._next_record()
        self._at += count

    def _letters(self, length: int, flags: int) -> str:
        text = ""
        while True:
            size = 2 if flags & _WIDE else 1
            here = min(length, (len(self._record) - self._at) // size)
            text += plain_text(self._record, self._at, here, flags)
            self._at += here * size
            length -= here
            if not length:
                return text
            # A text that goes on in the next record says again how its letters are written.
            self._next_record()
            flags, self._at = self._record[0], 1
