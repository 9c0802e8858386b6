"""Findings as the Dagster UI shows them: counted by code, and the first ones with their place in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sources.findings import CATALOGUE, FINDING_COLUMNS, Severity

if TYPE_CHECKING:
    from sources.register import Register

_WORST_FIRST = [severity.value for severity in Severity]
_LONGEST = 80
"""Characters of a value that are shown; a cell may hold a page of text."""


def concat(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return several tables of findings as one."""
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=list(FINDING_COLUMNS))


def by_code(findings: pd.DataFrame) -> pd.DataFrame:
    """Return how often each code and rule was found, the worst first, then the most frequent.

    Returns:
        severity, finding, count, code (with the rule, if any).
    """
    counts = findings.groupby(["severity", "code", "rule"], dropna=False, observed=True).size().rename("count")
    table = counts.reset_index()
    table["finding"] = _in_words(table)
    codes = table["code"].astype("string")
    table["code"] = codes.where(table["rule"].isna(), codes + ": " + table["rule"].astype("string"))
    table["rank"] = table["severity"].map(_WORST_FIRST.index)
    table = table.sort_values(["rank", "count", "code"], ascending=[True, False, True], ignore_index=True)
    return table[["severity", "finding", "count", "code"]]


def by_severity(findings: pd.DataFrame) -> dict[str, int]:
    """Return how many errors and warnings there are."""
    counts = findings["severity"].value_counts()
    return {"errors": int(counts.get("error", 0)), "warnings": int(counts.get("warning", 0))}


def shown(findings: pd.DataFrame, submissions: pd.DataFrame, register: Register, most: int = 50) -> pd.DataFrame:
    """Return the first findings, the worst first, as a person looks them up: whose workbook, which cell, what.

    Args:
        findings: ``FINDING_COLUMNS``.
        submissions: rows of the ledger: id, file_name, municipality_code, quarter.
        register: names the municipalities.
        most: how many.

    Returns:
        quarter, municipality, sheet, cell, finding, read, expected, file.
    """
    ranked = findings.assign(rank=findings["severity"].map(_WORST_FIRST.index))
    known = submissions[["id", "file_name", "municipality_code", "quarter"]].rename(columns={"id": "submission_id"})
    first = ranked.merge(known, on="submission_id", how="left")
    first = first.sort_values(["rank", "quarter", "municipality_code"], kind="stable").head(most)
    return pd.DataFrame(
        {
            "quarter": first["quarter"],
            "municipality": [_name(code, register) for code in first["municipality_code"]],
            "sheet": first["sheet"],
            "cell": first["cell"],
            "finding": _in_words(first),
            "read": first["value"].map(_short, na_action="ignore"),
            "expected": first["expected"].map(_short, na_action="ignore"),
            "file": first["file_name"],
        }
    )


def _in_words(findings: pd.DataFrame) -> pd.Series[str]:
    """Return what was found, with the rule where there is one."""
    titles = findings["code"].map(lambda code: CATALOGUE[code].title.en).astype("string")
    # The words of a rule's name, not the name: one long word would make the column as wide as the page.
    rules = findings["rule"].astype("string").str.replace("_", " ")
    return titles.where(findings["rule"].isna(), titles + ": " + rules)


def _name(code: object, register: Register) -> str | None:
    """Return a municipality's name with its raion, since 27 names are shared; None for the survey, which has none."""
    if not isinstance(code, str) or code not in register:
        return None
    municipality = register[code]
    return f"{municipality.name.en}, {municipality.raion.name.en}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
