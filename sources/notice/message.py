"""The short message: plain text in all languages of a notice, at most 1,000 characters, ready for a messenger.

What came, what became of it, the three most important findings with their places, and what to do. The whole list is on
the first sheet; what the notice says of the file as a whole is worded in ``facts``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sources.across_quarters import COPIED_FROM_LAST_QUARTER
from sources.findings import CATALOGUE, Finding, Severity
from sources.labels import Label
from sources.notice.expectations import expected_words
from sources.notice.facts import correction_words, received_words, reported_words, worst
from sources.notice.plain_text import day_words, plain_in_message
from sources.notice.wording import place_row, sheet_name, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.labels import Language
    from sources.notice.notice import Notice

MESSAGE_LIMIT = 1_000
"""Characters, of all languages together."""
_MOST_TOLD = 3
_HEADING = re.compile(r"«[^»]*» = ")

_VERDICTS = {
    Severity.FATAL: Label("*Файл кабыл алынган жок.*", "*Файл не принят.*", "*The file was not taken in.*"),
    Severity.ERROR: Label(
        "*Кабыл алынды, бирок каталар бар:* {counts}.",
        "*Принято, но есть ошибки:* {counts}.",
        "*Taken in, but with faults:* {counts}.",
    ),
    Severity.WARNING: Label(
        "*Кабыл алынды.* Текшерип коюңуз: {counts}.",
        "*Принято.* Проверьте, пожалуйста: {counts}.",
        "*Taken in.* Please check: {counts}.",
    ),
    Severity.NOTE: Label(
        "*Кабыл алынды, ката жок.* Рахмат!",
        "*Принято, ошибок нет.* Спасибо!",
        "*Taken in, no faults.* Thank you!",
    ),
}
_VERDICTS_BEFORE_SENDING = {
    Severity.FATAL: Label(
        "*Ушул түрүндө кабыл алынбайт.*", "*В таком виде не будет принят.*", "*As it is, it will not be taken in.*"
    ),
    Severity.ERROR: Label(
        "*Адегенде оңдоңуз:* {counts}.", "*Сначала исправьте:* {counts}.", "*Correct these first:* {counts}."
    ),
    Severity.WARNING: Label(
        "*Жөнөтсө болот.* Адегенде текшерип коюңуз: {counts}.",
        "*Можно отправлять.* Сначала проверьте: {counts}.",
        "*It can be sent.* Please check first: {counts}.",
    ),
    Severity.NOTE: Label(
        "*Ката жок, жөнөтсө болот.*", "*Ошибок нет, можно отправлять.*", "*No faults, it can be sent.*"
    ),
}
_COUNTS = {
    Severity.ERROR: Label("{} ката", "ошибок — {}", "errors: {}"),
    Severity.WARNING: Label("{} эскертүү", "предупреждений — {}", "warnings: {}"),
}
_SHOULD_BE = Label("болушу керек: {}", "должно быть: {}", "it should be: {}")
_COPIED = Label(
    "көрсөткүчтөр мурунку чейректин көчүрмөсү окшойт",
    "показатели похожи на копию прошлого квартала",
    "the figures look like a copy of last quarter's",
)
_MEND_FIRST = Label(
    "Оңдоп, андан кийин гана жөнөтүңүз.", "Исправьте и только потом отправляйте.", "Please send it only when mended."
)
_MEND_BY = Label(
    "Оңдоп, {}-күнгө чейин кайра жөнөтүңүз.",
    "Исправьте и пришлите ещё раз не позднее {}.",
    "Please mend it and send it again by {}.",
)
_MEND = Label("Оңдоп, кайра жөнөтүңүз.", "Исправьте и пришлите ещё раз.", "Please mend it and send it again.")
_NONE_ON = Label(
    "«Жок» деп жазылган барактар: {}.", "На этих листах указано «нет»: {}.", "These sheets say “none”: {}."
)
_LIST = Label(
    "Толук тизме тиркелген файлда.", "Полный список — в приложенном файле.", "The full list is in the attached file."
)


class _Room(NamedTuple):
    """How much a message may say of each thing."""

    findings: int
    sheet: int
    file: int
    name: int
    words: int = 0
    """Characters of a rule's own words; where they are longer, the catalogue's title stands."""
    value: int = 0
    """Characters of what was read."""
    remedies: bool = False
    """Whether it says how to mend what kept the whole file out."""


_ROOMS = (
    _Room(3, 31, 48, 60, 200, 120, remedies=True),
    _Room(3, 31, 48, 60, 120, 60, remedies=True),
    _Room(3, 24, 48, 60, 120, 30, remedies=True),
    _Room(1, 31, 32, 40, 120, 30, remedies=True),
    _Room(3, 31, 48, 60, 120, 24),
    _Room(3, 24, 48, 40, 80, 16),
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
    """Return the findings to tell: what refuses most first, and of each severity one of each code before others.

    A form that is a copy of last quarter's goes before all but what keeps the file out: nothing in it may be true.
    """
    seen: Counter[str] = Counter()
    ranked = []
    for place, finding in enumerate(sorted(findings, key=_weight)):
        severity = CATALOGUE[finding.code].severity
        if severity is not Severity.NOTE:
            rank = 0.5 if finding.rule == COPIED_FROM_LAST_QUARTER.id else list(Severity).index(severity)
            ranked.append((rank, seen[finding.code], place, finding))
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
    counts = {Severity.ERROR: found[Severity.ERROR] + found[Severity.FATAL], Severity.WARNING: found[Severity.WARNING]}
    counted = ", ".join(_COUNTS[each][language].format(count) for each, count in counts.items() if count)
    verdicts = _VERDICTS if notice.sent else _VERDICTS_BEFORE_SENDING
    lines.append(verdicts[severity][language].format(counts=counted))
    lines += [
        f"{number}) {_finding(finding, language, room)}" for number, finding in enumerate(told[: room.findings], 1)
    ]
    if severity is Severity.NOTE:
        return "\n".join(filter(None, (*lines, _answered_none(findings, language, room))))
    is_all = severity is Severity.FATAL and len(findings) == 1 and room.findings > 0 and room.remedies
    closing = (_to_do(notice, findings, severity, language), "" if is_all else _LIST[language])
    return "\n".join(filter(None, (*lines, " ".join(filter(None, closing)))))


def _answered_none(findings: Sequence[Finding], language: Language, room: _Room) -> str:
    """Repeat on which sheets there is nothing to report, since a notice without faults comes without a workbook."""
    sheets = [sheet_name(finding, language) for finding in findings if finding.code == "answered_none"]
    if not sheets:
        return ""
    named = [f"«{plain_in_message(sheet, room.sheet)}»" for sheet in sheets if sheet and room.findings]
    return _NONE_ON[language].format(", ".join(named) or len(sheets))


def _to_do(notice: Notice, findings: Sequence[Finding], severity: Severity, language: Language) -> str:
    """Say what to do, and until when."""
    if severity is Severity.WARNING:
        return correction_words(notice, findings, language)
    if not notice.sent:
        return _MEND_FIRST[language]
    due = notice.correction_due
    return _MEND[language] if due is None else _MEND_BY[language].format(day_words(due))


def _finding(finding: Finding, language: Language, room: _Room) -> str:
    title = _rule_words(finding, language, room.words) or CATALOGUE[finding.code].title[language]
    sheet = sheet_name(finding, language)
    place = ", ".join(
        filter(
            None,
            (f"«{plain_in_message(sheet, room.sheet)}»" if sheet else "", finding.cell or place_row(finding, language)),
        )
    )
    title += _read(finding, language, room)
    if room.remedies and CATALOGUE[finding.code].severity is Severity.FATAL:
        title = f"{title}. {CATALOGUE[finding.code].remedy[language]}"
    return f"{place}: {title}" if place else title


def _rule_words(finding: Finding, language: Language, limit: int) -> str:
    """Say what a rule asks for, in its own words; empty where it is no rule, or they are too long."""
    if finding.code not in {"rule_broken", "rule_doubtful"} or not limit:
        return ""
    if finding.rule == COPIED_FROM_LAST_QUARTER.id:
        return _COPIED[language]
    words = expected_words(finding.code, finding.form, finding.column, finding.rule, finding.expected, language)
    said = _SHOULD_BE[language].format(words)
    return said if words and len(said) <= limit else ""


def _read(finding: Finding, language: Language, room: _Room) -> str:
    """Quote what was read; empty where nothing was, or there is no room."""
    limit = room.value
    if finding.value is None or not limit or finding.rule == COPIED_FROM_LAST_QUARTER.id:
        return ""
    read = word(finding, language).read
    if finding.rule is not None:
        # The rule names the headings, in this order. Half of the figures would say nothing.
        if _rule_words(finding, language, room.words):
            read = _HEADING.sub("", read)
        return f" ({plain_in_message(read, limit)})" if 0 < len(read) <= limit else ""
    return f" («{plain_in_message(read, limit)}»)" if read else ""
