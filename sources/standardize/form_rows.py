"""The rows of one form while they are read and judged: values, what was filled, what is at fault, what is refused.

From cells to typed rows, and from typed rows to valid ones; whole columns at a time. Totals and tallies stand beside
this module, the order of the steps in ``standardizing``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sources.findings import CATALOGUE
from sources.forms import Form, TrustSurvey
from sources.standardize.arrays import read_columns, with_days
from sources.standardize.validation import validate
from sources.values.privacy import mask_personal

if TYPE_CHECKING:
    import numpy.typing as npt

    from sources.standardize.arrays import FormCells
    from sources.values.batch import Flags, Positions


@dataclass
class FormRows:
    """The rows of one form in a batch. All tables and arrays run alongside; flags are by row and form column."""

    form: type[Form]
    table: pd.DataFrame
    """submission_id, row, municipality_code, quarter, its first and last day, and the form's columns, typed."""
    submission: Positions
    """Which of the batch's submissions each row belongs to."""
    filled: Flags
    """Whether the cell held anything."""
    faulty: Flags
    """Whether the cell has a fault of its own."""
    scale: npt.NDArray[np.float64]
    """What the cell's heading multiplies by; missing where there is no cell."""
    refused: Flags
    left_blank: Flags
    """Whether nothing stands in the row but what names it, such as a settlement that the template had filled in."""
    found: list[pd.DataFrame] = field(default_factory=list)
    """Findings, indexed by the row that they are about."""

    def positions(self, *, required: bool = False, key: bool = False) -> list[int]:
        """Return which of the form's columns are required, or are its key."""
        columns = enumerate(self.form.columns().values())
        return [position for position, column in columns if (required and column.required) or (key and column.key)]

    def valid(self) -> pd.DataFrame:
        """Return the rows that stand: submission_id, row, municipality_code, quarter and the form's columns."""
        columns = dict.fromkeys(["submission_id", "row", "municipality_code", "quarter", *self.form.columns()])
        return self.table.loc[~self.refused, list(columns)].reset_index(drop=True)

    def findings(self) -> pd.DataFrame:
        """Return all findings, each with its submission, form, column and sheet row."""
        found = pd.concat([table for table in self.found if len(table)] or self.found[:1])
        return found.assign(
            submission_id=self.table["submission_id"].array.take(found.index),
            row=self.table["row"].array.take(found.index),
            form=self.form.id,
            severity=[CATALOGUE[code].severity.value for code in found["code"]],
        )

    def count(self, code: str) -> npt.NDArray[np.int64]:
        """Return how many findings with a code there are on each row."""
        places = [table.index[table["code"] == code] for table in self.found if len(table)]
        at = np.concatenate(places) if places else np.empty(0, dtype=np.intp)
        return np.bincount(at, minlength=len(self.table))


def read_rows(form: type[Form], cells: FormCells, submissions: pd.DataFrame) -> FormRows:
    """Read the values of all cells and put them in rows.

    Args:
        form: the form.
        cells: the cells of its data rows.
        submissions: as in ``BatchArrays.context``.

    Returns:
        The rows, with a finding for every cell that could not be read or was mended on the way.
    """
    place = cells.submission * _SHEET_ROWS + cells.row
    distinct, row_of = np.unique(place, return_inverse=True)
    submission, sheet_row = np.divmod(distinct, _SHEET_ROWS)
    read = read_columns(form.columns(), cells.column, row_of, cells.cells, len(distinct))
    of_submission = submissions.take(submission).reset_index(drop=True)
    if form is TrustSurvey:
        quarter = pd.Series(read.typed["fielded_on"]).dt.to_period("Q").astype("string").str.replace("Q", "-Q")
        of_submission = with_days(of_submission[["submission_id"]].assign(quarter=quarter))
    table = pd.DataFrame({**of_submission, "row": sheet_row.astype(np.int32), **read.typed}, copy=False)
    refused = np.zeros(len(table), dtype=np.bool_)
    refused[read.faults.index[read.faults["refused"] == "row"]] = True
    rows = FormRows(
        form, table, submission, read.filled, read.faulty, read.scale, refused, np.zeros(len(table), dtype=np.bool_)
    )
    rows.found.append(read.faults.assign(rule=None))
    _leave_blank_rows(rows, cells, row_of)
    return rows


def judge(rows: FormRows, has_columns: Flags) -> None:
    """Validate rows with the form's model and mark what it refuses; an optional cell refused becomes missing.

    Args:
        rows: the rows; changed in place.
        has_columns: by submission and form column, whether its sheet has the column. A sheet that lacks a required
            column loses its rows; that column's absence is a finding of reading and nothing more is said about it.
    """
    absent = ~has_columns[rows.submission]
    columns = list(rows.form.columns())
    reported = np.flatnonzero(~rows.left_blank)
    doubtful = pd.DataFrame((rows.faulty | absent)[reported], index=reported, columns=columns)
    found, refused_cells, refused_rows = validate(rows.form, rows.table.take(reported), doubtful)
    rows.found.append(_with_markers(rows, found))
    rows.refused[reported] |= refused_rows.to_numpy()
    rows.refused |= absent[:, rows.positions(required=True)].any(axis=1)
    refused = refused_cells.to_numpy()
    rows.faulty[reported] |= refused
    for position in np.flatnonzero(refused.any(axis=0)):
        rows.table.loc[reported[refused[:, position]], columns[position]] = pd.NA


def _with_markers(rows: FormRows, found: pd.DataFrame) -> pd.DataFrame:
    """Have what is said of a required cell quote the mark that stands in it, such as ``н/д``.

    The note on the mark goes: it says that nothing is to be done where there are no data, which is not so there.
    """
    read = rows.found[0]
    read_at, found_at = (pd.MultiIndex.from_arrays([each.index, each["column"]]) for each in (read, found))
    is_told = (read["code"] == "missing_marker").to_numpy() & read_at.isin(found_at[found["code"] == "required_blank"])
    if not is_told.any():
        return found
    rows.found[0] = read[~is_told]
    told = pd.Series(read["value"].to_numpy(), index=read_at)[is_told].reindex(found_at).to_numpy()
    return found.assign(value=found["value"].where(pd.isna(told), told))


def _leave_blank_rows(rows: FormRows, cells: FormCells, row_of: Positions) -> None:
    """Leave rows out in which only the key stands, though more is required, and say so once a row."""
    key = rows.positions(key=True)
    if not key or not set(rows.positions(required=True)) - set(key):
        return
    rows.left_blank |= rows.filled[:, key].any(axis=1) & ~np.delete(rows.filled, key, axis=1).any(axis=1)
    rows.refused |= rows.left_blank
    where = np.flatnonzero(rows.left_blank)
    if not len(where):
        return
    # As it was written, not as it was understood: a code is nothing that the clerk has ever seen.
    named = dict.fromkeys(where)
    names = np.flatnonzero((cells.column == key[0]) & rows.left_blank[row_of])[::-1]
    named.update(zip(row_of[names], cells.cells.text[names], strict=True))
    rows.found.append(
        pd.DataFrame(
            {
                "code": "row_left_blank",
                "value": [mask_personal(name) if name else None for name in named.values()],
                "expected": "figures beside the name, or no such row",
                "refused": None,
                "column": list(rows.form.columns())[key[0]],
                "rule": None,
            },
            index=where,
            dtype=object,
        )
    )


_SHEET_ROWS = 2**24
"""More than any sheet has rows."""
