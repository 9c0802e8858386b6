"""The catalogue of findings: the closed list of what can be said about a workbook.

A new code is an entry in the module of its severity; nothing else declares codes. What is cheap stays cheap: this is
imported by the worker processes and at the start of the command line.
"""

from __future__ import annotations

from sources.findings.entry import FindingCode
from sources.findings.error import ERRORS
from sources.findings.fatal import FATAL
from sources.findings.note import NOTES
from sources.findings.warning import WARNINGS

CATALOGUE: dict[str, FindingCode] = {entry.code: entry for entry in (*FATAL, *ERRORS, *WARNINGS, *NOTES)}
"""Every finding code by its key, from the most severe to the least."""

__all__ = ["CATALOGUE", "FindingCode"]
