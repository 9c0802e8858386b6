"""Indicators of the reporting itself; the data-quality report shows them too."""

from __future__ import annotations

from sqlalchemy import case, select

from sources.labels import Label
from warehouse.indicators.declaration import Direction, Indicator, Rows, Span
from warehouse.indicators.rows import ONE, ZERO, each, enrolled
from warehouse.reporting import deadline_moment
from warehouse.tables import QUARTERLY, TAKEN_IN, submission

TITLE = Label("Отчёттуулук", "Отчётность", "Reporting")


def _expected(span: Span) -> Rows:
    return Rows(enrolled(span.last).c)


def _punctual(span: Span) -> Rows:
    """Return one row a municipality expected: ``on_time``, 1 where its first version arrived by the deadline."""
    members = enrolled(span.last)
    early = select(submission.c.municipality_code).where(
        submission.c.kind == QUARTERLY,
        submission.c.quarter == str(span.last),
        submission.c.version == 1,
        submission.c.status.in_(TAKEN_IN),
        submission.c.received_at < deadline_moment(span.last, span.deadline_days),
    )
    on_time = case((members.c.municipality_code.in_(early), ONE), else_=ZERO)
    return Rows.of(select(members.c.municipality_code, on_time.label("on_time")))


INDICATORS = (
    Indicator(
        id="reporting_rate",
        label=Label(
            "Отчёт тапшырган муниципалитеттердин үлүшү",
            "Доля муниципалитетов, сдавших отчёт",
            "Municipalities that reported",
        ),
        definition="Municipalities with an accepted submission ÷ municipalities expected to report in the quarter.",
        unit="%",
        direction=Direction.UP,
        rows=_expected,
        numerator=lambda row: row.reported,
        denominator=each,
    ),
    Indicator(
        id="reporting_on_time_rate",
        label=Label(
            "Отчётту мөөнөтүндө тапшырган муниципалитеттердин үлүшү",
            "Доля муниципалитетов, сдавших отчёт в срок",
            "Municipalities that reported on time",
        ),
        definition=(
            "Municipalities whose first submission to be accepted (whether or not a later one supersedes it) was "
            "received by the end of the deadline's day in Bishkek ÷ municipalities expected to report in the quarter."
        ),
        unit="%",
        direction=Direction.UP,
        rows=_punctual,
        numerator=lambda row: row.on_time,
        denominator=each,
    ),
)
