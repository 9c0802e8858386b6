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
        meaning=Label(
            "Чырактары түнкүсүн күйүп турган көчөлөрдө жашагандар.",
            "Жители улиц, на которых ночью горят светильники.",
            "People who live in streets where the lamps burn at night.",
        ),
        aliases=("Камсыздалгандар", "Охвачено", "Охвачено жителей"),
    )
    streets_km: Decimal = decimal(
        "km",
        Kind.STOCK,
        ky="Көчөлөрдүн узундугу, км",
        ru="Протяжённость улиц, км",
        en="Street length",
        meaning=Label(
            "Айылдагы бардык көчөлөрдүн узундугу, жарыгы барлары да, жоктору да.",
            "Длина всех улиц населённого пункта, с освещением и без него.",
            "The length of all streets of the settlement, lit or not.",
        ),
        aliases=("Көчөнүн узундугу", "Көчөлөр", "Протяжённость", "Длина улиц"),
    )
    streets_lit_km: Decimal = decimal(
        "km",
        Kind.STOCK,
        ky="Жарыктандырылган көчөлөр, км",
        ru="Освещено улиц, км",
        en="Lit street length",
        meaning=Label(
            "Чырактары иштеп турган көчөлөрдүн узундугу.",
            "Длина улиц, на которых светильники работают.",
            "The length of the streets where the lamps work.",
        ),
        aliases=("Жарык көчөлөр", "Жарыктандырылды", "Освещённые улицы", "Освещено"),
    )
    lamps_installed: Integer = integer(
        "lamp",
        Kind.STOCK,
        required=True,
        ky="Орнотулган лампалар",
        ru="Установлено светильников",
        en="Lamps installed",
        meaning=Label(
            "Көчөлөрдөгү бардык чырактар, күйбөгөндөрү да кирет.",
            "Все светильники на улицах, включая те, которые не горят.",
            "All lamps in the streets, those that do not burn included.",
        ),
        aliases=("Лампалар", "Чырактар", "Светильники", "Фонари", "Лампалардын саны", "Кол-во светильников"),
    )
    lamps_working: Integer = integer(
        "lamp",
        Kind.STOCK,
        required=True,
        ky="Иштеген лампалар",
        ru="Исправных светильников",
        en="Lamps working",
        meaning=Label(
            "Чейректин акыркы күнүндө иштеп турган чырактар: кечинде күйгүзгөндө жанат. Күйүп кеткени, бузулганы "
            "жана токтон ажыратылганы эсептелбейт.",
            "Светильники, исправные в последний день квартала: загораются, когда вечером включают освещение. "
            "Перегоревшие, сломанные и отключённые не считаются.",
            "Lamps that work on the quarter's last day: they light up when switched on in the evening. Those "
            "burnt out, broken or cut off are not counted.",
        ),
        aliases=("Иштегени", "Иштеген чырактар", "Исправные", "Работает"),
    )
    electricity_kwh: Decimal = decimal(
        "kWh",
        Kind.FLOW,
        ky="Электр энергиясы, кВт·саат",
        ru="Электроэнергия, кВт·ч",
        en="Electricity",
        meaning=Label(
            "Көчө жарыгы үчүн чейрек ичинде керектелген электр энергиясы. Сом менен эмес, кВт·саат менен жазылат.",
            "Электроэнергия, израсходованная за квартал на уличное освещение. Пишут в кВт·ч, а не в сомах.",
            "Electricity that street lighting used in the quarter: in kWh, not in som.",
        ),
        aliases=("Электр энергия", "Электр", "Свет"),
    )
    operating_cost: Decimal = recurring.operating_cost()

    covered_within_population = Rule(Severity.ERROR, "residents_covered <= population")
    working_within_installed = Rule(Severity.ERROR, "lamps_working <= lamps_installed")
    lit_within_length = Rule(Severity.ERROR, "streets_lit_km <= streets_km")
