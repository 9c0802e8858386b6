"""Indicators of sports sections and after-school clubs."""

from __future__ import annotations

from sources.labels import Label
from warehouse.indicators.declaration import Breakdown, Direction, Indicator
from warehouse.indicators.rows import each, is_yes, reported

TITLE = Label("Балдар үчүн секциялар жана ийримдер", "Секции и кружки для детей", "Sections and clubs for children")

_FORM = "youth_clubs"

INDICATORS = (
    Indicator(
        id="club_children",
        label=Label(
            "Секцияларга жана ийримдерге катышкан балдар",
            "Дети, занимающиеся в секциях и кружках",
            "Children in sections and clubs",
        ),
        definition=Label(
            "Чейректин аягында секциялар жана ийримдер боюнча Σ (кыздар + эркек балдар); жынысы жана түрү боюнча. Эки "
            "секцияга же ийримге катышкан бала эки жолу эсептелет. Анын жанында салым кошкон муниципалитеттердин саны "
            "жарыяланат.",
            "Σ (девочки + мальчики) по секциям и кружкам на конец квартала; по полу и по виду занятий. Ребёнок, "
            "занимающийся в двух секциях или кружках, считается дважды. Рядом публикуется число муниципалитетов, "
            "внёсших вклад.",
            "Σ (girls + boys) over sections and clubs at the end of the quarter; by sex and by activity. A child in two"
            " clubs counts twice. The count of contributing municipalities is published beside it.",
        ),
        unit="person",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.girls + row.boys,
        by=(
            Breakdown("sex", {"female": lambda row: row.girls, "male": lambda row: row.boys}),
            Breakdown("activity"),
        ),
    ),
    Indicator(
        id="club_fee_agreed_rate",
        label=Label(
            "Акысы ата-энелер менен талкууланган секциялардын жана ийримдердин үлүшү",
            "Доля платных секций и кружков, плата в которых обсуждена с родителями",
            "Fee-charging clubs whose fee was agreed with parents",
        ),
        definition=Label(
            "Акысы ата-энелер менен талкууланып, макулдашылган акылуу секциялар жана ийримдер ÷ айлык акысы 0дөн "
            "жогору секциялар жана ийримдер. Бул суроого жооп берилбесе, акы макулдашылган эмес деп эсептелет.",
            "Платные секции и кружки с обсуждённой и согласованной с родителями платой ÷ секции и кружки с платой в "
            "месяц больше 0. Если ответа на этот вопрос нет, плата считается не согласованной.",
            "Clubs that charge a fee agreed with parents ÷ clubs with a monthly fee above 0. A club that leaves the "
            "question open counts as one whose fee was not agreed.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: is_yes(row.fee_agreed_with_parents),
        denominator=each,
        where=lambda row: row.monthly_fee > 0,
    ),
)
