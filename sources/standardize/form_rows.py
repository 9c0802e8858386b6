"""The rows of one form while they are read and judged: values, what was filled, what is at fault, what is refused.

From cells to typed rows, and from typed rows to valid ones; whole columns at a time. Totals and tallies stand beside
this module, the order of the steps in ``standardizing``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from sources.findings import CATALOGUE
from sources.forms import Column, ColumnType, Form, TrustSurvey
from sources.quarters import Quarter
from sources.standardize.places import place_findings
from sources.standardize.validation import validate
from sources.values import read_values
from sources.values.privacy import mask_personal

if TYPE_CHECKING:
    import numpy as np

_DTYPES: dict[ColumnType, Any] = {
    ColumnType.TEXT: "string",
    ColumnType.CODE: "string",
    ColumnType.INTEGER: "Int64",
    ColumnType.DECIMAL: "Float64",
    ColumnType.PERCENT: "Float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "datetime64[us]",
}


@dataclass
class FormRows:
    """The rows of one form in a batch. All tables and masks have the same index."""

    form: type[Form]
    data: pd.DataFrame
    """The cells of data rows as they were read, with the ``scale`` of their column and their ``row_number`` here."""
    table: pd.DataFrame
    """submission_id, row, municipality_code, quarter, its first and last day, and the form's columns, typed."""
    filled: pd.DataFrame
    """By form column: whether the cell held anything."""
    faulty: pd.DataFrame
    """By form column: whether the cell has a fault of its own."""
    refused: pd.Series[bool]
    left_blank: pd.Series[bool]
    """Whether nothing stands in the row but what names it, such as a settlement that the template had filled in."""
    found: list[pd.DataFrame] = field(default_factory=list)
    """Findings, indexed by the row that they are about."""

    def valid(self) -> pd.DataFrame:
        """Return the rows that stand: submission_id, row, municipality_code, quarter and the form's columns."""
        columns = dict.fromkeys(["submission_id", "row", "municipality_code", "quarter", *self.form.columns()])
        return self.table.loc[~self.refused, list(columns)].reset_index(drop=True)

    def findings(self, layout: pd.DataFrame) -> pd.DataFrame:
        """Return all findings with ``FINDING_COLUMNS``, each at its sheet and cell."""
        found = pd.concat([table for table in self.found if len(table)] or self.found[:1])
        found = found.join(self.table[["submission_id", "row"]])
        found["form"] = self.form.id
        found["severity"] = found["code"].map(lambda code: CATALOGUE[code].severity.value)
        return place_findings(found, layout)

    def count(self, code: str) -> pd.Series[int]:
        """Return how many findings with a code there are on each row."""
        codes = pd.concat([table["code"] for table in self.found])
        counts: pd.Series[int] = (codes == code).groupby(level=0).sum().reindex(self.table.index).fillna(0)
        return counts.astype("int64")


def read_rows(form: type[Form], data: pd.DataFrame, submissions: pd.DataFrame) -> FormRows:
    """Read the values of all cells and put them in rows.

    Args:
        form: the form.
        data: the cells of its data rows, with the ``scale`` of their column.
        submissions: as in ``Extracted``.

    Returns:
        The rows, with a finding for every cell that could not be read or was mended on the way.
    """
    table, row_numbers = _empty_rows(form, data, submissions)
    nothing = pd.DataFrame(False, index=table.index, columns=list(form.columns()))
    none = pd.Series(False, index=table.index)
    rows = FormRows(form, data.assign(row_number=row_numbers), table, nothing, nothing.copy(), none, none.copy())
    cells_of = dict(iter(rows.data.groupby("column", observed=True)))
    for name, column in form.columns().items():
        cells = cells_of.get(name, rows.data.iloc[:0]).drop_duplicates("row_number").set_index("row_number")
        values, faults = _read_column(column, cells, submissions)
        table[name] = values.reindex(table.index).astype(_DTYPES[column.type])
        rows.filled.loc[cells.index, name] = True
        at_fault = faults.index[faults["refused"].notna()]
        rows.faulty.loc[at_fault, name] = True
        if column.required or column.key:
            rows.refused.loc[at_fault] = True
            faults["refused"] = faults["refused"].where(faults["refused"].isna(), "row")
        rows.found.append(faults.assign(column=name, rule=None))
    _complete_context(form, table)
    _leave_blank_rows(rows)
    return rows


