"""What the reader has to know of the forms, as plain data that a worker process can be handed.

The forms are Pandera models, and Pandera costs a process a second and a hundred megabytes. So the parent builds this
once and every worker gets it. Nothing is stated here: everything is taken from the forms and the cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.units import unit_keys

if TYPE_CHECKING:
    from sources.forms.form import Column, Form


_IN_WORDS = ("text", "code")
"""The types of columns that are answered in words."""


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """One column of a form or field of the cover, and what it is called."""

    name: str
    labels: tuple[str, ...]
    """The template's headings: Kyrgyz, Russian, English."""
    aliases: tuple[str, ...] = ()
    required: bool = False
    boolean: bool = False
    names_rows: bool = False
    """Whether it is a part of the key in words, which a clerk may merge over the rows that it names."""
    in_words: bool = False
    """Whether it is answered in words, its own or a list's, and not by a figure, a date or a yes or no."""
    unit: str | None = None
    unit_keys: tuple[str, ...] = ()
    """How clerks write the unit, folded; in order, because readings are kept by what the vocabulary looks like."""

    @property
    def printed(self) -> str:
        """The heading as the template prints it."""
        return " / ".join(dict.fromkeys(self.labels[:2]))


@dataclass(frozen=True, slots=True)
class FormWords:
    """One form, and what its sheet and columns are called."""

    form: str
    labels: tuple[str, ...]
    """The sheet's names: Kyrgyz, Russian, English."""
    aliases: tuple[str, ...]
    columns: tuple[ColumnWords, ...]

    @property
    def printed(self) -> str:
        """The sheet's name in Kyrgyz and Russian."""
        return " / ".join(dict.fromkeys(self.labels[:2]))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The forms and the cover as the reader knows them."""

    forms: tuple[FormWords, ...]
    """The forms of the quarterly workbook, in the order of its sheets."""
    survey: FormWords
    cover: FormWords


def form_vocabulary() -> Vocabulary:
    """Take the vocabulary from the forms. Imports them, so a worker never calls this."""
    from sources.forms import FORMS, TrustSurvey  # noqa: PLC0415 - brings Pandera, see above
    from sources.forms.cover import COVER_FIELDS, COVER_SHEET  # noqa: PLC0415 - as above

    return Vocabulary(
        forms=tuple(_form_words(form) for form in FORMS.values()),
        survey=_form_words(TrustSurvey),
        cover=FormWords(
            "cover", tuple(COVER_SHEET), (), tuple(_column_words(column) for column in COVER_FIELDS.values())
        ),
    )


def _form_words(form: type[Form]) -> FormWords:
    columns = tuple(_column_words(column) for column in form.columns().values())
    return FormWords(form.id, tuple(form.sheet), form.sheet_aliases, columns)


def _column_words(column: Column) -> ColumnWords:
    return ColumnWords(
        name=column.name,
        labels=tuple(column.label),
        aliases=column.aliases,
        required=column.required or column.key,
        boolean=column.type.value == "boolean",
        names_rows=column.key and column.type.value in _IN_WORDS,
        in_words=column.type.value in _IN_WORDS,
        unit=column.unit,
        unit_keys=() if column.unit is None else tuple(sorted(unit_keys(column.unit))),
    )
