"""The covers of a batch: what is wrong with the fields that do not identify the submission.

A cover loads nothing, so nothing of it is refused; who reports, and for when, is judged at intake.
"""

from __future__ import annotations

import pandas as pd

from sources.findings import CATALOGUE, FINDING_COLUMNS
from sources.forms.cover import IDENTIFYING_FIELDS, Cover
from sources.standardize.validation import validate
from sources.values import read_values


def check_covers(covers: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """Judge the cover of every quarterly submission of a batch.

    Args:
        covers: ``Extracted.cover``.
        submissions: ``Extracted.submissions``.

    Returns:
        Findings with ``FINDING_COLUMNS``.
    """
    quarterly = submissions[submissions["kind"] == "quarterly"]
    rows = quarterly[["submission_id"]].reset_index(drop=True)
    position = pd.Series(rows.index, index=rows["submission_id"])
    doubtful = pd.DataFrame(False, index=rows.index, columns=list(Cover.columns()))
    doubtful[list(IDENTIFYING_FIELDS)] = True
    cells_of = dict(iter(covers.groupby("field", observed=True)))
    found = []
    for name, column in Cover.columns().items():
        cells = cells_of.get(name, covers.iloc[:0])
        cells = cells.set_index(cells["submission_id"].map(position).rename("position"))
        values, faults = read_values(cells[["kind", "number", "text"]], column)
        rows[name] = values.reindex(rows.index)
        if name not in IDENTIFYING_FIELDS:
            doubtful.loc[faults.index[faults["refused"].notna()], name] = True
            found.append(faults.assign(column=name))
    checked, _, _ = validate(Cover, rows, doubtful)
    told = pd.concat([*found, checked]).join(rows["submission_id"])
    placed = told.merge(
        covers[["submission_id", "field", "sheet", "cell"]].rename(columns={"field": "column"}), how="left"
    )
    placed["severity"] = placed["code"].map(lambda code: CATALOGUE[code].severity.value)
    return placed.assign(refused=None).reindex(columns=list(FINDING_COLUMNS))
