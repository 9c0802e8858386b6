"""Water supply: one settlement's drinking-water system."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import TARIFF_BASIS
from sources.forms.form import Code, Decimal, Form, Integer, Kind, Rule, Severity, Text, code, decimal, integer
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
        aliases=("Үйүнө суу киргизгендер", "Короосунан суу", "Дворовые вводы", "Дворовый ввод", "Подключения"),
    )
    supply_hours_per_day: Decimal = decimal(
        "h/day",
        Kind.FLOW,
        maximum=24,
        ky="Суткасына суу берүү, саат",
        ru="Подача воды, часов в сутки",
        en="Supply, hours a day",
        additive=False,
        aliases=("Суу берүү, саат", "Подача воды, час", "Часов в сутки"),
    )
    water_supplied_m3: Decimal = decimal(
        "m3",
        Kind.FLOW,
        ky="Берилген суу, м³",
        ru="Подано воды, м³",
        en="Water supplied",
        aliases=("Көлөм", "Суунун көлөмү", "Объём", "Объём поданной воды", "Подано"),
    )
    water_billed_m3: Decimal = decimal(
        "m3",
        Kind.FLOW,
        ky="Акы эсептелген суу, м³",
        ru="Начислено за воду, м³",
        en="Water billed",
        aliases=("Сатылган суу", "Реализовано", "Реализовано воды"),
    )
    tariff: Decimal = decimal(
        "KGS",
        Kind.STOCK,
        ky="Тариф, сом",
        ru="Тариф, сом",
        en="Tariff",
        additive=False,
        aliases=("Тарифи", "Баасы", "Цена", "Тарифтин өлчөмү", "Размер тарифа"),
    )
    tariff_basis: Code = code(
        TARIFF_BASIS,
        ky="Тарифтин өлчөм бирдиги",
        ru="Единица тарифа",
        en="Tariff basis",
        aliases=("Бирдиги", "Өлчөм бирдиги", "Тарифтин бирдиги", "Единица", "Ед. тарифа", "За что"),
    )
    amount_billed: Decimal = recurring.amount_billed()
    amount_collected: Decimal = recurring.amount_collected()
    operating_cost: Decimal = recurring.operating_cost()
    samples_taken: Integer = integer(
        "sample",
        Kind.FLOW,
        ky="Алынган суу үлгүлөрү",
        ru="Отобрано проб воды",
        en="Water samples taken",
        aliases=("Суу үлгүлөрү", "Проб воды", "Отобрано проб"),
    )
    samples_compliant: Integer = integer(
        "sample",
        Kind.FLOW,
        ky="Талапка жооп берген үлгүлөр",
        ru="Проб, соответствующих норме",
        en="Compliant samples",
        aliases=("Талапка жооп бергени", "Соответствует норме", "Проб в норме"),
    )

    served_within_population = Rule(Severity.ERROR, "residents_served <= population")
    compliant_within_taken = Rule(Severity.ERROR, "samples_compliant <= samples_taken")
    billed_within_supplied = Rule(Severity.WARNING, "water_billed_m3 <= water_supplied_m3")
    collected_plausible = Rule(Severity.WARNING, "amount_collected <= 1.5 * amount_billed")
    household_size_plausible = Rule(Severity.WARNING, "1 <= population / households <= 15")
