"""The message fits a messenger whatever came, tells the most important first, and carries nothing that acts."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.findings import CATALOGUE, Finding
from sources.labels import LANGUAGES
from sources.notice.composing import compose
from sources.notice.message import MESSAGE_LIMIT
from tests.sources.notice.notices import KOCHKOR, notice

MONSTROUS = [
    "a" * 255,
    "*жирный* _курсив_ ~нет~ `код`.xlsx",
    "\u202exslx.exe",
    "http://зло.рф/x.xlsx",
    "=1+1",
    "\n\n\n",
    "ө" * 300,
]


def test_it_says_what_came_when_how_it_went_and_what_to_do():
    message = compose(notice(Finding("not_a_number", sheet="Суу", cell="D5", refused="row"))).message

    assert message.split("\n\n")[0].split("\n") == [
        KOCHKOR.full_name.ky,
        "«отчёт.xlsx»",
        "Келип түшкөн убактысы: 11.04.2021, саат 02:30. Отчёт 2021-жылдын 1-чейреги үчүн, 2-версия.",
        "*Кабыл алынды, бирок каталар бар:* 1 ката, 0 эскертүү.",
        "1) «Суу», D5: Сан эмес",
        "Оңдоп, 15.05.2021-күнгө чейин кайра жөнөтүңүз. Толук тизме тиркелген файлда.",
    ]
    assert message.split("\n\n")[1].split("\n")[1:] == [
        "«отчёт.xlsx»",
        "Получен 11.04.2021 в 02:30. Отчёт за 1 квартал 2021 года, версия 2.",
        "*Принято, но есть ошибки:* ошибок — 1, предупреждений — 0.",
        "1) «Суу», D5: Не число",
        "Исправьте и пришлите ещё раз не позднее 15.05.2021. Полный список — в приложенном файле.",
    ]


@pytest.mark.parametrize(
    "findings", [(), (Finding("number_as_text", sheet="Суу", cell="D5"),)], ids=["none", "notes only"]
)
def test_a_receipt_when_all_is_well(findings):
    message = compose(notice(*findings, correction_due=None)).message

    assert "Рахмат!" in message
    assert "Спасибо!" in message
    assert "1)" not in message


def test_a_file_that_was_not_taken_in_says_why_and_how_to_mend_it():
    message = compose(notice(Finding("encrypted"), accepted=False, municipality=None, quarter=None)).message

    assert "*Файл не принят.*" in message
    assert CATALOGUE["encrypted"].title.ru in message
    assert CATALOGUE["encrypted"].remedy.ky in message
    assert "Отчёт за" not in message


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        (
            [
                Finding("rule_doubtful", sheet="S", cell="A1"),
                Finding("not_whole", sheet="S", cell="A2", refused="cell"),
                Finding("not_a_date", sheet="S", cell="A3", refused="row"),
                Finding("headings_not_found", sheet="S", cell="A4"),
            ],
            ["A4", "A3", "A2"],
        ),
        (
            [
                Finding("not_whole", sheet="S", cell="A1", refused="row"),
                Finding("not_whole", sheet="S", cell="A2", refused="row"),
                Finding("not_a_date", sheet="S", cell="A3", refused="cell"),
                Finding("rule_doubtful", sheet="S", cell="A4"),
            ],
            ["A1", "A3", "A2"],
        ),
        ([Finding("number_as_text", sheet="S", cell="A1"), Finding("total_differs", sheet="S", cell="A2")], ["A2"]),
    ],
    ids=["what refuses most first", "another code before the same again", "notes are not told"],
)
def test_the_three_most_important_are_told(findings, told):
    russian = compose(notice(*findings), ("ru",)).message

    assert re.findall(r"\d\) «S», (A\d):", russian) == told


@pytest.mark.parametrize("text", MONSTROUS)
def test_names_bring_no_formatting_no_link_and_no_hidden_sign(text):
    message = compose(notice(Finding("not_whole", sheet=text, cell="A1"), file_name=text)).message
    plain = compose(notice(Finding("not_whole", sheet="S", cell="A1"), file_name="F")).message

    for sign in "*_~`":
        assert message.count(sign) == plain.count(sign)
    assert "://" not in message
    assert not re.search(r"\w\.рф", message)
    assert all(character.isprintable() for character in message.replace("\n", ""))
    assert message.count("\n") == plain.count("\n")


def test_personal_data_in_a_name_is_masked():
    message = compose(notice(file_name="отчёт 0555 12-34-56 asan@mail.kg.xlsx", correction_due=None)).message

    assert "12-34-56" not in message
    assert "asan" not in message


anything = st.text(max_size=400) | st.sampled_from(MONSTROUS)
places = st.builds(
    Finding,
    code=st.sampled_from(sorted(CATALOGUE)),
    form=st.sampled_from([None, "water_supply", "youth_clubs"]),
    sheet=st.none() | anything,
    cell=st.none() | st.sampled_from(["A1", "XFD1048576"]),
    row=st.none() | st.integers(1, 1_048_576),
    value=st.none() | anything,
    expected=st.none() | anything,
    refused=st.sampled_from([None, "cell", "row"]),
)


@settings(max_examples=150, deadline=None)
@given(
    findings=st.lists(places, max_size=6),
    file_name=anything,
    accepted=st.booleans(),
    known=st.booleans(),
    languages=st.permutations(LANGUAGES).flatmap(lambda all_: st.integers(1, 3).map(lambda count: all_[:count])),
)
def test_it_is_never_longer_than_a_thousand_characters(findings, file_name, accepted, known, languages):
    facts = {} if known else {"municipality": None, "quarter": None}

    composed = compose(notice(*findings, accepted=accepted, file_name=file_name, **facts), languages)

    assert 0 < len(composed.message) <= MESSAGE_LIMIT
    assert not composed.message.endswith("…")
