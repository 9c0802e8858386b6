"""Compound files (the container of .xls and of encrypted workbooks), honest and broken, byte by byte ([MS-CFB])."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALLEST_STREAM = 4096
"""Shorter streams would lie in a container of their own; all of ours are filled up to this."""


def compound(
    streams: Mapping[str, bytes],
    *,
    fat: Mapping[int, int] | None = None,
    declared_size: int | None = None,
    header: Mapping[int, int] | None = None,
) -> bytes:
    """A compound file of version 3.

    Args:
        streams: content by name.
        fat: entries of the sector table to be overwritten; sector 0 holds the table, 1 the directory.
        declared_size: a size to declare for every stream in place of the true one.
        header: 32-bit words of the header to be overwritten, by offset.
    """
    table = [_FAT, _END]
    entries, body = [_entry("Root Entry", 5, _END, 0, child=1 if streams else _FREE)], b""
    for number, (name, content) in enumerate(streams.items(), start=1):
        data = content.ljust(_SMALLEST_STREAM, b"\0")
        data = data.ljust(-(-len(data) // SECTOR) * SECTOR, b"\0")
        first, count = len(table), len(data) // SECTOR
        table += [*range(first + 1, first + count), _END]
        size = len(data) if declared_size is None else declared_size
        entries.append(_entry(name, 2, first, size, right=number + 1 if number < len(streams) else _FREE))
        body += data
    assert len(table) <= SECTOR // 4
    assert len(entries) <= SECTOR // 128
    for place, value in (fat or {}).items():
        table[place] = value
    head = struct.pack(
        "<8s16s5H6x9L",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        _SMALLEST_STREAM,
        _END,
        0,
        _END,
        0,
    ) + struct.pack("<109L", 0, *[_FREE] * 108)
    whole = bytearray(head)
    for offset, value in (header or {}).items():
        struct.pack_into("<L", whole, offset, value)
    whole += struct.pack(f"<{SECTOR // 4}L", *table, *[_FREE] * (SECTOR // 4 - len(table)))
    whole += b"".join(entries).ljust(SECTOR, b"\0") + body
    return bytes(whole)


def _entry(name: str, kind: int, first: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:  # noqa: PLR0913 - the fields of an entry
    raw = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBB3L16sL8x8xLQ", raw, len(raw), kind, 1, _FREE, right, child, b"", 0, first, size)


def biff(*records: tuple[int, bytes]) -> bytes:
    """A stream of BIFF records, as the stream ``Workbook`` of an .xls holds them."""
    return b"".join(struct.pack("<2H", kind, len(data)) + data for kind, data in records)


_GLOBALS = (0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0))
_SHEET = (0x809, struct.pack("<4H2L", 0x600, 0x10, 0, 0, 0, 0))
_EOF = (0x0A, b"")


def sheet_book(*records: tuple[int, bytes]) -> bytes:
    """The stream ``Workbook`` of one sheet "A" with these records."""
    bound = (0x85, struct.pack("<LBBBB", 0, 0, 0, 1, 0) + b"A")
    start = len(biff(_GLOBALS, bound, _EOF))
    bound = (0x85, struct.pack("<LBBBB", start, 0, 0, 1, 0) + b"A")
    return biff(_GLOBALS, bound, _EOF, _SHEET, *records, _EOF)


def number(row: int, column: int, value: float) -> tuple[int, bytes]:
    """One cell with a number."""
    return 0x203, struct.pack("<3Hd", row, column, 0, value)
