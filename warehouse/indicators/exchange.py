"""Indicators of the exchange of experience between municipalities."""

from __future__ import annotations

from sources.labels import Label
from warehouse.indicators.declaration import Breakdown, Direction, Indicator
from warehouse.indicators.rows import each, is_yes, reported

TITLE = Label("Тажрыйба алмашуу", "Обмен опытом", "Exchange of experience")

_FORM = "peer_exchange"

INDICATORS = (
    Indicator(
        id="exchange_events",
        label=Label("Тажрыйба алмашуу иш-чаралары", "Мероприятия по обмену опытом", "Events of peer exchange"),
        definition=Label(
            "Чейрек үчүн билдирилген тажрыйба алмашуу иш-чараларынын саны; жалпысынан жана иш-чаранын түрү боюнча. "
            "Эки муниципалитет билдирген иш-чара эки жолу эсептелет. Программа башталгандан бери: анын биринчи "
            "чейрегинен тарта.",
            "Число мероприятий по обмену опытом, о которых сообщено за квартал; всего и по виду мероприятий. "
            "Мероприятие, о котором сообщили два муниципалитета, считается дважды. С начала программы: начиная с её "
            "первого квартала.",
            "Count of peer exchange events reported in the quarter; in all and by type of event. An event reported by "
            "two municipalities counts twice. Cumulative: since the programme's first quarter.",
        ),
        unit="event",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=each,
        by=(Breakdown("event_type"),),
        cumulative=True,
    ),
    Indicator(
        id="practices_adopted",
        label=Label("Колдонууга алынган тажрыйбалар", "Внедрённые практики", "Practices adopted"),
        definition=Label(
            "Чейректеги тажрыйба алмашуу иш-чараларынын ичинен андан кийин тажрыйба колдонууга алынгандарынын саны; "
            "тажрыйба колдонулган-колдонулбаганы көрсөтүлгөн иш-чаралар гана эсепке алынат. Программа башталгандан "
            "бери: анын биринчи чейрегинен тарта.",
            "Число мероприятий по обмену опытом за квартал, после которых практика внедрена, из тех, для которых "
            "указано, внедрена ли она. С начала программы: начиная с её первого квартала.",
            "Count of peer exchange events of the quarter after which a practice was adopted, of those for which it is "
            "given whether one was. Cumulative: since the programme's first quarter.",
        ),
        unit="practice",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: is_yes(row.practice_adopted),
        cumulative=True,
    ),
)
