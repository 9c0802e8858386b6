"""The ledger: which workbooks arrived, what became of each, which quarters are still to be computed or published.

Nothing is opened or judged here: intake does that and hands over arrivals. What a submission says is loaded by
``loading``. The ledger comes out the same in whatever order files arrive.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Connection, Engine, and_, bindparam, case, delete, func, or_, select, update

from sources.findings.finding import findings_frame
from warehouse.bulk import upsert
from warehouse.engine import reading, writing
from warehouse.findings import count_findings, store_findings
from warehouse.frames import read_frame
from warehouse.tables import (
    ACCEPTED,
    QUARTERLY,
    REJECTED,
    SUPERSEDED,
    SURVEY,
    TAKEN_IN,
    finding,
    publication,
    submission,
)
from warehouse.tables import quarter_state as state

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Update

    from sources.intake.arrival import Arrival

_PARAMETERS = 10_000
"""How many values a statement is given at most; databases take some 32,000."""


class Ledger:
    """The ledger of one warehouse. Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def is_empty(self) -> bool:
        """Return whether no file was ever written into it, as in a new warehouse."""
        with reading(self._engine) as connection:
            return connection.scalar(select(submission.c.id).limit(1)) is None

    def known(self, sha256s: Iterable[str]) -> dict[str, str]:
        """Return the status of every file that is in the ledger, by the hash of its content."""
        with reading(self._engine) as connection:
            return {
                sha256: status
                for some in _some(sha256s)
                for sha256, status in connection.execute(
                    select(submission.c.sha256, submission.c.status).where(submission.c.sha256.in_(some))
                )
            }

    def record(self, arrivals: Sequence[Arrival]) -> None:
        """Write arrivals, all or none, and number the versions of the slots they belong to.

        A slot is a municipality and quarter or, for a survey, a wave. All submissions taken in for it have versions
        1, 2, … by time of receipt (then id); the last is accepted, every other is superseded by the next. What is
        taken in already stays as it is when its bytes arrive again; what was rejected is judged again.

        Raises:
            ValueError: an arrival is accepted without saying its slot and quarter.
        """
        for arrival in arrivals:
            _require_slot(arrival)
        with writing(self._engine) as connection:
            distinct = _distinct(arrivals)
            stored = _stored(connection, distinct)
            fresh = [
                _first_seen(arrival, stored.get(name))
                for name, arrival in distinct.items()
                if name not in stored or stored[name].status not in TAKEN_IN
            ]
            if fresh:
                _write(connection, fresh)
                _number_versions(connection, [arrival for arrival in fresh if arrival.accepted])

    def submissions(self, quarter: str | None = None, statuses: Sequence[str] = TAKEN_IN) -> pd.DataFrame:
        """Return the submissions of a quarter, or of all, that have one of some statuses.

        Returns:
            The columns of the table ``submission``, by time of receipt.
        """
        wanted = select(submission).where(submission.c.status.in_(statuses))
        if quarter is not None:
            wanted = wanted.where(submission.c.quarter == quarter)
        with reading(self._engine) as connection:
            return read_frame(connection, wanted.order_by(submission.c.received_at, submission.c.id))

    def quarters_with_submissions(self) -> list[str]:
        """Return the quarters for which anything was taken in, in order of time."""
        with reading(self._engine) as connection:
            return sorted(_taken_in(connection))

    def fingerprints(self, inputs: str) -> dict[str, str]:
        """Return, for every quarter with submissions, a hash of all that its results are computed from.

        Quarters look back, so the fingerprint of a quarter contains that of the quarter before: a file that comes
        late for an old quarter changes the fingerprints of all later ones.

        Args:
            inputs: what else results depend on (register, enrolment, settings, code), in any form that changes with it.
        """
        with reading(self._engine) as connection:
            return _chain(_taken_in(connection), inputs)

    def pending(self, inputs: str) -> list[str]:
        """Return the quarters whose results are not those of the present ledger and inputs, in order of time."""
        with reading(self._engine) as connection:
            computed = dict(connection.execute(select(state.c.quarter, state.c.fingerprint)).all())
            present = _chain(_taken_in(connection), inputs)
        return [quarter for quarter, fingerprint in present.items() if computed.get(quarter) != fingerprint]

    def complete(self, results: Mapping[str, str]) -> None:
        """Note at the very end of a run that quarters' results are those of fingerprints, all or none.

        Args:
            results: by quarter what ``fingerprints`` gave when the run began, so that what arrived since leaves it
                pending.
        """
        made = pd.DataFrame({"quarter": list(results), "fingerprint": list(results.values())})
        with writing(self._engine) as connection:
            upsert(connection, state, made)

    def computed(self, quarters: Collection[str]) -> dict[str, str]:
        """Return the fingerprint of the present results of those of some quarters that are computed."""
        present = select(state.c.quarter, state.c.fingerprint).where(state.c.quarter.in_(quarters))
        with reading(self._engine) as connection:
            return dict(connection.execute(present).all())

    def unpublished(self, publications: Collection[str]) -> dict[str, str]:
        """Return the quarters any of whose publications is not of their present results, and the results' fingerprint.

        In order of time.

        Args:
            publications: all that is to be published of a quarter.
        """
        matching = and_(
            publication.c.quarter == state.c.quarter,
            publication.c.fingerprint == state.c.fingerprint,
            publication.c.publication.in_(publications),
        )
        behind = (
            select(state.c.quarter, state.c.fingerprint)
            .outerjoin(publication, matching)
            .group_by(state.c.quarter, state.c.fingerprint)
            .having(func.count(publication.c.publication) < len(publications))
            .order_by(state.c.quarter)
        )
        with reading(self._engine) as connection:
            return dict(connection.execute(behind).all())

    def publish(self, name: str, results: Mapping[str, str]) -> None:
        """Note of what results of quarters one of their publications was made.

        Args:
            name: the publication.
            results: what ``computed`` gave before anything was read, so that what was computed since is published
                again.
        """
        made = pd.DataFrame({"quarter": list(results), "publication": name, "fingerprint": list(results.values())})
        with writing(self._engine) as connection:
            upsert(connection, publication, made)


