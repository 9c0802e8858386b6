"""Releases: each quarter's figures and rows as files that stay as they are, and those of all time."""

import dagster as dg
import pandas as pd

from assets.partitions import quarter_partitions, whole_range
from assets.pools import PUBLICATIONS_POOL
from assets.retrying import retried
from assets.tables import markdown
from assets.workplace import Workplace
from sources.quarters import Quarter
from warehouse.engine import reading
from warehouse.release import ALL, Period, Release, all_time, read_contents


@dg.asset(
    deps=["quality_report"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=PUBLICATIONS_POOL,
    group_name="published",
    kinds={"parquet", "csv", "excel"},
    owners=["team:analysts"],
)
@retried
def release(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Parquet, CSV and a workbook of each quarter and of all time, with a data package, dictionary and checksums.

    A version that was published is never changed: where anything is other than it was, a new one is made that says
    what changed and why.
    """
    made: dict[str, Release] = {}
    computed = workplace.ledger.computed(context.partition_keys)
    with reading(workplace.engine) as connection:
        for quarter in context.partition_keys:
            if contents := read_contents(connection, Period.of(Quarter.parse(quarter))):
                made[quarter] = workplace.publisher.publish(contents)
                context.add_asset_metadata(_told(made[quarter]), partition_key=quarter)
        if (period := all_time(connection)) and (contents := read_contents(connection, period)):
            made[ALL] = workplace.publisher.publish(contents)
    workplace.ledger.publish(context.asset_key.to_user_string(), computed)
    counted = [
        {"release": name, "version": f"v{each.version}", "new": each.is_new, "rows": sum(each.rows.values())}
        for name, each in made.items()
    ]
    return dg.MaterializeResult(
        metadata={
            "this run": markdown(pd.DataFrame(counted), inline=True),
            "rows by table, of all time": markdown(_by_table(made[ALL]) if ALL in made else pd.DataFrame()),
            "all releases": dg.MetadataValue.path(workplace.releases),
        }
    )


def _told(made: Release) -> dict[str, dg.MetadataValue]:
    """Return what the UI says of one release."""
    facts: dict[str, dg.MetadataValue] = {
        "dagster/partition_row_count": dg.MetadataValue.int(sum(made.rows.values())),
        "release": dg.MetadataValue.path(made.folder),
        "version": dg.MetadataValue.int(made.version or 0),
        "is new": dg.MetadataValue.bool(made.is_new),
        "files": dg.MetadataValue.int(len(made.files)),
        "rows by table": markdown(_by_table(made)),
    }
    if made.changes is not None:
        facts["changes"] = dg.MetadataValue.md((made.folder / "changes.md").read_text(encoding="utf-8"))
    return facts


def _by_table(made: Release) -> pd.DataFrame:
    return pd.DataFrame({"table": list(made.rows), "rows": list(made.rows.values())})
