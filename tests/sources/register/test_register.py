"""The register itself: what the files say is whole and consistent."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date

import pytest

from sources.folding import fold
from sources.register import MunicipalityKind, load_register
from sources.register.names import read_name

REGISTER = load_register()
MUNICIPALITIES = list(REGISTER.municipalities.values())
AREAS = list(REGISTER.areas.values())
SETTLEMENTS = list(REGISTER.settlements.values())
FRAMES = {
    "municipalities": REGISTER.municipalities_frame(),
    "settlements": REGISTER.settlements_frame(),
    "areas": REGISTER.areas_frame(),
}


@pytest.mark.parametrize(("frame", "rows"), [("municipalities", 301), ("settlements", 1264), ("areas", 61)])
def test_every_row_has_a_code_of_its_own_that_is_fourteen_digits_of_text(frame, rows):
    codes = FRAMES[frame]["code"]
    assert len(codes) == rows
    assert codes.is_unique
    assert codes.dtype == "string"
    assert codes.str.fullmatch(r"417\d{11}").all()


def test_the_lookups_hold_every_row_of_the_files():
    assert (len(REGISTER), len(SETTLEMENTS), len(AREAS)) == (301, 1264, 61)
    assert "41704235825000" in REGISTER
    assert "41704235825999" not in REGISTER
    assert REGISTER["41704235825000"].name.ky == "Кум-Дөбө"


def test_kinds_are_counted_as_the_classifier_has_them():
    assert Counter(each.kind_detail for each in MUNICIPALITIES) == {
        "aiyl_aimak": 280,
        "city_oblast": 7,
        "city_raion": 8,
        "urban_settlement": 6,
    }
    assert Counter(each.kind for each in MUNICIPALITIES) == {
        MunicipalityKind.AIYL_AIMAK: 280,
        MunicipalityKind.CITY: 21,
    }


def test_the_kind_is_the_one_that_the_code_says():
    digits = {"aiyl_aimak": "8", "urban_settlement": "5"}
    for each in MUNICIPALITIES:
        assert digits.get(each.kind_detail, each.code[8]) == each.code[8], each
        assert (each.kind_detail == "aiyl_aimak") == (each.code[8] == "8"), each


def test_municipalities_by_oblast():
    assert Counter(each.oblast.name.en for each in MUNICIPALITIES) == {
        "Issyk-Kul oblast": 66,
        "Jalal-Abad oblast": 80,
        "Naryn oblast": 64,
        "Osh oblast": 91,
    }


def test_raion_and_oblast_are_those_that_the_code_says():
    for each in MUNICIPALITIES:
        assert each.oblast.code == each.code[:5] + "000000000", each
        assert each.oblast.kind == "oblast", each
        assert each.raion.code[:8] == each.code[:8], each
        assert each.raion.kind in ("raion", "city_oblast"), each
        assert each.raion.parent_code == each.oblast.code, each
        assert each.oblast.in_programme, each
        assert each.raion.in_programme, each


def test_every_area_lies_in_one_that_exists():
    for area in AREAS:
        assert (area.parent_code is None) == (area.kind in ("oblast", "capital_city")), area
        assert area.parent_code is None or REGISTER.areas[area.parent_code].kind == "oblast", area


def test_every_settlement_belongs_to_a_municipality_of_its_raion():
    for settlement in SETTLEMENTS:
        assert settlement.municipality_code in REGISTER, settlement
        assert settlement.municipality_code[:8] == settlement.code[:8], settlement
        assert settlement in REGISTER.settlements_of(settlement.municipality_code)


def test_every_aiyl_aimak_has_settlements():
    assert all(REGISTER.settlements_of(each.code) for each in MUNICIPALITIES if each.kind == "aiyl_aimak")
    assert Counter(each.kind for each in SETTLEMENTS) == {"village": 1243, "city_village": 15, "town_village": 6}


def test_a_municipality_without_settlements_has_none_and_an_unknown_one_is_a_fault():
    assert REGISTER.settlements_of("41704400000010") == ()
    with pytest.raises(KeyError):
        REGISTER.settlements_of("41704235825999")


def test_names_are_complete_tidy_and_more_than_a_word_of_kind():
    for each in MUNICIPALITIES:
        for name in each.name:
            assert re.fullmatch(r"\S+( \S+)*", name), each
            assert read_name(name).names, each
        assert not re.search("[A-Za-z]", each.name.ky + each.name.ru), each
        assert not re.search("[А-Яа-я]", each.name.en), each


def test_the_register_says_which_kyrgyz_names_were_seen_in_use():
    assert Counter(each.ky_attested for each in MUNICIPALITIES) == {True: 62, False: 239}
    assert all(each.ky_attested == bool(each.ky_evidence) for each in MUNICIPALITIES)


def test_no_two_municipalities_of_a_raion_share_a_name_and_27_names_are_shared():
    raions = defaultdict(list)
    for each in MUNICIPALITIES:
        raions[fold(each.name.ky)].append(each.raion.code)
    assert all(len(set(codes)) == len(codes) for codes in raions.values())
    assert sum(len(codes) > 1 for codes in raions.values()) == 27


def test_municipalities_stand_from_the_programmes_start_with_no_end_invented():
    assert {(each.valid_from, each.valid_to) for each in MUNICIPALITIES} == {(date(2016, 10, 1), None)}
    assert FRAMES["municipalities"]["valid_to"].isna().all()
    assert (FRAMES["municipalities"]["valid_from"] == "2016-10-01").all()


@pytest.mark.parametrize(
    ("code", "ky", "ru", "en"),
    [
        ("41704235825000", "Кум-Дөбө айыл аймагы", "Кум-Дебенский айылный аймак", "Kum-Dobo aiyl aimak"),
        ("41702410000010", "Каракол шаары", "г. Каракол", "Karakol city"),
        ("41703211610010", "Кербен шаары", "г. Кербен", "Kerben city"),
        ("41702420510010", "Орто-Токой шаарчасы", "пгт Орто-Токой", "Orto-Tokoy urban settlement"),
    ],
)
def test_the_full_name_says_the_kind(code, ky, ru, en):
    assert tuple(REGISTER[code].full_name) == (ky, ru, en)


def test_the_frame_carries_the_names_of_raion_and_oblast_with_their_codes():
    row = FRAMES["municipalities"].set_index("code").loc["41704235825000"]
    assert dict(row[["raion", "raion_code", "oblast", "oblast_code", "kind"]]) == {
        "raion": "Kochkor raion",
        "raion_code": "41704235000000",
        "oblast": "Naryn oblast",
        "oblast_code": "41704000000000",
        "kind": "aiyl_aimak",
    }


def test_the_register_is_read_once():
    assert load_register() is load_register()


def test_looking_up_and_cataloguing_need_no_pandas():
    code = (
        "import sys, sources.findings\nfrom sources.register import load_register\n"
        "found = load_register().match(None, 'Кум-Дөбө').municipality\n"
        "load_register().settlements_of(found.code)\n"
        "assert 'pandas' not in sys.modules and 'pandera' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and code
