"""Totals rows: left out of the data, and compared with the sum of the rows above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sources.findings import FINDING_COLUMNS, Severity
from sources.standardize.validation import shown
from sources.values.columns import read_column

if TYPE_CHECKING:
    from sources.forms import Form
    from sources.standardize.arrays import FormCells
    from sources.standardize.form_rows import FormRows

_TOLERANCE = 0.01
"""Figures are written with two decimals at the most: so much, in the unit of the heading, is rounding."""

_KEY = ["submission", "column"]


def check_totals(
    rows: FormRows, totals: FormCells, submission_ids: pd.Series[str]
) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Compare each figure in a totals row with the sum of the figures above it in its column.

    A totals row may be the sum of all rows above it, or, as a subtotal, of those since the totals row before. Nothing
    is said of a total above which a figure could not be read, nor of columns that nobody sums (tariffs).

    Args:
        rows: the rows of the form, refused ones included.
        totals: the cells of totals rows.
        submission_ids: the submissions of the batch.

    Returns:
        The findings, each with its submission, form, column and sheet row; and, by submission, how many totals were
        compared.
    """
    figures = _figures(rows.form, totals)
    if figures.empty:
        return pd.DataFrame(columns=list(FINDING_COLUMNS)), pd.Series(dtype="int64")
    above = figures[[*_KEY, "row", "previous"]].merge(_long(rows, figures), on=_KEY, suffixes=("", "_above"))
    above = above[above["row_above"] < above["row"]]
    above["since"] = above["number"].where(above["row_above"] > above["previous"], 0.0)
    sums = above.groupby([*_KEY, "row"]).agg(sum=("number", "sum"), since=("since", "sum"), faulty=("faulty", "any"))
    compared = figures.merge(sums.reset_index(), on=[*_KEY, "row"]).query("~faulty")
    compared = compared.assign(submission_id=submission_ids.array.take(compared["submission"].to_numpy()))
    tolerance = _TOLERANCE * compared["scale"] + 1e-9 * compared["sum"].abs()
    is_sum = (compared["number"] - compared["sum"]).abs() <= tolerance
    is_subtotal = (compared["number"] - compared["since"]).abs() <= tolerance
    wrong = compared[~is_sum & ~is_subtotal]
    findings = pd.DataFrame(
        {
            "submission_id": wrong["submission_id"],
            "code": "total_differs",
            "severity": Severity.WARNING.value,
            "form": rows.form.id,
            "row": wrong["row"],
            "column": wrong["column"],
            "value": shown(wrong["number"] / wrong["scale"]),
            "expected": "the sum of the rows above: " + shown(wrong["sum"] / wrong["scale"]),
        }
    )
    return findings, compared.groupby("submission_id").size()


def _figures(form: type[Form], totals: FormCells) -> pd.DataFrame:
    """Return the figures of totals rows: submission, column, row, number (scaled), scale, previous totals row."""
    parts = []
    for position, (name, column) in enumerate(form.columns().items()):
        mine = totals.at(totals.column == position)
        if len(mine.cells) and column.type.is_number and column.additive:
            values, _ = read_column(mine.cells, column)
            part = {"submission": mine.submission, "row": mine.row, "scale": mine.cells.scale, "column": name}
            parts.append(pd.DataFrame({**part, "number": pd.Series(values).astype("float64")}))
    if not parts:
        return pd.DataFrame()
    figures = pd.concat(parts, ignore_index=True).dropna(subset="number").sort_values([*_KEY, "row"])
    return figures.assign(previous=figures.groupby(_KEY)["row"].shift(fill_value=0))


def _long(rows: FormRows, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the rows that have a total: submission, row, column, number, faulty."""
    mine = np.flatnonzero(np.isin(rows.submission, figures["submission"]))
    table = rows.table.take(mine).assign(submission=rows.submission[mine])
    columns = list(figures["column"].unique())
    long = table.melt(["submission", "row"], columns, var_name="column", value_name="number")
    position_of = list(rows.form.columns()).index
    faulty = np.concatenate([rows.faulty[mine, position_of(name)] for name in columns])
    return long.assign(number=long["number"].astype("float64").fillna(0.0), faulty=faulty)
