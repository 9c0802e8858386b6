"""Columns that several forms ask in the same words: one declaration, a column of its own in each form."""

from __future__ import annotations

from typing import Any

from sources.forms.codes import TARIFF_BASIS
from sources.forms.form import Kind, code, date, decimal, integer, text
from sources.labels import Label


def settlement() -> Any:
    """The settlement that a row is about."""
    return text(
        key=True,
        required=True,
        ky="Айыл / калктуу пункт",
        ru="Населённый пункт",
        en="Settlement",
        aliases=(
            "Айыл",
            "Айылдар",
            "Айылы",
            "Кыштак",
            "Калктуу конуш",
            "Калктуу пункт",
            "Село",
            "Сёла",
            "НП",
            "Айыл/НП",
            "Айылдын аталышы",
            "Название села",
        ),
    )


def population() -> Any:
    """The settlement's population, against which everything served is held."""
    return integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Калктын саны",
        ru="Численность населения",
        en="Population",
        meaning=Label(
            "Айылдын бардык жашоочулары: кызматты алгандар да, албагандар да.",
            "Все жители населённого пункта: и те, кто получает услугу, и те, кто её не получает.",
            "All residents of the settlement, whether or not they get the service.",
        ),
        aliases=(
            "Калкы",
            "Калк",
            "Жашоочулардын саны",
            "Тургундар",
            "Тургундардын саны",
            "Население",
            "Кол-во населения",
        ),
    )


def tariff(*more_aliases: str) -> Any:
    """The tariff of a settlement; a service may have names of its own for it."""
    return decimal(
        "KGS",
        Kind.STOCK,
        ky="Тариф, сом",
        ru="Тариф, сом",
        en="Tariff",
        meaning=Label(
            "Чейректин акыркы күнүндө колдонулуп турган тариф. Эмне үчүн алынары «Тарифтин өлчөм бирдиги» "
            "мамычасында тандалат.",
            "Тариф, который действовал в последний день квартала. За что он взимается, выбирают в столбце "
            "«Единица тарифа».",
            "The tariff in force on the quarter's last day; what it is charged for is chosen under “Tariff basis”.",
        ),
        additive=False,
        aliases=("Тарифи", "Баасы", "Цена", "Тарифтин өлчөмү", "Размер тарифа", *more_aliases),
    )


def tariff_basis(*, required: bool = False) -> Any:
    """What a tariff is charged for."""
    return code(
        TARIFF_BASIS,
        required=required,
        ky="Тарифтин өлчөм бирдиги",
        ru="Единица тарифа",
        en="Tariff basis",
        meaning=Label(
            "Тариф эмне үчүн жана кайсы мөөнөткө алынат: куб метр, адам, түтүн же абонент үчүн, айына, жылына же бир "
            "жолу.",
            "За что и за какой срок взимается тариф: за кубометр, с человека, с домохозяйства или с абонента, в месяц, "
            "в год или один раз.",
            "What the tariff is charged for, and how often: per cubic metre, person, household or subscriber; a month, "
            "a year or once.",
        ),
        aliases=("Бирдиги", "Өлчөм бирдиги", "Тарифтин бирдиги", "Единица", "Ед. тарифа", "За что"),
    )


def amount_billed() -> Any:
    """What was billed for a service in the quarter."""
    return decimal(
        "KGS",
        Kind.FLOW,
        required=True,
        ky="Эсептелген акы, сом",
        ru="Начислено, сом",
        en="Amount billed",
        meaning=Label(
            "Чейрек ичинде кызмат үчүн эсептелген бардык акы, төлөнгөнү да, төлөнбөгөнү да.",
            "Вся плата за услугу, начисленная за квартал: и оплаченная, и неоплаченная.",
            "All that was charged for the service in the quarter, paid or not.",
        ),
        aliases=("Эсептелген төлөм", "Эсептелген сумма", "Эсептелди", "Начислено", "Начисл.", "Начислено платы"),
    )


def amount_collected() -> Any:
    """What was collected of it."""
    return decimal(
        "KGS",
        Kind.FLOW,
        required=True,
        ky="Жыйналган акы, сом",
        ru="Собрано, сом",
        en="Amount collected",
        meaning=Label(
            "Чейрек ичинде кызмат үчүн иш жүзүндө түшкөн төлөмдөр, мурунку карыздар боюнча төлөнгөнү да кирет.",
            "Платежи за услугу, фактически поступившие за квартал, включая погашение прежних долгов.",
            "Payments for the service that came in during the quarter, those on earlier debts included.",
        ),
        aliases=(
            "Жыйналган төлөм",
            "Жыйналган сумма",
            "Жыйналды",
            "Төлөндү",
            "Чогултулду",
            "Собрано",
            "Оплачено",
            "Поступило",
            "Собрано платы",
        ),
    )


def operating_cost() -> Any:
    """What running a service cost in the quarter."""
    return decimal(
        "KGS",
        Kind.FLOW,
        ky="Эксплуатациялык чыгымдар, сом",
        ru="Эксплуатационные расходы, сом",
        en="Operating cost",
        meaning=Label(
            "Кызматтын күндөлүк ишине кеткен чыгымдар: айлык акы, электр энергиясы, күйүүчү май, оңдоо. Курулуш "
            "жана жаңы жабдуу сатып алуу кирбейт.",
            "Расходы на текущую работу службы: зарплата, электроэнергия, топливо, ремонт. Без строительства и "
            "покупки нового оборудования.",
            "What running the service cost: pay, electricity, fuel, repairs. Construction and new equipment are "
            "left out.",
        ),
        aliases=("Чыгымдар", "Эксплуатациялык чыгашалар", "Расходы", "Эксплуатационные затраты", "Затраты"),
    )


def held_on() -> Any:
    """The day of an event."""
    return date(
        key=True,
        required=True,
        ky="Өткөрүлгөн күнү",
        ru="Дата проведения",
        en="Held on",
        aliases=("Күнү", "Дата"),
    )


def participants() -> Any:
    """Who took part in an event."""
    return integer(
        "person",
        Kind.FLOW,
        minimum=1,
        required=True,
        ky="Катышуучулардын саны",
        ru="Количество участников",
        en="Participants",
        meaning=Label(
            "Иш-чарага катышкандардын баары. Ар бир адам бир жолу эсептелет.",
            "Все, кто участвовал в мероприятии. Каждый человек считается один раз.",
            "Everybody who took part; each person is counted once.",
        ),
        aliases=("Катышуучулар", "Катышты", "Адам катышты", "Участники", "Присутствовало", "Кол-во участников"),
    )


def women() -> Any:
    """The women among them."""
    return integer(
        "person",
        Kind.FLOW,
        ky="анын ичинде аялдар",
        ru="в т.ч. женщины",
        en="of whom women",
        meaning=Label(
            "Катышуучулардын ичиндеги аялдар; алар катышуучулардын жалпы санына да кирет.",
            "Женщины среди участников; они входят и в общее число участников.",
            "Women among the participants; they are part of the total too.",
        ),
        aliases=("Аялдар", "Аял", "Женщины", "Жен."),
    )
