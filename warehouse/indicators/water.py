"""Indicators of drinking water: access, money, losses, continuity and quality."""

from __future__ import annotations

from sqlalchemy import and_, case, func, select

from sources.labels import Label
from warehouse.indicators.declaration import Direction, Indicator, Rows, Span
from warehouse.indicators.rows import ONE, ZERO, current, reaches, reported, total
from warehouse.tables import FACTS, QUARTERLY, submission_tally
from warehouse.views import CURRENT

TITLE = Label("Таза суу", "Питьевая вода", "Drinking water")

_FORM = "water_supply"
_COLLECTED_AT_LEAST = 80
"""Percent of water charges that must be collected before a gain in access counts."""


def _gains(span: Span) -> Rows:
    """Return one row a municipality that reported on water: ``gained`` residents, missing where it does not qualify."""
    quarter = span.last
    this = current(_FORM, first=quarter, last=quarter)
    now = (
        select(this.c.municipality_code, total(this.c.residents_served).label("served"))
        .group_by(this.c.municipality_code)
        .subquery()
    )
    year = current(_FORM, first=quarter.plus(-3), last=quarter)
    charges = (
        select(
            year.c.municipality_code,
            total(year.c.amount_collected).label("collected"),
            total(year.c.amount_billed).label("billed"),
        )
        .where(year.c.amount_collected.is_not(None), year.c.amount_billed.is_not(None))
        .group_by(year.c.municipality_code)
        .subquery()
    )
    accepted = select(CURRENT["submission"]).where(CURRENT["submission"].c.kind == QUARTERLY).subquery()
    first = (
        select(accepted.c.municipality_code, func.min(accepted.c.quarter).label("quarter"))
        .group_by(accepted.c.municipality_code)
        .subquery()
    )
    is_first = and_(first.c.municipality_code == accepted.c.municipality_code, first.c.quarter == accepted.c.quarter)
    rows, tally = FACTS[_FORM], submission_tally
    # A form answered with an explicit "none" is a baseline of zero; one not answered at all is no baseline.
    baseline = (
        select(
            accepted.c.municipality_code,
            case(
                (func.count(rows.c.row) > 0, total(rows.c.residents_served)),
                (func.max(case((tally.c.answered.is_(True), ONE), else_=ZERO)) == ONE, ZERO),
            ).label("served"),
        )
        .select_from(
            accepted.join(first, is_first)
            .outerjoin(rows, rows.c.submission_id == accepted.c.id)
            .outerjoin(tally, and_(tally.c.submission_id == accepted.c.id, tally.c.form == _FORM))
        )
        .group_by(accepted.c.municipality_code)
        .subquery()
    )
    tariffs = current("tariff_decisions", last=quarter)
    has_tariff = now.c.municipality_code.in_(
        select(tariffs.c.municipality_code).where(tariffs.c.service == "water", tariffs.c.effective_on <= quarter.end)
    )
    qualifies = and_(has_tariff, reaches(charges.c.collected, charges.c.billed, _COLLECTED_AT_LEAST))
    gain = now.c.served - baseline.c.served
    return Rows.of(
        select(
            now.c.municipality_code,
            case((and_(qualifies, gain > 0), gain), (and_(qualifies, gain <= 0), ZERO)).label("gained"),
        ).select_from(
            now.join(baseline, baseline.c.municipality_code == now.c.municipality_code).join(
                charges, charges.c.municipality_code == now.c.municipality_code, isouter=True
            )
        )
    )


INDICATORS = (
    Indicator(
        id="water_access_rate",
        label=Label(
            "Таза ичүүчү суу менен камсыз болгон калктын үлүшү",
            "Доля населения, имеющего доступ к чистой питьевой воде",
            "Residents with access to clean drinking water",
        ),
        definition=(
            "Σ residents served ÷ Σ population, over the settlements of the water supply form in which both are given."
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
        definition=(
            "Σ over municipalities of max(0, residents served with water now − residents served at baseline). Each is "
            "the sum over the municipality's settlements (not settlement by settlement, since settlements are renamed);"
            " baseline is the municipality's first quarter with an accepted submission, and an explicit answer of none "
            "there counts as 0. Only municipalities count that have a water tariff decision, reported up to this "
            "quarter, effective by its end, and that collected at least 80 % of water charges over this and the three "
            "quarters before (Σ collected ÷ Σ billed); others, and those whose baseline is not known, have no value. "
            "The count of contributing municipalities is published beside it."
        ),
        unit="person",
        direction=Direction.UP,
        rows=_gains,
        numerator=lambda row: row.gained,
    ),
    Indicator(
        id="water_collection_rate",
        label=Label("Суу акысынын жыйналышы", "Собираемость платы за воду", "Collection of water charges"),
        definition=(
            "Σ amount collected ÷ Σ amount billed for water in the quarter, over the settlements in which both are "
            "given. Above 100 % where arrears are paid."
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
        definition=(
            "Σ amount billed ÷ Σ operating cost of water supply in the quarter, over the settlements in which both are "
            "given: a settlement without its cost is left out on both sides. 1 means that the charges billed cover "
            "the cost."
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
        definition=(
            "Σ (water supplied − water billed, m³) ÷ Σ water supplied in the quarter, over the settlements in which "
            "both are given."
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
        definition=(
            "Hours of supply a day, weighted by residents: Σ (hours of supply a day × residents served) ÷ Σ residents "
            "served, over the settlements in which the hours are given."
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
        definition=(
            "Σ compliant samples ÷ Σ samples taken in the quarter, over the settlements in which both are given."
        ),
        unit="%",
        direction=Direction.UP,
        rows=reported(_FORM),
        numerator=lambda row: row.samples_compliant,
        denominator=lambda row: row.samples_taken,
    ),
)
