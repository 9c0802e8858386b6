"""Citizen feedback: one channel."""

from __future__ import annotations

from sources.forms.codes import CHANNEL
from sources.forms.form import Code, Form, Integer, Kind, Rule, Severity, code, integer
from sources.labels import Label


class CitizenFeedback(
    Form,
    sheet=Label("Кайтарым байланыш", "Обратная связь", "Citizen feedback"),
    sheet_aliases=(
        "Мобилдик кайтарым байланыш",
        "Мобильная обратная связь",
        "WhatsApp",
        "Ватсап",
        "Вотсап",
        "Ватцап",
        "What's app",
        "СМС",
    ),
    record="one channel",
):
    """One channel."""

    channel: Code = code(
        CHANNEL,
        key=True,
        required=True,
        ky="Байланыш каналы",
        ru="Канал связи",
        en="Channel",
        meaning=Label(
            "Жашоочулар муниципалитетке кайсы жол менен кайрылат. Ар бир каналга бир сап.",
            "Как жители обращаются в муниципалитет. На каждый канал одна строка.",
            "The way in which residents reach the municipality; one row for each.",
        ),
        aliases=("Канал", "Каналдар"),
    )
    subscribers: Integer = integer(
        "person",
        Kind.STOCK,
        ky="Катталгандар",
        ru="Подписчики",
        en="Subscribers",
        meaning=Label(
            "Чейректин аягында топто же каналда катталып турган бардык адамдар, жаңы кошулгандар гана эмес.",
            "Все, кто на конец квартала состоит в группе или подписан на канал, а не только новые.",
            "Everybody who is in the group or subscribed to the channel at the quarter's end, not only those who "
            "are new.",
        ),
        aliases=("Жазылуучулар", "Катталгандардын саны", "Участники группы"),
    )
    announcements: Integer = integer(
        "message",
        Kind.FLOW,
        ky="Жөнөтүлгөн жарыялар",
        ru="Отправлено объявлений",
        en="Announcements sent",
        meaning=Label(
            "Муниципалитет бул канал аркылуу жөнөткөн жарыялар. Канча адам алганына карабай, бир жарыя бир жолу "
            "эсептелет.",
            "Объявления, которые муниципалитет разослал по этому каналу. Одно объявление считается один раз, "
            "сколько бы людей его ни получило.",
            "Announcements that the municipality sent by this channel. Each counts once, however many people got it.",
        ),
        aliases=("Жарыялар", "Объявления"),
    )
    polls: Integer = integer(
        "poll",
        Kind.FLOW,
        ky="Өткөрүлгөн сурамжылоолор",
        ru="Проведено опросов",
        en="Polls held",
        meaning=Label(
            "Муниципалитет бул канал аркылуу өткөргөн сурамжылоолор.",
            "Опросы, которые муниципалитет провёл по этому каналу.",
            "Polls that the municipality held by this channel.",
        ),
        aliases=("Сурамжылоолор", "Опросы"),
    )
    poll_answers: Integer = integer(
        "answer",
        Kind.FLOW,
        ky="Сурамжылоого жооптор",
        ru="Ответов на опросы",
        en="Poll answers",
        meaning=Label(
            "Ушул сурамжылоолордун баарына келген жооптор чогуу.",
            "Ответы жителей на все эти опросы вместе.",
            "Answers to all of these polls together.",
        ),
    )
    questions: Integer = integer(
        "request",
        Kind.FLOW,
        required=True,
        ky="Келип түшкөн суроолор",
        ru="Поступило вопросов",
        en="Questions received",
        meaning=Label(
            "Жашоочулардан бул канал аркылуу келген суроолор, жооп берилгени да, берилбегени да.",
            "Все вопросы жителей, поступившие по этому каналу, с ответом и без ответа.",
            "Questions that came from residents by this channel, answered or not.",
        ),
        aliases=("Суроолор", "Вопросы"),
    )
    suggestions: Integer = integer(
        "request",
        Kind.FLOW,
        required=True,
        ky="Келип түшкөн сунуштар",
        ru="Поступило предложений",
        en="Suggestions received",
        meaning=Label(
            "Жашоочулардан бул канал аркылуу келген сунуштар, жооп берилгени да, берилбегени да.",
            "Все предложения жителей, поступившие по этому каналу, с ответом и без ответа.",
            "Suggestions that came from residents by this channel, answered or not.",
        ),
        aliases=("Сунуштар", "Предложения"),
    )
    answered: Integer = integer(
        "request",
        Kind.FLOW,
        required=True,
        ky="Жооп берилгени",
        ru="Дано ответов",
        en="Answered",
        meaning=Label(
            "Келген суроолор менен сунуштардын ичинен канчасына жооп берилди, экөө чогуу.",
            "На сколько поступивших вопросов и предложений, вместе взятых, дан ответ.",
            "How many of the questions and suggestions, taken together, were answered.",
        ),
        aliases=("Жооп берилди", "Ответы", "Дано ответов всего"),
    )
    answered_on_time: Integer = integer(
        "request",
        Kind.FLOW,
        ky="Мөөнөтүндө жооп берилгени",
        ru="Дано ответов в срок",
        en="Answered on time",
        meaning=Label(
            "Жооп берилгендердин ичинен белгиленген мөөнөттө берилгендери.",
            "Сколько из этих ответов дано в установленный срок.",
            "Those of these answers that were given within the set time.",
        ),
        aliases=("Мөөнөтүндө", "В срок"),
    )

    answered_within_received = Rule(Severity.ERROR, "answered <= questions + suggestions")
    on_time_within_answered = Rule(Severity.ERROR, "answered_on_time <= answered")
