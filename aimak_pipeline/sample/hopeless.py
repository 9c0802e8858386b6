"""Files that cannot be taken in: what else lands in a drop folder.

Each is an extra file: the report it should have been arrives as well, so that nothing is missing for its sake.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from aimak_pipeline.sample.draws import draw_for
from aimak_pipeline.sample.truth import TrueFile, TrueFinding, Truth
from aimak_pipeline.sample.workbooks import save, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aimak_pipeline.sample.drafts import Submission

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


class _Hopeless(NamedTuple):
    code: str
    name: str
    content: Callable[[int, Submission], bytes]
    identified: bool = False
    """Whether sender and quarter can be told all the same."""
    elsewhere: bool = False
    """Whether it lies in the folder of another municipality."""


def _pdf(_seed: int, one: Submission) -> bytes:
    body = "1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>"
    return f"%PDF-1.4\n% {one.who.code}\n{body}\n%%EOF\n".encode()


def _html(_seed: int, one: Submission) -> bytes:
    table = "<table><tr><td>Айыл</td><td>Калктын саны</td></tr></table>"
    return f"<!DOCTYPE html>\n<html><body><p>{one.who.code}</p>{table}</body></html>\n".encode()


def _truncated(seed: int, one: Submission) -> bytes:
    content = workbook_bytes(seed, one)
    return content[: len(content) * 2 // 3]


def _flipped(seed: int, one: Submission) -> bytes:
    """Return a workbook in which some bytes of a sheet were changed on the way."""
    content = bytearray(workbook_bytes(seed, one))
    middle = len(content) // 2
    content[middle : middle + 8] = bytes(byte ^ 0x5A for byte in content[middle : middle + 8])
    return bytes(content)


def _container(stream: str, filling: bytes) -> bytes:
    """Return a minimal compound file with one stream, as very old and as encrypted workbooks are.

    Layout: header, one sector of the allocation table, one of the directory, then the stream ([MS-CFB]).
    """
    body = filling.ljust(8 * _SECTOR, b"\0")
    header = struct.pack(
        "<8s16sHHHHHHIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\0" * 16,
        *(0x3E, 3, 0xFFFE, 9, 6, 0),
        *(0, 0, 1, 1, 0, 4096, _END, 0, _END, 0),
    )
    header += struct.pack("<109I", 0, *([_FREE] * 108))
    chain = [_FAT, _END, *range(3, 2 + len(body) // _SECTOR), _END]
    table = struct.pack("<128I", *chain, *([_FREE] * (128 - len(chain))))
    root = _directory_entry("Root Entry", 5, child=1, start=_END, size=0)
    entry = _directory_entry(stream, 2, child=_FREE, start=2, size=len(body))
    return header + table + (root + entry).ljust(_SECTOR, b"\0") + body


def _directory_entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


_HOPELESS = (
    _Hopeless("empty_file", "отчет", lambda _seed, _one: b""),
    _Hopeless("not_a_workbook", "скан отчета", _pdf),
    _Hopeless("not_a_workbook", "отчет с сайта", _html),
    _Hopeless("damaged", "отчет (не докачался)", _truncated),
    _Hopeless("damaged", "отчет с флешки", _flipped),
    _Hopeless(
        "encrypted", "отчет под паролем", lambda _seed, one: _container("EncryptedPackage", one.who.code.encode())
    ),
    _Hopeless("format_not_supported", "отчет (Excel 95)", lambda _seed, one: _container("Book", one.who.code.encode())),
    _Hopeless(
        "municipality_unknown", "Алтын-Кала отчет", lambda seed, one: workbook_bytes(seed, one, cover="stranger")
    ),
    _Hopeless("period_missing", "отчет без даты", lambda seed, one: workbook_bytes(seed, one, cover="without_period")),
    _Hopeless("cover_missing", "отчет без титула", lambda seed, one: workbook_bytes(seed, one, cover="none")),
    _Hopeless("no_forms", "титул", lambda seed, one: workbook_bytes(seed, one, forms=False), identified=True),
    _Hopeless("wrong_sender", "отчет", workbook_bytes, identified=True, elsewhere=True),
    _Hopeless("wrong_sender", "отчет соседа", workbook_bytes, identified=True, elsewhere=True),
)

HOPELESS_CODES: frozenset[str] = frozenset(one.code for one in _HOPELESS)
"""The fatal findings that the sample's hopeless files give."""


def write_hopeless(folder: Path, seed: int, submissions: list[Submission]) -> Truth:
    """Write the files that cannot be taken in.

    Args:
        folder: the folder for all workbooks.
        seed: the sample's seed.
        submissions: the reports that the files are attempts at.
    """
    draw = draw_for(seed, "hopeless")
    truth = Truth()
    codes = sorted({one.who.code for one in submissions})
    for number, hopeless in enumerate(_HOPELESS):
        of = draw.choice(submissions)
        others = [code for code in codes if code != of.who.code]
        if hopeless.elsewhere and not others:
            continue
        within = f"{draw.choice(others)}/" if hopeless.elsewhere else ""
        file = f"{within}{hopeless.name} {number + 1}.xlsx"
        one = replace(of, file=file, received_at=of.received_at - timedelta(hours=draw.randint(1, 40)))
        content = hopeless.content(seed, one)
        truth.files.append(
            TrueFile(
                file=file,
                kind="quarterly" if hopeless.identified else None,
                municipality_code=of.who.code if hopeless.identified else None,
                quarter=str(of.quarter) if hopeless.identified else None,
                wave=None,
                version=None,
                status="rejected",
                fatal=hopeless.code,
                received_at=one.received_at.isoformat(),
                mess="",
                faults=hopeless.code,
                sha256=save(folder / file, content, one.received_at),
            )
        )
        truth.findings.append(TrueFinding(file, hopeless.code, "fatal"))
    return truth
