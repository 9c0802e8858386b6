"""What .xlsx and .xlsb packages have in common: XML parts read with care, and the relations between parts.

The zip archive itself is checked in ``package``; what the parts of a workbook mean, in ``spreadsheetml`` and
``binary_workbook``.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.parsers import expat

from sources.workbook.facts import WANTED
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.workbook.package import Package

_CONTROL_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r")


def read_xml(package: Package, name: str, *, cdata: bool = True) -> bytes:
    """Inflate one XML part, and refuse what no office program writes.

    Args:
        package: where the part is.
        name: its name.
        cdata: whether it may have CDATA sections.

    Raises:
        RefusedError: there is no such part, it is unsafe, damaged or over the limits.
    """
    data = package.read(name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:64]:
        raise RefusedError("unsafe", f"{name} is not written in UTF-8")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusedError("unsafe", f"{name} has a document type declaration")
    if not cdata and b"<![CDATA[" in data:
        raise RefusedError("unsafe", f"{name} has a CDATA section")
    if len(data.translate(None, _CONTROL_BYTES)) != len(data):
        raise RefusedError("damaged", f"{name} has control characters")
    return data


def parse_xml(data: bytes, opened: object, what: str) -> None:
    """Walk through a part; ``opened`` is called with the name and the attributes of each element."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = opened  # type: ignore[assignment]  # typeshed knows the handler only as Any
    try:
        parser.Parse(data, True)
    # An encoding that Python does not know, or cannot read byte by byte, is no ExpatError.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise RefusedError("damaged", f"{what} is not well-formed: {error}") from None


def parse_relations(data: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    """Return kind and target part of every relation by its id; targets outside the package are left out."""
    # All workbooks made from one template have the same lists, byte for byte.
    return (_remembered if len(data) <= _USUAL_BYTES else _parse_relations)(data, folder)


def _parse_relations(data: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    relations: dict[str, tuple[str, str]] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        relations[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    parse_xml(data, opened, "the list of relations")
    return MappingProxyType(relations)


_USUAL_BYTES = 16_384
"""A list of relations is seldom longer; longer ones are not remembered."""
_remembered = lru_cache(maxsize=64)(_parse_relations)


def book_part(package: Package, relations: bytes) -> str:
    """Return the name of the workbook part by the package's own relations."""
    for kind, target in parse_relations(relations, "").values():
        if kind == "officeDocument" and target in package:
            return target
    raise RefusedError("not_a_workbook", "an office package without a workbook", expected=WANTED)


def has_macros(package: Package) -> bool:
    """Say whether there are macros in the package."""
    names = [name.casefold() for name in package.members]
    return any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)


def has_external_links(package: Package) -> bool:
    """Say whether the workbook refers to other workbooks."""
    return any("/externallinks/" in name.casefold() for name in package.members)
