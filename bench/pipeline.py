"""The pipeline as its users run it: files are dropped, ``aimak run`` is called, figures and reports are there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bench.measuring import AIMAK, Measured, measured
from sources.forms import FORMS
from warehouse.engine import open_read_only, reading
from warehouse.tables import FACTS, submission
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Installation:
    """One home, with the register and enrolment that its variables name."""

    home: Path
    variables: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this installation finds in its environment."""
        return {
            "AIMAK_HOME": str(self.home),
            "AIMAK_SETTLE_SECONDS": "0",
            "AIMAK_TRUST_FILE_TIMES": "true",
            **self.variables,
        }

    @property
    def warehouse_url(self) -> str:
        """The URL of the warehouse."""
        return f"sqlite:///{self.home / 'warehouse.sqlite'}"

    def drop(self, files: Iterable[Path]) -> int:
        """Drop files, as they are, with their times; return how many."""
        intake = self.home / "intake"
        intake.mkdir(parents=True, exist_ok=True)
        count = 0
        for file in files:
            shutil.copy2(file, intake / file.name)
            count += 1
        return count

    def run(self) -> Measured:
        """Call ``aimak run`` up to indicators, notices and report, and measure it."""
        return measured([AIMAK, "run", "--no-publish"], self.environment)

    def publish(self) -> Measured:
        """Call ``aimak run`` once more, for what is published of the quarters that were computed, and measure it."""
        return measured([AIMAK, "run"], self.environment)

    def stages(self) -> dict[str, float]:
        """Return how many seconds each step of the recorded runs took, in the order in which they began."""
        import dagster as dg  # noqa: PLC0415 - three seconds that only this costs

        with dg.DagsterInstance.from_config(str(self.home / "dagster")) as instance:
            stats = [
                step
                for record in instance.get_run_records()
                for step in instance.get_run_step_stats(record.dagster_run.run_id)
            ]
        return {
            step.step_key: step.end_time - step.start_time
            for step in sorted(stats, key=lambda step: step.start_time or 0)
            if step.start_time and step.end_time
        }

    def rows(self, *, with_superseded: bool = False) -> int:
        """Return how many rows of the quarterly forms count, or are kept: those of superseded reports, too."""
        tables = FACTS if with_superseded else CURRENT
        with reading(open_read_only(self.warehouse_url)) as connection:
            return sum(
                connection.execute(select(func.count()).select_from(tables[form])).scalar_one() for form in FORMS
            )

    def sizes(self) -> dict[str, int]:
        """Return what the installation holds: bytes on disk by kind, rows, submissions."""
        with reading(open_read_only(self.warehouse_url)) as connection:
            counts = {
                "submissions": connection.execute(select(func.count()).select_from(submission)).scalar_one(),
                "fact_rows": sum(
                    connection.execute(select(func.count()).select_from(table)).scalar_one() for table in FACTS.values()
                ),
            }
        folders = ("archive", "cache", "outbox", "reports", "dagster")
        sizes = {f"{folder}_bytes": _bytes(self.home / folder) for folder in folders}
        warehouse = sum(file.stat().st_size for file in self.home.glob("warehouse.sqlite*"))
        return {**counts, **sizes, "warehouse_bytes": warehouse}


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
