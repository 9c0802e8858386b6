"""Names merged down over the rows that they name are read in each of these rows, and nothing else is."""

from __future__ import annotations

import pytest

CLUBS = ["settlement", "club_name", "activity", "girls", "boys"]


@pytest.fixture
def clubs(book, headings, read):
    """Read a sheet of clubs, given the rows under its headings (in row 1)."""

    def clubs(*rows, merge=()):
        book.sheet("Секциялар жана ийримдер", [headings("youth_clubs", *CLUBS), *rows], merge=merge)
        return read(book)

    return clubs


def notes(found):
    return {f.cell: (f.row, f.column, f.value) for f in found.findings if f.code == "merged_filled"}


def names(found, letter="A"):
    cells = found.cells_of("youth_clubs")
    return {cell: value for cell, value in cells.items() if cell.startswith(letter)}


def club(settlement, name):
    return [settlement, name, "Спорт", 5, 6]


def test_a_settlement_over_all_its_clubs(clubs):
    found = clubs(
        club("Ак-Суу", "Дзюдо"),
        club(None, "Бий"),
        club(None, "Шахмат"),
        club("Кара-Суу", "Күрөш"),
        club(None, "Комуз"),
        merge=("A2:A4", "A5:A6"),
    )
    assert names(found) == {"A2": "Ак-Суу", "A3": "Ак-Суу", "A4": "Ак-Суу", "A5": "Кара-Суу", "A6": "Кара-Суу"}
    assert notes(found) == {
        "A3": (3, "settlement", "Ак-Суу"),
        "A4": (4, "settlement", "Ак-Суу"),
        "A6": (6, "settlement", "Кара-Суу"),
    }
    note = next(f for f in found.findings if f.code == "merged_filled")
    assert (note.form, note.sheet, note.refused) == ("youth_clubs", "Секциялар жана ийримдер", None)
    assert "A2" in note.expected


def test_a_code_that_is_part_of_the_key(read, book, headings):
    rows = [headings("public_hearings", "held_on", "topic"), ["05.02.2021", "Бюджет"], ["06.02.2021", None]]
    book.sheet("Коомдук угуулар", rows, merge=("B2:B3",))
    found = read(book)
    assert found.cells_of("public_hearings")["B3"] == "Бюджет"
    assert notes(found) == {"B3": (3, "topic", "Бюджет")}


def test_a_blank_that_is_not_merged_stays_blank(clubs):
    found = clubs(club("Ак-Суу", "Дзюдо"), club(None, "Бий"))
    assert names(found) == {"A2": "Ак-Суу"}
    assert notes(found) == {}


def test_figures_and_days_are_never_repeated(book, headings, clubs):
    rows = [headings("public_hearings", "held_on", "topic"), ["05.02.2021", "Бюджет"], [None, "Тариф"]]
    book.sheet("Коомдук угуулар", rows, merge=("A2:A3",))
    found = clubs(club("Ак-Суу", "Дзюдо"), ["Ак-Суу", "Бий", None, None, 6], merge=("C2:C3", "D2:D3"))
    assert names(found, "C") == {"C2": "Спорт"}  # an answer from a list, but no key
    assert names(found, "D") == {"D2": 5}
    assert "A3" not in found.cells_of("public_hearings")
    assert notes(found) == {}


def test_blank_and_total_rows_in_the_range_stay_what_they_are(clubs):
    found = clubs(
        club("Ак-Суу", "Дзюдо"), [], club(None, "Бий"), [None, "Итого", None, 10, 12], [None], merge=("A2:A6",)
    )
    assert names(found) == {"A2": "Ак-Суу", "A4": "Ак-Суу"}
    assert {cell["row"] for cell in found.cells.to_pylist() if cell["total"]} == {5}
    assert set(notes(found)) == {"A4"}


def test_a_heading_merged_into_the_data_names_no_row(book, headings, read):
    rows = [headings("youth_clubs", *CLUBS), club(None, "Дзюдо"), club(None, "Бий")]
    book.sheet("Секциялар жана ийримдер", rows, merge=("A1:A3",))
    assert names(read(book)) == {}


def test_a_range_over_several_columns_fills_only_the_one_it_stands_in(clubs):
    found = clubs(club("Ак-Суу", None), club(None, None), merge=("A2:B3",))
    assert names(found) == {"A2": "Ак-Суу", "A3": "Ак-Суу"}
    assert names(found, "B") == {}


def test_an_error_is_seen_in_every_row_too(book, headings, read, formula):
    rows = [headings("youth_clubs", *CLUBS), club(formula("=Z1", "#REF!"), "Дзюдо"), club(None, "Бий")]
    book.sheet("Секциялар жана ийримдер", rows, merge=("A2:A3",))
    found = read(book)
    assert names(found) == {"A2": "#REF!", "A3": "#REF!"}
    assert notes(found) == {"A3": (3, "settlement", "#REF!")}


def test_none_merged_down_is_still_none(clubs):
    found = clubs(["жок", None], [None, None], merge=("A2:A3",))
    assert found.answers["youth_clubs"] == "none"
    assert notes(found) == {}
