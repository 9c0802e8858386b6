"""Layout: every mess of a municipal workbook, and the address of every value in it."""

from __future__ import annotations

from datetime import date

import pytest

from sources.workbook import CellKind

WATER = ["settlement", "population", "residents_served", "amount_billed", "amount_collected"]
DATA = [["Ак-Суу", 1200, 800, 5000, 4500.5], ["Кара-Суу", 900, 900, 3000, 2999]]
SMALL = ("heading_missing", "heading_by_alias")
"""A sheet with the five required columns lacks the optional ones."""


@pytest.fixture
def water(headings):
    """The rows of a small water sheet: headings and two settlements."""
    return [headings("water_supply", *WATER), *DATA]


def expected(rows, top=2, letters="ABCDE"):
    return {f"{letters[c]}{top + r}": v for c in range(len(rows[0])) for r, row in enumerate(rows) for v in [row[c]]}


def test_a_template_filled_in(read, full_book):
    found = read(full_book(rows=2))
    assert found.kind == "quarterly"
    assert found.findings == []
    assert set(found.answers.values()) == {"rows"}
    assert found.cover["municipality_code"] == ("41706000000010", "Титулдук барак", "B1")
    assert found.cover["year"] == (2021.0, "Титулдук барак", "B4")
    assert found.cover["prepared_on"] == (date(2021, 4, 10), "Титулдук барак", "B6")
    assert found.cells_of("communication") == {
        **{f"A{row}": "ооба" for row in (4, 5)},
        **{f"B{row}": (date(2021, 2, 3) - date(1970, 1, 1)).days for row in (4, 5)},
        **{f"{letter}{row}": 120 for letter in "CDE" for row in (4, 5)},
    }
    kinds = {(cell["column"], cell["kind"]) for cell in found.cells.to_pylist() if cell["form"] == "communication"}
    assert ("adopted_on", CellKind.DATE) in kinds
    assert ("campaigns", CellKind.NUMBER) in kinds
    place = next(place for place in found.layout if (place.form, place.column) == ("communication", "campaigns"))
    assert place == (
        *("communication", "campaigns", "Коммуникация", "E", 3),
        *("Маалыматтык кампаниялар / Информационные кампании", 1.0),
    )


@pytest.mark.parametrize("at", ["A1", "C4", "F12", "AA30", "B150"])
def test_addresses_are_right_wherever_the_table_stands(read, book, water, at):
    sheet_rows = water
    book.sheet("Вода", sheet_rows, at=at)
    found = read(book)
    letters = at.rstrip("0123456789")
    top = int(at[len(letters) :])
    first = {"A": 0, "C": 2, "F": 5, "AA": 26, "B": 1}[letters]
    names = [chr(65 + n) if n < 26 else "A" + chr(65 + n - 26) for n in range(first, first + 5)]
    assert found.cells_of("water_supply") == expected(DATA, top=top + 1, letters=names)
    assert {place.header_row for place in found.layout} == {top}


def test_title_blocks_above_the_headings(read, book, water):
    titles = [["КЫРГЫЗ РЕСПУБЛИКАСЫ"], ["ОШ ОБЛУСУ, Ак-Суу айыл өкмөтү"], [], [None, None, "2021-ж. 1-чейрек"], []]
    sheet = book.sheet("Водоснабжение", [*titles, *water])
    sheet.merge_range("A1:E1", "КЫРГЫЗ РЕСПУБЛИКАСЫ")
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA, top=7)
    assert found.codes(*SMALL) == []


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_headings_in_one_language(read, book, headings, language):
    book.sheet("Водоснабжение", [headings("water_supply", *WATER, language=language), *DATA])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    assert found.codes("heading_missing") == []