def _require_slot(arrival: Arrival) -> None:
    slot = (arrival.municipality_code,) if arrival.kind == QUARTERLY else (arrival.wave,)
    if arrival.accepted and (arrival.kind not in (QUARTERLY, SURVEY) or None in (*slot, arrival.quarter)):
        raise ValueError(f"accepted, but for no known place and time: {arrival}")


def _distinct(arrivals: Sequence[Arrival]) -> dict[str, Arrival]:
    """Return one arrival for each content: an accepted one before a rejected one, then the earliest."""
    ordered = sorted(arrivals, key=lambda one: (not one.accepted, one.received_at, one.sender or "", one.file_name))
    distinct: dict[str, Arrival] = {}
    for arrival in ordered:
        distinct.setdefault(arrival.id, arrival)
    return distinct


def _stored(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    wanted = (
        submission.c.id,
        submission.c.status,
        submission.c.file_name,
        submission.c.sender,
        submission.c.received_at,
    )
    return {
        row.id: row
        for some in _some(ids)
        for row in connection.execute(select(*wanted).where(submission.c.id.in_(some)))
    }


def _first_seen(arrival: Arrival, stored: Any) -> Arrival:
    """Return an arrival that was rejected before and still is as it was first seen: only the verdict is renewed."""
    if stored is None or arrival.accepted or arrival.received_at < stored.received_at:
        return arrival
    return replace(arrival, file_name=stored.file_name, sender=stored.sender, received_at=stored.received_at)


def _some(keys: Iterable[str]) -> Iterator[list[str]]:
    distinct = list(dict.fromkeys(keys))
    return (distinct[start : start + _PARAMETERS] for start in range(0, len(distinct), _PARAMETERS))


def _write(connection: Connection, arrivals: list[Arrival]) -> None:
    """Insert arrivals, or write over what they were when they were rejected before."""
    for ids in _some(arrival.id for arrival in arrivals):
        connection.execute(delete(finding).where(finding.c.submission_id.in_(ids)))
    rows = [
        {
            "id": arrival.id,
            "sha256": arrival.sha256,
            "file_name": arrival.file_name,
            "sender": arrival.sender,
            "size_bytes": arrival.size_bytes,
            "path": arrival.path,
            "kind": arrival.kind,
            "municipality_code": arrival.municipality_code,
            "quarter": arrival.quarter,
            "wave": arrival.wave,
            "version": None,
            "received_at": arrival.received_at,
            # Which of them counts is only known when the versions are numbered.
            "status": SUPERSEDED if arrival.accepted else REJECTED,
            "superseded_by": None,
            "form_version": arrival.form_version,
            "errors": 0,
            "warnings": 0,
        }
        for arrival in arrivals
    ]
    upsert(connection, submission, pd.DataFrame(rows))
    rejected = {arrival.id: arrival.findings for arrival in arrivals if not arrival.accepted}
    # What was found in accepted files is stored when their quarter is loaded.
    found = findings_frame((name, finding) for name, findings in rejected.items() for finding in findings)
    if len(found):
        store_findings(connection, found)
    for ids in _some(rejected):
        count_findings(connection, submission.c.id.in_(ids))


def _number_versions(connection: Connection, accepted: list[Arrival]) -> None:
    """Number the submissions of every slot that has an accepted arrival, and say which one counts."""
    is_survey = submission.c.kind == SURVEY
    quarters = {arrival.quarter for arrival in accepted if arrival.kind == QUARTERLY}
    waves = {arrival.wave for arrival in accepted if arrival.kind == SURVEY}
    touched = or_(and_(is_survey, submission.c.wave.in_(waves)), and_(~is_survey, submission.c.quarter.in_(quarters)))
    slot = (
        submission.c.kind,
        case((is_survey, submission.c.wave), else_=submission.c.municipality_code),
        case((is_survey, submission.c.wave), else_=submission.c.quarter),
    )
    order = (submission.c.received_at, submission.c.id)
    numbered = (
        select(
            submission.c.id,
            submission.c.version,
            submission.c.superseded_by,
            func.row_number().over(partition_by=slot, order_by=order).label("number"),
            func.lead(submission.c.id).over(partition_by=slot, order_by=order).label("next"),
        )
        .where(submission.c.status.in_(TAKEN_IN), touched)
        .subquery()
    )
    is_changed = or_(
        numbered.c.version.is_distinct_from(numbered.c.number),
        numbered.c.superseded_by.is_distinct_from(numbered.c.next),
    )
    changed = connection.execute(select(numbered.c.id, numbered.c.number, numbered.c.next).where(is_changed)).all()
    # All step back before any counts again: at no moment may two of a slot be accepted.
    versions: dict[str, Any] = {"version": bindparam("number"), "superseded_by": bindparam("next")}
    step_back = update(submission).where(submission.c.id == bindparam("which")).values(status=SUPERSEDED, **versions)
    _execute_all(connection, step_back, [{"which": name, "number": number, "next": n} for name, number, n in changed])
    counts = update(submission).where(submission.c.id == bindparam("which")).values(status=ACCEPTED)
    _execute_all(connection, counts, [{"which": name} for name, _, n in changed if n is None])


def _execute_all(connection: Connection, statement: Update, parameters: list[dict[str, Any]]) -> None:
    if parameters:
        connection.execute(statement, parameters)


def _taken_in(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """Return id and status of the submissions that were taken in, by quarter in order of time."""
    columns = (submission.c.quarter, submission.c.id, submission.c.status)
    rows = connection.execute(select(*columns).where(submission.c.status.in_(TAKEN_IN)).order_by(*columns))
    return {
        quarter: [(name, status) for _, name, status in group] for quarter, group in groupby(rows, lambda row: row[0])
    }


def _chain(submissions: dict[str, list[tuple[str, str]]], inputs: str) -> dict[str, str]:
    fingerprints: dict[str, str] = {}
    previous = ""
    for quarter, its_submissions in submissions.items():
        previous = hashlib.sha256(json.dumps([previous, inputs, its_submissions]).encode()).hexdigest()
        fingerprints[quarter] = previous
    return fingerprints
