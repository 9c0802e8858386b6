"""The sheet of one form: headings that explain themselves, cells that accept what the form does, known rows filled in.

Nothing here is about a particular form: everything is taken from its declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from sources.forms.form import ColumnType
from sources.template import wording
from sources.template.comments import comment_on
from sources.template.geometry import column_width, filling_the_page, longest_word, row_height, rows_on_page
from sources.template.input_rules import days_of, input_rule, no_input, or_nothing
from sources.template.lists import answers_of, codes_of
from sources.template.prefill import compared_columns
from sources.template.styles import HEADING_SIZE, UNIT_SIZE
from sources.template.wording import in_languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sources.forms.form import Column, Form
    from sources.labels import Language
    from sources.quarters import Quarter
    from sources.register import Municipality
    from sources.template.lists import Lists
    from sources.template.prefill import Prefill, Row, Value
    from sources.template.styles import Styles

TITLE_ROW, _SUBTITLE_ROW, _REMARK_ROW, HEADING_ROW, UNIT_ROW, FIRST_ROW = range(6)
_SPARE_ROWS = 10
_ROW_HEIGHT = 20.0
_RULED_ROWS = 500
"""Input rules reach so far down, for rows that are added."""
_GAP = 1.5
_GREY_WIDTH = 9.5
_SETTLEMENT = "settlement"
"""The column in whose place the register can name the rows of a municipality that has not reported yet."""


@dataclass(frozen=True)
class SheetContext:
    """What the sheets of one workbook share."""

    municipality: Municipality
    quarter: Quarter
    settlements: Sequence[str]
    """The municipality's settlements, as the register names them."""
    prefill: Prefill
    lists: Lists
    languages: Sequence[Language]


def write_form(worksheet: Worksheet, styles: Styles, form: type[Form], context: SheetContext) -> None:
    """Write the sheet of a form."""
    _FormSheet(worksheet, styles, form, context).write()


