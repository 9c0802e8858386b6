"""The suite about the ledger: which version counts, who sent it, and what was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, not_, or_, select

from sources.findings.catalogue import CATALOGUE
from warehouse.expectations.expectation import Expectation, Query, Suite
from warehouse.findings import ERRORS, WARNINGS
from warehouse.tables import (
    ACCEPTED,
    QUARTERLY,
    REJECTED,
    SUPERSEDED,
    SURVEY,
    TAKEN_IN,
    finding,
    municipality,
    notice,
    submission,
    submission_tally,
)

if TYPE_CHECKING:
    from sources.quarters import Quarter


def of_quarter(quarter: Quarter) -> ColumnElement[bool]:
    """Return the condition on ``submission`` under which it reports on the quarter."""
    return submission.c.quarter == str(quarter)


def _taken_in(quarter: Quarter, kind: str) -> ColumnElement[bool]:
    return and_(of_quarter(quarter), submission.c.kind == kind, submission.c.status.in_(TAKEN_IN))


def _several_reports_count(quarter: Quarter) -> Query:
    return (
        select(submission.c.municipality_code, submission.c.quarter, func.count().label("accepted"))
        .where(_taken_in(quarter, QUARTERLY), submission.c.status == ACCEPTED)
        .group_by(submission.c.municipality_code, submission.c.quarter)
        .having(func.count() > 1)
    )


def _several_surveys_count(quarter: Quarter) -> Query:
    waves = select(submission.c.wave).where(_taken_in(quarter, SURVEY))
    return (
        select(submission.c.wave, func.count().label("accepted"))
        .where(submission.c.kind == SURVEY, submission.c.status == ACCEPTED, submission.c.wave.in_(waves))
        .group_by(submission.c.wave)
        .having(func.count() > 1)
    )


def _superseded_without_successor(quarter: Quarter) -> Query:
    later = submission.alias("later")
    return (
        select(submission.c.id.label("submission"), submission.c.version, submission.c.superseded_by)
        .join_from(submission, later, later.c.id == submission.c.superseded_by, isouter=True)
        .where(
            of_quarter(quarter),
            submission.c.status == SUPERSEDED,
            or_(
                later.c.id.is_(None),
                later.c.status == REJECTED,
                func.coalesce(later.c.version, 0) <= func.coalesce(submission.c.version, 0),
                later.c.kind.is_distinct_from(submission.c.kind),
                later.c.municipality_code.is_distinct_from(submission.c.municipality_code),
                later.c.wave.is_distinct_from(submission.c.wave),
                and_(submission.c.kind == QUARTERLY, later.c.quarter.is_distinct_from(submission.c.quarter)),
            ),
        )
    )


def _successor_of_what_counts(quarter: Quarter) -> Query:
    return select(
        submission.c.id.label("submission"), submission.c.status, submission.c.version, submission.c.superseded_by
    ).where(of_quarter(quarter), submission.c.status != SUPERSEDED, submission.c.superseded_by.is_not(None))


def _versions_with_gaps(quarter: Quarter) -> Query:
    version = submission.c.version
    return (
        select(submission.c.municipality_code, func.count().label("versions"), func.max(version).label("last_version"))
        .where(_taken_in(quarter, QUARTERLY))
        .group_by(submission.c.municipality_code)
        .having(
            or_(
                func.count(distinct(version)) != func.count(),
                func.coalesce(func.max(version), 0) != func.count(),
                func.min(version) != 1,
            )
        )
    )


def _unknown_municipalities(quarter: Quarter) -> Query:
    known = exists().where(municipality.c.code == submission.c.municipality_code)
    return select(submission.c.id.label("submission"), submission.c.municipality_code).where(
        _taken_in(quarter, QUARTERLY), not_(known)
    )


def _findings_of_nobody(_quarter: Quarter) -> Query:
    owner = exists().where(submission.c.id == finding.c.submission_id)
    return select(finding.c.id.label("finding"), finding.c.submission_id, finding.c.code).where(not_(owner))


def _findings_not_in_catalogue(quarter: Quarter) -> Query:
    codes = {
        severity: [code for code, entry in CATALOGUE.items() if entry.severity.value == severity]
        for severity in {entry.severity.value for entry in CATALOGUE.values()}
    }
    catalogued = or_(
        *(and_(finding.c.severity == severity, finding.c.code.in_(codes[severity])) for severity in sorted(codes))
    )
    return (
        select(finding.c.code, finding.c.severity, func.count().label("findings"))
        .join_from(finding, submission, submission.c.id == finding.c.submission_id)
        .where(of_quarter(quarter), not_(catalogued))
        .group_by(finding.c.code, finding.c.severity)
    )


def _miscounted_findings(quarter: Quarter) -> Query:
    counted = (
        select(
            finding.c.submission_id,
            func.sum(case((finding.c.severity.in_(ERRORS), 1), else_=0)).label("errors"),
            func.sum(case((finding.c.severity.in_(WARNINGS), 1), else_=0)).label("warnings"),
        )
        .join_from(finding, submission, submission.c.id == finding.c.submission_id)
        .where(of_quarter(quarter))
        .group_by(finding.c.submission_id)
        .subquery("counted")
    )
    errors, warnings = func.coalesce(counted.c.errors, 0), func.coalesce(counted.c.warnings, 0)
    return (
        select(
            submission.c.id.label("submission"),
            submission.c.errors.label("errors_in_ledger"),
            errors.label("errors_found"),
            submission.c.warnings.label("warnings_in_ledger"),
            warnings.label("warnings_found"),
        )
        .join_from(submission, counted, counted.c.submission_id == submission.c.id, isouter=True)
        .where(of_quarter(quarter), or_(submission.c.errors != errors, submission.c.warnings != warnings))
    )


def _impossible_tallies(quarter: Quarter) -> Query:
    tally = submission_tally.c
    parts = {
        tally.rows_refused: tally.rows_read,
        tally.cells_refused: tally.cells_read,
        tally.required_filled: tally.required_cells,
        tally.rule_warnings: tally.rules_applied,
        tally.numbers_heaped: tally.numbers_large,
    }
    wrong = or_(*(or_(part < 0, part > whole) for part, whole in parts.items()))
    return (
        select(tally.submission_id, tally.form, *parts.keys(), *parts.values())
        .join_from(submission_tally, submission, submission.c.id == tally.submission_id)
        .where(of_quarter(quarter), wrong)
    )


def _impossible_mail(quarter: Quarter) -> Query:
    return (
        select(notice.c.submission_id, notice.c.mail_to, notice.c.mailed_at, notice.c.mail_attempts)
        .join_from(notice, submission, submission.c.id == notice.c.submission_id)
        .where(
            of_quarter(quarter),
            or_(and_(notice.c.mailed_at.is_not(None), notice.c.mail_to.is_(None)), notice.c.mail_attempts < 0),
        )
    )


SUITE = Suite(
    name="submissions",
    title="Submissions and the ledger",
    description="Every workbook that arrived for the quarter: which version of it counts, and what was found in it.",
    subject=lambda quarter: select(submission).where(of_quarter(quarter)),
    expectations=(
        Expectation(
            name="one_report_counts",
            description="At most one version of a municipality's report for a quarter counts.",
            notes="If two versions are accepted at once, every figure of this municipality is counted twice. "
            "Look at its rows in `submission`; all but the newest must be `superseded`.",
            breaking=_several_reports_count,
        ),
        Expectation(
            name="one_survey_counts",
            description="At most one version of each wave of the trust survey counts.",
            notes="If two are accepted at once, every answer is counted twice. See its rows in `submission`.",
            breaking=_several_surveys_count,
        ),
        Expectation(
            name="superseded_names_its_successor",
            description="Every superseded version names a later version of the same report that took its place.",
            notes="Without it nobody can follow how a figure came to change. The successor must exist, must not be "
            "rejected, must have a higher version, and must be of the same municipality and quarter (or survey wave).",
            breaking=_superseded_without_successor,
        ),
        Expectation(
            name="only_superseded_has_a_successor",
            description="A version that counts, or was rejected, is not superseded by another.",
            notes="`superseded_by` is filled although the status says otherwise: one of the two is wrong, and the "
            "municipality's figures may be missing or counted twice.",
            breaking=_successor_of_what_counts,
        ),
        Expectation(
            name="versions_run_from_one",
            description="The versions of a municipality's report are numbered 1, 2, 3 … without gaps or repeats.",
            notes="A gap means that a version was lost from the ledger, a repeat that two workbooks were taken in "
            "at once. The archive still has every workbook; rebuilding the quarter puts the numbers right.",
            breaking=_versions_with_gaps,
        ),
        Expectation(
            name="senders_are_in_the_register",
            description="Every report that was taken in comes from a municipality of the official register.",
            notes="A report of an unknown municipality belongs to no oblast, so totals by oblast miss it. Was the code "
            "changed by a reform that the register does not know yet?",
            breaking=_unknown_municipalities,
        ),
        Expectation(
            name="findings_have_a_submission",
            description="Every finding belongs to a workbook in the ledger.",
            notes="A finding of nobody can be answered by nobody. This looks at the findings of all quarters.",
            breaking=_findings_of_nobody,
        ),
        Expectation(
            name="findings_are_in_the_catalogue",
            description="Every finding has a code of the catalogue, with the severity that the catalogue gives it.",
            notes="A code that is not in the catalogue has no explanation in Kyrgyz and Russian, so the municipality "
            "cannot be told what to mend. Usually a code was renamed after the load: rebuild the quarter.",
            breaking=_findings_not_in_catalogue,
        ),
        Expectation(
            name="findings_are_counted",
            description="The numbers of errors and warnings in the ledger are those of the findings on record.",
            notes="People are told the ledger's numbers and shown the findings: they must agree.",
            severity="warning",
            breaking=_miscounted_findings,
        ),
        Expectation(
            name="tallies_make_sense",
            description="No more rows or cells are refused, filled or warned about than there are.",
            notes="The data-quality scores are computed from these counts (`submission_tally`); if a part is greater "
            "than its whole, a score falls outside 0 to 100.",
            breaking=_impossible_tallies,
        ),
        Expectation(
            name="mail_went_somewhere",
            description="Every notice that was mailed has the address to which it went.",
            notes="Without it nobody can say who was told. The mail server's own log may know.",
            severity="warning",
            breaking=_impossible_mail,
        ),
    ),
)
"""What is expected of the ledger."""
