"""The sample programme, run once for all tests that look at what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from aimak_pipeline.demo import drop_sample
from aimak_pipeline.running import run_pipeline
from aimak_pipeline.sample import write_sample
from aimak_pipeline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Select

    from aimak_pipeline.running import RunSummary
    from assets.workplace import Workplace


@dataclass(frozen=True)
class Programme:
    """A sample programme that went through the pipeline, and the truth about it."""

    settings: Settings
    place: Workplace
    summary: RunSummary
    files: pd.DataFrame
    true_values: pd.DataFrame
    true_findings: pd.DataFrame

    def query(self, statement: str | Select[Any]) -> pd.DataFrame:
        """Ask the warehouse."""
        with self.place.engine.connect() as connection:
            return pd.read_sql(statement, connection)


def home(folder: Path) -> Settings:
    """Settings of an installation of its own; a file has settled as soon as it lies there."""
    return Settings(home=folder, settle_seconds=0, trust_file_times=True)


def programme_of(folder: Path, **sample: object) -> Programme:
    """Write a sample, drop it, run the pipeline over it."""
    write_sample(folder / "sample", **sample)  # type: ignore[arg-type]
    settings = home(folder / "home")
    drop_sample(folder / "sample" / "workbooks", settings)
    summary, place = run_pipeline(settings)
    truth = folder / "sample" / "truth"
    return Programme(
        settings,
        place,
        summary,
        pd.read_csv(truth / "files.csv", dtype="string"),
        pd.read_parquet(truth / "values.parquet"),
        pd.read_csv(truth / "findings.csv", dtype="string"),
    )


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The whole sample programme: 50 municipalities, 18 quarters, three waves."""
    return programme_of(tmp_path_factory.mktemp("programme"))
