"""The warehouse depends neither on the order in which files arrived nor on how often it was made."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from aimak_pipeline.running import run_pipeline
from aimak_pipeline.sample import write_sample
from sources.quarters import Quarter
from tests.end_to_end.conftest import home, lose_warehouse
from tests.end_to_end.test_sample_programme import assert_same, contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aimak_pipeline.settings import Settings


@pytest.mark.slow
def test_late_files_for_old_quarters_and_a_rebuild_from_the_archive_end_in_the_same_warehouse(
    tmp_path: Path, new_warehouse: Callable[[], str]
) -> None:
    write_sample(
        tmp_path / "sample", municipalities=4, quarters=list(Quarter.parse("2016-Q4").until(Quarter.parse("2017-Q3")))
    )
    files = pd.read_csv(tmp_path / "sample" / "truth" / "files.csv", dtype="string")
    workbooks = tmp_path / "sample" / "workbooks"

    def arrive(settings: Settings, batches: list[pd.DataFrame]) -> dict[str, pd.DataFrame]:
        settings.create_folders()
        for batch in batches:
            for file in batch["file"]:
                target = settings.root / "intake" / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(workbooks / file, target)
            _, place = run_pipeline(settings, publish=False)
        return contents(place.engine)

    at_once = arrive(home(tmp_path / "at once"), [files])
    # The newest quarters first, then the old ones: every old file makes the later quarters stale.
    backwards = files.sort_values("quarter", ascending=False)
    settings = home(tmp_path / "backwards", new_warehouse())
    in_two = arrive(settings, [backwards.iloc[: len(files) // 2], backwards.iloc[len(files) // 2 :]])

    assert len(at_once["submission"]) == files["sha256"].nunique()
    assert_same(at_once, in_two)

    lose_warehouse(settings)
    _, place = run_pipeline(settings, rebuild=[], publish=False)
    assert_same(in_two, contents(place.engine))