def test_shuffled_inserted_and_unknown_columns(read, book, headings):
    named = headings(
        "water_supply", "population", "settlement", "amount_collected", "residents_served", "amount_billed"
    )
    rows = [
        ["№ п/п", named[0], "Телефон", named[1], named[2], "Эскертүү / Примечание", named[3], named[4]],
        [1, 1200, "0555", "Ак-Суу", 4500, "жаңы түтүк", 800, 5000],
    ]
    book.sheet("Водоснабжение", rows)
    found = read(book)
    assert found.columns_of("water_supply") == {
        "population": "B",
        "settlement": "D",
        "amount_collected": "E",
        "residents_served": "G",
        "amount_billed": "H",
    }
    assert found.cells_of("water_supply") == {"B2": 1200, "D2": "Ак-Суу", "E2": 4500, "G2": 800, "H2": 5000}
    assert found.codes("heading_missing") == ["heading_unknown"]
    unknown = found.finding("heading_unknown")
    assert (unknown.cell, unknown.value, unknown.form) == ("C1", "Телефон", "water_supply")
    assert "Түтүндөрдүн саны / Количество домохозяйств" in unknown.expected


def test_missing_headings(read, book, headings):
    book.sheet("Водоснабжение", [headings("water_supply", *WATER[:-1]), ["Ак-Суу", 1, 1, 1]])
    found = read(book)
    missing = found.finding("required_heading_missing")
    assert (missing.column, missing.form, missing.sheet, missing.row) == (
        *("amount_collected", "water_supply"),
        *("Водоснабжение", 1),
    )
    assert missing.expected == "Жыйналган акы, сом / Собрано, сом"
    assert "Эсептелген акы, сом / Начислено, сом" in missing.value
    optional = {f.column for f in found.findings if f.code == "heading_missing"}
    assert "households" in optional
    assert not optional & set(WATER)


def test_alias_headings_are_noted(read, book):
    book.sheet("Вода", [["Село", "Население", "Охвачено", "Начислено", "Собрано"], *DATA])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    noted = {f.cell: (f.column, f.value, f.expected) for f in found.findings if f.code == "heading_by_alias"}
    assert noted["A1"] == ("settlement", "Село", "Айыл / калктуу пункт / Населённый пункт")
    assert set(noted) == {"A1", "B1", "C1"}  # "Начислено" is the template's heading without its unit
    assert found.finding("sheet_by_alias").value == "Вода"


def test_two_row_headings_with_merged_cells(read, book):
    rows = [
        ["Айыл / Село", "Калктын саны", "Таза ичүүчү суу менен камсыз болгон жашоочулар", "Акы, сом", None, "Суу, м³"],
        [None, None, None, "Эсептелген", "Жыйналган", "Берилген"],
        *DATA,
    ]
    book.sheet("Водоснабжение", rows, at="B3", merge=("B3:B4", "C3:C4", "D3:D4", "E3:F3"))
    found = read(book)
    assert found.columns_of("water_supply") == {
        "settlement": "B",
        "population": "C",
        "residents_served": "D",
        "amount_billed": "E",
        "amount_collected": "F",
        "water_supplied_m3": "G",
    }
    assert found.cells_of("water_supply") == expected(DATA, top=5, letters="BCDEF")
    rows_of = {place.column: place.header_row for place in found.layout}
    assert rows_of["settlement"] == 3
    assert rows_of["amount_billed"] == 4


def test_the_same_second_row_under_different_first_rows(read, book):
    rows = [
        ["Айыл", "Калктын саны", "Обслуживаемые жители", "Графикке ылайык", "Аткарылган", "Эсептелген", "Жыйналган"],
        [None, None, None, "чыгаруулар", "чыгаруулар", "акы, сом", "акы, сом"],
        ["Ак-Суу", 10, 9, 8, 7, 6, 5],
    ]
    book.sheet("Вывоз ТБО", rows)
    found = read(book)
    assert found.columns_of("waste_collection") == {
        "settlement": "A",
        "population": "B",
        "residents_served": "C",
        "pickups_planned": "D",
        "pickups_made": "E",
        "amount_billed": "F",
        "amount_collected": "G",
    }
    assert found.cells_of("waste_collection") == {"A3": "Ак-Суу", "B3": 10, "C3": 9, "D3": 8, "E3": 7, "F3": 6, "G3": 5}


def test_one_language_in_each_of_two_rows(read, book, headings):
    rows = [headings("water_supply", *WATER, language="ky"), headings("water_supply", *WATER, language="ru"), *DATA]
    book.sheet("Водоснабжение", rows)
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA, top=3)


