"""Filling ``indicator`` and ``indicator_value``.

A quarter's values are a pure function of the facts, the ledger, the enrolment and the declarations: they are replaced
as a whole, first the municipalities' rows, then each aggregate level in one statement from those rows. An aggregate is
therefore always a ratio of the sums stored beside it, never a mean of ratios.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    String,
    Subquery,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)

from warehouse.indicators.declaration import TOTAL, Indicator
from warehouse.indicators.registry import INDICATORS
from warehouse.indicators.rows import ONE, ZERO, enrolled, wave_fielded
from warehouse.indicators.selection import NO_NUMBER, municipality_select
from warehouse.tables import indicator as sheet
from warehouse.tables import indicator_value

if TYPE_CHECKING:
    from sources.quarters import Quarter

MUNICIPALITY = "municipality"
OBLAST = "oblast"
KIND = "kind"
PROGRAMME = "programme"
"""The area levels; ``programme`` is also the code of its one area."""

_COLUMNS = [column.name for column in indicator_value.columns]


def load_declarations(connection: Connection) -> None:
    """Make the ``indicator`` table say what the declarations say.

    Rows of indicators that are no longer declared go, and their values with them; rows of the others are kept in place,
    since values refer to them.

    Args:
        connection: a connection in the caller's transaction.
    """
    connection.execute(delete(indicator_value).where(indicator_value.c.indicator.not_in(INDICATORS)))
    connection.execute(delete(sheet).where(sheet.c.id.not_in(INDICATORS)))
    stored = {row.id: row._asdict() for row in connection.execute(select(sheet))}
    declared = {indicator.id: _reference_sheet(indicator) for indicator in INDICATORS.values()}
    new = [row for key, row in declared.items() if key not in stored]
    if new:
        connection.execute(insert(sheet), new)
    for key, row in declared.items():
        if key in stored and stored[key] != row:
            connection.execute(update(sheet).where(sheet.c.id == key).values(row))


def compute_indicators(
    connection: Connection, quarter: Quarter, *, deadline_days: int, programme_start: Quarter
) -> int:
    """Compute all indicators of a quarter anew, at all area levels.

    Needs the declarations loaded and the facts of this and all earlier quarters in place. Later quarters look back on
    this one: after a change they are to be computed again too, which is the caller's business.

    Args:
        connection: a connection in the caller's transaction, in which the quarter's old values are replaced.
        quarter: the quarter.
        deadline_days: days after a quarter's end within which a report counts as on time.
        programme_start: the first quarter of cumulative sums.

    Returns:
        How many values the quarter now has.
    """
    in_quarter = indicator_value.c.quarter == str(quarter)
    connection.execute(delete(indicator_value).where(in_quarter))
    members = enrolled(quarter)
    for indicator in INDICATORS.values():
        for breakdown in indicator.breakdowns:
            parts = municipality_select(
                indicator,
                quarter,
                deadline_days=deadline_days,
                programme_start=programme_start,
                breakdown=breakdown,
            )
            connection.execute(_municipality_insert(indicator, quarter, breakdown, parts.subquery(), members))
    for level in (OBLAST, KIND, PROGRAMME):
        connection.execute(_aggregate_insert(level, quarter, members))
    return cast("int", connection.scalar(select(func.count()).select_from(indicator_value).where(in_quarter)))


def _reference_sheet(indicator: Indicator) -> dict[str, Any]:
    return {
        "id": indicator.id,
        "label_ky": indicator.label.ky,
        "label_ru": indicator.label.ru,
        "label_en": indicator.label.en,
        "definition": indicator.definition.en,
        "unit": indicator.unit,
        "direction": indicator.direction.value,
        "source": indicator.source,
        "is_ratio": indicator.is_ratio,
        "factor": indicator.factor,
    }


def _contributes(numerator: ColumnElement[float]) -> ColumnElement[int]:
    return case((and_(numerator.is_not(None), numerator != 0), ONE), else_=ZERO)


def _municipality_insert(
    indicator: Indicator, quarter: Quarter, breakdown: str, parts: Subquery, members: Subquery
) -> Insert:
    """Return the insert of an indicator's municipality rows from its ``parts`` (see ``municipality_select``)."""
    value: ColumnElement[Any] = parts.c.numerator
    if indicator.is_ratio:
        value = indicator.factor * parts.c.numerator / func.nullif(parts.c.denominator, 0)
    rows = (
        select(
            literal(indicator.id, String),
            literal(str(quarter), String),
            literal(MUNICIPALITY, String),
            parts.c.municipality_code,
            literal(breakdown, String),
            parts.c.category,
            parts.c.numerator,
            parts.c.denominator,
            value,
            _contributes(parts.c.numerator),
            func.coalesce(members.c.surveyed if indicator.wave else members.c.reported, ZERO),
            case((members.c.municipality_code.is_not(None), ONE), else_=ZERO),
        )
        .select_from(parts.outerjoin(members, members.c.municipality_code == parts.c.municipality_code))
        # Aggregates add in this order, so their last digit does not depend on where the facts happen to lie.
        .order_by(parts.c.municipality_code, parts.c.category)
    )
    return insert(indicator_value).from_select(_COLUMNS, rows)


