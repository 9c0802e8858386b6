"""The zip package of a workbook: its directory, and its members inflated within limits.

Every member is checked against both of its headers, its sizes and its checksum, so that no single altered byte passes
unnoticed. Only the standard library is used, and nothing is ever extracted. What the parts mean is in ``preflight``.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.workbook.limits import Limits

_END = struct.Struct("<4s4H2LH")
_END_64_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")

_STORED, _DEFLATED = 0, 8
_UNIX, _FILE_TYPE, _SYMLINK = 3, 0o170000, 0o120000
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_DESCRIPTOR_FLAG, _UTF8_FLAG = 0x8, 0x800
_LONGEST_COMMENT = 0xFFFF
_SEE_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the archive."""

    name: str
    method: int
    checksum: int
    packed: int
    """Bytes in the archive."""
    size: int
    """Bytes when inflated, as declared."""
    start: int
    """Where its data begins."""


class Package:
    """An opened package. Members are inflated when asked for, and their sizes are counted."""

    def __init__(self, content: bytes, members: Mapping[str, Member], limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self._left = limits.total_bytes
        self._by_folded_name = {name.casefold(): member for name, member in members.items()}
        self.members = members
        """The members by name, in the order of the directory."""

    @classmethod
    def open(cls, content: bytes, limits: Limits) -> Self:
        """Read and check the directory of an archive.

        Raises:
            RefusedError: damaged, encrypted, unsafe or over the limits.
        """
        return cls(content, _read_directory(content, limits), limits)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._by_folded_name

    def read(self, name: str) -> bytes:
        """Return a member inflated; names are compared as office programs do, without regard to case.

        Raises:
            RefusedError: no such member, damaged, or over the limits.
        """
        member = self._by_folded_name.get(name.casefold())
        if member is None:
            raise RefusedError("damaged", f"the file has no part {name}")
        packed = memoryview(self._content)[member.start : member.start + member.packed]
        limits = self._limits
        most = min(limits.part_bytes, self._left, max(limits.ratio_after_bytes, limits.ratio * member.packed))
        data = bytes(packed[: most + 1]) if member.method == _STORED else _inflate(packed, most + 1, member)
        if len(data) > most:
            raise RefusedError("over_limits", f"{name} inflates from {member.packed} to more than {most} bytes")
        if len(data) != member.size or zlib.crc32(data) != member.checksum:
            raise RefusedError("damaged", f"{name} is not what its checksum says")
        self._left -= len(data)
        return data


def _inflate(packed: memoryview, most: int, member: Member) -> bytes:
    inflator = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflator.decompress(packed, most)
    except zlib.error as error:
        raise RefusedError("damaged", f"{member.name} does not inflate: {error}") from None
    if len(data) < most and (not inflator.eof or inflator.unused_data):
        raise RefusedError("damaged", f"{member.name} does not inflate to its end")
    return data


def _read_directory(content: bytes, limits: Limits) -> dict[str, Member]:
    count, size, start, end = _find_directory(content)
    if count > limits.members:
        raise RefusedError("over_limits", f"{count} members", expected=f"at most {limits.members} members")
    if start + size != end:
        raise RefusedError("damaged", "the directory is not where the end of the file says")
    members: dict[str, Member] = {}
    spans: list[tuple[int, int]] = []
    folded: set[str] = set()
    at = start
    for _ in range(count):
        member, header, at = _read_entry(content, at, end)
        _check_name(member.name)
        if member.name.casefold() in folded:
            raise RefusedError("unsafe", f"two members are named {member.name}")
        folded.add(member.name.casefold())
        members[member.name] = member
        spans.append((header, member.start + member.packed))
    if at != end:
        raise RefusedError("damaged", "the directory does not end where the end of the file says")
    _check_spans(sorted(spans), start)
    if sum(member.size for member in members.values()) > limits.total_bytes:
        raise RefusedError("over_limits", f"the file inflates to more than {limits.total_bytes} bytes")
    return members


def _find_directory(content: bytes) -> tuple[int, int, int, int]:
    """Return the directory's entries, size, start and end."""
    end = content.rfind(b"PK\5\6", max(0, len(content) - _END.size - _LONGEST_COMMENT))
    if end < 0 or end + _END.size > len(content):
        raise RefusedError("damaged", "the end of the file is missing")
    _, disk, directory_disk, entries_here, count, size, start, comment = _END.unpack_from(content, end)
    if end + _END.size + comment != len(content):
        raise RefusedError("damaged", "the file goes on behind its end")
    locator = end - _END_64_LOCATOR.size
    if locator >= 0 and content[locator : locator + 4] == b"PK\6\7":
        _, _, end, _ = _END_64_LOCATOR.unpack_from(content, locator)
        if end + _END_64.size != locator or content[end : end + 4] != b"PK\6\6":
            raise RefusedError("damaged", "the end of the file is altered")
        _, _, _, _, disk, directory_disk, entries_here, count, size, start = _END_64.unpack_from(content, end)
    if disk or directory_disk or entries_here != count:
        raise RefusedError("damaged", "the file is one part of several")
    return count, size, start, end


def _read_entry(content: bytes, at: int, end: int) -> tuple[Member, int, int]:
    """Return a member, where its own header begins, and where the next entry of the directory does."""
    if at + _CENTRAL.size > end:
        raise RefusedError("damaged", "the directory is cut off")
    (signature, _, system, _, flags, method, _, _, checksum, packed, size, *rest) = _CENTRAL.unpack_from(content, at)
    name_length, extra_length, comment_length, _, _, attributes, header = rest
    next_entry = at + _CENTRAL.size + name_length + extra_length + comment_length
    if signature != b"PK\1\2" or next_entry > end:
        raise RefusedError("damaged", "the directory is altered")
    raw_name = content[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
    name = _decode_name(raw_name, flags)
    if flags & _ENCRYPTED_FLAGS:
        raise RefusedError("encrypted", f"{name} is encrypted")
    if method not in (_STORED, _DEFLATED):
        raise RefusedError("unsafe", f"{name} is compressed by method {method}", expected="stored or deflated")
    if system == _UNIX and (attributes >> 16) & _FILE_TYPE == _SYMLINK:
        raise RefusedError("unsafe", f"{name} is a symbolic link")
    if _SEE_ZIP64 in (packed, size, header):
        extra = content[at + _CENTRAL.size + name_length : next_entry - comment_length]
        size, packed, header = _zip64_sizes(extra, size, packed, header, name)
    if method == _STORED and packed != size:
        raise RefusedError("damaged", f"{name} has two sizes")
    member = Member(name, method, checksum, packed, size, header + _LOCAL.size)
    return _check_local_header(content, member, raw_name, streamed=bool(flags & _DESCRIPTOR_FLAG)), header, next_entry


def _decode_name(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & _UTF8_FLAG else "cp437")
    except UnicodeDecodeError:
        raise RefusedError("damaged", f"a member's name cannot be read: {raw!r}") from None


def _zip64_sizes(extra: bytes, size: int, packed: int, header: int, name: str) -> tuple[int, int, int]:
    """Return size, packed size and offset from the extra field that holds them when they are set to all ones."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            try:
                size, packed, header = (
                    next(numbers) if value == _SEE_ZIP64 else value for value in (size, packed, header)
                )
            except (StopIteration, RuntimeError):
                break
            return size, packed, header
        at += 4 + length
    raise RefusedError("damaged", f"{name} has no size")


def _check_local_header(content: bytes, member: Member, raw_name: bytes, *, streamed: bool) -> Member:
    """Check that a member's own header agrees with the directory; return the member with its true start."""
    header = member.start - _LOCAL.size
    if member.start > len(content):
        raise RefusedError("damaged", f"{member.name} lies behind the end of the file")
    signature, _, flags, method, _, _, *sizes, name_length, extra_length = _LOCAL.unpack_from(content, header)
    agrees = (
        signature == b"PK\3\4"
        and content[member.start : member.start + name_length] == raw_name
        and not flags & _ENCRYPTED_FLAGS
        and method == member.method
    )
    # A writer that streams puts the sizes behind the data and zeros here; zip64 puts all ones here.
    for local, central in zip(sizes, (member.checksum, member.packed, member.size), strict=True):
        agrees &= local in (central, _SEE_ZIP64) or (streamed and local == 0)
    if not agrees:
        raise RefusedError("damaged", f"{member.name} differs between its own header and the directory")
    start = int(member.start + name_length + extra_length)
    # Not by replace(), which looks at every field's declaration: there are twenty members in a workbook.
    return Member(member.name, member.method, member.checksum, member.packed, member.size, start)


def _check_name(name: str) -> None:
    parts = name.split("/")
    drive = len(parts[0]) > 1 and parts[0][1] == ":"
    if name.startswith("/") or "\\" in name or ".." in parts or drive or not name.isprintable():
        raise RefusedError("unsafe", f"a member is named {name!r}")


def _check_spans(spans: list[tuple[int, int]], directory: int) -> None:
    """Check that no two members share bytes, that the first begins the file, and that the last ends before the rest."""
    if not spans or spans[0][0] != 0:
        raise RefusedError("unsafe", "something stands before the first member")
    for (_, this_end), (next_start, _) in zip(spans, [*spans[1:], (directory, 0)], strict=True):
        if this_end > next_start:
            raise RefusedError("unsafe", "two members of the archive overlap")
