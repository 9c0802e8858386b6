"""Tariff decisions: one tariff adopted or changed in the quarter."""

from __future__ import annotations

from sources.forms.codes import SERVICE, TARIFF_BASIS
from sources.forms.form import Boolean, Code, Date, Decimal, Form, Rule, Severity, boolean, code, date, decimal
from sources.labels import Label


class TariffDecisions(
    Form,
    sheet=Label("Тарифтер", "Тарифы", "Tariff decisions"),
    sheet_aliases=("Тариф", "Тарифтик чечимдер", "Тарифные решения"),
    record="one tariff adopted or changed in the quarter",
):
    """One tariff adopted or changed in the quarter."""

    service: Code = code(
        SERVICE.only("water", "waste", "lighting", "clubs", "other"),
        key=True,
        required=True,
        ky="Кызмат",
        ru="Услуга",
        en="Service",
        aliases=("Кызматтын түрү", "Кызмат көрсөтүү", "Вид услуги"),
    )
    old_tariff: Decimal = decimal(
        "KGS",
        None,
        ky="Мурунку тариф, сом",
        ru="Прежний тариф, сом",
        en="Old tariff",
        additive=False,
        aliases=("Эски тариф", "Старый тариф"),
    )
    new_tariff: Decimal = decimal(
        "KGS",
        None,
        required=True,
        ky="Жаңы тариф, сом",
        ru="Новый тариф, сом",
        en="New tariff",
        additive=False,
    )
    tariff_basis: Code = code(
        TARIFF_BASIS,
        required=True,
        ky="Тарифтин өлчөм бирдиги",
        ru="Единица тарифа",
        en="Tariff basis",
        aliases=("Бирдиги", "Өлчөм бирдиги", "Тарифтин бирдиги", "Единица", "Ед. тарифа", "За что"),
    )
    adopted_on: Date = date(
        required=True,
        ky="Кабыл алынган күнү",
        ru="Дата утверждения",
        en="Adopted on",
        aliases=("Бекитилген күнү", "Дата принятия", "Дата решения"),
    )
    effective_on: Date = date(
        key=True,
        required=True,
        ky="Күчүнө кирген күнү",
        ru="Дата вступления в силу",
        en="Effective on",
        aliases=("Күчүнө кириши", "Действует с"),
    )
    discussed_with_residents: Boolean = boolean(
        ky="Жашоочулар менен талкууланганбы",
        ru="Обсуждён с жителями",
        en="Discussed with residents",
    )

    adopted_before_effective = Rule(Severity.ERROR, "adopted_on <= effective_on")
    adopted_in_quarter = Rule(Severity.WARNING, "quarter_start <= adopted_on <= quarter_end")
