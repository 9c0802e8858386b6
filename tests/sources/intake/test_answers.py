"""Answers: what a municipality finds in its outbox after a file could not be taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sources.findings import CATALOGUE, Finding, Severity
from sources.intake.answers import UNKNOWN_SENDER, write_answer
from sources.intake.arrival import Arrival
from sources.register import load_register
from tests.sources.intake.places import TAMGA, TEPKE

if TYPE_CHECKING:
    from pathlib import Path

REJECTED = Arrival(
    sha256="ab" * 32,
    file_name="жаңы отчет.xlsx",
    size_bytes=3,
    received_at=datetime(2021, 4, 20, 6, 30, tzinfo=UTC),
    findings=[
        Finding("sheet_missing", form="water_supply"),
        Finding("period_missing", sheet="Титулдук барак", cell="B5"),
    ],
)


def test_an_answer_says_in_kyrgyz_and_russian_what_is_wrong_where_and_what_to_do(tmp_path: Path) -> None:
    answer = write_answer(tmp_path, replace(REJECTED, municipality_code=TAMGA), load_register())
    assert answer == tmp_path / TAMGA / f"2021-04-20_{'ab' * 8}_rejected.txt"
    kyrgyz, russian = answer.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    entry = CATALOGUE["period_missing"]
    assert kyrgyz.splitlines() == [
        "«жаңы отчет.xlsx» файлы 20.04.2021 келип түштү, бирок кабыл алынган жок.",
        f"• {entry.title.ky}. Титулдук барак барагы, B5 уячасы: {entry.explanation.ky}",
        f"  {entry.remedy.ky}",
    ]
    assert russian.splitlines() == [
        "Файл «жаңы отчет.xlsx» получен 20.04.2021, но не принят.",
        f"• {entry.title.ru}. лист Титулдук барак, ячейка B5: {entry.explanation.ru}",
        f"  {entry.remedy.ru}",
    ]


@pytest.mark.parametrize("code", sorted(code for code, entry in CATALOGUE.items() if entry.severity is Severity.FATAL))
def test_every_reason_to_reject_a_file_can_be_told(tmp_path: Path, code: str) -> None:
    answer = write_answer(tmp_path, replace(REJECTED, findings=[Finding(code)]), load_register())
    assert answer is not None
    text = answer.read_text(encoding="utf-8")
    for language in ("ky", "ru"):
        assert f"• {CATALOGUE[code].title[language]}. {CATALOGUE[code].explanation[language]}" in text
        assert f"  {CATALOGUE[code].remedy[language]}" in text


@pytest.mark.parametrize(
    ("sender", "stated", "folder"),
    [
        (None, TAMGA, TAMGA),
        (TEPKE, None, TEPKE),
        (TEPKE, TAMGA, TEPKE),
        (None, None, UNKNOWN_SENDER),
        ("99999999999999", None, UNKNOWN_SENDER),
        (None, "../../etc", UNKNOWN_SENDER),
    ],
)
def test_the_answer_goes_to_the_sender_and_else_to_whom_the_cover_names(
    tmp_path: Path, sender: str | None, stated: str | None, folder: str
) -> None:
    answer = write_answer(tmp_path, replace(REJECTED, sender=sender, municipality_code=stated), load_register())
    assert answer is not None
    assert answer.parent == tmp_path / folder


def test_a_file_that_was_taken_in_has_no_such_answer(tmp_path: Path) -> None:
    assert write_answer(tmp_path, replace(REJECTED, accepted=True), load_register()) is None
    assert list(tmp_path.iterdir()) == []


def test_the_same_arrival_writes_the_same_file_again(tmp_path: Path) -> None:
    first = write_answer(tmp_path, REJECTED, load_register())
    assert write_answer(tmp_path, REJECTED, load_register()) == first
    assert len(list(tmp_path.rglob("*.txt"))) == 1


def test_a_file_name_cannot_break_the_text(tmp_path: Path) -> None:
    answer = write_answer(tmp_path, replace(REJECTED, file_name="a\nb\u202e\x1b[31m.xlsx"), load_register())
    assert answer is not None
    assert "«a�b��[31m.xlsx»" in answer.read_text(encoding="utf-8").splitlines()[0]
