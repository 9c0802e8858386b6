"""The short message: plain text in all languages of a notice, at most 1,000 characters, ready for a messenger.

What came, what became of it, the three most important findings with their places, and what to do. The whole list is on
the first sheet; what the notice says of the file as a whole is worded in ``facts``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sources.findings import CATALOGUE, Finding, Severity
from sources.labels import Label
from sources.notice.facts import correction_words, received_words, reported_words, worst
from sources.notice.plain_text import day_words, plain_in_message
from sources.notice.wording import place_row, sheet_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.labels import Language
    from sources.notice.notice import Notice

MESSAGE_LIMIT = 1_000
"""Characters, of all languages together."""
_MOST_TOLD = 3

_VERDICTS = {
    Severity.FATAL: Label("*Файл кабыл алынган жок.*", "*Файл не принят.*", "*The file was not taken in.*"),
    Severity.ERROR: Label(
        "*Кабыл алынды, бирок каталар бар:* {errors} ката, {warnings} эскертүү.",
        "*Принято, но есть ошибки:* ошибок — {errors}, предупреждений — {warnings}.",
        "*Taken in, but with faults:* {errors} errors, {warnings} warnings.",
    ),
    Severity.WARNING: Label(
        "*Кабыл алынды.* {warnings} эскертүү бар, текшерип коюңуз.",
        "*Принято.* Есть предупреждения ({warnings}), проверьте их.",
        "*Taken in.* {warnings} warnings, please check them.",
    ),
    Severity.NOTE: Label(
        "*Кабыл алынды, ката жок.* Рахмат!",
        "*Принято, ошибок нет.* Спасибо!",
        "*Taken in, no faults.* Thank you!",
    ),
}
_MEND_BY = Label(
    "Оңдоп, {}-күнгө чейин кайра жөнөтүңүз.",
    "Исправьте и пришлите ещё раз не позднее {}.",
    "Please mend it and send it again by {}.",
)
_MEND = Label("Оңдоп, кайра жөнөтүңүз.", "Исправьте и пришлите ещё раз.", "Please mend it and send it again.")
_LIST = Label(
    "Толук тизме тиркелген файлда.", "Полный список — в приложенном файле.", "The full list is in the attached file."
)


class _Room(NamedTuple):
    """How much a message may say of each thing."""

    findings: int
    sheet: int
    file: int
    name: int
    remedies: bool = False
    """Whether it says how to mend what kept the whole file out."""


_ROOMS = (
    _Room(3, 31, 48, 60, remedies=True),
    _Room(1, 31, 32, 40, remedies=True),
    _Room(3, 31, 48, 60),
    _Room(3, 24, 32, 40),
    _Room(3, 16, 24, 0),
    _Room(2, 16, 24, 0),
    _Room(1, 12, 16, 0),
    _Room(0, 0, 12, 0),
)
"""From the most to the least that a message says; the first that fits is taken."""


def compose_message(
    notice: Notice, findings: Sequence[Finding], languages: Sequence[Language], limit: int = MESSAGE_LIMIT
) -> str:
    """Write the message of a notice.

    Args:
        notice: the facts.
        findings: its findings, in reading order.
        languages: in the order in which they shall stand.
        limit: the most characters.

    Returns:
        At most so many characters, without a line feed at the end.
    """
    told = _most_important(findings)
    for room in _ROOMS:
        message = "\n\n".join(_text(notice, findings, told, language, room) for language in languages)
        if len(message) <= limit:
            return message
    return message[: limit - 1] + "…"


def _most_important(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings to tell: what refuses most first, and of each severity one of each code before others."""
    seen: Counter[str] = Counter()
    ranked = []
    for place, finding in enumerate(sorted(findings, key=_weight)):
        severity = CATALOGUE[finding.code].severity
        if severity is not Severity.NOTE:
            ranked.append((list(Severity).index(severity), seen[finding.code], place, finding))
            seen[finding.code] += 1
    return [finding for *_, finding in sorted(ranked)[:_MOST_TOLD]]


def _weight(finding: Finding) -> int:
    """Rank a finding by how much it keeps out: the file, a table, a row, a cell, nothing."""
    severity = CATALOGUE[finding.code].severity
    if severity is Severity.FATAL:
        return 0
    if severity is Severity.ERROR:
        return {None: 1, "row": 2}.get(finding.refused, 3)
    return 4 if severity is Severity.WARNING else 5


def _text(notice: Notice, findings: Sequence[Finding], told: Sequence[Finding], language: Language, room: _Room) -> str:
    found = Counter(CATALOGUE[finding.code].severity for finding in findings)
    severity = worst(notice, findings)
    name = "" if notice.municipality is None else plain_in_message(notice.municipality.full_name[language], 60)
    lines = [f"«{plain_in_message(notice.file_name, room.file)}»"]
    if name and len(name) <= room.name:
        lines = [name, *lines]
    lines.append(" ".join(filter(None, (received_words(notice, language), reported_words(notice, language)))))
    lines.append(
        _VERDICTS[severity][language].format(
            errors=found[Severity.ERROR] + found[Severity.FATAL], warnings=found[Severity.WARNING]
        )
    )
    lines += [
        f"{number}) {_finding(finding, language, room)}" for number, finding in enumerate(told[: room.findings], 1)
    ]
    return "\n".join(filter(None, (*lines, _closing(notice, severity, language))))


def _closing(notice: Notice, severity: Severity, language: Language) -> str:
    """Say what to do, and until when."""
    if severity is Severity.NOTE:
        return ""
    due = notice.correction_due
    if severity is Severity.WARNING:
        parts = [correction_words(notice, language)]
    else:
        parts = [_MEND[language] if due is None else _MEND_BY[language].format(day_words(due))]
    return " ".join(filter(None, (*parts, _LIST[language])))


def _finding(finding: Finding, language: Language, room: _Room) -> str:
    title = CATALOGUE[finding.code].title[language]
    sheet = sheet_name(finding, language)
    place = ", ".join(
        filter(
            None,
            (f"«{plain_in_message(sheet, room.sheet)}»" if sheet else "", finding.cell or place_row(finding, language)),
        )
    )
    if room.remedies and CATALOGUE[finding.code].severity is Severity.FATAL:
        title = f"{title}. {CATALOGUE[finding.code].remedy[language]}"
    return f"{place}: {title}" if place else title
