"""Running the pipeline in this process: the same assets and jobs as in the UI, recorded in the same instance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import dagster as dg

from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.faults import in_one_line
from aimak_pipeline.home import prepare_home
from aimak_pipeline.jobs import intake_job, publications_job, quarters_job
from aimak_pipeline.workplaces import workplace
from assets import PUBLICATIONS
from assets.partitions import in_words, tags_of_range
from sources.locking import alone
from sources.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aimak_pipeline.settings import Settings
    from assets.workplace import Workplace


_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Events are recorded in the instance; on the console they would bury what a person wants to read."""


BY_COMMAND = {"aimak/started_by": "aimak run"}
"""The tag of a run that no daemon started and none would miss."""


class PipelineFailedError(Exception):
    """A run failed for a reason of ours; the message says where it is recorded."""


@dataclass(frozen=True)
class RunSummary:
    """What a call did."""

    files: int
    accepted: int
    rejected: int
    known: int
    waiting: int
    troubles: str
    """What an operator must see to, or ``nothing``."""
    quarters: list[str]
    """The quarters that were computed."""
    published: list[str]
    """The quarters that were published."""


def run_pipeline(
    settings: Settings,
    *,
    rebuild: Sequence[str] | None = None,
    publish: bool = True,
    stage: Callable[[str], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[RunSummary, Workplace]:
    """Take in what lies in the intake and compute the quarters that this touches.

    Args:
        settings: where things lie.
        rebuild: compute these quarters from the archive again, and all later ones; empty for every quarter.
        publish: also make the figures' pages, release and bulletin of every quarter that has none of its present
            results.
        stage: told what is being done.
        progress: told how many workbooks of how many are read.

    Returns:
        What was done, and the workplace, for whoever wants to look at the result.

    Raises:
        PipelineFailedError: the pipeline itself failed; bad files never do this.
        OtherSchemaError: the warehouse was made by another release.
        ComputeError: the Dask cluster cannot be reached.
    """
    prepare_home(settings)
    place = replace(workplace(settings), progress=progress)
    definitions = build_definitions(place)
    # Two calls at once take turns: the second finds done what the first did. A new file, too, is opened by one of them:
    # SQLite does not wait where two change its journal at the same moment.
    with alone(place.cache / "run.lock"), dg.DagsterInstance.get() as instance:
        end_killed_runs(instance)
        stage("Opening the warehouse")
        _ = place.engine
        place.compute.require()
        stage("Taking in dropped files")
        result = _execute(definitions, intake_job.name, instance, {}, settings)
        taken_in = result.asset_materializations_for_node("submissions")[0].metadata
        if rebuild is not None:
            place.restore_ledger()
        pending = quarters_to_compute(place, rebuild)
        if pending:
            stage(f"Computing {in_words(pending)}")
            _execute(definitions, quarters_job.name, instance, tags_of_range(pending), settings)
        unpublished = sorted({*pending, *place.ledger.unpublished(PUBLICATIONS)}) if publish else []
        if unpublished:
            stage(f"Publishing {in_words(unpublished)}")
            _execute(definitions, publications_job.name, instance, tags_of_range(unpublished), settings)
    counts = {
        name: int(str(taken_in[label].value))
        for name, label in (
            ("files", "files"),
            ("accepted", "accepted"),
            ("rejected", "rejected"),
            ("known", "already known"),
            ("waiting", "still being copied"),
        )
    }
    troubles = str(taken_in["to be seen to"].value)
    return RunSummary(**counts, troubles=troubles, quarters=pending, published=unpublished), place


def quarters_to_compute(place: Workplace, rebuild: Sequence[str] | None) -> list[str]:
    """Return the quarters to compute, in order: the pending ones, or the ones to rebuild and all later ones."""
    if rebuild is None:
        pending = place.ledger.pending(place.inputs)
    else:
        known = place.ledger.quarters_with_submissions()
        first = min(rebuild) if rebuild else (known[0] if known else "")
        pending = [quarter for quarter in known if quarter >= first]
    if not pending:
        return []
    return [str(quarter) for quarter in Quarter.parse(pending[0]).until(Quarter.parse(pending[-1]))]


def end_killed_runs(instance: dg.DagsterInstance) -> None:
    """Record that runs of this command have ended whose process was killed; they would hold up the daemon's.

    The command works alone, so that none of them is alive.
    """
    for run in instance.get_runs(dg.RunsFilter(tags=BY_COMMAND, statuses=[dg.DagsterRunStatus.STARTED])):
        instance.report_run_failed(run, "its process was ended before the run was")


def _execute(
    definitions: dg.Definitions, job: str, instance: dg.DagsterInstance, tags: dict[str, str], settings: Settings
) -> dg.ExecuteInProcessResult:
    result = definitions.resolve_job_def(job).execute_in_process(
        instance=instance, tags={**tags, **BY_COMMAND}, raise_on_error=False, run_config=_QUIET
    )
    if not result.success:
        errors = [event.step_failure_data.error for event in result.all_events if event.is_step_failure]
        causes = [in_one_line((error.cause or error).message, settings) for error in errors if error]
        raise PipelineFailedError(
            f"{'; '.join(causes)} (run {result.run_id} of the job {job} failed; its log is in the Dagster UI)"
        )
    return result