class _FormSheet:
    def __init__(self, worksheet: Worksheet, styles: Styles, form: type[Form], context: SheetContext) -> None:
        self._worksheet = worksheet
        self._styles = styles
        self._form = form
        self._context = context
        self._languages = context.languages
        self._columns = list(form.columns().values())
        reported = context.prefill.rows.get(form.id, ())
        self._known: Sequence[Row] = reported or self._settlement_rows()
        compared = compared_columns(form, context.prefill.quarter, context.quarter) if reported else ()
        self._grey = [form.columns()[name] for name in compared]
        self._rows = 0

    def _settlement_rows(self) -> Sequence[Row]:
        if self._form.key() != (_SETTLEMENT,):
            return ()
        return [{_SETTLEMENT: name} for name in self._context.settlements]

    def _row_count(self, on_page: int) -> int:
        """Return how many rows are printed: no more than the key can tell apart, else a full page or some to spare."""
        key = [self._form.columns()[name] for name in self._form.key()]
        if all(column.codes is not None for column in key):
            return max(len(self._known), prod(len(column.codes.labels) for column in key if column.codes))
        return max(on_page, len(self._known) + _SPARE_ROWS)

    def write(self) -> None:
        """Write everything, from top to bottom."""
        headings = [self._heading(column) for column in self._columns]
        grey_headings = [self._grey_heading(column) for column in self._grey]
        own = [
            column_width(column.type, text, HEADING_SIZE, bold=_is_required(column))
            for column, text in zip(self._columns, headings, strict=True)
        ]
        grey = [max(_GREY_WIDTH, longest_word(text, font_size=UNIT_SIZE)) for text in grey_headings]
        printed = filling_the_page(own)
        widths = [*printed, *([_GAP, *grey] if grey else [])]
        self._set_columns(widths)
        height = self._write_top(printed, grey) + self._write_headings(headings, grey_headings, widths)
        self._rows = self._row_count(rows_on_page(printed, height, _ROW_HEIGHT))
        self._write_rows(widths)
        self._set_rules()
        self._set_page()

    def _set_columns(self, widths: Sequence[float]) -> None:
        """Set widths, and the formats of the cells below the printed table."""
        for place, width in enumerate(widths):
            is_own = place < len(self._columns)
            column_type = self._columns[place].type if is_own else ColumnType.DECIMAL
            self._worksheet.set_column(place, place, width, self._styles.column(column_type))

    def _write_top(self, widths: Sequence[float], grey: Sequence[float]) -> float:
        """Write what stands above the table, and above the grey columns; return its height."""
        sheet, languages = self._worksheet, self._languages
        name = in_languages(self._context.municipality.full_name, languages)
        quarter = in_languages(wording.quarter_words(self._context.quarter), languages)
        remarks = [wording.ASTERISK]
        if self._known:
            remarks.append(wording.DELETE_ROWS)
        if self._columns[0].type is not ColumnType.BOOLEAN:  # there "жок" would be an answer
            remarks.append(wording.NOTHING_TO_REPORT)
        if self._grey:
            remarks.append(wording.GREY_COLUMNS)
        remark = "\n".join(" ".join(label[language] for label in remarks) for language in languages)
        last_report = in_languages(wording.FROM_LAST_REPORT, languages) if grey else ""
        remark_height = max(
            row_height([(remark, sum(widths))], 9), row_height([(last_report, sum(grey))], UNIT_SIZE, bold=True)
        )
        texts = {
            TITLE_ROW: (in_languages(self._form.sheet, languages), "title", 24.0),
            _SUBTITLE_ROW: (f"{name}, {quarter}", "subtitle", 18.0),
            _REMARK_ROW: (remark, "remark", remark_height),
        }
        for row, (text, style, height) in texts.items():
            sheet.set_row(row, height, self._styles(style))
            self._write_across(row, 0, len(widths), text, style)
        if grey:
            self._write_across(_REMARK_ROW, len(widths) + 1, len(grey), last_report, "grey band")
        return sum(height for _, _, height in texts.values())

    def _write_across(self, row: int, first: int, count: int, text: str, style: str) -> None:
        if count > 1:
            self._worksheet.merge_range(row, first, row, first + count - 1, text, self._styles(style))
        else:
            self._worksheet.write_string(row, first, text, self._styles(style))

    def _heading(self, column: Column) -> str:
        lines = list(dict.fromkeys(column.label[language] for language in self._languages))
        if _is_required(column):
            lines[0] += "\u00a0*"
        return "\n".join(lines)

    def _grey_heading(self, column: Column) -> str:
        # The quarter tells the reader, too, that this is not the column to be filled in.
        labels = dict.fromkeys(column.label[language] for language in self._languages)
        return "\n".join([str(self._context.prefill.quarter), *labels])

    def _write_headings(self, headings: list[str], grey_headings: list[str], widths: Sequence[float]) -> float:
        """Write the headings and the row of units; return their height."""
        sheet, styles = self._worksheet, self._styles
        units = [in_languages(wording.unit_words(column), self._languages) for column in self._columns]
        for place, (column, heading, unit) in enumerate(zip(self._columns, headings, units, strict=True)):
            style = "required" if _is_required(column) else "heading"
            sheet.write_string(HEADING_ROW, place, heading, styles(style))
            sheet.write_string(UNIT_ROW, place, unit, styles("unit"))
            days = days_of(self._form, column, self._context.quarter) if column.type is ColumnType.DATE else None
            text, size = comment_on(column, days, self._languages)
            sheet.write_comment(HEADING_ROW, place, text, size)
        first = len(self._columns) + 1
        for place, (column, heading) in enumerate(zip(self._grey, grey_headings, strict=True), first):
            sheet.write_string(HEADING_ROW, place, heading, styles("grey heading"))
            sheet.write_string(
                UNIT_ROW, place, in_languages(wording.unit_words(column), self._languages), styles("grey unit")
            )
        height = row_height(zip(headings, widths, strict=False), HEADING_SIZE, bold=True)
        height = max(height, row_height(zip(grey_headings, widths[first:], strict=True), UNIT_SIZE))
        unit_height = row_height(zip(units, widths, strict=False), UNIT_SIZE)
        sheet.set_row(HEADING_ROW, height)
        sheet.set_row(UNIT_ROW, unit_height)
        return height + unit_height

    def _write_rows(self, widths: Sequence[float]) -> None:
        first_grey = len(self._columns) + 1
        for number in range(self._rows):
            row = FIRST_ROW + number
            known: Row = self._known[number] if number < len(self._known) else {}
            texts = []
            for place, column in enumerate(self._columns):
                value = self._shown(known.get(column.name), column) if column.key else None
                texts.append((str(value or ""), widths[place]))
                self._write_cell(row, place, value, self._styles.data(column.type, filled_in=value is not None))
            if number < len(self._known):
                for place, column in enumerate(self._grey, first_grey):
                    self._write_cell(row, place, known.get(column.name), self._styles.grey(column.type))
            self._worksheet.set_row(row, max(_ROW_HEIGHT, row_height(texts)))

    def _shown(self, value: Value, column: Column) -> Value:
        """Return a value as the clerk would enter it: the answer in words instead of its code."""
        codes = codes_of(column)
        if value is None or codes is None:
            return value
        return dict(zip(codes.labels, answers_of(codes, self._languages), strict=True))[str(value)]

    def _write_cell(self, row: int, place: int, value: Value, style: Format) -> None:
        if value is None:
            self._worksheet.write_blank(row, place, None, style)
        elif isinstance(value, str):
            self._worksheet.write_string(row, place, value, style)
        else:
            self._worksheet.write_number(row, place, value, style)

    def _set_rules(self) -> None:
        sheet, languages, lists = self._worksheet, self._languages, self._context.lists
        last = FIRST_ROW + _RULED_ROWS - 1
        for place, column in enumerate(self._columns):
            days = days_of(self._form, column, self._context.quarter) if column.type is ColumnType.DATE else None
            rule = input_rule(column, days, lists.range_of(column), languages)
            if rule is None:
                continue
            first = FIRST_ROW
            if place == 0 and column.type is not ColumnType.BOOLEAN:
                if column.codes is not None:
                    widened = input_rule(column, days, lists.range_of(column, or_nothing=True), languages)
                else:
                    widened = or_nothing(rule, xl_rowcol_to_cell(FIRST_ROW, 0))
                sheet.data_validation(FIRST_ROW, 0, FIRST_ROW, 0, widened)
                first += 1
            sheet.data_validation(first, place, last, place, rule)
        if self._grey:
            left = len(self._columns) + 1
            sheet.data_validation(FIRST_ROW, left, last, left + len(self._grey) - 1, no_input(languages))

    def _set_page(self) -> None:
        """Keep headings in sight and on paper. The grey columns are not printed: they would make the rest too small."""
        sheet = self._worksheet
        named = 0  # the columns that name the row stay in sight
        while self._columns[named].key and self._columns[named].type in (ColumnType.TEXT, ColumnType.CODE):
            named += 1
        sheet.freeze_panes(FIRST_ROW, named)
        sheet.repeat_rows(HEADING_ROW, UNIT_ROW)
        sheet.print_area(0, 0, FIRST_ROW + self._rows - 1, len(self._columns) - 1)


def _is_required(column: Column) -> bool:
    return column.required or column.key
