"""Where the pages of figures lie."""

from __future__ import annotations

from warehouse.lineage.places import figure_page


def test_every_area_of_an_indicator_has_its_place_on_one_page() -> None:
    assert figure_page("water_access_rate", "programme", "programme") == "figures/water_access_rate.html#programme"
    assert figure_page("water_access_rate", "kind", "city") == "figures/water_access_rate.html#kind-city"
    assert (
        figure_page("water_access_rate", "municipality", "41704235825000")
        == "figures/water_access_rate.html#municipality-41704235825000"
    )
