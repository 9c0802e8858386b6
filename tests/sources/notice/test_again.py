"""What is said of a file that came again, and of what is no file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from sources.notice.again import Again, compose_again
from sources.notice.message import MESSAGE_LIMIT
from sources.notice.not_a_file import compose_not_a_file
from sources.quarters import Quarter
from sources.register import load_register

REGISTER = load_register()
AGAIN = Again(
    file_names=["отчет.xlsx"],
    received_at=datetime(2021, 5, 3, 20, 30, tzinfo=UTC),
    taken_in_at=datetime(2021, 4, 20, 6, tzinfo=UTC),
    municipality=REGISTER["41702210862000"],
    quarter=Quarter(2021, 1),
    version=2,
    counting=2,
)


def test_a_file_that_came_again_and_counts_needs_nothing() -> None:
    assert compose_again(AGAIN, ["ru"]) == (
        "«отчет.xlsx»\n"
        "Этот файл пришёл ещё раз: 04.05.2021 в 02:30.\n"
        "Он уже принят 20.04.2021: Тамгинский айылный аймак, 1 квартал 2021 года, версия 2.\n"
        "Учитывается именно эта версия, ничего делать не нужно.\n"
    )


@pytest.mark.parametrize(
    ("language", "says"), [("ky", "Азыр 3-версия"), ("ru", "откройте его, сохраните"), ("en", "Version 3 counts now")]
)
def test_where_another_version_counts_it_says_how_to_make_this_one_count(language: str, says: str) -> None:
    assert says in compose_again(replace(AGAIN, counting=3), [language])  # type: ignore[list-item]
    assert says not in compose_again(AGAIN, [language])  # type: ignore[list-item]


def test_the_report_of_another_is_named_and_no_more() -> None:
    message = compose_again(replace(AGAIN, is_of_another=True, counting=3), ["ru"])
    assert "Это отчёт другого муниципалитета, он уже принят: Тамгинский айылный аймак, 1 квартал 2021 года." in message
    assert "верси" not in message


def test_a_survey_belongs_to_no_municipality() -> None:
    message = compose_again(replace(AGAIN, municipality=None), ["ru"])
    assert "опрос граждан, 1 квартал 2021 года, версия 2" in message


def test_the_languages_stand_in_the_order_asked_for() -> None:
    messages = [compose_again(AGAIN, [language]) for language in ("ru", "ky", "en")]
    places = [compose_again(AGAIN, ["ru", "ky", "en"]).index(message.strip()) for message in messages]
    assert all(before < after for before, after in pairwise(places))


def test_the_longest_messages_are_short_enough() -> None:
    longest = max(REGISTER.municipalities.values(), key=lambda each: len(each.full_name.ru + each.full_name.ky))
    again = replace(AGAIN, file_names=["ж" * 200 + ".xlsx"] * 9, municipality=longest, version=99, counting=100)
    for message in (
        compose_again(again, ["ky", "ru"]),
        compose_again(replace(again, is_of_another=True), ["ky", "ru"]),
        compose_not_a_file("ж" * 300, "link", ["ky", "ru"]),
        compose_not_a_file("ж" * 300, "folder", ["ky", "ru"]),
    ):
        assert len(message) <= MESSAGE_LIMIT


@pytest.mark.parametrize("name", ["*x*\nhttps://evil.example 0555 123456.xlsx", "\u202e=cmd|' /C calc'.xlsx"])
def test_names_can_neither_order_about_nor_lead_anywhere(name: str) -> None:
    shown = compose_again(replace(AGAIN, file_names=[name]), ["ru"]).splitlines()
    assert len(shown) == len(compose_again(AGAIN, ["ru"]).splitlines())
    for message in (shown[0], compose_not_a_file(name, "link", ["ru"])):
        assert not any(sign in message for sign in ("*", "\u202e", "https:", "0555", "|"))


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("link", "а ссылка на файл (ярлык)"),
        ("pipe", "а специальный объект"),
        ("folder", "прямо в свою папку"),
        ("other", "а специальный объект"),
    ],
)
def test_what_is_no_file_is_named_as_what_it_is(what: str, says: str) -> None:
    message = compose_not_a_file("2021/отчет.xlsx", what, ["ru"])
    assert message.startswith("«2021/отчет.xlsx» — ")
    assert says in message
