"""The workbook being written, and the writing of one cell into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from aimak_pipeline.sample.cells import InCell, Serial
from aimak_pipeline.sample.drafts import ErrorCell, Uncalculated
from aimak_pipeline.sample.truth import Truth
from sources.values.dates import EPOCH_1900, EPOCH_1904

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from aimak_pipeline.sample.draws import Draw

_ERROR_FORMULAS = {
    "#REF!": "=#REF!+B2",
    "#DIV/0!": "=1/0",
    "#VALUE!": '="а"*2',
    "#N/A": "=NA()",
    "#NAME?": "=SUMA(B2)",
}


@dataclass(slots=True)
class Book:
    """The workbook being written."""

    file: str
    workbook: Workbook
    draw: Draw
    mess: frozenset[str]
    titles: tuple[str, ...]
    """What stands above a table with a title block: the country, the municipality, the period."""
    bold: Format
    day: Format
    date_1904: bool
    truth: Truth = field(default_factory=Truth)
    shown: set[str] = field(default_factory=set)


def put(book: Book, sheet: Worksheet, row: int, col: int, value: InCell) -> None:
    """Write one value; None leaves the cell blank."""
    if isinstance(value, bool):
        sheet.write_boolean(row, col, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, col, value)
    elif isinstance(value, str):
        sheet.write_string(row, col, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, col, datetime.combine(value, time()), book.day)
    elif isinstance(value, Serial):
        sheet.write_number(row, col, (value.day - (EPOCH_1904 if book.date_1904 else EPOCH_1900)).days)
    elif isinstance(value, ErrorCell):
        sheet.write_formula(row, col, _ERROR_FORMULAS[value.error], None, value.error)
    elif isinstance(value, Uncalculated):
        sheet.write_formula(row, col, value.formula, None, "")
