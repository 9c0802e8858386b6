"""Headings: what names a column, and where the row of headings is."""

from __future__ import annotations

import pytest

from sources.workbook.headings import ALIAS, EXACT, HeadingIndex, heading_claims
from sources.workbook.sheet_names import SheetNames, sheet_claims


@pytest.fixture(scope="module")
def water(vocabulary):
    return HeadingIndex(next(form for form in vocabulary.forms if form.form == "water_supply"))


def test_no_heading_of_a_form_names_two_columns(vocabulary):
    for form in (*vocabulary.forms, vocabulary.survey, vocabulary.cover):
        claims: dict[str, set[str]] = {}
        for rank in (EXACT, ALIAS):
            for key, column in heading_claims(form, rank):
                claims.setdefault(key, set()).add(form.columns[column].name)
        assert {key: names for key, names in claims.items() if len(names) > 1} == {}, form.form


def test_no_name_of_a_sheet_names_two_forms(vocabulary):
    claims: dict[str, set[str]] = {}
    for rank in (EXACT, ALIAS):
        for key, form in sheet_claims((*vocabulary.forms, vocabulary.survey, vocabulary.cover), rank):
            claims.setdefault(key, set()).add(form)
    assert {key: forms for key, forms in claims.items() if len(forms) > 1} == {}


def test_every_printed_heading_is_recognised_exactly(vocabulary):
    for form in (*vocabulary.forms, vocabulary.survey):
        index = HeadingIndex(form)
        for place, column in enumerate(form.columns):
            for text in (column.printed, *column.labels, "\n".join(column.labels[:2]), column.labels[0].upper()):
                found = index.match(text)
                assert found is not None, text
                assert (found.column, found.rank, found.scale) == (place, EXACT, 1.0), text


@pytest.mark.parametrize(
    ("heading", "column", "scale"),
    [
        ("Калктын саны", "population", 1),
        ("калктын  саны:", "population", 1),
        ("КАЛКТЫН САНЫ", "population", 1),
        ("Калктын саны, адам", "population", 1),
        ("2. Калктын саны", "population", 1),
        ("Калктын саны (2021-ж. 1-апрелине карата)", "population", 1),
        ("Числен-\nность населения", "population", 1),
        ("Калктын саны / Халыктын саны", "population", 1),
        ("Туутундун саны / Количество домохозяйств", "households", 1),
        ("Тутундордун саны", "households", 1),
        ("Tаза ичүүчү cуу менен камсыз болгон жашоочулар", "residents_served", 1),  # Latin T and c
        ("Насёленный пункт", "settlement", 1),
        ("Тариф", "tariff", 1),
        ("Тариф (сом)", "tariff", 1),
        ("Тариф, тыс. сом", "tariff", 1000),
        ("Тариф, миң сом / Тариф, тыс. сом", "tariff", 1000),
        ("Эсептелген акы / Начислено, тыс.сом", "amount_billed", 1000),
        ("Эсептелген акы, мин сом", "amount_billed", 1000),
        ("Жыйналган акы, т.с.", "amount_collected", 1000),
        ("Эсептелген акы, млн сом", "amount_billed", 1_000_000),
        ("Берилген суу, м3", "water_supplied_m3", 1),
        ("Берилген суу, куб. м", "water_supplied_m3", 1),
        ("Подано воды, тыс. м³", "water_supplied_m3", 1000),
        ("Начислено за воду, м³", "water_billed_m3", 1),
        ("Собрано", "amount_collected", 1),
        # what does not say which column it is
        ("Начислено, м³", None, 1),
        ("Калктын саны / Тариф", None, 1),
        ("Суу", None, 1),
        ("", None, 1),
        ("Ак-Суу", None, 1),
        ("Берилген суу, сом", None, 1),
    ],
)
def test_headings_in_one_cell(water, heading, column, scale):
    found = water.match(heading)
    assert (water.form.columns[found.column].name if found else None) == column
    if found:
        assert found.scale == scale


@pytest.mark.parametrize(
    ("levels", "column", "scale"),
    [
        (("Акы, сом", "Эсептелген"), "amount_billed", 1),
        (("Акы, миң сом", "Эсептелген"), "amount_billed", 1000),
        (("Суммасы, миң сом", "Начислено"), "amount_billed", 1000),
        (("Суммасы, миң сом / Сумма, тыс. сом", "Калктын саны"), "population", 1),
        (("Башка", "Эсептелген"), None, 1),
        (("Эсептелген акы", "сом"), "amount_billed", 1),
        (("Эсептелген акы", "миң сом"), "amount_billed", 1000),
        (("Эсептелген", "акы"), "amount_billed", 1),
        (("акы", "Эсептелген"), "amount_billed", 1),
        (("Берилген суу", "м³"), "water_supplied_m3", 1),
        (("Акы эсептелген суу", "м³"), "water_billed_m3", 1),
        (("Калктын саны", "баары"), "population", 1),
        (("Суу системасы", "Тариф, сом"), "tariff", 1),
        (("Калктын саны", "Численность населения"), "population", 1),
        (("Эсептелген / Начислено", "акы, сом / сом"), "amount_billed", 1),
        (("Калктын саны", "2019"), None, 1),
    ],
)
def test_headings_in_two_rows(water, levels, column, scale):
    found = water.match_levels(levels, alone=False)
    assert (water.form.columns[found.column].name if found else None) == column
    if found:
        assert found.scale == scale


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Суу менен камсыздоо", "water_supply"),
        ("СУУ МЕНЕН КАМСЫЗДОО ", "water_supply"),
        ("Суу менен камсыздоо - Водоснабж", "water_supply"),
        ("Water supply", "water_supply"),
        ("Водоснабжение", "water_supply"),
        ("Водоснабжение (2)", "water_supply"),
        ("1. Водоснабжение", "water_supply"),
        ("1-форма", "water_supply"),
        ("Ичүүчү суу", "water_supply"),
        ("Питьевая вода", "water_supply"),
        ("Секциялар жана ийримдер - Секци", "youth_clubs"),
        ("Коммуникациялык стратегия", "communication"),
        ("Кочо жарыктандыруу", "street_lighting"),
        ("Титульный лист", "cover"),
        ("Лист1", None),
        ("Суу жана таштанды", None),
        ("Секциялар жана башкалар туурал", None),
        ("2021", None),
        ("1", None),
    ],
)
def test_names_of_sheets(vocabulary, name, form):
    found = SheetNames((*vocabulary.forms, vocabulary.survey, vocabulary.cover)).match(name)
    assert (found.form if found else None) == form
