"""Indicators of participation: hearings, feedback, communication, and tariffs discussed with residents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from sources.labels import Label
from warehouse.indicators.declaration import Breakdown, Columns, Direction, Indicator, Role, Rows, Span, Term
from warehouse.indicators.rows import ONE, ZERO, counting, current, each, is_yes, reported, sums

TITLE = Label("Жарандардын катышуусу", "Участие граждан", "Participation of citizens")

_HEARINGS = "public_hearings"
_FEEDBACK = "citizen_feedback"
_COMMUNICATION = "communication"
_TARIFFS = "tariff_decisions"


def _requests(row: Columns) -> ColumnElement[Any]:
    received: ColumnElement[Any] = row.questions + row.suggestions
    return received


def _whatsapp_users(span: Span) -> Rows:
    """Return one row a municipality that reported feedback within a year: ``uses_whatsapp``, 1 or 0."""
    feedback = counting(_FEEDBACK, first=span.last.plus(-3), last=span.last)
    sent = func.coalesce(feedback.c.announcements, ZERO) + func.coalesce(feedback.c.polls, ZERO)
    in_use = case((and_(feedback.c.channel == "whatsapp", sent > 0), ONE), else_=ZERO)
    reports = Term(Role.NUMERATOR, feedback, {"in_use": in_use})
    told = sums(reports)
    return Rows.of(select(told.c.municipality_code, _any(told.c.in_use).label("uses_whatsapp")), reports)


def _strategies(span: Span) -> Rows:
    """Return one row a municipality that ever reported on communication: ``adopted``, 1 or 0 by its latest report."""
    reports = current(_COMMUNICATION, last=span.last)
    latest = (
        select(reports.c.municipality_code, func.max(reports.c.quarter).label("quarter"))
        .group_by(reports.c.municipality_code)
        .subquery()
    )
    is_latest = and_(latest.c.municipality_code == reports.c.municipality_code, latest.c.quarter == reports.c.quarter)
    rows = Rows(select(reports).join(latest, is_latest).subquery().c, form=_COMMUNICATION)
    answers = Term(Role.NUMERATOR, rows, {"adopting": is_yes(rows.c.strategy_adopted)})
    told = sums(answers)
    return Rows.of(select(told.c.municipality_code, _any(told.c.adopting).label("adopted")), answers)


def _any(rows: ColumnElement[float]) -> ColumnElement[int]:
    return case((rows > 0, ONE), else_=ZERO)


INDICATORS = (
    Indicator(
        id="hearings_held",
        label=Label("Өткөрүлгөн коомдук угуулар", "Проведённые общественные слушания", "Public hearings held"),
        definition=Label(
            "Чейректе өткөрүлгөн коомдук угуулардын саны; жалпысынан жана темасы боюнча. Программа башталгандан бери: "
            "анын биринчи чейрегинен тарта өткөрүлгөндөрү.",
            "Число общественных слушаний, проведённых в квартале; всего и по темам. С начала программы: проведённые "
            "начиная с её первого квартала.",
            "Count of public hearings held in the quarter; in all and by topic. Cumulative: held since the programme's "
            "first quarter.",
        ),
        unit="hearing",
        direction=Direction.UP,
        rows=reported(_HEARINGS),
        numerator=each,
        by=(Breakdown("topic"),),
        cumulative=True,
    ),
    Indicator(
        id="hearing_participants",
        label=Label("Коомдук угуулардын катышуучулары", "Участники общественных слушаний", "Participants in hearings"),
        definition=Label(
            "Σ чейректе өткөрүлгөн коомдук угуулардын катышуучулары; алардын ичинен аялдар, жаштар жана этникалык "
            "азчылыктар, эгер көрсөтүлсө. Эки угууга катышкан адам эки жолу эсептелет. Программа башталгандан бери: "
            "анын биринчи чейрегинен тарта.",
            "Σ участников общественных слушаний, проведённых в квартале; в том числе женщин, молодёжи и этнических "
            "меньшинств, где они указаны. Человек, участвовавший в двух слушаниях, считается дважды. С начала "
            "программы: начиная с её первого квартала.",
            "Σ participants of the public hearings held in the quarter; of whom women, youth and ethnic minorities, "
            "where given. A person at two hearings counts twice. Cumulative: since the programme's first quarter.",
        ),
        unit="person",
        direction=Direction.UP,
        rows=reported(_HEARINGS),
        numerator=lambda row: row.participants,
        by=(
            Breakdown(
                "group",
                {
                    "women": lambda row: row.women,
                    "youth": lambda row: row.youth,
                    "minorities": lambda row: row.minorities,
                },
            ),
        ),
        cumulative=True,
    ),
    Indicator(
        id="hearing_women_share",
        label=Label(
            "Угуулардын катышуучуларынын арасындагы аялдардын үлүшү",
            "Доля женщин среди участников слушаний",
            "Women among participants in hearings",
        ),
        definition=Label(
            "Σ аялдар ÷ Σ катышуучулар, чейректе өткөрүлгөн, аялдардын саны көрсөтүлгөн угуулар боюнча.",
            "Σ женщин ÷ Σ участников, по слушаниям квартала, для которых указано число женщин.",
            "Σ women ÷ Σ participants, over the hearings of the quarter in which women are given.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_HEARINGS),
        numerator=lambda row: row.women,
        denominator=lambda row: row.participants,
    ),
    Indicator(
        id="hearing_youth_share",
        label=Label(
            "Угуулардын катышуучуларынын арасындагы жаштардын үлүшү",
            "Доля молодёжи среди участников слушаний",
            "Youth among participants in hearings",
        ),
        definition=Label(
            "Σ жаштар ÷ Σ катышуучулар, чейректе өткөрүлгөн, жаштардын саны көрсөтүлгөн угуулар боюнча. Жаштар — "
            "2024-жылдын 8-февралына чейин 14–28 жаштагылар, андан кийин 14–35 жаштагылар.",
            "Σ молодёжи ÷ Σ участников, по слушаниям квартала, для которых указано число молодых участников. Молодёжь "
            "— лица 14–28 лет до 8 февраля 2024 года и 14–35 лет после этой даты.",
            "Σ youth ÷ Σ participants, over the hearings of the quarter in which youth are given. Youth are aged 14–28 "
            "until 8 February 2024 and 14–35 since.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_HEARINGS),
        numerator=lambda row: row.youth,
        denominator=lambda row: row.participants,
    ),
    Indicator(
        id="hearing_minority_share",
        label=Label(
            "Угуулардын катышуучуларынын арасындагы этникалык азчылыктардын үлүшү",
            "Доля этнических меньшинств среди участников слушаний",
            "Ethnic minorities among participants in hearings",
        ),
        definition=Label(
            "Σ этникалык азчылыктардын өкүлдөрү ÷ Σ катышуучулар, чейректе өткөрүлгөн, мындай өкүлдөрдүн саны "
            "көрсөтүлгөн угуулар боюнча.",
            "Σ представителей этнических меньшинств ÷ Σ участников, по слушаниям квартала, для которых указано число "
            "таких представителей.",
            "Σ members of ethnic minorities ÷ Σ participants, over the hearings of the quarter in which they are "
            "given.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_HEARINGS),
        numerator=lambda row: row.minorities,
        denominator=lambda row: row.participants,
    ),
    Indicator(
        id="decisions_carried_out",
        label=Label(
            "Угууларда кабыл алынган чечимдердин аткарылышы",
            "Исполнение решений, принятых на слушаниях",
            "Decisions of hearings carried out",
        ),
        definition=Label(
            "Σ аткарылган чечимдер ÷ Σ кабыл алынган чечимдер, чейректе өткөрүлгөн, эки мааниси тең көрсөтүлгөн "
            "угуулар боюнча.",
            "Σ исполненных решений ÷ Σ принятых решений, по слушаниям квартала, для которых указаны оба значения.",
            "Σ decisions carried out ÷ Σ decisions taken, over the hearings of the quarter in which both are given.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_HEARINGS),
        numerator=lambda row: row.decisions_done,
        denominator=lambda row: row.decisions,
    ),
    Indicator(
        id="mobile_feedback",
        label=Label(
            "Жарандар менен WhatsApp аркылуу байланышкан муниципалитеттер",
            "Муниципалитеты, поддерживающие связь с гражданами через WhatsApp",
            "Municipalities in touch with citizens through WhatsApp",
        ),
        definition=Label(
            "Ушул чейректе же андан мурунку үч чейректин биринде WhatsApp каналы аркылуу жарыя жөнөткөн же сурамжылоо "
            "өткөргөн муниципалитеттер: ошондой болсо — 1, муниципалитет ушул чейректер үчүн кайтарым байланыш "
            "каналдары жөнүндө билдирип, бирок андай кылбаса — 0.",
            "Муниципалитеты, которые в этом квартале или в одном из трёх предыдущих отправили объявление или провели "
            "опрос по каналу WhatsApp: 1 — если это было, 0 — если за эти кварталы муниципалитет сообщил о каналах "
            "обратной связи, но этого не было.",
            "Municipalities that sent an announcement or held a poll on the WhatsApp channel in this or the three "
            "quarters before: 1 where they did, 0 where they reported feedback channels in these quarters but did not.",
        ),
        unit="municipality",
        direction=Direction.UP,
        rows=_whatsapp_users,
        numerator=lambda row: row.uses_whatsapp,
    ),
    Indicator(
        id="feedback_received",
        label=Label(
            "Жарандардан түшкөн суроолор жана сунуштар",
            "Вопросы и предложения, поступившие от граждан",
            "Questions and suggestions received from citizens",
        ),
        definition=Label(
            "Чейрек ичинде келип түшкөн Σ (суроолор + сунуштар); жалпысынан жана канал боюнча.",
            "Σ (поступило вопросов + поступило предложений) за квартал; всего и по каналам.",
            "Σ (questions + suggestions) received in the quarter; in all and by channel.",
        ),
        unit="request",
        direction=Direction.UP,
        rows=reported(_FEEDBACK),
        numerator=_requests,
        by=(Breakdown("channel"),),
    ),
    Indicator(
        id="feedback_answered_rate",
        label=Label(
            "Жооп берилген суроолордун жана сунуштардын үлүшү",
            "Доля вопросов и предложений, на которые дан ответ",
            "Questions and suggestions answered",
        ),
        definition=Label(
            "Чейрек ичинде Σ жооп берилген суроолор жана сунуштар ÷ Σ (суроолор + сунуштар), бардык маанилери "
            "көрсөтүлгөн каналдар боюнча; жалпысынан жана канал боюнча.",
            "Σ ответов на вопросы и предложения ÷ Σ (вопросы + предложения) за квартал, по каналам, для которых "
            "указаны все значения; всего и по каналам.",
            "Σ answered ÷ Σ (questions + suggestions) in the quarter, over the channels in which all are given; in all "
            "and by channel.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FEEDBACK),
        numerator=lambda row: row.answered,
        denominator=_requests,
        by=(Breakdown("channel"),),
    ),
    Indicator(
        id="communication_strategies",
        label=Label(
            "Коммуникациялык стратегия кабыл алган муниципалитеттер",
            "Муниципалитеты, принявшие коммуникационную стратегию",
            "Municipalities with a communication strategy",
        ),
        definition=Label(
            "«Коммуникация» формасы боюнча акыркы отчётунда (ушул же андан мурунку чейрек үчүн) стратегия кабыл "
            "алынган деп көрсөтүлгөн муниципалитеттер: көрсөтүлсө — 1, көрсөтүлбөсө — 0.",
            "Муниципалитеты, в последнем отчёте которых по форме «Коммуникация» (за этот или более ранний квартал) "
            "указано, что стратегия принята: 1 — если указано, 0 — если нет.",
            "Municipalities whose latest report on communication, of this or an earlier quarter, says that the strategy"
            " is adopted: 1 where it does, 0 where it does not.",
        ),
        unit="municipality",
        direction=Direction.UP,
        rows=_strategies,
        numerator=lambda row: row.adopted,
    ),
    Indicator(
        id="tariffs_discussed_rate",
        label=Label(
            "Жашоочулар менен талкууланган тарифтердин үлүшү",
            "Доля тарифов, обсуждённых с жителями",
            "Tariff decisions discussed with residents",
        ),
        definition=Label(
            "Жашоочулар менен талкууланган тариф чечимдери ÷ чейрек үчүн билдирилген тариф чечимдери; жалпысынан жана "
            "кызмат боюнча. Бул суроого жооп берилбесе, чечим талкууланган эмес деп эсептелет.",
            "Обсуждённые с жителями решения о тарифах ÷ решения о тарифах, о которых сообщено за квартал; всего и по "
            "услугам. Если ответа на этот вопрос нет, решение считается не обсуждённым.",
            "Tariff decisions discussed with residents ÷ tariff decisions reported in the quarter, in all and by "
            "service. A decision for which the question is left open counts as one that was not discussed.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_TARIFFS),
        numerator=lambda row: is_yes(row.discussed_with_residents),
        denominator=each,
        by=(Breakdown("service"),),
    ),
)
