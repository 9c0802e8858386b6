"""Columns with text that somebody typed: a clerk's remark may say more than it should.

What leaves the pipeline for people who may not see the workbooks leaves these columns out: the analysts' role of the
database and the releases. Keys stay: a row without its settlement says nothing.
"""

from __future__ import annotations

from typing import Final

from sources.forms import ALL_FORMS, ColumnType
from warehouse.tables import enrolment, finding, submission

FREE_TEXT: Final[dict[str, set[str]]] = {
    enrolment.name: {"note"},
    submission.name: {"file_name", "path", "sender"},
    finding.name: {"value"},
    **{
        form_id: {name for name, column in form.columns().items() if column.type is ColumnType.TEXT and not column.key}
        for form_id, form in ALL_FORMS.items()
    },
}
"""By table."""
