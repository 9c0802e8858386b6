"""What a version of a release changes of the one before it, and why.

Rows are matched by their table's key. Why is told by what figures are computed from: the submissions that counted then
and count now, and the code, register and settings that both were computed with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from warehouse.release.contents import ARROW_TYPES, COMPUTED_FROM
from warehouse.release.tables import TABLES, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from warehouse.release.contents import Contents

_MOST_SHOWN = 50
"""Lines of a list in ``changes.md``; ``changes.csv`` has all values."""

_PARTS: Final = ("numerator", "denominator", "value")

_CONDITIONS: Final = {
    "code": "The code that reads, checks and computes was changed.",
    "register": "The register of municipalities was changed.",
    "enrolment": "The enrolment was changed: who is expected to report, or what is noted of them.",
    "deadline_days": "The days until a report is due were changed.",
    "programme_start": "The quarter from which cumulative indicators count was changed.",
}
"""What is to be said where one of the conditions of computing is another."""

VALUE_FIELDS: Final = (
    Field(
        "change", "string", "Change", "What became of the value.", required=True, codes=("added", "changed", "removed")
    ),
    *(field for field in TABLES["indicator_value"].fields if field.name in TABLES["indicator_value"].key),
    *(
        Field(f"{part}_{when}", "number", f"{part.capitalize()} {words}", f"The {part} {words}.")
        for part in _PARTS
        for when, words in (("before", "in the version before"), ("after", "in this version"))
    ),
)
"""The fields of ``changes.csv``."""


@dataclass(frozen=True)
class RowCounts:
    """How many rows of a table are new, gone and other than they were."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class Changes:
    """What changed since a version."""

    since: int
    rows: dict[str, RowCounts]
    """By table, where anything changed."""
    values: pa.Table
    """The indicator values that changed; ``VALUE_FIELDS``."""
    arrived: list[dict[str, Any]]
    """Submissions that count now and did not, as in ``Contents.computed_from``."""
    gone: list[dict[str, Any]]
    """Submissions that counted and do not any more."""
    conditions: list[str]
    """What else was changed, as sentences."""


def compare(before: Path, descriptor: Mapping[str, Any], contents: Contents, conditions: Mapping[str, str]) -> Changes:
    """Return what changed since a published version.

    Args:
        before: the folder of that version.
        descriptor: its ``datapackage.json``.
        contents: what the next version holds.
        conditions: what the next version is computed with.

    Raises:
        OSError: the published version is not whole any more.
    """
    old = {name: pa.parquet.read_table(before / "parquet" / f"{name}.parquet") for name in _kept(before)}
    rows, values = {}, ([], [], [])  # type: ignore[var-annotated]
    for name, table in contents.tables.items():
        added, removed, changed = _compare(name, old.get(name), table)
        if added or removed or changed:
            rows[name] = RowCounts(len(added), len(removed), len(changed))
        if name == "indicator_value":
            values = added, removed, changed
    then = _by_id(pa.csv.read_csv(before / "computed_from.csv", convert_options=_typed()))
    now = _by_id(contents.computed_from)
    computed_with = descriptor["release"]["computed_with"]
    return Changes(
        since=int(descriptor["version"]),
        rows=rows,
        values=_values(old.get("indicator_value"), contents.tables["indicator_value"], *values),
        arrived=[row for name, row in now.items() if name not in then],
        gone=[row for name, row in then.items() if name not in now],
        conditions=[words for name, words in _CONDITIONS.items() if computed_with.get(name) != conditions.get(name)],
    )


def _kept(folder: Path) -> list[str]:
    return [path.stem for path in (folder / "parquet").glob("*.parquet")]


def _typed() -> Any:
    types = {field.name: ARROW_TYPES[field.type] for field in COMPUTED_FROM}
    return pa.csv.ConvertOptions(column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False)


def _by_id(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in table.to_pylist()}


