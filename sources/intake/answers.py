"""Answers: the short text that a municipality finds in its outbox after a file could not be taken in.

Plain text in the languages that are set, ready to paste into a message. Marked copies of accepted workbooks are not
made here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.findings import CATALOGUE, Severity
from sources.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sources.intake.arrival import Arrival
    from sources.labels import Language
    from sources.register import Register

UNKNOWN_SENDER = "unknown_sender"
"""The outbox folder for answers to files whose sender nobody can tell."""

_OPENING = Label(
    "«{file}» файлы {day} келип түштү, бирок кабыл алынган жок.",
    "Файл «{file}» получен {day}, но не принят.",
    "The file «{file}» was received on {day} but not taken in.",
)
_PLACE = Label("{sheet} барагы, {cell} уячасы", "лист {sheet}, ячейка {cell}", "sheet {sheet}, cell {cell}")


def write_answer(
    outbox: Path, arrival: Arrival, register: Register, languages: Sequence[Language] = ("ky", "ru")
) -> Path | None:
    """Write the answer to a rejected file; an accepted one needs none yet.

    Returns:
        The file written, or None. The same arrival writes the same file again.
    """
    if arrival.accepted:
        return None
    # Who may write into a folder is known; whom a workbook names is only said in it.
    code = arrival.sender or arrival.municipality_code
    folder = outbox / (code if code is not None and code in register else UNKNOWN_SENDER)
    folder.mkdir(parents=True, exist_ok=True)
    answer = folder / f"{arrival.received_at:%Y-%m-%d}_{arrival.id}_rejected.txt"
    answer.write_text("\n\n".join(_text(arrival, language) for language in languages) + "\n", encoding="utf-8")
    return answer


def _text(arrival: Arrival, language: Language) -> str:
    name = "".join(character if character.isprintable() else "�" for character in arrival.file_name)
    lines = [_OPENING[language].format(file=name, day=f"{arrival.received_at:%d.%m.%Y}")]
    for finding in arrival.findings:
        entry = CATALOGUE[finding.code]
        if entry.severity is not Severity.FATAL:
            continue
        place = _PLACE[language].format(sheet=finding.sheet, cell=finding.cell) + ": " if finding.cell else ""
        lines += [f"• {entry.title[language]}. {place}{entry.explanation[language]}", f"  {entry.remedy[language]}"]
    return "\n".join(lines)
