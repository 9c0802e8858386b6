"""The package as a whole: parts changed, added and dropped, their relations and content types, and the zip archive.

Members that nobody touched are copied as they are compressed. Times are fixed: the same marks make the same bytes.
"""

from __future__ import annotations

import posixpath
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.notice.marked_copy.refusal import NotMarkableError, Obstacle
from sources.notice.marked_copy.xml_spans import Edits, attribute_text, parse
from sources.workbook.package import Package

if TYPE_CHECKING:
    from sources.notice.marked_copy.xml_spans import Element
    from sources.workbook.limits import Limits

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
XML_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED, _STORED, _UTF8 = 20, 8, 0, 0x800
_DATE = 0x21
"""1 January 1980, the first day that a zip archive can name."""
_MOST_MEMBERS = 0xFFFF
_SAFE_RATIO = 0.8


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part."""

    id: str
    kind: str
    """The last word of its type."""
    target: str
    """The part, from the package's root; or an address outside the package."""
    external: bool


@dataclass(frozen=True, slots=True)
class _Packed:
    method: int
    checksum: int
    size: int
    data: bytes


class Parts:
    """The parts of a package, and what is made of them."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self._package = Package.open(content, limits)
        self._names = {name.casefold(): name for name in self._package.members if not name.endswith("/")}
        self._read: dict[str, bytes] = {}
        self._changed: dict[str, bytes] = {}
        self._relations: dict[str, list[Relation]] = {}
        self._types: dict[str, str] = {}
        self._default_types: dict[str, str] = {}

    def names(self) -> list[str]:
        """Return the names of all parts, in the order of the archive."""
        return list(self._names.values())

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def true_name(self, name: str) -> str:
        """Return a part's name as it is written; names are compared without regard to case."""
        return self._names.get(name.casefold(), name)

    def read(self, name: str) -> bytes:
        """Return a part as it is now."""
        name = self.true_name(name)
        if name in self._changed:
            return self._changed[name]
        if name not in self._read:
            self._read[name] = self._package.read(name)
        return self._read[name]

    def write(self, name: str, data: bytes) -> None:
        """Change or add a part."""
        self._names.setdefault(name.casefold(), name)
        self._changed[self.true_name(name)] = data

    def drop(self, name: str) -> None:
        """Leave a part out, with its own relations and its content type."""
        for each in (name, relations_name(name)):
            self._changed.pop(self.true_name(each), None)
            self._names.pop(each.casefold(), None)
        self._relations.pop(self.true_name(name), None)

    def free_name(self, pattern: str) -> str:
        """Return a part's name that is not taken; the pattern has one ``{}`` for a number."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relations(self, source: str) -> list[Relation]:
        """Return the relations of a part; of the package itself for an empty name."""
        if source not in self._relations:
            name = relations_name(source)
            elements = parse(self.read(name), 1, name).all("Relationship") if name in self else []
            self._relations[source] = [_relation(element, posixpath.dirname(source)) for element in elements]
        return self._relations[source]

    def related(self, source: str, kind: str) -> str | None:
        """Return the part to which a part has a relation of a kind."""
        for relation in self.relations(source):
            if relation.kind == kind and not relation.external and relation.target in self:
                return self.true_name(relation.target)
        return None

    def relate(self, source: str, kind: str, target: str, *, strict: bool) -> str:
        """Add a relation between two parts, and return its id."""
        taken = {relation.id.casefold() for relation in self.relations(source)}
        number = len(taken) + 1
        while f"rid{number}" in taken:
            number += 1
        name = relations_name(source)
        data = self.read(name) if name in self else _no_relations()
        root = parse(data, 1, name)
        edits = Edits(data)
        kind_address = f"{STRICT_RELATIONS if strict else RELATIONS}/{kind}"
        element = (
            f'<{root.tag("Relationship")} Id="rId{number}" Type="{kind_address}" Target="/{attribute_text(target)}"/>'
        )
        edits.append_child(root, element.encode())
        self.write(name, edits.apply())
        self.relations(source).append(Relation(f"rId{number}", kind, target, external=False))
        return f"rId{number}"

    def unrelate(self, source: str, ids: set[str]) -> None:
        """Take relations away."""
        name = relations_name(source)
        if not ids or name not in self:
            return
        data = self.read(name)
        edits = Edits(data)
        for element in parse(data, 1, name).all("Relationship"):
            if element.attributes.get("Id") in ids:
                edits.replace(element.start, element.end, b"")
        self.write(name, edits.apply())
        self._relations[source] = [relation for relation in self.relations(source) if relation.id not in ids]

    def set_type(self, part: str, content_type: str) -> None:
        """Say what a part is."""
        self._types["/" + part] = content_type

    def set_default_type(self, extension: str, content_type: str) -> None:
        """Say what parts with an extension are."""
        self._default_types[extension] = content_type

    def archive(self) -> bytes:
        """Return the package.

        Raises:
            NotMarkableError: it would be larger than what may be read.
        """
        self._write_types()
        first = self.true_name(CONTENT_TYPES)
        names = [first, *(name for name in self._names.values() if name != first)]
        if len(names) > min(self._limits.members, _MOST_MEMBERS):
            raise NotMarkableError(f"the copy would have {len(names)} parts", Obstacle.TOO_LARGE)
        pieces: list[bytes] = []
        directory: list[bytes] = []
        at = total = 0
        for name in names:
            packed = self._packed(name)
            raw = name.encode()
            flags = 0 if raw.isascii() else _UTF8
            facts = (flags, packed.method, 0, _DATE, packed.checksum, len(packed.data), packed.size, len(raw), 0)
            local = _LOCAL.pack(b"PK\3\4", _VERSION, *facts) + raw
            directory.append(_CENTRAL.pack(b"PK\1\2", _VERSION, 0, _VERSION, *facts, 0, 0, 0, 0, at) + raw)
            pieces += (local, packed.data)
            at += len(local) + len(packed.data)
            total += packed.size
        listing = b"".join(directory)
        end = _END.pack(b"PK\5\6", 0, 0, len(names), len(names), len(listing), at, 0)
        content = b"".join((*pieces, listing, end))
        if len(content) > self._limits.file_bytes or total > self._limits.total_bytes:
            raise NotMarkableError(f"the copy would have {len(content)} bytes", Obstacle.TOO_LARGE)
        return content

    def _packed(self, name: str) -> _Packed:
        data = self._changed.get(name)
        if data is None:
            member = self._package.members[name]
            kept = self._content[member.start : member.start + member.packed]
            return _Packed(member.method, member.checksum, member.size, kept)
        if len(data) > self._limits.part_bytes:
            raise NotMarkableError(f"{name} would have {len(data)} bytes", Obstacle.TOO_LARGE)
        deflator = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        deflated = deflator.compress(data) + deflator.flush()
        # What is very much alike, such as thousands of boxes, is not to look like a bomb to our own reader.
        bomb_like = len(data) > _SAFE_RATIO * max(self._limits.ratio_after_bytes, self._limits.ratio * len(deflated))
        if bomb_like or len(deflated) >= len(data):
            return _Packed(_STORED, zlib.crc32(data), len(data), data)
        return _Packed(_DEFLATED, zlib.crc32(data), len(data), deflated)

    def _write_types(self) -> None:
        """Bring the list of content types up to date with the parts."""
        data = self.read(CONTENT_TYPES)
        root = parse(data, 1, CONTENT_TYPES)
        edits = Edits(data)
        types = {part.casefold(): (part, value) for part, value in self._types.items()}
        defaults = dict(self._default_types)
        for element in root.children:
            part = element.attributes.get("PartName", "").casefold()
            extension = element.attributes.get("Extension", "").casefold()
            if element.name == "Override" and part.lstrip("/") not in self._names:
                edits.replace(element.start, element.end, b"")
            elif element.name == "Override" and part in types:
                edits.set_attributes(element, ContentType=types.pop(part)[1])
            elif element.name == "Default" and extension in defaults:
                edits.set_attributes(element, ContentType=defaults.pop(extension))
        added = "".join(
            f'<{root.tag("Default")} Extension="{extension}" ContentType="{value}"/>'
            for extension, value in defaults.items()
        ) + "".join(
            f'<{root.tag("Override")} PartName="{attribute_text(part)}" ContentType="{value}"/>'
            for part, value in types.values()
        )
        if added:
            edits.append_child(root, added.encode())
        if edits:
            self.write(CONTENT_TYPES, edits.apply())


def relations_name(part: str) -> str:
    """Return the name of the part that lists a part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _no_relations() -> bytes:
    return XML_DECLARATION + f'<Relationships xmlns="{_PACKAGE_RELATIONS}"></Relationships>'.encode()


def _relation(element: Element, folder: str) -> Relation:
    target = element.attributes.get("Target", "")
    external = element.attributes.get("TargetMode") == "External"
    if not external:
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    kind = element.attributes.get("Type", "").rpartition("/")[2]
    return Relation(element.attributes.get("Id", ""), kind, target, external)
