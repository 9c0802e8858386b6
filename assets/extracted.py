"""Extraction: from archived workbooks to located cells, a quarter at a time."""

import dagster as dg
import pandas as pd

from assets.findings import by_code, by_severity, concat, shown
from assets.partitions import quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import markdown
from assets.workplace import Workplace, note_fingerprint


@dg.asset(
    deps=["submissions"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
    group_name="standardized",
    kinds={"excel", "parquet"},
    owners=["team:data-engineers"],
)
@retried
def extracted(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Every filled cell of a quarter's submissions with its sheet, row and column, and what reading found.

    Workbooks that were read before are not read again.
    """
    extractor = workplace.extractor
    counted, findings = [], []
    fingerprints = workplace.ledger.fingerprints(workplace.inputs)
    for quarter in context.partition_keys:
        taken_in = workplace.ledger.submissions(quarter)
        batch = extractor.extract(taken_in, progress=workplace.progress)
        batch.write(workplace.extracted(quarter))
        note_fingerprint(workplace.extracted(quarter), fingerprints.get(quarter, ""))
        findings.append(batch.findings)
        counts = {"workbooks": len(batch.submissions), "cells": len(batch.cells), **by_severity(batch.findings)}
        counted.append({"quarter": quarter, **counts})
        context.add_asset_metadata({"dagster/partition_row_count": counts["cells"], **counts}, partition_key=quarter)
    found = concat(findings)
    return dg.MaterializeResult(
        metadata={
            "this run": markdown(pd.DataFrame(counted), inline=True),
            "workbooks read anew": extractor.read_anew,
            "what was found": markdown(by_code(found).drop(columns="code"), inline=True),
            "first findings": markdown(shown(found, workplace.ledger.submissions(), workplace.register)),
        }
    )
