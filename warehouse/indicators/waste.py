"""Indicators of waste collection: coverage, schedule, money and disposal."""

from __future__ import annotations

from sqlalchemy import case

from sources.labels import Label
from warehouse.indicators.declaration import Direction, Indicator
from warehouse.indicators.rows import ZERO, at_least, reported

TITLE = Label("Таштандыны чыгаруу", "Вывоз мусора", "Waste collection")

_FORM = "waste_collection"
_SCHEDULE_KEPT_AT_LEAST = 90
"""Percent of planned pick-ups that must be made for the service to be one of quality."""

_CONTROLLED = ("authorised_landfill", "recycling")

INDICATORS = (
    Indicator(
        id="waste_coverage_rate",
        label=Label(
            "Таштанды чыгаруу кызматы менен камтылган калктын үлүшү",
            "Доля населения, охваченного вывозом мусора",
            "Residents served by waste collection",
        ),
        definition=(
            "Σ residents served ÷ Σ population, over the settlements of the waste collection form in which both are "
            "given."
        ),
        unit="%",
        direction=Direction.UP,
        source="SDG 11.6.1",
        rows=reported(_FORM),
        numerator=lambda row: row.residents_served,
        denominator=lambda row: row.population,
    ),
    Indicator(
        id="waste_quality_served",
        label=Label(
            "Таштанды чыгаруу боюнча сапаттуу кызмат алган жашоочулар",
            "Жители, получающие качественную услугу вывоза мусора",
            "Residents served by waste collection of good quality",
        ),
        definition=(
            "Σ residents served by waste collection in municipalities where Σ pick-ups made ÷ Σ pick-ups planned is at "
            "least 90 % in the quarter; others have no value. The count of contributing municipalities is published "
            "beside it."
        ),
        unit="person",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.residents_served,
        only_if=at_least(_SCHEDULE_KEPT_AT_LEAST, lambda row: row.pickups_made, lambda row: row.pickups_planned),
    ),
    Indicator(
        id="waste_schedule_kept",
        label=Label(
            "Таштанды чыгаруу графигинин аткарылышы", "Соблюдение графика вывоза мусора", "Pick-up schedule kept"
        ),
        definition=(
            "Σ pick-ups made ÷ Σ pick-ups planned in the quarter, over the settlements in which both are given."
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.pickups_made,
        denominator=lambda row: row.pickups_planned,
    ),
    Indicator(
        id="waste_collection_rate",
        label=Label(
            "Таштанды чыгаруу акысынын жыйналышы", "Собираемость платы за вывоз мусора", "Collection of waste charges"
        ),
        definition=(
            "Σ amount collected ÷ Σ amount billed for waste collection in the quarter, over the settlements in which "
            "both are given. Above 100 % where arrears are paid."
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.amount_collected,
        denominator=lambda row: row.amount_billed,
    ),
    Indicator(
        id="waste_controlled_disposal",
        label=Label(
            "Уруксат берилген полигонго же кайра иштетүүгө жеткирилген таштандынын үлүшү",
            "Доля отходов, вывезенных на санкционированный полигон или на переработку",
            "Waste taken to an authorised landfill or to recycling",
        ),
        definition=(
            "Σ waste removed (m³) where the disposal site is an authorised landfill or recycling ÷ Σ waste removed "
            "where the disposal site is given, in the quarter."
        ),
        unit="%",
        direction=Direction.UP,
        source="SDG 11.6.1",
        rows=reported(_FORM),
        numerator=lambda row: case((row.disposal_site.in_(_CONTROLLED), row.waste_removed_m3), else_=ZERO),
        denominator=lambda row: row.waste_removed_m3,
        where=lambda row: row.disposal_site.is_not(None),
    ),
)
