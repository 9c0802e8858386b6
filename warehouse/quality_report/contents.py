"""What the report of a quarter says, read from the warehouse into frames.

Page and workbook show the same contents, so everything that is counted, joined or put in order is counted, joined and
put in order here. Findings are those on the submissions that count now; what was wrong in a superseded version and
right in the next one is no longer a fault of the quarter's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import and_, func, or_, select

from warehouse import standing
from warehouse.frames import read_frame
from warehouse.quality import ALL_DIMENSIONS, grade, margin_of_error
from warehouse.quality_report import faults
from warehouse.reporting import deadline_moment
from warehouse.tables import (
    ACCEPTED,
    QUARTERLY,
    REJECTED,
    TAKEN_IN,
    quality_score,
    reporting_status,
    submission,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from sources.quarters import Quarter

TREND_QUARTERS: Final = 8
"""Two years: a season can be compared with the same season of the year before."""


@dataclass(frozen=True)
class Headline:
    """The numbers a programme manager asks for first."""

    expected: int
    reported: int
    """Of the expected municipalities, those with an accepted report."""
    unexpected: int
    """Municipalities that reported although they are not enrolled."""
    on_time: int
    """Of all that reported."""
    accepted: int
    """Files accepted, superseded versions included."""
    superseded: int
    rejected: int
    errors: int
    warnings: int
    overall: float | None
    """The mean overall score of the municipalities that reported."""


@dataclass(frozen=True)
class Contents:
    """A quarter's report. Frames are in the order in which they are shown."""

    quarter: Quarter
    deadline_days: int
    as_of: datetime | None
    """When the latest file that the report rests on was received; None if there is none."""
    headline: Headline
    dimensions: pd.DataFrame
    """Index ``dimension``: ``score`` (mean over reporting municipalities) and ``A, B, C, D, none`` (how many)."""
    trend: pd.DataFrame
    """Index ``quarter``, oldest first: ``expected, reported, on_time`` and a mean score for each dimension."""
    municipalities: pd.DataFrame
    """Index ``code``, lowest overall score first: names, raion, oblast, reporting status, a score per dimension."""
    missing: pd.DataFrame
    """The rows of ``municipalities`` that are expected and have not reported."""
    unanswered: pd.DataFrame
    """Index ``form``: in how many reports it is neither filled in nor answered with none, and ``names`` of whose."""
    blanks: pd.DataFrame
    """``form, required, blank``: required cells in reported rows, and those left blank."""
    rejected: pd.DataFrame
    """One row per file not taken in and reason: ``file_name, name, received_at, reason, value``."""
    by_code: pd.DataFrame
    """``severity, code, findings, municipalities, cells_refused, rows_refused``."""
    by_column: pd.DataFrame
    """``form, column, error, warning, note``: findings on each column of each form, most errors first."""
    findings: pd.DataFrame
    """Every finding, gravest first, with ``municipality`` (its name), ``municipality_code`` and ``file_name``."""
    notes: dict[str, int]
    """What the enrolment says must be seen beside figures, and of how many municipalities."""
    margins: pd.DataFrame
    """``municipality, wave, answers, share, margin`` of the trust surveys fielded in the quarter."""


def read_contents(
    connection: Connection, quarter: Quarter, *, deadline_days: int, trend_quarters: int = TREND_QUARTERS
) -> Contents:
    """Read what the report of a quarter says.

    Args:
        connection: the warehouse, with the quarter's reporting status and scores computed.
        quarter: the quarter reported on.
        deadline_days: days after the quarter's end in which a report was on time.
        trend_quarters: how many quarters the trend shows, this one included.
    """
    names = standing.names(connection, quarter)
    municipalities = standing.standing(connection, quarter)
    reporting = municipalities[municipalities["version"].notna()]
    files = _files(connection, quarter)
    found = faults.findings(connection, quarter, names)
    return Contents(
        quarter=quarter,
        deadline_days=deadline_days,
        as_of=None if files.empty else files["received_at"].max().to_pydatetime(),
        headline=_headline(municipalities, reporting, files),
        dimensions=_dimensions(reporting),
        trend=_trend(connection, quarter, trend_quarters),
        municipalities=municipalities,
        missing=municipalities[municipalities["expected"] & municipalities["version"].isna()].sort_values(
            ["oblast", "raion", "name_ru"], kind="stable"
        ),
        unanswered=faults.unanswered(connection, quarter, names),
        blanks=faults.blanks(connection, quarter),
        rejected=faults.rejected(connection, files, names),
        by_code=faults.by_code(found),
        by_column=faults.by_column(found),
        findings=found,
        notes=standing.notes(connection, quarter),
        margins=_margins(connection, quarter, names),
    )


