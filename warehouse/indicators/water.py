"""Indicators of drinking water: access, money, losses, continuity and quality."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Subquery, and_, case, func, select

from sources.labels import Label
from warehouse.indicators.declaration import Direction, Indicator, Role, Rows, Span, Term
from warehouse.indicators.rows import ONE, ZERO, counting, reaches, reported, sums
from warehouse.tables import FACTS, QUARTERLY, submission_tally
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from sources.quarters import Quarter

TITLE = Label("Таза суу", "Питьевая вода", "Drinking water")

_FORM = "water_supply"
_COLLECTED_AT_LEAST = 80
"""Percent of water charges that must be collected before a gain in access counts."""


def _gains(span: Span) -> Rows:
    """Return one row a municipality that reported on water: ``gained`` residents, missing where it does not qualify."""
    served = _served(Role.NUMERATOR, counting(_FORM, first=span.last, last=span.last))
    charges, tariffs = _charges(span.last), _tariffs(span.last)
    first_reports = _first_reports()
    baseline = _served(Role.BASELINE, _rows_of(first_reports))
    now, paid, decided = sums(served), sums(charges), sums(tariffs)
    then = _with_nones(sums(baseline), first_reports)
    code = now.c.municipality_code
    qualifies = and_(decided.c.decisions > 0, reaches(paid.c.collected, paid.c.billed, _COLLECTED_AT_LEAST))
    gain = now.c.served - then.c.served
    gained = case((and_(qualifies, gain > 0), gain), (and_(qualifies, gain <= 0), ZERO))
    return Rows.of(
        select(code, gained.label("gained")).select_from(
            now.join(then, then.c.municipality_code == code)
            .outerjoin(paid, paid.c.municipality_code == code)
            .outerjoin(decided, decided.c.municipality_code == code)
        ),
        *(served, baseline, charges, tariffs),
    )


def _served(role: Role, rows: Rows) -> Term:
    return Term(role, rows, {"served": rows.c.residents_served})


def _charges(quarter: Quarter) -> Term:
    """Return water charges ``collected`` and ``billed`` over a quarter and the three before, where both are given."""
    year = counting(_FORM, first=quarter.plus(-3), last=quarter)
    given = (year.c.amount_collected.is_not(None), year.c.amount_billed.is_not(None))
    figures = {"collected": year.c.amount_collected, "billed": year.c.amount_billed}
    return Term(Role.CONDITION, replace(year, where=given), figures)


def _tariffs(quarter: Quarter) -> Term:
    """Return the ``decisions`` on water tariffs that were reported up to a quarter and are effective by its end."""
    decisions = counting("tariff_decisions", last=quarter)
    effective = (decisions.c.service == "water", decisions.c.effective_on <= quarter.end)
    return Term(Role.CONDITION, replace(decisions, where=effective), {"decisions": ONE})


def _first_reports() -> Subquery:
    """Return the accepted report of each municipality's first quarter: ``id``, ``municipality_code``, ``quarter``."""
    accepted = select(CURRENT["submission"]).where(CURRENT["submission"].c.kind == QUARTERLY).subquery()
    first = (
        select(accepted.c.municipality_code, func.min(accepted.c.quarter).label("quarter"))
        .group_by(accepted.c.municipality_code)
        .subquery()
    )
    is_first = and_(first.c.municipality_code == accepted.c.municipality_code, first.c.quarter == accepted.c.quarter)
    columns = (accepted.c.id, accepted.c.municipality_code, accepted.c.quarter)
    return select(*columns).join(first, is_first).subquery()


def _rows_of(reports: Subquery) -> Rows:
    """Return the rows on water of some reports."""
    facts = FACTS[_FORM]
    return Rows(select(facts).join(reports, reports.c.id == facts.c.submission_id).subquery().c, form=_FORM)


def _with_nones(baseline: Subquery, reports: Subquery) -> Subquery:
    """Return the baseline with a zero for each report whose form was answered with an explicit "none".

    A form that was not answered at all is no baseline.
    """
    tally = submission_tally
    answered = and_(tally.c.submission_id == reports.c.id, tally.c.form == _FORM, tally.c.answered.is_(True))
    served = case(
        (baseline.c.municipality_code.is_not(None), baseline.c.served), (tally.c.submission_id.is_not(None), ZERO)
    )
    return (
        select(reports.c.municipality_code, served.label("served"))
        .select_from(
            reports.outerjoin(baseline, baseline.c.municipality_code == reports.c.municipality_code).outerjoin(
                tally, answered
            )
        )
        .subquery()
    )


