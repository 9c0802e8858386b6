"""Storing findings: their ids, and the counts of them on their submissions.

The ledger stores what was found in the files it rejects, the quarter load what was found in the others; both do it by
the functions here. What a finding is and who makes it is in ``sources.findings``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select, update

from sources.findings.finding import FINDING_COLUMNS
from sources.forms import ALL_FORMS, Severity
from warehouse.bulk import bulk_insert
from warehouse.tables import finding, submission

if TYPE_CHECKING:
    from collections.abc import Iterable

ERRORS: Final = (Severity.FATAL.value, Severity.ERROR.value)
"""The severities that ``submission.errors`` counts."""

WARNINGS: Final = (Severity.WARNING.value,)
"""The severities that ``submission.warnings`` counts."""

_DIGITS = 6
"""Ids sort as text; a workbook of ten thousand findings is a bad one, a million do not fit into any."""

_FORM_PLACES = {form_id: place for place, form_id in enumerate(ALL_FORMS)}
_COLUMN_PLACES = {
    (form_id, name): place for form_id, form in ALL_FORMS.items() for place, name in enumerate(form.columns())
}


def with_ids(findings: pd.DataFrame) -> pd.DataFrame:
    """Put findings in reading order and number them within their submission.

    The order is that of the workbook: what concerns no form first, then form by form, sheet, row, column, code. It
    does not depend on the order in which they were found, so that loading again gives every finding its id again.

    Args:
        findings: ``FINDING_COLUMNS``, of any number of submissions.

    Returns:
        The same rows with ``id`` (``<submission_id>-000001`` …) before the other columns.
    """
    columns = list(FINDING_COLUMNS)
    places = pd.DataFrame(
        {
            "submission": findings["submission_id"].astype("string"),
            "form_place": findings["form"].astype("string").map(_FORM_PLACES).astype("Float64"),
            "sheet": findings["sheet"].astype("string"),
            "row": findings["row"].astype("Int64"),
            "column_place": _column_places(findings),
            # What is left only decides between findings on the same cell.
            **{
                f"then_{name}": findings[name].astype("string")
                for name in ("code", "column", "rule", "cell", "form", "value", "expected", "refused")
            },
        }
    )
    places = places.reset_index(drop=True).sort_values(places.columns.to_list(), na_position="first")
    ordered: pd.DataFrame = findings[columns].iloc[places.index].reset_index(drop=True)
    number = ordered.groupby("submission_id").cumcount() + 1
    ids = ordered["submission_id"].astype("string") + "-" + number.astype("string").str.zfill(_DIGITS)
    ordered.insert(0, "id", ids)
    return ordered


def _column_places(findings: pd.DataFrame) -> pd.Series[float]:
    keys = zip(findings["form"], findings["column"], strict=True)
    return pd.Series([_COLUMN_PLACES.get(key) for key in keys], index=findings.index, dtype="Float64")


def store_findings(connection: Connection, findings: pd.DataFrame) -> int:
    """Number findings and insert them; those that the same submissions had before must be gone.

    Args:
        connection: in the transaction to which they are to belong.
        findings: ``FINDING_COLUMNS``.

    Returns:
        How many were inserted.
    """
    return bulk_insert(connection, finding, with_ids(findings)) if len(findings) else 0


def count_findings(connection: Connection, which: ColumnElement[bool]) -> None:
    """Bring ``errors`` and ``warnings`` of some submissions in line with their stored findings.

    Args:
        connection: in the transaction that stored the findings.
        which: a condition on ``submission``.
    """
    connection.execute(update(submission).where(which).values(errors=_number_of(ERRORS), warnings=_number_of(WARNINGS)))


def _number_of(severities: Iterable[str]) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(finding.c.submission_id == submission.c.id, finding.c.severity.in_(list(severities)))
        .correlate(submission)
        .scalar_subquery()
    )
