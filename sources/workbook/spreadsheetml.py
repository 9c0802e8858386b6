"""Preflight of .xlsx and .xlsm: what every XML part says, as bytes.

Finds out what calamine does not tell: which cells are errors or formulas without a result, which rows are hidden,
whether there are macros and links to other files. One sheet's bytes are looked at in ``sheet_scan``.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.workbook.facts import Preflight, SheetFacts, check_extent, check_number_of_sheets
from sources.workbook.office_package import (
    book_part,
    has_external_links,
    has_macros,
    parse_relations,
    parse_xml,
    read_xml,
)
from sources.workbook.refusal import RefusedError
from sources.workbook.sheet_scan import scan_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.workbook.limits import Limits
    from sources.workbook.package import Package

_READ_BY_NAME = (".xml", ".rels", ".vml")
_UNIQUE_COUNT = re.compile(rb"<(?:[^\s<>:]+:)?sst\s[^<>]*?uniqueCount\s*=\s*[\"']([0-9]{1,20})[\"']")
_SMALLEST_STRING = 5  # bytes of <si/>
_SHARED_STRINGS = "xl/sharedStrings.xml"


def look_over(package: Package, limits: Limits) -> Preflight:
    """Look a package over that holds a workbook in XML.

    Args:
        package: the opened package.
        limits: what the workbook may be at most.

    Returns:
        What calamine may be given, and what it will not tell.

    Raises:
        RefusedError: the file is not taken in.
    """
    parts = {name: _read_part(package, name) for name in package.members if name.casefold().endswith(_READ_BY_NAME)}
    place = book_part(package, _part(package, parts, "_rels/.rels"))
    book = _parse_book(_part(package, parts, place))
    check_number_of_sheets(len(book.sheets), limits)
    folder, file = posixpath.split(place)
    relations = parse_relations(_part(package, parts, f"{folder}/_rels/{file}.rels"), folder)
    _check_strings(package, parts, relations)
    return Preflight(
        sheets=_sheets(book, relations, package, parts, limits),
        macros=has_macros(package),
        external_links=has_external_links(package),
        date_1904=book.date_1904,
    )


def _read_part(package: Package, name: str) -> bytes:
    # calamine takes the text of a CDATA section for nothing, and a NUL for a letter.
    folded = name.casefold()
    return read_xml(package, name, cdata=not (folded.startswith("xl/") and folded.endswith(".xml")))


def _part(package: Package, parts: dict[str, bytes], name: str) -> bytes:
    """Return a part that was inflated already, or inflate it now if its name is unusual."""
    found = parts.get(name)
    if found is None:
        found = next((data for other, data in parts.items() if other.casefold() == name.casefold()), None)
    return _read_part(package, name) if found is None else found


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

    parse_xml(data, opened, "the workbook part")
    return book


def _check_strings(package: Package, parts: dict[str, bytes], relations: Mapping[str, tuple[str, str]]) -> None:
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
    relations: Mapping[str, tuple[str, str]],
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
            check_extent(name, scan, limits)
        sheets.append(SheetFacts(name, state == "visible", scan))
    return tuple(sheets)
