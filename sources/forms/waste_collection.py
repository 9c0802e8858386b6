"""Waste collection: one settlement."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import DISPOSAL_SITE, TARIFF_BASIS
from sources.forms.form import Code, Decimal, Form, Integer, Kind, Rule, Severity, Text, code, decimal, integer
from sources.labels import Label


class WasteCollection(
    Form,
    sheet=Label("Таштандыларды чыгаруу", "Вывоз ТБО", "Waste collection"),
    sheet_aliases=(
        "Таштанды",
        "Таштандылар",
        "Тазалык",
        "Катуу тиричилик калдыктары",
        "ТБО",
        "ТКО",
        "Вывоз мусора",
        "Мусор",
        "Санитарная очистка",
        "Таза-Айыл",
    ),
    record="one settlement",
):
    """One settlement."""

    settlement: Text = recurring.settlement()
    population: Integer = recurring.population()
    residents_served: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Кызмат көрсөтүлгөн жашоочулар",
        ru="Обслуживаемые жители",
        en="Residents served",
        aliases=("Камсыздалгандар", "Тейленген калк", "Охвачено", "Обслуживается жителей"),
    )
    contracts: Integer = integer(
        "contract",
        Kind.STOCK,
        ky="Түзүлгөн келишимдер",
        ru="Заключено договоров",
        en="Service contracts",
        aliases=("Келишимдер", "Келишимдердин саны", "Договоры", "Кол-во договоров"),
    )
    pickups_planned: Integer = integer(
        "pickup",
        Kind.FLOW,
        required=True,
        ky="Графикке ылайык чыгаруулар",
        ru="Рейсов по графику",
        en="Pick-ups planned",
        aliases=("План рейс", "Пландалган рейстер", "Рейсы по плану", "Рейсов по плану"),
    )
    pickups_made: Integer = integer(
        "pickup",
        Kind.FLOW,
        required=True,
        ky="Аткарылган чыгаруулар",
        ru="Рейсов выполнено",
        en="Pick-ups made",
        aliases=("Рейс", "Рейс саны", "Чыгаруу саны", "Рейсы", "Вывозы", "Факт рейс", "Рейсов фактически"),
    )
    waste_removed_m3: Decimal = decimal(
        "m3",
        Kind.FLOW,
        ky="Чыгарылган таштанды, м³",
        ru="Вывезено отходов, м³",
        en="Waste removed",
        aliases=("Көлөм", "Чыгарылды", "Объём", "Вывезено"),
    )
    disposal_site: Code = code(
        DISPOSAL_SITE,
        ky="Таштанды төгүлүүчү жай",
        ru="Место размещения отходов",
        en="Disposal site",
        aliases=("Таштанды төгүүчү жай", "Полигон", "Место вывоза"),
    )
    tariff: Decimal = decimal(
        "KGS",
        Kind.STOCK,
        ky="Тариф, сом",
        ru="Тариф, сом",
        en="Tariff",
        additive=False,
        aliases=(
            "Тарифи",
            "Баасы",
            "Цена",
            "Тарифтин өлчөмү",
            "Размер тарифа",
            "Тазалык жыйымы",
            "Сбор за вывоз",
            "Плата",
        ),
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

    served_within_population = Rule(Severity.ERROR, "residents_served <= population")
    pickups_plausible = Rule(Severity.WARNING, "pickups_made <= 1.5 * pickups_planned")
    collected_plausible = Rule(Severity.WARNING, "amount_collected <= 1.5 * amount_billed")
