"""What is to be told of submissions: from the ledger and its findings to notices, and what was told already.

Whole frames, whatever the number of submissions. How a notice is put into words and files is ``sources.notice``'s; that
they are written, laid down and mailed is ``answering``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from sqlalchemy import BigInteger, Connection, and_, func, or_, select

from sources.findings import CATALOGUE, FINDING_COLUMNS, Severity, findings_of
from sources.notice.notice import Notice
from sources.notice.outbox import Shelf
from sources.quarters import BISHKEK, Quarter
from warehouse.frames import read_frame
from warehouse.tables import ACCEPTED, REJECTED, SURVEY, TAKEN_IN, finding, notice, submission, submission_tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from sources.findings import Finding
    from sources.register import Register


@dataclass(frozen=True)
class Deadlines:
    """How long senders have."""

    report_days: int
    """Days after the quarter's end in which a report is on time."""
    correction_days: int
    """Days after receipt in which a correction is asked for."""

    def correction_due(self, received_at: datetime, quarter: Quarter | None) -> date:
        """Return the last day for a correction: so many days after receipt, or the report's own if that is later."""
        due = received_at.astimezone(BISHKEK).date() + timedelta(days=self.correction_days)
        return due if quarter is None else max(due, quarter.deadline(self.report_days))


@dataclass(frozen=True)
class Told:
    """One submission: what is told of it, where that is to lie, and what was told before."""

    notice: Notice
    shelf: Shelf
    sha256: str
    is_current: bool
    """Whether it is rejected or the version that counts; not one that another superseded."""
    before: Any
    """The row of the table ``notice``; None where nothing was told yet."""


def of_quarters(quarters: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition on ``submission`` for what was taken in for some quarters."""
    return and_(submission.c.quarter.in_(list(quarters)), submission.c.status.in_(TAKEN_IN))


def of_rejected(ids: Iterable[str] = ()) -> ColumnElement[bool]:
    """Return the condition on ``submission`` for rejected files that have no notice yet, or are named."""
    has_none = submission.c.id.not_in(select(notice.c.submission_id))
    return and_(submission.c.status == REJECTED, or_(has_none, submission.c.id.in_(list(ids))))


def to_tell(connection: Connection, which: ColumnElement[bool], register: Register, deadlines: Deadlines) -> list[Told]:
    """Return what is to be told of some submissions, whether it was told already or not.

    Args:
        connection: to the warehouse, in which their quarters are loaded.
        which: a condition on ``submission``.
        register: the municipalities there are.
        deadlines: how long senders have.

    Returns:
        One for each submission, by time of receipt.
    """
    ledger = read_frame(connection, select(submission).where(which).order_by(submission.c.received_at, submission.c.id))
    ids = select(submission.c.id).where(which)
    found = read_frame(
        connection,
        select(*(finding.c[name] for name in FINDING_COLUMNS))
        .where(finding.c.submission_id.in_(ids))
        .order_by(finding.c.id),
    )
    by_submission: dict[str, list[Finding]] = {}
    for name, one in zip(found["submission_id"], findings_of(found), strict=True):
        by_submission.setdefault(name, []).append(one)
    tallies = _tallies(connection, ids)
    before = {
        row.submission_id: row for row in connection.execute(select(notice).where(notice.c.submission_id.in_(ids)))
    }
    rows: list[Any] = list(ledger.astype(object).where(ledger.notna(), None).itertuples(index=False))
    return [
        _told(
            row,
            _Facts(by_submission.get(row.id, []), *tallies.get(row.id, (0, 0)), before.get(row.id)),
            register,
            deadlines,
        )
        for row in rows
    ]


class _Facts(NamedTuple):
    """What the warehouse knows of one submission beside its row in the ledger."""

    findings: Sequence[Finding]
    rows_loaded: int
    rows_refused: int
    before: Any


def _tallies(connection: Connection, ids: Any) -> dict[str, tuple[int, int]]:
    """Return rows loaded and rows refused, by submission."""
    read, refused = (
        func.sum(submission_tally.c[name]).cast(BigInteger).label(name) for name in ("rows_read", "rows_refused")
    )
    statement = (
        select(submission_tally.c.submission_id, read, refused)
        .where(submission_tally.c.submission_id.in_(ids))
        .group_by(submission_tally.c.submission_id)
    )
    return {name: (rows - lost, lost) for name, rows, lost in connection.execute(statement)}


def _told(row: Any, facts: _Facts, register: Register, deadlines: Deadlines) -> Told:
    # Who may write into a folder is known; whom a workbook names is only said in it.
    code = row.sender or row.municipality_code
    is_survey = row.kind == SURVEY
    quarter = Quarter.parse(row.quarter) if row.quarter else None
    received_at = pd.Timestamp(row.received_at).to_pydatetime()
    asks = any(CATALOGUE[one.code].severity is not Severity.NOTE for one in facts.findings)
    told = Notice(
        submission_id=row.id,
        file_name=row.file_name,
        received_at=received_at,
        accepted=row.status != REJECTED,
        findings=facts.findings,
        municipality=register[code] if code in register and not (is_survey and row.status != REJECTED) else None,
        quarter=quarter,
        version=None if row.version is None else int(row.version),
        rows_loaded=facts.rows_loaded,
        rows_refused=facts.rows_refused,
        correction_due=deadlines.correction_due(received_at, quarter) if asks else None,
        survey=is_survey,
    )
    return Told(told, Shelf.of(told, row.wave), row.sha256, row.status in (ACCEPTED, REJECTED), facts.before)


def shelves(connection: Connection) -> pd.DataFrame:
    """Return every notice that was told: submission_id, path, received_at."""
    statement = select(notice.c.submission_id, notice.c.path, submission.c.received_at)
    return read_frame(connection, statement.join_from(notice, submission, submission.c.id == notice.c.submission_id))


def unanswered(connection: Connection, quarters: Sequence[str]) -> pd.DataFrame:
    """Return the submissions of some quarters of which nothing was told: submission_id, municipality_code, quarter."""
    statement = select(submission.c.id.label("submission_id"), submission.c.municipality_code, submission.c.quarter)
    return read_frame(
        connection,
        statement.where(of_quarters(quarters), submission.c.id.not_in(select(notice.c.submission_id))).order_by(
            submission.c.id
        ),
    )
