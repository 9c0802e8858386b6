"""Editions: what a quarter's bulletin has said, each time that its figures became others.

They are kept as ``published.json`` beside the bulletin and not in the warehouse: the warehouse can be made again from
the archive and comes out the same, whereas what was published on a day, nobody can compute. Until the reporting
deadline has passed a bulletin is preliminary, and its figures replace each other; the last of them, or the first made
later, is the first edition, and whatever differs from it afterwards is a revision.

A figure is one as it is shown: digits that nobody saw make no revision.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sources.whole_files import whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE = "published.json"


class FigureKey(NamedTuple):
    """Which figure of a quarter: as in ``indicator_value``, of no category."""

    indicator: str
    breakdown: str
    area_level: str
    area_code: str


class Shown(NamedTuple):
    """What was published of it: the value as rounded for the page, and the municipalities behind it."""

    value: float | None
    contributing: int
    reporting: int


@dataclass(frozen=True)
class Edition:
    """The figures of a quarter as published at a moment."""

    published_at: datetime
    figures: Mapping[FigureKey, Shown]


def read_editions(folder: Path) -> tuple[Edition, ...]:
    """Return the editions of a quarter's bulletin, the first one first; none if it was never published.

    Args:
        folder: the folder of the quarter's reports.
    """
    file = folder / FILE
    if not file.exists():
        return ()
    return tuple(
        Edition(
            datetime.fromisoformat(edition["published_at"]),
            {FigureKey(*row[:4]): Shown(*row[4:]) for row in edition["figures"]},
        )
        for edition in json.loads(file.read_text(encoding="utf-8"))
    )


def publish(
    folder: Path, figures: Mapping[FigureKey, Shown], *, published_at: datetime, late_from: datetime
) -> tuple[Edition, ...]:
    """Add the figures of a quarter to its editions, unless they are those of the last one.

    Args:
        folder: the folder of the quarter's reports.
        figures: what the bulletin says now.
        published_at: when it does.
        late_from: the first moment after the reporting deadline; until then an edition replaces the one before.

    Returns:
        All editions, these figures' last.
    """
    editions = read_editions(folder)
    if editions and editions[-1].figures == figures:
        return editions
    if published_at < late_from:
        editions = ()
    editions = (*editions, Edition(published_at, dict(figures)))
    _write(folder / FILE, editions)
    return editions


def standing_at(editions: Sequence[Edition], moment: datetime) -> Edition | None:
    """Return the edition that stood published at a moment; None if there was none yet."""
    return next((edition for edition in reversed(editions) if edition.published_at <= moment), None)


def _write(file: Path, editions: Sequence[Edition]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = (
        '{"published_at": '
        + json.dumps(edition.published_at.isoformat())
        + ', "figures": [\n'
        + ",\n".join(json.dumps([*key, *shown]) for key, shown in edition.figures.items())
        + "\n]}"
        for edition in editions
    )
    with whole(file) as unfinished:
        unfinished.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8", newline="\n")
