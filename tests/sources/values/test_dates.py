"""How clerks write days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.values.dates import FIRST_DAY, LAST_DAY, date_of_serial, parse_date

RUSSIAN = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
KYRGYZ = (
    "январы",
    "февралы",
    "марты",
    "апрели",
    "майы",
    "июну",
    "июлу",
    "августу",
    "сентябры",
    "октябры",
    "ноябры",
    "декабры",
)
NOMINATIVE = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        # the lines of the programme's list of date formats
        ("31.12.2020", date(2020, 12, 31)),
        ("24.10.2022-жыл", date(2022, 10, 24)),
        ("25.01.2021-ж.", date(2021, 1, 25)),
        ("2025-жылдын 17-январь", date(2025, 1, 17)),
        ("2025-жылдын 17-январы", date(2025, 1, 17)),
        ("2019-жылдын 12-ноябры", date(2019, 11, 12)),
        ("18 — ноябрь 2019 — жыл", date(2019, 11, 18)),
        ("13- Март 2017- жыл", date(2017, 3, 13)),
        ('"10" февраль 2023-жыл', date(2023, 2, 10)),
        # and their relatives
        ("«10» февраля 2023 года", date(2023, 2, 10)),
        ("5 мая 2021 г.", date(2021, 5, 5)),
        ("12-июнунда 2020", date(2020, 6, 12)),
        ("2021-жылдын 3-августунда", date(2021, 8, 3)),
        ("2020-жылдын 1-март күнү", date(2020, 3, 1)),
        ("7 сент. 2020", date(2020, 9, 7)),
        ("2020-12-31", date(2020, 12, 31)),
        ("2020-12-31T10:30:00", date(2020, 12, 31)),
        ("31.12.2020 0:00", date(2020, 12, 31)),
        ("31/12/2020", date(2020, 12, 31)),
        ("31-12-2020", date(2020, 12, 31)),
        ("31. 12. 2020", date(2020, 12, 31)),
        ("5.6.2020", date(2020, 6, 5)),  # the day first
        ("31.12.2020 г.", date(2020, 12, 31)),
        ("31.12.2020\u00a0ж", date(2020, 12, 31)),
    ],
)
def test_a_day_is_read_and_noted(written, day):
    reading = parse_date(written)

    assert (reading.value, reading.fault, reading.notes) == (day, None, ("date_as_text",))


@pytest.mark.parametrize(
    "written",
    [
        "31.12.20",  # no guess at the century
        "31.02.2020",
        "12/31/2020",
        "29.02.2021",
        "30 февраля 2021",
        "01.01.1900",
        "31.12.2120",
        "ноябрь 2019",
        "2021",
        "43831",
        "1-2 мая 2020",
        "2021-жылдын 1-январына карата",  # a state at a day, not the day of an event
        "на 01.01.2021",
        "31.12-2020",
        "0-январь 2020",
        "кечээ",
    ],
)
def test_what_is_no_day_is_never_guessed(written):
    reading = parse_date(written)

    assert (reading.value, reading.fault, reading.notes) == (None, "not_a_date", ())
    assert reading.expected


@pytest.mark.parametrize("written", ["-", "—", "н/д", "жок", "нет", "маалымат жок"])
def test_a_marker_is_missing_and_noted(written):
    reading = parse_date(written)

    assert reading.is_missing
    assert reading.notes == ("missing_marker",)


@pytest.mark.parametrize(
    ("serial", "date_1904", "day"),
    [
        (43831, False, date(2020, 1, 1)),
        (43831.75, False, date(2020, 1, 1)),
        (42369, True, date(2020, 1, 1)),
        (32874, False, date(1990, 1, 1)),
        (73415, False, date(2100, 12, 31)),
        (73415.9, False, date(2100, 12, 31)),
    ],
)
def test_a_serial_number_is_a_day_by_its_workbooks_calendar(serial, date_1904, day):
    reading = date_of_serial(serial, date_1904=date_1904)

    assert (reading.value, reading.notes) == (day, ("date_as_serial",))


@pytest.mark.parametrize("serial", [32873, 73416, 2020, 0, -1, 20201231, float("inf"), float("nan")])
def test_a_number_that_is_no_likely_day_is_a_fault(serial):
    assert date_of_serial(serial).fault == "not_a_date"


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_a_day_written_in_any_national_style_is_read_back(day):
    month = day.month - 1
    for written in (
        f"{day:%d.%m}.{day.year}",
        f"{day:%d.%m}.{day.year}-ж.",
        f"{day.day}/{day.month}/{day.year}",
        day.isoformat(),
        f"{day.day} {RUSSIAN[month]} {day.year} г.",
        f"«{day:%d}» {RUSSIAN[month]} {day.year} года",
        f"{day.year}-жылдын {day.day}-{KYRGYZ[month]}",
        f"{day.day}- {NOMINATIVE[month].title()} {day.year}- жыл",
    ):
        assert parse_date(written).value == day, written


PIECES = st.sampled_from([*'0123456789.-/— «"', "2020", "жылдын", "январь", "мая", "ж.", "31", "12", "жок"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join)))
def test_any_text_is_a_day_missing_or_a_fault(written):
    reading = parse_date(written)

    assert (reading.value is None) or (reading.fault is None and FIRST_DAY <= reading.value <= LAST_DAY)
    assert (reading.fault is None) or bool(reading.expected)
