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
        meaning=Label(
            "Стратегия расмий чечим менен кабыл алынып, күчүндө болсо, «ооба», мурунку чейректерде кабыл алынса да.",
            "«Да», если стратегия утверждена официальным решением и действует, даже если её приняли в прежних "
            "кварталах.",
            "Yes if a strategy was adopted by an official decision and is in force, even if in an earlier quarter.",
        ),
        aliases=("Стратегия бекитилген", "Бекитилген", "Бекитилди", "Стратегия утверждена", "Утверждена"),
    )
    adopted_on: Date = date(
        ky="Кабыл алынган күнү",
        ru="Дата принятия",
        en="Adopted on",
        meaning=Label(
            "Стратегияны кабыл алуу жөнүндө чечимдин күнү. Стратегия жок болсо, бош калтырыңыз.",
            "День решения, которым принята стратегия. Если стратегии нет, оставьте пустым.",
            "The day of the decision that adopted the strategy; blank if there is none.",
        ),
        aliases=("Бекитилген күнү", "Дата утверждения", "Күнү", "Дата"),
    )
    activities_planned: Integer = integer(
        "activity",
        Kind.FLOW,
        ky="Пландалган иш-чаралар",
        ru="Запланировано мероприятий",
        en="Activities planned",
        meaning=Label(
            "Коммуникация планы боюнча ушул чейрекке белгиленген иш-чаралар.",
            "Мероприятия, намеченные планом коммуникации на этот квартал.",
            "Activities that the communication plan foresaw for this quarter.",
        ),
        aliases=("Пландалганы", "Запланировано"),
    )
    activities_done: Integer = integer(
        "activity",
        Kind.FLOW,
        ky="Өткөрүлгөн иш-чаралар",
        ru="Проведено мероприятий",
        en="Activities done",
        meaning=Label(
            "Ушул чейректе иш жүзүндө өткөрүлгөн иш-чаралар.",
            "Мероприятия, на самом деле проведённые в этом квартале.",
            "Activities that were really held in this quarter.",
        ),
        aliases=("Өткөрүлгөнү", "Проведено"),
    )
    campaigns: Integer = integer(
        "campaign",
        Kind.FLOW,
        ky="Маалыматтык кампаниялар",
        ru="Информационные кампании",
        en="Information campaigns",
        meaning=Label(
            "Ушул чейректе өткөрүлгөн маалыматтык кампаниялар. Бир тема боюнча бир нече иш-чара бир кампания "
            "болуп эсептелет.",
            "Информационные кампании этого квартала. Несколько мероприятий на одну тему считаются одной кампанией.",
            "Information campaigns of this quarter. Several activities on one subject are one campaign.",
        ),
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
