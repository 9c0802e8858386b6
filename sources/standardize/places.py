"""Where things stand: from submission, form, column and row to sheet and A1 address, for whole tables at once."""

from __future__ import annotations

import pandas as pd

from sources.findings.finding import FINDING_COLUMNS


def place_findings(findings: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Give findings on cells their sheet and address.

    Args:
        findings: with submission_id, form, column and row; other columns of ``FINDING_COLUMNS`` may be missing.
        layout: as in ``Extracted``; a form's columns all stand on one sheet.

    Returns:
        The findings with ``FINDING_COLUMNS``, in the order given. A finding on a column that the sheet lacks has the
        sheet and no cell.
    """
    if findings.empty:
        return pd.DataFrame(columns=list(FINDING_COLUMNS))
    letters = layout.drop_duplicates(["submission_id", "form", "column"])[
        ["submission_id", "form", "column", "column_letter"]
    ]
    sheets = layout.drop_duplicates(["submission_id", "form"])[["submission_id", "form", "sheet"]]
    placed = (
        findings.drop(columns=["sheet", "cell"], errors="ignore")
        .merge(letters, how="left", on=["submission_id", "form", "column"])
        .merge(sheets, how="left", on=["submission_id", "form"])
    )
    placed["cell"] = placed["column_letter"] + placed["row"].astype("Int64").astype("string")
    return placed.reindex(columns=list(FINDING_COLUMNS))
