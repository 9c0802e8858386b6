"""Findings as the Dagster UI shows them: counted by code, and the first ones in words."""

from __future__ import annotations

import pandas as pd

from sources.findings import CATALOGUE, FINDING_COLUMNS


def concat(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return several tables of findings as one."""
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=list(FINDING_COLUMNS))


def by_code(findings: pd.DataFrame) -> pd.DataFrame:
    """Return how often each code and rule was found, the most frequent first."""
    counts = findings.groupby(["severity", "code", "rule"], dropna=False).size().rename("count").reset_index()
    counts["what"] = counts["code"].map(lambda code: CATALOGUE[code].title.en)
    return counts.sort_values(["count", "code"], ascending=[False, True], ignore_index=True)


def shown(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of findings that a person reads."""
    return findings[["submission_id", "code", "sheet", "cell", "value", "expected", "rule", "refused"]]
