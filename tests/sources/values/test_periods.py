"""How clerks write quarters and years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.quarters import Quarter
from sources.values.periods import parse_quarter, parse_year, read_period


@pytest.mark.parametrize(
    ("written", "number"),
    [
        # the line of the programme's list of period formats
        ("I квартал", 1),
        ("1-квартал", 1),
        ("1 кв.", 1),
        ("I кв", 1),
        ("1-чейрек", 1),
        ("I чейрек", 1),
        ("биринчи чейрек", 1),
        ("\u0406 квартал", 1),  # Ukrainian
        ("l квартал", 1),  # Latin l
        # and their relatives
        ("4", 4),
        ("IV", 4),
        ("iv", 4),
        ("\u0406V", 4),
        ("lV", 4),
        ("1V", 4),
        ("IУ", 4),  # Cyrillic, "YI" and the like being attested
        ("Ⅳ", 4),
        ("II", 2),
        ("\u0406\u0406", 2),
        ("III квартал", 3),
        ("IV квартал", 4),
        ("4-чейрек", 4),
        ("4кв", 4),
        ("4-чү чейрек", 4),
        ("1-чейреги", 1),
        ("2-й квартал", 2),
        ("экинчи чейрек", 2),
        ("үчүнчү чейрек", 3),
        ("учунчу чейрек", 3),
        ("төртүнчү чейрек", 4),
        ("Четвёртый квартал", 4),
        ("третий", 3),
        ("Q4", 4),
    ],
)
def test_a_quarter_is_read(written, number):
    assert parse_quarter(written).value == number


@pytest.mark.parametrize(
    "written",
    [
        # months since January and the state at a day are other things than a quarter
        "3 ай",
        "6 ай",
        "9 ай",
        "12 ай",
        "9 айдын жыйынтыгы менен",
        "за 9 месяцев",
        "1 жарым жылдык",
        "2021-жылдын 1-январына карата",
        "на 01.01.2021",
        "I-II квартал",
        "1, 2 кв.",
        "11",
        "111 квартал",
        "0",
        "5",
        "V",
        "2021",
        "1 квартал 2021 г.",  # its year would go unheard here
        "чейрек",
    ],
)
def test_what_is_not_one_quarter_is_never_guessed(written):
    reading = parse_quarter(written)

    assert (reading.value, reading.fault) == (None, "period_missing")
    assert reading.expected


@pytest.mark.parametrize(
    "written", ["2021", "2021-ж.", "2021-ж", "2021ж", "2021-жыл", "2021 г.", "2021 год", "2021-жылга карата", " 2021 "]
)
def test_a_year_is_read(written):
    assert parse_year(written).value == 2021


@pytest.mark.parametrize(
    "written", ["21", "на 01.01.2021", "2021-жылдын 1-январына карата", "2021-2022", "20210", "1821", "жыл"]
)
def test_what_is_not_one_year_is_never_guessed(written):
    assert parse_year(written).fault == "period_missing"


def test_a_blank_is_missing():
    assert parse_quarter(" ").is_missing
    assert parse_quarter("-").is_missing
    assert parse_year("").is_missing


@pytest.mark.parametrize(
    ("year", "quarter"),
    [
        (2021.0, 1.0),
        ("2021-ж.", "I"),
        (2021.0, "1-чейрек"),
        (None, "2021-Q1"),
        (2021.0, "2021-жылдын 1-чейреги"),
        ("", "1 кв. 2021 г."),
    ],
)
def test_a_cover_states_its_quarter_in_two_cells_or_in_one(year, quarter):
    assert read_period(year, quarter).value == Quarter(2021, 1)


@pytest.mark.parametrize(
    ("year", "quarter"),
    [
        (2020.0, "1 кв. 2021 г."),
        (2021.0, None),
        (None, 1.0),
        (2021.5, 1.0),
        (2021.0, 1.5),
        (2021.0, "9 ай"),
        (2021.0, date(2021, 1, 4)),
        (date(2021, 1, 1), 1.0),
        (float("nan"), float("inf")),
    ],
)
def test_a_cover_that_does_not_state_one_quarter_has_none(year, quarter):
    assert read_period(year, quarter).fault == "period_missing"


@given(st.text(), st.one_of(st.text(), st.floats(), st.none()))
def test_any_two_cells_are_a_quarter_or_a_fault(year, quarter):
    reading = read_period(year, quarter)

    assert (reading.value is None) == (reading.fault is not None)
