"""A notice put together: one mark a cell, a first sheet that lists everything, and bounds on both."""

import pytest

from sources.findings import CATALOGUE, Finding, Severity
from sources.notice.composing import COMMENT_LIMIT, compose
from sources.notice.first_sheet import MOST_ALIKE, MOST_LINES
from sources.workbook.sheet_names import NOTICE_SHEET_NAME, is_service_sheet
from tests.sources.notice.notices import KOCHKOR, notice

NOT_WHOLE = Finding("not_whole", "water_supply", "Суу", "D5", 5, "population", "7.5", "a whole number", None, "row")


def texts(sheet):
    return "\n".join("\n".join(line.cells) for line in sheet.lines)


def table(sheet):
    return [line for line in sheet.lines if line.style in set(Severity)]


def test_a_mark_says_in_both_languages_what_was_read_expected_and_to_be_done():
    (mark,) = compose(notice(NOT_WHOLE)).marks

    assert (mark.sheet, mark.cell, mark.severity) == ("Суу", "D5", Severity.ERROR)
    assert mark.comment == (
        "КАТА: Бүтүн сан эмес\nЖазылган: 7.5\nБолушу керек: бүтүн сан\nНатыйжасы: Сап кабыл алынган жок\n"
        "Оңдоо: Санды текшерип, бүтүн түрүндө жазыңыз.\n\n"
        "ОШИБКА: Не целое число\nНаписано: 7.5\nДолжно быть: целое число\nРезультат: Строка не принята\n"
        "Как исправить: Проверьте число и впишите его целым."
    )


def test_a_cell_has_one_mark_with_the_most_severe_first():
    note = NOT_WHOLE._replace(code="number_as_text", expected="the number 7.5", refused=None)

    (mark,) = compose(notice(note, NOT_WHOLE), ("ru",)).marks

    assert mark.severity is Severity.ERROR
    assert mark.comment.index("ОШИБКА") < mark.comment.index("ПРИМЕЧАНИЕ")


def test_only_findings_in_a_cell_are_marked_and_all_are_listed():
    missing = Finding("sheet_missing", "tariff_decisions")
    hidden = Finding("hidden_rows", "water_supply", "Суу", None, 7)

    composed = compose(notice(missing, hidden, NOT_WHOLE))

    assert [mark.cell for mark in composed.marks] == ["D5"]
    assert [(line.style, line.cells[2], line.link) for line in table(composed.sheet)] == [
        ("error", "Суу", ("Суу", "D5")),
        ("warning", "Тарифтер\nТарифы", None),
        ("note", "Суу", ("Суу", "A7")),
    ]


def test_a_comment_is_bounded_and_leads_to_the_first_sheet():
    long = [NOT_WHOLE._replace(value="щ" * 200, code=code) for code in CATALOGUE]

    (mark,) = compose(notice(*long)).marks

    assert len(mark.comment) <= COMMENT_LIMIT
    assert "биринчи барак" in mark.comment
    assert "первый лист" in mark.comment


def test_the_sheet_tells_whose_report_it_is_when_it_came_and_how_it_went():
    sheet = compose(notice(NOT_WHOLE)).sheet

    head = texts(sheet)
    assert sheet.name == NOTICE_SHEET_NAME
    assert sheet.lines[0].style == "title"
    for fact in (
        KOCHKOR.full_name.ky,
        KOCHKOR.full_name.ru,
        "«отчёт.xlsx»",
        "11.04.2021",
        "2021-жылдын 1-чейреги",
        "версия 2",
        "Ошибок: 1, предупреждений: 0, примечаний: 0. Строк принято: 56, строк не принято: 3.",
        "не позднее 15.05.2021",
    ):
        assert fact in head
    assert any(line.style == "strong" and "часть данных в нём не учтена" in line.cells[0] for line in sheet.lines)


def test_the_table_has_a_text_under_every_heading():
    sheet = compose(notice(NOT_WHOLE)).sheet

    (heading,) = [line for line in sheet.lines if line.style == "heading"]
    (line,) = table(sheet)
    assert len(heading.cells) == len(line.cells) == len(sheet.widths)
    assert line.cells == (
        "1",
        "Ката: Бүтүн сан эмес\nОшибка: Не целое число",
        "Суу",
        "D5",
        "Калктын саны\nЧисленность населения",
        "7.5",
        "бүтүн сан\nцелое число",
        "Сап кабыл алынган жок\nСтрока не принята",
        "Санды текшерип, бүтүн түрүндө жазыңыз.\nПроверьте число и впишите его целым.",
    )
    assert line.cells[sheet.link_column] == "D5"


