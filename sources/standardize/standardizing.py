"""Standardizing a batch: cells to typed rows, form by form.

The order matters and is the same for every form: read the values of each column, put them in rows, validate the rows,
check the totals the clerk wrote, count what the quality scores need, then leave out what was refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sources.findings.catalogue import CATALOGUE
from sources.forms import ALL_FORMS, Column, ColumnType, Form, TrustSurvey
from sources.quarters import Quarter
from sources.standardize.batch import Extracted, Standardized, concat
from sources.standardize.places import place_findings
from sources.standardize.tallies import tally
from sources.standardize.totals import check_totals
from sources.standardize.validation import validate
from sources.values import read_values

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


def standardize(extracted: Extracted) -> Standardized:
    """Turn the located cells of a batch into valid rows and findings.

    Args:
        extracted: the batch; its own findings (of reading and identifying) are passed on.

    Returns:
        Valid rows by form, all findings of the batch, and the tallies of every submission and form it was to answer.
    """
    rows: dict[str, pd.DataFrame] = {}
    findings = [extracted.findings]
    tallies = []
    cells_of = dict(iter(extracted.cells.groupby("form", observed=True)))
    layout_of = dict(iter(extracted.layout.groupby("form", observed=True)))
    for form in ALL_FORMS.values():
        cells = cells_of.get(form.id, extracted.cells.iloc[:0])
        layout = layout_of.get(form.id, extracted.layout.iloc[:0])
        rows[form.id], found, counted = _standardize_form(form, cells, layout, extracted)
        findings.append(found)
        tallies.append(counted)
    return Standardized(rows, concat(findings), concat(tallies))


def _standardize_form(
    form: type[Form], cells: pd.DataFrame, layout: pd.DataFrame, extracted: Extracted
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    scales = layout[["submission_id", "column", "scale"]].drop_duplicates(["submission_id", "column"])
    scaled = cells.merge(scales, on=["submission_id", "column"], how="left")
    is_total = scaled["total"].to_numpy(dtype=bool)
    data, totals_cells = scaled[~is_total].reset_index(drop=True), scaled[is_total].reset_index(drop=True)
    rows, data["row_number"] = _rows(form, data, extracted.submissions)
    keys = rows[["submission_id", "row"]]

    filled = pd.DataFrame(False, index=rows.index, columns=list(form.columns()))
    faulty = filled.copy()
    refused_rows = pd.Series(False, index=rows.index)
    found: list[pd.DataFrame] = []
    cells_of = dict(iter(data.groupby("column", observed=True)))
    for name, column in form.columns().items():
        mine = cells_of.get(name, data.iloc[:0]).drop_duplicates("row_number").set_index("row_number")
        rows[name], faults = _read_column(column, mine, extracted.submissions)
        rows[name] = rows[name].reindex(rows.index).astype(_DTYPES[column.type])
        filled.loc[mine.index, name] = True
        refused = faults.index[faults["refused"].notna()]
        faulty.loc[refused, name] = True
        if column.required or column.key:
            refused_rows.loc[refused] = True
            faults["refused"] = faults["refused"].where(faults["refused"].isna(), "row")
        found.append(faults.assign(column=name, rule=None))

    _complete_context(form, rows)
    absent = _absent_columns(form, rows, layout)
    refused_rows |= absent[[name for name, column in form.columns().items() if column.required]].any(axis=1)
    checked, refused_cells, broken = validate(form, rows, faulty | absent)
    found.append(checked)
    refused_rows |= broken
    faulty |= refused_cells

    findings = pd.concat([table for table in found if len(table)] or found[:1]).join(keys)
    findings["form"] = form.id
    findings["severity"] = findings["code"].map(lambda code: CATALOGUE[code].severity.value)
    placed = place_findings(findings, layout)
    totals, totals_checked = check_totals(form, totals_cells, rows, faulty, layout)

    counted = tally(
        form=form,
        rows=rows,
        filled=filled,
        faulty=faulty,
        refused_rows=refused_rows,
        checked=checked,
        data=data,
        extracted=extracted,
        totals=totals,
        totals_checked=totals_checked,
    )
    if refused_cells.to_numpy().any():
        rows[refused_cells.columns] = rows[refused_cells.columns].mask(refused_cells)
    valid = rows.loc[~refused_rows]
    wanted = ["submission_id", "row", "municipality_code", "quarter", *form.columns()]
    return (
        valid[list(dict.fromkeys(wanted))].reset_index(drop=True),
        concat([placed, totals]),
        counted,
    )


def _rows(form: type[Form], data: pd.DataFrame, submissions: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the frame of rows to fill, with the submission's own columns, and the row of each cell by its position."""
    index = pd.MultiIndex.from_frame(data[["submission_id", "row"]])
    distinct = index.unique().sort_values()
    rows = distinct.to_frame(index=False)
    if form is not TrustSurvey:
        rows = rows.merge(submissions[["submission_id", "municipality_code", "quarter"]], how="left")
    return rows, distinct.get_indexer(index)


def _read_column(column: Column, cells: pd.DataFrame, submissions: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Read one column's cells; those of workbooks that count days from 1904 are told apart."""
    date_1904 = cells["submission_id"].isin(submissions.loc[submissions["date_1904"], "submission_id"])
    values, faults = read_values(cells[["kind", "number", "text"]], column, cells["scale"], date_1904=date_1904)
    return values, faults.reindex(columns=["code", "value", "expected", "refused"]).astype(object)


def _complete_context(form: type[Form], rows: pd.DataFrame) -> None:
    """Give every row the first and last day of its quarter; a survey row's quarter is the one it was fielded in."""
    if form is TrustSurvey:
        period = rows["fielded_on"].dt.to_period("Q")
        rows["quarter"] = period.astype("string").str.replace("Q", "-Q")
    distinct = rows["quarter"].dropna().unique()
    starts = {key: pd.Timestamp(Quarter.parse(key).start) for key in distinct}
    ends = {key: pd.Timestamp(Quarter.parse(key).end) for key in distinct}
    rows["quarter_start"] = rows["quarter"].map(starts).astype("datetime64[us]")
    rows["quarter_end"] = rows["quarter"].map(ends).astype("datetime64[us]")


def _absent_columns(form: type[Form], rows: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Return, for each row and column, whether the row's sheet has no such column at all."""
    placed = layout.drop_duplicates(["submission_id", "column"]).assign(there=True)
    there = placed.pivot_table(index="submission_id", columns="column", values="there", aggfunc="any", observed=True)
    there = there.reindex(columns=list(form.columns())).reindex(rows["submission_id"]).set_axis(rows.index)
    return there.isna()