def test_units_and_numbers_of_columns_under_the_headings(read, book, water):
    book.sheet("Водоснабжение", [water[0], ["", "адам", "адам / чел.", "сом", "сом"], [1, 2, 3, 4, 5], *DATA])
    assert read(book).cells_of("water_supply") == expected(DATA, top=4)


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3, 4, 5], ["1", "2", "3", "4", "5"], ["А", "Б", 1, 2, 3], ["(1)", "(2)", "(3)", "(4)", "(5)"]]
)
def test_numbers_of_columns(read, book, water, numbers):
    book.sheet("Водоснабжение", [water[0], numbers, *DATA])
    assert read(book).cells_of("water_supply") == expected(DATA, top=3)


def test_a_row_of_small_figures_is_data(read, book, headings):
    rows = [headings("public_hearings"), [None, "Клуб", "Бюджет", 1, 2, 3, 4, 5, 6]]
    book.sheet("Коомдук угуулар", rows)
    assert read(book).cells_of("public_hearings")["D2"] == 1


def test_blank_rows_and_rows_of_spaces_are_skipped(read, book, water):
    rows = [water[0], [], DATA[0], [], ["  ", "\xa0", None, " ", None], [], DATA[1]]
    book.sheet("Водоснабжение", rows)
    found = read(book)
    assert {cell["row"] for cell in found.cells.to_pylist()} == {3, 7}
    assert found.cells_of("water_supply") == expected(DATA[:1], top=3) | expected(DATA[1:], top=7)


@pytest.mark.parametrize(
    "word",
    [
        *("Жыйынтыгы", "ЖЫЙЫНТЫГЫ:", "Жыйынтыгы :", "Баары", "Баардыгы", "Жалпы", "Жалпы баары", "Жалпысы"),
        *("Итого", "ИТОГО:", "Всего", "Всего по айыл окмоту", "Жами", "Айыл аймагы боюнча баары", "Жалпы жыйынтык"),
    ],
)
def test_totals_are_kept_aside(read, book, water, word):
    book.sheet("Водоснабжение", [*water, [word, 2100, 1700, 8000, 7499.5]])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    assert found.cells_of("water_supply", total=True) == {"A4": word, "B4": 2100, "C4": 1700, "D4": 8000, "E4": 7499.5}
    note = found.finding("total_left_out")
    assert (note.cell, note.row, note.value, note.form) == ("A4", 4, word, "water_supply")


def test_a_total_named_beside_the_table(read, book, water):
    rows = [["№", *water[0]], [1, *DATA[0]], [2, *DATA[1]], ["Итого", None, 2100, 1700, 8000, 7499.5]]
    book.sheet("Водоснабжение", rows)
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA, letters="BCDEF")
    assert found.finding("total_left_out").cell == "A4"


@pytest.mark.parametrize("word", ["Жалпы билим берүү мектеби", "Баарынын ийрими", "Жалпак-Таш", "Жамин"])
def test_names_that_begin_like_totals_are_data(read, book, water, word):
    book.sheet("Водоснабжение", [*water, [word, 1, 1, 1, 1]])
    assert read(book).cells_of("water_supply")["A4"] == word


def test_parts_of_a_row_are_not_added(read, book, water):
    book.sheet("Водоснабжение", [*water, ["анын ичинен:", None, None, None, None], ["в т.ч. дачи", 5, 4, 3, 2]])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    assert [f.cell for f in found.findings if f.code == "total_left_out"] == ["A4", "A5"]


def test_notes_and_signatures_under_the_table(read, book, water):
    notes = [
        ["Эскертүү: эсептегичтер 2020-жылы алмаштырылган."],
        [],
        ["Аткаруучу: Асанова Г.", None, None, "тел. 0555 12 34 56"],
        ["Башкы бухгалтер", None, "Токтогулова А."],
        [None, None, "М.О."],
        ["Асанов Б."],
    ]
    book.sheet("Водоснабжение", [*water, *notes])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    assert found.codes(*SMALL) == []


