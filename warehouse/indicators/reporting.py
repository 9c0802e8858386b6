"""Indicators of the reporting itself; the data-quality report shows them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, select

from sources.labels import Label
from warehouse.indicators.declaration import Columns, Direction, Indicator, Role, Rows, Span, Term
from warehouse.indicators.rows import ONE, ZERO, each, enrolled, sums
from warehouse.reporting import deadline_moment
from warehouse.tables import QUARTERLY, TAKEN_IN, submission
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from sources.quarters import Quarter

TITLE = Label("Отчёттуулук", "Отчётность", "Reporting")


def _reports(arrived: Columns, *where: ColumnElement[bool], counts: ColumnElement[Any] = ONE) -> Term:
    """Return the term of whole workbooks of some submissions, each of which ``counts`` 1 or 0."""
    workbooks = (
        select(arrived.id.label("submission_id"), arrived.municipality_code, counts.label("counts"))
        .where(arrived.kind == QUARTERLY, *where)
        .subquery()
    )
    return Term(Role.NUMERATOR, Rows(workbooks.c), {"workbooks": workbooks.c.counts})


def _of_members(quarter: Quarter, reports: Term, name: str) -> Rows:
    """Return one row a municipality expected: 1 where any of its workbooks counts, else 0."""
    members, told = enrolled(quarter), sums(reports)
    return Rows.of(
        select(members.c.municipality_code, case((told.c.workbooks > 0, ONE), else_=ZERO).label(name)).select_from(
            members.outerjoin(told, told.c.municipality_code == members.c.municipality_code)
        ),
        reports,
    )


def _expected(span: Span) -> Rows:
    """Return one row a municipality expected: ``reported``, 1 where an accepted workbook counts for the quarter."""
    arrived = CURRENT["submission"].c
    return _of_members(span.last, _reports(arrived, arrived.quarter == str(span.last)), "reported")


def _punctual(span: Span) -> Rows:
    """Return one row a municipality expected: ``on_time``, 1 where its first version arrived by the deadline."""
    arrived = submission.c
    early = arrived.received_at < deadline_moment(span.last, span.deadline_days)
    first = _reports(
        arrived,
        arrived.quarter == str(span.last),
        arrived.version == 1,
        arrived.status.in_(TAKEN_IN),
        counts=case((early, ONE), else_=ZERO),
    )
    return _of_members(span.last, first, "on_time")


INDICATORS = (
    Indicator(
        id="reporting_rate",
        label=Label(
            "Отчёт тапшырган муниципалитеттердин үлүшү",
            "Доля муниципалитетов, сдавших отчёт",
            "Municipalities that reported",
        ),
        definition=Label(
            "Чейрек үчүн отчёту кабыл алынган муниципалитеттер ÷ чейрек үчүн отчёту күтүлгөн муниципалитеттер.",
            "Муниципалитеты с принятым за квартал отчётом ÷ муниципалитеты, отчёт которых за квартал ожидался.",
            "Municipalities with an accepted submission ÷ municipalities expected to report in the quarter.",
        ),
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
        definition=Label(
            "Биринчи кабыл алынган отчёту (кийин ал башкасы менен алмаштырылса да, алмаштырылбаса да) мөөнөттүн "
            "акыркы күнү Бишкек убактысы боюнча аяктаганга чейин алынган муниципалитеттер ÷ чейрек үчүн отчёту "
            "күтүлгөн муниципалитеттер.",
            "Муниципалитеты, первый принятый отчёт которых (заменён ли он более поздним или нет) получен до конца "
            "последнего дня срока по времени Бишкека ÷ муниципалитеты, отчёт которых за квартал ожидался.",
            "Municipalities whose first submission to be accepted (whether or not a later one supersedes it) was "
            "received by the end of the deadline's day in Bishkek ÷ municipalities expected to report in the quarter.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=_punctual,
        numerator=lambda row: row.on_time,
        denominator=each,
    ),
)
