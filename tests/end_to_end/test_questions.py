"""The ten questions, asked of the sample programme: the page of the documentation has their answers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from aimak_pipeline.answered_questions import answered_questions
from warehouse.engine import reading
from warehouse.published_copy import describe, publish_copy
from warehouse.published_copy.describing import DASHBOARD
from warehouse.questions import QUESTIONS
from warehouse.summaries import reporting_overview

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


def test_quality_is_that_of_who_reported_wherever_it_is_asked_for(programme: Programme, tmp_path: Path) -> None:
    (question,) = [each for each in QUESTIONS if each.name == "quality"]
    with reading(programme.place.engine) as connection:
        overview = reporting_overview(connection).set_index("quarter")
        rows = connection.execute(text(question.sql), {"since": overview.index.min()}).mappings()
        asked = {row["quarter"]: round(row["mean_score"], 1) for row in rows if row["dimension"] == "overall"}
        charts = describe(connection)["plugins"]["datasette-dashboards"][DASHBOARD]["charts"]
    with closing(sqlite3.connect(publish_copy(programme.settings.warehouse, tmp_path / "copy.sqlite"))) as copy:
        drawn = {
            quarter: score for quarter, name, score in copy.execute(charts["quality"]["query"]) if name == "overall"
        }
    assert (overview["reported"] < overview["expected"]).any(), "somebody has sent nothing"
    assert asked == drawn == overview["quality"].to_dict()


def test_every_question_has_an_answer() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.splitlines()[0].partition(" ")[2] for section in sections] == [each.title for each in QUESTIONS]
    rows = [[line for line in section.splitlines() if line.startswith("|")][2:] for section in sections]
    assert all(rows)
