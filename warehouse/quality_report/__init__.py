"""The data-quality report of a quarter, as a page and as a workbook.

``contents`` reads from the warehouse what the report says, ``page`` and ``workbook`` show it, ``charts`` draws. How
scores are computed is ``warehouse.quality``'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.quality_report.contents import TREND_QUARTERS, read_contents
from warehouse.quality_report.page import write_page
from warehouse.quality_report.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from sources.quarters import Quarter

__all__ = ["write_quality_report"]


def write_quality_report(
    connection: Connection,
    quarter: Quarter,
    folder: Path,
    *,
    deadline_days: int,
    trend_quarters: int = TREND_QUARTERS,
) -> tuple[Path, Path]:
    """Write the quality report of a quarter, replacing an earlier one.

    The same warehouse gives the same bytes: the report holds no time but those of the data.

    Args:
        connection: the warehouse, with the quarter's ``reporting_status`` and ``quality_score`` computed.
        quarter: the quarter reported on.
        folder: where the two files go; it is made if it is not there.
        deadline_days: days after the quarter's end in which a report was on time; stated in the report.
        trend_quarters: how many quarters the trend shows, this one included.

    Returns:
        The paths of ``quality_<quarter>.html`` and ``quality_<quarter>.xlsx``.
    """
    contents = read_contents(connection, quarter, deadline_days=deadline_days, trend_quarters=trend_quarters)
    folder.mkdir(parents=True, exist_ok=True)
    html, xlsx = folder / f"quality_{quarter}.html", folder / f"quality_{quarter}.xlsx"
    write_page(contents, html)
    write_workbook(contents, xlsx)
    return html, xlsx
