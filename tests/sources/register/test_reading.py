"""An operator's own register: what it says, and every fault told in one line with its file and line."""

from __future__ import annotations

import os

import pytest

from sources.register import SHIPPED_REGISTER, RegisterError, load_register

AREAS = """code,kind,parent_code,name_ky,name_ru,name_en,iso_3166_2,in_programme
41708000000000,oblast,,Чүй облусу,Чуйская область,Chuy oblast,KG-C,true
41708206000000,raion,41708000000000,Ысык-Ата району,Ысык-Атинский район,Ysyk-Ata raion,,true
"""
MUNICIPALITIES = """code,valid_from,valid_to,name_ky,name_ru,name_en,kind,kind_detail,raion_code,oblast_code,ky_attested,ky_evidence,aliases
41708206815000,2016-10-01,,Интернационал,Интернациональный айылный аймак,Internatsional,aiyl_aimak,aiyl_aimak,41708206000000,41708000000000,false,,
41708206600010,2016-10-01,2020-12-31,Кант,Кант,Kant,city,city_raion,41708206000000,41708000000000,false,,Kant city|Кант ш.
"""  # noqa: E501 - lines of a file
SETTLEMENTS = """code,municipality_code,kind,name_ru
41708206815010,41708206815000,village,Люксембург
"""
FILES = {"areas.csv": AREAS, "municipalities.csv": MUNICIPALITIES, "settlements.csv": SETTLEMENTS}


@pytest.fixture
def register(tmp_path):
    def load(**changed):
        for name, text in FILES.items():
            content = changed.get(name.removesuffix(".csv"), text)
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_register(tmp_path)

    return load


def test_a_folder_of_the_same_three_files_is_a_register(register):
    found = register()
    assert list(found.municipalities) == ["41708206600010", "41708206815000"], "in the order of the codes"
    kant = found["41708206600010"]
    assert (kant.full_name.ru, kant.oblast.name.en, kant.aliases) == (
        "г. Кант",
        "Chuy oblast",
        ("Kant city", "Кант ш."),
    )
    assert [each.name_ru for each in found.settlements_of("41708206815000")] == ["Люксембург"]
    assert found.match(None, "Интернационал").municipality.code == "41708206815000"
    assert "41704235825000" not in found, "the shipped one is another"


def test_semicolons_comments_and_a_byte_order_mark_are_what_spreadsheets_and_people_write(register):
    text = "\ufeff# of 2026\n" + SETTLEMENTS.replace(",", ";") + "\n"
    assert list(register(settlements=text).settlements) == ["41708206815010"]


def test_it_is_read_again_when_a_file_has_changed_and_only_then(register, tmp_path):
    first = register()
    assert load_register(tmp_path) is first
    (tmp_path / "settlements.csv").write_text(SETTLEMENTS.replace("Люксембург", "Нурманбет"), encoding="utf-8")
    os.utime(tmp_path / "settlements.csv", (1_700_000_000, 1_700_000_000))
    second = load_register(tmp_path)
    assert second.settlements["41708206815010"].name_ru == "Нурманбет"
    assert second.fingerprint != first.fingerprint
    assert load_register(SHIPPED_REGISTER) is load_register()


@pytest.mark.parametrize(
    "fault",
    [
        ("areas", "41708206000000", "4.17E+13", "line 3: not a 14-digit code: '4.17E+13'"),
        ("areas", "raion,41708000000000", "raion,41709000000000", "41708206000000 is of kind raion and lies in 41709"),
        ("areas", "raion,41708000000000", "raion,", "41708206000000 is of kind raion and lies in no oblast"),
        ("areas", "oblast,,", "province,,", "line 2: kind is 'province', not oblast or"),
        ("areas", "Чуйская область", "", "line 2: name_ru is empty"),
        ("areas", "KG-C,true", "KG-C,yes", "line 2: in_programme is 'yes', not true or false"),
        ("municipalities", "code,valid_from", "code,from", "line 1: no column valid_from"),
        ("municipalities", "41708206600010", "41708206815000", "line 3: 41708206815000 stands in an earlier line"),
        (
            "municipalities",
            "city,city_raion,41708206000000",
            "city,city_raion,41708207000000",
            "is not in the register",
        ),
        ("municipalities", "41708206000000,41708000000000", "41708000000000,41708206000000", "does not lie in"),
        ("municipalities", "city,city_raion", "aiyl_aimak,city_raion", "line 3: kind is 'aiyl_aimak', not city"),
        ("municipalities", "Интернационал,", ",", "line 2: name_ky is empty"),
        (
            "municipalities",
            "2020-12-31",
            "31.12.2020",
            "line 3: valid_to is '31.12.2020', not a day such as 2016-10-01",
        ),
        ("municipalities", "2020-12-31", "2015-12-31", "line 3: valid_to 2015-12-31 is earlier than valid_from"),
        ("municipalities", "Kant city|Кант ш.", "Kant, city", "line 3: 14 cells, where the heading has 13"),
        ("settlements", "10,41708206815000", "10,41708206999000", "municipality_code '41708206999000' is not in the"),
        ("settlements", "village", "town", "line 2: kind is 'town', not village or city_village or town_village"),
        ("settlements", "41708206815010,41708206815000,village,Люксембург\n", "", "no line below the heading"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(register, tmp_path, fault):
    file, written, instead, told = fault
    text = FILES[f"{file}.csv"]
    assert written in text
    with pytest.raises(RegisterError) as error:
        _ = register(**{file: text.replace(written, instead)}).settlements
    message = str(error.value)
    assert message.startswith(str(tmp_path / f"{file}.csv"))
    assert told in message
    assert "\n" not in message


def test_more_faults_are_counted(register):
    with pytest.raises(RegisterError, match=r"line 2: kind .* \(and 1 more faults\)$"):
        register(municipalities=MUNICIPALITIES.replace("aiyl_aimak,aiyl_aimak", "x,city_raion").replace("2020-12", "x"))


def test_a_file_that_is_missing_or_in_another_encoding_is_told(register, tmp_path):
    with pytest.raises(RegisterError, match=r"areas\.csv: not UTF-8 text"):
        register(areas=AREAS.encode("cp1251", "replace"))
    (tmp_path / "settlements.csv").unlink()
    with pytest.raises(RegisterError, match=r"settlements\.csv: No such file or directory"):
        load_register(tmp_path)
