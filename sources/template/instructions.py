"""The "how to fill in" sheet: one column for each language. The reader knows it by its name and passes it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.template import wording
from sources.template.geometry import row_height
from sources.template.wording import in_languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlsxwriter.worksheet import Worksheet

    from sources.labels import Language
    from sources.quarters import Quarter
    from sources.template.styles import Styles

_PAGE = 150.0
_GAP = 3.0
_FIRST_ROW = 2


def write_instructions(
    worksheet: Worksheet, styles: Styles, quarter: Quarter, deadline: date, languages: Sequence[Language]
) -> None:
    """Write the sheet.

    Args:
        worksheet: where to write.
        styles: the workbook's formats.
        quarter: the quarter that is reported on.
        deadline: the last day for sending.
        languages: in which languages; each has a column.
    """
    width = _PAGE / len(languages) - _GAP
    worksheet.write_string(0, 0, in_languages(wording.INSTRUCTIONS_SHEET, languages), styles("title"))
    worksheet.set_row(0, 26)
    for place in range(len(languages)):
        worksheet.set_column(2 * place, 2 * place, width)
        worksheet.set_column(2 * place + 1, 2 * place + 1, _GAP)
    row = _FIRST_ROW
    for title, paragraph in wording.instructions(quarter, f"{deadline:%d.%m.%Y}"):
        for label, style, size, space in ((title, "paragraph title", 12, 0), (paragraph, "paragraph", 11, 6)):
            texts = [label[language] for language in languages]
            worksheet.set_row(row, row_height(((text, width) for text in texts), size) + space)
            for place, text in enumerate(texts):
                worksheet.write_string(row, 2 * place, text, styles(style))
            row += 1
