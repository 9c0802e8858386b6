"""The suite about quality scores and reporting: nobody is forgotten, and no score is out of its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, not_, or_, select

from warehouse.expectations.expectation import Expectation, Query, Suite
from warehouse.expectations.submissions import of_quarter
from warehouse.quality import ALL_DIMENSIONS
from warehouse.reporting import enrolled
from warehouse.tables import ACCEPTED, QUARTERLY, enrolment, municipality, quality_score, reporting_status, submission

if TYPE_CHECKING:
    from sources.quarters import Quarter


def _forgotten(quarter: Quarter) -> Query:
    listed = exists().where(
        reporting_status.c.quarter == str(quarter),
        reporting_status.c.municipality_code == enrolment.c.municipality_code,
        reporting_status.c.expected,
    )
    return select(enrolment.c.municipality_code, enrolment.c.from_quarter, enrolment.c.to_quarter).where(
        enrolled(quarter), not_(listed)
    )


def _status_unlike_ledger(quarter: Quarter) -> Query:
    current = (
        select(submission.c.municipality_code, submission.c.version)
        .where(of_quarter(quarter), submission.c.kind == QUARTERLY, submission.c.status == ACCEPTED)
        .subquery("current_report")
    )
    status = select(reporting_status).where(reporting_status.c.quarter == str(quarter)).subquery("status")
    return (
        select(
            status.c.municipality_code,
            status.c.version.label("version_in_status"),
            current.c.version.label("version_in_ledger"),
        )
        .join_from(status, current, current.c.municipality_code == status.c.municipality_code, isouter=True)
        .where(
            or_(
                status.c.version.is_distinct_from(current.c.version),
                and_(status.c.version.is_not(None), or_(status.c.received_at.is_(None), status.c.on_time.is_(None))),
            )
        )
    )


def _reports_without_status(quarter: Quarter) -> Query:
    listed = exists().where(
        reporting_status.c.quarter == submission.c.quarter,
        reporting_status.c.municipality_code == submission.c.municipality_code,
    )
    return select(submission.c.id.label("submission"), submission.c.municipality_code).where(
        of_quarter(quarter), submission.c.kind == QUARTERLY, submission.c.status == ACCEPTED, not_(listed)
    )


def _scores_out_of_range(quarter: Quarter) -> Query:
    return select(quality_score.c.municipality_code, quality_score.c.dimension, quality_score.c.score).where(
        quality_score.c.quarter == str(quarter), not_(quality_score.c.score.between(0, 100))
    )


def _scores_missing(quarter: Quarter) -> Query:
    scored = and_(
        quality_score.c.quarter == reporting_status.c.quarter,
        quality_score.c.municipality_code == reporting_status.c.municipality_code,
        quality_score.c.dimension.in_(list(ALL_DIMENSIONS)),
    )
    return (
        select(reporting_status.c.municipality_code, func.count(quality_score.c.dimension).label("dimensions_scored"))
        .join_from(reporting_status, quality_score, scored, isouter=True)
        .where(reporting_status.c.quarter == str(quarter))
        .group_by(reporting_status.c.municipality_code)
        .having(func.count(quality_score.c.dimension) != len(ALL_DIMENSIONS))
    )


def _unknown_municipalities(quarter: Quarter) -> Query:
    known = exists().where(municipality.c.code == reporting_status.c.municipality_code)
    return select(reporting_status.c.municipality_code, reporting_status.c.expected).where(
        reporting_status.c.quarter == str(quarter), not_(known)
    )


SUITE = Suite(
    name="quality",
    title="Reporting and data quality",
    description="Who has reported, and how good each report is.",
    subject=lambda quarter: select(quality_score).where(quality_score.c.quarter == str(quarter)),
    expectations=(
        Expectation(
            name="nobody_expected_is_forgotten",
            description="Every municipality that was expected to report is listed, whether it reported or not.",
            notes="Who is missing from `reporting_status` is reminded by nobody, and the reporting rate looks better "
            "than it is.",
            breaking=_forgotten,
        ),
        Expectation(
            name="every_report_is_listed",
            description="Every municipality whose report counts is listed among those that reported.",
            notes="The list (`reporting_status`) was made before the report was taken in: run the quarter again.",
            breaking=_reports_without_status,
        ),
        Expectation(
            name="status_agrees_with_the_ledger",
            description="Who has reported, and with which version, is the same in the list and in the ledger.",
            notes="The list (`reporting_status`) was made from an earlier state of the ledger: run the quarter again.",
            breaking=_status_unlike_ledger,
        ),
        Expectation(
            name="listed_municipalities_are_known",
            description="Every municipality that is expected to report is in the official register.",
            notes="Look for a mistyped code in the enrolment file, or for a reform that changed the code.",
            breaking=_unknown_municipalities,
        ),
        Expectation(
            name="scores_are_in_range",
            description="Every quality score is between 0 and 100.",
            notes="The score's `evidence` holds the counts that it was computed from.",
            breaking=_scores_out_of_range,
        ),
        Expectation(
            name="every_dimension_is_scored",
            description="Every listed municipality has a line for each dimension of quality.",
            notes="A score may be empty where nothing can be said, but its line must be there: a dimension without a "
            "line drops out of the averages unseen. Run the quarter again.",
            breaking=_scores_missing,
        ),
    ),
)
"""What is expected of reporting and quality."""
