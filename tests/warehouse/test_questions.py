"""The ten questions: each is asked of the sample's warehouse on either engine, and answers with something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from warehouse.engine import reading
from warehouse.questions import QUESTIONS

if TYPE_CHECKING:
    from sqlalchemy import Engine

PARAMETERS = {
    "quarter": "2021-Q1",
    "year_before": "2020-Q1",
    "since": "2019-Q2",
    "indicator": "water_access_rate",
    "municipality_code": "41704235825000",
}


def test_there_are_ten_and_each_says_what_it_asks() -> None:
    assert len(QUESTIONS) == 10
    assert len({question.title for question in QUESTIONS}) == 10
    assert all(question.title.endswith("?") for question in QUESTIONS)
    assert {name for question in QUESTIONS for name in question.parameters} == PARAMETERS.keys()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_both_engines_understand_it(engine: Engine, question: object) -> None:
    with reading(engine) as connection:
        asked = {name: PARAMETERS[name] for name in question.parameters}  # type: ignore[attr-defined]
        assert connection.execute(text(question.sql), asked).all() == []  # type: ignore[attr-defined]