INDICATORS = (
    Indicator(
        id="water_access_rate",
        label=Label(
            "Таза ичүүчү суу менен камсыз болгон калктын үлүшү",
            "Доля населения, имеющего доступ к чистой питьевой воде",
            "Residents with access to clean drinking water",
        ),
        definition=Label(
            "Σ таза ичүүчү суу менен камсыз болгон жашоочулар ÷ Σ калктын саны, «Суу менен камсыздоо» формасындагы "
            "эки мааниси тең көрсөтүлгөн калктуу пункттар боюнча.",
            "Σ жителей с доступом к чистой питьевой воде ÷ Σ численности населения, по населённым пунктам формы "
            "«Водоснабжение», для которых указаны оба значения.",
            "Σ residents served ÷ Σ population, over the settlements of the water supply form in which both are given.",
        ),
        unit="%",
        direction=Direction.UP,
        source="SDG 6.1.1",
        rows=reported(_FORM),
        numerator=lambda row: row.residents_served,
        denominator=lambda row: row.population,
    ),
    Indicator(
        id="water_access_gained",
        label=Label(
            "Таза ичүүчү суу менен жаңыдан камсыз болгон жашоочулар",
            "Жители, получившие доступ к чистой питьевой воде",
            "Residents who gained access to clean drinking water",
        ),
        definition=Label(
            "Муниципалитеттер боюнча Σ max(0, таза ичүүчү суу менен камсыз болгон жашоочулардын азыркы саны − алардын "
            "баштапкы абалдагы саны). Ар бир сан — муниципалитеттин калктуу пункттары боюнча сумма (калктуу пункттар "
            "өз-өзүнчө салыштырылбайт, анткени алардын аталыштары өзгөрөт); баштапкы абал — муниципалитеттин отчёту "
            "кабыл алынган биринчи чейрек, ал отчётто ачык «жок» деп жооп берилсе, 0 болуп эсептелет. Суу тарифи "
            "жөнүндө чечими бар (ал ушул чейректе же андан мурун билдирилген жана ушул чейректин аягына чейин күчүнө "
            "кирген) жана ушул чейрек менен андан мурунку үч чейректе суу акысынын кеминде 80 %ын жыйнаган (Σ "
            "жыйналган акы ÷ Σ эсептелген акы) муниципалитеттер гана эсепке алынат; калгандарында жана баштапкы абалы "
            "белгисиз болгондордо маани болбойт. Анын жанында салым кошкон муниципалитеттердин саны жарыяланат.",
            "Σ по муниципалитетам: max(0, число жителей с доступом к чистой питьевой воде сейчас − их число в "
            "исходном состоянии). Каждое из чисел — сумма по населённым пунктам муниципалитета (населённые пункты не "
            "сравниваются по отдельности, так как их переименовывают); исходное состояние — первый квартал, за "
            "который принят отчёт муниципалитета, и прямой ответ «нет» в этом отчёте считается как 0. Учитываются "
            "только муниципалитеты, у которых есть решение о тарифе на воду (о нём сообщено не позднее этого "
            "квартала, и к концу квартала оно вступило в силу) и которые за этот и три предыдущих квартала собрали не "
            "менее 80 % платы за воду (Σ собранной платы ÷ Σ начисленной платы); у остальных, а также у тех, чьё "
            "исходное состояние неизвестно, значения нет. Рядом публикуется число муниципалитетов, внёсших вклад.",
            "Σ over municipalities of max(0, residents served with water now − residents served at baseline). Each is "
            "the sum over the municipality's settlements (not settlement by settlement, since settlements are renamed);"
            " baseline is the municipality's first quarter with an accepted submission, and an explicit answer of none "
            "there counts as 0. Only municipalities count that have a water tariff decision, reported up to this "
            "quarter, effective by its end, and that collected at least 80 % of water charges over this and the three "
            "quarters before (Σ collected ÷ Σ billed); others, and those whose baseline is not known, have no value. "
            "The count of contributing municipalities is published beside it.",
        ),
        unit="person",
        direction=Direction.UP,
        rows=_gains,
        numerator=lambda row: row.gained,
    ),
    Indicator(
        id="water_collection_rate",
        label=Label("Суу акысынын жыйналышы", "Собираемость платы за воду", "Collection of water charges"),
        definition=Label(
            "Чейрек ичинде суу үчүн Σ жыйналган акы ÷ Σ эсептелген акы, эки мааниси тең көрсөтүлгөн калктуу пункттар "
            "боюнча. Мурунку карыздар төлөнсө, 100 %дан ашат.",
            "Σ собранной платы ÷ Σ начисленной платы за воду за квартал, по населённым пунктам, для которых указаны "
            "оба значения. Больше 100 %, если погашаются прежние долги.",
            "Σ amount collected ÷ Σ amount billed for water in the quarter, over the settlements in which both are "
            "given. Above 100 % where arrears are paid.",
        ),
        unit="%",
        direction=Direction.UP,
        source="IBNET collection ratio",
        rows=reported(_FORM),
        numerator=lambda row: row.amount_collected,
        denominator=lambda row: row.amount_billed,
    ),
    Indicator(
        id="water_cost_coverage",
        label=Label(
            "Суу менен камсыздоонун эксплуатациялык чыгымдарынын жабылышы",
            "Покрытие эксплуатационных расходов на водоснабжение",
            "Operating cost coverage of water supply",
        ),
        definition=Label(
            "Чейрек ичинде суу менен камсыздоо боюнча Σ эсептелген акы ÷ Σ эксплуатациялык чыгымдар, эки мааниси тең "
            "көрсөтүлгөн калктуу пункттар боюнча: чыгымдары көрсөтүлбөгөн калктуу пункт алымда да, бөлүмдө да эсепке "
            "алынбайт. Маани 1 болсо, эсептелген акы чыгымдарды жабат.",
            "Σ начисленной платы ÷ Σ эксплуатационных расходов на водоснабжение за квартал, по населённым пунктам, "
            "для которых указаны оба значения: населённый пункт, для которого расходы не указаны, не учитывается ни в "
            "числителе, ни в знаменателе. Значение 1 означает, что начисленная плата покрывает расходы.",
            "Σ amount billed ÷ Σ operating cost of water supply in the quarter, over the settlements in which both are "
            "given: a settlement without its cost is left out on both sides. 1 means that the charges billed cover "
            "the cost.",
        ),
        unit="ratio",
        direction=Direction.UP,
        source="IBNET operating cost coverage",
        rows=reported(_FORM),
        numerator=lambda row: row.amount_billed,
        denominator=lambda row: row.operating_cost,
    ),
    Indicator(
        id="water_non_revenue",
        label=Label("Акы эсептелбеген суунун үлүшү", "Доля воды, не приносящей дохода", "Non-revenue water"),
        definition=Label(
            "Чейрек ичинде Σ (берилген суу − акы эсептелген суу, м³) ÷ Σ берилген суу, эки мааниси тең көрсөтүлгөн "
            "калктуу пункттар боюнча.",
            "Σ (подано воды − начислено за воду, м³) ÷ Σ поданной воды за квартал, по населённым пунктам, для которых "
            "указаны оба значения.",
            "Σ (water supplied − water billed, m³) ÷ Σ water supplied in the quarter, over the settlements in which "
            "both are given.",
        ),
        unit="%",
        direction=Direction.DOWN,
        source="IBNET non-revenue water",
        rows=reported(_FORM),
        numerator=lambda row: row.water_supplied_m3 - row.water_billed_m3,
        denominator=lambda row: row.water_supplied_m3,
    ),
    Indicator(
        id="water_supply_continuity",
        label=Label(
            "Суу берүүнүн орточо узактыгы", "Средняя продолжительность подачи воды", "Continuity of water supply"
        ),
        definition=Label(
            "Суткасына суу берүү сааттарынын жашоочулардын саны боюнча орточо салмактанып алынган мааниси: Σ "
            "(суткасына суу берүү, саат × таза ичүүчү суу менен камсыз болгон жашоочулар) ÷ Σ таза ичүүчү суу менен "
            "камсыз болгон жашоочулар, сааттары көрсөтүлгөн калктуу пункттар боюнча.",
            "Число часов подачи воды в сутки, взвешенное по числу жителей: Σ (часы подачи воды в сутки × жители с "
            "доступом к чистой питьевой воде) ÷ Σ жителей с доступом к чистой питьевой воде, по населённым пунктам, "
            "для которых часы указаны.",
            "Hours of supply a day, weighted by residents: Σ (hours of supply a day × residents served) ÷ Σ residents "
            "served, over the settlements in which the hours are given.",
        ),
        unit="h/day",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.supply_hours_per_day * row.residents_served,
        denominator=lambda row: row.residents_served,
    ),
    Indicator(
        id="water_quality_compliance",
        label=Label(
            "Талапка жооп берген суу үлгүлөрүнүн үлүшү",
            "Доля проб воды, соответствующих норме",
            "Water samples that comply with the standard",
        ),
        definition=Label(
            "Чейрек ичинде Σ талапка жооп берген үлгүлөр ÷ Σ алынган суу үлгүлөрү, эки мааниси тең көрсөтүлгөн "
            "калктуу пункттар боюнча.",
            "Σ соответствующих норме проб ÷ Σ отобранных проб воды за квартал, по населённым пунктам, для которых "
            "указаны оба значения.",
            "Σ compliant samples ÷ Σ samples taken in the quarter, over the settlements in which both are given.",
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.samples_compliant,
        denominator=lambda row: row.samples_taken,
    ),
)
