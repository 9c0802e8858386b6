"""Communication: the municipality's communication strategy (at most one row)."""

from __future__ import annotations

from sources.forms.form import Boolean, Date, Form, Integer, Kind, Rule, Severity, boolean, date, integer
from sources.labels import Label


class Communication(
    Form,
    sheet=Label("Коммуникация", "Коммуникация", "Communication"),
    sheet_aliases=(
        "Коммуникациялык стратегия",
        "Коммуникационная стратегия",
        "Маалыматтык кампания",
        "План коммуникаций",
        "Комм. стратегия",
        "PR план",
    ),
    record="the municipality's communication strategy (at most one row)",
):
    """The municipality's communication strategy (at most one row)."""

    strategy_adopted: Boolean = boolean(
        required=True,
        ky="Коммуникациялык стратегия кабыл алынганбы",
        ru="Коммуникационная стратегия принята",
        en="Strategy adopted",
        aliases=("Стратегия бекитилген", "Бекитилген", "Бекитилди", "Стратегия утверждена", "Утверждена"),
    )
    adopted_on: Date = date(
        ky="Кабыл алынган күнү",
        ru="Дата принятия",
        en="Adopted on",
        aliases=("Бекитилген күнү", "Дата утверждения", "Күнү", "Дата"),
    )
    activities_planned: Integer = integer(
        "activity",
        Kind.FLOW,
        ky="Пландалган иш-чаралар",
        ru="Запланировано мероприятий",
        en="Activities planned",
        aliases=("Пландалганы", "Запланировано"),
    )
    activities_done: Integer = integer(
        "activity",
        Kind.FLOW,
        ky="Өткөрүлгөн иш-чаралар",
        ru="Проведено мероприятий",
        en="Activities done",
        aliases=("Өткөрүлгөнү", "Проведено"),
    )
    campaigns: Integer = integer(
        "campaign",
        Kind.FLOW,
        ky="Маалыматтык кампаниялар",
        ru="Информационные кампании",
        en="Information campaigns",
        aliases=("Кампаниялар", "Кампании"),
    )

    adoption_dated = Rule(
        Severity.ERROR,
        "adopted_on is given where strategy_adopted",
        needs=("strategy_adopted",),
        test=lambda rows: ~rows["strategy_adopted"].fillna(False) | rows["adopted_on"].notna(),
        says=Label(
            "стратегия кабыл алынса, «Кабыл алынган күнү» толтурулат",
            "если стратегия принята, указана «Дата принятия»",
            "«Adopted on» is given where the strategy is adopted",
        ),
    )
    adopted_not_in_future = Rule(
        Severity.ERROR,
        "adopted_on <= quarter_end",
        says=Label(
            "«Кабыл алынган күнү» чейректин аягынан кеч эмес",
            "«Дата принятия» не позже конца отчётного квартала",
            "«Adopted on» is not after the end of the reported quarter",
        ),
    )
