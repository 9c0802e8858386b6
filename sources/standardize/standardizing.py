"""Standardizing a batch: cells to typed rows, form by form.

The order matters and is the same for every form: read the values of each column, put them in rows, validate the rows,
check the totals the clerk wrote, count what the quality scores need, then leave out what was refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.forms import ALL_FORMS
from sources.standardize.batch import Standardized, concat
from sources.standardize.cover import check_covers
from sources.standardize.form_rows import judge, read_rows
from sources.standardize.tallies import tally
from sources.standardize.totals import check_totals

if TYPE_CHECKING:
    import pandas as pd

    from sources.forms import Form
    from sources.standardize.batch import Extracted


def standardize(extracted: Extracted) -> Standardized:
    """Turn the located cells of a batch into valid rows and findings.

    Args:
        extracted: the batch; its own findings (of reading and identifying) are passed on.

    Returns:
        Valid rows by form, all findings of the batch, and the tallies of every submission and form it was to answer.
    """
    rows: dict[str, pd.DataFrame] = {}
    findings = [extracted.findings, check_covers(extracted.cover, extracted.submissions)]
    tallies = []
    cells_of = dict(iter(extracted.cells.groupby("form", observed=True)))
    layout_of = dict(iter(extracted.layout.groupby("form", observed=True)))
    for form in ALL_FORMS.values():
        cells = cells_of.get(form.id, extracted.cells.iloc[:0])
        layout = layout_of.get(form.id, extracted.layout.iloc[:0])
        rows[form.id], found, counted = _standardize_form(form, cells, layout, extracted)
        findings.append(found)
        tallies.append(counted)
    return Standardized(rows, concat(findings), concat(tallies))


def _standardize_form(
    form: type[Form], cells: pd.DataFrame, layout: pd.DataFrame, extracted: Extracted
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return a form's valid rows, its findings and its tallies."""
    scales = layout[["submission_id", "column", "scale"]].drop_duplicates(["submission_id", "column"])
    scaled = cells.merge(scales, on=["submission_id", "column"], how="left")
    is_total = scaled["total"].astype(bool)

    rows = read_rows(form, scaled[~is_total].reset_index(drop=True), extracted.submissions)
    judge(rows, layout)
    totals, totals_checked = check_totals(rows, scaled[is_total].reset_index(drop=True), layout)
    counted = tally(rows, extracted, totals, totals_checked)
    return rows.valid(), concat([rows.findings(layout), totals]), counted