def _aggregate_insert(level: str, quarter: Quarter, members: Subquery) -> Insert:
    """Return the insert of all rows of an area level, from the municipality rows of the quarter's ``members``."""
    area = {OBLAST: members.c.oblast, KIND: members.c.kind, PROGRAMME: literal(PROGRAMME, String)}[level]
    areas = select(members.c.municipality_code, members.c.reported, members.c.surveyed, area.label("area")).subquery(
        "areas"
    )
    counts = (
        select(
            areas.c.area,
            func.count().label("expected"),
            func.sum(areas.c.reported).label("reported"),
            func.sum(areas.c.surveyed).label("surveyed"),
        )
        .group_by(areas.c.area)
        .subquery("counts")
    )
    waves = [indicator.id for indicator in INDICATORS.values() if indicator.wave]
    of_municipalities = (
        select(
            areas.c.area,
            indicator_value.c.indicator,
            indicator_value.c.breakdown,
            indicator_value.c.category,
            indicator_value.c.numerator,
            indicator_value.c.denominator,
        )
        .select_from(indicator_value.join(areas, areas.c.municipality_code == indicator_value.c.area_code))
        .where(indicator_value.c.quarter == str(quarter), indicator_value.c.area_level == MUNICIPALITY)
    )
    # An empty row for each member makes the area's total exist even where nobody reported.
    of_nobody = (
        select(
            areas.c.area,
            sheet.c.id,
            literal(TOTAL, String),
            literal(TOTAL, String),
            NO_NUMBER,
            NO_NUMBER,
        )
        .select_from(areas.join(sheet, true()))
        .where(or_(sheet.c.id.not_in(waves), wave_fielded(quarter)))
    )
    parts = union_all(of_municipalities, of_nobody).subquery("parts")
    numerator, denominator = func.sum(parts.c.numerator), func.sum(parts.c.denominator)
    rows = (
        select(
            parts.c.indicator,
            literal(str(quarter), String),
            literal(level, String),
            parts.c.area,
            parts.c.breakdown,
            parts.c.category,
            numerator,
            denominator,
            case(
                (sheet.c.is_ratio.is_(True), sheet.c.factor * numerator / func.nullif(denominator, 0)),
                else_=numerator,
            ),
            func.sum(_contributes(parts.c.numerator)),
            case((sheet.c.id.in_(waves), counts.c.surveyed), else_=counts.c.reported),
            counts.c.expected,
        )
        .select_from(parts.join(counts, counts.c.area == parts.c.area).join(sheet, sheet.c.id == parts.c.indicator))
        .group_by(
            parts.c.indicator,
            parts.c.area,
            parts.c.breakdown,
            parts.c.category,
            sheet.c.id,
            sheet.c.is_ratio,
            sheet.c.factor,
            counts.c.surveyed,
            counts.c.reported,
            counts.c.expected,
        )
    )
    return insert(indicator_value).from_select(_COLUMNS, rows)