def test_a_row_with_only_its_name_is_data(read, book, water):
    book.sheet("Водоснабжение", [*water, ["Жаңы-Айыл"]])
    assert read(book).cells_of("water_supply")["A4"] == "Жаңы-Айыл"


def test_headings_repeated_on_the_next_page(read, book, water):
    book.sheet("Водоснабжение", [*water, [], water[0], ["Тоо", 1, 2, 3, 4]])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA) | expected([["Тоо", 1, 2, 3, 4]], top=6)


@pytest.mark.parametrize("word", ["жок", "Жок.", "ЖОК", "нет", "Нет"])
@pytest.mark.parametrize("column", [0, 2, 8])
def test_nothing_to_report(read, book, water, word, column):
    book.sheet("Водоснабжение", [water[0], [*[None] * column, word], []])
    found = read(book)
    assert found.answers["water_supply"] == "none"
    assert found.cells.num_rows == 0
    note = found.finding("answered_none")
    assert (note.form, note.row, note.value) == ("water_supply", 2, word)
    assert found.codes() == ["answered_none"]


def test_nothing_to_report_without_any_headings(read, book, water):
    book.sheet("Водоснабжение", water)
    book.sheet("Вывоз ТБО", [["Вывоз ТБО"], ["жок"]])
    found = read(book)
    assert found.answers["waste_collection"] == "none"
    assert found.finding("answered_none").cell == "A2"


def test_no_as_an_answer_is_not_nothing_to_report(read, book, headings):
    book.sheet("Коммуникация", [headings("communication"), ["жок"]])
    book.sheet("Водоснабжение", [headings("water_supply", *WATER), ["Ак-Суу", "жок", "жок", "жок", "жок"]])
    found = read(book)
    assert found.answers["communication"] == "rows"
    assert found.cells_of("communication") == {"A2": "жок"}
    assert found.cells_of("water_supply")["B2"] == "жок"


@pytest.mark.parametrize("rows", [[], [["Суу менен камсыздоо"], []]])
def test_empty_forms(read, book, headings, rows):
    book.sheet("Водоснабжение", [*rows, headings("water_supply")] if rows else [])
    found = read(book)
    assert found.answers["water_supply"] == "empty"
    assert found.codes() == []


def test_content_without_headings(read, book):
    book.sheet("Водоснабжение", [["Ак-Суу", 1200, 800], ["Кара-Суу", 1, 2]])
    found = read(book)
    assert found.answers["water_supply"] == "empty"
    fault = found.finding("headings_not_found")
    assert (fault.form, fault.sheet, fault.cell) == ("water_supply", "Водоснабжение", "A1")
    assert "Ак-Суу" in fault.value
    assert "Калктын саны" in fault.expected


def test_missing_and_unknown_sheets(read, book, water):
    book.sheet("Водоснабжение", water)
    book.sheet("Жеке жазуулар", [["Эсеп", 5]])
    book.sheet("Лист3", [])
    book.sheet("Тизмелер", [["ооба"], ["жок"]]).hide()
    found = read(book)
    assert found.answers["waste_collection"] == "missing"
    assert sum(f.code == "sheet_missing" for f in found.findings) == 9
    assert found.codes(*SMALL) == ["sheet_unknown"]
    assert found.finding("sheet_unknown").value == "Жеке жазуулар"
    assert not found.integrity.hidden_sheets


def test_a_nameless_sheet_is_known_by_its_headings(read, book, headings):
    book.sheet("Лист1", [["Отчёт"], headings("street_lighting"), ["Ак-Суу", 1, 1, 1, 1, 1, 1, 1, 1]])
    found = read(book)
    assert found.answers["street_lighting"] == "rows"
    note = found.finding("sheet_by_alias")
    assert (note.form, note.value) == ("street_lighting", "Лист1")


def test_hidden_sheets_and_rows_are_read_and_noted(read, book, water):
    sheet = book.sheet("Водоснабжение", water)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.hide()
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    assert found.codes(*SMALL) == ["hidden_rows", "hidden_sheet"]
    assert (found.finding("hidden_rows").row, found.finding("hidden_rows").value) == (3, "3")
    assert (found.integrity.hidden_sheets, found.integrity.hidden_rows) == (True, True)


