"""A worksheet that is filled with whole columns.

XlsxWriter takes a cell at a time, some ten microseconds each: 20 seconds for the million and a half cells of the sample
programme, more than all else of a run but reading. Here the XML of a sheet's rows is put together by columns, in a
twentieth of that. All else of the workbook, styles and shared strings included, is XlsxWriter's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_TEXT = 32_767
"""Excel's limit of a cell."""

_ROWS_AT_ONCE = 20_000
"""Rows whose XML is in memory at once."""

_EPOCH_DAYS: Final = 25_569
"""The day 1 January 1970 as Excel counts days."""

_MICROSECONDS_A_DAY: Final = 86_400_000_000


class TableSheet(Worksheet):  # type: ignore[misc] # XlsxWriter is untyped
    """A worksheet with a heading row written as usual, and below it the columns given to ``fill``."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[tuple[pa.Array, str, str]] = []

    def fill(self, columns: Sequence[tuple[pa.ChunkedArray, Any]]) -> None:
        """Take the columns below the heading, each with the format of its cells; missing values stay blank.

        Texts become shared strings, which Excel never reads as a formula, a number or a link.
        """
        for number, (column, look) in enumerate(columns):
            shown, kind = self._shown(column)
            attributes = f' s="{look._get_xf_index()}"{kind}'  # noqa: SLF001 - as XlsxWriter itself does for a cell
            self._columns.append((shown, xl_col_to_name(number), attributes))
        self.dim_rowmax = len(columns[0][0])

    def _shown(self, column: pa.ChunkedArray) -> tuple[pa.Array, str]:
        """Return what stands in the cells' ``v`` elements, and the attribute that says how it is to be read."""
        values = column.combine_chunks()
        if pa.types.is_string(values.type):
            coded = values.dictionary_encode()
            number_of = [self._shared(text) for text in coded.dictionary.to_pylist()]
            return pc.take(pa.array(number_of, pa.int64()), coded.indices).cast(pa.string()), ' t="s"'
        if pa.types.is_boolean(values.type):
            return values.cast(pa.int8()).cast(pa.string()), ' t="b"'
        if pa.types.is_date32(values.type):
            return pc.add(values.cast(pa.int32()), _EPOCH_DAYS).cast(pa.string()), ""
        if pa.types.is_timestamp(values.type):
            days = pc.divide(values.cast(pa.int64()).cast(pa.float64()), float(_MICROSECONDS_A_DAY))
            return pc.add(days, float(_EPOCH_DAYS)).cast(pa.string()), ""
        return values.cast(pa.string()), ""

    def _shared(self, text: str) -> int:
        number: int = self.str_table._get_shared_string_index(text[:_LONGEST_TEXT])  # noqa: SLF001 - as for a cell
        return number

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self._write_rows()
        for rows in self._rows():
            self.fh.write(rows)
        self._xml_end_tag("sheetData")

    def _rows(self) -> Iterator[str]:
        """Yield the XML of the rows below the heading, so many at a time."""
        count = len(self._columns[0][0]) if self._columns else 0
        for start in range(0, count, _ROWS_AT_ONCE):
            length = min(_ROWS_AT_ONCE, count - start)
            numbers = pa.array(range(start + 2, start + 2 + length)).cast(pa.string())
            cells = [
                pc.binary_join_element_wise(
                    f'<c r="{letter}', numbers, f'"{attributes}><v>', shown.slice(start, length), "</v></c>", ""
                )
                for shown, letter, attributes in self._columns
            ]
            rows = pc.binary_join_element_wise(
                pc.binary_join_element_wise('<row r="', numbers, '">', ""),
                *cells,
                "</row>",
                "",
                null_handling="replace",
                null_replacement="",
            )
            yield "".join(rows.to_pylist())
