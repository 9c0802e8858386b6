"""Writing the bulletin of a quarter: publish its figures, and write the page where it would say something else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sources.quarters import Quarter
from sources.whole_files import whole
from warehouse.bulletin.contents import Contents, read_contents, read_figures
from warehouse.bulletin.editions import Edition, publish, read_editions
from warehouse.bulletin.links import Links
from warehouse.bulletin.page import render
from warehouse.indicators import INDICATORS, SECTIONS
from warehouse.lineage.places import FIGURES
from warehouse.reporting import deadline_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from sources.labels import Language
    from sources.register.municipalities import Area

PAGE: Final = "bulletin.html"
PDF: Final = "bulletin.pdf"


@dataclass(frozen=True)
class Bulletin:
    """What was written."""

    page: Path
    edition: int
    changed: bool
    """Whether the page is another one than before."""
    figures: int
    """Figures of the programme, the oblasts and the kinds in this quarter."""
    revised: int
    """Figures that differ from the bulletin before or from this one's first edition."""
    preliminary: bool


def write_bulletin(  # noqa: PLR0913 - what only the caller knows
    connection: Connection,
    quarter: Quarter,
    reports: Path,
    *,
    deadline_days: int,
    areas: Iterable[Area],
    published_at: datetime,
    language: Language,
    printed: bool,
) -> Bulletin:
    """Publish the bulletin of a quarter: its figures join the editions, and its page is written if it has changed.

    The page is a function of the warehouse, of what was published before, and of which pages lie beside it: writing it
    again gives the same bytes.

    Args:
        connection: the warehouse, with the quarter's indicators, reporting status and scores computed.
        quarter: the quarter; those before it have been published already.
        reports: the folder with a folder of reports for each quarter.
        deadline_days: days after the quarter's end in which a report was on time.
        areas: the oblasts and raions of the register, whose names are shown.
        published_at: the moment of publication, kept with figures that are new.
        language: the language in which the page opens.
        printed: whether there is a PDF to link to, or will be.
    """
    folder = reports / str(quarter)
    figures = read_figures(connection, quarter)
    late_from = deadline_moment(quarter, deadline_days)
    own = publish(folder, figures, published_at=published_at, late_from=late_from)
    contents = read_contents(
        connection,
        quarter,
        deadline_days=deadline_days,
        areas=areas,
        editions={**_earlier_editions(reports, quarter), quarter: own},
    )
    links = Links(
        quality=name if (folder / (name := f"quality_{quarter}.html")).exists() else None,
        pdf=printed,
        explained=_explained(reports, contents),
    )
    page, fingerprint = folder / PAGE, _fingerprint(contents, language, links)
    changed = not (page.exists() and fingerprint in _beginning(page))
    if changed:
        with whole(page) as unfinished:
            unfinished.write_text(render(contents, language, links, fingerprint), encoding="utf-8", newline="\n")
    return Bulletin(page, len(own), changed, len(figures), len(contents.revisions), contents.preliminary)


def _earlier_editions(reports: Path, quarter: Quarter) -> dict[Quarter, tuple[Edition, ...]]:
    """Return what was published for earlier quarters, as far as it is shown."""
    known = sorted(folder.name for folder in reports.iterdir() if folder.is_dir() and folder.name < str(quarter))
    return {Quarter.parse(name): editions for name in known if (editions := read_editions(reports / name))}


def _explained(reports: Path, contents: Contents) -> frozenset[str]:
    """Return the pages that explain figures, as addresses from the quarter's folder."""
    found = {f"{FIGURES}/{page.name}" for page in (reports / str(contents.quarter) / FIGURES).glob("*.html")}
    for quarter in contents.quarters[:-1]:
        found |= {f"../{quarter}/{FIGURES}/{page.name}" for page in (reports / str(quarter) / FIGURES).glob("*.html")}
    return frozenset(found)


def _fingerprint(contents: Contents, language: Language, links: Links) -> str:
    """Return a hash of all that a page follows from."""
    told = hashlib.sha256(_code().encode())
    for part in fields(contents):
        value: Any = getattr(contents, part.name)
        told.update(f"{part.name}={value.to_csv() if isinstance(value, pd.DataFrame) else value!r}\n".encode())
    told.update(f"{language} {links.quality} {links.pdf} {sorted(links.explained)}".encode())
    return told.hexdigest()


@cache
def _code() -> str:
    """Return a hash of what the page is made with: this package, and the declarations that it shows."""
    told = hashlib.sha256()
    for file in sorted(files("warehouse.bulletin").iterdir(), key=lambda each: each.name):
        if file.is_file():
            told.update(file.read_bytes())
    shown: Mapping[str, Any] = {
        each.id: (each.label, each.definition, each.unit, each.direction, each.source) for each in INDICATORS.values()
    }
    told.update(repr((shown, [(each.id, each.title) for each in SECTIONS.values()])).encode())
    return told.hexdigest()


def _beginning(page: Path) -> str:
    with page.open(encoding="utf-8") as file:
        return file.read(2000)
