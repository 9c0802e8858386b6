"""Composing a notice: the message, the first sheet and the marks, in the languages of the municipality.

From plain facts to texts. Nothing is written here: ``marked_copy`` and ``fresh_workbook`` make the workbooks,
``outbox`` lays the files down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sources.findings import CATALOGUE, Finding, Severity
from sources.labels import Label
from sources.notice.first_sheet import SEVERITY_WORDS, first_sheet
from sources.notice.message import MESSAGE_LIMIT, compose_message
from sources.notice.notice import Mark
from sources.notice.wording import Worded, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.labels import Language
    from sources.notice.notice import Notice, NoticeSheet

COMMENT_LIMIT = 1_500
"""The most characters of a comment: more would not be read beside a cell."""
MOST_MARKS = 10_000
"""The most cells that are marked in one workbook, the most severe first."""
_MOST_IN_COMMENT = 5
"""Findings of one cell that its comment tells; further ones are on the first sheet."""

_READ = Label("Жазылган", "Написано", "Read")
_EXPECTED = Label("Болушу керек", "Должно быть", "Expected")
_BECAME = Label("Натыйжасы", "Результат", "Result")
_MEND = Label("Оңдоо", "Как исправить", "To mend it")
_MORE = Label(
    "… Дагы {}: биринчи барактан караңыз.", "… Ещё {}: смотрите первый лист.", "… {} more: see the first sheet."
)
_CUT = Label("… Уландысы биринчи баракта.", "… Продолжение на первом листе.", "… More on the first sheet.")


@dataclass(frozen=True)
class Composed:
    """A notice in words."""

    message: str
    """Plain text of at most ``MESSAGE_LIMIT`` characters."""
    sheet: NoticeSheet
    marks: tuple[Mark, ...]
    """One a cell, in the order in which the cells were read."""


def compose(
    notice: Notice, languages: Sequence[Language] = ("ky", "ru"), message_limit: int = MESSAGE_LIMIT
) -> Composed:
    """Put a notice into words.

    Args:
        notice: the facts.
        languages: in the order in which they shall stand.
        message_limit: the most characters of the message.

    Raises:
        ValueError: there is no language.
    """
    if not languages:
        raise ValueError("a notice needs a language")
    return Composed(
        message=compose_message(notice, notice.findings, languages, message_limit),
        sheet=first_sheet(notice, notice.findings, languages),
        marks=_marks(notice, notice.findings, languages),
    )


def _marks(notice: Notice, findings: Sequence[Finding], languages: Sequence[Language]) -> tuple[Mark, ...]:
    rank = {severity: number for number, severity in enumerate(Severity)}
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.sheet is not None and finding.cell is not None:
            cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    for found in cells.values():
        found.sort(key=lambda finding: rank[CATALOGUE[finding.code].severity])
    kept = list(cells.items())
    if len(kept) > MOST_MARKS:
        kept = sorted(kept, key=lambda item: rank[CATALOGUE[item[1][0].code].severity])[:MOST_MARKS]
    return tuple(
        Mark(sheet, cell, CATALOGUE[found[0].code].severity, _comment(found, notice, languages))
        for (sheet, cell), found in kept
    )


def _comment(found: Sequence[Finding], notice: Notice, languages: Sequence[Language]) -> str:
    """Say what was found in one cell: as many findings as there is room for, in each language."""
    for told in range(min(len(found), _MOST_IN_COMMENT), 0, -1):
        parts = [_in_language(found, told, notice, language) for language in languages]
        comment = "\n\n".join(parts)
        if len(comment) <= COMMENT_LIMIT:
            return comment
    room = COMMENT_LIMIT // len(languages) - 2
    cut = (
        part if len(part) <= room else part[: room - len(_CUT[language])].rstrip() + _CUT[language]
        for part, language in zip(parts, languages, strict=True)
    )
    return "\n\n".join(cut)


def _in_language(found: Sequence[Finding], told: int, notice: Notice, language: Language) -> str:
    parts = [_told(finding, notice, language) for finding in found[:told]]
    if len(found) > told:
        parts.append(_MORE[language].format(len(found) - told))
    return "\n".join(parts)


def _told(finding: Finding, notice: Notice, language: Language) -> str:
    worded = word(finding, language, municipality=notice.municipality, taken_in=notice.accepted, sent=notice.sent)
    return _in_comment(finding.code, worded._replace(place=""), language)


@lru_cache(maxsize=16_384)
def _in_comment(code: str, worded: Worded, language: Language) -> str:
    entry = CATALOGUE[code]
    lines = [f"{SEVERITY_WORDS[entry.severity][language].upper()}: {worded.title}"]
    if worded.read:
        lines.append(f"{_READ[language]}: {worded.read}")
    speaks_for_itself = entry.severity is Severity.NOTE or worded.expected == entry.explanation[language]
    lines.append(worded.expected if speaks_for_itself else f"{_EXPECTED[language]}: {worded.expected}")
    lines += [f"{_BECAME[language]}: {worded.consequence}", f"{_MEND[language]}: {worded.remedy}"]
    return "\n".join(lines)