def _files(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Return the quarter's files: those of its reports, and rejected ones for it or, unreadable, while it was due."""
    due = and_(
        submission.c.received_at >= deadline_moment(quarter, 0),
        submission.c.received_at < deadline_moment(quarter.plus(1), 0),
    )
    belongs = or_(
        and_(submission.c.kind == QUARTERLY, submission.c.quarter == str(quarter)),
        and_(submission.c.status == REJECTED, submission.c.quarter == str(quarter)),
        and_(submission.c.status == REJECTED, submission.c.quarter.is_(None), due),
    )
    return read_frame(connection, select(submission).where(belongs).order_by(submission.c.received_at, submission.c.id))


def _headline(municipalities: pd.DataFrame, reporting: pd.DataFrame, files: pd.DataFrame) -> Headline:
    overall = reporting["overall"].mean()
    return Headline(
        expected=int(municipalities["expected"].sum()),
        reported=int(reporting["expected"].sum()),
        unexpected=int((~reporting["expected"]).sum()),
        on_time=int(reporting["on_time"].sum()),
        accepted=int(files["status"].isin(TAKEN_IN).sum()),
        superseded=int((files["status"].isin(TAKEN_IN) & (files["status"] != ACCEPTED)).sum()),
        rejected=int((files["status"] == REJECTED).sum()),
        errors=int(reporting["errors"].sum()),
        warnings=int(reporting["warnings"].sum()),
        overall=None if pd.isna(overall) else float(overall),
    )


def _dimensions(reporting: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for dimension in ALL_DIMENSIONS:
        letters = reporting[dimension].map(grade, na_action="ignore").value_counts()
        counts = {letter: int(letters.get(letter, 0)) for letter in "ABCD"}
        unknown = int(reporting[dimension].isna().sum())
        rows.append({"dimension": dimension, "score": reporting[dimension].mean(), **counts, "none": unknown})
    return pd.DataFrame(rows).set_index("dimension").astype({"score": "Float64"})


def _trend(connection: Connection, quarter: Quarter, quarters: int) -> pd.DataFrame:
    first = str(quarter.plus(1 - quarters))
    in_time = and_(quality_score.c.quarter >= first, quality_score.c.quarter <= str(quarter))
    reported = and_(
        reporting_status.c.municipality_code == quality_score.c.municipality_code,
        reporting_status.c.quarter == quality_score.c.quarter,
        reporting_status.c.version.is_not(None),
    )
    means = (
        select(quality_score.c.quarter, quality_score.c.dimension, func.avg(quality_score.c.score).label("score"))
        .join_from(quality_score, reporting_status, reported)
        .where(in_time)
        .group_by(quality_score.c.quarter, quality_score.c.dimension)
    )
    scores = read_frame(connection, means).pivot_table(
        index="quarter", columns="dimension", values="score", aggfunc="first", dropna=False
    )
    of_time = and_(reporting_status.c.quarter >= first, reporting_status.c.quarter <= str(quarter))
    status = read_frame(connection, select(reporting_status).where(of_time))
    counts = pd.DataFrame(
        {
            "quarter": status["quarter"],
            "expected": status["expected"].astype("Int64"),
            "reported": (status["expected"] & status["version"].notna()).astype("Int64"),
            "on_time": status["on_time"].fillna(value=False).astype("Int64"),
        }
    )
    trend = counts.groupby("quarter").sum().join(scores.reindex(columns=list(ALL_DIMENSIONS)).astype("Float64"))
    # Before the programme's first report there is nothing to compare with.
    return trend.sort_index()


def _margins(connection: Connection, quarter: Quarter, names: pd.DataFrame) -> pd.DataFrame:
    margins = margin_of_error(connection, quarter)
    margins.insert(
        0, "municipality", margins["municipality_code"].map(names["name_ru"]).fillna(margins["municipality_code"])
    )
    return margins.sort_values(["wave", "municipality"], kind="stable").reset_index(drop=True)
