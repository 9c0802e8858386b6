"""Step one of reading: what a file is, and whether it may be opened at all. Standard library only.

Tells by the first bytes and the parts of the archive, never by the name, which format a file is in, and gives it to the
module of that format: ``spreadsheetml``, ``binary_workbook``, ``old_workbook`` or ``opendocument``. Nothing is
evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.workbook import binary_workbook, old_workbook, opendocument, spreadsheetml
from sources.workbook.compound import SIGNATURE, CompoundFile
from sources.workbook.facts import WANTED, Preflight
from sources.workbook.package import Package
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from sources.workbook.limits import Limits

_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"MZ", "a program"),
    (b"{\\rtf", "a rich-text document"),
    (b"PK\5\6", "an empty zip archive"),
)
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_OTHER_PACKAGES = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("index/document.iwa", "an Apple iWork document"),
)


def preflight(content: bytes, limits: Limits) -> Preflight:
    """Look a file over.

    Args:
        content: the whole file.
        limits: what it may be at most.

    Returns:
        What calamine may be given, and what it will not tell; for formats other than .xlsx also the values.

    Raises:
        RefusedError: the file is not taken in; the exception carries the fatal finding.
    """
    if not content:
        raise RefusedError("empty_file", "0 bytes")
    if len(content) > limits.file_bytes:
        raise RefusedError("file_too_large", f"{len(content)} bytes", expected=f"at most {limits.file_bytes} bytes")
    if content.startswith(b"PK\3\4"):
        return _look_over_package(Package.open(content, limits), limits)
    if content.startswith(SIGNATURE):
        return old_workbook.look_over(CompoundFile.open(content), limits)
    if content.startswith(_OLD_EXCEL):
        raise RefusedError("format_not_supported", ".xls of Excel 95 or older", expected=WANTED)
    raise RefusedError("not_a_workbook", _describe(content), expected=WANTED)


def _describe(content: bytes) -> str:
    """Say what a file that is no archive looks like."""
    for signature, description in _SIGNATURES:
        if content.startswith(signature):
            return description
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<meta")):
        return "a web page"
    if head.startswith(b"<"):
        return "an XML file"
    return "a text file" if b"\0" not in content[:4096] else "no kind of file that is known here"


def _look_over_package(package: Package, limits: Limits) -> Preflight:
    if "mimetype" in package and b"opendocument" in (mimetype := package.read("mimetype")):
        return opendocument.look_over(package, mimetype, limits)
    for part, description in _OTHER_PACKAGES:
        if part in package:
            raise RefusedError("not_a_workbook", description, expected=WANTED)
    if "[Content_Types].xml" not in package or "_rels/.rels" not in package:
        raise RefusedError("not_a_workbook", "a zip archive", expected=WANTED)
    if "xl/workbook.bin" in package:
        return binary_workbook.look_over(package, limits)
    return spreadsheetml.look_over(package, limits)
