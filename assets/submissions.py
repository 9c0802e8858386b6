"""Intake: from the drop folder to the archive and the ledger.

Unpartitioned, because a dropped file's quarter is only known once it is opened. Everything that lies in the drop
folder when the run starts is taken in.
"""

import dagster as dg
import pandas as pd

from assets.notices import answer_metadata, mail_check
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import markdown, table, table_schema
from assets.workplace import Workplace
from sources.findings import CATALOGUE
from sources.intake.summary import IntakeSummary
from warehouse.engine import reading
from warehouse.notices import of_rejected
from warehouse.summaries import submissions_by_status
from warehouse.tables import submission

intake_folder = dg.AssetSpec(
    "intake_folder",
    group_name="intake",
    kinds={"excel"},
    owners=["team:municipalities"],
    description="The folder into which municipalities drop their workbooks, or their own subfolder of it.",
)


@dg.asset(
    deps=[intake_folder],
    pool=WAREHOUSE_POOL,
    group_name="intake",
    kinds={"excel", "python"},
    owners=["team:data-engineers"],
    metadata={"dagster/column_schema": table_schema(submission), "docs": "docs/findings.md"},
    check_specs=[
        dg.AssetCheckSpec(
            "all_files_taken_in",
            asset="submissions",
            description="Every dropped file was accepted or was known already; rejected ones lie in the quarantine.",
        ),
        dg.AssetCheckSpec(
            "mail_taken",
            asset="submissions",
            description="The mail server took every notice that is to be mailed; what it did not is tried again.",
        ),
    ],
)
@retried
def submissions(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Every workbook that ever arrived, and what became of it.

    Claimed, fingerprinted, opened within limits, identified by its cover, archived under its hash and written into the
    ledger. The newest accepted one of a municipality and quarter counts. Whoever sent a rejected one is told why, and
    whoever sent what was known already is told so.
    """
    repeats = workplace.answer_desk.repeats
    told_again: list[int] = []
    summary = workplace.intake.take_in(
        progress=workplace.progress, answer=lambda files: told_again.append(repeats.answer(files))
    )
    context.log.info(summary.sentence())
    context.instance.add_run_tags(context.run.run_id, {"aimak/files": summary.files_by_status()})
    told_again.append(repeats.answer_unread(summary.unread))
    answered = workplace.answer_desk.answer(of_rejected(summary.rejected_ids()), workplace.quarantine)
    posted = workplace.answer_desk.post()
    with reading(workplace.engine) as connection:
        in_ledger = submissions_by_status(connection)
    metadata = {
        **_metadata(summary, in_ledger),
        **answer_metadata(answered, posted),
        "answers to repeats and to what is no file": dg.MetadataValue.int(sum(told_again)),
    }
    return dg.MaterializeResult(metadata=metadata, check_results=[_check(summary), mail_check(posted)])


def _metadata(summary: IntakeSummary, in_ledger: dict[str, int]) -> dict[str, dg.MetadataValue]:
    return {
        "files": dg.MetadataValue.int(len(summary.files)),
        "accepted": dg.MetadataValue.int(summary.counts["accepted"]),
        "rejected": dg.MetadataValue.int(summary.counts["rejected"]),
        "already known": dg.MetadataValue.int(summary.counts["known"]),
        "still being copied": dg.MetadataValue.int(summary.waiting),
        "to be seen to": dg.MetadataValue.text("; ".join(summary.troubles()) or "nothing"),
        "why rejected": markdown(_reasons(summary), inline=True),
        "accepted by quarter": markdown(summary.by_quarter(), inline=True),
        "in the ledger by now": markdown(pd.DataFrame([in_ledger]), inline=True),
        "dagster/row_count": dg.MetadataValue.int(sum(in_ledger.values())),
    }


def _rejected(summary: IntakeSummary) -> pd.DataFrame:
    """Return the rejected files with the reason in words."""
    rejections = summary.rejections()
    rejections["reason"] = [
        "; ".join(CATALOGUE[code].title.en for code in codes.split(", ")) for codes in rejections["reason"]
    ]
    return rejections.rename(columns={"municipality_code": "municipality"})


def _reasons(summary: IntakeSummary) -> pd.DataFrame:
    """Return how many files were rejected for each reason, the most frequent first."""
    return _rejected(summary)["reason"].value_counts().rename_axis("reason").rename("files").reset_index()


def _check(summary: IntakeSummary) -> dg.AssetCheckResult:
    rejected = _rejected(summary)
    return dg.AssetCheckResult(
        check_name="all_files_taken_in",
        passed=rejected.empty and not summary.troubles(),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "rejected": len(rejected),
            "files": table(rejected),
            "to be seen to": "; ".join(summary.troubles()) or "nothing",
        },
    )
