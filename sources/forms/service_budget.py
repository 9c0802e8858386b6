"""Service budget: one municipal service."""

from __future__ import annotations

from sources.forms.codes import SERVICE
from sources.forms.form import Code, Decimal, Form, Kind, Rule, Severity, code, decimal
from sources.labels import Label


class ServiceBudget(
    Form,
    sheet=Label("Бюджет", "Бюджет", "Service budget"),
    sheet_aliases=(
        "Жергиликтүү бюджет",
        "Жергиликтүү бюджеттин аткарылышы",
        "Местный бюджет",
        "Исполнение местного бюджета",
        "Исполнение бюджета",
        "Бюджеттин аткарылышы",
        "Смета",
    ),
    record="one municipal service",
):
    """One municipal service."""

    service: Code = code(
        SERVICE,
        key=True,
        required=True,
        ky="Кызмат",
        ru="Услуга",
        en="Service",
        meaning=Label(
            "Бюджеттен акча бөлүнгөн муниципалдык кызмат. Ар бир кызматка бир сап.",
            "Муниципальная услуга, на которую в бюджете предусмотрены деньги. На каждую услугу одна строка.",
            "The municipal service that the budget provides for; one row for each.",
        ),
        aliases=("Кызматтын түрү", "Вид услуги", "Статья"),
    )
    plan_year: Decimal = decimal(
        "KGS",
        Kind.STOCK,
        required=True,
        ky="Бекитилген жылдык план, сом",
        ru="Утверждённый план на год, сом",
        en="Approved annual plan",
        meaning=Label(
            "Бюджет бекитилгенде бүт жылга каралган сумма. Кийинки өзгөртүүлөр бул жерге кирбейт.",
            "Сумма на весь год, предусмотренная при утверждении бюджета. Более поздние изменения сюда не входят.",
            "The sum for the whole year in the budget as first adopted, without later changes.",
        ),
        aliases=("Бекитилген план", "Жылдык план", "Утверждённый план", "План", "План на год"),
    )
    plan_revised: Decimal = decimal(
        "KGS",
        Kind.STOCK,
        ky="Такталган план, сом",
        ru="Уточнённый план, сом",
        en="Revised plan",
        meaning=Label(
            "Жыл ичиндеги өзгөртүүлөрдөн кийинки бүт жылга план. Өзгөртүү болбосо, бош калтырыңыз.",
            "План на весь год с учётом изменений, внесённых в течение года. Если изменений не было, оставьте пустым.",
            "The plan for the whole year after changes made during it; blank if there were none.",
        ),
        aliases=("Такталган", "Уточн. план"),
    )
    executed_ytd: Decimal = decimal(
        "KGS",
        Kind.YTD,
        required=True,
        ky="Жыл башынан аткарылганы, сом",
        ru="Исполнено с начала года, сом",
        en="Executed since 1 January",
        meaning=Label(
            "1-январдан чейректин акыркы күнүнө чейин иш жүзүндө жумшалган сумма, бир чейректе эле жумшалганы эмес.",
            "Сумма, фактически израсходованная с 1 января по последний день квартала, а не за один квартал.",
            "The sum really spent from 1 January to the quarter's last day, not in this quarter alone.",
        ),
        aliases=("Аткарылды", "Иш жүзүндө", "Факт", "Исполнено", "Кассовое исполнение"),
    )

    executed_within_plan = Rule(
        Severity.WARNING,
        "executed_ytd <= 1.1 * (plan_revised or plan_year)",
        needs=("executed_ytd", "plan_year"),
        test=lambda rows: rows["executed_ytd"] <= 1.1 * rows["plan_revised"].fillna(rows["plan_year"]),
        says=Label(
            "«Жыл башынан аткарылганы» ≤ 1.1 × «Такталган план» (ал жок болсо «Бекитилген жылдык план»)",
            "«Исполнено с начала года» ≤ 1.1 × «Уточнённый план» (если его нет, «Утверждённый план на год»)",
            "«Executed since 1 January» ≤ 1.1 × «Revised plan» (where there is none, «Approved annual plan»)",
        ),
    )
