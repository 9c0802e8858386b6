"""Indicators of citizens' trust, from the survey's waves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, select

from sources.labels import Label
from warehouse.indicators.declaration import Breakdown, Columns, Direction, Indicator, Role, Rows, Span, Term
from warehouse.indicators.rows import counting, each, reported, sums

TITLE = Label("Жарандардын ишеними", "Доверие граждан", "Citizens’ trust")

_FORM = "trust_survey"
_BASELINE = "baseline"


def _trusting(row: Columns) -> ColumnElement[Any]:
    answers: ColumnElement[Any] = row.fully_trust + row.rather_trust
    return answers


def _answering(row: Columns) -> ColumnElement[Any]:
    answers: ColumnElement[Any] = row.fully_trust + row.rather_trust + row.rather_distrust + row.fully_distrust
    return answers


def _answers(role: Role, rows: Rows, *only: ColumnElement[bool]) -> Term:
    """Return how many citizens are ``trusting``, of how many ``answering``, in some rows of the survey."""
    return Term(role, replace(rows, where=only), {"trusting": _trusting(rows.c), "answering": _answering(rows.c)})


def _level(answers: Columns) -> ColumnElement[float]:
    """Return the level of trust in percent; missing where nobody answered."""
    level: ColumnElement[float] = 100.0 * answers.trusting / func.nullif(answers.answering, 0)
    return level


def _changes(span: Span) -> Rows:
    """Return one row a municipality surveyed after the baseline: ``change`` since then in percentage points."""
    everything, fielded = counting(_FORM), counting(_FORM, first=span.last, last=span.last)
    baseline = _answers(Role.BASELINE, everything, everything.c.wave == _BASELINE)
    this = _answers(Role.NUMERATOR, fielded, fielded.c.wave != _BASELINE)
    then, now = sums(baseline), sums(this)
    return Rows.of(
        select(now.c.municipality_code, (_level(now.c) - _level(then.c)).label("change")).join(
            then, then.c.municipality_code == now.c.municipality_code
        ),
        this,
        baseline,
    )


INDICATORS = (
    Indicator(
        id="trust_level",
        label=Label(
            "Муниципалитетке ишенген жарандардын үлүшү",
            "Доля граждан, доверяющих муниципалитету",
            "Citizens who trust their municipality",
        ),
        definition=Label(
            "Чейректе өткөрүлгөн сурамжылоо толкуну боюнча Σ («Толук ишенем» + «Ишенбегенден көрө ишенем») ÷ Σ төрт "
            "жооп, «Жооп бере албайм» эсепке алынбайт; жалпысынан, жынысы жана курагы боюнча. Облус, түр жана "
            "программа боюнча көрсөткүчтө муниципалитеттердин жооптору бириктирилет.",
            "Σ («Полностью доверяю» + «Скорее доверяю») ÷ Σ четырёх ответов, без «Затрудняюсь ответить», по волне "
            "опроса, проведённой в квартале; всего, по полу и по возрасту. В показателе области, типа или программы "
            "ответы муниципалитетов объединяются.",
            "Σ (trust fully + rather trust) ÷ Σ of the four answers, no answer left out, of the survey wave fielded in "
            "the quarter; in all, by sex and by age group. Aggregates pool the answers of their municipalities.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=_trusting,
        denominator=_answering,
        by=(Breakdown("sex"), Breakdown("age_group")),
        wave=True,
    ),
    Indicator(
        id="trust_change",
        label=Label("Ишеним деңгээлинин өзгөрүшү", "Изменение уровня доверия", "Change in trust since baseline"),
        definition=Label(
            "Чейректе өткөрүлгөн толкундагы ишеним деңгээли − баштапкы толкундагы ишеним деңгээли, пайыздык пункт "
            "менен. Облус, түр жана программа боюнча көрсөткүч — эки толкунда тең сурамжылоо өткөн муниципалитеттер "
            "боюнча орточо маани: алымы — алардын өзгөрүүлөрүнүн суммасы, бөлүмү — алардын саны. Баштапкы толкундун "
            "өзүнүн мааниси жок.",
            "Уровень доверия в проведённой в квартале волне − уровень доверия в базовой волне, в процентных пунктах. "
            "Показатель области, типа или программы — среднее по муниципалитетам, опрошенным в обеих волнах: "
            "числитель — сумма их изменений, знаменатель — число этих муниципалитетов. У самой базовой волны значения "
            "нет.",
            "Level of trust in the wave fielded in the quarter − level of trust in the baseline wave, in percentage "
            "points. Aggregates are the mean over municipalities surveyed in both: the numerator is the sum of their "
            "changes, the denominator their number. The baseline wave itself has no value.",
        ),
        unit="pp",
        direction=Direction.UP,
        rows=_changes,
        numerator=lambda row: row.change,
        denominator=each,
        wave=True,
    ),
)