def judge(rows: FormRows, layout: pd.DataFrame) -> None:
    """Validate rows with the form's model and mark what it refuses; an optional cell refused becomes missing.

    Args:
        rows: the rows; changed in place.
        layout: where the form's columns stand. A sheet that lacks a required column loses its rows; that column's
            absence is a finding of reading and nothing more is said about it.
    """
    absent = _absent_columns(rows, layout)
    required = [name for name, column in rows.form.columns().items() if column.required]
    reported = ~rows.left_blank
    found, refused_cells, refused_rows = validate(rows.form, rows.table[reported], (rows.faulty | absent)[reported])
    refused_cells = refused_cells.reindex(rows.table.index, fill_value=False)
    rows.found.append(found)
    rows.refused |= refused_rows.reindex(rows.table.index, fill_value=False) | absent[required].any(axis=1)
    rows.faulty |= refused_cells
    if refused_cells.to_numpy().any():
        columns = refused_cells.columns
        rows.table[columns] = rows.table[columns].mask(refused_cells)


def _leave_blank_rows(rows: FormRows) -> None:
    """Leave rows out in which only the key stands, though more is required, and say so once a row."""
    key = [name for name, column in rows.form.columns().items() if column.key]
    others = rows.filled.columns.difference(key)
    if not key or not any(rows.form.columns()[name].required for name in others):
        return
    rows.left_blank = rows.filled[key].any(axis=1) & ~rows.filled[others].any(axis=1)
    rows.refused |= rows.left_blank
    where = rows.table.index[rows.left_blank]
    # As it was written, not as it was understood: a code is nothing that the clerk has ever seen.
    names = rows.data[rows.data["column"] == key[0]].drop_duplicates("row_number").set_index("row_number")["text"]
    named = names.reindex(where).map(mask_personal, na_action="ignore")
    rows.found.append(
        pd.DataFrame(
            {
                "code": "row_left_blank",
                "value": named.astype(object).where(named.notna(), None),
                "expected": "figures beside the name, or no such row",
                "refused": None,
                "column": key[0],
                "rule": None,
            },
            index=where,
            dtype=object,
        )
    )


def _empty_rows(form: type[Form], data: pd.DataFrame, submissions: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the frame of rows to fill, with the submission's own columns, and the row of each cell by its position."""
    index = pd.MultiIndex.from_frame(data[["submission_id", "row"]])
    distinct = index.unique().sort_values()
    table = distinct.to_frame(index=False)
    if form is not TrustSurvey:
        table = table.merge(submissions[["submission_id", "municipality_code", "quarter"]], how="left")
    return table, distinct.get_indexer(index)


def _read_column(column: Column, cells: pd.DataFrame, submissions: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Read one column's cells; those of workbooks that count days from 1904 are told apart."""
    date_1904 = cells["submission_id"].isin(submissions.loc[submissions["date_1904"], "submission_id"])
    values, faults = read_values(cells[["kind", "number", "text"]], column, cells["scale"], date_1904=date_1904)
    return values, faults.reindex(columns=["code", "value", "expected", "refused"]).astype(object)


def _complete_context(form: type[Form], table: pd.DataFrame) -> None:
    """Give every row the first and last day of its quarter; a survey row's quarter is the one it was fielded in."""
    if form is TrustSurvey:
        period = table["fielded_on"].dt.to_period("Q")
        table["quarter"] = period.astype("string").str.replace("Q", "-Q")
    distinct = table["quarter"].dropna().unique()
    starts = {key: pd.Timestamp(Quarter.parse(key).start) for key in distinct}
    ends = {key: pd.Timestamp(Quarter.parse(key).end) for key in distinct}
    table["quarter_start"] = table["quarter"].map(starts).astype("datetime64[us]")
    table["quarter_end"] = table["quarter"].map(ends).astype("datetime64[us]")


def _absent_columns(rows: FormRows, layout: pd.DataFrame) -> pd.DataFrame:
    """Return, for each row and column, whether the row's sheet has no such column at all."""
    placed = layout.drop_duplicates(["submission_id", "column"]).assign(there=True)
    there = placed.pivot_table(index="submission_id", columns="column", values="there", aggfunc="any", observed=True)
    there = there.reindex(columns=list(rows.form.columns())).reindex(rows.table["submission_id"])
    return there.set_axis(rows.table.index).isna()
