"""Findings: what a municipality is told about its workbook, and the closed catalogue of what can be told.

A finding is data and not an exception: it says where (sheet, cell, row, column), what was read, what was expected and
what was refused. Nothing is mended or left out silently: it is a finding, if only a note.
"""

from __future__ import annotations

from sources.findings.catalogue import CATALOGUE
from sources.findings.entry import FindingCode
from sources.findings.finding import FINDING_COLUMNS, Finding, findings_frame, findings_of
from sources.findings.severity import Severity

__all__ = ["CATALOGUE", "FINDING_COLUMNS", "Finding", "FindingCode", "Severity", "findings_frame", "findings_of"]
