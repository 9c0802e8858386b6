"""The report as one HTML page that needs nothing but itself: style and charts inside, no script, no network.

Everything that came out of a workbook passes through Jinja's escaping and, before it, through ``readable``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from sources.findings import CATALOGUE
from sources.forms import FORMS
from sources.labels import Label
from warehouse.frames import records
from warehouse.quality import ALL_DIMENSIONS, DIMENSIONS, GRADES, OVERALL, grade
from warehouse.quality_report import wording
from warehouse.quality_report.charts import score_chart, trend_chart

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.quality_report.contents import Contents

MOST_FINDINGS: Final = 200
"""So many findings are listed on the page; the workbook has them all."""

MOST_COLUMNS: Final = 40
"""So many columns of forms are listed on the page; the workbook has them all."""


def write_page(contents: Contents, path: Path) -> None:
    """Write the report as a page.

    Args:
        contents: what it says.
        path: the file to write, replaced if it is there.
    """
    page = (
        _environment()
        .get_template("page.html.jinja")
        .render(
            contents=contents,
            headline=contents.headline,
            quarter=contents.quarter,
            quarter_ru=wording.quarter_in_russian(contents.quarter),
            dimensions=ALL_DIMENSIONS,
            in_table=[OVERALL, *DIMENSIONS.values()],
            grades=GRADES,
            severities=wording.SEVERITY_LABELS,
            score_chart=score_chart(contents.dimensions),
            trend_chart=trend_chart(contents.trend),
            extremes=_extremes(contents.dimensions),
            municipalities=records(contents.municipalities),
            missing=records(contents.missing),
            unanswered=_with_labels(contents.unanswered),
            blanks=_with_labels(contents.blanks),
            rejected=_with_titles(contents.rejected, "reason"),
            by_code=_with_titles(contents.by_code, "code"),
            by_column=_with_labels(contents.by_column.head(MOST_COLUMNS)),
            findings=_with_titles(_with_labels(contents.findings.head(MOST_FINDINGS)), "code"),
            trend=records(contents.trend),
            margins=records(contents.margins),
            form_count=len(FORMS),
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("warehouse.quality_report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": wording.count_text,
        "moment": wording.moment_text,
        "readable": lambda text: wording.readable(text) if isinstance(text, str) else "",
        "score": wording.score_text,
        "grade": grade,
    }
    return environment


def _with_labels(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = records(table)
    for row in rows:
        row["form_label"] = wording.form_label(row["form"]) if row["form"] else None
        row["column_label"] = wording.column_label(row["form"], row["column"]) if row.get("column") else None
    return rows


def _with_titles(table: pd.DataFrame | list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    rows = records(table) if isinstance(table, pd.DataFrame) else table
    for row in rows:
        entry = CATALOGUE.get(row[column])
        row["title"] = entry.title if entry else Label(row[column], row[column], row[column])
    return rows


def _extremes(dimensions: pd.DataFrame) -> tuple[str, str] | None:
    """Return the ids of the strongest and the weakest dimension, where there are scores and they differ."""
    known = dimensions.loc[list(DIMENSIONS), "score"].dropna()
    if known.empty or known.max() == known.min():
        return None
    return str(known.idxmax()), str(known.idxmin())
