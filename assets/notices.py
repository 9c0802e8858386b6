"""Notices: what every sender of a quarter is told, in the outbox and by mail."""

import dataclasses

import dagster as dg
import pandas as pd

from assets.partitions import quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import markdown, table, table_schema
from assets.workplace import Workplace
from warehouse.answering import Answered, Posted
from warehouse.engine import reading
from warehouse.notices import of_quarters, unanswered
from warehouse.tables import notice


@dg.asset(
    deps=["warehouse"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
    group_name="published",
    kinds={"excel"},
    owners=["team:data-engineers"],
    metadata={"dagster/column_schema": table_schema(notice), "docs": "docs/municipalities.md"},
    check_specs=[
        dg.AssetCheckSpec(
            "every_submission_answered",
            asset="notices",
            description="Whoever sent a workbook for these quarters finds a notice in the outbox.",
        ),
        dg.AssetCheckSpec(
            "mail_taken",
            asset="notices",
            description="The mail server took every notice that is to be mailed; what it did not is tried again.",
        ),
    ],
)
@retried
def notices(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """A marked copy of every workbook that was sent, with a message; a receipt where all is well.

    Only what says anything new is written. With a mail server set, it goes to the enrolled addresses, once.
    """
    quarters = list(context.partition_keys)
    desk = workplace.answer_desk
    answered = desk.answer(of_quarters(quarters), workplace.archive, workplace.progress)
    posted = desk.post()
    with reading(workplace.engine) as connection:
        left = unanswered(connection, quarters)
    check = dg.AssetCheckResult(
        check_name="every_submission_answered", passed=left.empty, metadata={"unanswered": table(left)}
    )
    metadata = {**answer_metadata(answered, posted), "outbox": dg.MetadataValue.path(workplace.outbox)}
    return dg.MaterializeResult(metadata=metadata, check_results=[check, mail_check(posted)])


def answer_metadata(answered: Answered, posted: Posted) -> dict[str, dg.MetadataValue]:
    """Return how many notices were written and mailed, as the UI shows it."""
    counts = {"written": answered.written, **dataclasses.asdict(answered), "mailed": posted.sent}
    words = {"marked": "marked copies", "fresh": "lists"}
    return {
        "notices written": dg.MetadataValue.int(answered.written),
        "notices": markdown(pd.DataFrame([counts]).rename(columns=words), inline=True),
    }


def mail_check(posted: Posted) -> dg.AssetCheckResult:
    """Return whether the mail server took everything; it is a warning, since the next run tries again."""
    return dg.AssetCheckResult(
        check_name="mail_taken",
        passed=posted.troubles.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"mailed": posted.sent, "not taken": table(posted.troubles)},
    )
