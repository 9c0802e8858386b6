"""Indicators: every figure of a quarter, computed where the data is."""

from itertools import chain

import dagster as dg

from assets.partitions import quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import add_numbers, markdown, table, table_schema
from assets.workplace import Workplace
from sources.quarters import Quarter
from warehouse.engine import reading, writing
from warehouse.indicators import INDICATORS, compute_indicators, load_declarations
from warehouse.indicators.behind import columns_behind
from warehouse.reporting import compute_reporting_status
from warehouse.summaries import missing_reports, programme_values, reporting_overview
from warehouse.tables import indicator_value

_WHO_STANDS_BEHIND = ["quarter", "expected", "reported", "on time"]


@dg.asset(
    deps=["warehouse"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
    group_name="published",
    kinds={"sql"},
    owners=["team:analysts"],
    metadata={"dagster/column_schema": table_schema(indicator_value), "docs": "docs/indicators.md"},
    check_specs=[
        dg.AssetCheckSpec(
            "everyone_reported",
            asset="indicators",
            description="Every municipality enrolled in the quarter stands behind its figures.",
        )
    ],
)
@retried
def indicators(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """All indicators of a quarter, for every municipality, oblast, kind of municipality and the programme.

    Numerator, denominator and value, with the number of municipalities contributing, reporting and expected.
    """
    for quarter in context.partition_keys:
        with writing(workplace.engine) as connection:
            load_declarations(connection)
            compute_reporting_status(connection, Quarter.parse(quarter), deadline_days=workplace.deadline_days)
            values = compute_indicators(
                connection,
                Quarter.parse(quarter),
                deadline_days=workplace.deadline_days,
                programme_start=workplace.programme_start,
            )
        context.add_asset_metadata({"dagster/partition_row_count": values}, partition_key=quarter)
    last = context.partition_keys[-1]
    with reading(workplace.engine) as connection:
        programme = programme_values(connection, last)
        missing = missing_reports(connection, context.partition_keys)
        overview = reporting_overview(connection).rename(columns={"on_time": "on time"})
    stands_behind = overview.loc[overview["quarter"].isin(context.partition_keys), _WHO_STANDS_BEHIND]
    add_numbers(context, stands_behind)
    by_quarter = missing.groupby("quarter").size().rename("missing").reset_index()
    return dg.MaterializeResult(
        metadata={
            "this run": markdown(stands_behind, inline=True),
            "latest quarter": last,
            "programme in the latest quarter": markdown(programme),
            "dagster/column_lineage": _lineage(),
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="everyone_reported",
                passed=missing.empty,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"missing": len(missing), "by quarter": table(by_quarter), "who": table(missing)},
            )
        ],
    )


def _lineage() -> dg.TableColumnLineage:
    """Return the columns of the forms that the figures come from, as the indicators' declarations name them."""
    read = columns_behind(INDICATORS.values())
    read["value"] = list(dict.fromkeys(chain.from_iterable(read.values())))
    deps = {figure: [dg.TableColumnDep(*column) for column in columns] for figure, columns in read.items()}
    return dg.TableColumnLineage(deps)
