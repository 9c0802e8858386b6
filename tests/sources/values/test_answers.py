"""How clerks answer from closed lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.forms import ALL_FORMS, codes
from sources.forms.form import CodeList
from sources.values.answers import Answers, parse_boolean, parse_code

LISTS = [value for value in vars(codes).values() if isinstance(value, CodeList)]
NAMES = [
    (answers, code, name) for answers in LISTS for code, label in answers.labels.items() for name in (code, *label)
]
ALIASES = [(answers, code, name) for answers in LISTS for code, names in answers.aliases.items() for name in names]


@pytest.mark.parametrize(("answers", "code", "name"), NAMES)
def test_a_label_in_any_language_and_the_code_are_known_without_a_note(answers, code, name):
    for written in (name, name.upper(), f"  {name} "):
        reading = parse_code(written, Answers(answers))

        assert (reading.value, reading.notes) == (code, ())


@pytest.mark.parametrize(("answers", "code", "name"), ALIASES)
def test_another_spelling_is_known_and_noted(answers, code, name):
    reading = parse_code(name, Answers(answers))

    assert (reading.value, reading.notes) == (code, ("text_as_code",))


@pytest.mark.parametrize("answers", LISTS, ids=lambda answers: answers.name)
def test_other_spellings_are_spellings_of_answers_that_exist(answers):
    assert set(answers.aliases) <= set(answers.labels)


def test_a_spelling_of_two_answers_is_a_fault_of_the_list():
    both = CodeList("both", codes.SEX.labels, {"female": ("адам",), "male": ("Адам",)})

    with pytest.raises(ValueError, match="two answers"):
        Answers(both)


@pytest.mark.parametrize(
    ("answers", "written", "code"),
    [
        # the lines of the programme's list of unit formats
        (codes.TARIFF_BASIS, "1м/куб", "per_m3"),
        (codes.TARIFF_BASIS, "м3", "per_m3"),
        (codes.TARIFF_BASIS, "куб", "per_m3"),
        (codes.TARIFF_BASIS, "кубометр", "per_m3"),
        (codes.TARIFF_BASIS, "1 адамга 1 айга", "per_person_month"),
        (codes.TARIFF_BASIS, "1 адамга 1 жылга", "per_person_year"),
        (codes.TARIFF_BASIS, "1 түтүнгө бир жылга", "per_household_year"),
        (codes.TARIFF_BASIS, "ар бир жанга жылына", "per_person_year"),
        (codes.TARIFF_BASIS, "1 абоненттен 1 жолу", "per_connection_once"),
        # poor keyboards, look-alikes and old habits
        (codes.TARIFF_BASIS, "1 тутунго 1 айга", "per_household_month"),
        (codes.TARIFF_BASIS, "1 м3 үчүн", "per_m3"),
        (codes.ACTIVITY, "күрөш", "sport"),
        (codes.ACTIVITY, "Футбол", "sport"),
        (codes.ACTIVITY, "\u0043порт", "sport"),  # Latin C
        (codes.CHANNEL, "Ватсап", "whatsapp"),
        (codes.CHANNEL, "вотсап", "whatsapp"),
        (codes.CHANNEL, "What's app", "whatsapp"),
        (codes.SERVICE, "Ичуучу суу", "water"),
        (codes.AGE_GROUP, "18–28", "18-28"),
        (codes.AGE_GROUP, "60 +", "60+"),
        (codes.SERVICE, "Ичүүчү суу / Питьевая вода", "water"),
        (codes.SERVICE, "ТБО/мусор", "waste"),
    ],
)
def test_spellings_that_clerks_use(answers, written, code):
    assert parse_code(written, Answers(answers)).value == code


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        (codes.SERVICE, "газ"),
        (codes.SERVICE, "Питьевая вода / Парки"),
        (codes.SERVICE, "вода, парки"),
        (codes.DISPOSAL_SITE, "полигон"),  # authorised or not?
        (codes.SERVICE.only("water"), "Дороги"),
    ],
)
def test_what_is_not_in_the_list_is_a_fault_that_names_the_list(answers, written):
    reading = parse_code(written, Answers(answers))

    assert (reading.value, reading.fault) == (None, "not_in_list")
    assert reading.expected == "one of: " + ", ".join(label.en for label in answers.labels.values())


@pytest.mark.parametrize("written", ["-", "н/д", "жок", "нет"])
def test_a_marker_is_a_missing_answer(written):
    reading = parse_code(written, Answers(codes.SERVICE))

    assert reading.is_missing
    assert reading.notes == ("missing_marker",)


@pytest.mark.parametrize(
    ("written", "value", "notes"),
    [
        ("ооба", True, ()),
        ("Ооба", True, ()),
        ("да", True, ()),
        ("YES", True, ()),
        ("true", True, ()),
        ("1", True, ("text_as_code",)),
        ("+", True, ("text_as_code",)),
        ("V", True, ("text_as_code",)),
        ("v", True, ("text_as_code",)),
        ("✓", True, ("text_as_code",)),
        ("ооба.", True, ("text_as_code",)),
        ("Ооба / Да", True, ()),
        ("жок", False, ()),
        ("Нет", False, ()),
        ("no", False, ()),
        ("false", False, ()),
        ("0", False, ("text_as_code",)),
        ("−", False, ("text_as_code",)),  # the minus sign proper
        ("-", None, ("missing_marker",)),
        ("–", None, ("missing_marker",)),
        ("н/д", None, ("missing_marker",)),
        ("маалымат жок", None, ("missing_marker",)),
        (" ", None, ()),
    ],
)
def test_yes_and_no(written, value, notes):
    reading = parse_boolean(written)

    assert (reading.value, reading.fault, reading.notes) == (value, None, notes)


@pytest.mark.parametrize("written", ["ооба, талкууланды", "Ооба/Жок", "2", "++", "да нет", "качан?"])
def test_what_is_neither_yes_nor_no_is_a_fault(written):
    assert parse_boolean(written).fault == "not_yes_no"


@given(st.text())
def test_any_text_is_an_answer_missing_or_a_fault(written):
    for column in ALL_FORMS["tariff_decisions"].columns().values():
        if column.codes is not None:
            reading = parse_code(written, Answers(column.codes))
            assert reading.value is None or (reading.fault is None and reading.value in column.codes.labels)
    assert parse_boolean(written).fault in (None, "not_yes_no")
