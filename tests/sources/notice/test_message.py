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
        "*Кабыл алынды, бирок каталар бар:* 1 ката.",
        "1) «Суу», D5: Сан эмес",
        "Оңдоп, 15.05.2021-күнгө чейин кайра жөнөтүңүз. Толук тизме тиркелген файлда.",
    ]
    assert message.split("\n\n")[1].split("\n")[1:] == [
        "«отчёт.xlsx»",
        "Получен 11.04.2021 в 02:30. Отчёт за 1 квартал 2021 года, версия 2.",
        "*Принято, но есть ошибки:* ошибок — 1.",
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


@pytest.mark.parametrize("sheets", [5, 200])
def test_a_receipt_of_many_sheets_answered_none_is_short_enough(sheets):
    answered = [Finding("answered_none", "water_supply", "А" * 31, "A3", 3, value="жок") for _ in range(sheets)]
    message = compose(notice(*answered)).message
    assert len(message) <= MESSAGE_LIMIT
    assert message.count("«ААА") == (2 * sheets if sheets < 10 else 0)
    assert (f"На этих листах указано «нет»: {sheets}." in message) == (sheets > 10)


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


SUM = Finding("rule_broken", "youth_clubs", "Клубдар", None, 5, None, "children_total = 9, girls = 3, boys = 4", None)
COPIED = Finding("rule_doubtful", "water_supply", "Суу", None, rule="copied_from_last_quarter")


def test_a_rule_is_told_in_its_own_words_and_not_by_the_title_of_all_rules():
    message = compose(notice(SUM._replace(rule="total_is_sum")), ("ru",)).message

    assert "«Клубдар», строка 5: должно быть: «Всего детей» = «Девочки» + «Мальчики» (9; 3; 4)" in message
    assert CATALOGUE["rule_broken"].title.ru not in message


def test_a_form_copied_from_last_quarter_is_told_first():
    errors = [Finding("not_whole", sheet="S", cell=f"A{row}", refused="row") for row in range(1, 5)]

    message = compose(notice(*errors, COPIED), ("ky", "ru")).message

    assert "1) «Суу»: показатели похожи на копию прошлого квартала" in message
    assert "1) «Суу»: көрсөткүчтөр мурунку чейректин көчүрмөсү окшойт" in message


def test_what_was_read_is_quoted():
    told = [
        Finding("not_a_number", "water_supply", "Суу", "D5", 5, "population", "көп", None, None, "row"),
        Finding("not_whole", "water_supply", "Суу", "D6", 6, "population", "7.5", None, None, "row"),
        Finding("not_a_date", "water_supply", "Суу", "D7", 7, None, "2020-02-31", None, None, "row"),
    ]

    message = compose(notice(*told)).message

    for value in ("«көп»", "«7.5»", "«31.02.2020»"):
        assert message.count(value) == 2


@pytest.mark.parametrize(
    ("findings", "counts"),
    [
        ([Finding("not_whole")], "ошибок — 1."),
        ([Finding("not_whole"), Finding("total_differs")], "ошибок — 1, предупреждений — 1."),
        ([Finding("total_differs"), Finding("total_differs")], "предупреждений — 2."),
    ],
)
def test_only_what_there_is_is_counted(findings, counts):
    (line,) = [line for line in compose(notice(*findings), ("ru",)).message.split("\n") if "ринято" in line]

    assert line.endswith((f":* {counts}", f": {counts}"))
    assert "— 0" not in line


def test_what_is_only_doubtful_need_not_be_sent_again():
    message = compose(notice(Finding("total_differs"))).message

    assert "Если есть ошибка, исправьте и пришлите не позднее 15.05.2021." in message
    assert "Эгер ката болсо, оңдоп, 15.05.2021-күнгө чейин кайра жөнөтүңүз." in message


@pytest.mark.parametrize(("findings", "is_more"), [([Finding("encrypted")], False), ([Finding("encrypted")] * 2, True)])
def test_the_list_is_named_where_it_says_more(findings, is_more):
    message = compose(notice(*findings, accepted=False, municipality=None, quarter=None)).message

    assert ("Полный список" in message) is is_more
    assert ("Толук тизме" in message) is is_more


@pytest.mark.parametrize(
    ("findings", "accepted", "verdict"),
    [
        ([], True, "можно отправлять"),
        ([Finding("total_differs")], True, "Можно отправлять"),
        ([Finding("not_whole")], True, "Сначала исправьте"),
        ([Finding("encrypted")], False, "не будет принят"),
    ],
)
def test_what_was_only_checked_was_neither_received_nor_taken_in(findings, accepted, verdict):
    composed = compose(notice(*findings, accepted=accepted, sent=False, correction_due=None))

    on_sheet = "\n".join("\n".join(line.cells) for line in composed.sheet.lines)
    for text in (composed.message, on_sheet):
        assert "ЕЩЁ НЕ ОТПРАВЛЕН" in text
        assert "АЛИ ЖӨНӨТҮЛӨ ЭЛЕК" in text
        assert verdict.casefold() in text.casefold()
        for said in ("Получен ", "Келип түшкөн", "ринято", "кабыл алынды", "кабыл алынган жок"):
            assert said.casefold() not in text.replace("будет принято", "").casefold()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("priv Иванов 0555123456 a@b.kg.xlsx", "«priv Иванов ….xlsx»"),
        ('=HYPERLINK("x").xlsx', '«=HYPERLINK("x").xlsx»'),
        ("отчёт_2021_1.xlsx", "«отчёт_2021_1.xlsx»"),
        ("_отчёт_ *2*.xlsx", "«отчёт ∗2∗.xlsx»"),
        ("-1 31.12.2020.xlsx", "«-1 31.12.2020.xlsx»"),
    ],
)
def test_a_name_stays_recognisable(name, shown):
    assert shown in compose(notice(file_name=name)).message


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
