"""Schedules: what happens because a day has come."""

from datetime import date

import dagster as dg

from aimak_pipeline.jobs import templates_job
from assets.pools import WAREHOUSE_POOL
from assets.workplace import Workplace
from sources.quarters import Quarter
from warehouse.alerts import alerts_after_deadline
from warehouse.engine import writing
from warehouse.reporting import compute_reporting_status

TIMEZONE = "Asia/Bishkek"


_QUARTER_TAG = "aimak/quarter"


@dg.op(
    pool=WAREHOUSE_POOL,
    description="Say of the quarter that has just fallen due who is missing, whose quality fell and what jumped.",
)
def raise_alerts(context: dg.OpExecutionContext, workplace: dg.ResourceParam[Workplace]) -> None:
    """Raise an alert for each of the three of which there is something to say."""
    quarter = Quarter.parse(context.run.tags[_QUARTER_TAG])
    with writing(workplace.engine) as connection:
        compute_reporting_status(connection, quarter, deadline_days=workplace.deadline_days)
        alerts = alerts_after_deadline(connection, quarter)
    for alert in alerts:
        context.log.info(alert.title)
        for channel, trouble in workplace.alerts.raise_alert(alert).items():
            context.log.warning("%s did not take it yet: %s", channel, trouble)


@dg.job(description="After a deadline: who is missing, whose data quality fell, and which figures jumped.")
def alerts_after_deadline_job() -> None:
    """Raise what there is to tell."""
    raise_alerts()


def last_due(day: date, deadline_days: int) -> Quarter:
    """Return the latest quarter whose deadline lies before a day."""
    quarter = Quarter.of(day)
    while quarter.deadline(deadline_days) >= day:
        quarter = quarter.plus(-1)
    return quarter


@dg.schedule(
    job=alerts_after_deadline_job,
    cron_schedule="0 7 * * *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="On the morning after a deadline tells who is missing and what looks wrong in the quarter.",
)
def deadline_schedule(
    context: dg.ScheduleEvaluationContext, workplace: dg.ResourceParam[Workplace]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for the report on the morning after a deadline, once a quarter."""
    today = context.scheduled_execution_time.date()
    quarter = last_due(today, workplace.deadline_days)
    if (today - quarter.deadline(workplace.deadline_days)).days != 1:
        return dg.SkipReason(f"no deadline passed yesterday; the last was that of {quarter}")
    return dg.RunRequest(run_key=str(quarter), tags={_QUARTER_TAG: str(quarter)})


@dg.schedule(
    job=templates_job,
    cron_schedule="0 6 1 1,4,7,10 *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="On the first morning after a quarter writes the blank workbooks in which it is reported.",
)
def templates_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask for the templates of the quarter that has just ended, once."""
    ended = str(Quarter.of(context.scheduled_execution_time.date()).plus(-1))
    return dg.RunRequest(run_key=ended, partition_key=ended)
