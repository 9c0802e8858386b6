"""What is masked in free text, and what must stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.values.privacy import mask_personal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("тел. +996 555 123456", "тел. ***"),
        ("+996(555)12-34-56, Айгүл", "***, Айгүл"),
        ("996555123456", "***"),
        ("0555 12-34-56", "***"),
        ("0555123456", "***"),
        ("бөлмө 5 0555 123456", "бөлмө 5 ***"),
        ("(03222) 5-12-34", "***"),
        ("0 (312) 66-12-34", "***"),
        ("555 12 34 56", "***"),
        ("555-123-456", "***"),
        ("555123456", "***"),
        ("8 777 123 45 67", "***"),
        ("+7 999 123-45-67", "***"),
        ("wa.me/996555123456", "wa.me/***"),
        ("жазыңыз: ail.okmotu@mail.kg", "жазыңыз: ***"),
        ("20101198012345", "***"),
        ("код 41707000000000, тел 0555123456", "код 41707000000000, тел ***"),
    ],
)
def test_phone_numbers_addresses_and_personal_numbers_are_masked(written, kept):
    assert mask_personal(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "41707000000000",
        "41707 000 000 00 0",
        "31.12.2020",
        "01.02.2020 12:30",
        "05-12-2020 10",
        "5 425 200 сом",
        "1 000 000 000",
        "токтом № 12/345, 2019-2020",
        "мектеп №555",
        "200 123 456",
        "18-28 жаш",
    ],
)
def test_codes_dates_amounts_and_numbers_of_documents_stay(written):
    assert mask_personal(written) == written


@given(st.integers(0, 10**11 - 1))
def test_no_code_of_a_municipality_is_masked(rest):
    code = f"417{rest:011}"

    assert mask_personal(f"коду {code}") == f"коду {code}"
    assert mask_personal(f"{code[:5]} {code[5:8]} {code[8:11]} {code[11:13]} {code[13]}").replace(" ", "") == code


@given(st.sampled_from(["+996", "996", "0", "+996 ", "0 "]), st.sampled_from("2579"), st.integers(0, 10**8 - 1))
def test_every_mobile_number_is_masked(prefix, operator, rest):
    digits = f"{operator}{rest:08}"
    for written in (digits, f"{digits[:3]} {digits[3:]}", f"{digits[:3]}-{digits[3:5]}-{digits[5:7]}-{digits[7:]}"):
        assert mask_personal(f"чалыңыз {prefix}{written}") == "чалыңыз ***"
