"""What a row under the headings is, where its few filled cells could be read in more than one way."""

from __future__ import annotations

import pytest

from sources.forms import FORMS
from sources.workbook.vocabulary import form_vocabulary

WATER = ["settlement", "population", "residents_served", "amount_billed", "amount_collected"]
ROW = ["Ак-Суу", 1200, 800, 5000, 4500]
BOOLEANS = [
    (form.id, column.name)
    for form in FORMS.values()
    for column in form.columns().values()
    if column.type.value == "boolean" and not column.required
]
"""Every yes or no that says nothing by itself."""


class TestNothingToReport:
    """One "жок" in an otherwise blank table, as a clerk means it."""

    @pytest.mark.parametrize("word", ["жок", "Жок.", "ЖОК", "нет", "Нет.", "no", "No."])
    @pytest.mark.parametrize("column", BOOLEANS, ids=".".join)
    def test_under_a_yes_or_no_that_came_to_stand_first(self, read, book, headings, column, word):
        form, boolean = column
        others = [name for name in FORMS[form].columns() if name != boolean]
        book.sheet(FORMS[form].sheet.ky, [headings(form, boolean, *others), [word]])
        found = read(book)
        assert found.answers[form] == "none"
        assert found.cells.num_rows == 0
        assert found.codes() == ["answered_none"]
        assert (found.finding("answered_none").cell, found.finding("answered_none").value) == ("A2", word)

    def test_in_every_cell_of_a_row(self, read, book, headings):
        row = ["жок"] * len(FORMS["youth_clubs"].columns())
        book.sheet("Секциялар жана ийримдер", [headings("youth_clubs"), row])
        assert read(book).answers["youth_clubs"] == "none"

    def test_beside_a_running_number_and_above_a_signature(self, read, book, headings):
        rows = [["№", *headings("tariff_decisions", "discussed_with_residents", "service", "effective_on")]]
        rows += [[1, "нет"], [2], [3], [], ["Исполнитель: Асанова Г."]]
        book.sheet(FORMS["tariff_decisions"].sheet.ky, rows)
        assert read(book).answers["tariff_decisions"] == "none"

    def test_not_where_the_row_says_something_else(self, read, book, headings):
        rows = [headings("youth_clubs", "fee_agreed_with_parents", "club_name"), ["жок", "Дзюдо"]]
        book.sheet("Секциялар жана ийримдер", rows)
        found = read(book)
        assert found.answers["youth_clubs"] == "rows"
        assert found.cells_of("youth_clubs") == {"A2": "жок", "B2": "Дзюдо"}


class TestNoCommunicationStrategy:
    """The communication form requires only a yes or no, and there "жок" is the whole answer."""

    OTHERS = ("adopted_on", "activities_planned", "activities_done", "campaigns")

    @pytest.mark.parametrize("place", range(5))
    @pytest.mark.parametrize("word", ["жок", "Нет", "no."])
    def test_no_in_its_own_column_is_the_answer(self, read, book, headings, place, word):
        names = [*self.OTHERS[:place], "strategy_adopted", *self.OTHERS[place:]]
        book.sheet("Коммуникация", [headings("communication", *names), [*[None] * place, word]])
        found = read(book)
        assert found.answers["communication"] == "rows"
        assert found.cells_of("communication") == {f"{'ABCDE'[place]}2": word}
        assert found.codes() == []

    @pytest.mark.parametrize("place", range(1, 5))
    def test_in_another_column_there_is_nothing_to_report(self, read, book, headings, place):
        names = [*self.OTHERS[:place], "strategy_adopted", *self.OTHERS[place:]]
        book.sheet("Коммуникация", [headings("communication", *names), ["жок"]])
        found = read(book)
        assert found.answers["communication"] == "none"
        assert found.codes() == ["answered_none"]

    def test_merged_across_the_table_there_is_nothing_to_report(self, read, book, headings):
        book.sheet("Коммуникация", [headings("communication"), ["жок", *[None] * 4]], merge=("A2:E2",))
        assert read(book).answers["communication"] == "none"

    def test_no_in_every_cell_is_the_answer_with_nothing_done(self, read, book, headings):
        book.sheet("Коммуникация", [headings("communication"), ["жок"] * 5])
        assert read(book).answers["communication"] == "rows"


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([["Жазуу"], [], [None, "Жок."]], "none"),
        ([["Вывоз ТБО", "нет"]], "none"),
        ([["No", "Фамилиясы", "Телефону"], ["1.", "Асанов", "0555-12-34-56"]], "empty"),  # "No" numbers the rows
        ([["02.03.2021", "Консультация", "Бюджет", "нет"]], "empty"),  # one answer of a record
    ],
)
def test_without_any_headings_none_stands_by_itself_or_behind_one_label(read, book, rows, answer):
    book.sheet("Вывоз ТБО", rows)
    found = read(book)
    assert found.answers["waste_collection"] == answer
    assert found.codes() == [{"none": "answered_none", "empty": "headings_not_found"}[answer]]


