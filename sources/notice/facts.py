"""What a notice says of the file as a whole: when it came, what it reports, the verdict, and until when to correct it.

Sentences that the first sheet and the message share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.findings import CATALOGUE, Finding, Severity
from sources.labels import Label
from sources.notice.plain_text import day_words
from sources.quarters import BISHKEK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.labels import Language
    from sources.notice.notice import Notice

_RECEIVED = Label(
    "Келип түшкөн убактысы: {day}, саат {time}.", "Получен {day} в {time}.", "Received on {day} at {time}."
)
_CHECKED = Label(
    "Жөнөтүүдөн мурун текшерилди: {day}, саат {time}. Файл АЛИ ЖӨНӨТҮЛӨ ЭЛЕК.",
    "Проверен до отправки {day} в {time}. Файл ЕЩЁ НЕ ОТПРАВЛЕН.",
    "Checked before sending, on {day} at {time}. The file has NOT BEEN SENT yet.",
)
_REPORTED = Label(
    "Отчёт {year}-жылдын {quarter}-чейреги үчүн",
    "Отчёт за {quarter} квартал {year} года",
    "Report for quarter {quarter} of {year}",
)
_SURVEY = Label("Жарандарды сурамжылоо", "Опрос граждан", "Survey of citizens")
_VERSION = Label("{}-версия", "версия {}", "version {}")
_CORRECTION = Label(
    "Оңдолгон файлды {}-күнгө чейин жөнөтүңүз.",
    "Исправленный файл пришлите не позднее {}.",
    "Please send the corrected file by {}.",
)
_IF_WRONG = Label(
    "Эгер ката болсо, оңдоп, {}-күнгө чейин кайра жөнөтүңүз.",
    "Если есть ошибка, исправьте и пришлите не позднее {}.",
    "If there is an error, please correct it and send the file again by {}.",
)
"""What only might be wrong need not be sent again."""
_VERDICTS = {
    Severity.FATAL: Label(
        "ФАЙЛ КАБЫЛ АЛЫНГАН ЖОК. Төмөндө себеби жана аны кантип оңдоо керектиги жазылган.",
        "ФАЙЛ НЕ ПРИНЯТ. Ниже указано, почему и как это исправить.",
        "THE FILE WAS NOT TAKEN IN. Below it says why, and how to mend it.",
    ),
    Severity.ERROR: Label(
        "Файл кабыл алынды, бирок андагы айрым маалымат эсепке алынган жок: каталарды оңдоп, файлды кайра жөнөтүңүз.",
        "Файл принят, но часть данных в нём не учтена: исправьте ошибки и пришлите файл ещё раз.",
        "The file was taken in, but some of its data were left out: please mend the errors and send it again.",
    ),
    Severity.WARNING: Label(
        "Файл кабыл алынды. Шек жараткан жерлерди текшерип коюңуз.",
        "Файл принят. Проверьте, пожалуйста, места, которые вызывают сомнение.",
        "The file was taken in. Please check what is doubtful.",
    ),
    Severity.NOTE: Label(
        "Файл кабыл алынды, ката табылган жок. Рахмат!",
        "Файл принят, ошибок не найдено. Спасибо!",
        "The file was taken in, and no fault was found. Thank you!",
    ),
}

_VERDICTS_BEFORE_SENDING = {
    Severity.FATAL: Label(
        "ФАЙЛ УШУЛ ТҮРҮНДӨ КАБЫЛ АЛЫНБАЙТ. Жөнөтүүдөн мурун төмөндө жазылганды оңдоңуз.",
        "В ТАКОМ ВИДЕ ФАЙЛ НЕ БУДЕТ ПРИНЯТ. До отправки исправьте то, что указано ниже.",
        "AS IT IS, THE FILE WILL NOT BE TAKEN IN. Correct what stands below before you send it.",
    ),
    Severity.ERROR: Label(
        "Адегенде каталарды оңдоңуз, андан кийин жөнөтүңүз: азыр айрым маалымат эсепке алынбай калат.",
        "Сначала исправьте ошибки, затем отправляйте: сейчас часть данных не будет учтена.",
        "Correct the errors first, then send the file: as it is, some of its data will be left out.",
    ),
    Severity.WARNING: Label(
        "Файлды жөнөтсө болот. Адегенде шек жараткан жерлерди текшерип коюңуз.",
        "Файл можно отправлять. Сначала проверьте, пожалуйста, места, которые вызывают сомнение.",
        "The file can be sent. Please check first what is doubtful.",
    ),
    Severity.NOTE: Label(
        "Ката табылган жок: файлды жөнөтсө болот.",
        "Ошибок не найдено: файл можно отправлять.",
        "No fault was found: the file can be sent.",
    ),
}


def worst(notice: Notice, findings: Sequence[Finding]) -> Severity:
    """Return how severe what a notice has to say is; a note where nothing was found."""
    if not notice.accepted:
        return Severity.FATAL
    found = {CATALOGUE[finding.code].severity for finding in findings}
    return next((severity for severity in (Severity.ERROR, Severity.WARNING) if severity in found), Severity.NOTE)


def verdict_words(notice: Notice, findings: Sequence[Finding], language: Language) -> str:
    """Say what became of the file, or what will when it is sent."""
    return (_VERDICTS if notice.sent else _VERDICTS_BEFORE_SENDING)[worst(notice, findings)][language]


def received_words(notice: Notice, language: Language) -> str:
    """Say when the file came or was checked, by the clock of Bishkek."""
    received = notice.received_at.astimezone(BISHKEK)
    return (_RECEIVED if notice.sent else _CHECKED)[language].format(day=day_words(received), time=f"{received:%H:%M}")


def reported_words(notice: Notice, language: Language) -> str:
    """Say what the file reports, and its version; empty where that is not known."""
    parts = []
    if notice.survey:
        parts.append(_SURVEY[language])
    elif notice.quarter is not None:
        parts.append(_REPORTED[language].format(year=notice.quarter.year, quarter=notice.quarter.number))
    if notice.version is not None and parts:
        parts.append(_VERSION[language].format(notice.version))
    return ", ".join(parts) + "." if parts else ""


def correction_words(notice: Notice, findings: Sequence[Finding], language: Language) -> str:
    """Say until when a correction is awaited; empty where none is."""
    if notice.correction_due is None:
        return ""
    asked = _IF_WRONG if worst(notice, findings) is Severity.WARNING else _CORRECTION
    return asked[language].format(day_words(notice.correction_due))