def _compare(
    name: str, before: pa.Table | None, after: pa.Table
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the keys of rows that are new, gone, and other than they were."""
    if before is not None and before.equals(after):
        return [], [], []
    key = TABLES[name].key
    # A field that only one of them has makes every row another.
    fields = list(dict.fromkeys([*after.column_names, *(before.column_names if before is not None else ())]))
    now, then = _rows(after, key, fields), _rows(before, key, fields) if before is not None else {}
    return (
        [key for key in now if key not in then],
        [key for key in then if key not in now],
        [key for key, row in now.items() if key in then and then[key] != row],
    )


def _rows(table: pa.Table, key: Sequence[str], fields: Sequence[str]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    if not set(key) <= set(table.column_names):
        return {}
    columns = {
        name: table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
        for name in dict.fromkeys([*key, *fields])
    }
    keys, rows = ([columns[name] for name in names] for names in (key, fields))
    return dict(zip(zip(*keys, strict=True), zip(*rows, strict=True), strict=True))


def _values(
    before: pa.Table | None,
    after: pa.Table,
    added: Iterable[tuple[Any, ...]],
    removed: Iterable[tuple[Any, ...]],
    changed: Iterable[tuple[Any, ...]],
) -> pa.Table:
    key = TABLES["indicator_value"].key
    now = _rows(after, key, _PARTS)
    then = _rows(before, key, _PARTS) if before is not None else {}
    nothing = (None,) * len(_PARTS)
    records = [
        (
            what,
            *which,
            *(part for pair in zip(then.get(which, nothing), now.get(which, nothing), strict=True) for part in pair),
        )
        for what, keys in (("added", added), ("changed", changed), ("removed", removed))
        for which in keys
    ]
    schema = pa.schema([pa.field(field.name, ARROW_TYPES[field.type]) for field in VALUE_FIELDS])
    columns = list(zip(*records, strict=True)) or [()] * len(VALUE_FIELDS)
    return pa.table(dict(zip(schema.names, columns, strict=True)), schema=schema)


def changes_page(changes: Changes, contents: Contents, title: str, version: int) -> str:
    """Return what stands in ``changes.md``."""
    lines = [f"# {title}: what version {version} changes of version {changes.since}", "", "## Why", ""]
    places = {row["code"]: row["name_en"] for row in contents.tables["municipality"].to_pylist()}
    lines += _submissions("Count now and did not", changes.arrived, places)
    lines += _submissions("Counted and do not any more (superseded or withdrawn)", changes.gone, places)
    lines += [f"* {words}" for words in changes.conditions]
    if not (changes.arrived or changes.gone or changes.conditions):
        lines.append("* Nothing that figures are computed from; what is said about them, or the terms, was changed.")
    lines += ["", "## Rows", "", "| table | added | removed | changed |", "|---|--:|--:|--:|"]
    lines += [
        f"| `{name}` | {counts.added:,} | {counts.removed:,} | {counts.changed:,} |"
        for name, counts in changes.rows.items()
    ]
    lines += ["", f"{changes.values.num_rows:,} indicator values changed; `changes.csv` has all of them.", ""]
    lines += _programme(changes)
    return "\n".join(lines).rstrip() + "\n"


def _submissions(heading: str, rows: Sequence[Mapping[str, Any]], places: Mapping[str, str]) -> list[str]:
    if not rows:
        return []
    lines = [
        f"* {heading}:",
        "",
        "  | municipality | quarter | version | received (UTC) | submission |",
        "  |---|---|--:|---|---|",
    ]
    for row in rows[:_MOST_SHOWN]:
        code = row["municipality_code"]
        place = f"{places.get(code, '')} {code}".strip() if code else f"survey, {row['wave']}"
        received = f"{row['received_at']:%Y-%m-%d %H:%M}"
        lines.append(f"  | {place} | {row['quarter']} | {row['version']} | {received} | `{row['id']}` |")
    more = len(rows) - _MOST_SHOWN
    return [*lines, *([f"\n  … and {more} more"] if more > 0 else []), ""]


def _programme(changes: Changes) -> list[str]:
    rows = cast("list[dict[str, Any]]", changes.values.to_pylist())
    shown = [row for row in rows if row["area_level"] == "programme" and row["breakdown"] in ("total", "cumulative")]
    if not shown:
        return []
    lines = ["## The programme's figures", "", "| indicator | quarter | | before | after |", "|---|---|---|--:|--:|"]
    for row in shown[:_MOST_SHOWN]:
        before, after = _figure(row["value_before"]), _figure(row["value_after"])
        lines.append(f"| `{row['indicator']}` | {row['quarter']} | {row['breakdown']} | {before} | {after} |")
    more = len(shown) - _MOST_SHOWN
    return [*lines, *([f"\n… and {more} more"] if more > 0 else [])]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"