class TestTotalsRow:
    """A totals word makes a totals row only where rows are named, and where nothing else is said in words."""

    CLUBS = ("settlement", "club_name", "activity", "girls", "boys")

    @pytest.fixture
    def totals(self, read, book, headings):
        """Return which rows under the headings of clubs (in row 1) are totals."""

        def totals(*rows):
            book.sheet("Секциялар жана ийримдер", [headings("youth_clubs", *self.CLUBS), *rows])
            cells = read(book).cells.to_pylist()
            assert {cell["row"] for cell in cells} == set(range(2, len(rows) + 2))
            return {cell["row"] for cell in cells if cell["total"]}

        return totals

    @pytest.mark.parametrize(
        "phrase",
        [
            *(
                "Итого",
                "ИТОГО:",
                "Итого.",
                " Всего : ",
                "Жыйынтыгы",
                "Жыйынтык",
                "Баары",
                "Баардыгы",
                "Бардыгы",
                "Жами",
            ),
            *("Жалпы", "Жалпысы", "Жалпы баары", "Жалпы саны", "Баары болуп", "Итого / Жыйынтыгы", "Total"),
            *("Итого по айылу", "Итого по айылному аймаку Ак-Суу", "Всего по муниципалитету", "Всего за квартал"),
            *("Айыл аймагы боюнча жыйынтыгы", "Айыл аймагы боюнча жалпы", "Жалпы айыл аймагы боюнча"),
            *("Всего (чел.)", "Итого, сом", "Всего 12", "Итого: 4 клуба"),
        ],
    )
    def test_is_told_by_the_whole_text_of_a_cell(self, totals, phrase):
        assert totals(["Ак-Суу", "Дзюдо", "Спорт", 5, 6], [phrase, None, None, 5, 6]) == {3}

    @pytest.mark.parametrize(
        "name",
        [
            *("Всего понемногу", "Баары бирге ансамбли", "Жалпы билим берүү мектеби", "Итоговая", "Баарынын ийрими"),
            *("Всего хорошего", "Жами-Таш", "Total Dance", "Балдар баары", "Всего-навсего шахматы"),
        ],
    )
    @pytest.mark.parametrize("place", [0, 1])
    def test_is_not_told_by_the_beginning_of_a_name(self, totals, name, place):
        row = [None, None, None, 5, 6]
        row[place] = name
        assert totals(["Ак-Суу", "Дзюдо", "Спорт", 5, 6], row) == set()

    @pytest.mark.parametrize(
        "row",
        [
            ["Ак-Суу", "Баары", "Спорт", 5, 6],
            ["Кара-Суу", "Всего", None, 5, 6],
            [None, "Всего", "Спорт", 5, 6],
            ["Ак-Суу", "Дзюдо", "Баары", 5, 6],
            ["Итого", "Дзюдо", "Спорт", 5, 6],
            ["Жалпы", "Дзюдо", None, 5, 6],
        ],
    )
    def test_a_record_says_something_else_in_words(self, totals, row):
        assert totals(["Ак-Суу", "Дзюдо", "Спорт", 5, 6], row) == set()

    @pytest.mark.parametrize(
        "row",
        [
            ["Итого", None, None, 5, 6],
            [None, "Итого", None, 5, 6],
            ["Итого", "-", "х", 5, 6],
            ["Итого", 1, "1", 5, 6],
            ["Баары", "Баары", "Баары", 5, 6],
            ["Ак-Суу", "Итого", None, 5, 6],
            ["Ак-Суу", "Жыйынтыгы", "-", 5, 6],
        ],
    )
    def test_a_total_has_nothing_beside_its_word_but_figures(self, totals, row):
        assert totals(["Ак-Суу", "Дзюдо", "Спорт", 5, 6], row) == {3}

    def test_in_the_key_behind_a_running_number_written_as_text(self, read, book, headings):
        rows = [["№", *headings("water_supply", *WATER)], ["1.", *ROW], ["2.", "Итого", *ROW[1:]]]
        book.sheet("Водоснабжение", rows)
        found = read(book)
        assert {cell["row"] for cell in found.cells.to_pylist() if cell["total"]} == {3}
        assert found.finding("total_left_out").cell == "B3"


