"""XML parts as bytes: where each element stands, and edits that leave every other byte as it was.

Any prefix of names is fine. What the elements mean is known to the modules of the parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape

from sources.notice.marked_copy.refusal import NotMarkableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TAG_REST = rb"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*"
"""What may stand between a tag's name and its end."""
_TAG = re.compile(rb"<" + TAG_REST + rb">")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(slots=True)
class Element:
    """An element and its places in the part: ``<a>`` ends at ``inside``, ``</a>`` begins at ``outside``."""

    name: str
    """Without its prefix."""
    prefix: str
    """With its colon; empty if there is none."""
    attributes: dict[str, str]
    start: int
    inside: int = 0
    outside: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it is written as one tag."""
        return self.outside == self.end

    def find(self, name: str) -> Element | None:
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]

    def tag(self, name: str) -> str:
        """Return a name with this element's prefix."""
        return self.prefix + name

    def prefix_of(self, *namespaces: str) -> str | None:
        """Return the prefix, with its colon, that this element declares for one of the namespaces."""
        for key, value in self.attributes.items():
            if key.startswith("xmlns:") and value in namespaces:
                return key[6:] + ":"
        return None


def parse(data: bytes, depth: int, what: str) -> Element:
    """Return the root of a part with its descendants down to a depth (0: the root alone).

    Raises:
        NotMarkableError: not well-formed, or not in UTF-8.
    """
    declared = _DECLARATION.match(data)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise NotMarkableError(f"{what} is not written in UTF-8")
    parser = expat.ParserCreate()
    roots: list[Element] = []
    path: list[Element | None] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        if len(path) > depth:
            path.append(None)
            return
        prefix, colon, local = name.rpartition(":")
        element = Element(local, prefix + colon, attributes, parser.CurrentByteIndex)
        tag = _TAG.match(data, element.start)
        if tag is None:
            raise NotMarkableError(f"{what} has an unusual tag")
        element.inside = tag.end()
        parent = path[-1] if path else None
        (roots if parent is None else parent.children).append(element)
        path.append(element)

    def closed(_name: str) -> None:
        element = path.pop()
        if element is None:
            return
        at = parser.CurrentByteIndex
        if data[element.inside - 2 : element.inside] == b"/>":
            element.outside = element.end = element.inside
        else:
            element.outside, element.end = at, data.index(b">", at) + 1

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotMarkableError(f"{what} is not well-formed: {error}") from None
    return roots[0]


class Edits:
    """Edits of one part, by places in the part as it was."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._edits: list[tuple[int, int, int, bytes]] = []

    def __bool__(self) -> bool:
        return bool(self._edits)

    def replace(self, start: int, end: int, by: bytes) -> None:
        """Put bytes in place of others. Edits must not overlap."""
        self._edits.append((start, end, len(self._edits), by))

    def insert(self, at: int, what: bytes) -> None:
        """Put bytes in, behind what was put in at the same place before."""
        self.replace(at, at, what)

    def set_attributes(self, element: Element, **values: str | None) -> None:
        """Set attributes of an element; None takes one away."""
        tag = self._data[element.start : element.inside]
        for name, value in values.items():
            tag = set_attribute(tag, name, value)
        self.replace(element.start, element.inside, tag)

    def append_child(self, parent: Element, what: bytes) -> None:
        """Put bytes in as the last child of an element, which no other edit may touch if it is empty."""
        if parent.empty:
            tag = self._data[parent.start : parent.inside]
            self.replace(parent.start, parent.end, opened_up(tag, what, parent.prefix + parent.name))
        else:
            self.insert(parent.outside, what)

    def insert_in_order(self, parent: Element, order: Sequence[str], name: str, what: bytes) -> None:
        """Put a child in where the schema's order of children wants it.

        Args:
            parent: the element that gets the child.
            order: the names of its children as the schema orders them.
            name: the name of the child.
            what: the child.
        """
        if not parent.children:
            self.append_child(parent, what)
            return
        rank = order.index(name)
        at = parent.inside
        for child in parent.children:
            if child.name in order and order.index(child.name) <= rank:
                at = child.end
        self.insert(at, what)

    def apply(self) -> bytes:
        """Return the part with all edits made."""
        pieces: list[bytes] = []
        at = 0
        # An insertion comes before a replacement that begins at the same place.
        for start, end, _, by in sorted(self._edits, key=lambda edit: (edit[0], edit[1], edit[2])):
            if start < at:
                raise NotMarkableError("two edits of one place")
            pieces += (self._data[at:start], by)
            at = end
        pieces.append(self._data[at:])
        return b"".join(pieces)


def opened_up(tag: bytes, content: bytes, name: str) -> bytes:
    """Return an empty-element tag as an element with content."""
    return tag[:-2].rstrip() + b">" + content + f"</{name}>".encode()


def set_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a start tag with an attribute set; None takes it away."""
    pattern = re.compile(rb"\s+" + re.escape(name.encode()) + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    new = b"" if value is None else f' {name}="{attribute_text(value)}"'.encode()
    # Only between attributes, not inside the value of another.
    for match in _attributes(tag):
        if pattern.fullmatch(match[0]):
            return tag[: match.start()] + new + tag[match.end() :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + new + tag[end:]


_ATTRIBUTE = re.compile(rb"\s+([^\s=<>\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def _attributes(tag: bytes) -> Iterator[re.Match[bytes]]:
    return _ATTRIBUTE.finditer(tag)


def get_attribute(tag: bytes, name: bytes) -> bytes | None:
    """Return an attribute of a start tag as it is written."""
    for match in _attributes(tag):
        if match[1] == name:
            return match[2] if match[2] is not None else match[3]
    return None


def plain(text: str) -> str:
    """Return a text without what XML cannot hold, its lines separated by line feeds."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def element_text(text: str) -> str:
    """Return a text for the inside of an element of a workbook, in which ``_x0041_`` would stand for a letter."""
    return escape(_ESCAPE_LIKE.sub("_x005F_", plain(text)))


def attribute_text(text: str) -> str:
    """Return a text for an attribute in double quotes."""
    return escape(plain(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
