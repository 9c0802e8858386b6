"""An arrival: what the ledger is told about one file that was taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sources.findings.finding import Finding

SUBMISSION_ID_DIGITS = 16
"""A submission is named by so many leading hex digits of its file's SHA-256, so that its name leads to the bytes."""


@dataclass(frozen=True)
class Arrival:
    """One file, fingerprinted, opened and identified."""

    sha256: str
    file_name: str
    size_bytes: int
    received_at: datetime
    """When the file was last written in the intake (UTC, aware), never later than now."""
    sender: str | None = None
    """The municipality whose own drop folder it came from, by code."""
    kind: str | None = None
    """``quarterly``, ``survey``, or None for what could not be opened."""
    municipality_code: str | None = None
    quarter: str | None = None
    wave: str | None = None
    form_version: str | None = None
    path: str = ""
    """The file's key in the archive or, if it was not accepted, in the quarantine."""
    findings: list[Finding] = field(default_factory=list)
    """What opening and identifying found; fatal ones reject the file."""
    accepted: bool = False

    @property
    def id(self) -> str:
        """The submission's name in the warehouse."""
        return self.sha256[:SUBMISSION_ID_DIGITS]


@dataclass(frozen=True)
class Repeat:
    """A dropped file whose bytes the ledger knew, or got by another file of the same batch."""

    sha256: str
    file_name: str
    received_at: datetime
    sender: str | None
    arrival: Arrival | None = None
    """What became of it by itself, where it was rejected again; None if its bytes were taken in before."""

    @property
    def id(self) -> str:
        """The name in the warehouse of the submission with the same bytes."""
        return self.sha256[:SUBMISSION_ID_DIGITS]


class Ledger(Protocol):
    """What intake needs of the warehouse's ledger."""

    def is_empty(self) -> bool:
        """Return whether no file was ever written into it, as in a new warehouse."""

    def known(self, sha256s: Iterable[str]) -> dict[str, str]:
        """Return the status of every file already in the ledger, by hash."""

    def record(self, arrivals: Sequence[Arrival]) -> None:
        """Write arrivals, all or none; the same arrival twice changes nothing."""
