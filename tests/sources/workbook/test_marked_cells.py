"""Error cells and formulas without a result: never blanks, and at their addresses."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from sources.workbook import CellKind
from sources.workbook.cells import read_cell

WATER = ["settlement", "population", "residents_served", "amount_billed", "amount_collected"]


def kinds(found, form="water_supply"):
    letters = found.columns_of(form)
    return {
        f"{letters[c['column']]}{c['row']}": (CellKind(c["kind"]).name, c["text"])
        for c in found.cells.to_pylist()
        if c["kind"] in (CellKind.ERROR, CellKind.UNCALCULATED)
    }


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_errors_are_cells(read, book, headings, formula, error):
    rows = [headings("water_supply", *WATER), ["Ак-Суу", 1, formula("=A9", error), 3, 4], ["Тоо", 1, 2, 3, 4]]
    book.sheet("Водоснабжение", rows, at="B5")
    found = read(book)
    assert kinds(found) == {"D6": ("ERROR", error)}
    assert found.cells_of("water_supply")["D7"] == 2


def test_errors_in_the_last_row_and_column(read, book, headings, formula):
    rows = [
        headings("water_supply", *WATER),
        ["Ак-Суу", 1, 2, 3],
        [formula("=Z1", "#N/A"), *[None] * 3, formula("=Z1", "#REF!")],
    ]
    book.sheet("Водоснабжение", rows)
    found = read(book)
    assert kinds(found) == {"A3": ("ERROR", "#N/A"), "E3": ("ERROR", "#REF!")}


def test_errors_typed_as_text_stay_text(read, book, headings):
    book.sheet("Водоснабжение", [headings("water_supply", *WATER), ["Ак-Суу", "#REF!", 2, 3, 4]])
    found = read(book)
    assert kinds(found) == {}
    assert found.cells_of("water_supply")["B2"] == "#REF!"


def test_an_error_in_a_totals_row(read, book, headings, formula):
    rows = [headings("water_supply", *WATER), ["Ак-Суу", 1, 2, 3, 4], ["Итого", 1, 2, 3, formula("=A9", "#REF!")]]
    book.sheet("Водоснабжение", rows)
    assert read(book).cells_of("water_supply", total=True)["E3"] == "#REF!"


def recalculated(book, change) -> bytes:
    """The workbook as openpyxl saves it: with formulas and no results."""
    loaded = openpyxl.load_workbook(io.BytesIO(book.content()))
    change(loaded)
    buffer = io.BytesIO()
    loaded.save(buffer)
    return buffer.getvalue()


def test_formulas_never_calculated(read, book, headings):
    book.sheet("Водоснабжение", [headings("water_supply", *WATER), ["Ак-Суу", 1, 2, 3, 4]])

    def change(loaded):
        loaded["Водоснабжение"]["C2"] = "=B2*2"
        loaded["Водоснабжение"]["E2"] = "=SUM(B2:D2)"

    found = read(recalculated(book, change))
    assert kinds(found) == {"C2": ("UNCALCULATED", "=B2*2"), "E2": ("UNCALCULATED", "=SUM(B2:D2)")}


def test_calculated_formulas_are_their_values(read, book, headings, formula):
    rows = [headings("water_supply", *WATER), [formula('="Ак"', "Ак"), formula("=1+1", 2), 2, 3, formula("=2", 2.5)]]
    book.sheet("Водоснабжение", rows)
    found = read(book)
    assert kinds(found) == {}
    assert found.cells_of("water_supply") == {"A2": "Ак", "B2": 2, "C2": 2, "D2": 3, "E2": 2.5}


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "Err:508", "#ЗНАЧ!", "#GETTING_DATA"])
def test_errors_that_calamine_does_not_know(read, book, headings, edit_sheets, error):
    rows = [headings("water_supply", *WATER), ["Ак-Суу", 1, 777, 3, 4.5], ["Тоо", 1, 2, 3, 4]]
    book.sheet("Водоснабжение", rows, at="B3")
    cell = f'<c r="D4" t="e"><v>{error}</v></c>'.encode()
    found = read(edit_sheets(book.content(), lambda data: data.replace(b'<c r="D4"><v>777</v></c>', cell)))
    assert kinds(found) == {"D4": ("ERROR", error)}
    cells = found.cells_of("water_supply")
    assert (cells["B4"], cells["F4"], cells["B5"], cells["F5"]) == ("Ак-Суу", 4.5, "Тоо", 4)


UNKNOWN_ERROR = b'<c r="B2" t="e"><v>#SPILL!</v></c>'
"""Because of it calamine refuses the sheet."""


class TestSheetThatNoReaderCanRead:
    """calamine refuses it because of an error value, and openpyxl because of something else."""

    @pytest.fixture
    def damaged(self, edit_sheets):
        """Make the one cell of each sheet that holds 777 an error value, and put something behind it."""

        def damaged(content: bytes, behind: bytes) -> bytes:
            return edit_sheets(content, lambda data: data.replace(b'<c r="B2"><v>777</v></c>', UNKNOWN_ERROR + behind))

        return damaged

    @pytest.fixture
    def content(self, book, headings):
        book.sheet("Водоснабжение", [headings("water_supply", *WATER), ["Ак-Суу", 777], ["Тоо", 1, 2, 3, 4]])
        book.sheet("Вывоз ТБО", [headings("waste_collection", "settlement", "population"), ["Ак-Суу", 555]])
        return book.content()

    def test_is_said_and_the_other_sheets_are_read(self, read, content, damaged):
        found = read(damaged(content, b'<c r="C2" t="d"><v>yesterday</v></c>'))
        finding = found.finding("sheet_unreadable")
        assert (finding.sheet, finding.form, finding.cell) == ("Водоснабжение", None, None)
        assert "yesterday" in finding.value
        assert (found.answers["water_supply"], found.answers["waste_collection"]) == ("empty", "rows")
        assert found.cells_of("water_supply") == {}
        assert found.cells_of("waste_collection")["B2"] == 555
        assert "headings_not_found" not in found.codes()

    def test_is_read_where_only_the_error_value_is_in_the_way(self, read, content, damaged):
        found = read(damaged(content, b""))
        assert "sheet_unreadable" not in found.codes()
        assert found.cells_of("water_supply")["B3"] == 1

    def test_of_several_each_is_told_and_the_sound_one_is_read(self, read, book, headings, damaged):
        table = [headings("water_supply", *WATER), ["Ак-Суу", 777]]
        book.sheet("Водоснабжение", table)
        book.sheet("Вывоз ТБО", [headings("waste_collection", "settlement", "population"), ["Ак-Суу", 777]])
        content = damaged(book.content(), b"")
        sheet = b'<c r="A2" t="d"><v>yesterday</v></c>'
        content = swap(
            content, "xl/worksheets/sheet2.xml", lambda data: data.replace(UNKNOWN_ERROR, UNKNOWN_ERROR + sheet)
        )
        found = read(content)
        assert found.finding("sheet_unreadable").sheet == "Водоснабжение"
        assert kinds(found, "waste_collection") == {"B2": ("ERROR", "#SPILL!")}

    def test_a_workbook_that_openpyxl_cannot_open(self, read, content, damaged):
        content = swap(damaged(content, b""), "docProps/core.xml", lambda _: b"<cp:core")
        found = read(content)
        assert found.finding("sheet_unreadable").sheet == "Водоснабжение"
        assert found.cells_of("waste_collection")["B2"] == 555

    def test_an_unreadable_cover_is_said_beside_the_refusal(self, read, empty_book, damaged):
        book = empty_book()
        book.sheet("Титулдук барак", [["Муниципалитет"], ["Ак-Суу", 777]])
        found = read(damaged(book.content(), b'<c r="C2" t="d"><v>yesterday</v></c>'))
        assert found.kind is None
        assert [finding.code for finding in found.findings] == ["sheet_unreadable", "cover_missing"]


def swap(content: bytes, name: str, edit) -> bytes:
    """Change one part of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            after.writestr(part, edit(data) if part == name else data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, (CellKind.NUMBER, 5.0, None)),
        (5.5, (CellKind.NUMBER, 5.5, None)),
        (True, (CellKind.BOOLEAN, 1.0, None)),
        ("a\x00b", (CellKind.TEXT, None, "ab")),
        ("й", (CellKind.TEXT, None, "й")),
        ("a\r\nb", (CellKind.TEXT, None, "a\nb")),
        (date(1970, 1, 2), (CellKind.DATE, 1.0, None)),
        (date(1969, 12, 31), (CellKind.DATE, -1.0, None)),
        (datetime(2021, 1, 1, 12, 0), (CellKind.DATE, 18628.5, None)),  # noqa: DTZ001 - as calamine gives it
        (time(8, 0), (CellKind.TEXT, None, "08:00:00")),
        (float("inf"), (CellKind.ERROR, None, "inf")),
        (float("nan"), (CellKind.ERROR, None, "nan")),
    ],
)
def test_kinds_of_values(value, expected):
    assert read_cell(value) == expected


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_dates_in_both_systems(read, empty_book, headings, options):
    book = empty_book(options)
    book.cover()
    row = [date(2021, 2, 3), "Клуб", "Бюджет", 20]
    book.sheet("Коомдук угуулар", [headings("public_hearings", "held_on", "place", "topic", "participants"), row])
    found = read(book)
    assert found.cells_of("public_hearings")["A2"] == (date(2021, 2, 3) - date(1970, 1, 1)).days
    assert found.cover["prepared_on"].value == date(2021, 4, 10)
    assert found.integrity.date_1904 is bool(options)
