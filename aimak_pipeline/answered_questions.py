"""The page of the ten questions: each with its SQL and what a warehouse answers. It reads the warehouse only."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, text

from aimak_pipeline.markdown import head, row
from warehouse.published_copy import example_parameters
from warehouse.questions import QUESTIONS
from warehouse.tables import reporting_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from warehouse.questions import Question

_ROWS_SHOWN: Final = 10


def answered_questions(connection: Connection) -> str:
    """Return the page ``docs/questions.md``.

    Args:
        connection: a warehouse on either engine; the page of the documentation is that of the sample programme.
    """
    examples = example_parameters(connection)
    return "\n".join(_page(connection, examples)) + "\n"


def _page(connection: Connection, examples: Mapping[str, str]) -> Iterator[str]:
    yield "<!-- Written by `python -m aimak_pipeline.documentation --questions`; change warehouse/questions. -->"
    yield "# Ten questions\n"
    yield "The SQL is that of `warehouse/questions/`; SQLite and PostgreSQL both understand it. The answers are those"
    yield f"of the sample programme (`make demo`): the first {_ROWS_SHOWN} rows, rounded. **All of it is synthetic.**"
    yield "How to give the parameters with which client: [for analysts](analysts.md#connecting).\n"
    yield from head("parameter", "here")
    yield from (row(f"`:{name}`", f"`{value}`") for name, value in examples.items())
    for number, question in enumerate(QUESTIONS, start=1):
        yield f"\n## {number}. {question.title}\n"
        yield f"```sql\n{question.sql}\n```\n"
        yield from _answer(connection, question, examples)


def _answer(connection: Connection, question: Question, examples: Mapping[str, str]) -> Iterator[str]:
    """Yield the answer as a table; about an earlier quarter, where there is nothing to tell of the latest."""
    asked = {name: examples[name] for name in question.parameters}
    answer = connection.execute(text(question.sql), asked)
    names, rows = list(answer.keys()), answer.all()
    for quarter in _earlier_quarters(connection, asked):
        if not rows:
            rows = connection.execute(text(question.sql), asked | {"quarter": quarter}).all()
            if rows:
                yield f"Of `{asked['quarter']}` there is nothing to tell. With `:quarter` = `{quarter}`:\n"
    yield from head(*names)
    yield from (row(*map(_rounded, each)) for each in rows[:_ROWS_SHOWN])
    if len(rows) > _ROWS_SHOWN:
        yield f"\n{_ROWS_SHOWN} of {len(rows):,} rows"


def _earlier_quarters(connection: Connection, asked: Mapping[str, str]) -> list[str]:
    if "quarter" not in asked:
        return []
    quarter = reporting_status.c.quarter
    earlier = select(quarter).where(quarter < asked["quarter"]).distinct().order_by(quarter.desc())
    return list(connection.scalars(earlier))


def _rounded(value: object) -> object:
    """Return a number as people read it, to two decimals or, if it is small, to two digits; the rest as it is."""
    if isinstance(value, float | Decimal):
        shown = f"{float(value):,.2f}" if abs(float(value)) >= 1 else f"{float(value):.2g}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    return f"{value:,}" if isinstance(value, int) else value
