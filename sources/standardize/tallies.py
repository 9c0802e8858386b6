"""Tallies: what is counted of each submission and form for the data-quality scores.

Counts only; the formulas of the scores are in the warehouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sources.forms import FORMS
from sources.workbook.cells import CellKind

if TYPE_CHECKING:
    from sources.forms import Form
    from sources.standardize.batch import Extracted

_LARGE = 100
"""Numbers from here on are looked at for heaping: whether they end in 00."""


def tally(  # noqa: PLR0913 - everything that is known of a form's rows at the end of standardizing
    *,
    form: type[Form],
    rows: pd.DataFrame,
    filled: pd.DataFrame,
    faulty: pd.DataFrame,
    refused_rows: pd.Series[bool],
    checked: pd.DataFrame,
    data: pd.DataFrame,
    extracted: Extracted,
    totals: pd.DataFrame,
    totals_checked: pd.Series[int],
) -> pd.DataFrame:
    """Count, for each submission that was to answer a form, what the quality scores are made of.

    Args:
        form: the form.
        rows: all its typed rows, refused ones included.
        filled: by row and column, whether the cell held anything.
        faulty: by row and column, whether the cell was refused.
        refused_rows: the rows refused; all their filled cells are refused with them.
        checked: the findings of validation.
        data: the cells of data rows, as they were read.
        extracted: the batch, for its submissions and answers.
        totals: the findings on totals rows.
        totals_checked: by submission, how many totals were compared.

    Returns:
        One row a submission: the columns of the warehouse's ``submission_tally``.
    """
    kind = "quarterly" if form.id in FORMS else "survey"
    submissions = extracted.submissions.loc[extracted.submissions["kind"] == kind, "submission_id"]
    required = [name for name, column in form.columns().items() if column.required]
    applied = pd.DataFrame({rule.id: rule.applies(rows) for rule in form.rules().values()}, index=rows.index)
    refused_cells = filled & (faulty | refused_rows.to_numpy()[:, None])
    by_row = pd.DataFrame(
        {
            "rows_read": 1,
            "rows_refused": refused_rows.astype(int),
            "cells_read": filled.sum(axis=1),
            "cells_refused": refused_cells.sum(axis=1),
            "required_cells": len(required),
            "required_filled": (filled[required] & rows[required].notna()).sum(axis=1),
            "rules_applied": applied.sum(axis=1),
            "rule_warnings": (checked["code"] == "rule_doubtful").groupby(level=0).sum().reindex(rows.index).fillna(0),
        }
    )
    counts = by_row.groupby(rows["submission_id"]).sum()
    # Days and codes may stand in number cells, too.
    figures = data["column"].isin([name for name, column in form.columns().items() if column.type.is_number])
    large = data[figures & (data["kind"] == CellKind.NUMBER) & (data["number"] >= _LARGE)]
    heaped = large[large["number"] % 100 == 0]
    answers = extracted.answers[extracted.answers["form"] == form.id].set_index("submission_id")["answer"]
    table = counts.reindex(submissions).fillna(0).astype("int64")
    loaded = table["rows_read"] > table["rows_refused"]
    table.insert(0, "form", form.id)
    table.insert(1, "answered", loaded | (answers.reindex(table.index) == "none"))
    table["rules_applied"] += totals_checked.reindex(table.index).fillna(0).astype("int64")
    table["rule_warnings"] += totals.groupby("submission_id").size().reindex(table.index).fillna(0).astype("int64")
    table["numbers_large"] = large.groupby("submission_id", observed=True).size().reindex(table.index).fillna(0)
    table["numbers_heaped"] = heaped.groupby("submission_id", observed=True).size().reindex(table.index).fillna(0)
    return table.astype({"numbers_large": "int64", "numbers_heaped": "int64"}).reset_index()
