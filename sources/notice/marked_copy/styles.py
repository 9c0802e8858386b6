"""The part of styles: formats of cells as they were but for their fill, and the formats of the first sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.notice.marked_copy.package_writer import XML_DECLARATION
from sources.notice.marked_copy.refusal import NotMarkableError
from sources.notice.marked_copy.xml_spans import Edits, get_attribute, parse, set_attribute
from sources.notice.notice import SEVERITY_FILLS

if TYPE_CHECKING:
    from sources.notice.marked_copy.xml_spans import Element

_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
    *("colors", "extLst"),
)
"""The children of ``styleSheet``, as the schema orders them."""
_CHILD = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}
_MOST_FORMATS = 64_000
"""Excel's own limit is 65,490."""
_FIRST: dict[str, tuple[str, ...]] = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
"""What a list of formats begins with: the first of each is what cells without a format have."""


class Styles:
    """A workbook's formats, to which others are added."""

    def __init__(self, data: bytes | None, namespace: str) -> None:
        """Read the formats.

        Args:
            data: the part; None where the workbook has none.
            namespace: that of the workbook part, for a new part.
        """
        self._data = data or XML_DECLARATION + f'<styleSheet xmlns="{namespace}"></styleSheet>'.encode()
        self._root = parse(self._data, 4, "the part of styles")
        self._lists = {name: self._root.find(name) for name in _CHILD}
        self._elements = {name: self._read(name) for name in _CHILD}
        self._kept = {name: len(elements) for name, elements in self._elements.items()}
        self._added: dict[tuple[str, bytes], int] = {}
        for name, first in _FIRST.items():
            if not self._elements[name]:
                self._elements[name] += map(self._named, first)
        self._our_fills = self._find_our_fills()
        self._marked: dict[tuple[int, str], int] = {}
        self._unmarked: dict[int, int] = {}

    def _read(self, name: str) -> list[bytes]:
        element = self._lists[name]
        children = element.all(_CHILD[name]) if element else []
        return [self._data[child.start : child.end] for child in children]

    def _named(self, element: str) -> bytes:
        """Return one of our elements with the prefix of the part."""
        prefix = self._root.prefix
        if prefix:
            element = element.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
        return element.encode()

    def _find_our_fills(self) -> dict[int, str]:
        """Return the fills with which we mark, by their place in the list."""
        colours = {colour: severity for severity, colour in SEVERITY_FILLS.items()}
        found = {}
        fills = self._lists["fills"]
        for place, fill in enumerate(fills.all("fill") if fills else ()):
            pattern = fill.find("patternFill")
            colour = pattern.find("fgColor") if pattern else None
            if pattern and colour and pattern.attributes.get("patternType") == "solid":
                severity = colours.get(colour.attributes.get("rgb", "")[-6:].upper())
                if severity:
                    found[place] = severity
        return found

    def add(self, name: str, element: str) -> int:
        """Add a font, fill, border or format, and return its number."""
        return self._add(name, self._named(element))

    def _add(self, name: str, element: bytes) -> int:
        number = self._added.get((name, element))
        if number is None:
            number = len(self._elements[name])
            if number >= _MOST_FORMATS:
                raise NotMarkableError(f"{number} formats of cells")
            self._elements[name].append(element)
            self._added[name, element] = number
        return number

    def fill(self, severity: str) -> int:
        """Return the number of a severity's fill."""
        return self.solid(SEVERITY_FILLS[severity])

    def solid(self, colour: str) -> int:
        """Return the number of a fill of one colour, RGB."""
        return self.add("fills", _fill(colour))

    def marked(self, format_number: int, severity: str) -> int:
        """Return the format that is as another but for the fill of a severity."""
        if format_number >= len(self._elements["cellXfs"]):
            format_number = 0
        key = (format_number, severity)
        if key not in self._marked:
            element = self._elements["cellXfs"][format_number]
            self._marked[key] = self._add("cellXfs", _filled(element, self.fill(severity)))
        return self._marked[key]

    def unmarked(self, format_number: int) -> int:
        """Return the format that a cell had before we marked it, as far as can be told from the formats there are."""
        if format_number not in self._unmarked:
            self._unmarked[format_number] = self._find_unmarked(format_number)
        return self._unmarked[format_number]

    def _find_unmarked(self, format_number: int) -> int:
        formats = self._elements["cellXfs"]
        if format_number >= len(formats) or _fill_of(formats[format_number]) not in self._our_fills:
            return format_number
        wanted = _without_fill(formats[format_number])
        alike = [
            number
            for number, element in enumerate(formats)
            if _fill_of(element) not in self._our_fills and _without_fill(element) == wanted
        ]
        if alike:
            # What was blank before was blank more likely than not.
            return min(alike, key=lambda number: (_fill_of(formats[number]) != 0, number))
        return self._add("cellXfs", _filled(formats[format_number], 0))

    def write(self) -> bytes:
        """Return the part with what was added."""
        edits = Edits(self._data)
        missing: list[str] = []
        for name, parent in self._lists.items():
            elements = self._elements[name]
            added = b"".join(elements[self._kept[name] :])
            if not added:
                continue
            if parent is None or parent.empty:
                tag = self._root.tag(name)
                whole = f'<{tag} count="{len(elements)}">'.encode() + added + f"</{tag}>".encode()
                if parent is not None:
                    edits.replace(parent.start, parent.end, whole)
                elif self._root.children:
                    edits.insert_in_order(self._root, _ORDER, name, whole)
                else:
                    missing.append(whole.decode())
            else:
                edits.set_attributes(parent, count=str(len(elements)))
                edits.insert(_end_of_children(parent, _CHILD[name]), added)
        if missing:
            edits.append_child(self._root, "".join(missing).encode())
        return edits.apply()


def _end_of_children(parent: Element, name: str) -> int:
    children = parent.all(name)
    return children[-1].end if children else parent.inside


def _fill(colour: str) -> str:
    colours = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'


def _start_tag(element: bytes) -> tuple[bytes, bytes]:
    end = element.index(b">") + 1  # the numbers and flags of a format hold no such sign
    return element[:end], element[end:]


def _fill_of(element: bytes) -> int:
    number = get_attribute(_start_tag(element)[0], b"fillId")
    return int(number) if number and number.isdigit() else 0


def _filled(element: bytes, fill: int) -> bytes:
    tag, rest = _start_tag(element)
    return set_attribute(set_attribute(tag, "fillId", str(fill)), "applyFill", "1") + rest


def _without_fill(element: bytes) -> bytes:
    tag, rest = _start_tag(element)
    return set_attribute(set_attribute(tag, "fillId", None), "applyFill", None).replace(b" />", b"/>") + rest