class TestRowOfUnits:
    @pytest.mark.parametrize(
        "units",
        [
            [None, None, None, "сом"],
            [None, None, None, "(сом)"],
            [None, None, None, None, "сом."],
            [None, "адам"],
            [None, "адам / чел."],
            [None, None, "жашоочу"],  # a spelling that only the reading of values knows
            ["Өлчөм бирдиги", None, None, "сом"],
            ["Ед. изм.", "чел.", "чел.", "сом", "сом"],
        ],
    )
    def test_of_a_few_units(self, read, book, headings, units):
        book.sheet("Водоснабжение", [headings("water_supply", *WATER), units, ROW])
        found = read(book)
        assert found.cells_of("water_supply") == {
            f"{letter}3": value for letter, value in zip("ABCDE", ROW, strict=True)
        }
        assert found.scales_of("water_supply") == {}

    def test_of_one_unit_below_the_numbers_of_columns(self, read, book, headings):
        rows = [headings("water_supply", *WATER), [1, 2, 3, 4, 5], [None, None, None, "сом"], ROW]
        book.sheet("Водоснабжение", rows)
        assert {cell["row"] for cell in read(book).cells.to_pylist()} == {4}

    def test_of_one_unit_scales_its_column(self, read, book, headings):
        rows = [headings("water_supply", *WATER), [None, None, None, "миң сом"], ROW]
        rows[0][3] = "Начислено"
        book.sheet("Водоснабжение", rows)
        found = read(book)
        assert found.scales_of("water_supply") == {"amount_billed": 1000.0}
        assert {cell["row"] for cell in found.cells.to_pylist()} == {3}

    @pytest.mark.parametrize(
        "row",
        [
            ["сом"],  # the name of a settlement, whatever it sounds like
            [None, "сом"],  # people are not counted in som: a slip that has to be said
            [None, None, None, "5 сом"],
            [None, 7, None, "сом"],
        ],
    )
    def test_not_of_what_is_no_unit_of_its_column(self, read, book, headings, row):
        book.sheet("Водоснабжение", [headings("water_supply", *WATER), row, ROW])
        assert {cell["row"] for cell in read(book).cells.to_pylist()} == {2, 3}

    def test_not_below_data(self, read, book, headings):
        book.sheet("Водоснабжение", [headings("water_supply", *WATER), ROW, [None, None, None, "сом"]])
        assert read(book).cells_of("water_supply")["D3"] == "сом"


def test_every_column_with_a_unit_knows_how_it_is_written():
    vocabulary = form_vocabulary()
    columns = [column for form in vocabulary.forms for column in form.columns]
    assert all(bool(column.unit_keys) == (column.unit is not None) for column in columns)
    assert all(list(column.unit_keys) == sorted(column.unit_keys) for column in columns)
