"""Every finding can be told to a clerk in each language, and nobody is given English who did not ask for it."""

import re
from datetime import date

import pandas as pd
import pytest

from sources.across_quarters import ACROSS_QUARTERS
from sources.findings import CATALOGUE, Finding
from sources.forms import ALL_FORMS, ColumnType
from sources.forms.cover import COVER_FIELDS
from sources.labels import LANGUAGES
from sources.notice.wording import word
from sources.register import load_register
from sources.values import read_values
from sources.workbook.cells import CellKind

ENGLISH = re.compile(r"(?<![.#\w])[A-Za-z]{4,}")
NAMES = {"Excel", "WhatsApp", "Telegram"}
QUOTING = {"municipality_unknown", "municipality_by_name", "wrong_sender", "name_differs", "sheet_repeated"}
"""What these expected is a name or a code of the register or the workbook."""


def english_in(text):
    return set(ENGLISH.findall(text)) - NAMES


@pytest.mark.parametrize("code", CATALOGUE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_worded(code, language):
    finding = Finding(
        code, form="water_supply", sheet="Суу", cell="D5", row=5, column="population", expected="xyz zzzz"
    )

    worded = word(finding, language)

    assert all((worded.title, worded.expected, worded.consequence, worded.remedy))
    assert worded.place == "«Суу», D5"
    assert worded.heading == ALL_FORMS["water_supply"].columns()["population"].label[language]
    if language != "en" and code not in QUOTING:
        assert not english_in(" ".join(worded))


@pytest.mark.parametrize(
    ("finding", "ky", "ru"),
    [
        (Finding("below_minimum", "water_supply", expected="at least 0"), "0 же андан көп", "не меньше 0"),
        (Finding("above_maximum", "water_supply", expected="at most 24"), "24 же андан аз", "не больше 24"),
        (
            Finding("not_a_number", "water_supply", column="population", expected="a whole number (person)"),
            "бүтүн сан",
            "целое число",
        ),
        (
            Finding("not_a_number", "water_supply", column="tariff", expected="a smaller number"),
            "мындан кичине сан",
            "число меньше этого",
        ),
        (
            Finding("not_a_date", "communication", column="adopted_on", expected="a date from 1990 to 2100"),
            "1990-жылдан 2100-жылга чейинки дата",
            "дата с 1990 по 2100 год",
        ),
        (Finding("not_yes_no", expected="yes or no (ооба / жок)"), "«ооба» же «жок»", "«да» или «нет»"),
        (
            Finding("not_in_list", "waste_collection", column="disposal_site", expected="one of: Recycling"),
            "төмөнкүлөрдүн бири: Уруксат берилген полигон, Стихиялуу таштанды жайы, Которуу станциясы, Кайра иштетүү",
            "одно из: Санкционированный полигон, Стихийная свалка, Перегрузочная станция, Переработка",
        ),
        (
            Finding(
                "required_blank", "water_supply", column="population", expected="a value: «Population» is required"
            ),
            "бүтүн сан; уяча бош болбошу керек",
            "целое число; ячейка не должна быть пустой",
        ),
        (
            Finding("key_repeated", "youth_clubs", expected="one row for each settlement + club_name"),
            "ар бир «Айыл / калктуу пункт» + «Секциянын / ийримдин аталышы» үчүн бир гана сап",
            "для каждого «Населённый пункт» + «Название секции / кружка» — одна строка",
        ),
        (
            Finding("rule_broken", "street_lighting", rule="working_within_installed", expected="whatever"),
            "«Иштеген лампалар» ≤ «Орнотулган лампалар»",
            "«Исправных светильников» ≤ «Установлено светильников»",
        ),
        (
            Finding("rule_doubtful", "waste_collection", rule="pickups_plausible"),
            "«Аткарылган чыгаруулар» ≤ 1,5 × «Графикке ылайык чыгаруулар»",
            "«Рейсов выполнено» ≤ 1,5 × «Рейсов по графику»",
        ),
        (
            Finding(
                "rule_doubtful",
                "citizen_feedback",
                column="announcements",
                rule="outlier",
                expected="between -0.2065 and 7.2065, by earlier quarters",
            ),
            "маани акыркы сегиз чейректин маанилерине жакын: 0 — 7,21 аралыгында",
            "значение близко к значениям последних восьми кварталов: от 0 до 7,21",
        ),
        (
            Finding(
                "rule_broken",
                "service_budget",
                column="executed_ytd",
                rule="ytd_does_not_fall",
                expected="at least 143024, by earlier quarters",
            ),
            "жыл башынан бери эсептелген сумма мурунку чейректен кем эмес: 143\u00a0024 же андан көп",
            "сумма с начала года не меньше, чем в прошлом квартале того же года: не меньше 143\u00a0024",
        ),
        (
            Finding("total_differs", expected="the sum of the rows above: 2259500.5"),
            "жогорудагы саптардын суммасы: 2\u00a0259\u00a0500,5",
            "сумма строк выше: 2\u00a0259\u00a0500,5",
        ),
        (
            Finding("heading_by_alias", "water_supply", column="tariff", expected="Тариф, сом"),
            "«Тариф, сом»",
            "«Тариф, сом»",
        ),
        (
            Finding(
                "heading_unknown",
                "street_lighting",
                expected="Иштеген лампалар / Исправных светильников; Калктын саны / Численность населения",
            ),
            "мамычалардын бири: «Иштеген лампалар»; «Калктын саны»",
            "один из столбцов: «Исправных светильников»; «Численность населения»",
        ),
        (Finding("sheet_missing", "tariff_decisions"), "«Тарифтер» деген барак", "лист «Тарифы»"),
        (Finding("cover_missing"), "«Титулдук барак» деген барак", "лист «Титульный лист»"),
        (Finding("number_as_text", expected="the number 1776.5"), "1776,5 деп окулду", "прочитано как 1776,5"),
        (
            Finding("date_as_serial", expected="the date 2017-05-27"),
            "27.05.2017 деп окулду",
            "прочитано как 27.05.2017",
        ),
        (
            Finding("missing_marker", expected="a blank cell"),
            "«маани жок» деп окулду",
            "прочитано как «нет значения»",
        ),
        (
            Finding("text_as_code", "waste_collection", column="disposal_site", expected="Recycling"),
            "«Кайра иштетүү» деп окулду",
            "прочитано как «Переработка»",
        ),
        (
            Finding("scaled_unit", expected="KGS; figures are read times 1000"),
            "сом; сандар × 1000 болуп окулду",
            "сом; числа прочитаны с множителем × 1000",
        ),
        (Finding("form_version_other", expected="version 1"), "1-версия", "версия 1"),
        (Finding("wrong_sender", expected="41702215850000"), "41702215850000 деген код", "код 41702215850000"),
        (
            Finding("municipality_unknown", expected="a code of the register"),
            "муниципалитеттин туура коду",
            "верный код муниципалитета",
        ),
        (
            Finding("not_enrolled", expected="a municipality enrolled in 2019-Q2"),
            "2019-жылдын 2-чейрегинде программага катышкан муниципалитет",
            "муниципалитет, который участвует в программе в 2 квартале 2019 года",
        ),
        (
            Finding("period_missing", expected="a quarter that has begun; 2030-Q3 begins on 2030-07-01"),
            "башталып калган чейрек: 2030-жылдын 3-чейреги 01.07.2030 күнү гана башталат",
            "уже начавшийся квартал: 3 квартал 2030 года начинается только 01.07.2030",
        ),
        (Finding("file_too_large", expected="at most 20000000 bytes"), "20 МБ чейин", "не больше 20 МБ"),
        (Finding("over_limits", expected="at most 60 sheets"), "60 барактан көп эмес", "не больше 60 листов"),
        (Finding("format_not_supported", expected=".xlsx or .xlsm"), "файл: .xlsx, .xlsm", "файл: .xlsx, .xlsm"),
    ],
    ids=lambda value: value.code if isinstance(value, Finding) else "",
)
def test_what_was_expected_is_said_in_the_language(finding, ky, ru):
    assert word(finding, "ky").expected == ky
    assert word(finding, "ru").expected == ru


@pytest.mark.parametrize("rule", [(form.id, rule) for form in ALL_FORMS.values() for rule in form.rules()])
def test_every_rule_of_a_form_has_its_own_words(rule):
    form, name = rule
    explanation = CATALOGUE["rule_broken"].explanation
    for language in ("ky", "ru"):
        said = word(Finding("rule_broken", form, rule=name, expected="English words"), language).expected
        assert said != explanation[language]
        assert not english_in(said)


@pytest.mark.parametrize("rule", ACROSS_QUARTERS)
def test_every_rule_across_quarters_has_its_own_words(rule):
    said = word(Finding("rule_doubtful", "water_supply", column="population", rule=rule, expected="English"), "ru")

    assert said.expected == ACROSS_QUARTERS[rule].words.ru


WRITTEN = ["көп", "1,234.5", "12.5", "5 м", "99999999999999999999", "-", "жок", "32.13.2019", "100 сом", "#REF!", " 7 "]


def test_whatever_the_readers_of_values_say_has_words():
    """Faults and notes of every kind of column, as the readers really state them."""
    columns = {
        (column.type, column.unit): (form, column) for form in ALL_FORMS.values() for column in form.columns().values()
    }
    cells = pd.DataFrame({"kind": int(CellKind.TEXT), "number": float("nan"), "text": WRITTEN})
    others = pd.DataFrame(
        {"kind": [CellKind.DATE, CellKind.BOOLEAN, CellKind.NUMBER], "number": [18000.0, 1.0, 0.5], "text": None}
    )
    told = 0
    for form, column in columns.values():
        _, faults = read_values(pd.concat([cells, others], ignore_index=True), column)
        for fault in faults.itertuples():
            finding = Finding(fault.code, form.id, column=column.name, value=fault.value, expected=fault.expected)
            for language in ("ky", "ru"):
                worded = word(finding, language)
                assert worded.expected != CATALOGUE[fault.code].explanation[language], (fault, column.type)
                assert not english_in(worded.expected), fault
                told += 1
    assert told > 100


def test_a_rule_quotes_cells_by_their_headings_days_and_answers():
    finding = Finding(
        "rule_broken",
        "communication",
        rule="adoption_dated",
        value="adopted_on = 2018-04-15, strategy_adopted = True",
    )

    assert word(finding, "ru").read == "«Дата принятия» = 15.04.2018; «Коммуникационная стратегия принята» = да"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("0 bytes", "0 МБ"),
        ("a PDF document", "документ PDF"),
        ("xl/workbook.xml does not inflate", ""),
        (".xls", ".xls"),
    ],
)
def test_what_the_reader_says_of_a_file_is_translated_or_left_out(value, read):
    assert word(Finding("not_a_workbook", value=value), "ru").read == read


