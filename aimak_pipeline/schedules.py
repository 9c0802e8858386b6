"""Schedules: what happens because a day has come."""

from datetime import date

import dagster as dg

from aimak_pipeline.alerts import write_alert
from aimak_pipeline.jobs import templates_job
from assets.workplace import Workplace
from sources.quarters import Quarter
from warehouse.engine import writing
from warehouse.reporting import compute_reporting_status
from warehouse.summaries import missing_reports

TIMEZONE = "Asia/Bishkek"


@dg.op(description="Say who was expected to report for the quarter that has just fallen due, and has not.")
def report_missing(context: dg.OpExecutionContext, workplace: dg.ResourceParam[Workplace]) -> None:
    """Write an alert that lists the municipalities whose report is missing after the deadline."""
    quarter = Quarter.parse(context.run.tags[_QUARTER_TAG])
    with writing(workplace.engine) as connection:
        compute_reporting_status(connection, quarter, deadline_days=workplace.deadline_days)
        missing = missing_reports(connection, [str(quarter)])
    context.log.info("%s: %d reports are missing", quarter, len(missing))
    write_alert(
        workplace.alerts,
        name=f"missing-{quarter}",
        title=f"{quarter}: {len(missing)} reports are missing after the deadline",
        lines=(f"{row.municipality_code}  {row.name}, {row.oblast}" for row in missing.itertuples()),
    )


_QUARTER_TAG = "aimak/quarter"


@dg.job(description="After a deadline: who is missing.")
def missing_reports_job() -> None:
    """Report who is missing."""
    report_missing()


def last_due(day: date, deadline_days: int) -> Quarter:
    """Return the latest quarter whose deadline lies before a day."""
    quarter = Quarter.of(day)
    while quarter.deadline(deadline_days) >= day:
        quarter = quarter.plus(-1)
    return quarter


@dg.schedule(
    job=missing_reports_job,
    cron_schedule="0 7 * * *",
    execution_timezone=TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning looks whether a deadline has just passed; the day after one, reports who is missing.",
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
