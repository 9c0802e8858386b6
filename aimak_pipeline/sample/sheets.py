"""One form on its sheet: where the table stands, what stands around it, and the address of every value.

Draws the layout, writes the sheet, and records the truth of what was written. What a single heading or cell looks like
is in ``headings`` and ``cells``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from aimak_pipeline.sample.books import Book, put
from aimak_pipeline.sample.cells import CellStyle, draw_style, in_cell
from aimak_pipeline.sample.drafts import Entry, Planted, SheetDraft
from aimak_pipeline.sample.draws import chance
from aimak_pipeline.sample.headings import GROUPS, THOUSANDS, UNIT_WORDS, bilingual, heading_text, sheet_name
from aimak_pipeline.sample.mess import ON_A_SHEET
from aimak_pipeline.sample.phrases import (
    NOTES,
    NOTHING,
    NUMBER_COLUMN,
    OWN_ANSWERS,
    OWN_COLUMNS,
    SIGNATURES,
    SUMMED,
    TOTALS,
)
from aimak_pipeline.sample.truth import TrueFinding, TrueValue
from sources.forms import ALL_FORMS, Form

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


class _Slot(NamedTuple):
    """One column of the table on the sheet."""

    name: str
    """The form's column, ``№``, or the heading of a column of the municipality's own."""
    is_known: bool


def write_form(book: Book, draft: SheetDraft) -> None:
    """Write one form of the workbook, or leave it empty, say "none" or leave the sheet out where there is nothing."""
    form = ALL_FORMS[draft.form]
    if not draft.entries and "missing_sheet" in book.mess and chance(book.draw, ON_A_SHEET):
        book.shown.add("missing_sheet")
        book.truth.findings.append(TrueFinding(book.file, "sheet_missing", "warning", draft.form))
        return
    name = sheet_name(form, book.mess, book.draw, book.shown)
    sheet = book.workbook.add_worksheet(name)
    _Table(book, draft, form, sheet, name).write()
    if draft.entries and "hidden_sheet" in book.mess and chance(book.draw, ON_A_SHEET / 4):
        book.shown.add("hidden_sheet")
        sheet.hide()


class _Table:
    """The table of one form: drawn, written and recorded from top to bottom."""

    def __init__(self, book: Book, draft: SheetDraft, form: type[Form], sheet: Worksheet, name: str) -> None:
        self.book, self.draft, self.form, self.sheet, self.name = book, draft, form, sheet, name
        self.draw = book.draw
        mess = {kind for kind in sorted(book.mess) if chance(self.draw, ON_A_SHEET)}
        if draft.faulty:
            # One fault, one finding: nothing around it that could hide it or be taken for another.
            mess -= {"thousands", "totals_row", "wrong_total", "two_row_headings", "hidden_row"}
        if form.id == "trust_survey":
            mess -= {"thousands"}
        self.mess = frozenset(mess)
        language: Any = "ru" if {"russian_headings", "russian_sheets"} & book.mess else "ky"
        self.style: CellStyle = draw_style(self.draw, form.columns(), self.mess, language)
        self.style.shown = book.shown
        self.thousands_in = self.draw.choice(("heading", "units", "note")) if form.id == "service_budget" else "heading"
        self.slots = self._slots()
        self.left = self.draw.randint(1, 3) if "shifted_table" in mess and not draft.without_headings else 0
        self.row = 0
        self.summed: dict[str, list[float]] = {}
        self.span: tuple[int, int] = (0, 0)
        self.first_cell: tuple[int, int] = (0, 0)

    def _slots(self) -> list[_Slot]:
        names = [name for name in self.form.columns() if name != self.draft.left_out]
        if "shuffled_columns" in self.mess and self.draft.entries:
            self.book.shown.add("shuffled_columns")
            self.draw.shuffle(names)
        slots = [_Slot(name, is_known=True) for name in names]
        if self.draft.twice:
            slots.append(_Slot(self.draft.twice, is_known=True))
        if self.draft.without_headings or not self.draft.entries:
            return slots
        if "unknown_column" in self.mess:
            slots.insert(self.draw.randint(1, len(slots)), _Slot(self.draw.choice(OWN_COLUMNS), is_known=False))
        if "number_column" in self.mess:
            self.book.shown.add("number_column")
            slots.insert(0, _Slot(self.draw.choice(NUMBER_COLUMN), is_known=False))
        return slots

    def write(self) -> None:
        self._above()
        header_row = None if self.draft.without_headings else self._headings()
        if not self.draft.entries:
            self._nothing()
            return
        if header_row is not None:
            self._under_headings()
        first = self.row
        for number, entry in enumerate(self.draft.entries):
            self._entry(number, entry)
            if "blank_rows" in self.mess and chance(self.draw, 0.3):
                self.book.shown.add("blank_rows")
                self.row += 1
        self.span = (first, self.row - 1)
        self._totals()
        self._below()
        for planted in self.draft.planted:
            self._find_in_headings(planted, header_row)

    # above the table

    def _above(self) -> None:
        title = bilingual(self.form.sheet, self.style, self.draw)
        if "shifted_table" in self.mess:
            self.book.shown.add("shifted_table")
            self.row += self.draw.randint(1, 4)
        if "title_block" in self.mess:
            self.book.shown.add("title_block")
            self.first_cell = (self.row, self.left)
            for line in (*self.book.titles, title):
                self.sheet.merge_range(self.row, self.left, self.row, self.left + 4, line, self.book.bold)
                self.row += 1
            self.row += self.draw.randint(0, 2)
        elif "no_title" in self.mess and not self.draft.without_headings:
            self.book.shown.add("no_title")
        else:
            self.first_cell = (self.row, self.left)
            self.sheet.write_string(self.row, self.left, title, self.book.bold)
            self.row += self.draw.randint(1, 2)
        if self.style.in_thousands and self.thousands_in == "note" and self.draft.entries:
            self.sheet.write_string(self.row, self.left, f"({THOUSANDS[self.style.language]})")
            self.row += 1

    # headings

    def _headings(self) -> int:
        """Write the headings and return the row that decides which column is which."""
        groups = {}
        if "two_row_headings" in self.mess:
            groups = {name: group for group in GROUPS.get(self.form.id, ()) for name in group.columns}
        columns = self.form.columns()
        style = self.style
        if self.thousands_in != "heading":
            style = replace(style, in_thousands=set())
        texts = [
            heading_text(columns[slot.name], style, self.draw, as_printed=slot.name in groups)
            if slot.is_known
            else slot.name
            for slot in self.slots
        ]
        lower = self.row + (1 if groups else 0)
        if groups:
            self.book.shown.add("two_row_headings")
        for position, (slot, text) in enumerate(zip(self.slots, texts, strict=True)):
            col = self.left + position
            group = groups.get(slot.name)
            if group is None and groups:
                self.sheet.merge_range(self.row, col, lower, col, text, self.book.bold)
            else:
                self.sheet.write_string(lower, col, text, self.book.bold)
            if group is not None and slot.name == group.columns[0]:
                title = bilingual(group.label, self.style, self.draw)
                last = self.left + self._last_of_group(position, group.columns)
                if last > col:
                    self.sheet.merge_range(self.row, col, self.row, last, title, self.book.bold)
                else:
                    self.sheet.write_string(self.row, col, title, self.book.bold)
            if not slot.is_known and slot.name in OWN_COLUMNS:
                self.book.shown.add("unknown_column")
                # A merged heading's text stands in its upper cell.
                heading_row = self.row if groups else lower
                self._find(Planted("heading_unknown", "warning", None), (heading_row, col))
        self.row = lower + 1
        return lower

    def _last_of_group(self, first: int, names: tuple[str, ...]) -> int:
        """Return the position up to which the columns of a group stand side by side."""
        last = first
        while last + 1 < len(self.slots) and self.slots[last + 1].name in names:
            last += 1
        return last

    def _under_headings(self) -> None:
        columns = self.form.columns()
        wants_units = self.style.in_thousands and self.thousands_in == "units"
        if "unit_row" in self.mess or wants_units:
            self.book.shown.add("unit_row")
            for position, slot in enumerate(self.slots):
                column = columns.get(slot.name)
                text = UNIT_WORDS.get(column.unit or "", "") if column else ""
                if slot.name in self.style.in_thousands and wants_units:
                    text = THOUSANDS[self.style.language]
                elif slot.name in self.style.in_thousands:
                    text = ""
                if text:
                    self.sheet.write_string(self.row, self.left + position, text)
            self.row += 1
        if "column_number_row" in self.mess:
            self.book.shown.add("column_number_row")
            for position in range(len(self.slots)):
                self.sheet.write_number(self.row, self.left + position, position + 1)
            self.row += 1

    def _find_in_headings(self, planted: Planted, header_row: int | None) -> None:
        """Record a fault of the headings: at both of two, at the sheet's first cell where there are none at all."""
        if header_row is None:
            self._find(planted, self.first_cell)
        elif planted.column == self.draft.left_out:
            self._find(planted, (header_row, None))
        else:
            for position, slot in enumerate(self.slots):
                if slot.name == planted.column:
                    self._find(planted, (header_row, self.left + position))

    # data

    def _nothing(self) -> None:
        if "none_said" in self.book.mess:
            self.book.shown.add("none_said")
            self.sheet.write_string(self.row, self.left, self.draw.choice(NOTHING[self.style.language]))

    def _entry(self, number: int, entry: Entry) -> None:
        columns = self.form.columns()
        loaded = {} if self.draft.without_headings or self.draft.left_out else entry.loaded()
        places: dict[str, tuple[int, int]] = {}
        for position, slot in enumerate(self.slots):
            col = self.left + position
            if slot.name in columns:
                self._cell(entry, slot.name, col)
                places[slot.name] = (self.row, col)
            elif slot.name in NUMBER_COLUMN:
                self.sheet.write_number(self.row, col, number + 1)
            elif chance(self.draw, 0.7):
                self.sheet.write_string(self.row, col, self.draw.choice(OWN_ANSWERS))
        for name, value in loaded.items():
            if name != self.draft.twice:
                cell = xl_rowcol_to_cell(*places[name])
                self.book.truth.values.append(
                    TrueValue(self.book.file, self.form.id, self.name, self.row + 1, name, cell, value)
                )
        for planted in entry.planted:
            self._find(planted, places.get(planted.column or ""))
        if "hidden_row" in self.mess and number == 0 and len(self.draft.entries) > 1:
            self.book.shown.add("hidden_row")
            self.sheet.set_row(self.row, None, None, {"hidden": True})
        self.row += 1

    def _cell(self, entry: Entry, name: str, col: int) -> None:
        if name in entry.written:
            put(self.book, self.sheet, self.row, col, entry.written[name])
            return
        column = self.form.columns()[name]
        value = in_cell(entry.values.get(name), column, self.style, self.draw)
        put(self.book, self.sheet, self.row, col, value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.summed.setdefault(name, []).append(value)

    # below

    def _totals(self) -> None:
        wrong = "wrong_total" in self.mess
        if self.form.id not in SUMMED or len(self.draft.entries) == 1 or not (wrong or "totals_row" in self.mess):
            return
        columns = self.form.columns()
        label_at = 1 if self.slots[0].name in NUMBER_COLUMN and chance(self.draw, 0.5) else 0
        self.sheet.write_string(self.row, self.left + label_at, self.draw.choice(TOTALS))
        as_formulas = chance(self.draw, 0.5)
        able = [
            (position, slot.name)
            for position, slot in enumerate(self.slots)
            if position != label_at
            and slot.name in self.summed
            and columns[slot.name].additive
            # The total of figures stored as text is text itself, or left out.
            and slot.name not in self.style.as_text | self.style.with_unit
        ]
        spoilt = self.draw.choice([name for _, name in able]) if wrong and able else None
        self.book.shown.add("wrong_total" if spoilt else "totals_row")
        for position, name in able:
            col = self.left + position
            total = round(sum(self.summed[name]), 6)
            if name == spoilt:
                self._find(Planted("total_differs", "warning", name), (self.row, col))
                self.sheet.write_number(self.row, col, total + max(1, round(total * 0.1)))
            elif as_formulas:
                letter = xl_col_to_name(col)
                formula = f"=SUM({letter}{self.span[0] + 1}:{letter}{self.span[1] + 1})"
                self.sheet.write_formula(self.row, col, formula, None, total)
            else:
                self.sheet.write_number(self.row, col, total)
        self.row += 1

    def _below(self) -> None:
        if "notes_below" not in self.mess:
            return
        self.book.shown.add("notes_below")
        self.row += self.draw.randint(1, 3)
        for line in (self.draw.choice(NOTES), self.draw.choice(SIGNATURES)):
            self.sheet.write_string(self.row, self.left, line)
            self.row += 1

    def _find(self, planted: Planted, place: tuple[int, int | None] | None) -> None:
        row, col = place or (None, None)
        self.book.truth.findings.append(
            TrueFinding(
                self.book.file,
                planted.code,
                planted.severity,
                self.form.id,
                self.name,
                None if row is None or col is None else xl_rowcol_to_cell(row, col),
                None if row is None else row + 1,
                planted.column,
                planted.rule,
                planted.refused,
            )
        )
