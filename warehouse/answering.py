"""Answering: every submission gets its notice, in the outbox and, where there is a mail server, by mail.

A notice is written where what it says differs from what was told before. A crash at any moment leaves whole files, and
what was not recorded is written again, the same. What a notice says is ``notices``' and ``sources.notice``'s.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select, update

from sources.compute import Processes
from sources.labels import Label
from sources.notice.composing import compose
from sources.notice.mail import Letter, post
from sources.notice.marking import Marking, mark_many
from sources.notice.outbox import Shelf, lay_down, set_latest, take_away
from sources.notice.writing import NOTICE_VERSION, assemble, needs_workbook
from sources.whole_files import at_once
from warehouse.bulk import upsert
from warehouse.engine import reading, writing
from warehouse.notices import shelves, to_tell
from warehouse.repeats import RepeatDesk
from warehouse.tables import REJECTED, SUPERSEDED, notice, submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Engine

    from sources.compute import Compute
    from sources.intake.store import Store
    from sources.labels import Language
    from sources.notice.composing import Composed
    from sources.notice.mail import MailServer
    from sources.notice.writing import NoticeFiles
    from sources.register import Register
    from sources.workbook.limits import Limits
    from warehouse.notices import Deadlines, Told

_BATCH: Final = 200
"""Notices written before they are recorded: what a crash can cost at the most."""

MAIL_ATTEMPTS: Final = 5
"""After so many refusals a letter is given up."""

MAILED_WITHIN: Final = timedelta(days=30)
"""Nobody is mailed about a file that came longer ago: not when old files are taken in, nor when a warehouse is lost."""

_SUBJECTS = {
    True: Label("Отчетуңуз кабыл алынды", "Ваш отчёт принят", "Your report was accepted"),
    False: Label("Файлыңыз кабыл алынган жок", "Ваш файл не принят", "Your file was not accepted"),
}


@dataclass(frozen=True)
class Answered:
    """How many submissions got which answer."""

    receipts: int = 0
    marked: int = 0
    fresh: int = 0
    """Lists, where the workbook could not be marked."""
    unchanged: int = 0
    """Told already, and nothing is new."""

    @property
    def written(self) -> int:
        """How many notices were written."""
        return self.receipts + self.marked + self.fresh


@dataclass(frozen=True)
class Posted:
    """What became of the mail."""

    sent: int = 0
    troubles: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["to", "notice", "reason", "given up"]))
    """The letters that were not taken."""


@dataclass(frozen=True)
class AnswerDesk:
    """What answering works with."""

    engine: Engine
    outbox: Path
    register: Register
    languages: Sequence[Language]
    limits: Limits
    deadlines: Deadlines
    mail: MailServer | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Where municipalities get mail, by code."""
    compute: Compute = field(default_factory=Processes)
    """Where copies are marked."""

    @property
    def repeats(self) -> RepeatDesk:
        """Answering what the ledger keeps no trace of, in the same outbox."""
        return RepeatDesk(self.engine, self.outbox, self.register, self.languages, self.deadlines)

    def answer(
        self,
        which: ColumnElement[bool],
        store: Store,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Answered:
        """Write the notices of some submissions that say anything new.

        Args:
            which: a condition on ``submission``.
            store: where their workbooks lie.
            progress: told how many notices are written, of how many.

        Raises:
            OSError: the outbox or the store cannot be reached.
        """
        with reading(self.engine) as connection:
            told = to_tell(connection, which, self.register, self.deadlines)
            lying = shelves(connection)
        drafts = [self._draft(one) for one in told]
        due = [draft for draft in drafts if not self._lies_there(draft)]
        folders = _Folders(lying, drafts)
        counts = {"receipts": 0, "marked": 0, "fresh": 0}
        finished = self._finished(due, store)
        while batch := list(islice(finished, _BATCH)):
            at_once(lambda pair: lay_down(self.outbox, pair[0].told.shelf, pair[1]), batch)
            for _, files in batch:
                counts["marked" if files.marked else "fresh" if files.workbook else "receipts"] += 1
            folders.put(self.outbox, [draft.told for draft, _ in batch], self.languages)
            self._record(batch)
            progress(sum(counts.values()), len(due))
        return Answered(**counts, unchanged=len(drafts) - len(due))

    def _draft(self, told: Told) -> _Draft:
        composed = compose(told.notice, self.languages)
        said = (NOTICE_VERSION, str(told.shelf), composed.message, composed.sheet, composed.marks)
        return _Draft(told, composed, hashlib.sha256(repr(said).encode()).hexdigest())

    def _lies_there(self, draft: _Draft) -> bool:
        before = draft.told.before
        is_same = before is not None and before.fingerprint == draft.fingerprint
        return is_same and draft.told.shelf.message(self.outbox).exists()

    def _finished(self, due: list[_Draft], store: Store) -> Iterator[tuple[_Draft, NoticeFiles]]:
        """Yield notices with their files; the workbooks of those that have one to mark are marked in parallel."""
        receipts = [draft for draft in due if not needs_workbook(draft.told.notice)]
        others = {draft.told.notice.submission_id: draft for draft in due if needs_workbook(draft.told.notice)}
        for draft in receipts:
            yield draft, assemble(draft.told.notice, draft.composed, None, self.languages)
        with TemporaryDirectory() as folder:
            markings = _markings(others, store, Path(folder))
            for name, marked in mark_many(markings, self.limits, self.compute):
                draft = others[name]
                Path(folder, draft.told.sha256).unlink(missing_ok=True)
                yield draft, assemble(draft.told.notice, draft.composed, marked, self.languages)

    def _record(self, batch: list[tuple[_Draft, NoticeFiles]]) -> None:
        now = datetime.now(UTC)
        rows = [
            {
                "submission_id": draft.told.notice.submission_id,
                "fingerprint": draft.fingerprint,
                "path": str(draft.told.shelf),
                "marked": files.marked,
                "written_at": now,
                **self._mail(draft.told, now),
            }
            for draft, files in batch
        ]
        with writing(self.engine) as connection:
            upsert(connection, notice, pd.DataFrame(rows))

    def _mail(self, told: Told, now: datetime) -> dict[str, Any]:
        """Say to whom a notice is mailed. What was mailed once is not mailed again, unless it is another verdict."""
        before = told.before
        if before is not None and before.mail_to is not None and _same_verdict(Shelf.parse(before.path), told.shelf):
            return {"mail_to": before.mail_to, "mailed_at": before.mailed_at, "mail_attempts": before.mail_attempts}
        is_mailed = self.mail is not None and told.is_current and now - told.notice.received_at <= MAILED_WITHIN
        address = self.addresses.get(told.shelf.folder) if is_mailed else None
        return {"mail_to": address, "mailed_at": None, "mail_attempts": 0}

    def post(self) -> Posted:
        """Send the notices that are still to be mailed, and note each as soon as it is sent.

        A superseded version is mailed no more. Nothing that becomes of a letter raises.
        """
        if self.mail is None:
            return Posted()
        rows = self._to_be_mailed()
        letters = {row.submission_id: self._letter(row) for row in rows}
        shown = {row.submission_id: row.path for row in rows}
        sent, troubles = 0, []
        for delivery in post(self.mail, letters.values()):
            name = delivery.letter.key
            if delivery.sent:
                sent += 1
                self._note(name, mailed_at=datetime.now(UTC))
                continue
            if delivery.reached:
                self._note(name, mail_attempts=MAIL_ATTEMPTS if delivery.hopeless else notice.c.mail_attempts + 1)
            troubles.append((delivery.letter.to, shown[name], delivery.reason, delivery.hopeless))
        return Posted(sent, pd.DataFrame(troubles, columns=["to", "notice", "reason", "given up"]))

    def _to_be_mailed(self) -> list[Any]:
        statement = (
            select(notice.c.submission_id, notice.c.path, notice.c.mail_to, submission.c.quarter, submission.c.status)
            .join_from(notice, submission, submission.c.id == notice.c.submission_id)
            .where(
                notice.c.mail_to.is_not(None),
                notice.c.mailed_at.is_(None),
                notice.c.mail_attempts < MAIL_ATTEMPTS,
                submission.c.status != SUPERSEDED,
            )
            .order_by(submission.c.received_at, submission.c.id)
        )
        with reading(self.engine) as connection:
            rows = list(connection.execute(statement))
        return [row for row in rows if Shelf.parse(row.path).message(self.outbox).exists()]

    def _letter(self, row: Any) -> Letter:
        shelf = Shelf.parse(row.path)
        workbook = shelf.workbook(self.outbox)
        is_accepted = row.status != REJECTED
        words = " / ".join(_SUBJECTS[is_accepted][language] for language in self.languages)
        return Letter(
            key=row.submission_id,
            to=row.mail_to,
            subject=f"{words}: {row.quarter}" if row.quarter else words,
            text=shelf.message(self.outbox).read_text(encoding="utf-8"),
            workbook=workbook.read_bytes() if workbook.exists() else None,
            workbook_name=workbook.name,
        )

    def _note(self, submission_id: str, **values: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(notice).where(notice.c.submission_id == submission_id).values(**values))


@dataclass(frozen=True)
class _Draft:
    """What is told of a submission, in words."""

    told: Told
    composed: Composed
    fingerprint: str


class _Folders:
    """Which notice is the newest in each folder, while notices are written."""

    def __init__(self, lying: pd.DataFrame, drafts: Iterable[_Draft]) -> None:
        self._newest_first: dict[str, dict[str, tuple[datetime, str, Shelf]]] = {}
        for name, path, received_at in lying.itertuples(index=False):
            self._add(name, received_at.to_pydatetime(), Shelf.parse(path))
        self._planned = {draft.told.shelf for draft in drafts}

    def _add(self, name: str, received_at: datetime, shelf: Shelf) -> None:
        self._newest_first.setdefault(shelf.folder, {})[name] = (received_at, name, shelf)

    def put(self, outbox: Path, written: Iterable[Told], languages: Sequence[Language]) -> None:
        """Take in notices that were just laid down: away with what they replace, and the newest is the latest."""
        replaced, folders = set(), set()
        for told in written:
            name, shelf = told.notice.submission_id, told.shelf
            if told.before is not None and told.before.path != str(shelf):
                old = Shelf.parse(told.before.path)
                replaced.add(old)
                folders.add(old.folder)
                self._newest_first.get(old.folder, {}).pop(name, None)
            self._add(name, told.notice.received_at, shelf)
            folders.add(shelf.folder)
        take_away(outbox, replaced - self._planned)
        at_once(
            lambda folder: set_latest(outbox, folder, self._newest_lying(outbox, folder), languages), sorted(folders)
        )

    def _newest_lying(self, outbox: Path, folder: str) -> Shelf | None:
        newest = sorted(self._newest_first[folder].values(), reverse=True)
        return next((shelf for *_, shelf in newest if shelf.message(outbox).exists()), None)


def _same_verdict(one: Shelf, other: Shelf) -> bool:
    return one.folder == other.folder and one.is_rejection == other.is_rejection


def _markings(drafts: Mapping[str, _Draft], store: Store, folder: Path) -> Iterator[Marking]:
    """Yield what is to be marked, its workbooks fetched into a folder as they are asked for if they lie elsewhere."""
    waiting = iter(drafts.items())
    while batch := list(islice(waiting, _BATCH)):
        files = store.fetch((draft.told.sha256 for _, draft in batch), folder)
        for name, draft in batch:
            yield Marking(name, files[draft.told.sha256], draft.composed.marks, draft.composed.sheet)
