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
        definition=(
            "Count of public hearings held in the quarter; in all and by topic. Cumulative: held since the programme's "
            "first quarter."
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
        definition=(
            "Σ participants of the public hearings held in the quarter; of whom women, youth and ethnic minorities, "
            "where given. A person at two hearings counts twice. Cumulative: since the programme's first quarter."
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
        definition="Σ women ÷ Σ participants, over the hearings of the quarter in which women are given.",
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
        definition=(
            "Σ youth ÷ Σ participants, over the hearings of the quarter in which youth are given. Youth are aged 14–28 "
            "until 8 February 2024 and 14–35 since."
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
        definition=(
            "Σ members of ethnic minorities ÷ Σ participants, over the hearings of the quarter in which they are given."
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
        definition=(
            "Σ decisions carried out ÷ Σ decisions taken, over the hearings of the quarter in which both are given."
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
        definition=(
            "Municipalities that sent an announcement or held a poll on the WhatsApp channel in this or the three "
            "quarters before: 1 where they did, 0 where they reported feedback channels in these quarters but did not."
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
        definition="Σ (questions + suggestions) received in the quarter; in all and by channel.",
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
        definition=(
            "Σ answered ÷ Σ (questions + suggestions) in the quarter, over the channels in which all are given; in all "
            "and by channel."
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
        definition=(
            "Municipalities whose latest report on communication, of this or an earlier quarter, says that the strategy"
            " is adopted: 1 where it does, 0 where it does not."
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
        definition=(
            "Tariff decisions discussed with residents ÷ tariff decisions reported in the quarter, in all and by "
            "service. A decision for which the question is left open counts as one that was not discussed."
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_TARIFFS),
        numerator=lambda row: is_yes(row.discussed_with_residents),
        denominator=each,
        by=(Breakdown("service"),),
    ),
)