@pytest.mark.parametrize(
    ("findings", "accepted", "verdict"),
    [
        ((), True, "Файл принят, ошибок не найдено. Спасибо!"),
        ((Finding("total_differs"),), True, "Файл принят. Проверьте, пожалуйста, места, которые вызывают сомнение."),
        ((Finding("encrypted"),), False, "ФАЙЛ НЕ ПРИНЯТ. Ниже указано, почему и как это исправить."),
    ],
)
def test_the_verdict(findings, accepted, verdict):
    assert verdict in texts(compose(notice(*findings, accepted=accepted)).sheet)


def test_nothing_of_a_file_that_was_not_taken_in_counts_as_taken_in():
    sheet = compose(notice(Finding("wrong_sender"), NOT_WHOLE, accepted=False), ("ru",)).sheet

    assert [line.cells[7] for line in table(sheet)] == ["Файл не принят"] * 2


def test_notes_of_one_kind_share_a_line():
    notes = [
        Finding("number_as_text", "water_supply", "Суу", f"D{row}", row, "population", str(row)) for row in (5, 6, 7, 9)
    ]

    (line,) = table(compose(notice(*notes), ("ru",)).sheet)

    assert line.cells[1].endswith("— ячеек: 4")
    assert line.cells[3] == "D5–D7, D9"
    assert line.cells[5] == "5; 6; 7; 9"
    assert line.link == ("Суу", "D5")


def test_what_repeats_itself_in_a_column_is_summed_up():
    many = [NOT_WHOLE._replace(cell=f"D{row}", row=row) for row in range(5, 205)]

    lines = table(compose(notice(*many), ("ru",)).sheet)

    assert len(lines) == MOST_ALIKE + 1
    assert lines[-1].cells[1].endswith("— Ещё 180 таких ячеек")
    assert lines[-1].cells[3] == "D25–D204"


def test_the_list_is_bounded_and_says_so():
    many = [NOT_WHOLE._replace(sheet=f"S{number}") for number in range(MOST_LINES + 50)]

    sheet = compose(notice(*many), ("ru",)).sheet

    assert len(table(sheet)) == MOST_LINES
    assert sheet.lines[-1].cells == (
        "Здесь список сокращён: есть ещё 50 записей. Сначала исправьте перечисленное выше.",
    )


def test_a_file_name_can_hide_nothing():
    head = texts(compose(notice(file_name="о\u202eтчёт\n 0555 12-34-56.xlsx")).sheet)

    assert "«о�тчёт� ***.xlsx»" in head


def test_a_clerk_who_reads_one_language_gets_one():
    composed = compose(notice(NOT_WHOLE), ("ky",))

    assert "Строка" not in texts(composed.sheet) + composed.message + composed.marks[0].comment
    with pytest.raises(ValueError, match="language"):
        compose(notice(NOT_WHOLE), ())


def test_a_copy_with_the_sheet_may_be_sent_again():
    assert is_service_sheet(NOTICE_SHEET_NAME)


def test_forms_answered_none_share_one_line_of_a_file():
    answered = [
        Finding("answered_none", form, sheet, "A2", 2, value="жок")
        for form, sheet in (("water_supply", "Суу"), ("youth_clubs", "Клубдар"), ("public_hearings", "Угуулар"))
    ]

    (line,) = table(compose(notice(*answered), ("ru",)).sheet)

    assert line.cells[1].endswith("— листов: 3")
    assert line.cells[2] == "Суу\nКлубдар\nУгуулар"
    assert (line.cells[3], line.link) == ("A2", ("Суу", "A2"))


def test_where_they_stand_in_other_cells_of_other_sheets_no_cell_is_named():
    answered = [
        Finding("answered_none", "water_supply", "Суу", "A2", 2, value="жок"),
        Finding("answered_none", "youth_clubs", "Клубдар", "A3", 3, value="нет"),
    ]

    (line,) = table(compose(notice(*answered), ("ru",)).sheet)

    assert (line.cells[3], line.link) == ("", None)
    assert line.cells[5] == "жок; нет"


def test_what_was_only_checked_will_be_left_out_and_was_not():
    composed = compose(notice(NOT_WHOLE, sent=False), ("ru",))

    (line,) = table(composed.sheet)
    assert line.cells[7] == "Строка не будет принята"
    assert "Результат: Строка не будет принята" in composed.marks[0].comment
