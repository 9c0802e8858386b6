"""What was put into the sample workbooks: every value that must be loaded and every finding that must be made.

Holds the records and the three files in which they are kept; they are filled while the workbooks are written.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sources.forms import ALL_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from aimak_pipeline.sample.services import Value


class TrueValue(NamedTuple):
    """One value that must reach the warehouse, and the cell it stands in."""

    file: str
    form: str
    sheet: str
    row: int
    column: str
    cell: str
    value: Value


class TrueFinding(NamedTuple):
    """One finding that the pipeline must make: an error, a fatal one or a warning."""

    file: str
    code: str
    severity: str
    form: str | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    rule: str | None = None
    refused: str | None = None


class TrueFile(NamedTuple):
    """One file and what becomes of it."""

    file: str
    kind: str | None
    """``quarterly`` or ``survey``; None for what cannot be opened."""
    municipality_code: str | None
    quarter: str | None
    wave: str | None
    version: int | None
    """Only what is accepted is counted as a version."""
    status: str
    """``accepted``, ``superseded`` or ``rejected``: as the ledger has it when all files have been taken in."""
    fatal: str | None
    """The code of the finding that rejects it."""
    received_at: str
    mess: str
    """The kinds of mess it shows, parted by ``;``."""
    faults: str
    """The kinds of fault planted in it, parted by ``;``."""
    sha256: str


@dataclass(slots=True)
class Truth:
    """The truth of one or more files."""

    files: list[TrueFile] = field(default_factory=list)
    values: list[TrueValue] = field(default_factory=list)
    findings: list[TrueFinding] = field(default_factory=list)

    def add(self, other: Truth) -> None:
        """Take in what is true of other files."""
        self.files += other.files
        self.values += other.values
        self.findings += other.findings

    def write(self, folder: Path) -> None:
        """Write ``files.csv``, ``values.parquet`` and ``findings.csv``, each sorted by file."""
        folder.mkdir(parents=True, exist_ok=True)
        _write_csv(folder / "files.csv", TrueFile._fields, sorted(self.files))
        _write_csv(folder / "findings.csv", TrueFinding._fields, sorted(self.findings, key=_sortable))
        order = {form: position for position, form in enumerate(ALL_FORMS)}
        self.values.sort(key=lambda value: (value.file, order[value.form], value.row, value.column))
        pq.write_table(values_table(self.values), folder / "values.parquet")


def values_table(values: Sequence[TrueValue]) -> pa.Table:
    """Return values as a table.

    The value itself is in one of three columns, by its ``type``: ``number`` (integer, decimal, percent, and 0 or 1 for
    boolean), ``text`` (text, code) or ``day`` (date).
    """
    types = {
        (form.id, name): column.type.value for form in ALL_FORMS.values() for name, column in form.columns().items()
    }
    plain = [list(part) for part in zip(*values, strict=True)] or [[] for _ in TrueValue._fields]
    columns = dict(zip(TrueValue._fields, plain, strict=True))
    truths = columns.pop("value")
    return pa.table(
        {
            "file": pa.array(columns["file"], pa.string()),
            "form": pa.array(columns["form"], pa.string()),
            "sheet": pa.array(columns["sheet"], pa.string()),
            "row": pa.array(columns["row"], pa.int32()),
            "column": pa.array(columns["column"], pa.string()),
            "cell": pa.array(columns["cell"], pa.string()),
            "type": pa.array([types[value.form, value.column] for value in values], pa.string()),
            "number": pa.array([_number(true) for true in truths], pa.float64()),
            "text": pa.array([true if isinstance(true, str) else None for true in truths], pa.string()),
            "day": pa.array([true if isinstance(true, date) else None for true in truths], pa.date32()),
        }
    )


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _sortable(finding: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if part is None else f"{part:>9}" if isinstance(part, int) else str(part) for part in finding)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if part is None else part for part in row] for row in rows)