@pytest.mark.parametrize(
    ("finding", "taken_in", "consequence"),
    [
        (Finding("not_a_number", refused="cell"), True, "Ячейка не учтена"),
        (Finding("not_a_number", refused="row"), True, "Строка не принята"),
        (Finding("headings_not_found"), True, "Форма не прочитана"),
        (Finding("rule_doubtful"), True, "Принято, проверьте"),
        (Finding("number_as_text"), True, "Принято"),
        (Finding("damaged"), True, "Файл не принят"),
        (Finding("number_as_text"), False, "Файл не принят"),
    ],
)
def test_it_says_what_became_of_it(finding, taken_in, consequence):
    assert word(finding, "ru", taken_in=taken_in).consequence == consequence


def test_the_name_expected_is_the_municipalitys_in_the_readers_language():
    municipality = next(iter(load_register().municipalities.values()))
    finding = Finding("name_differs", column="municipality_name", expected=municipality.full_name.ru)

    assert word(finding, "ky", municipality=municipality).expected == municipality.full_name.ky
    assert word(finding, "ky").heading == COVER_FIELDS["municipality_name"].label.ky


def test_personal_data_and_hidden_signs_are_not_shown():
    finding = Finding("heading_unknown", sheet="a\u202eb\nc", cell="A1", value="Асан 0555 12-34-56\u200b")

    worded = word(finding, "ru")

    assert worded.read == "Асан ***�"
    assert worded.place == "«a�b�c», A1"


