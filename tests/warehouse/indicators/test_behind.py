"""The columns of forms that figures come from are those that the declarations name."""

from __future__ import annotations

from sources.forms import ALL_FORMS
from warehouse.indicators import INDICATORS
from warehouse.indicators.behind import columns_behind


def test_a_ratio_depends_on_the_columns_above_and_below_the_line() -> None:
    assert columns_behind([INDICATORS["water_collection_rate"]]) == {
        "numerator": [("water_supply", "amount_collected")],
        "denominator": [("water_supply", "amount_billed")],
    }


def test_a_count_depends_on_what_is_counted_and_on_what_decides_whether_it_is() -> None:
    behind = columns_behind([INDICATORS["water_access_gained"]])
    assert ("water_supply", "residents_served") in behind["numerator"]
    assert ("tariff_decisions", "effective_on") in behind["numerator"]
    assert behind["denominator"] == []


def test_every_column_is_one_of_a_form() -> None:
    behind = columns_behind(INDICATORS.values())
    assert all(column in ALL_FORMS[form].columns() for columns in behind.values() for form, column in columns)
