"""What was expected in a place, in the language of the reader.

A finding states it in English, for the records. Here the same is said in Kyrgyz and Russian: from the form, the column
and the rule where they know it, else by the phrases that the readers of workbooks and values use. What neither knows
is left to the catalogue: nobody is given a language that is not theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sources.across_quarters import ACROSS_QUARTERS
from sources.forms import ALL_FORMS, FORMS, ColumnType
from sources.forms.codes import BOOLEAN
from sources.forms.cover import COVER_FIELDS, COVER_SHEET
from sources.labels import Label
from sources.notice.phrases import translated
from sources.notice.plain_text import bound_words, number_words, plain
from sources.units import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sources.forms import CodeList, Column, Form
    from sources.labels import Language

_MOST_LISTED = 8
_MEGABYTE = 1_000_000
_FOREIGN = re.compile(r"[A-Za-z]{2,}")

_BY_TYPE = {
    ColumnType.TEXT: Label("текст", "текст", "a text"),
    ColumnType.INTEGER: Label("бүтүн сан", "целое число", "a whole number"),
    ColumnType.DECIMAL: Label("сан", "число", "a number"),
    ColumnType.PERCENT: Label("пайыз түрүндөгү сан", "число в процентах", "a number of percent"),
    ColumnType.DATE: Label("дата, мисалы: 31.12.2020", "дата, например: 31.12.2020", "a date, such as 31.12.2020"),
    ColumnType.BOOLEAN: Label("«ооба» же «жок»", "«да» или «нет»", "yes or no"),
}
_ONE_OF = Label("төмөнкүлөрдүн бири: {}", "одно из: {}", "one of: {}")
_READ_AS = Label("{} деп окулду", "прочитано как {}", "read as {}")
_NOT_BLANK = Label("{}; уяча бош болбошу керек", "{}; ячейка не должна быть пустой", "{}; the cell must not be blank")
_ONE_ROW = Label("баракта бир гана сап", "на листе одна строка", "one row on the sheet")
_ONE_ROW_EACH = Label("ар бир {} үчүн бир гана сап", "для каждого {} — одна строка", "one row for each {}")
_ONE_COLUMN = Label("{} деген бир гана мамыча", "один столбец {}", "one column {}")
_A_COLUMN = Label("{} деген мамыча", "столбец {}", "the column {}")
_ONE_OF_COLUMNS = Label("мамычалардын бири: {}", "один из столбцов: {}", "one of the columns: {}")
_COLUMNS = Label("мамычалардын аталыштары: {}", "заголовки столбцов: {}", "the headings: {}")
_A_SHEET = Label("{} деген барак", "лист {}", "the sheet {}")
_ONE_SHEET = Label("бир гана барак: {}", "один лист: {}", "one sheet: {}")
_SHEETS = Label("формалардын барактары: {}", "листы форм: {}", "the sheets of the forms: {}")
_A_CODE = Label("{} деген код", "код {}", "the code {}")
_CANDIDATES = Label("булардын бири болушу мүмкүн: {}", "возможно, это один из: {}", "perhaps one of: {}")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is known of the place, for which the expectation is wanted."""

    form: type[Form] | None
    column: Column | None
    rule: str | None
    expected: str
    language: Language

    def quoted(self, label: Label) -> str:
        return f"«{label[self.language]}»"


@lru_cache(maxsize=16_384)
def expected_words(  # noqa: PLR0913, PLR0917 - the facts of a finding, which are the key of the cache
    code: str, form: str | None, column: str | None, rule: str | None, expected: str | None, language: Language
) -> str:
    """Say in a language what was expected, or for a note what became of it; empty where nothing is known.

    Args:
        code: of the catalogue.
        form: the form's id.
        column: the column's id, or the cover's field.
        rule: the rule's id.
        expected: as the finding says it, in English.
        language: the reader's.
    """
    asked = _Asked(ALL_FORMS.get(form or ""), column_of(form, column), rule, expected or "", language)
    derive = _DERIVED.get(code)
    words = derive(asked) if derive else None
    if words is None:
        words = translated(asked.expected, language)
    if words is None and (language == "en" or not _FOREIGN.search(asked.expected)):
        words = plain(asked.expected)
    return words or ""


