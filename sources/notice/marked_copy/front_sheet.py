"""The first sheet of a marked copy: the notice's lines as a worksheet's part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.notice.marked_copy.package_writer import XML_DECLARATION
from sources.notice.marked_copy.xml_spans import attribute_text, element_text
from sources.notice.notice import SEVERITY_FILLS
from sources.notice.row_heights import count_lines
from sources.workbook.addresses import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.notice.marked_copy.styles import Styles
    from sources.notice.notice import Line, NoticeSheet

_LONGEST = 32_000
"""Excel's limit of a cell's text is 32,767 characters."""
_MOST_LINKS = 65_000
_HIGHEST = 409
_LINE_HEIGHT = {"title": 24.0, "strong": 15.5, "heading": 15.5}
_PLAIN_HEIGHT = 15.0
"""Points that a line of text takes, by its style."""
_FULL_WIDTH = ("title", "text", "strong")
_PLAIN = "text"
_LINK = "link"
_HEADING_COLOUR = "1F4E78"
_ALIGNMENT = '<alignment vertical="top" wrapText="1"/>'


def front_sheet(sheet: NoticeSheet, styles: Styles, namespace: str) -> bytes:
    """Return the sheet's part.

    Args:
        sheet: what it says.
        styles: the workbook's formats, to which those of the sheet are added.
        namespace: that of the workbook part.
    """
    formats = _Formats(styles)
    last_column = max((len(sheet.widths), *(len(line.cells) for line in sheet.lines), 1)) - 1
    rows: list[str] = []
    merges: list[str] = []
    links: list[str] = []
    for number, line in enumerate(sheet.lines):
        whole = len(line.cells) == 1 and line.style in _FULL_WIDTH and last_column > 0
        if whole:
            merges.append(f'<mergeCell ref="{address(number, 0)}:{address(number, last_column)}"/>')
        rows.append(_row(number, line, sheet, formats, last_column if whole else None))
        if line.link is not None and sheet.link_column < len(line.cells) and len(links) < _MOST_LINKS:
            links.append(_link(address(number, sheet.link_column), *line.link))
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, start=1)
    )
    body = (
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{address(max(len(rows), 1) - 1, last_column)}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{_wrapped("cols", columns)}<sheetData>{"".join(rows)}</sheetData>'
        f"{_wrapped('mergeCells', ''.join(merges))}{_wrapped('hyperlinks', ''.join(links))}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )
    return XML_DECLARATION + body.encode()


def _wrapped(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if content else ""


def _row(number: int, line: Line, sheet: NoticeSheet, formats: _Formats, merged_to: int | None) -> str:
    link_column = sheet.link_column if line.link is not None else None
    cells = [
        _cell(address(number, column), text, formats.number(line.style, link=column == link_column))
        for column, text in enumerate(line.cells)
    ]
    if merged_to is not None:
        style = formats.number(line.style, link=False)
        cells += [f'<c r="{address(number, column)}" s="{style}"/>' for column in range(1, merged_to + 1)]
    widths = [sum(sheet.widths)] if merged_to is not None else sheet.widths
    # No program finds the height of merged cells by itself; other rows it may fit better than our estimate.
    fixed = ' customHeight="1"' if merged_to is not None else ""
    height = f'ht="{_height(line, widths):g}"{fixed}'
    return f'<row r="{number + 1}" {height}>{"".join(cells)}</row>'


def _cell(place: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    # An inline text is never a formula, whatever it begins with.
    inside = element_text(text[:_LONGEST])
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{inside}</t></is></c>'


def _height(line: Line, widths: Sequence[float]) -> float:
    """Return how high a row must be for its texts, in points."""
    cells = zip(line.cells, widths, strict=False)
    most = max((count_lines(text, width, line.style) for text, width in cells), default=1)
    return min(most * _LINE_HEIGHT.get(line.style, _PLAIN_HEIGHT) + 3, _HIGHEST)


def _link(cell: str, sheet: str, target: str) -> str:
    location = attribute_text(f"'{sheet.replace(chr(39), chr(39) * 2)}'!{target}")
    return f'<hyperlink ref="{cell}" location="{location}"/>'


class _Formats:
    """The formats of the sheet's cells, made when first wanted."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._numbers: dict[tuple[str, bool], int] = {}

    def number(self, style: str, *, link: bool) -> int:
        """Return the number of the format of a line's style."""
        key = (style, link)
        if key not in self._numbers:
            self._numbers[key] = self._make(style, link=link)
        return self._numbers[key]

    def _make(self, style: str, *, link: bool) -> int:
        font = self._font(_LINK if link else style)
        fill, border = 0, 0
        if style in SEVERITY_FILLS:
            fill, border = self._styles.fill(style), self._border()
        elif style == "heading":
            fill, border = self._styles.solid(_HEADING_COLOUR), self._border()
        return self._styles.add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" quotePrefix="1" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1">{_ALIGNMENT}</xf>',
        )

    def _font(self, style: str) -> int:
        look = {
            "title": f'<b/><sz val="16"/><color rgb="FF{_HEADING_COLOUR}"/>',
            "strong": '<b/><sz val="11"/>',
            "heading": '<b/><sz val="11"/><color rgb="FFFFFFFF"/>',
            _LINK: '<u/><sz val="11"/><color rgb="FF0563C1"/>',
        }.get(style, '<sz val="11"/>')
        return self._styles.add("fonts", f'<font>{look}<name val="Calibri"/><family val="2"/></font>')

    def _border(self) -> int:
        sides = "".join(
            f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom")
        )
        return self._styles.add("borders", f"<border>{sides}<diagonal/></border>")
