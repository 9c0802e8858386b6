"""Tallies: what is counted of each submission and form for the data-quality scores.

Counts only; the formulas of the scores are in the warehouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sources.forms import FORMS

if TYPE_CHECKING:
    from sources.standardize.batch import Extracted
    from sources.standardize.form_rows import FormRows
    from sources.values.batch import Flags

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
    is_none = (extracted.answers["form"] == form.id) & (extracted.answers["answer"] == "none")
    # A row that was left blank was not reported, no more than one that is not there.
    counts = _by_row(rows)[~rows.left_blank]
    sums = counts.groupby(rows.table["submission_id"].array[~rows.left_blank]).sum()
    table = sums.reindex(submissions, fill_value=0)
    table["rules_applied"] += totals_checked.reindex(table.index, fill_value=0)
    table["rule_warnings"] += totals.groupby("submission_id").size().reindex(table.index, fill_value=0)
    loaded = table["rows_read"] > table["rows_refused"]
    table.insert(0, "form", form.id)
    table.insert(1, "answered", loaded | table.index.isin(extracted.answers.loc[is_none, "submission_id"]))
    return table.reset_index()


def _by_row(rows: FormRows) -> pd.DataFrame:
    table = rows.table
    required = rows.positions(required=True)
    present = np.column_stack([table[name].notna() for name in rows.form.columns()])
    large, heaped = _large_numbers(rows)
    applied = [rule.applies(table) for rule in rows.form.rules().values()]
    return pd.DataFrame(
        {
            "rows_read": 1,
            "rows_refused": rows.refused.astype(np.int64),
            "cells_read": rows.filled.sum(axis=1),
            "cells_refused": (rows.filled & (rows.faulty | rows.refused[:, None])).sum(axis=1),
            "required_cells": len(required),
            "required_filled": (rows.filled & present)[:, required].sum(axis=1),
            "rules_applied": np.sum(applied, axis=0, dtype=np.int64) if applied else 0,
            "rule_warnings": rows.count("rule_doubtful"),
            "numbers_large": large.sum(axis=1),
            "numbers_heaped": heaped.sum(axis=1),
        },
        index=table.index,
    )


def _large_numbers(rows: FormRows) -> tuple[Flags, Flags]:
    """Return, by row and number column, which numbers are large as they were written, and which of them end in 00.

    As written is before the scale of a heading: a figure in thousands is as rounded as the clerk made it.
    """
    columns = enumerate(rows.form.columns().items())
    figures = {position: name for position, (name, column) in columns if column.type.is_number}
    read: Any = np.empty((len(rows.table), len(figures)))
    for at, name in enumerate(figures.values()):
        read[:, at] = rows.table[name].to_numpy(dtype=np.float64, na_value=np.nan)
    written = read / rows.scale[:, list(figures)]
    large = written >= _LARGE
    return large, large & (np.abs(written % 100) < _ROUNDING)
