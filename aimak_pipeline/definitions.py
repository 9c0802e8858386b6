"""The Dagster code location: everything that the UI shows and the daemon runs.

Assets and checks are defined in ``assets``; here they are put together with jobs, sensors, schedules and the workplace.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg

from aimak_pipeline.jobs import intake_job, publications_job, quarters_job, templates_job
from aimak_pipeline.schedules import TIMEZONE, alerts_after_deadline_job, deadline_schedule, templates_schedule
from aimak_pipeline.sensors import alerts_sensor, intake_sensor, publication_sensor, quarter_sensor, run_failure_alert
from aimak_pipeline.settings import settings
from aimak_pipeline.workplaces import workplace
from assets import ALL_ASSETS, ALL_CHECKS
from assets.pools import pools_of
from sources.locking import alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assets.workplace import Workplace


def taking_turns(place: Workplace) -> dg.ResourceDefinition:
    """Return the resource that gives a run the workplace; a run has the pools of its assets to itself until it ends.

    The queue lets one run of a pool begin at a time, but ``aimak run`` does not queue.
    """

    @dg.resource(description="Folders, stores and the warehouse of this installation.")
    def resource(context: dg.InitResourceContext) -> Iterator[Workplace]:
        with ExitStack() as turn:
            for pool in pools_of(context.run):
                turn.enter_context(alone(place.cache / f"{pool}.lock"))
            yield place

    return resource


def build_definitions(place: Workplace) -> dg.Definitions:
    """Return the code location for a workplace; tests and the command line bring their own."""
    return dg.Definitions(
        assets=_due(list(ALL_ASSETS), place.deadline_days),
        asset_checks=list(ALL_CHECKS),
        jobs=[intake_job, quarters_job, publications_job, alerts_after_deadline_job, templates_job],
        sensors=[intake_sensor, quarter_sensor, publication_sensor, run_failure_alert, alerts_sensor],
        schedules=[deadline_schedule, templates_schedule],
        resources={"workplace": taking_turns(place)},
        # A process for every step would cost four seconds of imports each; the work inside a step is parallel already.
        executor=dg.in_process_executor,
    )


def _due(assets: list[dg.AssetsDefinition | dg.AssetSpec], deadline_days: int) -> Any:
    """Return the assets, the indicators with a day by which they are to be new: when reports are no longer on time."""
    # A cron knows no "days after the quarter's end": months are taken as 30 days, and the 28th as a month's last day.
    months, days = divmod(deadline_days, 30)
    policy = dg.FreshnessPolicy.cron(
        deadline_cron=f"0 0 {min(days + 1, 28)} {','.join(str((first + months) % 12 + 1) for first in (0, 3, 6, 9))} *",
        lower_bound_delta=timedelta(days=min(deadline_days, 89)),
        timezone=TIMEZONE,
    )

    def due(spec: dg.AssetSpec) -> dg.AssetSpec:
        return spec.replace_attributes(freshness_policy=policy) if spec.key == dg.AssetKey("indicators") else spec

    return dg.map_asset_specs(due, assets)


defs = build_definitions(workplace(settings()))
