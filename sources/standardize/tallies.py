"""Tallies: what is counted of each submission and form for the data-quality scores.

Counts only; the formulas of the scores are in the warehouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sources.forms import FORMS

if TYPE_CHECKING:
    from sources.standardize.batch import Extracted
    from sources.standardize.form_rows import FormRows

_LARGE = 100
"""Numbers from here on are looked at for heaping: whether they end in 00."""

_ROUNDING = 1e-6


def tally(rows: FormRows, extracted: Extracted, totals: pd.DataFrame, totals_checked: pd.Series[int]) -> pd.DataFrame:
    """Count, for each submission that was to answer a form, what the quality scores are made of.

    Args:
        rows: the form's rows, read and judged. All filled cells of a refused row are refused with it.
        extracted: the batch, for its submissions and answers.
        totals: the findings on totals rows.
        totals_checked: by submission, how many totals were compared.

    Returns:
        One row a submission: the columns of the warehouse's ``submission_tally``.
    """
    form = rows.form
    kind = "quarterly" if form.id in FORMS else "survey"
    submissions = extracted.submissions.loc[extracted.submissions["kind"] == kind, "submission_id"]
    answers = extracted.answers[extracted.answers["form"] == form.id].set_index("submission_id")["answer"]
    # A row that was left blank was not reported, no more than one that is not there.
    counts = _by_row(rows)[~rows.left_blank].groupby(rows.table["submission_id"]).sum().reindex(submissions).fillna(0)
    large, heaped = _large_numbers(rows)

    def added(name: str, numbers: pd.Series[int]) -> pd.Series[Any]:
        return numbers.reindex(counts.index).fillna(0) + counts.get(name, 0)

    table = counts.assign(
        rules_applied=added("rules_applied", totals_checked),
        rule_warnings=added("rule_warnings", totals.groupby("submission_id").size()),
        numbers_large=added("numbers_large", large),
        numbers_heaped=added("numbers_heaped", heaped),
    ).astype("int64")
    loaded = table["rows_read"] > table["rows_refused"]
    table.insert(0, "form", form.id)
    table.insert(1, "answered", loaded | (answers.reindex(table.index) == "none"))
    return table.reset_index()


def _by_row(rows: FormRows) -> pd.DataFrame:
    form, table = rows.form, rows.table
    required = [name for name, column in form.columns().items() if column.required]
    applied = pd.DataFrame({rule.id: rule.applies(table) for rule in form.rules().values()}, index=table.index)
    refused_cells = rows.filled & (rows.faulty | rows.refused.to_numpy()[:, None])
    return pd.DataFrame(
        {
            "rows_read": 1,
            "rows_refused": rows.refused.astype(int),
            "cells_read": rows.filled.sum(axis=1),
            "cells_refused": refused_cells.sum(axis=1),
            "required_cells": len(required),
            "required_filled": (rows.filled[required] & table[required].notna()).sum(axis=1),
            "rules_applied": applied.sum(axis=1),
            "rule_warnings": rows.count("rule_doubtful"),
        },
        index=table.index,
    )


def _large_numbers(rows: FormRows) -> tuple[pd.Series[int], pd.Series[int]]:
    """Return, by submission, how many large numbers there are as they were written, and how many of them end in 00.

    As written is before the scale of a heading: a figure in thousands is as rounded as the clerk made it.
    """
    parts = [pd.DataFrame({"submission_id": pd.Series(dtype="string"), "number": pd.Series(dtype="float64")})]
    for name, cells in rows.data.groupby("column", observed=True):
        if rows.form.columns()[str(name)].type.is_number:
            read = rows.table[str(name)].astype("float64").reindex(cells["row_number"]).to_numpy()
            parts.append(pd.DataFrame({"submission_id": cells["submission_id"], "number": read / cells["scale"]}))
    numbers = pd.concat(parts)
    large = numbers[numbers["number"] >= _LARGE]
    heaped = large[(large["number"] % 100).abs() < _ROUNDING]
    return large.groupby("submission_id", observed=True).size(), heaped.groupby("submission_id", observed=True).size()
