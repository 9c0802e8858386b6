"""The boxes in which a sheet's comments are shown: a drawing in VML, the language that Excel still keeps for them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.workbook.sheet_scan import LAST_COLUMN, LAST_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape\s*>", re.DOTALL)
_CELL = re.compile(rb"<x:(Row|Column)>\s*([0-9]{1,7})\s*</x:")
_ID = re.compile(rb"_x0000_s([0-9]{1,9})")
_FIRST_ID = 1025
_IDS_OF_A_BLOCK = 1024

_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 380, 40, 620
"""Of a box, in pixels."""
_LINE, _LETTER, _MARGIN = 15, 6.3, 12
"""The height of a line and the mean width of a Cyrillic letter of Tahoma 9, in pixels."""
_COLUMN_PIXELS, _ROW_PIXELS = 64, 20
_PIXELS_OF_CHARACTER, _PIXELS_OF_POINT = 7, 4 / 3
_GAP = 15
_ROOM = 12
"""Columns and rows that a box has at the edge of a sheet."""


@dataclass(frozen=True, slots=True)
class BoxSizes:
    """A sheet's columns and rows, among which boxes are placed."""

    widths: Sequence[tuple[int, int, float]] = ()
    """First and last column, from 0, and width in characters."""
    heights: Mapping[int, float] = field(default_factory=dict)
    """In points, by row from 0."""

    def anchor(self, row: int, column: int, text: str) -> str:
        """Return where the box of a cell's comment begins and ends: column, pixels, row, pixels, and the same again."""
        lines = sum(max(1, math.ceil(len(line) * _LETTER / (_WIDTH - _MARGIN))) for line in text.split("\n"))
        height = min(max(lines * _LINE + _MARGIN, _LEAST_HEIGHT), _MOST_HEIGHT)
        left = min(column + 1, LAST_COLUMN - _ROOM)
        top = min(max(row - 1, 0), LAST_ROW - _ROOM)
        right, right_pixels = _walk(left, _GAP + _WIDTH, self._width, LAST_COLUMN - 1)
        bottom, bottom_pixels = _walk(top, _GAP + height, self._height, LAST_ROW - 1)
        return f"{left}, {_GAP}, {top}, {_GAP}, {right}, {right_pixels}, {bottom}, {bottom_pixels}"

    def _width(self, column: int) -> int:
        for first, last, width in self.widths:
            if first <= column <= last:
                return int(width * _PIXELS_OF_CHARACTER + 5) if width else 0
        return _COLUMN_PIXELS

    def _height(self, row: int) -> int:
        return int(self.heights[row] * _PIXELS_OF_POINT) if row in self.heights else _ROW_PIXELS


def _walk(at: int, pixels: int, size_of: Callable[[int], int], last: int) -> tuple[int, int]:
    """Return in which column or row one arrives that many pixels on, and how far into it."""
    while at < last and pixels >= (size := size_of(at)):
        pixels -= size
        at += 1
    return at, pixels


def draw_boxes(
    drawing: bytes | None,
    removed: Collection[tuple[int, int]],
    texts: Mapping[tuple[int, int], str],
    sizes: BoxSizes,
) -> bytes:
    """Return a drawing with boxes taken out and boxes put in.

    Args:
        drawing: the drawing that the sheet has, which ``can_be_patched``; None for a new one.
        removed: the cells whose boxes go.
        texts: the cells that get boxes, and the texts that these must hold.
        sizes: the sheet's columns and rows.

    """
    if drawing is None:
        blocks = ",".join(str(number + 1) for number in range(-(-(len(texts) + 1) // _IDS_OF_A_BLOCK)))
        declared = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _NAMESPACES.items())
        head = (
            f'<xml {declared}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
            f"{_SHAPE_TYPE}"
        )
        return head.encode() + _shapes(texts, sizes, _FIRST_ID) + b"</xml>"
    end = drawing.rfind(b"</xml")
    first = max((int(number) for number in _ID.findall(drawing)), default=_FIRST_ID - 1) + 1
    kept = _SHAPE.sub(lambda match: b"" if _cell_of(match[0]) in removed else match[0], drawing[:end])
    kind = b"" if not texts or b'id="_x0000_t202"' in kept else _SHAPE_TYPE.encode()
    return kept + kind + _shapes(texts, sizes, first) + drawing[end:]


def can_be_patched(drawing: bytes) -> bool:
    """Say whether a drawing is written the way that Excel, LibreOffice and WPS write it."""
    root = re.search(rb"<xml\b[^<>]*>", drawing)
    if root is None or b"</xml" not in drawing or any(_SHAPE.findall(drawing)) is (b"<v:shape " not in drawing):
        return False
    tag = root[0].replace(b"'", b'"')
    return all(f'xmlns:{prefix}="{address}"'.encode() in tag for prefix, address in _NAMESPACES.items())


def holds_only_comments(drawing: bytes) -> bool:
    """Say whether a drawing holds boxes of comments and nothing else, such as buttons, pictures or lines."""
    kinds = re.findall(rb"ObjectType\s*=\s*[\"']([A-Za-z]+)[\"']", drawing)
    shapes = re.findall(rb"<(?:[A-Za-z_][\w.-]*:)?(?:shape|rect|line|oval|image|group|roundrect)[\s>]", drawing)
    return set(kinds) <= {b"Note"} and len(kinds) == len(shapes)


def boxed_cells(drawing: bytes) -> set[tuple[int, int]]:
    """Return the cells that have a box in a drawing."""
    cells = (_cell_of(match[0]) for match in _SHAPE.finditer(drawing))
    return {cell for cell in cells if cell is not None}


def _cell_of(shape: bytes) -> tuple[int, int] | None:
    found = {name: int(number) for name, number in _CELL.findall(shape)}
    return (found[b"Row"], found[b"Column"]) if len(found) == 2 else None  # noqa: PLR2004 - a row and a column


def _shapes(texts: Mapping[tuple[int, int], str], sizes: BoxSizes, first_id: int) -> bytes:
    shapes = []
    for number, ((row, column), text) in enumerate(sorted(texts.items())):
        shapes.append(
            f'<v:shape id="_x0000_s{first_id + number}" type="#_x0000_t202" style="position:absolute;'
            f'z-index:{number + 1};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
            '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
            '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{sizes.anchor(row, column, text)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
    return "".join(shapes).encode()
