"""The compound file of an .xls workbook: its header, its chains of sectors, and the streams of its root folder.

Every chain is followed for at most as many steps as the file has sectors, and nothing is read beyond the file's end, so
a hostile file costs no more than its bytes. What the streams mean is in ``old_workbook``. After [MS-CFB].
"""

from __future__ import annotations

import struct
from array import array
from typing import NamedTuple, Self

from sources.workbook.refusal import RefusedError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = struct.Struct("<8s16sHHHHH6x9I")
_HEADER_SIZE = 512
_LISTED_IN_HEADER = 109
_FIRST_RESERVED = 0xFFFFFFFA
_END_OF_CHAIN = 0xFFFFFFFE
_NOTHING = 0xFFFFFFFF
_ENTRY = struct.Struct("<64sHBBIII36xIQ")
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_SECTOR_SHIFTS = {3: 9, 4: 12}
_SMALL_SECTOR = 64
_SMALL_STREAM = 4096


class Stream(NamedTuple):
    """A stream or folder of the root folder."""

    name: str
    is_folder: bool
    start: int
    size: int


class CompoundFile:
    """An opened compound file."""

    def __init__(self, content: bytes, shift: int) -> None:
        self._content = content
        self._sector = 1 << shift
        self._sectors = -(-len(content) // self._sector) - 1
        self._table = array("I")
        self._small_table = array("I")
        self._small = b""
        self.entries: dict[str, Stream] = {}
        """What is in the root folder, by name in lower case."""

    @classmethod
    def open(cls, content: bytes) -> Self:
        """Read and check the header, the allocation tables and the root folder.

        Raises:
            RefusedError: the file is damaged.
        """
        if len(content) < _HEADER_SIZE:
            raise RefusedError("damaged", "the header of the file is cut off")
        (_, _, _, version, order, shift, small_shift, *numbers) = _HEADER.unpack_from(content)
        if order != 0xFFFE or _SECTOR_SHIFTS.get(version) != shift or small_shift != 6:  # noqa: PLR2004 - as the format fixes them
            raise RefusedError("damaged", "the header of the file is altered")
        _, _, folder, _, _, small_table, _, more_tables, count = numbers
        found = cls(content, shift)
        found._read_table(more_tables if count else _END_OF_CHAIN)
        entries = found._read_entries(found._chain(folder))
        found._small_table.frombytes(found._chain(small_table))
        found._small = found._chain(entries[0].start)[: entries[0].size] if len(found._small_table) else b""
        return found

    def read(self, name: str) -> bytes:
        """Return a stream of the root folder.

        Raises:
            RefusedError: there is no such stream, or it is not whole.
        """
        stream = self.entries.get(name.casefold())
        if stream is None or stream.is_folder:
            raise RefusedError("damaged", f"the file has no stream {name}")
        follow = self._chain if stream.size >= _SMALL_STREAM else self._small_chain
        data = follow(stream.start)
        if len(data) < stream.size:
            raise RefusedError("damaged", f"the stream {name} is shorter than it should be")
        return data[: stream.size]

    def _at(self, sector: int) -> bytes:
        if sector >= self._sectors:
            raise RefusedError("damaged", "a sector lies behind the end of the file")
        start = (sector + 1) * self._sector
        # The last sector may be cut off: some writers leave out what is behind the last byte.
        return self._content[start : start + self._sector].ljust(self._sector, b"\0")

    def _read_table(self, more: int) -> None:
        """Read the table that says which sector follows which."""
        listed = array("I", self._content[76 : 76 + 4 * _LISTED_IN_HEADER])
        for _ in range(self._sectors):
            if more >= _FIRST_RESERVED:
                break
            further = array("I", self._at(more))
            more = further.pop()
            listed.extend(further)
        else:
            if more < _FIRST_RESERVED:
                raise RefusedError("damaged", "the list of tables runs in a circle")
        sectors = [sector for sector in listed if sector < _FIRST_RESERVED]
        if len(sectors) > self._sectors:
            raise RefusedError("damaged", "the table of sectors is longer than the file")
        for sector in sectors:
            self._table.frombytes(self._at(sector))

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        sector = start
        while sector < _FIRST_RESERVED:
            if len(pieces) >= self._sectors:
                raise RefusedError("damaged", "a chain of sectors runs in a circle")
            pieces.append(self._at(sector))
            sector = self._next(self._table, sector)
        return b"".join(pieces)

    def _small_chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        sector = start
        while sector < _FIRST_RESERVED:
            if len(pieces) >= len(self._small_table):
                raise RefusedError("damaged", "a chain of small sectors runs in a circle")
            pieces.append(self._small[sector * _SMALL_SECTOR : (sector + 1) * _SMALL_SECTOR])
            sector = self._next(self._small_table, sector)
        return b"".join(pieces)

    @staticmethod
    def _next(table: array[int], sector: int) -> int:
        if sector >= len(table):
            raise RefusedError("damaged", "a chain of sectors leaves the table")
        following = table[sector]
        if _FIRST_RESERVED <= following != _END_OF_CHAIN:
            raise RefusedError("damaged", "a chain of sectors has no end")
        return following

    def _read_entries(self, data: bytes) -> list[Stream]:
        """Read the directory, and follow its tree through the root folder."""
        every = list(_ENTRY.iter_unpack(data))
        if not every or every[0][2] != _ROOT:
            raise RefusedError("damaged", "the file has no root folder")
        entries = [
            Stream(raw[: max(0, length - 2)].decode("utf-16-le", "replace"), kind == _STORAGE, start, size & 0xFFFFFFFF)
            for raw, length, kind, _, _, _, _, start, size in every
        ]
        seen: set[int] = set()
        waiting = [every[0][6]]
        while waiting:
            at = waiting.pop()
            if at == _NOTHING:
                continue
            if at >= len(every) or at in seen:
                raise RefusedError("damaged", "the directory of the file is altered")
            seen.add(at)
            waiting += every[at][4:6]
            if every[at][2] in (_STORAGE, _STREAM):
                self.entries[entries[at].name.casefold()] = entries[at]
        return entries
