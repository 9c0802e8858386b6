"""The workbook reader: from the bytes of a file that a municipality dropped to located values.

Three steps, each bounded: ``preflight`` over the bytes, calamine in a worker process (``sheets``, ``pool``), openpyxl
for the cells that preflight marked (``marked_cells``); the cells of .xls, .xlsb and .ods preflight reads itself. Then
``layout`` finds the forms' sheets, headings and rows. What a value means is read by ``sources.values``.
"""

from __future__ import annotations

from sources.workbook.cache import ReadingCache
from sources.workbook.cells import CELLS, CellKind
from sources.workbook.cover import CoverCell
from sources.workbook.form_sheet import ColumnPlace
from sources.workbook.limits import Limits
from sources.workbook.pool import read_many
from sources.workbook.reading import READER_VERSION, Integrity, ReadWorkbook, WorkbookReader, read_workbook
from sources.workbook.vocabulary import Vocabulary, form_vocabulary

__all__ = [
    "CELLS",
    "READER_VERSION",
    "CellKind",
    "ColumnPlace",
    "CoverCell",
    "Integrity",
    "Limits",
    "ReadWorkbook",
    "ReadingCache",
    "Vocabulary",
    "WorkbookReader",
    "form_vocabulary",
    "read_many",
    "read_workbook",
]
