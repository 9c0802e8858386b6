from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from aimak_pipeline.sample.cells import CellStyle, Serial, draw_style, in_cell, with_russian_letters
from aimak_pipeline.sample.draws import draw_for
from sources.forms import FORMS

if TYPE_CHECKING:
    from aimak_pipeline.sample.services import Value

WATER = FORMS["water_supply"].columns()
CLUBS = FORMS["youth_clubs"].columns()
TARIFFS = FORMS["tariff_decisions"].columns()


@pytest.mark.parametrize(
    ("value", "column", "style", "cell"),
    [
        (1234.5, WATER["amount_billed"], CellStyle(frozenset()), 1234.5),
        (1234.0, WATER["amount_billed"], CellStyle(frozenset()), 1234),
        (
            1234.5,
            WATER["amount_billed"],
            CellStyle(frozenset(), as_text={"amount_billed"}, space="\u00a0"),
            "1\u00a0234,5",
        ),
        (450, WATER["population"], CellStyle(frozenset(), as_text={"population"}), "450"),
        (125_500.0, WATER["amount_billed"], CellStyle(frozenset(), in_thousands={"amount_billed"}), 125.5),
        (20.0, WATER["tariff"], CellStyle(frozenset({"som_with_hyphen"})), "20-00"),
        # 6-50 could be a range: it is not written so
        (6.5, WATER["tariff"], CellStyle(frozenset({"som_with_hyphen"})), 6.5),
        (0, WATER["samples_taken"], CellStyle(frozenset({"none_for_zero"}), "ru"), "нет"),
        (0.0, WATER["amount_billed"], CellStyle(frozenset({"none_for_zero"})), 0),
        (True, CLUBS["fee_agreed_with_parents"], CellStyle(frozenset(), "ky"), "ооба"),
        (False, CLUBS["fee_agreed_with_parents"], CellStyle(frozenset({"boolean_cells"})), False),
        ("dance", CLUBS["activity"], CellStyle(frozenset(), "ru"), "Танцы"),
        ("dance", CLUBS["activity"], CellStyle(frozenset({"codes_as_codes"})), "dance"),
        ("local_budget", CLUBS["funding"], CellStyle(frozenset({"russian_letters"})), "Жергиликтуу бюджет"),
        (date(2020, 12, 31), TARIFFS["adopted_on"], CellStyle(frozenset()), date(2020, 12, 31)),
        (
            date(2020, 12, 31),
            TARIFFS["adopted_on"],
            CellStyle(frozenset(), days={"adopted_on": Serial}),
            Serial(date(2020, 12, 31)),
        ),
        (None, WATER["tariff_basis"], CellStyle(frozenset({"missing_marks"})), None),
    ],
)
def test_a_value_in_its_cell(value: Value, column: object, style: CellStyle, cell: object) -> None:
    shown = in_cell(value, column, style, draw_for(1, "cell"))  # type: ignore[arg-type]
    assert shown == cell
    assert type(shown) is type(cell)


def test_amounts_in_thousands_are_whole_halves_so_that_nothing_is_lost() -> None:
    assert 0.5 * 1000 == 500
    style = draw_style(draw_for(1, "style"), WATER, frozenset({"thousands"}), "ky")
    assert style.in_thousands == {"amount_billed", "amount_collected", "operating_cost"}


def test_kyrgyz_on_a_russian_keyboard() -> None:
    assert with_russian_letters("Айыл өкмөтүнүн кеңеши") == "Айыл окмотунун кенеши"
