"""The index of all reports: one page that leads to each quarter's bulletin, quality report, Data Docs and release.

Above them it leads to what is about all quarters: the board of reporting and the folder of releases.

It links what lies there when it is written, so whoever adds something to the reports writes it again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sources.quarters import Quarter
from sources.whole_files import whole
from warehouse.bulletin import wording
from warehouse.bulletin.page import render_template
from warehouse.bulletin.words import Words
from warehouse.standing import note_label, notes
from warehouse.summaries import reporting_overview

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from sources.labels import Language

FILE: Final = "index.html"
_BOARD: Final = "board.html"
_RELEASES: Final = "releases"
"""A link beside the index to the folder of releases: who reads the reports over HTTP sees nothing above them."""

_BULLETIN: Final = (("bulletin.html", "bulletin"), ("bulletin.pdf", "pdf_short"))
_CHECKS: Final = (
    ("quality_{quarter}.html", "report_short"),
    ("quality_{quarter}.xlsx", "excel_short"),
    ("data_docs/index.html", "data_docs"),
)


def write_index(connection: Connection, reports: Path, releases: Path, language: Language) -> Path:
    """Write the index of all quarters of which there is any report, the latest first.

    Args:
        connection: the warehouse.
        reports: the folder with a folder of reports for each quarter; the index goes into it.
        releases: the folder with a folder for each quarter's release, where there are releases.
        language: the language in which the page opens.

    Returns:
        The index.
    """
    overview = reporting_overview(connection).set_index("quarter")
    rows = []
    for quarter in sorted(overview.index, reverse=True):
        counted = overview.loc[quarter]
        rows.append(
            {
                "label": wording.quarter_label(Quarter.parse(quarter)),
                "bulletin": _present(reports, quarter, _BULLETIN),
                "checks": _present(reports, quarter, _CHECKS),
                "release": f"{_RELEASES}/{quarter}/" if (releases / quarter).is_dir() else None,
                "expected": int(counted["expected"]),
                "reported": int(counted["reported"]),
                "on_time": int(counted["on_time"]),
                "quality": None if pd.isna(counted["quality"]) else float(counted["quality"]),
            }
        )
    noted = notes(connection, Quarter.parse(max(overview.index))) if len(overview) else {}
    text = render_template(
        "index.html.jinja",
        Words(language),
        wording.TEXTS["title"],
        rows=rows,
        board=_BOARD if (reports / _BOARD).exists() else None,
        releases=f"{_RELEASES}/" if releases.is_dir() else None,
        notes=[(note_label(note), count) for note, count in noted.items()],
    )
    if releases.is_dir():
        with suppress(FileExistsError):
            (reports / _RELEASES).symlink_to(os.path.relpath(releases, reports))
    file = reports / FILE
    with whole(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
    return file


def _present(reports: Path, quarter: str, wanted: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [
        {"href": f"{quarter}/{name}", "label": wording.TEXTS[text]}
        for pattern, text in wanted
        if (reports / quarter / (name := pattern.format(quarter=quarter))).exists()
    ]