def test_two_sheets_for_one_form(read, book, water):
    book.sheet("Водоснабжение", water)
    book.sheet("Вода", [water[0], ["Башка", 1, 1, 1, 1]])
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    fault = found.finding("sheet_repeated")
    assert (fault.form, fault.sheet) == ("water_supply", "Вода")


def test_an_empty_sheet_does_not_hide_the_filled_one(read, book, water):
    book.sheet("Водоснабжение", [water[0]])
    book.sheet("Водоснабжение (2)", water)
    found = read(book)
    assert found.cells_of("water_supply") == expected(DATA)
    assert "sheet_repeated" not in found.codes()


MONEY = {"amount_billed": 1000.0, "amount_collected": 1000.0}


class TestUnits:
    """Amounts in thousands, said in a heading, in the row of units, in the title or in a note."""

    def test_in_one_heading(self, read, book, water):
        rows = [[*water[0][:3], "Эсептелген акы, миң сом", water[0][4]], *DATA]
        book.sheet("Водоснабжение", rows)
        found = read(book)
        assert found.scales_of("water_supply") == {"amount_billed": 1000.0}
        note = found.finding("scaled_unit")
        assert (note.column, note.cell, note.value) == ("amount_billed", "D1", "Эсептелген акы, миң сом")
        assert found.cells_of("water_supply") == expected(DATA)  # as read: scaling comes with parsing

    @pytest.mark.parametrize(
        "line", ["(миң сом менен)", "мин сом", "Отчёт о воде, тыс. сом", "в тыс.сомов", "бирдиги: т.с.", "тысяч сом"]
    )
    def test_in_the_title(self, read, book, water, line):
        book.sheet("Водоснабжение", [["Суу менен камсыздоо"], [None, line], *water])
        found = read(book)
        assert found.scales_of("water_supply") == MONEY
        assert {f.value for f in found.findings if f.code == "scaled_unit"} == {line}

    def test_in_a_note_under_the_table(self, read, book, water):
        book.sheet("Водоснабжение", [*water, ["Эскертүү: бардык суммалар миң сом менен"]])
        assert read(book).scales_of("water_supply") == MONEY

    def test_in_the_row_of_units(self, read, book, water):
        book.sheet("Водоснабжение", [water[0], [None, "адам", "адам", "миң сом", "сом"], *DATA])
        assert read(book).scales_of("water_supply") == {"amount_billed": 1000.0}

    def test_lengths_in_metres(self, read, book, headings):
        named = headings("street_lighting")
        named[3] = "Көчөлөрдүн узундугу, м"
        book.sheet("Көчө жарыктандыруу", [named, ["Ак-Суу", 1, 1, 1500, 1, 1, 1, 1, 1]])
        assert read(book).scales_of("street_lighting") == {"streets_km": 0.001}

    @pytest.mark.parametrize(
        "line", ["Карыз 2,5 миң сом", "120 тыс. сом бөлүнгөн", "суммасы сом менен", "и т. д. с ними"]
    )
    def test_an_amount_is_no_unit(self, read, book, water, line):
        book.sheet("Водоснабжение", [[line], *water])
        assert read(book).scales_of("water_supply") == {}


class TestRepeatedHeadings:
    """Two columns under one heading: read where it is clear which is meant, refused where it is not."""

    def test_both_filled(self, read, book, water):
        rows = [[*water[0], water[0][1]], [*DATA[0], 7]]
        book.sheet("Водоснабжение", rows)
        found = read(book)
        assert "population" not in found.columns_of("water_supply")
        assert [f.cell for f in found.findings if f.code == "heading_repeated"] == ["B1", "F1"]
        assert "required_heading_missing" not in found.codes()

    def test_one_blank(self, read, book, water):
        book.sheet("Водоснабжение", [[water[0][1], *water[0]], [None, *DATA[0]]])
        found = read(book)
        assert found.cells_of("water_supply") == expected(DATA[:1], letters="BCDEF")
        assert found.finding("heading_repeated").cell == "A1"

    def test_the_template_heading_goes_before_an_alias(self, read, book, water):
        book.sheet("Водоснабжение", [["Население", *water[0]], [9, *DATA[0]]])
        found = read(book)
        assert found.columns_of("water_supply")["population"] == "C"
        assert found.finding("heading_repeated").cell == "A1"


