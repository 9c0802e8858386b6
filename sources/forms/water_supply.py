"""Water supply: one settlement's drinking-water system."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.form import Code, Decimal, Form, Integer, Kind, Rule, Severity, Text, decimal, integer
from sources.labels import Label


class WaterSupply(
    Form,
    sheet=Label("Суу менен камсыздоо", "Водоснабжение", "Water supply"),
    sheet_aliases=("Ичүүчү суу", "Таза суу", "Питьевая вода", "Суу", "Вода", "1-форма"),
    record="one settlement's drinking-water system",
):
    """One settlement's drinking-water system."""

    settlement: Text = recurring.settlement()
    population: Integer = recurring.population()
    households: Integer = integer(
        "household",
        Kind.STOCK,
        ky="Түтүндөрдүн саны",
        ru="Количество домохозяйств",
        en="Households",
        meaning=Label(
            "Айылдагы бардык түтүндөр, суусу жоктору да кирет.",
            "Все домохозяйства населённого пункта, включая те, у которых нет воды.",
            "All households of the settlement, those without water included.",
        ),
        aliases=(
            "Түтүн",
            "Түтүн саны",
            "Кожолуктар",
            "Кожолуктардын саны",
            "Үй-бүлөлөр",
            "Дворы",
            "Кол-во дворов",
            "Домохозяйства",
            "Хозяйства",
        ),
    )
    residents_served: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Таза ичүүчү суу менен камсыз болгон жашоочулар",
        ru="Жители, имеющие доступ к чистой питьевой воде",
        en="Residents with access to clean drinking water",
        meaning=Label(
            "Таза сууну үйүндөгү же короосундагы крандан же көчөдөгү колонкадан алган жашоочулар; колонкага "
            "барып-келүү 30 мүнөттөн ашпашы керек. Арыктан, дарыядан алынган же ташып келинген сууну ичкендер "
            "эсептелбейт.",
            "Жители, которые берут чистую воду из крана в доме или во дворе либо из уличной колонки, если дорога "
            "туда и обратно занимает не больше 30 минут. Кто пьёт воду из арыка, реки или привозную, не "
            "считается.",
            "Residents who take clean water from a tap in the house or yard, or from a standpipe no more than 30 "
            "minutes away there and back. Those who drink from ditches or rivers, or water brought by lorry, are "
            "not counted.",
        ),
        aliases=(
            "Таза суу менен камсыз болгон калк",
            "Жеткилик алгандар",
            "Камсыздалгандар",
            "Обеспечено водой",
            "Охвачено",
            "Доступ к воде",
        ),
    )
    connections: Integer = integer(
        "connection",
        Kind.STOCK,
        ky="Үйгө киргизилген түтүктөр",
        ru="Домовые подключения",
        en="House connections",
        meaning=Label(
            "Үйгө же короого киргизилген, катталган жана колдонулуп жаткан түтүктөр: бир түтүк бир абонент. "
            "Көчөдөгү колонкалар эсептелбейт.",
            "Действующие вводы воды в дом или во двор, на которые есть зарегистрированный абонент. Уличные "
            "колонки не считаются.",
            "Pipes into a house or yard that are in use and have a registered subscriber. Standpipes in the "
            "street are not counted.",
        ),
        aliases=("Үйүнө суу киргизгендер", "Короосунан суу", "Дворовые вводы", "Дворовый ввод", "Подключения"),
    )
    supply_hours_per_day: Decimal = decimal(
        "h/day",
        Kind.FLOW,
        maximum=24,
        ky="Суткасына суу берүү, саат",
        ru="Подача воды, часов в сутки",
        en="Supply, hours a day",
        meaning=Label(
            "Чейрек ичинде суу суткасына орточо канча саат берилди. Үзгүлтүксүз берилсе, 24.",
            "Сколько часов в сутки в среднем за квартал подавалась вода. Если круглосуточно, 24.",
            "For how many hours a day water was supplied, on average over the quarter; 24 if without a break.",
        ),
        additive=False,
        aliases=("Суу берүү, саат", "Подача воды, час", "Часов в сутки"),
    )
    water_supplied_m3: Decimal = decimal(
        "m3",
        Kind.FLOW,
        ky="Берилген суу, м³",
        ru="Подано воды, м³",
        en="Water supplied",
        meaning=Label(
            "Чейрек ичинде түтүккө берилген бардык суу, жоготуулар да кирет.",
            "Вся вода, поданная в сеть за квартал, включая потери.",
            "All water put into the network in the quarter, losses included.",
        ),
        aliases=("Көлөм", "Суунун көлөмү", "Объём", "Объём поданной воды", "Подано"),
    )
    water_billed_m3: Decimal = decimal(
        "m3",
        Kind.FLOW,
        ky="Акы эсептелген суу, м³",
        ru="Начислено за воду, м³",
        en="Water billed",
        meaning=Label(
            "Акы эсептелген суунун көлөмү, эсептегич же норма боюнча. Сом менен эмес, куб метр менен жазылат.",
            "Объём воды, за который начислена плата, по счётчикам или по норме. Пишут в кубометрах, а не в сомах.",
            "The water that was charged for, by meter or by norm: in cubic metres, not in som.",
        ),
        aliases=("Сатылган суу", "Реализовано", "Реализовано воды"),
    )
    tariff: Decimal = recurring.tariff()
    tariff_basis: Code = recurring.tariff_basis()
    amount_billed: Decimal = recurring.amount_billed()
    amount_collected: Decimal = recurring.amount_collected()
    operating_cost: Decimal = recurring.operating_cost()
    samples_taken: Integer = integer(
        "sample",
        Kind.FLOW,
        ky="Алынган суу үлгүлөрү",
        ru="Отобрано проб воды",
        en="Water samples taken",
        meaning=Label(
            "Лабораторияда текшерүү үчүн алынган ичүүчү суунун үлгүлөрү.",
            "Пробы питьевой воды, взятые для проверки в лаборатории.",
            "Samples of drinking water taken to be tested in a laboratory.",
        ),
        aliases=("Суу үлгүлөрү", "Проб воды", "Отобрано проб"),
    )
    samples_compliant: Integer = integer(
        "sample",
        Kind.FLOW,
        ky="Талапка жооп берген үлгүлөр",
        ru="Проб, соответствующих норме",
        en="Compliant samples",
        meaning=Label(
            "Алардын ичинен лабораториянын корутундусу боюнча бардык талаптарга жооп бергендери.",
            "Сколько из них по заключению лаборатории отвечает всем нормам.",
            "Those of them that met all norms, as the laboratory found.",
        ),
        aliases=("Талапка жооп бергени", "Соответствует норме", "Проб в норме"),
    )

    served_within_population = Rule(Severity.ERROR, "residents_served <= population")
    compliant_within_taken = Rule(Severity.ERROR, "samples_compliant <= samples_taken")
    billed_within_supplied = Rule(Severity.WARNING, "water_billed_m3 <= water_supplied_m3")
    collected_plausible = Rule(Severity.WARNING, "amount_collected <= 1.5 * amount_billed")
    household_size_plausible = Rule(Severity.WARNING, "1 <= population / households <= 15")
