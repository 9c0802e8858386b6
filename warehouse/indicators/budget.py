"""Indicators of the budgets of municipal services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from sources.labels import Label
from warehouse.indicators.declaration import Breakdown, Direction, Indicator, Role, Rows, Span, Term
from warehouse.indicators.rows import counting, reported, sums

if TYPE_CHECKING:
    from sources.quarters import Quarter

TITLE = Label("Муниципалдык кызматтардын бюджети", "Бюджет муниципальных услуг", "Budget of municipal services")

_FORM = "service_budget"


def _executed(span: Span) -> Rows:
    """Return one row a municipality and service: what was ``executed`` within the span's last quarter."""
    now = _until(span.last, Role.NUMERATOR)
    this = sums(now)
    if span.last.number == 1:
        # The running total starts anew on 1 January.
        return Rows.of(select(this.c.municipality_code, this.c.service, this.c.executed), now)
    before = _until(span.last.plus(-1), Role.PREVIOUS)
    previous = sums(before)
    same = and_(previous.c.municipality_code == this.c.municipality_code, previous.c.service == this.c.service)
    executed = (this.c.executed - previous.c.executed).label("executed")
    joined = this.outerjoin(previous, same)
    return Rows.of(select(this.c.municipality_code, this.c.service, executed).select_from(joined), now, before)


def _until(quarter: Quarter, role: Role) -> Term:
    """Return what was ``executed`` of each service from 1 January to the end of a quarter."""
    rows = counting(_FORM, first=quarter, last=quarter)
    return Term(role, rows, {"executed": rows.c.executed_ytd}, by=("service",))


INDICATORS = (
    Indicator(
        id="budget_execution_rate",
        label=Label("Бюджеттин аткарылышы", "Исполнение бюджета", "Budget execution"),
        definition=Label(
            "Σ 1-январдан бери аткарылганы ÷ Σ жылдык план, эки мааниси тең көрсөтүлгөн муниципалдык кызматтар "
            "боюнча; жалпысынан жана кызмат боюнча. Такталган план, ал жок болсо, бекитилген план алынат.",
            "Σ исполненного с 1 января ÷ Σ плана на год, по муниципальным услугам, для которых указаны оба значения; "
            "всего и по услугам. Берётся уточнённый план, а если его нет — утверждённый.",
            "Σ executed since 1 January ÷ Σ annual plan, over municipal services in which both are given; in all and by"
            " service. The plan is the revised one and, where there is none, the approved one.",
        ),
        unit="%",
        direction=Direction.TARGET_100,
        source="PEFA PI-1/PI-2 reading",
        rows=reported(_FORM),
        numerator=lambda row: row.executed_ytd,
        denominator=lambda row: func.coalesce(row.plan_revised, row.plan_year),
        by=(Breakdown("service"),),
    ),
    Indicator(
        id="budget_executed_in_quarter",
        label=Label(
            "Чейрек ичинде аткарылган бюджет", "Исполнено бюджета за квартал", "Budget executed in the quarter"
        ),
        definition=Label(
            "Муниципалдык кызматтар боюнча Σ: 1-январдан бери аткарылганы − ошол эле жылдын мурунку чейрегинин "
            "аягындагы ушундай эле сумма (биринчи чейректе: 1-январдан бери аткарылганынын өзү); жалпысынан жана "
            "кызмат боюнча. Мурунку чейрек үчүн билдирилбеген кызматтын мааниси жок, ал жалпы суммага кирбейт.",
            "Σ по муниципальным услугам: исполненное с 1 января − то же на конец предыдущего квартала того же года (в "
            "первом квартале: само исполненное с 1 января); всего и по услугам. У услуги, о которой за предыдущий "
            "квартал не сообщено, значения нет, и в общую сумму она не входит.",
            "Σ over municipal services of executed since 1 January − the same at the end of the previous quarter of the"
            " same year (in the first quarter: executed since 1 January itself); in all and by service. A service that"
            " was not reported for the previous quarter has no value and is left out of the total.",
        ),
        unit="KGS",
        direction=Direction.NONE,
        rows=_executed,
        numerator=lambda row: row.executed,
        by=(Breakdown("service"),),
    ),
)