def column_of(form: str | None, column: str | None) -> Column | None:
    """Return a column of a form; where there is no form, the field of the cover."""
    if column is None:
        return None
    if form in ALL_FORMS:
        return ALL_FORMS[form].columns().get(column)
    return COVER_FIELDS.get(column)


def answers_words(codes: CodeList, language: Language) -> str:
    """List the answers that a column takes: all of a short list, the first of a long one."""
    return _listed((label[language] for label in codes.labels.values()), ", ")


def _listed(texts: Iterable[str], separator: str = "; ") -> str:
    texts = tuple(texts)
    return separator.join(texts[:_MOST_LISTED]) + (" …" if len(texts) > _MOST_LISTED else "")


def _by_type(asked: _Asked) -> str | None:
    if asked.column is None:
        return None
    if asked.column.codes is not None:
        return _ONE_OF[asked.language].format(answers_words(asked.column.codes, asked.language))
    return _BY_TYPE[asked.column.type][asked.language]


def _number(asked: _Asked) -> str | None:
    """Say what number; where the finding knows more than that it is to be one, say that."""
    return translated(asked.expected, asked.language) or _by_type(asked)


def _required(asked: _Asked) -> str | None:
    kind = _by_type(asked)
    return None if kind is None else _NOT_BLANK[asked.language].format(kind)


def _key(asked: _Asked) -> str | None:
    if asked.form is None:
        return None
    key = " + ".join(asked.quoted(asked.form.columns()[name].label) for name in asked.form.key())
    return _ONE_ROW_EACH[asked.language].format(key) if key else _ONE_ROW[asked.language]


def _rule(asked: _Asked) -> str | None:
    across = ACROSS_QUARTERS.get(asked.rule or "")
    if across is not None:
        expected = asked.expected
        if asked.column is not None and asked.column.minimum == 0:
            expected = re.sub(r"between -[\d.]+ and", "between 0 and", expected)
        limits = translated(expected, asked.language)
        return across.words[asked.language] + (f": {limits}" if limits else "")
    rule = asked.form.rules().get(asked.rule or "") if asked.form else None
    if rule is None:
        return None
    words = rule.says(asked.language)
    return words if asked.language == "en" else re.sub(r"(?<=\d)\.(?=\d)", ",", words)


def _heading(template: Label | None = None) -> Callable[[_Asked], str | None]:
    def derive(asked: _Asked) -> str | None:
        if asked.column is None:
            return None
        heading = asked.quoted(asked.column.label)
        return template[asked.language].format(heading) if template else heading

    return derive


def _headings(template: Label) -> Callable[[_Asked], str | None]:
    def derive(asked: _Asked) -> str | None:
        if asked.form is None:
            return None
        # The reader prints the headings in Kyrgyz and Russian, and may have cut the list off.
        printed = {" / ".join(dict.fromkeys((label.ky, label.ru))): label for label in _labels(asked.form)}
        named = [printed[name] for name in asked.expected.split("; ") if name in printed]
        return template[asked.language].format(_listed(asked.quoted(label) for label in named or _labels(asked.form)))

    return derive


def _labels(form: type[Form]) -> list[Label]:
    return [column.label for column in form.columns().values()]


def _sheet(asked: _Asked) -> str | None:
    label = asked.form.sheet if asked.form else COVER_SHEET
    return _A_SHEET[asked.language].format(asked.quoted(label))


def _sheets(asked: _Asked) -> str | None:
    return _SHEETS[asked.language].format(_listed(asked.quoted(form.sheet) for form in FORMS.values()))


def _answer(asked: _Asked) -> str | None:
    """Say as which answer of its list an answer in other words was taken."""
    codes = BOOLEAN if asked.column is None or asked.column.codes is None else asked.column.codes
    found = next((label for label in codes.labels.values() if label.en == asked.expected), None)
    return None if found is None else _READ_AS[asked.language].format(asked.quoted(found))


