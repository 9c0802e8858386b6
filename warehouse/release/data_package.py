"""The descriptor of a release: ``datapackage.json`` by the Data Package standard, version 1.

The standard stands at specs.frictionlessdata.io. The CSV files are the tabular resources, with the schema of each
table; Parquet files and the workbook are listed beside them with their hashes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from warehouse.release.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warehouse.release.tables import Field, Reference, ReleasedTable


def schema_of(table: ReleasedTable) -> dict[str, Any]:
    """Return the Table Schema of a released table."""
    schema = fields_schema(table.fields)
    if table.keyed:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [_foreign_key(reference) for reference in table.references]
    return schema


def fields_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the Table Schema of fields without keys."""
    return {"fields": [_field(field) for field in fields], "missingValues": [""]}


def _foreign_key(reference: Reference) -> dict[str, Any]:
    return {
        "fields": list(reference.fields),
        "reference": {"resource": reference.table, "fields": list(reference.to)},
    }


def _field(field: Field) -> dict[str, Any]:
    labels = field.labels
    facts = {
        "name": field.name,
        "type": field.type,
        "title": field.title,
        "description": field.description,
        "unit": field.unit,
        "title_ky": labels[0] if labels else None,
        "title_ru": labels[1] if labels else None,
        "constraints": _constraints(field),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _constraints(field: Field) -> dict[str, Any]:
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    whole = field.type == "integer"
    return {
        **({"required": True} if field.required else {}),
        **{name: int(limit) if whole else limit for name, limit in limits.items() if limit is not None},
        **({"enum": list(field.codes)} if field.codes else {}),
        **({"pattern": field.pattern} if field.pattern else {}),
    }


def tabular(name: str, path: str, title: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the resource of a CSV file."""
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "title": title,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def plain(name: str, path: str, title: str, media_type: str) -> dict[str, Any]:
    """Return the resource of a file that no schema describes."""
    return {
        "name": name,
        "path": path,
        "profile": "data-resource",
        # What the frictionless validator goes by: the file's hash is checked, its rows are not read.
        "type": "file",
        "title": title,
        "format": path.rsplit(".", 1)[-1],
        "mediatype": media_type,
    }


def with_hash(resource: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """Return a resource with size and hash of its file."""
    return {**resource, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def table_resources() -> dict[str, dict[str, Any]]:
    """Return the resources of all tables as CSV, by path."""
    return {
        f"csv/{table.name}.csv": tabular(
            table.name, f"csv/{table.name}.csv", table.title, table.description, schema_of(table)
        )
        for table in TABLES.values()
    }
