"""The files of a release: what each is called, and the one place where all of them are put together."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from warehouse.release import data_package, pages
from warehouse.release.changes import VALUE_FIELDS, Changes, changes_page
from warehouse.release.contents import COMPUTED_FROM, Contents
from warehouse.release.flat_files import csv_bytes, write_parquet
from warehouse.release.tables import TABLES
from warehouse.release.terms import Terms, caution, citation, licence_text
from warehouse.release.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True)
class Draft:
    """A release that is ready to be written."""

    contents: Contents
    terms: Terms
    deadline_days: int
    computed_with: Mapping[str, str]
    tables: dict[str, bytes]
    """The CSV files of the tables, by path."""

    @cached_property
    def title(self) -> str:
        """What the release is called."""
        return f"Municipal services: reports and indicators, {self.contents.period.words}"

    @property
    def _workbook(self) -> str:
        return f"release_{self.contents.period.name}.xlsx"

    @cached_property
    def caution(self) -> str:
        """What must be seen beside its figures."""
        return caution(self.contents.notes)

    @cached_property
    def content(self) -> str:
        """A digest of all that a new version is made for: the data, what is said of them, and the terms."""
        parts = {
            "resources": [
                data_package.with_hash(resource, self.tables[path])
                for path, resource in data_package.table_resources().items()
            ],
            "terms": [self.terms.licence, self.terms.publisher],
        }
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def write(self, folder: Path, *, version: int | None, changes: Changes | None, as_known_on: date | None) -> None:
        """Write all files but the checksums into an empty folder.

        Args:
            folder: where to.
            version: its number; None for an earlier state that was made again.
            changes: what it changes of the version before it, if there is one.
            as_known_on: the day at the end of which this was known, for an earlier state.
        """
        called = f"version {version}" if as_known_on is None else f"as known on {as_known_on}"
        resources = self._write_tables(folder)
        workbook = folder / self._workbook
        write_workbook(workbook, self.contents.tables, self._about(called), self.title, self.contents.received_until)
        resources.append(
            data_package.with_hash(
                data_package.plain("workbook", workbook.name, "All tables as a workbook", _XLSX), workbook.read_bytes()
            )
        )
        if changes is not None and version is not None:
            page = changes_page(changes, self.contents, self.title, version)
            (folder / "changes.md").write_text(page, encoding="utf-8")
            resources.append(
                _written(folder, "changes", "Indicator values that changed", VALUE_FIELDS, csv_bytes(changes.values))
            )
        for name, text in self._texts(called).items():
            (folder / name).write_text(text, encoding="utf-8")
        descriptor = self._descriptor(called, version, as_known_on, resources)
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        (folder / "datapackage.json").write_text(text, encoding="utf-8")

    def _write_tables(self, folder: Path) -> list[dict[str, Any]]:
        (folder / "csv").mkdir()
        (folder / "parquet").mkdir()
        resources = []
        for path, resource in data_package.table_resources().items():
            (folder / path).write_bytes(self.tables[path])
            resources.append(data_package.with_hash(resource, self.tables[path]))
        for name, table in self.contents.tables.items():
            path = f"parquet/{name}.parquet"
            write_parquet(table, folder / path, TABLES[name].fields)
            as_parquet = data_package.plain(f"{name}.parquet", path, f"{TABLES[name].title}, as Parquet", _PARQUET)
            resources.append(data_package.with_hash(as_parquet, (folder / path).read_bytes()))
        counted = csv_bytes(self.contents.computed_from)
        resources.append(
            _written(folder, "computed_from", "The submissions that figures are computed from", COMPUTED_FROM, counted)
        )
        return resources

    def _about(self, called: str) -> list[tuple[str, str]]:
        return [
            (name, words)
            for name, words in (
                ("Release", self.title),
                ("Version", called),
                ("Data received until", f"{self.contents.received_until:%Y-%m-%d %H:%M} UTC"),
                ("Please note", self.caution),
                ("Publisher", self.terms.publisher),
                ("Licence", f"{self.terms.licence_name}, {self.terms.licence_url}"),
                ("Fields", "What each field means is in data_dictionary.html beside this file."),
                ("Indicators", "How each is computed is in indicator_reference_sheets.html."),
            )
            if words
        ]

    def _texts(self, called: str) -> dict[str, str]:
        named = f"{self.title}, {called}"
        abstract = f"Data received until {self.contents.received_until:%Y-%m-%d}. {self.caution}".strip()
        return {
            "README.md": self._readme(called),
            "LICENCE.txt": licence_text(self.terms),
            "CITATION.cff": citation(self.terms, self.title, called, abstract),
            "data_dictionary.html": pages.data_dictionary(named, self.caution),
            "indicator_reference_sheets.html": pages.reference_sheets(
                named, self.caution, deadline_days=self.deadline_days
            ),
        }

    def _readme(self, called: str) -> str:
        files = {
            "csv/, parquet/": "each table, in both formats",
            self._workbook: "all tables as sheets; the one of indicator values has names beside its codes",
            "datapackage.json": "Frictionless Data Package: types, keys, units, hashes",
            "data_dictionary.html": "what each field of each table means",
            "indicator_reference_sheets.html": "how each indicator is defined and computed",
            "computed_from.csv": "the submissions that figures are computed from, those of earlier quarters too",
            "changes.md, changes.csv": "from version 2 on: what changed since the version before, and why",
            "SHA256SUMS": "checksums: `sha256sum -c SHA256SUMS`",
        }
        lines = [
            f"# {self.title}",
            "",
            *(f"* {name}: {words}" for name, words in self._about(called)[1:]),
            *("", "| file | what it is |", "|---|---|"),
            *(f"| `{name}` | {words} |" for name, words in files.items()),
            "",
            "Codes of municipalities are text of 14 digits. Moments are in UTC. What is missing is empty; it is not 0.",
            "In the CSV files a text that a spreadsheet would take for a formula has an apostrophe before it.",
        ]
        return "\n".join(lines) + "\n"

    def _descriptor(
        self, called: str, version: int | None, as_known_on: date | None, resources: list[dict[str, Any]]
    ) -> dict[str, Any]:
        period = self.contents.period
        licence = {"name": self.terms.licence, "title": self.terms.licence_name, "path": self.terms.licence_url}
        stated = {
            "period": period.name,
            "first_quarter": str(period.first),
            "last_quarter": str(period.last),
            "received_until": self.contents.received_until.isoformat(),
            "as_known_on": as_known_on.isoformat() if as_known_on else None,
            "content": self.content,
            "computed_with": dict(self.computed_with),
        }
        return {
            "profile": "data-package",
            "name": f"aimak-{period.name.lower()}",
            "title": self.title,
            "description": f"{called[0].upper()}{called[1:]}. {self.caution}".strip(),
            **({"version": str(version)} if version else {}),
            "licenses": [licence],
            "contributors": [{"title": self.terms.publisher, "role": "publisher"}],
            "sources": [{"title": "Quarterly workbooks of the municipalities, and survey waves"}],
            "resources": resources,
            "release": {name: fact for name, fact in stated.items() if fact is not None},
        }


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARQUET = "application/vnd.apache.parquet"


def _written(folder: Path, name: str, title: str, fields: Any, content: bytes) -> dict[str, Any]:
    path = f"{name}.csv"
    (folder / path).write_bytes(content)
    return data_package.with_hash(
        data_package.tabular(name, path, title, f"{title}.", data_package.fields_schema(fields)), content
    )


def draft(contents: Contents, terms: Terms, deadline_days: int, computed_with: Mapping[str, str]) -> Draft:
    """Return a release of some contents, ready to be compared with an earlier one and to be written."""
    tables = {f"csv/{name}.csv": csv_bytes(table) for name, table in contents.tables.items()}
    return Draft(contents, terms, deadline_days, computed_with, tables)
