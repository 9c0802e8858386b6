"""Short answers from the warehouse for people: who has not reported, what the programme's figures are.

Read-only. Whole reports are in ``quality_report``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from sources.quarters import Quarter
from warehouse.reporting import registered
from warehouse.tables import (
    finding,
    indicator,
    indicator_value,
    municipality,
    quality_score,
    reporting_status,
    submission,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Select


# An expected report is missing whether or not the register knows whose it is.
_NAME = func.coalesce(municipality.c.name_ru, reporting_status.c.municipality_code).label("name")
_OBLAST = func.coalesce(municipality.c.oblast, "").label("oblast")


def _as_registered(quarters: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that joins ``reporting_status`` with the register as it was at the end of each quarter."""
    then = (and_(reporting_status.c.quarter == each, registered(Quarter.parse(each))) for each in quarters)
    return and_(municipality.c.code == reporting_status.c.municipality_code, or_(false(), *then))


def programme_values(connection: Connection, quarter: str) -> pd.DataFrame:
    """Return the programme's figures of a quarter: indicator, label, value, unit and who stands behind it."""
    statement = (
        select(
            indicator_value.c.indicator,
            indicator.c.label_en.label("label"),
            indicator_value.c.breakdown,
            indicator_value.c.value,
            indicator.c.unit,
            indicator_value.c.contributing,
            indicator_value.c.reporting,
            indicator_value.c.expected,
        )
        .join(indicator, indicator.c.id == indicator_value.c.indicator)
        .where(
            indicator_value.c.quarter == quarter,
            indicator_value.c.area_level == "programme",
            indicator_value.c.breakdown.in_(("total", "cumulative")),
        )
        .order_by(indicator_value.c.indicator, indicator_value.c.breakdown.desc())
    )
    return pd.read_sql(statement, connection).round({"value": 2})


def missing_reports(connection: Connection, quarters: Sequence[str]) -> pd.DataFrame:
    """Return who was expected to report for some quarters and has not: quarter, code, name, raion, oblast.

    Name, raion and oblast are those of the quarter's last day, as in ``reporting_of``.
    """
    statement = (
        select(
            reporting_status.c.quarter,
            reporting_status.c.municipality_code,
            _NAME,
            municipality.c.raion,
            _OBLAST,
        )
        .outerjoin(municipality, _as_registered(quarters))
        .where(
            reporting_status.c.quarter.in_(quarters),
            reporting_status.c.expected,
            reporting_status.c.received_at.is_(None),
        )
        .order_by(reporting_status.c.quarter, _OBLAST, _NAME)
    )
    return pd.read_sql(statement, connection)


def reporting_overview(connection: Connection) -> pd.DataFrame:
    """Return for every computed quarter how many were expected, reported and were on time, and the mean quality.

    The mean is over the municipalities that reported: who sent nothing has scores too, of completeness and timeliness,
    and they are no quality of any data.
    """
    status = (
        select(
            reporting_status.c.quarter,
            func.count().filter(reporting_status.c.expected).label("expected"),
            func.count()
            .filter(and_(reporting_status.c.expected, reporting_status.c.received_at.is_not(None)))
            .label("reported"),
            func.count().filter(and_(reporting_status.c.expected, reporting_status.c.on_time)).label("on_time"),
            func.sum(reporting_status.c.errors).label("errors"),
            func.sum(reporting_status.c.warnings).label("warnings"),
        )
        .group_by(reporting_status.c.quarter)
        .subquery()
    )
    quality = (
        select(quality_score.c.quarter, func.avg(quality_score.c.score).label("quality"))
        .join(
            reporting_status,
            and_(
                reporting_status.c.municipality_code == quality_score.c.municipality_code,
                reporting_status.c.quarter == quality_score.c.quarter,
            ),
        )
        .where(quality_score.c.dimension == "overall", reporting_status.c.received_at.is_not(None))
        .group_by(quality_score.c.quarter)
        .subquery()
    )
    statement = (
        select(status, quality.c.quality)
        .outerjoin(quality, quality.c.quarter == status.c.quarter)
        .order_by(status.c.quarter)
    )
    return pd.read_sql(statement, connection).round({"quality": 1})


def reporting_of(connection: Connection, quarter: str) -> pd.DataFrame:
    """Return for one quarter every municipality: whether it reported, when, and with what quality."""
    overall = select(quality_score).where(quality_score.c.dimension == "overall").subquery()
    statement = (
        select(
            reporting_status.c.municipality_code,
            _NAME,
            _OBLAST,
            reporting_status.c.received_at,
            reporting_status.c.on_time,
            reporting_status.c.version,
            reporting_status.c.errors,
            reporting_status.c.warnings,
            overall.c.score.label("quality"),
        )
        .outerjoin(municipality, _as_registered([quarter]))
        .outerjoin(
            overall,
            and_(
                overall.c.municipality_code == reporting_status.c.municipality_code,
                overall.c.quarter == reporting_status.c.quarter,
            ),
        )
        .where(reporting_status.c.quarter == quarter)
        .order_by(_OBLAST, _NAME)
    )
    return pd.read_sql(statement, connection).round({"quality": 1})


def quality_changes(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Return the overall quality of the municipalities that reported for a quarter and the one before it.

    Columns: ``municipality_code, name, oblast, before, now``, scores of 0 to 100.
    """
    now, before = (_overall(each).subquery(name) for each, name in ((quarter, "now"), (quarter.plus(-1), "before")))
    statement = (
        select(now.c.municipality_code, _NAME, _OBLAST, before.c.score.label("before"), now.c.score.label("now"))
        .join_from(now, before, before.c.municipality_code == now.c.municipality_code)
        .join(
            reporting_status,
            and_(
                reporting_status.c.municipality_code == now.c.municipality_code,
                reporting_status.c.quarter == str(quarter),
            ),
        )
        .outerjoin(municipality, _as_registered([str(quarter)]))
        .order_by(_OBLAST, _NAME)
    )
    return pd.read_sql(statement, connection)


def _overall(quarter: Quarter) -> Select[Any]:
    """Return the overall scores of those that reported: municipality_code, score."""
    same = and_(
        reporting_status.c.municipality_code == quality_score.c.municipality_code,
        reporting_status.c.quarter == quality_score.c.quarter,
    )
    return (
        select(quality_score.c.municipality_code, quality_score.c.score)
        .join(reporting_status, same)
        .where(
            quality_score.c.quarter == str(quarter),
            quality_score.c.dimension == "overall",
            quality_score.c.score.is_not(None),
            reporting_status.c.received_at.is_not(None),
        )
    )


def findings_by_code(connection: Connection) -> pd.DataFrame:
    """Return how often each code was found in all submissions that arrived: severity, code, count."""
    statement = (
        select(finding.c.severity, finding.c.code, func.count().label("count"))
        .group_by(finding.c.severity, finding.c.code)
        .order_by(func.count().desc(), finding.c.code)
    )
    return pd.read_sql(statement, connection)


def submissions_by_status(connection: Connection) -> dict[str, int]:
    """Return how many submissions are accepted, superseded and rejected."""
    statement = select(submission.c.status, func.count()).group_by(submission.c.status)
    return {str(status): int(count) for status, count in connection.execute(statement)}
