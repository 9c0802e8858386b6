"""Street lighting: one settlement."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.form import Decimal, Form, Integer, Kind, Rule, Severity, Text, decimal, integer
from sources.labels import Label


class StreetLighting(
    Form,
    sheet=Label("Көчө жарыктандыруу", "Уличное освещение", "Street lighting"),
    sheet_aliases=("Көчө жарыгы", "Жарык", "Освещение", "Свет"),
    record="one settlement",
):
    """One settlement."""

    settlement: Text = recurring.settlement()
    population: Integer = recurring.population()
    residents_covered: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Жарык көчөлөрдө жашагандар",
        ru="Жители освещённых улиц",
        en="Residents of lit streets",
        aliases=("Камсыздалгандар", "Охвачено", "Охвачено жителей"),
    )
    streets_km: Decimal = decimal(
        "km",
        Kind.STOCK,
        ky="Көчөлөрдүн узундугу, км",
        ru="Протяжённость улиц, км",
        en="Street length",
        aliases=("Көчөнүн узундугу", "Көчөлөр", "Протяжённость", "Длина улиц"),
    )
    streets_lit_km: Decimal = decimal(
        "km",
        Kind.STOCK,
        ky="Жарыктандырылган көчөлөр, км",
        ru="Освещено улиц, км",
        en="Lit street length",
        aliases=("Жарык көчөлөр", "Жарыктандырылды", "Освещённые улицы", "Освещено"),
    )
    lamps_installed: Integer = integer(
        "lamp",
        Kind.STOCK,
        required=True,
        ky="Орнотулган лампалар",
        ru="Установлено светильников",
        en="Lamps installed",
        aliases=("Лампалар", "Чырактар", "Светильники", "Фонари", "Лампалардын саны", "Кол-во светильников"),
    )
    lamps_working: Integer = integer(
        "lamp",
        Kind.STOCK,
        required=True,
        ky="Иштеген лампалар",
        ru="Исправных светильников",
        en="Lamps working",
        aliases=("Иштегени", "Иштеген чырактар", "Исправные", "Работает"),
    )
    electricity_kwh: Decimal = decimal(
        "kWh",
        Kind.FLOW,
        ky="Электр энергиясы, кВт·саат",
        ru="Электроэнергия, кВт·ч",
        en="Electricity",
        aliases=("Электр энергия", "Электр", "Свет"),
    )
    operating_cost: Decimal = recurring.operating_cost()

    covered_within_population = Rule(Severity.ERROR, "residents_covered <= population")
    working_within_installed = Rule(Severity.ERROR, "lamps_working <= lamps_installed")
    lit_within_length = Rule(Severity.ERROR, "streets_lit_km <= streets_km")
