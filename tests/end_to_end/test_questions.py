"""The ten questions, asked of the sample programme: the page of the documentation has their answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aimak_pipeline.answered_questions import answered_questions
from warehouse.engine import reading
from warehouse.questions import QUESTIONS

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Programme

pytestmark = pytest.mark.xdist_group("programme")

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"


def test_the_answers_of_the_documentation_are_those_of_the_sample(programme: Programme) -> None:
    with reading(programme.place.engine) as connection:
        page = answered_questions(connection)
    assert page == PAGE.read_text(encoding="utf-8"), (
        "after make demo: .venv/bin/python -m aimak_pipeline.documentation --questions"
    )


def test_every_question_has_an_answer() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.splitlines()[0].partition(" ")[2] for section in sections] == [each.title for each in QUESTIONS]
    rows = [[line for line in section.splitlines() if line.startswith("|")][2:] for section in sections]
    assert all(rows)
