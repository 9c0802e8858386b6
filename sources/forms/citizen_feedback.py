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
        aliases=("Канал", "Каналдар"),
    )
    subscribers: Integer = integer(
        "person",
        Kind.STOCK,
        ky="Катталгандар",
        ru="Подписчики",
        en="Subscribers",
        aliases=("Жазылуучулар", "Катталгандардын саны", "Участники группы"),
    )
    announcements: Integer = integer(
        "message",
        Kind.FLOW,
        ky="Жөнөтүлгөн жарыялар",
        ru="Отправлено объявлений",
        en="Announcements sent",
        aliases=("Жарыялар", "Объявления"),
    )
    polls: Integer = integer(
        "poll",
        Kind.FLOW,
        ky="Өткөрүлгөн сурамжылоолор",
        ru="Проведено опросов",
        en="Polls held",
        aliases=("Сурамжылоолор", "Опросы"),
    )
    poll_answers: Integer = integer(
        "answer",
        Kind.FLOW,
        ky="Сурамжылоого жооптор",
        ru="Ответов на опросы",
        en="Poll answers",
    )
    questions: Integer = integer(
        "request",
        Kind.FLOW,
        required=True,
        ky="Келип түшкөн суроолор",
        ru="Поступило вопросов",
        en="Questions received",
        aliases=("Суроолор", "Вопросы"),
    )
    suggestions: Integer = integer(
        "request",
        Kind.FLOW,
        required=True,
        ky="Келип түшкөн сунуштар",
        ru="Поступило предложений",
        en="Suggestions received",
        aliases=("Сунуштар", "Предложения"),
    )
    answered: Integer = integer(
        "request",
        Kind.FLOW,
        required=True,
        ky="Жооп берилгени",
        ru="Дано ответов",
        en="Answered",
        aliases=("Жооп берилди", "Ответы", "Дано ответов всего"),
    )
    answered_on_time: Integer = integer(
        "request",
        Kind.FLOW,
        ky="Мөөнөтүндө жооп берилгени",
        ru="Дано ответов в срок",
        en="Answered on time",
        aliases=("Мөөнөтүндө", "В срок"),
    )

    answered_within_received = Rule(Severity.ERROR, "answered <= questions + suggestions")
    on_time_within_answered = Rule(Severity.ERROR, "answered_on_time <= answered")
