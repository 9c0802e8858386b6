"""What became of what was found: taken in, left out, or the whole file not taken in.

Of a file that was only checked it is said what will become of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sources.findings import CATALOGUE, Severity
from sources.labels import Label

if TYPE_CHECKING:
    from sources.labels import Language

_FORM_NOT_READ = Label("Форма окулган жок", "Форма не прочитана", "The form was not read")
_SHEET_NOT_READ = Label("Барак окулган жок", "Лист не прочитан", "The sheet was not read")
_COLUMN_NOT_READ = Label("Мамыча окулган жок", "Столбец не прочитан", "The column was not read")
_COUNTS_AS_BLANK = Label("Маани жок деп эсептелди", "Считается, что значения нет", "Counts as missing")

NOT_TAKEN_IN = Label("Файл кабыл алынган жок", "Файл не принят", "The file was not taken in")
_BY_REFUSED = {
    "cell": Label("Уяча эсепке алынган жок", "Ячейка не учтена", "The cell was left out"),
    "row": Label("Сап кабыл алынган жок", "Строка не принята", "The row was left out"),
}
_BY_SEVERITY = {
    Severity.FATAL: NOT_TAKEN_IN,
    Severity.ERROR: Label("Кабыл алынган жок", "Не принято", "Not taken in"),
    Severity.WARNING: Label("Кабыл алынды, текшериңиз", "Принято, проверьте", "Taken in, please check"),
    Severity.NOTE: Label("Кабыл алынды", "Принято", "Taken in"),
}
WILL_NOT_BE_TAKEN_IN = Label("Файл кабыл алынбайт", "Файл не будет принят", "The file will not be taken in")
_WILL_BE_REFUSED = {
    "cell": Label("Уяча эсепке алынбайт", "Ячейка не будет учтена", "The cell will be left out"),
    "row": Label("Сап кабыл алынбайт", "Строка не будет принята", "The row will be left out"),
}
_WILL_BE = {
    Severity.FATAL: WILL_NOT_BE_TAKEN_IN,
    Severity.ERROR: Label("Кабыл алынбайт", "Не будет принято", "Will not be taken in"),
    Severity.WARNING: Label("Текшериңиз", "Проверьте", "Please check"),
    Severity.NOTE: Label("Оңдоонун кереги жок", "Исправлять не нужно", "Nothing needs correcting"),
}
_BECAME = {
    "required_heading_missing": Label(
        "Форманын саптары кабыл алынган жок", "Строки формы не приняты", "The form's rows were left out"
    ),
    "headings_not_found": _FORM_NOT_READ,
    "heading_repeated": _COLUMN_NOT_READ,
    "sheet_repeated": _SHEET_NOT_READ,
    "sheet_unreadable": _SHEET_NOT_READ,
    "sheet_missing": Label("Форма берилген эмес", "Форма не представлена", "The form counts as not reported"),
    "sheet_unknown": _SHEET_NOT_READ,
    "heading_missing": Label(
        "Маанилер жок деп эсептелди", "Считается, что значений нет", "Its values count as missing"
    ),
    "heading_unknown": _COLUMN_NOT_READ,
    "unlabelled_values": Label("Маанилер окулган жок", "Значения не прочитаны", "The values were not read"),
    "missing_marker": _COUNTS_AS_BLANK,
    "row_left_blank": Label("Сап эсепке алынган жок", "Строка не учтена", "The row was not counted"),
    "total_left_out": Label("Сап эсепке алынган жок", "Строка не учтена", "The row was not counted"),
}


_WILL_BECOME = {
    **_BECAME,
    "required_heading_missing": Label(
        "Форманын саптары кабыл алынбайт", "Строки формы не будут приняты", "The form's rows will be left out"
    ),
}


@cache
def consequence_words(code: str, refused: str | None, language: Language, *, sent: bool = True) -> str:
    """Say what became of what was found: taken in, left out, not taken in at all; of an unsent file, what will."""
    severity = CATALOGUE[code].severity
    if sent:
        label = _BY_REFUSED.get(refused or "") or _BECAME.get(code) or _BY_SEVERITY[severity]
    else:
        label = _WILL_BE_REFUSED.get(refused or "") or _WILL_BECOME.get(code) or _WILL_BE[severity]
    return label[language]
