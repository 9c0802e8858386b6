"""The bulletin: what everyone reads of a quarter."""

from datetime import UTC, datetime

import dagster as dg
import pandas as pd
from sqlalchemy import select

from assets.partitions import quarter_partitions, whole_range
from assets.pools import PUBLICATIONS_POOL
from assets.retrying import retried
from assets.tables import link, markdown, table
from assets.workplace import Workplace
from sources.quarters import Quarter
from warehouse.bulletin import Bulletin, examine, find_chromium, print_page, write_bulletin, write_index
from warehouse.engine import reading
from warehouse.tables import reporting_status


@dg.asset(
    # Its figures link to the pages behind them, and the index to the releases.
    deps=["release", "figures", "quality_report"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=PUBLICATIONS_POOL,
    group_name="published",
    kinds={"html", "vega"},
    owners=["team:analysts"],
    check_specs=[
        dg.AssetCheckSpec(
            "bulletin_complete",
            asset="bulletin",
            description="Every indicator and municipality is on the page; it needs nothing but itself; under 3 MB.",
        )
    ],
)
@retried
def bulletin(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """One self-contained page a quarter, in Kyrgyz, Russian and English, and an index of all quarters.

    Where Chromium is installed there is a PDF of the latest quarter, and of every other that has had one.
    """
    chromium = find_chromium()
    computed = workplace.ledger.computed(context.partition_keys)
    told, faults, printing = [], [], "Chromium is not installed: no PDF" if chromium is None else "printed"
    for quarter in context.partition_keys:
        file = workplace.reports / quarter / "bulletin.pdf"
        printed = chromium is not None and (file.exists() or quarter == context.partition_keys[-1])
        with reading(workplace.engine) as connection:
            written = write_bulletin(
                connection,
                Quarter.parse(quarter),
                workplace.reports,
                deadline_days=workplace.deadline_days,
                areas=workplace.register.areas.values(),
                published_at=datetime.now(UTC),
                language=workplace.languages[0],
                printed=printed,
            )
            codes = connection.scalars(
                select(reporting_status.c.municipality_code).where(reporting_status.c.quarter == quarter)
            )
            faults += [(quarter, fault) for fault in examine(written.page, codes)]
        if chromium is not None and printed and (written.changed or not file.exists()):
            printing = print_page(written.page, file, chromium) or printing
        told.append(_told(quarter, written))
        context.add_asset_metadata({"page": link(written.page, workplace)}, partition_key=quarter)
    workplace.ledger.publish(context.asset_key.to_user_string(), computed)
    with reading(workplace.engine) as connection:
        index = write_index(connection, workplace.reports, workplace.releases, workplace.languages[0])
    return dg.MaterializeResult(
        metadata={
            "latest bulletin": link(written.page, workplace),
            "all bulletins": link(index, workplace),
            "this run": markdown(pd.DataFrame(told), inline=True),
            "PDF": printing,
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="bulletin_complete",
                passed=not faults,
                metadata={"faults": table(pd.DataFrame(faults, columns=["quarter", "fault"]))},
            )
        ],
    )


def _told(quarter: str, written: Bulletin) -> dict[str, object]:
    return {
        "quarter": quarter,
        "edition": written.edition,
        "figures": written.figures,
        "revised": written.revised,
        "page": "written" if written.changed else "as it was",
        "kB": written.page.stat().st_size // 1000,
    }
