"""Extraction: the located cells of a batch of submissions, from what was read at intake or from the archive.

Reading a workbook is the only costly step and the only one whose result is kept, by content hash and reader version.
Everything after it is computed again at every run.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from sources.compute import Processes
from sources.findings import findings_frame
from sources.intake.identify import Identity, identify
from sources.intake.store import require_readable
from sources.standardize import Extracted
from sources.workbook import CELLS, CellKind, ColumnPlace, ReadingCache, read_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sources.compute import Compute
    from sources.intake.store import Store
    from sources.register import Enrolment, Register
    from sources.workbook import ReadWorkbook
    from sources.workbook.limits import Limits


_AT_ONCE = 1000
"""Workbooks whose facts lie in memory at the same time: as Python's objects they take ten times what the tables do."""


@dataclass
class Extractor:
    """What extraction works with; counts what it had to read anew."""

    archive: Store
    cache: Path
    register: Register
    enrolment: Enrolment
    limits: Limits
    compute: Compute = field(default_factory=Processes)
    """Where workbooks are read."""
    read_anew: int = field(default=0, init=False)

    def extract(
        self, submissions: pd.DataFrame, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> Extracted:
        """Return the located cells of some submissions.

        Args:
            submissions: rows of the ledger: id, sha256, sender, received_at, kind, municipality_code, quarter,
                form_version.
            progress: told how many workbooks are at hand, of how many, while some have to be read.

        Returns:
            The batch. Findings of reading and identifying are in it.

        Raises:
            ArchiveError: an archived workbook cannot be read now; nothing must be concluded from that.
        """
        submissions = submissions.astype(object).where(submissions.notna(), None)
        ledger: list[Any] = list(submissions.itertuples(index=False))
        parts = []
        for start in range(0, max(len(ledger), 1), _AT_ONCE):
            part = ledger[start : start + _AT_ONCE]
            reads = self._reads([each.sha256 for each in part], partial(_told, progress, start, len(ledger)))
            parts.append(
                extract_reads(
                    {each.id: (reads[each.sha256], self._identity(reads[each.sha256], each)) for each in part}
                )
            )
        return Extracted.joined(parts)

    def _identity(self, read: ReadWorkbook, submission: Any) -> Identity:
        """Identify a workbook again, for what there is to say of it; whose it is, the ledger decided."""
        identity = identify(read, submission.sender, submission.received_at.date(), self.register, self.enrolment)
        return replace(
            identity,
            municipality_code=submission.municipality_code,
            quarter=submission.quarter,
            form_version=submission.form_version,
        )

    def _reads(self, sha256s: list[str], progress: Callable[[int], None]) -> dict[str, ReadWorkbook]:
        """Return what was read of each workbook, reading those whose result is not kept."""
        cache = ReadingCache(self.cache)
        reads = cache.find(sha256s)
        missing = [sha256 for sha256 in sha256s if sha256 not in reads]
        with tempfile.TemporaryDirectory() as folder:
            files = self.archive.fetch(missing, Path(folder))
            read_anew = cache.keep(read_many(files, self.limits, self.compute))
            for count, (sha256, read) in enumerate(read_anew, start=len(reads) + 1):
                reads[sha256] = read
                progress(count)
        self.read_anew += len(missing)
        require_readable(reads)
        return reads


def _told(progress: Callable[[int, int], None], before: int, of: int, count: int) -> None:
    progress(before + count, of)


def extract_reads(reads: Mapping[str, tuple[ReadWorkbook, Identity]]) -> Extracted:
    """Put together the located cells of workbooks that are read and identified.

    Args:
        reads: by submission.
    """
    return Extracted(
        submissions=pd.DataFrame(
            [_facts(name, read, identity) for name, (read, identity) in reads.items()], columns=list(_FACT_TYPES)
        ).astype(_FACT_TYPES),
        cells=_frame([_named(read.cells, name) for name, (read, _) in reads.items()]),
        layout=pd.DataFrame(
            [(name, *place) for name, (read, _) in reads.items() for place in read.layout],
            columns=["submission_id", *ColumnPlace._fields],
        ).astype({"scale": "float64"}),
        cover=pd.DataFrame(
            [(name, *field) for name, (read, _) in reads.items() for field in _cover_cells(read)],
            columns=["submission_id", "field", "sheet", "cell", "kind", "number", "text"],
        ).astype({"number": "float64", "text": "string"}),
        answers=pd.DataFrame(
            [(name, *answer) for name, (read, _) in reads.items() for answer in read.answers.items()],
            columns=["submission_id", "form", "answer"],
        ),
        findings=findings_frame(
            (name, finding) for name, (_, identity) in reads.items() for finding in identity.findings
        ),
    )


_EPOCH = date(1970, 1, 1)
"""From which days of cells are counted."""

_FACT_TYPES = {
    "submission_id": "string",
    "kind": "string",
    "municipality_code": "string",
    "quarter": "string",
    "form_version": "string",
    "macros": "bool",
    "external_links": "bool",
    "hidden": "bool",
    "altered_template": "bool",
    "date_1904": "bool",
}


def _facts(name: str, read: ReadWorkbook, identity: Identity) -> tuple[object, ...]:
    integrity = read.integrity
    return (
        name,
        identity.kind,
        identity.municipality_code,
        identity.quarter,
        identity.form_version,
        integrity.macros,
        integrity.external_links,
        integrity.hidden_sheets or integrity.hidden_rows,
        any(finding.code == "form_version_other" for finding in identity.findings),
        integrity.date_1904,
    )


def _cover_cells(read: ReadWorkbook) -> Iterator[tuple[str, str, str, int, float | None, str | None]]:
    """Yield the cells of a cover in the way of all other cells: field, sheet, cell, kind, number, text."""
    for field_name, cell in read.cover.items():
        match cell.value:
            case None:
                continue
            case str(text):
                yield field_name, cell.sheet, cell.cell, CellKind.TEXT, None, text
            case date() as day:
                days = day.toordinal() - _EPOCH.toordinal()
                yield field_name, cell.sheet, cell.cell, CellKind.DATE, float(days), None
            case number:
                yield field_name, cell.sheet, cell.cell, CellKind.NUMBER, float(number), None


def _named(cells: pa.Table, submission_id: str) -> pa.Table:
    """Give the cells of one workbook the name of its submission."""
    names = pa.DictionaryArray.from_arrays(pa.array([0] * len(cells), pa.int32()), pa.array([submission_id]))
    return cells.append_column("submission_id", names)


def _frame(tables: list[pa.Table]) -> pd.DataFrame:
    """Return the cells of many workbooks as one table."""
    empty = CELLS.empty_table().append_column("submission_id", pa.array([], pa.dictionary(pa.int32(), pa.string())))
    cells = pa.concat_tables([*tables, empty]).unify_dictionaries().combine_chunks()
    frame: pd.DataFrame = cells.to_pandas()
    return frame.astype({"submission_id": "string", "text": "string"})
