"""Text as it is kept, and values as they are shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.values.texts import (
    TEXT_LIMIT,
    clean_text,
    is_formula_error,
    plain_number,
    shown_date,
    shown_number,
    shown_text,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Кара-Суу  ", "Кара-Суу"),
        ("Кара \n\r\n Суу", "Кара Суу"),
        ("Кара\u00a0\tСуу", "Кара Суу"),
        ("Кара\u0000\u0007Суу", "КараСуу"),
        ("\ufeffКара\u200b\u00adСуу", "КараСуу"),
        ("и\u0306", "й"),  # NFC
        ("\ud800Суу", "Суу"),  # half a surrogate pair cannot be stored
    ],
)
def test_text_is_kept_without_what_nobody_sees(written, kept):
    assert clean_text(written) == kept


@given(st.text())
def test_clean_text_is_clean_and_stays_so(written):
    kept = clean_text(written)

    assert clean_text(kept) == kept
    assert kept == kept.strip()
    assert "\n" not in kept


def test_text_is_no_longer_than_excel_allows():
    assert len(clean_text("а" * 40_000)) == TEXT_LIMIT


@pytest.mark.parametrize(
    ("number", "plain"),
    [(12.0, "12"), (12.5, "12.5"), (0.0, "0"), (-3.0, "-3"), (41707000000000.0, "41707000000000"), (1e-7, "0.0000001")],
)
def test_a_number_in_a_text_column_is_plain(number, plain):
    assert plain_number(number) == plain


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_plain_number_has_no_exponent(number):
    plain = plain_number(number)

    assert "e" not in plain
    assert float(plain) == pytest.approx(number, rel=1e-12, abs=1e-24)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (12.5, "12.5"),
        (12.5000001, "12.5"),
        (12.500000000000002, "12.5"),
        (12.0, "12"),
        (12.0000001, "12.0000001"),  # what is wrong with it must be seen
        (-0.0, "0"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_is_shown_as_a_clerk_knows_it(number, shown):
    assert shown_number(number) == shown


def test_a_date_is_shown_as_it_is_written_here():
    assert shown_date(date(2020, 5, 12)) == "12.05.2020"


def test_a_quoted_text_is_short_and_masked():
    assert shown_text("0555 12-34-56") == "***"
    assert len(shown_text("а" * 500)) == 200


@pytest.mark.parametrize("text", ["#REF!", "#ССЫЛКА!", "#ДЕЛ/0!", "#Н/Д", "#N/A", "#DIV/0!", " #ЗНАЧ! ", "#ИМЯ?"])
def test_error_values_are_known_as_text(text):
    assert is_formula_error(text)


@pytest.mark.parametrize("text", ["н/д", "#", "#1", "№ 5"])
def test_other_texts_are_no_error_values(text):
    assert not is_formula_error(text)
