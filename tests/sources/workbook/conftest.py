"""A small builder of real workbooks, as municipalities send them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from sources.forms import ALL_FORMS, FORMS
from sources.forms.cover import COVER_FIELDS
from sources.workbook import Limits, ReadWorkbook, WorkbookReader, form_vocabulary

COVER = {
    "municipality_code": "41706000000010",
    "municipality_name": "Ак-Суу айыл аймагы",
    "oblast": "Ош облусу",
    "year": 2021,
    "quarter": 1,
    "prepared_on": date(2021, 4, 10),
    "prepared_by_role": "ФЭБ башчысы",
    "form_version": "1",
}


@dataclass(frozen=True)
class Formula:
    """A formula and its stored result; None for one that was never calculated."""

    text: str
    result: Any = None


@dataclass
class Book:
    """A workbook under construction."""

    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, {"in_memory": True, **self.options})
        self._date = self.book.add_format({"num_format": "dd.mm.yyyy"})

    def sheet(self, name: str, rows: list[list[Any]], at: str = "A1", merge: tuple[str, ...] = ()) -> Any:
        """Add a sheet with rows of values from a cell on; None leaves a cell out."""
        sheet = self.book.add_worksheet(name)
        top, left = xlsxwriter.utility.xl_cell_to_rowcol(at)
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                self._write(sheet, top + down, left + right, value)
        for cells in merge:
            first = cells.split(":")[0]
            row, column = xlsxwriter.utility.xl_cell_to_rowcol(first)
            sheet.merge_range(cells, "")
            self._write(sheet, row, column, rows[row - top][column - left])
        return sheet

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, Formula):
            result = "" if value.result is None else value.result
            sheet.write_formula(row, column, value.text, None, result)
        elif isinstance(value, (date, datetime)):
            sheet.write_datetime(row, column, value, self._date)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write_number(row, column, value)

    def cover(self, fields: dict[str, Any] | None = None, name: str = "Титулдук барак") -> Any:
        """Add a cover sheet."""
        fields = COVER if fields is None else fields
        labels = {name: COVER_FIELDS[name].label for name in fields}
        rows = [[f"{labels[name].ky} / {labels[name].ru}", value] for name, value in fields.items()]
        return self.sheet(name, rows)

    def content(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self._bytes.getvalue()


@dataclass(frozen=True)
class Read:
    """What was read, in a form that is easy to compare."""

    workbook: ReadWorkbook

    def __getattr__(self, name: str) -> Any:
        return getattr(self.workbook, name)

    def cells_of(self, form: str, *, total: bool = False) -> dict[str, Any]:
        """Return the cells of a form: A1 address to value, as text or number."""
        letters = {place.column: place.column_letter for place in self.workbook.layout if place.form == form}
        return {
            f"{letters[cell['column']]}{cell['row']}": cell["number"] if cell["text"] is None else cell["text"]
            for cell in self.workbook.cells.to_pylist()
            if cell["form"] == form and cell["total"] is total
        }

    def columns_of(self, form: str) -> dict[str, str]:
        """Return where a form's columns were found: column to letter."""
        return {place.column: place.column_letter for place in self.workbook.layout if place.form == form}

    def scales_of(self, form: str) -> dict[str, float]:
        """Return the scales of a form's columns that have one."""
        return {place.column: place.scale for place in self.workbook.layout if place.form == form and place.scale != 1}

    def codes(self, *besides: str) -> list[str]:
        """Return the codes of the findings, but for the ten forms that a small test workbook does not have."""
        return sorted(f.code for f in self.workbook.findings if f.code not in ("sheet_missing", *besides))

    def finding(self, code: str) -> Any:
        """Return the one finding with a code."""
        (found,) = [f for f in self.workbook.findings if f.code == code]
        return found


@pytest.fixture(scope="session")
def vocabulary():
    return form_vocabulary()


@pytest.fixture(scope="session")
def reader(vocabulary):
    return WorkbookReader(Limits(), vocabulary)


@pytest.fixture
def read(reader):
    """Read bytes, or a book under construction."""

    def read(source: bytes | Book) -> Read:
        return Read(reader.read(source.content() if isinstance(source, Book) else source))

    return read


@pytest.fixture
def book():
    """A workbook with a cover."""
    book = Book()
    book.cover()
    return book


@pytest.fixture
def empty_book():
    """Makes workbooks without any sheet."""
    return Book


@pytest.fixture
def formula():
    return Formula


@pytest.fixture
def headings():
    """The headings of a form as the template prints them."""

    def headings(form: str, *names: str, language: str | None = None) -> list[str]:
        columns = ALL_FORMS[form].columns()
        labels = [columns[name].label for name in names or columns]
        return [label[language] if language else f"{label.ky} / {label.ru}" for label in labels]

    return headings


@pytest.fixture
def full_book(headings):
    """A workbook of all ten forms as a municipality of fifteen settlements sends it."""

    def full_book(rows: int = 15) -> Book:
        book = Book()
        book.cover()
        examples = {"text": "Ак-Суу {}", "integer": 120, "decimal": 12.5, "percent": 95, "date": date(2021, 2, 3)}
        for form in FORMS.values():
            columns = form.columns()
            lines: list[list[Any]] = [[f"{form.sheet.ky} / {form.sheet.ru}"], [], headings(form.id)]
            for number in range(rows):
                line = []
                for column in columns.values():
                    value = examples.get(column.type.value, "ооба")
                    if column.codes is not None and column.type.value == "code":
                        value = next(iter(column.codes.labels.values())).ky
                    line.append(value.format(number) if isinstance(value, str) else value)
                lines.append(line)
            book.sheet(form.sheet.ky, lines)
        return book

    return full_book


@pytest.fixture(scope="session")
def edit_sheets():
    """Changes the bytes of a workbook's sheets, and gives the archive the right checksums for them."""

    def edit_sheets(content: bytes, edit: Any) -> bytes:
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as before,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
        ):
            for name in before.namelist():
                data = before.read(name)
                after.writestr(name, edit(data) if "worksheets/sheet" in name else data)
        return buffer.getvalue()

    return edit_sheets
