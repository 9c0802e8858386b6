"""Tariff decisions: one tariff adopted or changed in the quarter."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import SERVICE
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
        meaning=Label(
            "Тарифи ушул чейректе бекитилген же өзгөртүлгөн кызмат.",
            "Услуга, тариф на которую утверждён или изменён в этом квартале.",
            "The service whose tariff was adopted or changed in this quarter.",
        ),
        aliases=("Кызматтын түрү", "Кызмат көрсөтүү", "Вид услуги"),
    )
    old_tariff: Decimal = decimal(
        "KGS",
        None,
        ky="Мурунку тариф, сом",
        ru="Прежний тариф, сом",
        en="Old tariff",
        meaning=Label(
            "Жаңы тарифке чейин колдонулган тариф. Мурун тариф болбосо, бош калтырыңыз.",
            "Тариф, действовавший до нового. Если раньше тарифа не было, оставьте пустым.",
            "The tariff in force before the new one; blank if there was none.",
        ),
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
        meaning=Label(
            "Чечим менен бекитилген тариф, «Тарифтин өлчөм бирдиги» мамычасында тандалган бирдик үчүн.",
            "Тариф, утверждённый решением, за единицу, выбранную в столбце «Единица тарифа».",
            "The tariff that was adopted, for what is chosen under “Tariff basis”.",
        ),
        additive=False,
    )
    tariff_basis: Code = recurring.tariff_basis(required=True)
    adopted_on: Date = date(
        required=True,
        ky="Кабыл алынган күнү",
        ru="Дата утверждения",
        en="Adopted on",
        meaning=Label(
            "Тариф жөнүндө чечим кабыл алынган күн.",
            "День, когда принято решение о тарифе.",
            "The day of the decision on the tariff.",
        ),
        aliases=("Бекитилген күнү", "Дата принятия", "Дата решения"),
    )
    effective_on: Date = date(
        key=True,
        required=True,
        ky="Күчүнө кирген күнү",
        ru="Дата вступления в силу",
        en="Effective on",
        meaning=Label(
            "Төлөм жаңы тариф менен эсептеле баштаган күн.",
            "День, с которого плата начисляется по новому тарифу.",
            "The day from which the new tariff is charged.",
        ),
        aliases=("Күчүнө кириши", "Действует с"),
    )
    discussed_with_residents: Boolean = boolean(
        ky="Жашоочулар менен талкууланганбы",
        ru="Обсуждён с жителями",
        en="Discussed with residents",
        meaning=Label(
            "Чечим кабыл алынганга чейин тариф жашоочулар менен угууда же жыйында талкууланса, «ооба».",
            "«Да», если до принятия решения тариф обсуждали с жителями на слушаниях или собрании.",
            "Yes if the tariff was discussed with residents, at a hearing or meeting, before it was adopted.",
        ),
    )

    adopted_before_effective = Rule(Severity.ERROR, "adopted_on <= effective_on")
    adopted_in_quarter = Rule(Severity.WARNING, "quarter_start <= adopted_on <= quarter_end")
