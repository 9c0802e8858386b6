"""Indicators of street lighting."""

from __future__ import annotations

from sources.labels import Label
from warehouse.indicators.declaration import Direction, Indicator
from warehouse.indicators.rows import at_least, reported

TITLE = Label("Көчөлөрдү жарыктандыруу", "Уличное освещение", "Street lighting")

_FORM = "street_lighting"
_WORKING_AT_LEAST = 80
"""Percent of installed lamps that must work for a municipality's lit streets to count."""

INDICATORS = (
    Indicator(
        id="lighting_residents",
        label=Label(
            "Жарыктандырылган көчөлөрдө жашагандар", "Жители освещённых улиц", "Residents of streets that are lit"
        ),
        definition=Label(
            "Σ жарык көчөлөрдө жашагандар, Σ иштеген лампалар ÷ Σ орнотулган лампалар кеминде 80 % болгон "
            "муниципалитеттер боюнча; калгандарында маани болбойт. Анын жанында салым кошкон муниципалитеттердин саны "
            "жарыяланат.",
            "Σ жителей освещённых улиц в муниципалитетах, где Σ исправных светильников ÷ Σ установленных светильников "
            "составляет не менее 80 %; у остальных значения нет. Рядом публикуется число муниципалитетов, внёсших "
            "вклад.",
            "Σ residents of lit streets in municipalities where Σ lamps working ÷ Σ lamps installed is at least 80 %; "
            "others have no value. The count of contributing municipalities is published beside it.",
        ),
        unit="person",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.residents_covered,
        only_if=at_least(_WORKING_AT_LEAST, lambda row: row.lamps_working, lambda row: row.lamps_installed),
    ),
    Indicator(
        id="lighting_lamps_working",
        label=Label("Иштеп турган лампалардын үлүшү", "Доля исправных светильников", "Lamps working"),
        definition=Label(
            "Σ иштеген лампалар ÷ Σ орнотулган лампалар, эки мааниси тең көрсөтүлгөн калктуу пункттар боюнча.",
            "Σ исправных светильников ÷ Σ установленных светильников, по населённым пунктам, для которых указаны оба "
            "значения.",
            "Σ lamps working ÷ Σ lamps installed, over the settlements in which both are given.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.lamps_working,
        denominator=lambda row: row.lamps_installed,
    ),
    Indicator(
        id="lighting_street_coverage",
        label=Label("Жарыктандырылган көчөлөрдүн үлүшү", "Доля освещённых улиц", "Street length lit"),
        definition=Label(
            "Σ жарыктандырылган көчөлөрдүн узундугу (км) ÷ Σ көчөлөрдүн узундугу, эки мааниси тең көрсөтүлгөн калктуу "
            "пункттар боюнча.",
            "Σ протяжённости освещённых улиц (км) ÷ Σ протяжённости улиц, по населённым пунктам, для которых указаны "
            "оба значения.",
            "Σ lit street length (km) ÷ Σ street length, over the settlements in which both are given.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.streets_lit_km,
        denominator=lambda row: row.streets_km,
    ),
)
