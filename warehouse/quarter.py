"""Bringing a quarter into the warehouse: the rules across quarters, then the load.

Loading itself, in one transaction, is ``loading``'s; what is true of rows by themselves was settled before
(``sources.standardize``). Quarters are brought in in order of time, because each looks back at the ones before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sources.across_quarters import LOOK_BACK_QUARTERS, check_across_quarters
from sources.forms import ALL_FORMS, FORMS
from warehouse.engine import reading
from warehouse.loading import QuarterLoad, earlier_rows, load_quarter

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sources.quarters import Quarter
    from sources.standardize import Standardized


@dataclass(frozen=True)
class QuarterLoaded:
    """What a quarter's load did."""

    quarter: str
    rows: dict[str, int]
    """Rows loaded, by table."""
    findings: pd.DataFrame
    """Everything found on the quarter's submissions."""


def bring_in(engine: Engine, quarter: Quarter, standardized: Standardized, layout: pd.DataFrame) -> QuarterLoaded:
    """Hold a quarter's rows against earlier quarters and load what stands.

    Args:
        engine: the warehouse; the earlier quarters are in it already.
        quarter: the quarter.
        standardized: the valid rows and findings of all submissions of the quarter, superseded ones included.
        layout: where every column of these submissions stands.

    Returns:
        The rows loaded by table, and all findings.
    """
    rows = dict(standardized.rows)
    findings = [standardized.findings]
    tallies = standardized.tallies.set_index(["submission_id", "form"])
    layout_of = dict(iter(layout.groupby("form", observed=True)))
    for form in FORMS.values():
        if rows[form.id].empty:
            continue
        with reading(engine) as connection:
            earlier = earlier_rows(connection, form.id, str(quarter), LOOK_BACK_QUARTERS)
        across = check_across_quarters(form, rows[form.id], earlier, layout_of.get(form.id, layout.iloc[:0]))
        rows[form.id] = rows[form.id].loc[~across.refused]
        findings.append(across.findings)
        counted = across.tallied.set_index("form", append=True)
        tallies[counted.columns] = tallies[counted.columns].add(counted, fill_value=0).astype("int64")
    # A form of which no row is left has not been answered.
    tallies["answered"] &= (tallies["rows_read"] == 0) | (tallies["rows_refused"] < tallies["rows_read"])
    found = pd.concat([table for table in findings if len(table)] or findings[:1], ignore_index=True)
    load = QuarterLoad(
        quarter=str(quarter),
        rows={form: rows[form] for form in ALL_FORMS},
        findings=found,
        layout=layout,
        tallies=tallies.reset_index(),
    )
    return QuarterLoaded(str(quarter), load_quarter(engine, load), found)
