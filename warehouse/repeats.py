"""Repeats: answers to files that leave no trace in the ledger, because it knew their bytes already.

Whoever sends what was taken in before is told so; whoever sends what was rejected before, from another folder or on
another day, gets a notice like the first one's. These answers are told by their files alone: the table ``notice`` has
one row for each submission, the first one's. All others are ``answering``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import and_, case, select

from sources.findings import findings_frame, findings_of
from sources.notice.again import Again, compose_again
from sources.notice.composing import compose
from sources.notice.not_a_file import compose_not_a_file
from sources.notice.notice import Notice
from sources.notice.outbox import SURVEYS, UNKNOWN_SENDER, Shelf, lay_down, set_latest
from sources.notice.writing import NoticeFiles, assemble
from sources.quarters import BISHKEK, Quarter
from warehouse.engine import reading
from warehouse.tables import ACCEPTED, REJECTED, SURVEY, submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from sources.intake.arrival import Arrival, Repeat
    from sources.intake.listing import Unread
    from sources.labels import Language
    from sources.register import Register
    from warehouse.notices import Deadlines


@dataclass(frozen=True)
class RepeatDesk:
    """What answering repeats works with."""

    engine: Engine
    outbox: Path
    register: Register
    languages: Sequence[Language]
    deadlines: Deadlines

    def answer(self, repeats: Sequence[Repeat]) -> int:
        """Answer files that repeat others; the same again writes the same files.

        Args:
            repeats: of one batch of the intake, the ledger of which is written.

        Returns:
            How many messages were written.

        Raises:
            OSError: the outbox cannot be reached.
        """
        if not repeats:
            return 0
        stored = self._stored({repeat.id for repeat in repeats})
        came_again: dict[Shelf, list[Repeat]] = {}
        written = 0
        for repeat in sorted(repeats, key=lambda one: one.received_at):
            row = stored[repeat.id]
            if repeat.arrival is None:
                if not _is_the_same_drop(repeat, row):
                    shelf = Shelf.of_again(self._folder(repeat, row), repeat.received_at, repeat.id)
                    came_again.setdefault(shelf, []).append(repeat)
            elif row.status == REJECTED and not _is_told_with(repeat, row):
                self._lay_down(*self._rejection(repeat.arrival))
                written += 1
        for shelf, same in came_again.items():
            message = compose_again(self._again(same, stored[same[0].id]), self.languages)
            self._lay_down(shelf, NoticeFiles(message, None, marked=False))
        return written + len(came_again)

    def answer_unread(self, unread: Iterable[Unread]) -> int:
        """Tell senders, once each, what lies in their folders and is no file.

        Returns:
            How many messages were written.

        Raises:
            OSError: the outbox cannot be reached.
        """
        untold = self.untold(unread)
        for shelf, one in untold:
            message = compose_not_a_file(one.name or str(one.sender), one.what, self.languages)
            self._lay_down(shelf, NoticeFiles(message, None, marked=False))
        return len(untold)

    def untold(self, unread: Iterable[Unread]) -> list[tuple[Shelf, Unread]]:
        """Return what is no file and of which its sender was not told yet, with the place of the message."""
        now = datetime.now(UTC)
        shelves = [
            (Shelf.of_unread(one.sender if one.sender in self.register else UNKNOWN_SENDER, now, _named(one)), one)
            for one in unread
            if one.sender is not None
        ]
        return [(shelf, one) for shelf, one in shelves if not shelf.is_told(self.outbox)]

    def _lay_down(self, shelf: Shelf, files: NoticeFiles) -> None:
        lay_down(self.outbox, shelf, files)
        set_latest(self.outbox, shelf.folder, shelf, self.languages)

    def _stored(self, ids: Iterable[str]) -> dict[str, Any]:
        """Return the ledger's rows of some submissions, each with the version that counts now in its place."""
        counting = submission.alias("counting")
        same_slot = case(
            (submission.c.kind == SURVEY, counting.c.wave == submission.c.wave),
            else_=and_(
                counting.c.municipality_code == submission.c.municipality_code,
                counting.c.quarter == submission.c.quarter,
            ),
        )
        is_counting = and_(counting.c.status == ACCEPTED, counting.c.kind == submission.c.kind, same_slot)
        statement = (
            select(submission, counting.c.version.label("counting"))
            .join_from(submission, counting, is_counting, isouter=True)
            .where(submission.c.id.in_(list(ids)))
        )
        with reading(self.engine) as connection:
            return {row.id: row for row in connection.execute(statement)}

    def _folder(self, repeat: Repeat, row: Any) -> str:
        if row.kind == SURVEY and repeat.sender is None:
            return SURVEYS
        code: str | None = repeat.sender or row.municipality_code
        return code if code is not None and code in self.register else UNKNOWN_SENDER

    def _again(self, same: list[Repeat], row: Any) -> Again:
        last = same[-1]
        is_survey = row.kind == SURVEY
        known = not is_survey and row.municipality_code in self.register
        return Again(
            file_names=list(dict.fromkeys(repeat.file_name for repeat in same)),
            received_at=last.received_at,
            taken_in_at=pd.Timestamp(row.received_at).to_pydatetime(),
            municipality=self.register[row.municipality_code] if known else None,
            quarter=Quarter.parse(row.quarter) if row.quarter else None,
            version=row.version,
            counting=row.version if row.counting is None else row.counting,
            is_of_another=not is_survey and last.sender is not None and last.sender != row.municipality_code,
        )

    def _rejection(self, arrival: Arrival) -> tuple[Shelf, NoticeFiles]:
        """Return the notice of a rejected file as its own sender gets it, with a list instead of a marked copy."""
        code = arrival.sender or arrival.municipality_code
        quarter = Quarter.parse(arrival.quarter) if arrival.quarter else None
        # By way of a table, since that masks what a finding quotes.
        found = findings_frame((arrival.id, finding) for finding in arrival.findings)
        told = Notice(
            submission_id=arrival.id,
            file_name=arrival.file_name,
            received_at=arrival.received_at,
            accepted=False,
            findings=findings_of(found),
            municipality=self.register[code] if code is not None and code in self.register else None,
            quarter=quarter,
            correction_due=self.deadlines.correction_due(arrival.received_at, quarter),
            survey=arrival.kind == SURVEY,
        )
        files = assemble(told, compose(told, self.languages), None, self.languages)
        return Shelf.of_repeat(Shelf.of(told, arrival.wave), arrival.file_name), files


def _named(one: Unread) -> str:
    return f"{one.what} {one.path}"


def _is_the_same_drop(repeat: Repeat, row: Any) -> bool:
    """Return whether it is the very file that the ledger tells of, which a killed run left lying."""
    return (repeat.sender, repeat.file_name, repeat.received_at) == (row.sender, row.file_name, row.received_at)


def _is_told_with(repeat: Repeat, row: Any) -> bool:
    """Return whether the notice of the ledger's row tells the same sender of the same file on the same day."""
    same_day = repeat.received_at.astimezone(BISHKEK).date() == row.received_at.astimezone(BISHKEK).date()
    return same_day and (repeat.sender, repeat.file_name) == (row.sender, row.file_name)
