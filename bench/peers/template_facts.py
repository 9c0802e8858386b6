"""What an analyst has written down about the template: sheets, headings, answers. Derived from the forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sources.forms import FORMS
from sources.template.form_sheet import FIRST_ROW, HEADING_ROW, UNIT_ROW
from sources.template.lists import answers_of, codes_of
from sources.template.workbook import sheet_name

if TYPE_CHECKING:
    from sources.forms import Column, Form
    from sources.labels import Language

LANGUAGES: tuple[Language, ...] = ("ky", "ru")
HEADING, UNITS, FIRST = HEADING_ROW, UNIT_ROW, FIRST_ROW
"""Rows of a form's sheet, counted from 0: the headings, their units, and the first row of data."""

COVER_CODE, COVER_YEAR, COVER_QUARTER = (3, 1), (6, 1), (7, 1)
"""Row and column of the cells of the cover that say who reports for when, counted from 0."""

NONE = "жок"
"""What stands in the first cell of a form that has nothing to report."""


@dataclass(frozen=True)
class FormFacts:
    """One form, as an analyst knows it."""

    form: type[Form]
    sheet: str
    columns: dict[str, str]
    """The column by its heading."""
    answers: dict[str, dict[str, str]]
    """By column: the code by the answer in words."""

    @property
    def named(self) -> dict[str, Column]:
        """The form's columns by name."""
        return self.form.columns()


def heading(column: Column) -> str:
    """Return a column's heading in the template."""
    lines = list(dict.fromkeys(column.label[language] for language in LANGUAGES))
    if column.required or column.key:
        lines[0] += "\u00a0*"
    return "\n".join(lines)


@cache
def template_facts() -> list[FormFacts]:
    """Return the forms of the template, in the order of its sheets."""
    return [
        FormFacts(
            form,
            sheet_name(form.sheet, LANGUAGES),
            {heading(column): name for name, column in form.columns().items()},
            {
                name: dict(zip(answers_of(codes, LANGUAGES), codes.labels, strict=True))
                for name, column in form.columns().items()
                if (codes := codes_of(column)) is not None
            },
        )
        for form in FORMS.values()
    ]
