"""Peer exchange: one event."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import EVENT_TYPE
from sources.forms.form import (
    Boolean,
    Code,
    Date,
    Form,
    Integer,
    Rule,
    Severity,
    Text,
    boolean,
    code,
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

    held_on: Date = recurring.held_on()
    event_type: Code = code(
        EVENT_TYPE,
        key=True,
        required=True,
        ky="Иш-чаранын түрү",
        ru="Вид мероприятия",
        en="Event type",
        meaning=Label(
            "Тажрыйба кандай иш-чарада алмашылды. Тизмеде жок болсо, «Башка» дегенди тандаңыз.",
            "На каком мероприятии обменивались опытом. Если в списке его нет, выберите «Другое».",
            "At what kind of event experience was exchanged. Choose “Other” if it is not in the list.",
        ),
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
        meaning=Label(
            "Иш-чараны өз жеринде өткөргөн муниципалитет.",
            "Муниципалитет, у которого прошло мероприятие.",
            "The municipality at whose place the event was held.",
        ),
        aliases=("Кабыл алган тарап", "Принимающая сторона"),
    )
    participants: Integer = recurring.participants()
    women: Integer = recurring.women()
    practice_adopted: Boolean = boolean(
        ky="Тажрыйба колдонулдубу",
        ru="Практика внедрена",
        en="Practice adopted",
        meaning=Label(
            "Муниципалитетиңиз көргөн тажрыйбаны өзүндө колдоно баштаса, «ооба».",
            "«Да», если ваш муниципалитет начал применять у себя увиденный опыт.",
            "Yes if your municipality has begun to use at home what it saw.",
        ),
        aliases=("Колдонулду", "Внедрено"),
    )

    women_within_participants = Rule(Severity.ERROR, "women <= participants")
    held_in_quarter = Rule(Severity.ERROR, "quarter_start <= held_on <= quarter_end")
