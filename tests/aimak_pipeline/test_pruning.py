"""Old runs go, and with them nothing that says which quarters are computed and how their checks ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dagster as dg
import pytest

from aimak_pipeline.pruning import prune_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECK = dg.AssetCheckKey(dg.AssetKey("by_quarter"), "fine")


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(["2020-Q1", "2020-Q2"]))
def by_quarter() -> dg.MaterializeResult:
    """Partitioned, as the quarters are."""
    return dg.MaterializeResult()


@dg.asset
def whole() -> dg.MaterializeResult:
    """Unpartitioned, as the submissions are."""
    return dg.MaterializeResult()


@dg.asset_check(asset=by_quarter)
def fine() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.asset
def failing() -> dg.MaterializeResult:
    raise dg.Failure("on purpose")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def run(instance: dg.DagsterInstance, *assets: object, quarter: str | None = None) -> str:
    return dg.materialize(list(assets), instance=instance, partition_key=quarter, raise_on_error=False).run_id  # type: ignore[arg-type]


def test_runs_stay_that_hold_the_newest_of_a_quarter_or_of_a_check(instance: dg.DagsterInstance) -> None:
    overtaken = [run(instance, by_quarter, fine, quarter="2020-Q1"), run(instance, whole), run(instance, failing)]
    needed = {
        run(instance, by_quarter, quarter="2020-Q1"),
        run(instance, by_quarter, fine, quarter="2020-Q2"),
        run(instance, whole),
    }
    assert prune_runs(instance, [CHECK], datetime.now(UTC) + timedelta(minutes=1)) == len(overtaken)
    assert {left.run_id for left in instance.get_runs()} == needed
    assert instance.get_materialized_partitions(by_quarter.key) == {"2020-Q1", "2020-Q2"}
    assert instance.event_log_storage.get_latest_asset_check_execution_by_key([CHECK])


def test_runs_stay_that_are_not_old(instance: dg.DagsterInstance) -> None:
    for _ in range(2):
        run(instance, whole)
    assert prune_runs(instance, [], datetime.now(UTC) - timedelta(days=1)) == 0
    assert len(instance.get_runs()) == 2
