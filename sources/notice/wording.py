"""Wording: one finding in the words of a municipal clerk, in Kyrgyz, Russian or English.

Title and remedy are the catalogue's, what was expected is ``expectations``'s; here they are put together with the
place, with what was read and with what became of it. Which findings a notice tells, and in what order, is
``composing``'s.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sources.findings import CATALOGUE, Finding, Severity
from sources.forms import ALL_FORMS
from sources.forms.codes import BOOLEAN
from sources.labels import Label
from sources.notice.consequences import NOT_TAKEN_IN, WILL_NOT_BE_TAKEN_IN, consequence_words
from sources.notice.expectations import column_of, expected_words
from sources.notice.plain_text import bound_words, number_words, plain, with_days

if TYPE_CHECKING:
    from sources.labels import Language
    from sources.register import Municipality

_MEGABYTE = 1_000_000
_ROW = Label("{}-сап", "строка {}", "row {}")
_SIZE = Label("{} МБ", "{} МБ", "{} MB")
_NOTHING = Label("эч нерсе жок", "пусто", "nothing")

_KINDS_OF_FILES = {
    "a PDF document": Label("PDF документи", "документ PDF", "a PDF document"),
    "a web page": Label("веб-баракча", "веб-страница", "a web page"),
    "an XML file": Label("XML файлы", "файл XML", "an XML file"),
    "a text file": Label("тексттик файл", "текстовый файл", "a text file"),
    "a zip archive": Label("ZIP архиви", "архив ZIP", "a zip archive"),
    "a workbook locked with a password": Label(
        "сырсөз менен жабылган файл", "файл, закрытый паролем", "a workbook locked with a password"
    ),
}
"""What a file that is no workbook looks like, by the words of the reader."""

_ABOUT_THE_FILE = frozenset(
    code
    for code, entry in CATALOGUE.items()
    if entry.severity is Severity.FATAL
    and code not in {"municipality_unknown", "period_missing", "wrong_sender", "no_forms", "cover_missing"}
) | {"sheet_unreadable"}
"""The codes whose findings quote the reader, in English, and not the workbook."""

_COMPUTED = frozenset({"below_minimum", "above_maximum", "total_differs"})
"""The codes whose findings quote a number that was computed or read, and not as it was written."""


class Worded(NamedTuple):
    """One finding in one language."""

    place: str
    """Sheet and cell, or as much of it as is known."""
    title: str
    heading: str
    """The heading of the column as the template has it; empty where the finding is about no column."""
    read: str
    """What was read; empty where nothing was."""
    expected: str
    """What would have been right, for a note what became of it; where nothing is known, the catalogue's explanation."""
    consequence: str
    remedy: str


def word(
    finding: Finding,
    language: Language,
    *,
    municipality: Municipality | None = None,
    taken_in: bool = True,
    sent: bool = True,
) -> Worded:
    """Put a finding into words.

    Args:
        finding: one row of ``FINDING_COLUMNS``.
        language: the reader's.
        municipality: whose report it is, if that is known; its name is said in the reader's language.
        taken_in: whether the file was taken in; if not, nothing of it was, whatever the finding says.
        sent: whether the file was sent; if not, it is said what will become of it.
    """
    name = None
    if finding.code == "name_differs" and municipality is not None:
        name = municipality.full_name[language]
    facts = (finding.code, finding.form, finding.column, finding.value, finding.expected, finding.rule, finding.refused)
    return Worded(place_words(finding, language), *_word(*facts, name, taken_in, sent, language))


@lru_cache(maxsize=16_384)
def _word(  # noqa: PLR0913, PLR0917 - the facts of a finding without its place, which are the key of the cache
    code: str,
    form: str | None,
    column: str | None,
    value: str | None,
    expected: str | None,
    rule: str | None,
    refused: str | None,
    name: str | None,
    taken_in: bool,
    sent: bool,
    language: Language,
) -> tuple[str, str, str, str, str, str]:
    """Return what ``Worded`` holds behind the place."""
    entry = CATALOGUE[code]
    declared = column_of(form, column)
    kept_out = NOT_TAKEN_IN if sent else WILL_NOT_BE_TAKEN_IN
    wanted = name or expected_words(code, form, column, rule, expected, language)
    return (
        entry.title[language],
        declared.label[language] if declared else "",
        _read(code, form, column, rule, value, language),
        wanted or entry.explanation[language],
        consequence_words(code, refused, language, sent=sent) if taken_in else kept_out[language],
        entry.remedy[language],
    )


def place_words(finding: Finding, language: Language) -> str:
    """Say where something was found: the sheet as it is called in the workbook, and the cell."""
    sheet = plain(sheet_name(finding, language), 60)
    where = finding.cell or place_row(finding, language)
    return ", ".join(part for part in (f"«{sheet}»" if sheet else "", where) if part)


def place_row(finding: Finding, language: Language) -> str:
    """Name the row of a finding; empty where it is about no row."""
    return "" if finding.row is None else _ROW[language].format(finding.row)


def sheet_name(finding: Finding, language: Language) -> str:
    """Return the sheet's name as it stands in the workbook; of a sheet that is not there, the template's name."""
    if finding.sheet is not None:
        return finding.sheet
    form = ALL_FORMS.get(finding.form or "")
    return "" if form is None else form.sheet[language]


def _read(  # noqa: PLR0913, PLR0917 - the facts that say how a value is to be shown
    code: str, form: str | None, column: str | None, rule: str | None, value: str | None, language: Language
) -> str:
    """Say what was read: as it stands in the cell, and headings and answers instead of our own ids."""
    if value is None:
        return _NOTHING[language] if code == "required_blank" else ""
    if code in _ABOUT_THE_FILE:
        return _of_file(value, language)
    if rule is not None and form in ALL_FORMS:
        return _of_rule(form, value, language) or bound_words(value, language)
    if code == "key_repeated" and form in ALL_FORMS:
        return with_days(_answer_words(form, column, value, language))
    if code in _COMPUTED:
        return number_words(value, language)
    return with_days(plain(value))


def _of_file(value: str, language: Language) -> str:
    size = re.fullmatch(r"(\d+) bytes", value)
    if size is not None:
        return _SIZE[language].format(number_words(str(round(int(size[1]) / _MEGABYTE, 1)), language))
    kind = _KINDS_OF_FILES.get(value)
    if kind is not None:
        return kind[language]
    return plain(value) if language == "en" or re.fullmatch(r"\.\w{2,5}", value) else ""


def _of_rule(form: str, value: str, language: Language) -> str | None:
    """Say what the cells of a rule hold; None where the value is a single figure."""
    names = "|".join(sorted(ALL_FORMS[form].columns(), key=len, reverse=True))
    parts = re.split(rf"(?:^|, )({names}) = ", value)
    if len(parts) == 1:
        return None
    columns = ALL_FORMS[form].columns()
    return "; ".join(
        f"«{columns[name].label[language]}» = {_shown(_answer_words(form, name, held, language), language)}"
        for name, held in zip(parts[1::2], parts[2::2], strict=True)
    )


def _answer_words(form: str, column: str | None, value: str, language: Language) -> str:
    """Return an answer of a list by its label; anything else as it is."""
    declared = column_of(form, column)
    if value in {"True", "False"}:
        return BOOLEAN.labels[value.lower()][language]
    codes = declared.codes if declared else None
    return codes.labels[value][language] if codes and value in codes.labels else plain(value)


def _shown(value: str, language: Language) -> str:
    return with_days(number_words(value, language))
