"""Sensors: thin triggers over the drop folder and the ledger. They open no workbook and keep no cursor."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import dagster as dg

from aimak_pipeline.jobs import QUIET, intake_job, publications_job, quarters_job
from assets import PUBLICATIONS
from assets.partitions import tags_of_range
from assets.workplace import Workplace
from warehouse.alerts import Alert

MAX_ATTEMPTS = 3
"""The same work is not asked for again after so many failed runs: then a person, or a new file, is needed."""

_PAUSE_SECONDS = 3600
"""Nor is it more often than that in so long a time, where runs succeed and the work is still there."""

BATCH_TAG = "aimak/batch"

_ACTIVE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dg.sensor(
    job=intake_job,
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for one intake run when files in the drop folder have settled.",
)
def intake_sensor(
    context: dg.SensorEvaluationContext, workplace: dg.ResourceParam[Workplace]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for one run that takes in all settled files."""
    try:
        drop = workplace.drop.scan(datetime.now(UTC))
    except OSError as error:
        # A run that fails at it is what an operator is told of; on each day anew.
        context.log.warning("the drop folder cannot be read: %s", error)
        return _request(context, intake_job.name, ["out of reach", str(datetime.now(UTC).date())], {})
    # Whoever drops nothing but a link waits for an answer too.
    untold = [one.path for _, one in workplace.answer_desk.repeats.untold(drop.unread)]
    if not drop.ready and not untold:
        return dg.SkipReason(f"nothing new: {drop.waiting} files still being copied, {drop.passed_over} passed over")
    seen = [f"{file.path}|{file.size_bytes}|{file.arrived_at.isoformat()}" for file in drop.ready]
    return _request(context, intake_job.name, [*seen, *untold], {"aimak/files": str(len(drop.ready))})


@dg.sensor(
    job=quarters_job,
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for one run of every quarter whose results are not those of the present ledger.",
)
def quarter_sensor(
    context: dg.SensorEvaluationContext, workplace: dg.ResourceParam[Workplace]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for one run from the first pending quarter to the last: later quarters look back at earlier ones."""
    pending = workplace.ledger.pending(workplace.inputs)
    if not pending:
        return dg.SkipReason("every quarter is computed from the present ledger")
    fingerprints = workplace.ledger.fingerprints(workplace.inputs)
    content = [fingerprints[quarter] for quarter in pending]
    return _request(context, quarters_job.name, content, tags_of_range(pending))


@dg.sensor(
    job=publications_job,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for one run of every quarter whose publications are not of its present results.",
)
def publication_sensor(
    context: dg.SensorEvaluationContext, workplace: dg.ResourceParam[Workplace]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for one run from the first quarter that is to be published to the last."""
    unpublished = workplace.ledger.unpublished(PUBLICATIONS)
    if not unpublished:
        return dg.SkipReason("every computed quarter is published")
    content = [f"{quarter} {fingerprint}" for quarter, fingerprint in unpublished.items()]
    return _request(context, publications_job.name, content, tags_of_range(list(unpublished)))


def _request(
    context: dg.SensorEvaluationContext, job: str, content: Iterable[str], tags: dict[str, str]
) -> dg.RunRequest | dg.SkipReason:
    """Request a run for some content, unless the job is at work or has been at the same content too often.

    A run key is spent for ever, whether its run fails or not; so it holds the content and the attempt. The same file
    may be dropped again after it was taken in, and a setting may be changed back to what it was.
    """
    active = context.instance.get_runs(dg.RunsFilter(job_name=job, statuses=_ACTIVE), limit=1)
    if active:
        return dg.SkipReason(f"run {active[0].run_id} of {job} is still at work")
    batch = hashlib.sha256("\n".join(content).encode(errors="surrogateescape")).hexdigest()[:16]
    ended = context.instance.get_run_records(dg.RunsFilter(job_name=job, tags={BATCH_TAG: batch}, statuses=_ENDED))
    failed = sum(record.dagster_run.status != dg.DagsterRunStatus.SUCCESS for record in ended)
    if failed >= MAX_ATTEMPTS:
        return dg.SkipReason(f"{job} failed {failed} times at the same files; it waits for a person or for a new file")
    lately = datetime.now(UTC) - timedelta(seconds=_PAUSE_SECONDS)
    if sum(record.create_timestamp > lately for record in ended) >= MAX_ATTEMPTS:
        return dg.SkipReason(
            f"{job} was run {MAX_ATTEMPTS} times for the same files, and they are still there; it waits"
        )
    return dg.RunRequest(f"{job}:{batch}:{len(ended)}", run_config=QUIET, tags={**tags, BATCH_TAG: batch})


@dg.run_failure_sensor(
    name="run_failure_alert",
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Raises an alert for every failed run: a file, and mail and webhook where they are set.",
)
def run_failure_alert(context: dg.RunFailureSensorContext, workplace: dg.ResourceParam[Workplace]) -> None:
    """Raise an alert that says which run failed, at which step and why."""
    failures = [
        f"{event.step_key}: {event.step_failure_data.error_display_string}"
        for event in context.get_step_failure_events()
    ]
    run = context.dagster_run
    told = [context.failure_event.message or "", *failures]
    workplace.alerts.raise_alert(
        Alert(f"run-{run.run_id}", f"Run {run.run_id} of {run.job_name} failed", tuple("\n".join(told).splitlines()))
    )


@dg.sensor(
    name="alerts_waiting",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Carries on alerts that mail or webhook could not take before.",
)
def alerts_sensor(workplace: dg.ResourceParam[Workplace]) -> dg.SkipReason:
    """Give the channels what they have not taken yet; no run is ever asked for."""
    waiting = workplace.alerts.waiting()
    if not waiting:
        return dg.SkipReason("no alert waits for mail or webhook")
    troubles = "; ".join(f"{channel}: {trouble}" for channel, trouble in workplace.alerts.carry_on().items())
    return dg.SkipReason(f"{waiting} alerts waited; {workplace.alerts.waiting()} still do. {troubles}".strip())
