"""Error cells and formulas without a result: never blanks, and at their addresses."""

from __future__ import annotations

import io
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
