"""What was known on an earlier day: a second warehouse, filled as a pipeline would have that got no later file.

The ledger of that day follows from the present one: which submissions had been received, and which of them counted.
Their rows are made anew from the archive with the present code, register, enrolment and settings, because the rules
across quarters may have judged them by reports that came later. What was read of a workbook is kept, so that this is a
matter of seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sources.intake.arrival import Arrival
from sources.quarters import BISHKEK, Quarter
from sources.standardize import standardize
from warehouse.engine import writing
from warehouse.indicators import compute_indicators, load_declarations
from warehouse.integrity import integrity_of
from warehouse.ledger import Ledger
from warehouse.quality import compute_quality
from warehouse.quarter import bring_in
from warehouse.reporting import compute_reporting_status

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd
    from sqlalchemy import Engine

    from sources.extraction import Extractor


def end_of(day: date) -> datetime:
    """Return the first moment after a day in Bishkek, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), BISHKEK).astimezone(UTC)


@dataclass(frozen=True)
class AsKnown:
    """What filling a second warehouse works with."""

    engine: Engine
    """The warehouse to fill: with its register and enrolment, and without submissions."""
    extractor: Extractor
    """Reads workbooks from the archive, or knows what was read."""
    deadline_days: int
    programme_start: Quarter

    def fill(
        self,
        taken_in: pd.DataFrame,
        day: date,
        only: Quarter | None = None,
        progress: Callable[[str], None] = lambda _quarter: None,
    ) -> list[str]:
        """Fill the warehouse with what was known at the end of a day.

        Args:
            taken_in: the submissions of the present ledger that were taken in.
            day: the day, in Bishkek.
            only: the one quarter whose figures are wanted: no later one is looked at, and of earlier ones, on which
                its figures look back, the rows alone are made. None for all quarters.
            progress: told each quarter that is begun.

        Returns:
            The quarters whose figures are computed, in order of time.

        Raises:
            ArchiveError: an archived workbook cannot be read now.
        """
        known = taken_in[taken_in["received_at"] < end_of(day)]
        if only is not None:
            known = known[known["quarter"] <= str(only)]
        ledger = Ledger(self.engine)
        ledger.record(_arrivals(known))
        reported = [Quarter.parse(quarter) for quarter in ledger.quarters_with_submissions()]
        if not reported:
            return []
        computed = []
        # As in a run: the quarters between are computed too, though nobody reported for them.
        for quarter in reported[0].until(reported[-1]):
            progress(str(quarter))
            integrity = self._load(quarter, ledger.submissions(str(quarter)))
            if only in (None, quarter):
                self._compute(quarter, integrity)
                computed.append(str(quarter))
        return computed

    def _load(self, quarter: Quarter, submissions: pd.DataFrame) -> pd.DataFrame:
        extracted = self.extractor.extract(submissions)
        bring_in(self.engine, quarter, standardize(extracted), extracted.layout)
        return integrity_of(submissions, self.extractor.archive, extracted.submissions)

    def _compute(self, quarter: Quarter, integrity: pd.DataFrame) -> None:
        days = self.deadline_days
        with writing(self.engine) as connection:
            load_declarations(connection)
            compute_reporting_status(connection, quarter, deadline_days=days)
            compute_indicators(connection, quarter, deadline_days=days, programme_start=self.programme_start)
            compute_quality(connection, quarter, deadline_days=days, integrity=integrity)


def _arrivals(known: pd.DataFrame) -> list[Arrival]:
    """Return the submissions as they arrived; the ledger numbers their versions anew."""
    facts = ("sha256", "file_name", "sender", "size_bytes", "path", "kind", "municipality_code", "quarter", "wave")
    rows: list[Any] = known.astype(object).where(known.notna(), None).to_dict("records")
    return [
        Arrival(
            received_at=row["received_at"].to_pydatetime(),
            form_version=row["form_version"],
            accepted=True,
            **{name: row[name] for name in facts},
        )
        for row in rows
    ]
