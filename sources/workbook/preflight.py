"""Step one of reading: what a file is, and whether it may be opened at all. Standard library only.

Looks at the first bytes, the zip directory, and every XML part as bytes; evaluates nothing. Finds out what calamine
does not tell: which cells are errors or formulas without a result, which rows are hidden, whether there are macros and
links to other files. The zip archive itself is checked in ``package``, one sheet's bytes in ``sheet_scan``.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from sources.workbook.package import Package
from sources.workbook.refusal import RefusedError
from sources.workbook.sheet_scan import SheetScan, scan_sheet

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
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_OTHER_PACKAGES = (
    ("xl/workbook.bin", "format_not_supported", ".xlsb"),
    ("word/document.xml", "not_a_workbook", "a Word document"),
    ("ppt/presentation.xml", "not_a_workbook", "a PowerPoint presentation"),
    ("index/document.iwa", "not_a_workbook", "an Apple iWork document"),
)
_WANTED = ".xlsx or .xlsm"
_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_READ_BY_NAME = (".xml", ".rels", ".vml")
_UNIQUE_COUNT = re.compile(rb"<(?:[^\s<>:]+:)?sst\s[^<>]*?uniqueCount\s*=\s*[\"']([0-9]{1,20})[\"']")
_SMALLEST_STRING = 5  # bytes of <si/>
_SHARED_STRINGS = "xl/sharedStrings.xml"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is known of a sheet before it is read."""

    name: str
    visible: bool
    scan: SheetScan | None
    """None for a sheet that is no worksheet, such as a chart."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known of a workbook before it is read."""

    sheets: tuple[SheetFacts, ...]
    """In the order of the workbook."""
    macros: bool
    external_links: bool
    date_1904: bool


def preflight(content: bytes, limits: Limits) -> Preflight:
    """Look a file over.

    Args:
        content: the whole file.
        limits: what it may be at most.

    Returns:
        What calamine may be given, and what it will not tell.

    Raises:
        RefusedError: the file is not taken in; the exception carries the fatal finding.
    """
    _check_signature(content, limits)
    package = Package.open(content, limits)
    _check_kind(package)
    parts = {name: _read_part(package, name) for name in package.members if name.casefold().endswith(_READ_BY_NAME)}
    book_part = _book_part(package, parts)
    book = _parse_book(_part(package, parts, book_part))
    if not book.sheets:
        raise RefusedError("damaged", "the workbook has no sheet")
    if len(book.sheets) > limits.sheets:
        raise RefusedError("over_limits", f"{len(book.sheets)} sheets", expected=f"at most {limits.sheets} sheets")
    folder, file = posixpath.split(book_part)
    relations = _parse_relations(_part(package, parts, f"{folder}/_rels/{file}.rels"), folder)
    _check_strings(package, parts, relations)
    names = [name.casefold() for name in package.members]
    return Preflight(
        sheets=_sheets(book, relations, package, parts, limits),
        macros=any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names),
        external_links=any("/externallinks/" in name for name in names),
        date_1904=book.date_1904,
    )


def _check_signature(content: bytes, limits: Limits) -> None:
    if not content:
        raise RefusedError("empty_file", "0 bytes")
    if len(content) > limits.file_bytes:
        raise RefusedError("file_too_large", f"{len(content)} bytes", expected=f"at most {limits.file_bytes} bytes")
    if content.startswith(b"PK\3\4"):
        return
    if content.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise RefusedError("encrypted", "a workbook locked with a password")
        if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
            raise RefusedError("format_not_supported", ".xls", expected=_WANTED)
        raise RefusedError("not_a_workbook", "an old Office document that is no workbook", expected=_WANTED)
    if content.startswith(_OLD_EXCEL):
        raise RefusedError("format_not_supported", ".xls", expected=_WANTED)
    raise RefusedError("not_a_workbook", _describe(content), expected=_WANTED)


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


def _check_kind(package: Package) -> None:
    if "mimetype" in package and b"opendocument.spreadsheet" in package.read("mimetype"):
        raise RefusedError("format_not_supported", ".ods", expected=_WANTED)
    for part, code, value in _OTHER_PACKAGES:
        if part in package:
            raise RefusedError(code, value, expected=_WANTED)
    if "[Content_Types].xml" not in package or "_rels/.rels" not in package:
        raise RefusedError("not_a_workbook", "a zip archive", expected=_WANTED)


