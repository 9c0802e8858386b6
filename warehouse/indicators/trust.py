"""Indicators of citizens' trust, from the survey's waves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

from sources.labels import Label
from warehouse.indicators.declaration import Breakdown, Columns, Direction, Indicator, Rows, Span
from warehouse.indicators.rows import current, each, reported, total

TITLE = Label("Жарандардын ишеними", "Доверие граждан", "Citizens’ trust")

_FORM = "trust_survey"
_BASELINE = "baseline"


def _trusting(row: Columns) -> ColumnElement[Any]:
    answers: ColumnElement[Any] = row.fully_trust + row.rather_trust
    return answers


def _answering(row: Columns) -> ColumnElement[Any]:
    answers: ColumnElement[Any] = row.fully_trust + row.rather_trust + row.rather_distrust + row.fully_distrust
    return answers


def _levels(answers: Subquery) -> Subquery:
    """Return the level of trust in percent (``level``) of each municipality; missing where nobody answered."""
    level = 100.0 * total(_trusting(answers.c)) / func.nullif(total(_answering(answers.c)), 0)
    return select(answers.c.municipality_code, level.label("level")).group_by(answers.c.municipality_code).subquery()


def _changes(span: Span) -> Rows:
    """Return one row a municipality surveyed after the baseline: ``change`` since then in percentage points."""
    everything, fielded = current(_FORM), current(_FORM, first=span.last, last=span.last)
    baseline = select(everything).where(everything.c.wave == _BASELINE).subquery()
    this = select(fielded).where(fielded.c.wave != _BASELINE).subquery()
    then, now = _levels(baseline), _levels(this)
    return Rows.of(
        select(now.c.municipality_code, (now.c.level - then.c.level).label("change")).join(
            then, then.c.municipality_code == now.c.municipality_code
        )
    )


INDICATORS = (
    Indicator(
        id="trust_level",
        label=Label(
            "Муниципалитетке ишенген жарандардын үлүшү",
            "Доля граждан, доверяющих муниципалитету",
            "Citizens who trust their municipality",
        ),
        definition=(
            "Σ (trust fully + rather trust) ÷ Σ of the four answers, no answer left out, of the survey wave fielded in "
            "the quarter; in all, by sex and by age group. Aggregates pool the answers of their municipalities."
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
        definition=(
            "Level of trust in the wave fielded in the quarter − level of trust in the baseline wave, in percentage "
            "points. Aggregates are the mean over municipalities surveyed in both: the numerator is the sum of their "
            "changes, the denominator their number. The baseline wave itself has no value."
        ),
        unit="pp",
        direction=Direction.UP,
        rows=_changes,
        numerator=lambda row: row.change,
        denominator=each,
        wave=True,
    ),
)
