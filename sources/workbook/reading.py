"""Reading one workbook, from its bytes to located values, in three bounded steps.

Preflight (standard library), calamine, openpyxl for the marked cells; then layout. .xls, .xlsb and .ods are read whole
by preflight, cell by cell. Whatever is wrong with the file is a finding. ``pool`` runs this in worker processes; call
it in your own process only with files that you trust.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from sources.workbook.layout import WorkbookLayout
from sources.workbook.limits import Limits
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError
from sources.workbook.sheet_names import is_service_sheet
from sources.workbook.sheets import read_sheets
from sources.workbook.vocabulary import form_vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

    from sources.findings.finding import Finding
    from sources.workbook.cover import CoverCell
    from sources.workbook.facts import Preflight
    from sources.workbook.form_sheet import ColumnPlace
    from sources.workbook.vocabulary import Vocabulary

READER_VERSION = "4"
"""Changes whenever the same file may be read differently; what was read by another version is read again."""


@dataclass(frozen=True, slots=True)
class Integrity:
    """What a careful reader wants to know of a file beyond its values."""

    macros: bool = False
    external_links: bool = False
    hidden_sheets: bool = False
    hidden_rows: bool = False
    date_1904: bool = False


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """What was read from one file."""

    kind: str | None
    """``quarterly`` or ``survey``; None where a fatal finding says why the file is not taken in."""
    cells: pa.Table
    """The filled cells of all recognised columns, with schema ``CELLS``."""
    cover: dict[str, CoverCell] = field(default_factory=dict)
    """The fields of the cover whose labels were found, by id."""
    layout: list[ColumnPlace] = field(default_factory=list)
    """Where each recognised column stands."""
    answers: dict[str, str] = field(default_factory=dict)
    """By form: ``rows``, ``none`` (it says "жок"), ``empty`` or ``missing``."""
    findings: list[Finding] = field(default_factory=list)
    integrity: Integrity = field(default_factory=Integrity)
    format: str | None = None
    """``xlsx`` (also for .xlsm), ``xlsb``, ``xls`` or ``ods``, by content; None where a fatal finding came first."""


class WorkbookReader:
    """Reads workbooks, one after another."""

    def __init__(self, limits: Limits, vocabulary: Vocabulary) -> None:
        self._limits = limits
        self._layout = WorkbookLayout(vocabulary)

    def read(self, content: bytes) -> ReadWorkbook:
        """Read one workbook.

        Args:
            content: the whole file, whatever it is.

        Returns:
            What was read. Faults of the file are findings; nothing about a file raises, but calamine may end the
            process.
        """
        findings: list[Finding] = []
        try:
            facts = preflight(content, self._limits)
            grids, refused, repeated = read_sheets(content, facts)
            findings += repeated
            if any(sheet.scan and sheet.scan.marked for sheet in facts.sheets):
                from sources.workbook.marked_cells import mark_cells  # noqa: PLC0415 - most workbooks need no openpyxl

                findings += mark_cells(content, facts, grids, refused)
            layout = self._layout.lay_out([grids[place] for place in sorted(grids)])
        except RefusedError as refusal:
            # What was found before may be why: a cover that cannot be read is missing.
            return self.refuse(*findings, refusal.finding)
        return ReadWorkbook(
            kind=layout.kind,
            cells=layout.cells,
            cover=layout.cover,
            layout=layout.places,
            answers=layout.answers,
            findings=[*findings, *layout.findings],
            integrity=_integrity(facts, hidden_rows=layout.hidden_rows),
            format=facts.format,
        )

    def refuse(self, *findings: Finding) -> ReadWorkbook:
        """Return what is said of a file that is not taken in; the last of the findings is the fatal one."""
        return ReadWorkbook(kind=None, cells=self._layout.empty_cells(), findings=list(findings))


def _integrity(facts: Preflight, *, hidden_rows: bool) -> Integrity:
    return Integrity(
        macros=facts.macros,
        external_links=facts.external_links,
        hidden_sheets=any(not sheet.visible and not is_service_sheet(sheet.name) for sheet in facts.sheets),
        hidden_rows=hidden_rows,
        date_1904=facts.date_1904,
    )


@cache
def _default_reader(limits: Limits) -> WorkbookReader:
    return WorkbookReader(limits, form_vocabulary())


def read_workbook(content: bytes, limits: Limits | None = None, vocabulary: Vocabulary | None = None) -> ReadWorkbook:
    """Read one workbook in this process.

    Args:
        content: the whole file.
        limits: what it may be at most.
        vocabulary: the forms; taken from ``sources.forms`` if not given.

    Returns:
        What was read.
    """
    limits = limits or Limits()
    reader = _default_reader(limits) if vocabulary is None else WorkbookReader(limits, vocabulary)
    return reader.read(content)
