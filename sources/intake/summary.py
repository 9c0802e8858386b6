"""What one intake did: what became of each file, and what an operator must see to.

Facts and their summary only; ``taking_in`` makes them, the Dagster asset and the command line show them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from sources.findings import CATALOGUE, Severity
from sources.values.privacy import mask_personal

if TYPE_CHECKING:
    from sources.intake.arrival import Arrival
    from sources.intake.listing import Unread


@dataclass(frozen=True)
class TakenIn:
    """What became of one dropped file."""

    file: str
    status: str
    """``accepted``, ``rejected``, ``known``, or ``closed``: it lies there and this process may not open it."""
    arrival: Arrival | None = None
    left_behind: bool = False
    """It is too large to be copied, and lies on another disk than the quarantine: it stays where it is."""

    @property
    def reason(self) -> str:
        """The codes of the fatal findings, for which it was rejected."""
        codes = [finding.code for finding in self.arrival.findings] if self.arrival else []
        return ", ".join(code for code in codes if CATALOGUE[code].severity is Severity.FATAL)


@dataclass(frozen=True)
class IntakeSummary:
    """What one intake did."""

    files: list[TakenIn]
    waiting: int
    passed_over: int
    strange_folders: list[str]
    """Subfolders that nobody reads, because no municipality has their name for a code."""
    restored: int = 0
    """Files that were taken in before and had gone from the ledger, as all had."""
    unread: list[Unread] = field(default_factory=list)
    """Links, pipes, devices and folders too deep, which lie where files should."""

    @property
    def counts(self) -> Counter[str]:
        """How many files became what."""
        return Counter(file.status for file in self.files)

    def files_by_status(self) -> str:
        """Return in words how many files became what."""
        counts = self.counts
        return (
            f"{len(self.files)} files: {counts['accepted']} accepted, {counts['rejected']} rejected, "
            f"{counts['known']} known already"
        )

    def sentence(self) -> str:
        """Return the summary in one line."""
        told = f"{self.files_by_status()}; {self.waiting} still being copied, {self.passed_over} passed over"
        return "; ".join([told, *self.troubles()])

    def troubles(self) -> list[str]:
        """Return what an operator must see to: a lost ledger, files that may not be opened, what nobody reads."""
        closed = [file.file for file in self.files if file.status == "closed"]
        told = []
        if self.restored:
            told.append(f"the ledger was empty: {self.restored} files were written into it again from the archive")
        if closed:
            told.append(f"may not be opened: {', '.join(closed)}")
        if left_behind := [file.file for file in self.files if file.left_behind]:
            told.append(f"too large to be moved, remove them by hand: {', '.join(left_behind)}")
        if self.strange_folders:
            told.append(f"folders that are no municipality's code, unread: {', '.join(self.strange_folders)}")
        if self.unread:
            named = ", ".join(f"{mask_personal(one.path)} ({one.what})" for one in self.unread)
            told.append(f"no files, unread: {named}")
        return told

    def rejections(self) -> pd.DataFrame:
        """Return the rejected files: file, reason, municipality_code."""
        return pd.DataFrame(
            [
                (file.file, file.reason, file.arrival.municipality_code or file.arrival.sender)
                for file in self.files
                if file.status == "rejected" and file.arrival
            ],
            columns=["file", "reason", "municipality_code"],
        )

    def rejected_ids(self) -> list[str]:
        """Return the submissions that were rejected, also those that had been before."""
        return [file.arrival.id for file in self.files if file.status == "rejected" and file.arrival]

    def by_quarter(self) -> pd.DataFrame:
        """Return how many accepted files there are for each quarter: quarter, files."""
        counts = Counter(file.arrival.quarter for file in self.files if file.status == "accepted" and file.arrival)
        return pd.DataFrame(
            sorted((str(quarter), count) for quarter, count in counts.items()), columns=["quarter", "files"]
        )
