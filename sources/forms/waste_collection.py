"""Waste collection: one settlement."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import DISPOSAL_SITE
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
        meaning=Label(
            "Таштандысы график боюнча такай чыгарылып турган жашоочулар: короосунан, көчөсүнөн же контейнер "
            "аянтчасынан.",
            "Жители, у которых отходы регулярно вывозят по графику: со двора, с улицы или с контейнерной площадки.",
            "Residents whose waste is regularly taken away by a timetable: from the yard, the street or a "
            "container site.",
        ),
        aliases=("Камсыздалгандар", "Тейленген калк", "Охвачено", "Обслуживается жителей"),
    )
    contracts: Integer = integer(
        "contract",
        Kind.STOCK,
        ky="Түзүлгөн келишимдер",
        ru="Заключено договоров",
        en="Service contracts",
        meaning=Label(
            "Чейректин аягында күчүндө турган бардык келишимдер, жаңылары гана эмес.",
            "Все договоры, действующие на конец квартала, а не только новые.",
            "All contracts in force at the quarter's end, not only the new ones.",
        ),
        aliases=("Келишимдер", "Келишимдердин саны", "Договоры", "Кол-во договоров"),
    )
    pickups_planned: Integer = integer(
        "pickup",
        Kind.FLOW,
        required=True,
        ky="Графикке ылайык чыгаруулар",
        ru="Рейсов по графику",
        en="Pick-ups planned",
        meaning=Label(
            "График боюнча ушул чейректе канча рейс болушу керек эле.",
            "Сколько рейсов должно было быть в этом квартале по графику.",
            "How many pick-ups the timetable asked for in this quarter.",
        ),
        aliases=("План рейс", "Пландалган рейстер", "Рейсы по плану", "Рейсов по плану"),
    )
    pickups_made: Integer = integer(
        "pickup",
        Kind.FLOW,
        required=True,
        ky="Аткарылган чыгаруулар",
        ru="Рейсов выполнено",
        en="Pick-ups made",
        meaning=Label(
            "Ушул чейректе иш жүзүндө канча рейс аткарылды.",
            "Сколько рейсов в этом квартале выполнено на самом деле.",
            "How many pick-ups were really made in this quarter.",
        ),
        aliases=("Рейс", "Рейс саны", "Чыгаруу саны", "Рейсы", "Вывозы", "Факт рейс", "Рейсов фактически"),
    )
    waste_removed_m3: Decimal = decimal(
        "m3",
        Kind.FLOW,
        ky="Чыгарылган таштанды, м³",
        ru="Вывезено отходов, м³",
        en="Waste removed",
        meaning=Label(
            "Чейрек ичинде бардык рейстер менен чыгарылган таштандынын көлөмү. Тонна менен эмес, куб метр менен "
            "жазылат.",
            "Объём отходов, вывезенных за квартал всеми рейсами. Пишут в кубометрах, а не в тоннах.",
            "The volume of waste that all pick-ups of the quarter removed: in cubic metres, not in tonnes.",
        ),
        aliases=("Көлөм", "Чыгарылды", "Объём", "Вывезено"),
    )
    disposal_site: Code = code(
        DISPOSAL_SITE,
        ky="Таштанды төгүлүүчү жай",
        ru="Место размещения отходов",
        en="Disposal site",
        meaning=Label(
            "Чыгарылган таштандынын көбү кайда төгүлдү.",
            "Куда вывезена большая часть отходов.",
            "Where most of the waste was taken.",
        ),
        aliases=("Таштанды төгүүчү жай", "Полигон", "Место вывоза"),
    )
    tariff: Decimal = recurring.tariff("Тазалык жыйымы", "Сбор за вывоз", "Плата")
    tariff_basis: Code = recurring.tariff_basis()
    amount_billed: Decimal = recurring.amount_billed()
    amount_collected: Decimal = recurring.amount_collected()
    operating_cost: Decimal = recurring.operating_cost()

    served_within_population = Rule(Severity.ERROR, "residents_served <= population")
    pickups_plausible = Rule(Severity.WARNING, "pickups_made <= 1.5 * pickups_planned")
    collected_plausible = Rule(Severity.WARNING, "amount_collected <= 1.5 * amount_billed")
