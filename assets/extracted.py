"""Extraction: from archived workbooks to located cells, a quarter at a time."""

import dagster as dg

from assets.findings import by_code, concat, shown
from assets.partitions import quarter_partitions, whole_range
from assets.tables import markdown, table
from assets.workplace import Workplace


@dg.asset(
    deps=["submissions"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    group_name="standardized",
    kinds={"excel", "parquet"},
    owners=["team:data-engineers"],
)
def extracted(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Every filled cell of a quarter's submissions with its sheet, row and column, and what reading found.

    Workbooks that were read before are not read again.
    """
    extractor = workplace.extractor
    workbooks, cells, findings = 0, 0, []
    fingerprints = workplace.ledger.fingerprints(workplace.inputs)
    for quarter in context.partition_keys:
        taken_in = workplace.ledger.submissions(quarter)
        batch = extractor.extract(taken_in, progress=workplace.progress)
        batch.write(workplace.extracted(quarter))
        workplace.note_fingerprint(quarter, fingerprints.get(quarter, ""))
        workbooks, cells = workbooks + len(batch.submissions), cells + len(batch.cells)
        findings.append(batch.findings)
        counts = {"workbooks": len(batch.submissions), "dagster/partition_row_count": len(batch.cells)}
        context.add_asset_metadata(counts, partition_key=quarter)
    found = concat(findings)
    return dg.MaterializeResult(
        metadata={
            "workbooks": workbooks,
            "cells": cells,
            "read anew": extractor.read_anew,
            "findings by code": table(by_code(found)),
            "first findings": markdown(shown(found)),
        }
    )
