"""Totals rows: left out of the data, and compared with the sum of the rows above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sources.findings.finding import FINDING_COLUMNS
from sources.standardize.places import place_findings
from sources.workbook.cells import CellKind

if TYPE_CHECKING:
    from sources.forms import Form

_TOLERANCE = 0.005
"""Sums of figures shown with two decimals may differ by half a hundredth for each figure; relative for large ones."""


def check_totals(
    form: type[Form], totals: pd.DataFrame, data: pd.DataFrame, layout: pd.DataFrame
) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Compare each figure in a totals row with the sum of the figures above it in its column.

    A totals row may be the sum of all rows above it, or, as a subtotal, of those since the totals row before.

    Args:
        form: the form; only its additive columns are compared (nobody sums tariffs).
        totals: the cells of totals rows, as in ``Extracted.cells``.
        data: the cells of data rows, likewise. Compared as written, before any scaling.
        layout: where the form's columns stand.

    Returns:
        The findings (``FINDING_COLUMNS``) and, by submission, how many totals were compared.
    """
    additive = [name for name, column in form.columns().items() if column.type.is_number and column.additive]
    figures = totals[totals["column"].isin(additive) & (totals["kind"] == CellKind.NUMBER)]
    if figures.empty:
        return pd.DataFrame(columns=list(FINDING_COLUMNS)), pd.Series(dtype="int64")
    numbers = data[data["column"].isin(additive) & (data["kind"] == CellKind.NUMBER)]
    key = ["submission_id", "column"]
    above = figures[[*key, "row"]].merge(numbers[[*key, "row", "number"]], on=key, suffixes=("", "_above"))
    above = above[above["row_above"] < above["row"]]
    previous = figures.sort_values("row").groupby(key, observed=True)["row"].shift(fill_value=0)
    above = above.merge(figures[[*key, "row"]].assign(previous=previous), on=[*key, "row"])
    sums = (
        above.assign(since=above["number"].where(above["row_above"] > above["previous"], 0.0))
        .groupby([*key, "row"], observed=True)[["number", "since"]]
        .sum()
    )
    compared = figures.merge(sums.rename(columns={"number": "sum_of_all"}), on=[*key, "row"])
    tolerance = _TOLERANCE * np.maximum(1.0, compared["sum_of_all"].abs() * 1e-6) * 2
    differs = ((compared["number"] - compared["sum_of_all"]).abs() > tolerance) & (
        (compared["number"] - compared["since"]).abs() > tolerance
    )
    wrong = compared[differs]
    findings = pd.DataFrame(
        {
            "submission_id": wrong["submission_id"].astype("string"),
            "code": "total_differs",
            "severity": "warning",
            "form": form.id,
            "row": wrong["row"],
            "column": wrong["column"].astype("string"),
            "value": wrong["number"].map("{:.10g}".format),
            "expected": wrong["sum_of_all"].map("the sum of the rows above: {:.10g}".format),
        }
    )
    return place_findings(findings, layout), compared.groupby("submission_id", observed=True).size()
