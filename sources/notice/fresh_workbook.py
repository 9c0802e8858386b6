"""The fresh workbook: a notice's sheet alone, for a file that cannot be marked (``.xls``, ``.ods``, unreadable).

It looks like the first sheet of a marked copy. Everything in it is text: nothing that a sender wrote becomes a formula,
a number or a link, and the same notice gives the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from sources.notice.notice import SEVERITY_FILLS
from sources.notice.row_heights import count_lines

if TYPE_CHECKING:
    from sources.notice.notice import Line, NoticeSheet

LONGEST_TEXT: Final = 32_767
"""Excel's limit of a cell."""
_LONGEST_NAME: Final = 31
_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Without a fixed moment the file would differ each time it is written."""
_A4: Final = 9
_POINTS_A_LINE: Final = {"title": 24.0, "strong": 15.5, "text": 15.0}
"""Of the lines that run over the whole width."""
_POINTS_IN_TABLE: Final = 13.5
_HIGHEST: Final = 409.0
"""Excel's limit of a row, in points."""
_FONT: Final = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
_GRID: Final = {**_FONT, "border": 1, "border_color": "#A6A6A6"}
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "title": {**_FONT, "bold": True, "font_size": 16, "font_color": "#14507A"},
    "text": {**_FONT, "font_size": 11},
    "strong": {**_FONT, "font_size": 11, "bold": True},
    "heading": {**_GRID, "bold": True, "bg_color": "#14507A", "font_color": "#FFFFFF", "valign": "vcenter"},
    **{severity: {**_GRID, "bg_color": f"#{fill}"} for severity, fill in SEVERITY_FILLS.items()},
}


def write_fresh_workbook(sheet: NoticeSheet) -> bytes:
    """Write a notice's sheet as a workbook of its own.

    Args:
        sheet: its links are left out: there are no cells to which they could lead; the addresses stand as texts.

    Returns:
        An ``.xlsx`` file.
    """
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": sheet.name, "created": _CREATED})
    styles = {name: book.add_format(style) for name, style in _STYLES.items()}
    page = book.add_worksheet(sheet.name[:_LONGEST_NAME])
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for row, line in enumerate(sheet.lines):
        style = styles[line.style]
        texts = [text[:LONGEST_TEXT] for text in line.cells]
        # Programs fit rows to wrapped texts when they please, and never where cells are merged.
        if len(texts) == 1 and len(sheet.widths) > 1 and line.style in _POINTS_A_LINE:
            height = _POINTS_A_LINE[line.style] * count_lines(texts[0], sum(sheet.widths), line.style)
            page.merge_range(row, 0, row, len(sheet.widths) - 1, "", style)
        else:
            height = _POINTS_IN_TABLE * _most_lines(line, sheet) + 3
        page.set_row(row, min(height, _HIGHEST))
        for column, text in enumerate(texts):
            if text:
                page.write_string(row, column, text, style)
            elif line.style in SEVERITY_FILLS or line.style == "heading":
                page.write_blank(row, column, None, style)
        if line.style == "heading":
            page.freeze_panes(row + 1, 0)
            page.repeat_rows(row)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C&P / &N")
    page.hide_gridlines(2)
    book.close()
    return target.getvalue()


def _most_lines(line: Line, sheet: NoticeSheet) -> int:
    cells = zip(line.cells, sheet.widths, strict=False)
    return max((count_lines(text, width, line.style) for text, width in cells), default=1)
