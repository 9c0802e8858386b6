"""The covers of a batch: what is wrong with the fields that do not identify the submission.

A cover loads nothing, so nothing of it is refused; who reports, and for when, is judged at intake.
"""

from __future__ import annotations

import pandas as pd

from sources.findings import CATALOGUE, FINDING_COLUMNS
from sources.forms.cover import IDENTIFYING_FIELDS, Cover
from sources.standardize.arrays import read_columns
from sources.standardize.validation import validate
from sources.values.batch import Cells


def check_covers(covers: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """Judge the cover of every quarterly submission of a batch.

    Args:
        covers: ``Extracted.cover``.
        submissions: ``Extracted.submissions``.

    Returns:
        Findings with ``FINDING_COLUMNS``.
    """
    quarterly = submissions.loc[submissions["kind"] == "quarterly", "submission_id"]
    columns = Cover.columns()
    mine = covers[covers["submission_id"].isin(quarterly)]
    row_of = pd.Index(quarterly).get_indexer(pd.Index(mine["submission_id"]))
    column_of = pd.Index(list(columns)).get_indexer(pd.Index(mine["field"]))
    read = read_columns(columns, column_of, row_of, Cells.of(mine), len(quarterly))
    rows = pd.DataFrame({"submission_id": quarterly.array, **read.typed}, copy=False)
    doubtful = pd.DataFrame(read.faulty, columns=list(columns))
    doubtful[list(IDENTIFYING_FIELDS)] = True
    checked, _, _ = validate(Cover, rows, doubtful)
    told = pd.concat([read.faults[~read.faults["column"].isin(IDENTIFYING_FIELDS)], checked])
    told = told.join(rows["submission_id"])
    where = covers[["submission_id", "field", "sheet", "cell"]].rename(columns={"field": "column"})
    placed = told.merge(where, how="left")
    placed["severity"] = [CATALOGUE[code].severity.value for code in placed["code"]]
    return placed.assign(refused=None).reindex(columns=list(FINDING_COLUMNS))