def _scale(asked: _Asked) -> str | None:
    match = re.fullmatch(r"(.+); figures are read times (.+)", asked.expected)
    if match is None:
        return None
    unit = LABELS.get(match[1])
    times = Label("сандар × {} болуп окулду", "числа прочитаны с множителем × {}", "figures are read times {}")
    scaled = times[asked.language].format(number_words(f"{float(match[2]):f}", asked.language))
    return f"{unit[asked.language]}; {scaled}" if unit else scaled


def _formats(asked: _Asked) -> str | None:
    endings = re.findall(r"\.[a-z]{3,4}\b", asked.expected)
    joint = Label("файл: {}", "файл: {}", "a file: {}")
    return joint[asked.language].format(", ".join(endings)) if endings else None


def _size(asked: _Asked) -> str | None:
    match = re.search(r"at most (\d+) bytes", asked.expected)
    if match is None:
        return None
    size = Label("{} МБ чейин", "не больше {} МБ", "at most {} MB")
    return size[asked.language].format(bound_words(str(int(match[1]) / _MEGABYTE), asked.language))


def _fixed(label: Label) -> Callable[[_Asked], str | None]:
    return lambda asked: label[asked.language]


def _quoting(template: Label) -> Callable[[_Asked], str | None]:
    """Put what the finding quotes (a code, a sheet) into a sentence; words of English are nothing to quote."""

    def derive(asked: _Asked) -> str | None:
        if not asked.expected or asked.expected == "a code of the register":
            return None
        return template[asked.language].format(plain(asked.expected))

    return derive


def _one_sheet(asked: _Asked) -> str | None:
    return _ONE_SHEET[asked.language].format(f"«{plain(asked.expected)}»") if asked.expected else None


_DERIVED: dict[str, Callable[[_Asked], str | None]] = {
    "not_a_number": _number,
    "not_whole": _number,
    "not_a_date": lambda asked: translated(asked.expected, asked.language) or _by_type(asked),
    "not_yes_no": _fixed(_BY_TYPE[ColumnType.BOOLEAN]),
    "not_in_list": _by_type,
    "required_blank": _required,
    "row_left_blank": _fixed(
        Label("аталыштын жанында маалымат", "данные рядом с названием", "figures beside the name")
    ),
    "key_repeated": _key,
    "rule_broken": _rule,
    "rule_doubtful": _rule,
    "percent_ambiguous": _fixed(
        Label("1 % же 100 %: % белгиси менен", "1 % или 100 %: со знаком %", "1% or 100%, written with the sign")
    ),
    "formula_error": _fixed(
        Label("формуланын катасы эмес, маани", "значение, а не ошибка формулы", "a value and not an error")
    ),
    "formula_not_calculated": _fixed(
        Label("формуланын эсептелген мааниси", "вычисленное значение формулы", "the formula's value, calculated")
    ),
    "required_heading_missing": _heading(_A_COLUMN),
    "heading_missing": _heading(_A_COLUMN),
    "heading_by_alias": _heading(),
    "heading_repeated": _heading(_ONE_COLUMN),
    "heading_unknown": _headings(_ONE_OF_COLUMNS),
    "headings_not_found": _headings(_COLUMNS),
    "sheet_missing": _sheet,
    "sheet_by_alias": _sheet,
    "sheet_repeated": _one_sheet,
    "cover_missing": _sheet,
    "no_forms": _sheets,
    "text_as_code": _answer,
    "scaled_unit": _scale,
    "format_not_supported": _formats,
    "not_a_workbook": _formats,
    "file_too_large": _size,
    "over_limits": _size,
    "municipality_by_name": _quoting(_A_CODE),
    "wrong_sender": _quoting(_A_CODE),
    "municipality_unknown": _quoting(_CANDIDATES),
    "name_differs": _quoting(Label("{}", "{}", "{}")),
}
"""By code: what form, column and rule know of it. None leaves it to the phrases."""
