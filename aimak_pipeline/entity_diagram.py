"""The entity diagram of the warehouse, as Mermaid draws it: keys, and what refers to what. Made from the tables alone.

Solid lines are foreign keys. Dashed ones are codes of municipalities, which refer to no single row: a municipality may
have several, one for each time in which nothing about it changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.tables import FACTS, metadata, municipality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table


def entity_diagram() -> Iterator[str]:
    """Yield the lines of the diagram: first the tables with their keys, then the links.

    Of the tables of forms, which are all linked alike, the first stands for all.
    """
    alike = set(list(FACTS.values())[1:])
    tables = [table for table in metadata.sorted_tables if table not in alike]
    yield "erDiagram"
    for table in tables:
        yield from _entity(table)
    for table in tables:
        yield from _links(table)


def _entity(table: Table) -> Iterator[str]:
    yield f"  {table.name} {{"
    for column in table.columns:
        keys = ", ".join(_keys(column))
        if keys or column.name == "municipality_code":
            yield f"    {str(column.type).lower()} {column.name} {keys}".rstrip()
    yield "  }"


def _keys(column: Column[object]) -> Iterator[str]:
    if column.primary_key:
        yield "PK"
    if column.foreign_keys:
        yield "FK"


def _links(table: Table) -> Iterator[str]:
    for column in table.columns:
        for key in column.foreign_keys:
            one = "|o" if column.nullable else "||"
            many = "o|" if [*table.primary_key] == [column] else "o{"
            yield f"  {key.column.table.name} {one}--{many} {table.name} : {column.name}"
        if column.name == "municipality_code":
            yield f"  {municipality.name} }}o..o{{ {table.name} : {column.name}"
