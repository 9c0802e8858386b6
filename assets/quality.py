"""Data quality: scores, and the report of each quarter.

The last step on a quarter: when it is done, the quarter counts as computed and may be published.
"""

import dagster as dg

from assets.partitions import quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import add_numbers, link, markdown, table_schema
from assets.workplace import Workplace, fingerprint_of
from sources.quarters import Quarter
from sources.standardize import Extracted
from warehouse.engine import reading, writing
from warehouse.integrity import integrity_of
from warehouse.quality import compute_quality
from warehouse.quality_report import write_quality_report
from warehouse.summaries import reporting_overview
from warehouse.tables import quality_score


@dg.asset(
    # Last of a quarter, which only counts as computed when its senders are answered.
    deps=["indicators", "notices"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
    group_name="published",
    kinds={"sql", "html", "excel"},
    owners=["team:data-engineers"],
    metadata={"dagster/column_schema": table_schema(quality_score), "docs": "docs/data_dictionary.md"},
)
@retried
def quality_report(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """The data-quality scores of every municipality with their evidence, and a report for each quarter.

    The report is a web page and a workbook.
    """
    for quarter in context.partition_keys:
        taken_in = workplace.ledger.submissions(quarter)
        integrity = integrity_of(taken_in, workplace.archive, Extracted.read_submissions(workplace.extracted(quarter)))
        with writing(workplace.engine) as connection:
            compute_quality(
                connection, Quarter.parse(quarter), deadline_days=workplace.deadline_days, integrity=integrity
            )
        with reading(workplace.engine) as connection:
            page, book = write_quality_report(
                connection,
                Quarter.parse(quarter),
                workplace.reports / quarter,
                deadline_days=workplace.deadline_days,
            )
        context.add_asset_metadata(
            {"report": link(page, workplace), "workbook": link(book, workplace)}, partition_key=quarter
        )
    # All at once, so that they are published together.
    workplace.ledger.complete(
        {quarter: fingerprint_of(workplace.loaded(quarter)) for quarter in context.partition_keys}
    )
    with reading(workplace.engine) as connection:
        overview = reporting_overview(connection)
    overview = overview.drop(columns="warnings").rename(columns={"on_time": "on time"})
    scores = overview.loc[overview["quarter"].isin(context.partition_keys), ["quarter", "quality", "errors"]]
    add_numbers(context, scores.rename(columns={"quality": "mean quality"}))
    return dg.MaterializeResult(
        metadata={
            "all quarters": markdown(overview, inline=True),
            "latest report": link(page, workplace),
            "all reports": dg.MetadataValue.path(workplace.reports),
        }
    )
