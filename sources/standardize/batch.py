"""What goes into standardizing and what comes out: the tables of a batch of submissions.

Only the two containers and how they are kept on disk; what happens between them is in ``standardizing``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

import pandas as pd

from sources.whole_files import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def concat(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of the same columns as one; empty ones must not blur the types of the others."""
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else tables[0]


def _keep(table: pd.DataFrame, file: Path) -> None:
    """Write a table; whoever reads the file meanwhile sees the old table or the new one."""
    with whole(file) as unfinished:
        table.to_parquet(unfinished)


@dataclass(frozen=True)
class Extracted:
    """The located cells of a batch of submissions, of any number of quarters."""

    submissions: pd.DataFrame
    """One row a submission: submission_id, kind, municipality_code and quarter (both missing for the survey),
    form_version, macros, external_links, hidden, altered_template, date_1904."""
    cells: pd.DataFrame
    """One row a filled cell: submission_id, form, column, row, total, kind, number, text."""
    layout: pd.DataFrame
    """Where each column stands: submission_id, form, column, sheet, column_letter, header_row, heading, scale."""
    cover: pd.DataFrame
    """One row a field of a cover: submission_id, field, sheet, cell, kind, number, text."""
    answers: pd.DataFrame
    """How each form was answered: submission_id, form, answer (rows, none, empty or missing)."""
    findings: pd.DataFrame
    """What reading and identifying found: ``FINDING_COLUMNS``."""

    def parts(self, most: int) -> Iterator[Self]:
        """Yield the batch in parts of so many submissions at the most, in the order of their ids."""
        ids = pd.Index(self.submissions["submission_id"].sort_values())
        if len(ids) <= most:
            yield self
            return
        tables = [getattr(self, table.name) for table in fields(self)]
        part_of = [ids.get_indexer(pd.Index(table["submission_id"])) // most for table in tables]
        for number in range(-(-len(ids) // most)):
            yield type(self)(
                *(table[part == number].reset_index(drop=True) for table, part in zip(tables, part_of, strict=True))
            )

    def write(self, folder: Path) -> None:
        """Keep the tables in a folder, one Parquet file each."""
        folder.mkdir(parents=True, exist_ok=True)
        for table in fields(self):
            _keep(getattr(self, table.name), folder / f"{table.name}.parquet")

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return batches of different submissions as one."""
        return cls(*(concat([getattr(part, table.name) for part in parts]) for table in fields(cls)))

    @classmethod
    def read(cls, folders: Sequence[Path]) -> Self:
        """Read back what ``write`` kept in some folders, as one batch."""
        return cls(
            *(
                concat([pd.read_parquet(folder / f"{table.name}.parquet") for folder in folders])
                for table in fields(cls)
            )
        )

    @staticmethod
    def read_layout(folder: Path) -> pd.DataFrame:
        """Read back only where columns stand."""
        return pd.read_parquet(folder / "layout.parquet")

    @staticmethod
    def read_submissions(folder: Path) -> pd.DataFrame:
        """Read back only the facts about the submissions."""
        return pd.read_parquet(folder / "submissions.parquet")


@dataclass(frozen=True)
class Standardized:
    """The valid rows of a batch, and everything that is to be said about the others."""

    rows: dict[str, pd.DataFrame]
    """By form: submission_id, row, municipality_code, quarter and the form's columns, typed."""
    findings: pd.DataFrame
    """``FINDING_COLUMNS``."""
    tallies: pd.DataFrame
    """One row a submission and form: the counts behind the data-quality scores."""

    def split(self, quarters: Sequence[str], quarter_of: pd.Series[str]) -> dict[str, Standardized]:
        """Return the part of the batch that belongs to each quarter; a quarter may have none.

        Args:
            quarters: the quarters of the batch.
            quarter_of: the quarter of each submission, by submission.
        """

        def parts(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
            return {
                str(quarter): part.reset_index(drop=True)
                for quarter, part in table.groupby(table["submission_id"].map(quarter_of), sort=False)
            }

        rows = {form: parts(table) for form, table in self.rows.items()}
        findings, tallies = parts(self.findings), parts(self.tallies)
        return {
            quarter: Standardized(
                {form: rows[form].get(quarter, table.iloc[:0]) for form, table in self.rows.items()},
                findings.get(quarter, self.findings.iloc[:0]),
                tallies.get(quarter, self.tallies.iloc[:0]),
            )
            for quarter in quarters
        }

    def write(self, folder: Path) -> None:
        """Keep the tables in a folder, one Parquet file each."""
        folder.mkdir(parents=True, exist_ok=True)
        for form, rows in self.rows.items():
            _keep(rows, folder / f"{form}.parquet")
        _keep(self.findings, folder / "findings.parquet")
        _keep(self.tallies, folder / "tallies.parquet")

    @classmethod
    def read(cls, folder: Path, forms: list[str]) -> Self:
        """Read back what ``write`` kept."""
        return cls(
            {form: pd.read_parquet(folder / f"{form}.parquet") for form in forms},
            pd.read_parquet(folder / "findings.parquet"),
            pd.read_parquet(folder / "tallies.parquet"),
        )
