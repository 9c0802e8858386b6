"""Intake: from the drop folder to the archive and the ledger.

Unpartitioned, because a dropped file's quarter is only known once it is opened. Everything that lies in the drop
folder when the run starts is taken in.
"""

import dagster as dg

from assets.tables import markdown, table
from assets.workplace import Workplace
from sources.intake.taking_in import IntakeSummary

intake_folder = dg.AssetSpec(
    "intake_folder",
    group_name="intake",
    kinds={"excel"},
    owners=["team:municipalities"],
    description="The folder into which municipalities drop their workbooks, or their own subfolder of it.",
)


@dg.asset(
    deps=[intake_folder],
    group_name="intake",
    kinds={"excel", "python"},
    owners=["team:data-engineers"],
    check_specs=[
        dg.AssetCheckSpec(
            "all_files_taken_in",
            asset="submissions",
            description="Every dropped file was accepted or was known already; rejected ones lie in the quarantine.",
        )
    ],
)
def submissions(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Every workbook that ever arrived, and what became of it.

    Claimed, fingerprinted, opened within limits, identified by its cover, archived under its hash and written into the
    ledger. The newest accepted one of a municipality and quarter counts.
    """
    summary = workplace.intake.take_in(progress=workplace.progress)
    context.log.info(summary.sentence())
    return dg.MaterializeResult(metadata=_metadata(summary), check_results=[_check(summary)])


def _metadata(summary: IntakeSummary) -> dict[str, dg.MetadataValue]:
    return {
        "summary": dg.MetadataValue.md(summary.sentence()),
        "files": dg.MetadataValue.int(len(summary.files)),
        "accepted": dg.MetadataValue.int(summary.counts["accepted"]),
        "rejected": dg.MetadataValue.int(summary.counts["rejected"]),
        "already known": dg.MetadataValue.int(summary.counts["known"]),
        "still being copied": dg.MetadataValue.int(summary.waiting),
        "rejected files": markdown(summary.rejections()),
        "files by quarter": table(summary.by_quarter()),
    }


def _check(summary: IntakeSummary) -> dg.AssetCheckResult:
    rejections = summary.rejections()
    return dg.AssetCheckResult(
        check_name="all_files_taken_in",
        passed=rejections.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rejected": len(rejections), "files": markdown(rejections)},
    )