def test_every_type_of_column_says_what_it_takes():
    for form in ALL_FORMS.values():
        for column in form.columns().values():
            said = word(Finding("required_blank", form.id, column=column.name), "ky").expected
            assert "бош болбошу керек" in said
            assert column.type is not ColumnType.CODE or "төмөнкүлөрдүн бири" in said


def test_days_are_written_as_clerks_write_them():
    day = date(2021, 3, 31)
    assert word(Finding("date_as_text", expected=f"the date {day}"), "en").expected == "read as 31.03.2021"


@pytest.mark.parametrize(
    ("column", "words"),
    [("population", {"ky": "бүтүн сан", "ru": "целое число"}), ("tariff", {"ky": "12,5", "ru": "12,5"})],
)
def test_a_date_where_a_number_was_typed_asks_for_a_number_such_as_the_column_takes(column, words):
    cells = pd.DataFrame({"kind": [CellKind.DATE], "number": [18_262.0], "text": [""]})
    declared = ALL_FORMS["water_supply"].columns()[column]
    _, faults = read_values(cells, declared)
    (fault,) = faults.itertuples()

    found = Finding(fault.code, "water_supply", "Суу", "D5", 5, column, fault.value, fault.expected)

    for language, said in words.items():
        expected = word(found, language).expected
        assert said in expected
        assert ("12,5" in expected) is (declared.type is not ColumnType.INTEGER)
