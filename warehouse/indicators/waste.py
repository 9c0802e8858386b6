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
        definition=Label(
            "Σ кызмат көрсөтүлгөн жашоочулар ÷ Σ калктын саны, «Таштандыларды чыгаруу» формасындагы эки мааниси тең "
            "көрсөтүлгөн калктуу пункттар боюнча.",
            "Σ обслуживаемых жителей ÷ Σ численности населения, по населённым пунктам формы «Вывоз ТБО», для которых "
            "указаны оба значения.",
            "Σ residents served ÷ Σ population, over the settlements of the waste collection form in which both are "
            "given.",
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
        definition=Label(
            "Таштанды чыгаруу боюнча Σ кызмат көрсөтүлгөн жашоочулар, чейрек ичинде Σ аткарылган чыгаруулар ÷ Σ "
            "графикке ылайык чыгаруулар кеминде 90 % болгон муниципалитеттер боюнча; калгандарында маани болбойт. "
            "Анын жанында салым кошкон муниципалитеттердин саны жарыяланат.",
            "Σ жителей, охваченных вывозом мусора, в муниципалитетах, где за квартал Σ выполненных рейсов ÷ Σ рейсов "
            "по графику составляет не менее 90 %; у остальных значения нет. Рядом публикуется число муниципалитетов, "
            "внёсших вклад.",
            "Σ residents served by waste collection in municipalities where Σ pick-ups made ÷ Σ pick-ups planned is at "
            "least 90 % in the quarter; others have no value. The count of contributing municipalities is published "
            "beside it.",
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
        definition=Label(
            "Чейрек ичинде Σ аткарылган чыгаруулар ÷ Σ графикке ылайык чыгаруулар, эки мааниси тең көрсөтүлгөн "
            "калктуу пункттар боюнча.",
            "Σ выполненных рейсов ÷ Σ рейсов по графику за квартал, по населённым пунктам, для которых указаны оба "
            "значения.",
            "Σ pick-ups made ÷ Σ pick-ups planned in the quarter, over the settlements in which both are given.",
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
        definition=Label(
            "Чейрек ичинде таштанды чыгаруу үчүн Σ жыйналган акы ÷ Σ эсептелген акы, эки мааниси тең көрсөтүлгөн "
            "калктуу пункттар боюнча. Мурунку карыздар төлөнсө, 100 %дан ашат.",
            "Σ собранной платы ÷ Σ начисленной платы за вывоз мусора за квартал, по населённым пунктам, для которых "
            "указаны оба значения. Больше 100 %, если погашаются прежние долги.",
            "Σ amount collected ÷ Σ amount billed for waste collection in the quarter, over the settlements in which "
            "both are given. Above 100 % where arrears are paid.",
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
        definition=Label(
            "Чейрек ичинде Σ төгүлүүчү жайы «Уруксат берилген полигон» же «Кайра иштетүү» болгон чыгарылган таштанды "
            "(м³) ÷ Σ төгүлүүчү жайы көрсөтүлгөн чыгарылган таштанды.",
            "Σ вывезенных за квартал отходов (м³) с местом размещения «Санкционированный полигон» или «Переработка» ÷ "
            "Σ вывезенных за квартал отходов, для которых место размещения указано.",
            "Σ waste removed (m³) where the disposal site is an authorised landfill or recycling ÷ Σ waste removed "
            "where the disposal site is given, in the quarter.",
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
