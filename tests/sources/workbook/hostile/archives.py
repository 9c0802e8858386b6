"""Zip archives that no program would write: members with any header, shared bytes, and bombs made without their weight.

What the archives hold is in the other modules; nothing here knows workbooks but ``report``, from which most are made.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tests.sources.intake.places import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s2B5H3L5H2L"), struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Member:
    """One member as it is to stand in the archive, true or not."""

    name: str
    packed: bytes
    size: int
    checksum: int
    method: int = 8
    flags: int = 0x800
    system: int = 3
    attributes: int = 0o100644 << 16

    @property
    def local(self) -> bytes:
        """The header before its data."""
        name = self.name.encode()
        return (
            _LOCAL.pack(
                b"PK\3\4",
                20,
                self.flags,
                self.method,
                0,
                33,
                self.checksum,
                len(self.packed),
                self.size,
                len(name),
                0,
            )
            + name
        )

    def central(self, at: int) -> bytes:
        """The entry in the directory."""
        name = self.name.encode()
        return (
            _CENTRAL.pack(
                b"PK\1\2",
                20,
                self.system,
                20,
                self.flags,
                self.method,
                0,
                33,
                self.checksum,
                len(self.packed),
                self.size,
                len(name),
                0,
                0,
                0,
                0,
                self.attributes,
                at,
            )
            + name
        )


def member(name: str, data: bytes | str) -> Member:
    """An honest member."""
    data = data.encode() if isinstance(data, str) else data
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Member(name, packer.compress(data) + packer.flush(), len(data), zlib.crc32(data))


def repeated(name: str, head: bytes, block: bytes, times: int, tail: bytes) -> Member:
    """A member of ``head``, a block many times over, and ``tail``; the block is compressed once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(tail) + packer.flush()
    checksum = zlib.crc32(head)
    for _ in range(times):
        checksum = zlib.crc32(block, checksum)
    size = len(head) + len(block) * times + len(tail)
    return Member(name, first + packed * times + last, size, zlib.crc32(tail, checksum))


def archive(members: Iterable[Member], *, prefix: bytes = b"", suffix: bytes = b"") -> bytes:
    """An archive of members, each after the other."""
    body, directory, count = bytearray(prefix), bytearray(), 0
    for one in members:
        directory += one.central(len(body))
        body += one.local + one.packed
        count += 1
    return _closed(bytes(body), bytes(directory), count) + suffix


def _closed(body: bytes, directory: bytes, count: int) -> bytes:
    return body + directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)


def shared_data(members: list[Member], names: int, one: Member) -> bytes:
    """An archive in whose directory many names lead to the bytes of one member."""
    body, directory = b"", b""
    for each in members:
        directory += each.central(len(body))
        body += each.local + each.packed
    for number in range(names):
        directory += replace(one, name=f"{number:0{len(one.name)}}").central(len(body))
    return _closed(body + one.local + one.packed, directory, len(members) + names)


def quoted_overlap(members: list[Member], names: int, kernel_bytes: int) -> bytes:
    """An archive whose last members each hold the headers of all that follow and one kernel (Fifield, 2019).

    Every header agrees with the directory, so that only a look at the spans tells.
    """
    content = b" " * kernel_bytes
    chain = [member(f"xl/media/{names:04}.bin", content)]
    tail = chain[0].local + chain[0].packed
    for number in reversed(range(names)):
        header = chain[0].local
        # A deflate block that stores the next member's header; what follows it is the next member's own data.
        quote = struct.pack("<B2H", 0, len(header), len(header) ^ 0xFFFF)
        content = header + content
        packed = quote + header + chain[0].packed
        chain.insert(0, Member(f"xl/media/{number:04}.bin", packed, len(content), zlib.crc32(content)))
        tail = chain[0].local + quote + tail
    body, directory = b"", b""
    for each in members:
        directory += each.central(len(body))
        body += each.local + each.packed
    at = len(body)
    for each in chain:
        directory += each.central(at)
        at += len(each.local) + len(quote)
    return _closed(body + tail, directory, len(members) + len(chain))


@cache
def report() -> bytes:
    """A small report that is taken in."""
    return workbook()


def members_of(content: bytes) -> dict[str, bytes]:
    """The members of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@cache
def report_parts() -> Mapping[str, bytes]:
    """The parts of the small report."""
    return members_of(report())


def repacked(parts: Mapping[str, bytes | str | None]) -> bytes:
    """An honest archive of parts; None leaves one out."""
    return archive(member(name, data) for name, data in parts.items() if data is not None)


def changed(**parts: bytes | str | None) -> bytes:
    """The small report with parts exchanged, added, or (None) left out."""
    return repacked({**report_parts(), **parts})


def honest_members() -> list[Member]:
    """The members of the small report."""
    return [member(name, data) for name, data in report_parts().items()]


def edited(name: str, old: str, new: str) -> bytes:
    """The small report with a text of one part replaced."""
    text = report_parts()[name].decode()
    assert old in text, f"{name} has no {old}"
    return changed(**{name: text.replace(old, new, 1)})
