"""The message on what lies in a sender's folder and is no file: a link, a pipe, a folder too deep.

Plain text in all languages of a notice. What is no file is ``sources.intake.listing``'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.labels import Label
from sources.notice.plain_text import plain_in_message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.labels import Language

_LONGEST_NAME = 48

_WHAT = {
    "link": Label("файлга шилтеме (ярлык)", "ссылка на файл (ярлык)", "a link"),
    "folder": Label(
        "өтө терең же жабык папка",
        "папка, вложенная слишком глубоко или закрытая",
        "a folder that is too deep or closed to us",
    ),
    "other": Label("атайын объект", "специальный объект", "a special object"),
}
_TOLD = Label(
    "«{name}» – бул отчёттун файлы эмес, {what}. Биз аны ачкан жокпуз. Папкаңызга отчёттун өзүн (Excel файлын) "
    "салыңыз, «{name}» дегенди өчүрүп салсаңыз болот.",
    "«{name}» — это не файл отчёта, а {what}. Мы его не открывали. Положите в свою папку сам отчёт (файл Excel), а "
    "«{name}» можно удалить.",
    "“{name}” is no file of a report but {what}. We did not open it. Please put the report itself (the Excel file) "
    "into your folder; you may delete “{name}”.",
)
_TOLD_OF_FOLDER = Label(
    "«{name}» – {what}. Анын ичиндегини окуй албайбыз. Отчёттун файлын (Excel) түз эле өз папкаңызга салыңыз.",
    "«{name}» — {what}. Прочитать её содержимое мы не можем. Положите файл отчёта (Excel) прямо в свою папку.",
    "“{name}” is {what}. We cannot read what is in it. Please put the report (the Excel file) straight "
    "into your folder.",
)


def compose_not_a_file(name: str, what: str, languages: Sequence[Language]) -> str:
    """Say that something is no file; at most 1,000 characters in two languages, with a line feed at the end.

    Args:
        name: its path in the sender's folder; may hold anything.
        what: what it is, as ``sources.intake.listing.Unread`` says.
        languages: in the order in which they shall stand.
    """
    told = _TOLD_OF_FOLDER if what == "folder" else _TOLD
    shown = plain_in_message(name, _LONGEST_NAME)
    words = _WHAT.get(what, _WHAT["other"])
    return "\n\n".join(told[language].format(name=shown, what=words[language]) for language in languages) + "\n"
