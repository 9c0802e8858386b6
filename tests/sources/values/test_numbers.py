"""How clerks write numbers, and what each spelling means in each kind of column."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.forms import ALL_FORMS
from sources.units import KGS, SPELLINGS
from sources.values.number_words import number_in_words
from sources.values.numbers import NumberColumn, parse_number

NO_BREAK, THIN, NARROW = "\u00a0", "\u2009", "\u202f"

PLAIN = NumberColumn()
MONEY = NumberColumn("KGS", none_is_zero=True)
RATE = NumberColumn("KGS")
PEOPLE = NumberColumn("person", whole=True, none_is_zero=True)
KM = NumberColumn("km")
PERCENT = NumberColumn("percent")


@pytest.mark.parametrize(
    ("written", "column", "value", "note"),
    [
        # the lines of the programme's list of number formats
        ("5142,6", PLAIN, 5142.6, "number_as_text"),
        ("17 501", PEOPLE, 17501, "number_as_text"),
        (f"17{NO_BREAK}501", PEOPLE, 17501, "number_as_text"),
        (f"17{NARROW}501", PEOPLE, 17501, "number_as_text"),
        (f"17{THIN}501", PEOPLE, 17501, "number_as_text"),
        ("2 242,2 га", NumberColumn("ha"), 2242.2, "unit_in_cell"),
        (
            "5425200 сом (беш миллион төрт жүз жыйырма беш миң эки жүз сом)",
            MONEY,
            5425200,
            "unit_in_cell",
        ),
        ("185 600 (жүз сексен беш миң алты жүз) сомдук", MONEY, 185600, "unit_in_cell"),
        ("20-00", MONEY, 20, "number_as_text"),
        ("240-00", MONEY, 240, "number_as_text"),
        ("3000-00", MONEY, 3000, "number_as_text"),
        ("90-00 сом", MONEY, 90, "unit_in_cell"),
        ("1248", PEOPLE, 1248, "number_as_text"),
        ("1 миң 248 сом", MONEY, 1248, "unit_in_cell"),
        ("10,5%", PERCENT, 10.5, "unit_in_cell"),
        ("12,1% га", PERCENT, 12.1, "unit_in_cell"),
        ("0", MONEY, 0, "number_as_text"),
        ("5142,6 миң сом", MONEY, 5_142_600, "scaled_unit"),
        ("3132,1 мин сом", MONEY, 3_132_100, "scaled_unit"),
        ("5 мищ сом", MONEY, 5000, "scaled_unit"),
        ("5,5 тыс. сом", MONEY, 5500, "scaled_unit"),
        ("5 т.с.", MONEY, 5000, "scaled_unit"),
        # and their relatives
        ("1 234 567,89", PLAIN, 1234567.89, "number_as_text"),
        ("1.234,56", PLAIN, 1234.56, "number_as_text"),
        ("1,234.56", PLAIN, 1234.56, "number_as_text"),
        ("1.234.567", PEOPLE, 1234567, "number_as_text"),
        ("1 234.5", PLAIN, 1234.5, "number_as_text"),
        ("12.5", PLAIN, 12.5, "number_as_text"),
        ("12,0", PEOPLE, 12, "number_as_text"),
        ("-5", PEOPLE, -5, "number_as_text"),
        ("−5,5", PLAIN, -5.5, "number_as_text"),
        ("'1234", PEOPLE, 1234, "number_as_text"),
        ("\u200e1234\u200b", PEOPLE, 1234, "number_as_text"),
        ("  42 ", PEOPLE, 42, "number_as_text"),
        ("120 чел.", PEOPLE, 120, "unit_in_cell"),
        ("120 адам", PEOPLE, 120, "unit_in_cell"),
        ("35 км", KM, 35, "unit_in_cell"),
        ("35км.", KM, 35, "unit_in_cell"),
        ("500 м³", NumberColumn("m3"), 500, "unit_in_cell"),
        ("500 куб.м", NumberColumn("m3"), 500, "unit_in_cell"),
        ("12 шт.", NumberColumn("lamp", whole=True), 12, "unit_in_cell"),
        ("20 сом 50 тыйын", MONEY, 20.5, "number_as_text"),
        ("2,5 млн сом", MONEY, 2_500_000, "scaled_unit"),
        ("5 тысяч сом (пять тысяч)", MONEY, 5000, "scaled_unit"),
        ("жок", PEOPLE, 0, "none_as_zero"),
        ("Нет.", PEOPLE, 0, "none_as_zero"),
        ("ЖОК", MONEY, 0, "none_as_zero"),
    ],
)
def test_a_number_is_read_and_noted(written, column, value, note):
    reading = parse_number(written, column)

    assert (reading.value, reading.fault, reading.notes) == (value, None, (note,))


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("100-120", PEOPLE),
        ("100-120", MONEY),
        ("20-30", MONEY),  # twenty to thirty som, or twenty som thirty
        ("20-00", PEOPLE),  # som and tyiyn only where money is asked
        ("20-00, 240-00", MONEY),
        ("10,5% / 12,1% га", PERCENT),
        ("~30", PEOPLE),
        ("5ке жакын", PEOPLE),
        ("около 30", PEOPLE),
        ("2,4 (тактала элек)", MONEY),
        ("185 601 (жүз сексен беш миң алты жүз) сомдук", MONEY),  # the words say another number
        ("120 (жүз жыйырма)", PEOPLE),  # amounts in words belong to money
        ("35 м", KM),
        ("35 чел.", KM),
        ("12 %", PEOPLE),
        ("5 миң сом", PEOPLE),
        ("5 миң", PEOPLE),
        ("14,43 сом 1м/куб", MONEY),
        ("1.234", PLAIN),  # one and a bit, or a thousand
        ("1.234", MONEY),
        ("12,000", MONEY),
        ("1 2345", PEOPLE),
        ("12 34", PEOPLE),
        ("12\n345", PEOPLE),  # two figures in one cell
        ("12\t345", PEOPLE),
        ("1234 567", PEOPLE),
        ("0555123456", PEOPLE),
        ("12,", PLAIN),
        (",5", PLAIN),
        ("1e5", PLAIN),
        ("inf", PLAIN),
        ("nan", PLAIN),
        ("9" * 400, PLAIN),
        ("9" * 20, PEOPLE),
        ("٣", PEOPLE),
        ("12²", PLAIN),
        ("беш", PEOPLE),
    ],
)
def test_what_is_no_number_or_might_be_two_is_never_guessed(written, column):
    reading = parse_number(written, column)

    assert (reading.value, reading.fault, reading.notes) == (None, "not_a_number", ())
    assert reading.expected


@pytest.mark.parametrize("written", ["12,5", "12.5", "1,234", "1.234", "1,000", "12,000"])
def test_a_count_that_is_not_whole_or_might_be_a_thousand_is_refused(written):
    assert parse_number(written, PEOPLE).fault == "not_whole"


def test_a_lone_comma_before_three_digits_is_decimal_where_decimals_can_be():
    assert parse_number("1,234", KM).value == 1.234
    assert parse_number("0.125", KM).value == 0.125
    assert parse_number("1234.567", KM).value == 1234.567


@pytest.mark.parametrize("written", ["-", "–", "—", "--", "...", "…", "н/д", "Н/Д", "нд", "нет данных", "маалымат жок"])
@pytest.mark.parametrize("column", [PEOPLE, MONEY, RATE, PERCENT])
def test_a_marker_is_missing_and_noted(written, column):
    reading = parse_number(written, column)

    assert reading.is_missing
    assert reading.notes == ("missing_marker",)


@pytest.mark.parametrize("written", ["", " ", NO_BREAK, "\n", "\u200b"])
def test_a_blank_text_is_missing_without_a_word(written):
    reading = parse_number(written, PEOPLE)

    assert reading.is_missing
    assert reading.notes == ()


@pytest.mark.parametrize("written", ["жок", "нет"])
def test_none_is_not_zero_in_a_rate(written):
    reading = parse_number(written, RATE)

    assert reading.is_missing
    assert reading.notes == ("missing_marker",)


@pytest.mark.parametrize(
    ("written", "value", "fault"),
    [
        ("5142,6", 5_142_600, None),
        ("5142,6 миң сом", 5_142_600, None),  # the same said twice is not multiplied twice
        ("6872,0 сом", None, "not_a_number"),
        ("20-00", None, "not_a_number"),
        ("1 миң 248", None, "not_a_number"),
    ],
)
def test_under_a_heading_in_thousands_a_cell_may_not_say_som(written, value, fault):
    reading = parse_number(written, MONEY, scale=1000)

    assert (reading.value, reading.fault) == (value, fault)


def test_the_scale_of_a_heading_is_for_money_only():
    assert parse_number("35", KM, scale=1000).value == 35


@pytest.mark.parametrize(
    ("written", "value", "fault", "notes"),
    [
        ("95%", 95, None, ("unit_in_cell",)),
        ("0,5%", 0.5, None, ("unit_in_cell",)),
        ("1%", 1, None, ("unit_in_cell",)),
        ("95", 95, None, ("number_as_text",)),
        ("0,95", 95, None, ("number_as_text", "percent_as_fraction")),
        ("0,57", 57, None, ("number_as_text", "percent_as_fraction")),
        ("0", 0, None, ("number_as_text",)),
        ("1,05", 1.05, None, ("number_as_text",)),
        ("1", None, "percent_ambiguous", ()),
    ],
)
def test_percents_are_points_fractions_or_refused(written, value, fault, notes):
    reading = parse_number(written, PERCENT)

    assert (reading.value, reading.fault, reading.notes) == (value, fault, notes)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("беш миллион төрт жүз жыйырма беш миң эки жүз сом", 5425200),
        ("жүз сексен беш миң алты жүз", 185600),
        ("миң эки жүз кырк сегиз", 1248),
        ("беш миң сом 00 тыйын", 5000),
        ("сто восемьдесят пять тысяч шестьсот сомов", 185600),
        ("Двести сорок тысяч", 240000),
        ("тактала элек", None),
        ("беш жакын", None),
        ("", None),
    ],
)
def test_numbers_in_words(words, number):
    assert number_in_words(words) == number


def test_every_unit_of_the_forms_has_spellings():
    units = {column.unit for form in ALL_FORMS.values() for column in form.columns().values() if column.unit}

    assert units <= SPELLINGS.keys()


def grouped(digits: str, separator: str) -> str:
    return f"{int(digits):,}".replace(",", separator)


STYLES = [
    lambda whole, decimals: f"{whole},{decimals}",
    lambda whole, decimals: f"{grouped(whole, ' ')},{decimals}",
    lambda whole, decimals: f"{grouped(whole, NO_BREAK)},{decimals}",
    lambda whole, decimals: f"{grouped(whole, THIN)},{decimals}",
    lambda whole, decimals: f"{grouped(whole, NARROW)}.{decimals}",
    lambda whole, decimals: f"{grouped(whole, '.')},{decimals}",
    lambda whole, decimals: f"{grouped(whole, ' ')},{decimals} сом",
]


@pytest.mark.parametrize("style", STYLES)
@given(st.integers(0, 10**12), st.integers(0, 99))
def test_an_amount_written_in_any_national_style_is_read_back(style, som, tyiyn):
    reading = parse_number(style(str(som), f"{tyiyn:02}"), MONEY)

    assert reading.value == float(f"{som}.{tyiyn:02}")


@given(st.integers(0, 2**53 - 1), st.sampled_from([" ", NO_BREAK, THIN, NARROW, ""]))
def test_a_count_written_with_any_space_is_read_back(number, separator):
    assert parse_number(grouped(str(number), separator), PEOPLE).value == number


@given(st.integers(1, 10**9))
def test_som_and_tyiyn_with_a_hyphen_are_read_back(som):
    assert parse_number(f"{som}-00", MONEY).value == som


SNIPPETS = st.sampled_from(
    [
        *"0123456789.,-–—()%~'\n ",
        NO_BREAK,
        "сом",
        "миң",
        "тыс.",
        "чел.",
        "км",
        "жок",
        "н/д",
        "беш",
        "тыйын",
        "1 234",
        "000",
    ]
)


@given(
    st.one_of(st.text(), st.lists(SNIPPETS, max_size=8).map("".join)),
    st.sampled_from([PLAIN, MONEY, RATE, PEOPLE, KM, PERCENT]),
    st.sampled_from([1.0, 1000.0]),
)
def test_any_text_is_a_number_missing_or_a_fault(written, column, scale):
    reading = parse_number(written, column, scale)

    if reading.fault is not None:
        assert reading.value is None
        assert reading.expected
        assert reading.notes == ()
    elif reading.value is not None:
        assert math.isfinite(reading.value)
        assert reading.notes
        if column.whole:
            assert reading.value.is_integer()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("ар бир жанга жылына 20 сом", 20),
        ("1 адамга 1 айга 20 сом", 20),
        ("1 түтүнгө 1 жылга: 1800", 1800),
        ("с 1 человека в месяц – 20 сом", 20),
        ("1248 / 1 миң 248 сом", 1248),
        ("1\u00a0248 / 1 миң 248", 1248),
    ],
)
def test_an_amount_may_name_what_it_is_paid_for_or_be_said_twice(written, value):
    assert parse_number(written, NumberColumn(KGS)).value == value


@pytest.mark.parametrize("written", ["1248 / 1 миң 249 сом", "12/12", "адам 20", "2020-жылы 20 сом", "20 / 30 / 50"])
def test_two_amounts_or_words_that_nobody_pays_for_are_refused(written):
    assert parse_number(written, NumberColumn(KGS)).fault == "not_a_number"


@pytest.mark.parametrize("written", ["ар бир жанга жылына 20", "1248 / 1 миң 248", "12/12"])
def test_only_amounts_are_so_written(written):
    assert parse_number(written, NumberColumn("person", whole=True)).fault == "not_a_number"