class TestUnlabelledValues:
    def test_are_reported(self, read, book, water):
        book.sheet("Водоснабжение", [[*water[0], None, None], [*DATA[0], None, 7], [*DATA[1], None, 9]])
        found = read(book)
        fault = found.finding("unlabelled_values")
        assert (fault.cell, fault.value, fault.form) == ("G2", "7.0; 9.0", "water_supply")

    def test_running_numbers_need_no_heading(self, read, book, water):
        book.sheet("Водоснабжение", [[None, *water[0]], [1, *DATA[0]], [2, *DATA[1]]])
        assert read(book).codes(*SMALL) == []


class TestCover:
    @pytest.fixture
    def minimal(self, water):
        def minimal(book, rows, name="Титулдук барак", at="A1"):
            book.sheet(name, rows, at=at)
            book.sheet("Водоснабжение", water)
            return book

        return minimal

    def test_labels_anywhere_and_values_to_their_right(self, read, empty_book, minimal):
        rows = [["ОТЧЁТ"], ["Код муниципалитета:", None, None, "41706"], [], ["Жыл", "Год", 2021, "Чейрек", "IV"]]
        found = read(minimal(empty_book(), rows, at="C5"))
        assert {name: (cell.value, cell.cell) for name, cell in found.cover.items()} == {
            "municipality_code": ("41706", "F6"),
            "year": (2021.0, "E8"),
            "quarter": ("IV", "G8"),
        }

    def test_a_blank_value_is_none(self, read, empty_book, minimal):
        found = read(minimal(empty_book(), [["Жыл", None, "Чейрек", 1], ["СОАТЕ", "417"]]))
        assert found.cover["year"].value is None
        assert found.cover["quarter"].value == 1.0

    def test_label_and_value_in_one_cell(self, read, empty_book, minimal):
        found = read(minimal(empty_book(), [["Код СОАТЕ: 41706"], ["Год: 2021"], ["Квартал: 2"]]))
        assert {name: cell.value for name, cell in found.cover.items()} == {
            "municipality_code": "41706",
            "year": "2021",
            "quarter": "2",
        }

    def test_a_cover_by_another_name(self, read, empty_book, minimal):
        found = read(minimal(empty_book(), [["Код муниципалитета", "41706"], ["Год", 2021]], name="Лист1"))
        assert found.cover["year"].cell == "B2"
        assert found.codes(*SMALL) == ["sheet_by_alias"]

    def test_a_formula_error_on_the_cover(self, read, empty_book, minimal, formula):
        rows = [["Код муниципалитета", formula("=A9", "#REF!")], ["Год", 2021]]
        found = read(minimal(empty_book(), rows))
        assert found.cover["municipality_code"].value is None
        fault = found.finding("formula_error")
        assert (fault.cell, fault.value, fault.column) == ("B1", "#REF!", "municipality_code")

    def test_no_cover(self, read, empty_book, water):
        book = empty_book()
        book.sheet("Водоснабжение", water)
        found = read(book)
        assert found.kind is None
        assert [f.code for f in found.findings] == ["cover_missing"]

    def test_no_forms(self, read, book):
        book.sheet("Жазуулар", [["а", 1]])
        found = read(book)
        assert found.kind is None
        assert [f.code for f in found.findings] == ["no_forms"]


@pytest.mark.parametrize("name", ["Сурамжылоо", "Опрос", "Лист1"])
def test_the_survey_has_no_cover(read, empty_book, headings, name):
    book = empty_book()
    row = ["41706", "baseline", date(2017, 1, 5), "Аял", "18-28", 1, 2, 3, 4, 5]
    book.sheet(name, [["Сурамжылоо"], headings("trust_survey"), row])
    found = read(book)
    assert found.kind == "survey"
    assert found.cover == {}
    assert found.answers == {"trust_survey": "rows"}
    assert found.cells_of("trust_survey")["F3"] == 1
    assert found.codes("sheet_by_alias") == []
