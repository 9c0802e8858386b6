"""Standardizing a batch: cells to typed rows, form by form.

The order matters and is the same for every form: read the values of each column, put them in rows, validate the rows,
check the totals the clerk wrote, count what the quality scores need, then leave out what was refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.forms import ALL_FORMS
from sources.standardize.arrays import BatchArrays
from sources.standardize.batch import Standardized, concat
from sources.standardize.cover import check_covers
from sources.standardize.form_rows import judge, read_rows
from sources.standardize.places import place_findings
from sources.standardize.tallies import tally
from sources.standardize.totals import check_totals

if TYPE_CHECKING:
    import pandas as pd

    from sources.standardize.batch import Extracted


_AT_ONCE = 1000
"""Submissions that are worked on together: more would take memory and save no time."""


def standardize(extracted: Extracted) -> Standardized:
    """Turn the located cells of a batch into valid rows and findings.

    Args:
        extracted: the batch; its own findings (of reading and identifying) are passed on.

    Returns:
        Valid rows by form, all findings of the batch, and the tallies of every submission and form it was to answer.
    """
    parts = [_standardize(part) for part in extracted.parts(_AT_ONCE)]
    findings = concat([part.findings for part in parts])
    return Standardized(
        {form: concat([part.rows[form] for part in parts]) for form in ALL_FORMS},
        # In an order that does not depend on what else is in the batch.
        findings.sort_values("submission_id", kind="stable", ignore_index=True),
        concat([part.tallies for part in parts]),
    )


def _standardize(extracted: Extracted) -> Standardized:
    arrays = BatchArrays(extracted)
    rows: dict[str, pd.DataFrame] = {}
    covers = check_covers(extracted.cover, extracted.submissions)
    found, tallies = [], []
    for form in ALL_FORMS.values():
        cells, totals = arrays.of(form)
        of_form = read_rows(form, cells, arrays.context)
        judge(of_form, arrays.has_columns(form))
        wrong_totals, totals_checked = check_totals(of_form, totals, arrays.context["submission_id"])
        tallies.append(tally(of_form, extracted, wrong_totals, totals_checked))
        rows[form.id] = of_form.valid()
        found += [of_form.findings(), wrong_totals]
    placed = place_findings(concat(found), extracted.layout)
    return Standardized(rows, concat([extracted.findings, covers, placed]), concat(tallies))
