"""Frictionless over each file: a schema a sheet, and ``validate``. It loads nothing; its rows are those it has read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from frictionless import Dialect, Package, Resource, Schema, system
from frictionless.formats import ExcelControl

from bench.peers.template_facts import HEADING, NONE, UNITS, FormFacts, heading, template_facts
from sources.forms import ColumnType

if TYPE_CHECKING:
    from pathlib import Path

    from sources.forms import Column

_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.CODE: "string",
    ColumnType.BOOLEAN: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.DECIMAL: "number",
    ColumnType.PERCENT: "number",
    ColumnType.DATE: "date",
}


def rows_of_sound_workbook(file: Path) -> int:
    """Return how many rows of a workbook stand: all but those in which a fault was found."""
    rows, faulty = validate_workbook(file)
    return rows - faulty


def validate_workbook(file: Path) -> tuple[int, int]:
    """Validate one workbook; return how many rows were read, and in how many of them a fault was found."""
    with system.use_context(trusted=True):
        package = Package(
            resources=[
                Resource(
                    name=facts.form.id.replace("_", "-"),
                    path=str(file),
                    dialect=Dialect(
                        header_rows=[HEADING + 1],
                        comment_rows=[UNITS + 1],
                        comment_char=NONE,
                        skip_blank_rows=True,
                        controls=[ExcelControl(sheet=facts.sheet)],
                    ),
                    schema=_schema(facts),
                )
                for facts in template_facts()
            ]
        )
        report = package.validate()
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    faulty = {(task.name, error.row_number) for task in report.tasks for error in task.errors if _is_of_a_row(error)}
    return rows, len(faulty)


def _is_of_a_row(error: Any) -> bool:
    return getattr(error, "row_number", None) is not None


@cache
def _descriptor(facts_of: str) -> dict[str, Any]:
    facts = next(facts for facts in template_facts() if facts.form.id == facts_of)
    return {"fields": [_field(column, facts) for column in facts.named.values()]}


def _schema(facts: FormFacts) -> Schema:
    return Schema.from_descriptor(_descriptor(facts.form.id))


def _field(column: Column, facts: FormFacts) -> dict[str, Any]:
    bounds: dict[str, Any] = {
        "required": column.required or column.key,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    if column.name in facts.answers:
        bounds["enum"] = list(facts.answers[column.name])
    return {
        "name": heading(column),
        "type": _TYPES[column.type],
        "constraints": {name: bound for name, bound in bounds.items() if bound is not None and bound is not False},
    }
