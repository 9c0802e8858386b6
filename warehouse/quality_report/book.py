"""A workbook in the making: the report's looks, tables with frozen headings and filters, and cells as what they are.

Knows nothing of what the sheets say; those are ``workbook``'s. What came out of municipal workbooks is written as text
and nothing else: no formula, no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import xlsxwriter

from sources.quarters import BISHKEK
from warehouse.quality import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

LONGEST_TEXT: Final = 32_767
"""Excel's limit of a cell."""

MOST_ROWS: Final = 1_048_575
"""Excel's limit of a sheet, less the heading."""


@dataclass(frozen=True)
class Field:
    """One column of a sheet: its heading, its width in characters and how its cells look."""

    heading: str
    width: float
    style: str = "text"


class Book:
    """A workbook in the making, with the report's looks."""

    def __init__(self, path: Path, created: datetime) -> None:
        self.file = xlsxwriter.Workbook(
            path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        # Without a fixed moment the file would differ each time it is written.
        self.file.set_properties({"title": "Data quality report", "created": created})
        font = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        self.styles = {
            "text": self.file.add_format(font),
            "wrapped": self.file.add_format({**font, "text_wrap": True}),
            "count": self.file.add_format({**font, "num_format": "#,##0"}),
            "score": self.file.add_format({**font, "num_format": "0.0"}),
            "share": self.file.add_format({**font, "num_format": "0.0%"}),
            "moment": self.file.add_format({**font, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            "heading": self.file.add_format(
                {**font, "bold": True, "bg_color": "#14507A", "font_color": "#FFFFFF", "text_wrap": True}
            ),
            "title": self.file.add_format({**font, "bold": True, "font_size": 15}),
            "strong": self.file.add_format({**font, "bold": True}),
            "A": self.file.add_format({"bg_color": "#EAF2F8"}),
            "B": self.file.add_format({"bg_color": "#C3DCEC"}),
            "C": self.file.add_format({"bg_color": "#F9D9A6"}),
            "D": self.file.add_format({"bg_color": "#B5490B", "font_color": "#FFFFFF"}),
        }

    def sheet(self, name: str, fields: Sequence[Field], rows: Iterable[Sequence[Any]], *, top: int = 0) -> Any:
        """Write a table with frozen headings and a filter; ``top`` rows above it are left free."""
        sheet = self.file.add_worksheet(name)
        for number, field in enumerate(fields):
            sheet.set_column(number, number, field.width)
            sheet.write_string(top, number, field.heading, self.styles["heading"])
        row_number = top
        for row_number, row in enumerate(rows, start=top + 1):
            for number, (value, field) in enumerate(zip(row, fields, strict=True)):
                self.write(sheet, row_number, number, value, field.style)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, max(row_number, top + 1), len(fields) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        return sheet

    def write(self, sheet: Any, row: int, column: int, value: Any, style: str) -> None:
        """Write one cell as what it is; missing values leave it blank."""
        look = self.styles[style]
        if value is None or value is pd.NaT or pd.isna(value):
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST_TEXT], look)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.astimezone(BISHKEK).replace(tzinfo=None), look)
        else:
            sheet.write_number(row, column, float(value), look)

    def grades(self, sheet: Any, first_row: int, last_row: int, first_column: int, last_column: int) -> None:
        """Colour scores by their grade, for which a letter stands elsewhere on the sheet."""
        cells = (first_row, first_column, max(last_row, first_row), last_column)
        # Excel takes a blank for 0, which would be the worst grade.
        sheet.conditional_format(*cells, {"type": "blanks", "stop_if_true": True})
        for letter, bound in GRADES.items():
            rule = {
                "type": "cell",
                "criteria": ">=",
                "value": bound,
                "format": self.styles[letter],
                "stop_if_true": True,
            }
            sheet.conditional_format(*cells, rule)
