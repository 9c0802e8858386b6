"""Taking in: every settled file of the drop folder becomes an archived or quarantined submission.

The order of steps makes a crash at any instant harmless, and no step is a rename, which object stores do not have. A
file stays in the drop folder until the ledger knows it; archiving the same bytes again changes nothing; a file that
changed while it was being read is left for the next run. What the ledger knew already leaves no trace there, so whoever
sent it is answered before the file goes. One process takes in at a time.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from sources.compute import Processes
from sources.intake.arrival import Arrival, Repeat
from sources.intake.identify import identify
from sources.intake.store import Card, require_readable
from sources.intake.summary import IntakeSummary, TakenIn
from sources.locking import alone
from sources.values.privacy import mask_personal
from sources.workbook import ReadingCache, read_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sources.compute import Compute
    from sources.intake.arrival import Ledger
    from sources.intake.drop import DropFolder
    from sources.intake.listing import DroppedFile
    from sources.intake.store import Store
    from sources.register import Enrolment, Register
    from sources.workbook import ReadWorkbook
    from sources.workbook.limits import Limits

_BATCH = 250
"""Files taken in together: one transaction of the ledger; what a crash can cost at the most."""


@dataclass(frozen=True)
class _Claim:
    """A file copied out of the drop folder, byte for byte, and fingerprinted on the way."""

    dropped: DroppedFile
    copy: Path
    card: Card
    whole: bool = True
    """False for a file that is too large to be read: the copy is its beginning."""


@dataclass(frozen=True)
class Intake:
    """What intake works with."""

    drop: DropFolder
    archive: Store
    quarantine: Store
    cache: Path
    ledger: Ledger
    register: Register
    enrolment: Enrolment
    limits: Limits
    compute: Compute = field(default_factory=Processes)
    """Where workbooks are read."""

    def take_in(
        self,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        answer: Callable[[Sequence[Repeat]], None] = lambda _repeats: None,
    ) -> IntakeSummary:
        """Take in every settled file of the drop folder; before that, restore a ledger that has lost everything.

        Args:
            progress: told how many files are done, of how many.
            answer: told which files repeat others, before these leave the drop folder: whoever is killed after that
                tells it again, and nobody goes without an answer.

        Returns:
            What became of each file. Bad files are results like any other.

        Raises:
            OSError: the drop folder, the archive or the quarantine cannot be reached or written.
            ArchiveError: the archive's folder is not there.
        """
        with self._alone() as claims:
            # A warehouse that was lost must not begin anew beside an archive that holds all it knew.
            restored = self._restore(claims) if self.ledger.is_empty() else 0
            drop = self.drop.scan(datetime.now(UTC))
            done: list[TakenIn] = []
            files = iter(drop.ready)
            while batch := list(islice(files, _BATCH)):
                done.extend(
                    self._take_in(batch, claims, lambda count: progress(len(done) + count, len(drop.ready)), answer)
                )
                progress(len(done), len(drop.ready))
        left_for_next_time = len(drop.ready) - len(done)
        waiting = drop.waiting + left_for_next_time
        return IntakeSummary(done, waiting, drop.passed_over, drop.strange_folders, restored, drop.unread)

    def restore(self) -> int:
        """Write every archived or quarantined file into the ledger that is not there, from its card.

        A warehouse that was lost comes back this way, with the same submissions, versions and times. What was
        quarantined and is acceptable now (the register may have changed) goes to the archive.

        Returns:
            How many files were written; after an exception, none.

        Raises:
            ArchiveError: the archive or an archived workbook cannot be read now.
        """
        with self._alone() as claims:
            return self._restore(claims)

    def _restore(self, claims: Path) -> int:
        arrivals: dict[str, Arrival] = {}
        for store in (self.archive, self.quarantine):
            cards = iter(store.cards())
            while batch := list(islice(cards, _BATCH)):
                known = self.ledger.known(card.sha256 for card in batch)
                missing = [card for card in batch if card.sha256 not in known]
                for card in missing:
                    if card.sha256 in arrivals:  # a crash left it in both
                        self.quarantine.remove(card.sha256)
                fresh = [card for card in missing if card.sha256 not in arrivals]
                arrivals |= {arrival.sha256: arrival for arrival in self._restored(store, fresh, claims)}
        # In one go: a ledger that holds some of the files looks like one that has lost nothing.
        if arrivals:
            self.ledger.record(list(arrivals.values()))
        return len(arrivals)

    def _restored(self, store: Store, cards: list[Card], folder: Path) -> list[Arrival]:
        """Judge files of a store again, and put them where they belong now."""
        files = store.fetch((card.sha256 for card in cards), folder)
        reads = self._read(files)
        if store == self.archive:
            require_readable(reads)
        arrivals = [self._arrival(card, reads[card.sha256]) for card in cards]
        for card, arrival in zip(cards, arrivals, strict=True):
            if arrival.accepted and store != self.archive:
                self._keep(files[card.sha256], card, arrival)
        _clear(folder)
        return arrivals

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        """Hold the intake's lock, which ends with the process, and clear away what a crash left half-claimed."""
        claims = self.cache / "claimed"
        claims.mkdir(parents=True, exist_ok=True)
        with alone(self.cache / "intake.lock"):
            _clear(claims)
            for store in (self.archive, self.quarantine):
                store.require()
                store.sweep()
            try:
                yield claims
            finally:
                _clear(claims)

    def _take_in(
        self,
        batch: list[DroppedFile],
        claims: Path,
        progress: Callable[[int], None],
        answer: Callable[[Sequence[Repeat]], None],
    ) -> list[TakenIn]:
        copied = self.drop.each(lambda file: self._claim(file, claims), batch)
        results = [claim for claim in copied if isinstance(claim, TakenIn)]
        claimed = [claim for claim in copied if isinstance(claim, _Claim)]
        # What changed while it was copied waits for the next run.
        standing = self.drop.standing([claim.dropped for claim in claimed])
        claimed = [claim for claim in claimed if claim.dropped in standing]
        known = self.ledger.known(claim.card.sha256 for claim in claimed)
        # What was rejected is judged again: the register may have changed, or it lies in the right folder now.
        fresh = [claim for claim in claimed if known.get(claim.card.sha256, "rejected") == "rejected"]
        reads = self._read({claim.card.sha256: claim.copy for claim in fresh}, progress)
        judged = {claim.dropped: self._arrival(claim.card, reads[claim.card.sha256]) for claim in fresh}
        arrivals = self._judge(fresh, judged)
        whole = [(claim, arrival) for claim, arrival in arrivals.values() if claim.whole]
        self.archive.each(lambda pair: self._keep(pair[0].copy, pair[0].card, pair[1]), whole)
        self.ledger.record([arrival for _, arrival in arrivals.values()])
        own = {claim.dropped: _own(claim, judged, arrivals) for claim in claimed}
        if repeats := [
            self._repeat(claim.card, own[claim.dropped])
            for claim in claimed
            if claim.card.sha256 in known or arrivals[claim.card.sha256][0] is not claim
        ]:
            answer([repeat for repeat in repeats if repeat.arrival is None or not repeat.arrival.accepted])
        for claim, is_removed in zip(claimed, self.drop.each(self._remove, claimed), strict=True):
            arrival_of_it = own[claim.dropped]
            status = "known" if arrival_of_it is None else "accepted" if arrival_of_it.accepted else "rejected"
            name = mask_personal(claim.dropped.name)
            results.append(TakenIn(name, status, arrival_of_it, left_behind=not is_removed))
        _clear(claims)
        return results

    @staticmethod
    def _repeat(card: Card, own: Arrival | None) -> Repeat:
        return Repeat(card.sha256, mask_personal(card.file_name), card.received_at, card.sender, own)

    def _claim(self, file: DroppedFile, claims: Path) -> _Claim | TakenIn | None:
        """Copy a file out of the drop folder; None if it went away meanwhile, and a result if it is closed to us."""
        copy = claims / hashlib.sha256(os.fsencode(file.path)).hexdigest()
        whole = file.size_bytes <= self.limits.file_bytes
        try:
            if whole:
                sha256 = self.drop.copy(file, copy)
            else:
                sha256 = self.drop.copy_beginning(file, copy, self.limits.file_bytes + 1)
        except FileNotFoundError:
            return None
        except PermissionError:
            return TakenIn(mask_personal(file.name), "closed")
        now = datetime.now(UTC)
        # A time that the sender may have set says nothing: then it is received now.
        received = now if file.is_time_of_sender else min(file.arrived_at, now)
        size = copy.stat().st_size if whole else file.size_bytes
        return _Claim(file, copy, Card(sha256, file.name, size, received, file.sender), whole)

    def _remove(self, claim: _Claim) -> bool:
        """Take a file that the ledger knows out of the drop folder; False if it has to stay there."""
        if claim.whole:
            self.drop.remove(claim.dropped)
            return True
        path = self.drop.local_path(claim.dropped)
        return not self.drop.unchanged(claim.dropped) or (path is not None and self.quarantine.adopt(path, claim.card))

    def _read(
        self, files: dict[str, Path], progress: Callable[[int], None] = lambda _: None
    ) -> dict[str, ReadWorkbook]:
        """Read workbooks and keep what was read, so that no later step, nor a run after a crash, reads them again."""
        cache = ReadingCache(self.cache)
        reads = cache.find(files)
        missing = {sha256: file for sha256, file in files.items() if sha256 not in reads}
        read_anew = cache.keep(read_many(missing, self.limits, self.compute))
        for count, (sha256, read) in enumerate(read_anew, start=len(reads) + 1):
            reads[sha256] = read
            progress(count)
        return reads

    def _arrival(self, card: Card, read: ReadWorkbook) -> Arrival:
        identity = identify(read, card.sender, card.received_at.date(), self.register, self.enrolment)
        store = self.archive if identity.accepted else self.quarantine
        return Arrival(
            sha256=card.sha256,
            file_name=mask_personal(card.file_name),
            size_bytes=card.size_bytes,
            received_at=card.received_at,
            sender=card.sender,
            kind=identity.kind,
            municipality_code=identity.municipality_code,
            quarter=identity.quarter,
            wave=identity.wave,
            form_version=identity.form_version,
            path=store.key(card.sha256),
            findings=identity.findings,
            accepted=identity.accepted,
        )

    @staticmethod
    def _judge(claims: list[_Claim], judged: dict[DroppedFile, Arrival]) -> dict[str, tuple[_Claim, Arrival]]:
        """Say of each content what the ledger is told, and by which claim.

        The same bytes may lie in several folders, in some of them wrongly: they are taken in from the first in which
        they may lie, whatever else came before it.
        """
        pairs = [(claim, judged[claim.dropped]) for claim in claims]
        arrivals: dict[str, tuple[_Claim, Arrival]] = {}
        for claim, arrival in sorted(pairs, key=lambda pair: not pair[1].accepted):
            arrivals.setdefault(arrival.sha256, (claim, arrival))
        return arrivals

    def _keep(self, file: Path, card: Card, arrival: Arrival) -> None:
        """Put a file where it belongs: into the archive, and out of the quarantine, or into the quarantine."""
        if arrival.accepted:
            self.archive.put(file, card)
            self.quarantine.remove(card.sha256)
        else:
            self.quarantine.put(file, card)


def _own(
    claim: _Claim, judged: dict[DroppedFile, Arrival], arrivals: dict[str, tuple[_Claim, Arrival]]
) -> Arrival | None:
    """Return what became of a file by itself; None if its bytes were taken in before, or by another of its batch."""
    if claim.card.sha256 not in arrivals:
        return None
    by_which, arrival = arrivals[claim.card.sha256]
    return arrival if by_which is claim else None if arrival.accepted else judged[claim.dropped]


def _clear(folder: Path) -> None:
    """Remove the files in a folder."""
    for file in folder.iterdir():
        file.unlink()
