"""The warehouse: a quarter's rows loaded in one transaction, after the rules across quarters."""

import dagster as dg
import pandas as pd

from assets.findings import by_code, by_severity, concat, shown
from assets.partitions import quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import markdown, table
from assets.workplace import Workplace, fingerprint_of, note_fingerprint
from sources.across_quarters import ACROSS_QUARTERS
from sources.forms import ALL_FORMS
from sources.quarters import Quarter
from sources.standardize import Extracted, Standardized
from warehouse.quarter import bring_in


@dg.asset(
    deps=list(ALL_FORMS),
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
    group_name="warehouse",
    kinds={"sql"},
    owners=["team:data-engineers"],
    metadata={"docs": "docs/data_dictionary.md"},
    check_specs=[
        dg.AssetCheckSpec(
            "consistent_across_quarters",
            asset="warehouse",
            description="What municipalities report fits what they reported before; the doubtful cells are listed.",
        )
    ],
)
@retried
def warehouse(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Fact tables, findings and places of the quarter's submissions, replaced as a whole.

    A reader sees the old quarter or the new one, never half. Earlier quarters are looked back at, so quarters are
    loaded in order of time.
    """
    loads, counted = [], []
    for quarter in context.partition_keys:
        batch = Standardized.read(workplace.standardized(quarter), list(ALL_FORMS))
        layout = Extracted.read_layout(workplace.extracted(quarter))
        loads.append(bring_in(workplace.engine, Quarter.parse(quarter), batch, layout))
        note_fingerprint(workplace.loaded(quarter), fingerprint_of(workplace.standardized(quarter)))
        counts = {"rows": sum(loads[-1].rows[form] for form in ALL_FORMS), **by_severity(loads[-1].findings)}
        counted.append({"quarter": quarter, **counts})
        context.add_asset_metadata({"dagster/partition_row_count": counts["rows"], **counts}, partition_key=quarter)
    totals = pd.DataFrame(counted)[["rows", "errors"]].sum()
    loaded = f"{totals['rows']:,} rows, {totals['errors']:,} errors"
    context.instance.add_run_tags(context.run.run_id, {"aimak/loaded": loaded})
    rows = pd.DataFrame([load.rows for load in loads], index=[load.quarter for load in loads])
    found = concat([load.findings for load in loads])
    across = found[found["rule"].isin(ACROSS_QUARTERS)]
    check = dg.AssetCheckResult(
        check_name="consistent_across_quarters",
        passed=across.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "doubtful": len(across),
            "by rule": table(by_code(across)),
            "where": table(shown(across, workplace.ledger.submissions(), workplace.register)),
        },
    )
    return dg.MaterializeResult(
        metadata={
            "this run": markdown(pd.DataFrame(counted), inline=True),
            "rows by table": markdown(rows.sum().rename_axis("table").rename("rows").reset_index(), inline=True),
            "what was found": markdown(by_code(found).drop(columns="code"), inline=True),
            "dagster/uri": workplace.warehouse_url.rsplit("@", 1)[-1],
        },
        check_results=[check],
    )
