"""Columns that several forms ask in the same words: one declaration, a column of its own in each form."""

from __future__ import annotations

from typing import Any

from sources.forms.form import Kind, date, decimal, integer, text


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


def amount_billed() -> Any:
    """What was billed for a service in the quarter."""
    return decimal(
        "KGS",
        Kind.FLOW,
        required=True,
        ky="Эсептелген акы, сом",
        ru="Начислено, сом",
        en="Amount billed",
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
        aliases=("Аялдар", "Аял", "Женщины", "Жен."),
    )
