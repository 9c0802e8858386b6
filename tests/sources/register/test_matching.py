"""Which municipality a workbook means: code first, then the name in its place, never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.folding import fold
from sources.register import load_register

REGISTER = load_register()
MUNICIPALITIES = list(REGISTER.municipalities.values())
SHARED = {
    each.code: [other.code for other in MUNICIPALITIES if fold(other.name.ky) == fold(each.name.ky)]
    for each in MUNICIPALITIES
}
KUM_DOBO = "41704235825000"
anywhere = st.sampled_from(MUNICIPALITIES)
in_a_language = st.sampled_from(["ky", "ru", "en"])


def code_found(*arguments, **places):
    found = REGISTER.match(*arguments, **places).municipality
    return found.code if found else None


@pytest.mark.parametrize(
    "written",
    [
        KUM_DOBO,
        "417 04 235 825 000",
        "417\u00a004\u2009235\u202f825 000 ",
        "\t41704235825000\n",
        "'41704235825000",
        "41704235825000.0",
        41704235825000.0,
        41704235825000,
    ],
)
def test_a_known_code_decides_however_it_is_spaced_or_stored(written):
    match = REGISTER.match(written, None)
    assert match.municipality is REGISTER[KUM_DOBO]
    assert (match.how, match.names_agree, match.candidates) == ("code", True, ())


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "4170423582500",
        "417042358250000",
        "4.17042E+13",
        4.17042e13,
        41704235825000.5,
        float("nan"),
        float("inf"),
        "41704235825999",
        "КОД41704235825000",
        "٤١٧٠٤٢٣٥٨٢٥٠٠٠",
        "417-04-235-825-000",
    ],
)
def test_what_is_not_a_known_code_decides_nothing_and_leaves_it_to_the_name(written):
    assert REGISTER.match(written, None).municipality is None
    match = REGISTER.match(written, "Кум-Дөбө")
    assert (match.municipality.code, match.how) == (KUM_DOBO, "name")


@pytest.mark.parametrize(
    ("name", "agree"),
    [
        (None, True),
        ("", True),
        ("айыл өкмөтү", True),
        ("Кум-Дөбө", True),
        ("Кум-Дөбө айыл аймагы, Кочкор району", True),
        ("Кум-Добинский а/о", True),
        ("Даркан", False),
        ("Шүмкар", False),
        ("Кум-Дөбө айыл аймагы, Тоң району", False),
    ],
)
def test_with_a_known_code_the_name_only_agrees_or_not(name, agree):
    match = REGISTER.match(KUM_DOBO, name)
    assert (match.municipality.code, match.how, match.names_agree) == (KUM_DOBO, "code", agree)


@pytest.mark.parametrize(
    ("oblast", "agree"),
    [("Нарын облусу", True), ("Нарын", True), ("Нарынская обл.", True), ("Ош облусу", False), ("???", True)],
)
def test_an_oblast_that_is_another_disagrees_with_the_code(oblast, agree):
    assert REGISTER.match(KUM_DOBO, "Кум-Дөбө", oblast=oblast).names_agree is agree


def test_a_city_is_not_held_against_the_raion_that_people_name_with_it():
    assert REGISTER.match("41702410000010", "Каракол шаары", raion="Ак-Суу району").names_agree


@pytest.mark.parametrize(
    "name",
    [
        "Кум-Дөбө",
        "КУМ-ДӨБӨ АЙЫЛ ӨКМӨТҮ",
        "Кум-Дөбө айыл аймагынын айыл өкмөтү",
        "Кум-Добо",
        "Кум Дөбө",
        "Кумдөбө а.а.",
        "«Кум-Дөбө» айыл аймагы",
        "Kум-Дoбo",  # with Latin K, o
        "Kum-Dobo aiyl okmotu",
        "Кум-Дебенский айылный аймак",
        "Кум-Дебенский аильный аймак",
        "Кум-Добинский а/о",
        "Кум-Дебинского айыльного аймака",
        "Кум-Дөбө айыл аймагы / Кум-Дебенский айылный аймак",
        "Нарын облусунун Кочкор районунун Кум-Дөбө айыл өкмөтү",
        "Кум-Дебенский айылный аймак Кочкорского района Нарынской области",
        "Кочкор району, Кум-Дөбө айыл аймагы",
        "Кум-Дөбө а/о (Кочкор р-ну)",
    ],
)
def test_a_name_of_one_municipality_finds_it_in_every_way_of_writing(name):
    match = REGISTER.match(None, name)
    assert (match.municipality and match.municipality.code, match.how, match.names_agree) == (KUM_DOBO, "name", True)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("мэрия города Балыкчы", "41702420000010"),
        ("г. Балыкчы", "41702420000010"),
        ("Жалал-Абад шаарынын мэриясы", "41703410000010"),
        ("Мэрия г. Джалал-Абад", "41703410000010"),
        ("Орто-Токой шаарчасы", "41702420510010"),
        ("Айылный аймак Садыр аке", "41702215810000"),
        ("Айылный аймак им. Токтомата Зулпуева", "41706242832000"),
        ("Исанов айыл аймагы", "41706242836000"),
        ("Он Эки-Бельски", "41706242845000"),
        ("Darkhan", "41702210820000"),
        ("Арстанбаб айыл өкмөтү", "41703207826000"),
    ],
)
def test_cities_initials_and_attested_spellings(name, code):
    assert code_found(None, name) == code


@given(anywhere, in_a_language)
def test_every_name_in_every_language_agrees_with_its_own_code(each, language):
    match = REGISTER.match(each.code, each.full_name[language], each.oblast.name[language], each.raion.name[language])
    assert (match.municipality, match.names_agree) == (each, True)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
@pytest.mark.parametrize("of_place", ["ky", "ru", "en"])
def test_oblast_raion_and_name_find_every_municipality(language, of_place):
    for each in MUNICIPALITIES:
        places = {"oblast": each.oblast.name[of_place], "raion": each.raion.name[of_place]}
        assert REGISTER.match(None, each.full_name[language], **places).municipality is each


@given(anywhere, anywhere, in_a_language)
def test_no_name_agrees_with_the_code_of_a_municipality_of_another_name(each, other, language):
    agrees = REGISTER.match(other.code, each.name[language]).names_agree
    assert agrees == (other.code in SHARED[each.code])


@given(anywhere, in_a_language)
def test_a_shared_name_alone_decides_nothing_in_any_language_and_lists_who_bears_it(each, language):
    match = REGISTER.match(None, each.name[language])
    if len(SHARED[each.code]) == 1:
        assert (match.municipality, match.ambiguous) == (each, False)
    else:
        assert (match.municipality, match.how, match.ambiguous) == (None, None, True)
        assert [candidate.code for candidate in match.candidates] == SHARED[each.code]


def test_a_russian_spelling_that_only_one_namesake_has_is_no_proof():
    assert REGISTER.match(None, "Терт-Кульский айылный аймак").ambiguous  # Төрт-Көл in Ton, and in Uzgen


@pytest.mark.parametrize(
    ("name", "places", "code"),
    [
        ("Сары-Булак", {}, None),
        ("Сары-Булак", {"oblast": "Ош облусу"}, "41706246849000"),
        ("Сары-Булак", {"oblast": "Нарын"}, "41704235830000"),
        ("Сары-Булак", {"oblast": "Иссык-Кульская область"}, "41702225870000"),
        ("Сары-Булак", {"raion": "Кочкор району"}, "41704235830000"),
        ("Сары-Булак", {"oblast": "Нарын обл., Кочкор р-н"}, "41704235830000"),
        ("Сары-Булак айыл аймагы, Түп району", {}, "41702225870000"),
        ("Сары-Булакский айылный аймак Кочкорского района", {}, "41704235830000"),
        # two in one oblast: the oblast is not enough
        ("Кеңеш", {"oblast": "Ош облусу"}, None),
        ("Кеңеш", {"oblast": "Ош облусу", "raion": "Кара-Кулжа"}, "41706246815000"),
        ("Каракол", {"oblast": "Ысык-Көл облусу"}, None),
        # Каракол and Кара-Көл differ by no more than people's spelling does
        ("Каракол", {"raion": "Каракол шаары"}, None),
        ("Каракол", {"raion": "Каракол шаары", "oblast": "Ысык-Көл облусу"}, "41702410000010"),
        # a place where there is none of this name, outside the programme, or unknown
        ("Кум-Дөбө", {"oblast": "Ош облусу"}, None),
        ("Ак-Суу", {"oblast": "Чүй облусу"}, None),
        ("Ак-Суу", {"raion": "Московский район"}, None),
        ("Кум-Дөбө", {"raion": "Шүмкар району"}, None),
    ],
)
def test_a_place_narrows_a_name_down_and_a_contradicting_one_forbids_it(name, places, code):
    assert code_found(None, name, **places) == code


def test_a_name_that_contradicts_its_place_is_no_match_but_says_what_it_may_mean():
    match = REGISTER.match(None, "Кум-Дөбө", oblast="Ош облусу")
    assert (match.municipality, match.how, match.ambiguous) == (None, None, False)
    assert [each.code for each in match.candidates] == [KUM_DOBO]


@pytest.mark.parametrize("name", [None, "", "  ", "айыл аймагы", "а/о", "—", "Шүмкар", "Бишкек", "Кум"])
def test_a_name_of_none_finds_none(name):
    match = REGISTER.match(None, name)
    assert (match.municipality, match.how, match.candidates) == (None, None, ())


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_whatever_makes_matching_fail(code, name, oblast, raion):
    match = REGISTER.match(code, name, oblast, raion)
    assert (match.municipality is None) == (match.how is None)
