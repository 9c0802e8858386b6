"""Totals rows: left out of the data, and compared with the sum of the rows above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sources.findings import FINDING_COLUMNS, Severity
from sources.standardize.places import place_findings
from sources.standardize.validation import shown
from sources.values import read_values

if TYPE_CHECKING:
    from sources.forms import Form
    from sources.standardize.form_rows import FormRows

_TOLERANCE = 0.01
"""Figures are written with two decimals at the most: so much, in the unit of the heading, is rounding."""

_KEY = ["submission_id", "column"]


def check_totals(rows: FormRows, totals: pd.DataFrame, layout: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Compare each figure in a totals row with the sum of the figures above it in its column.

    A totals row may be the sum of all rows above it, or, as a subtotal, of those since the totals row before. Nothing
    is said of a total above which a figure could not be read, nor of columns that nobody sums (tariffs).

    Args:
        rows: the rows of the form, refused ones included.
        totals: the cells of totals rows, as in ``Extracted.cells``, with the ``scale`` of their column.
        layout: where the form's columns stand.

    Returns:
        The findings (``FINDING_COLUMNS``) and, by submission, how many totals were compared.
    """
    figures = _figures(rows.form, totals)
    if figures.empty:
        return pd.DataFrame(columns=list(FINDING_COLUMNS)), pd.Series(dtype="int64")
    above = figures[[*_KEY, "row", "previous"]].merge(_long(rows, figures), on=_KEY, suffixes=("", "_above"))
    above = above[above["row_above"] < above["row"]]
    above["since"] = above["number"].where(above["row_above"] > above["previous"], 0.0)
    sums = above.groupby([*_KEY, "row"]).agg(sum=("number", "sum"), since=("since", "sum"), faulty=("faulty", "any"))
    compared = figures.merge(sums.reset_index(), on=[*_KEY, "row"]).query("~faulty")
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
    return place_findings(findings, layout), compared.groupby("submission_id").size()


def _figures(form: type[Form], totals: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of totals rows: submission_id, column, row, number (scaled), scale, previous totals row."""
    parts = []
    for name, cells in totals.groupby("column", observed=True):
        column = form.columns()[str(name)]
        if column.type.is_number and column.additive:
            values, _ = read_values(cells[["kind", "number", "text"]], column, cells["scale"])
            parts.append(cells[["submission_id", "row", "scale"]].assign(column=name, number=values.astype("float64")))
    if not parts:
        return pd.DataFrame()
    figures = pd.concat(parts, ignore_index=True).dropna(subset="number").sort_values([*_KEY, "row"])
    return figures.assign(previous=figures.groupby(_KEY)["row"].shift(fill_value=0))


def _long(rows: FormRows, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the rows that have a total: submission_id, row, column, number, faulty."""
    mine = rows.table[rows.table["submission_id"].isin(figures["submission_id"])]
    columns = list(figures["column"].unique())
    long = mine.melt(["submission_id", "row"], columns, var_name="column", value_name="number")
    marks = rows.faulty.loc[mine.index, columns].melt(value_name="faulty")["faulty"]
    return long.assign(number=long["number"].astype("float64").fillna(0.0), faulty=marks.to_numpy())
