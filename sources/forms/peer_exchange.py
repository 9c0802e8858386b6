"""Peer exchange: one event."""

from __future__ import annotations

from sources.forms.codes import EVENT_TYPE
from sources.forms.form import (
    Boolean,
    Code,
    Date,
    Form,
    Integer,
    Kind,
    Rule,
    Severity,
    Text,
    boolean,
    code,
    date,
    integer,
    text,
)
from sources.labels import Label


class PeerExchange(
    Form,
    sheet=Label("Тажрыйба алмашуу", "Обмен опытом", "Peer exchange"),
    sheet_aliases=("Аймактар форуму", "Форум аймаков", "Тажрыйба", "Окуу", "Семинар", "Визит"),
    record="one event",
):
    """One event."""

    held_on: Date = date(
        key=True,
        required=True,
        ky="Өткөрүлгөн күнү",
        ru="Дата проведения",
        en="Held on",
        aliases=("Күнү", "Дата"),
    )
    event_type: Code = code(
        EVENT_TYPE,
        key=True,
        required=True,
        ky="Иш-чаранын түрү",
        ru="Вид мероприятия",
        en="Event type",
        aliases=("Түрү", "Иш-чара", "Вид", "Мероприятие"),
    )
    theme: Text = text(
        key=True,
        required=True,
        ky="Темасы",
        ru="Тема",
        en="Theme",
    )
    host: Text = text(
        ky="Кабыл алган муниципалитет",
        ru="Принимающий муниципалитет",
        en="Host",
        aliases=("Кабыл алган тарап", "Принимающая сторона"),
    )
    participants: Integer = integer(
        "person",
        Kind.FLOW,
        minimum=1,
        required=True,
        ky="Катышуучулардын саны",
        ru="Количество участников",
        en="Participants",
        aliases=("Катышуучулар", "Катышты", "Адам катышты", "Участники", "Присутствовало", "Кол-во участников"),
    )
    women: Integer = integer(
        "person",
        Kind.FLOW,
        ky="анын ичинде аялдар",
        ru="в т.ч. женщины",
        en="of whom women",
        aliases=("Аялдар", "Аял", "Женщины", "Жен."),
    )
    practice_adopted: Boolean = boolean(
        ky="Тажрыйба колдонулдубу",
        ru="Практика внедрена",
        en="Practice adopted",
        aliases=("Колдонулду", "Внедрено"),
    )

    women_within_participants = Rule(Severity.ERROR, "women <= participants")
    held_in_quarter = Rule(Severity.ERROR, "quarter_start <= held_on <= quarter_end")