def _read_part(package: Package, name: str) -> bytes:
    """Inflate one XML part, and refuse what no office program writes."""
    data = package.read(name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:64]:
        raise RefusedError("unsafe", f"{name} is not written in UTF-8")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusedError("unsafe", f"{name} has a document type declaration")
    # calamine takes the text of a CDATA section for nothing, and a NUL for a letter.
    if b"<![CDATA[" in data and name.casefold().startswith("xl/") and name.casefold().endswith(".xml"):
        raise RefusedError("unsafe", f"{name} has a CDATA section")
    if len(data.translate(None, _CONTROL_BYTES)) != len(data):
        raise RefusedError("damaged", f"{name} has control characters")
    return data


def _part(package: Package, parts: dict[str, bytes], name: str) -> bytes:
    """Return a part that was inflated already, or inflate it now if its name is unusual."""
    found = parts.get(name)
    if found is None:
        found = next((data for other, data in parts.items() if other.casefold() == name.casefold()), None)
    return _read_part(package, name) if found is None else found


def _book_part(package: Package, parts: dict[str, bytes]) -> str:
    for kind, target in _parse_relations(_part(package, parts, "_rels/.rels"), "").values():
        if kind == "officeDocument" and target in package:
            return target
    raise RefusedError("not_a_workbook", "an office package without a workbook", expected=_WANTED)


@dataclass(slots=True)
class _Book:
    sheets: list[tuple[str, str, str]]
    """Name, state and relation of each."""
    date_1904: bool = False


def _parse_book(data: bytes) -> _Book:
    book = _Book([])

    def opened(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "sheet":
            # The prefix of the relations' namespace is r by custom only.
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            book.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif tag == "workbookPr":
            book.date_1904 = attributes.get("date1904") in ("1", "true")

    _parse(data, opened, "the workbook part")
    return book


def _parse_relations(data: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Return kind and target part of every relation by its id; targets outside the package are left out."""
    relations: dict[str, tuple[str, str]] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        relations[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    _parse(data, opened, "the list of relations")
    return relations


def _parse(data: bytes, opened: object, what: str) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = opened  # type: ignore[assignment]  # typeshed knows the handler only as Any
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise RefusedError("damaged", f"{what} is not well-formed: {error}") from None


def _check_strings(package: Package, parts: dict[str, bytes], relations: dict[str, tuple[str, str]]) -> None:
    """Check the table of shared texts: where it is, and that it does not promise more texts than it has bytes for."""
    for kind, target in relations.values():
        if kind == "sharedStrings" and target.casefold() != _SHARED_STRINGS.casefold():
            raise RefusedError("damaged", f"the texts are in {target}", expected=_SHARED_STRINGS)
    if _SHARED_STRINGS not in package:
        return
    data = _part(package, parts, _SHARED_STRINGS)
    promised = _UNIQUE_COUNT.search(data)
    if promised and int(promised[1]) * _SMALLEST_STRING > len(data):
        raise RefusedError("unsafe", f"{_SHARED_STRINGS} claims to hold {int(promised[1])} texts in {len(data)} bytes")


def _sheets(
    book: _Book,
    relations: dict[str, tuple[str, str]],
    package: Package,
    parts: dict[str, bytes],
    limits: Limits,
) -> tuple[SheetFacts, ...]:
    sheets = []
    cells = 0
    for name, state, relation in book.sheets:
        kind, part = relations.get(relation, ("", ""))
        if "acrosheet" in kind:
            raise RefusedError("unsafe", "an Excel 4.0 macro sheet", sheet=name)
        if part not in package:
            raise RefusedError("damaged", f"the sheet {name} has no part", sheet=name)
        scan = None
        if kind == "worksheet":
            scan = scan_sheet(_part(package, parts, part), limits.cells - cells, limits.extent)
            cells += scan.cells
            _check_extent(name, scan, limits)
        sheets.append(SheetFacts(name, state == "visible", scan))
    return tuple(sheets)


def _check_extent(name: str, scan: SheetScan, limits: Limits) -> None:
    if scan.extent > limits.extent:
        raise RefusedError(
            "over_limits",
            f"a sheet of {scan.last_row + 1} rows and {scan.last_column + 1} columns",
            expected=f"at most {limits.extent} cells up to the last filled one; clear what stands far from the table",
            sheet=name,
        )
    if scan.merges > limits.merges:
        raise RefusedError(
            "over_limits", f"{scan.merges} merged ranges", expected=f"at most {limits.merges}", sheet=name
        )
