"""An entry of the catalogue of findings: a code and what a person is told about it.

The entries themselves stand by severity in ``fatal``, ``error``, ``warning`` and ``note``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.findings.severity import Severity
    from sources.labels import Label


@dataclass(frozen=True, slots=True)
class FindingCode:
    """What can be said about a place in a workbook."""

    code: str
    severity: Severity
    title: Label
    """A few words, for lists and tables."""
    explanation: Label
    """One sentence: what was found, and what became of it."""
    remedy: Label
    """What the person who fills in the workbook can do."""
