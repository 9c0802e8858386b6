"""The synthetic programme and samples of it, made once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from aimak_pipeline.sample import SEED, SampleSummary, write_sample
from aimak_pipeline.sample.programme import Programme, build_programme
from aimak_pipeline.sample.submissions import plan_submissions
from sources.quarters import Quarter

if TYPE_CHECKING:
    from pathlib import Path

    from aimak_pipeline.sample.drafts import Submission

FEW_QUARTERS = tuple(Quarter.parse("2018-Q3").until(Quarter.parse("2019-Q2")))


@dataclass(frozen=True)
class Sample:
    folder: Path
    summary: SampleSummary
    files: pd.DataFrame
    values: pd.DataFrame
    findings: pd.DataFrame


def written(folder: Path, **limits: object) -> Sample:
    summary = write_sample(folder, **limits)  # type: ignore[arg-type]
    truth = folder / "truth"
    return Sample(
        folder,
        summary,
        pd.read_csv(truth / "files.csv", dtype="string"),
        pd.read_parquet(truth / "values.parquet"),
        pd.read_csv(truth / "findings.csv", dtype="string"),
    )


@pytest.fixture(scope="session")
def programme() -> Programme:
    return build_programme(SEED)


@pytest.fixture(scope="session")
def submissions(programme: Programme) -> list[Submission]:
    return plan_submissions(programme)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("small"), municipalities=4, quarters=FEW_QUARTERS, processes=1)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("full"))
