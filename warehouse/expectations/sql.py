"""Queries as text, which is what Great Expectations takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from warehouse.expectations.expectation import Query


def as_text(query: Query, dialect: Dialect) -> str:
    """Return a query as text, with its values in it.

    Args:
        query: the query.
        dialect: that of the warehouse, with named parameters; for another style SQLAlchemy would double every percent
            sign, and Great Expectations has it doubled again.
    """
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def as_template(statement: str) -> str:
    """Return a statement so that it survives Great Expectations, which takes ``{name}`` and ``:name`` for variables."""
    return re.sub(r"(?<!:):(?=\w)", r"\:", statement.replace("{", "{{").replace("}", "}}"))
