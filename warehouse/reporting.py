"""Who has reported for a quarter, and when: fills ``reporting_status``.

Holds the reporting deadline as a moment, who is expected to report, what the register says of them at the quarter's
end, and what is derived from the ledger alone. How good the reports are is
``quality``'s to say.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
)

from sources.quarters import BISHKEK
from warehouse.tables import ACCEPTED, QUARTERLY, TAKEN_IN, enrolment, municipality, reporting_status, submission

if TYPE_CHECKING:
    from sources.quarters import Quarter


def deadline_moment(quarter: Quarter, deadline_days: int) -> datetime:
    """Return the first moment at which a report is late: midnight in Bishkek after the deadline's last day, in UTC.

    Args:
        quarter: the quarter reported on.
        deadline_days: days after the quarter's end; the last of them still counts as on time.
    """
    return datetime.combine(quarter.deadline(deadline_days) + timedelta(days=1), time(), BISHKEK).astimezone(UTC)


def enrolled(quarter: Quarter) -> ColumnElement[bool]:
    """Return the condition on ``enrolment`` under which a report is expected for the quarter."""
    return and_(
        enrolment.c.from_quarter <= str(quarter),
        or_(enrolment.c.to_quarter.is_(None), enrolment.c.to_quarter >= str(quarter)),
    )


def registered(quarter: Quarter) -> ColumnElement[bool]:
    """Return the condition on ``municipality`` under which a row describes it on the quarter's last day.

    A municipality has a row for each time in which nothing about it changed, and at most one of them holds on a day:
    whoever joins the register by code alone counts a municipality once for each of its rows.
    """
    return and_(
        municipality.c.valid_from <= quarter.end,
        or_(municipality.c.valid_to.is_(None), municipality.c.valid_to >= quarter.end),
    )


def reports(quarter: Quarter) -> CTE:
    """Return one row per municipality that reported for the quarter: its first and its current accepted version.

    Columns: ``municipality_code, versions, first_id, first_received_at, current_id, current_version, errors,
    warnings``.
    """
    slot = and_(submission.c.kind == QUARTERLY, submission.c.quarter == str(quarter))
    taken_in = select(
        submission.c.municipality_code,
        func.min(submission.c.version).label("first_version"),
        func.count().label("versions"),
    )
    taken_in = taken_in.where(slot, submission.c.status.in_(TAKEN_IN)).group_by(submission.c.municipality_code)
    ends = taken_in.subquery("taken_in")
    first, current = submission.alias("first"), submission.alias("current")
    return (
        select(
            ends.c.municipality_code,
            ends.c.versions,
            first.c.id.label("first_id"),
            first.c.received_at.label("first_received_at"),
            current.c.id.label("current_id"),
            current.c.version.label("current_version"),
            current.c.errors,
            current.c.warnings,
        )
        .join_from(
            ends,
            first,
            and_(
                first.c.municipality_code == ends.c.municipality_code,
                first.c.quarter == str(quarter),
                first.c.kind == QUARTERLY,
                first.c.status.in_(TAKEN_IN),
                first.c.version == ends.c.first_version,
            ),
        )
        .join(
            current,
            and_(
                current.c.municipality_code == ends.c.municipality_code,
                current.c.quarter == str(quarter),
                current.c.kind == QUARTERLY,
                current.c.status == ACCEPTED,
            ),
        )
        .cte("reports")
    )


def compute_reporting_status(connection: Connection, quarter: Quarter, *, deadline_days: int) -> int:
    """Replace the quarter's rows of ``reporting_status``.

    There is one row for every municipality that is enrolled in the quarter and for every other one that reported.
    ``received_at`` and ``on_time`` are those of the first accepted version, ``version``, ``errors`` and ``warnings``
    those of the current one; all five are missing where nothing was accepted.

    Args:
        connection: an open transaction of the warehouse.
        quarter: the quarter reported on.
        deadline_days: days after the quarter's end in which a report is on time.

    Returns:
        How many rows were written.
    """
    connection.execute(delete(reporting_status).where(reporting_status.c.quarter == str(quarter)))
    rows = _status(quarter, deadline_moment(quarter, deadline_days))
    connection.execute(insert(reporting_status).from_select([column.name for column in reporting_status.c], rows))
    written = select(func.count()).where(reporting_status.c.quarter == str(quarter))
    return connection.execute(written).scalar_one()


def concerned(quarter: Quarter, reported: CTE) -> Select[tuple[str, bool]]:
    """Return every municipality that is enrolled in the quarter or reported, and whether it is enrolled.

    Args:
        quarter: the quarter reported on.
        reported: what ``reports`` says of that quarter.
    """
    anyone = union(
        select(enrolment.c.municipality_code).where(enrolled(quarter)), select(reported.c.municipality_code)
    ).subquery("anyone")
    is_enrolled = exists().where(enrolled(quarter), enrolment.c.municipality_code == anyone.c.municipality_code)
    return select(anyone.c.municipality_code, is_enrolled.label("expected"))


def _status(quarter: Quarter, late_from: datetime) -> Select[Any]:
    reported = reports(quarter)
    rows = concerned(quarter, reported).subquery("concerned")
    return select(
        rows.c.municipality_code,
        literal(str(quarter)),
        rows.c.expected,
        reported.c.first_received_at,
        reported.c.first_received_at < late_from,
        reported.c.current_version,
        reported.c.errors,
        reported.c.warnings,
    ).join_from(rows, reported, reported.c.municipality_code == rows.c.municipality_code, isouter=True)
