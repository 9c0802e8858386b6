"""Taking away Dagster's record of old runs, without forgetting which quarters are computed.

Dagster keeps every run for good, and forgets the state of a partition with the run that made it; so runs stay that hold
the newest record of something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg
from dagster import AssetRecordsFilter, DagsterEventType

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def prune_runs(instance: dg.DagsterInstance, checks: Collection[dg.AssetCheckKey], before: datetime) -> int:
    """Delete the runs that began before a moment, have ended, and hold the newest record of nothing.

    Args:
        instance: whose runs.
        checks: the asset checks whose newest result is to stay.
        before: with a time zone.

    Returns:
        How many were deleted.
    """
    kept = _of_newest_results(instance) | _of_newest_checks(instance, checks)
    old = instance.get_runs(dg.RunsFilter(statuses=_ENDED, created_before=before))
    pruned = [run.run_id for run in old if run.run_id not in kept]
    for run_id in pruned:
        instance.delete_run(run_id)
    return len(pruned)


def _of_newest_results(instance: dg.DagsterInstance) -> set[str]:
    """Return the runs that made the newest of each asset, and of each of its partitions."""
    runs: set[str] = set()
    for asset in instance.get_asset_keys():
        newest = instance.event_log_storage.get_latest_storage_id_by_partition(
            asset, DagsterEventType.ASSET_MATERIALIZATION
        )
        if newest:
            wanted = AssetRecordsFilter(asset_key=asset, storage_ids=list(newest.values()))
            runs |= {record.run_id for record in instance.fetch_materializations(wanted, limit=len(newest)).records}
        if last := instance.get_latest_materialization_event(asset):
            runs.add(last.run_id)
    return runs


def _of_newest_checks(instance: dg.DagsterInstance, checks: Collection[dg.AssetCheckKey]) -> set[str]:
    found = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(checks))
    return {record.run_id for record in found.values()}
