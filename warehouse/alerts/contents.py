"""What there is to tell of a quarter once its deadline has passed: who is missing, whose quality fell, what jumped.

Questions to the warehouse and their answers in words; nothing is sent or kept here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from warehouse.alerts.board import Alert
from warehouse.expectations.history import indicators_moved
from warehouse.summaries import missing_reports, quality_changes

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from sources.quarters import Quarter

FALL: Final = 20.0
"""Points of 100 by which a municipality's quality must fall to be named: more than one late week (35) takes half of a
dimension, one of seven."""


def alerts_after_deadline(connection: Connection, quarter: Quarter) -> list[Alert]:
    """Return what there is to tell of a quarter after its deadline; an alert without anything to tell is left out.

    Args:
        connection: the warehouse, with ``reporting_status`` of the quarter up to date.
        quarter: the quarter.
    """
    found = (
        _missing(quarter, missing_reports(connection, [str(quarter)])),
        _fallen(quarter, quality_changes(connection, quarter)),
        _jumped(quarter, [dict(row) for row in connection.execute(indicators_moved(quarter)).mappings()]),
    )
    return [alert for alert in found if alert.lines]


def _missing(quarter: Quarter, missing: pd.DataFrame) -> Alert:
    return Alert(
        f"missing-{quarter}",
        f"{quarter}: {len(missing)} reports are missing after the deadline",
        tuple(f"{row.municipality_code}  {row.name}, {row.oblast}" for row in missing.itertuples()),
    )


def _fallen(quarter: Quarter, changes: pd.DataFrame) -> Alert:
    fallen = changes[changes["before"] - changes["now"] >= FALL].sort_values("now")
    return Alert(
        f"quality-{quarter}",
        f"{quarter}: the data quality of {len(fallen)} municipalities fell by {FALL:.0f} points or more",
        tuple(
            f"{row.municipality_code}  {row.name}, {row.oblast}: {row.before:.0f} → {row.now:.0f}"
            for row in fallen.itertuples()
        ),
    )


def _jumped(quarter: Quarter, moved: list[dict[str, Any]]) -> Alert:
    return Alert(
        f"jump-{quarter}",
        f"{quarter}: {len(moved)} figures moved further than they ever did",
        tuple(
            "{indicator}, {area_level} {area_code}: {previous:.6g} → {figure:.6g} "
            "(expected {expected_from:.6g} to {expected_to:.6g})".format(**row)
            for row in moved
        ),
    )
