"""Archives that deceive or burst their reader."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace

from tests.sources.workbook.hostile.archives import (
    archive,
    changed,
    honest_members,
    member,
    quoted_overlap,
    repeated,
    report,
    report_parts,
    shared_data,
)
from tests.sources.workbook.hostile.case import ACCEPTED, Hostile, case

_MIB = 1 << 20
_NOTHING = member("x", b"")
SHEET = "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"


def repeating(part: str, before: str, block: bytes, times: int) -> bytes:
    """The small report with a block many times over in one part, before some text of it."""
    head, found, tail = report_parts()[part].partition(before.encode())
    assert found, f"{part} has no {before}"
    heavy = repeated(part, head, block, times, found + tail)
    return archive([heavy if one.name == part else one for one in honest_members()])


def _with(extra: str, data: bytes | str = b"x", **header: int) -> bytes:
    """The small report with one member more."""
    return archive([*honest_members(), replace(member(extra, data), **header)])


def _nested(depth: int) -> bytes:
    content = archive([repeated("zeros", b"", bytes(_MIB), 100, b"")])
    for _ in range(depth):
        content = archive([member(f"{number}.zip", content) for number in range(10)])
    return content


def _methods(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as opened:
        for name, data in report_parts().items():
            opened.writestr(name, data)
    return buffer.getvalue()


def _with_comment() -> bytes:
    comment = b"made by WPS"
    return report()[:-2] + struct.pack("<H", len(comment)) + comment


def _two_ends() -> bytes:
    """A second directory behind the first, which readers that search from the front and from the back read apart."""
    inner = archive(honest_members())
    return inner[:-2] + struct.pack("<H", 22) + inner[-22:]


def _entry_field(offset: int, kind: str, value: int) -> bytes:
    """The small report with one field of the first entry of the directory overwritten."""
    content = bytearray(report())
    struct.pack_into(kind, content, content.index(b"PK\1\2") + offset, value)
    return bytes(content)


def _end_field(offset: int, kind: str, value: int) -> bytes:
    content = bytearray(report())
    struct.pack_into(kind, content, content.rindex(b"PK\5\6") + offset, value)
    return bytes(content)


def _local_encrypted() -> bytes:
    content = bytearray(report())
    content[6] |= 1
    return bytes(content)


def _link() -> bytes:
    return _with("xl/media/passwd", "/etc/passwd", attributes=0o120777 << 16)


def _lying_sizes(declared: int) -> bytes:
    heavy = repeated(SHEET, b"", b" " * _MIB, 200, b"")
    return archive([replace(heavy, size=declared) if one.name == SHEET else one for one in honest_members()])


CASES: list[Hostile] = [
    # Bombs ------------------------------------------------------------------------------------------------------------
    case(
        "1 GiB of spaces in a sheet",
        lambda: repeating(SHEET, "<pageMargins", b" " * _MIB, 1024),
        "over_limits",
    ),
    case(
        "1 GiB of one text",
        lambda: repeating(STRINGS, "Тамга", b"A" * _MIB, 1024),
        "over_limits",
    ),
    case(
        "1 GiB that nobody reads",
        lambda: archive([*honest_members(), repeated("x.xml", b"", b" " * _MIB, 1024, b"")]),
        "over_limits",
    ),
    case(
        "3 parts of 90 MiB each",
        lambda: archive([*honest_members(), *(repeated(f"xl/x{n}.xml", b"", b" " * _MIB, 90, b"") for n in range(3))]),
        "over_limits",
    ),
    case(
        "members that share their bytes",
        lambda: shared_data(honest_members(), 500, repeated("0" * 8, b"", bytes(_MIB), 50, b"")),
        "unsafe",
        "damaged",
        "over_limits",
    ),
    case(
        "members that quote each other's headers",
        lambda: quoted_overlap(honest_members(), 60, 4 * _MIB),
        "unsafe",
        "over_limits",
    ),
    case("a few members that quote each other", lambda: quoted_overlap(honest_members(), 3, 100), "unsafe"),
    case("archives in archives", lambda: _nested(3), "not_a_workbook"),
    case("a bomb in a workbook", lambda: _with("xl/embeddings/a.zip", _nested(2)), ACCEPTED),
    case(
        "60,000 members",
        lambda: archive([*honest_members(), *(replace(_NOTHING, name=f"x{n}") for n in range(60_000))]),
        "over_limits",
    ),
    case(
        "1,001 members",
        lambda: archive([*honest_members(), *(member(f"x{n}", b"") for n in range(992))]),
        "over_limits",
    ),
    case("200 MiB declared as 100 bytes", lambda: _lying_sizes(100), "over_limits", "damaged"),
    case("200 MiB declared as 4 GiB", lambda: _lying_sizes(0xFFFFFFFE), "over_limits", "damaged"),
    # Names ------------------------------------------------------------------------------------------------------------
    *(
        case(f"a member named {name!r}", lambda name=name: _with(name), "unsafe")
        for name in (
            "../../../../etc/cron.d/x",
            "xl/../../x",
            "..",
            "/etc/passwd",
            "//server/share/x",
            "C:/Windows/x",
            "C:x",
            "xl\\media\\x.png",
            "..\\..\\x",
            "xl/x\nx",
            "xl/x\0.xml",
            "xl/\u202exslx.exe",
            "XL/WORKBOOK.XML",
            SHEET,
        )
    ),
    case("a symbolic link", _link, "unsafe"),
    case("a name of 60,000 letters", lambda: _with("x" * 60_000), ACCEPTED, "unsafe", before_reading=False),
    # What stands around it --------------------------------------------------------------------------------------------
    case("a program before it", lambda: b"MZ\x90\x00" + bytes(1000) + report(), "not_a_workbook"),
    case(
        "an archive before it",
        lambda: archive(honest_members(), prefix=archive([member("x", "y")])),
        "unsafe",
        "damaged",
    ),
    case("something behind it", lambda: report() + b"junk", "damaged"),
    case("zeros behind it", lambda: report() + bytes(1000), "damaged"),
    case("a script behind it", lambda: report() + b"<script>alert(1)</script>", "damaged"),
    case("a comment, as some programs leave", _with_comment, ACCEPTED),
    case("two ends", _two_ends, "damaged", "unsafe"),
    # Fields that lie --------------------------------------------------------------------------------------------------
    case("an encrypted member", lambda: _entry_field(8, "<H", 0x801), "encrypted"),
    case("a strongly encrypted member", lambda: _entry_field(8, "<H", 0x841), "encrypted"),
    case("a member encrypted by its own header only", _local_encrypted, "damaged", "encrypted"),
    case("a checksum that lies", lambda: _entry_field(16, "<L", 1), "damaged"),
    case("a packed size of 4 GiB", lambda: _entry_field(20, "<L", 0xFFFFFFFE), "damaged"),
    case("sizes that are said to stand elsewhere", lambda: _entry_field(20, "<L", 0xFFFFFFFF), "damaged"),
    case("a name longer than the file", lambda: _entry_field(28, "<H", 0xFFFF), "damaged"),
    case("a member on another disk", lambda: _entry_field(34, "<H", 7), ACCEPTED, "damaged", before_reading=False),
    case("a member behind the end", lambda: _entry_field(42, "<L", 0x7FFFFFFF), "damaged"),
    case("65,535 members declared", lambda: _end_field(10, "<H", 0xFFFF), "damaged", "over_limits"),
    case("no members declared", lambda: _end_field(8, "<L", 0), "damaged", "not_a_workbook"),
    case("a directory behind the end", lambda: _end_field(16, "<L", 0x7FFFFFFF), "damaged"),
    case("a directory at the beginning", lambda: _end_field(16, "<L", 0), "damaged"),
    case("a directory of 4 GiB", lambda: _end_field(12, "<L", 0xFFFFFFFE), "damaged"),
    case("a comment behind the end", lambda: _end_field(20, "<H", 0xFFFF), "damaged"),
    case("an unknown method", lambda: _entry_field(10, "<H", 99), "unsafe"),
    case("packed by bzip2", lambda: _methods(zipfile.ZIP_BZIP2), "unsafe"),
    case("packed by LZMA", lambda: _methods(zipfile.ZIP_LZMA), "unsafe"),
    case("not packed at all", lambda: _methods(zipfile.ZIP_STORED), ACCEPTED),
    case("a folder as a member", lambda: _with("xl/media/", b""), ACCEPTED),
    case("macros", lambda: changed(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(100)}), ACCEPTED),
]
