"""What the declarations of the forms say to people."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sources.forms import FORMS
from sources.workbook.vocabulary import form_vocabulary

if TYPE_CHECKING:
    from sources.forms import Column

COLUMNS = [(form.id, column) for form in FORMS.values() for column in form.columns().values()]
SAY_IT_ALL = {"settlement", "club_name", "theme", "held_on"}
"""Names and the day of an event: there is nothing to be said beyond the heading."""


@pytest.mark.parametrize(
    ("form_id", "column"), COLUMNS, ids=[f"{form_id}.{column.name}" for form_id, column in COLUMNS]
)
def test_whatever_is_counted_chosen_or_dated_says_what_is_meant(form_id: str, column: Column) -> None:
    if column.name in SAY_IT_ALL:
        return
    assert column.meaning is not None, f"{form_id}.{column.name} leaves the clerk to guess"
    for text in column.meaning:
        assert text.endswith("."), "a sentence"
        assert len(text) < 300, "a comment is read at a glance"
        assert text.rstrip(".") not in column.label, "the heading over again"


def test_what_is_meant_is_not_what_a_heading_may_be_called() -> None:
    words = repr(form_vocabulary())
    assert not [
        column.name for _, column in COLUMNS if column.meaning and any(text in words for text in column.meaning)
    ]


def test_forms_are_loaded_without_the_data_frames_of_dask() -> None:
    looked_at = "import sources.forms, sys; sys.exit('dask.dataframe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", looked_at], check=False).returncode == 0  # noqa: S603
