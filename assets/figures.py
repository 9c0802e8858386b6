"""Figures: a page for each indicator of a quarter that says which cells of which workbooks it comes from."""

import dagster as dg

from assets.partitions import quarter_partitions, whole_range
from assets.pools import PUBLICATIONS_POOL
from assets.retrying import retried
from assets.tables import link
from assets.workplace import Workplace
from sources.quarters import Quarter
from warehouse.engine import reading
from warehouse.indicators import INDICATORS
from warehouse.lineage.pages import write_pages
from warehouse.lineage.places import FIGURES
from warehouse.lineage.reading import Workbooks


@dg.asset(
    # The notices on the workbooks are named beside their cells.
    deps=["indicators", "notices"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=PUBLICATIONS_POOL,
    group_name="published",
    kinds={"sql", "html"},
    owners=["team:analysts"],
)
@retried
def figures(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """What is behind every figure: a page an indicator, from the value to the cells of the workbooks.

    For every area; only pages that changed are written.
    """
    workbooks = Workbooks()
    written, inputs = 0, workplace.inputs
    computed = workplace.ledger.computed(context.partition_keys)
    for quarter in context.partition_keys:
        folder = workplace.reports / quarter
        with reading(workplace.engine) as connection:
            pages = write_pages(
                connection,
                Quarter.parse(quarter),
                folder,
                register=workplace.register,
                deadline_days=workplace.deadline_days,
                programme_start=workplace.programme_start,
                made_with=inputs,
                language=workplace.languages[0],
                workbooks=workbooks,
            )
        written += len(pages)
        context.add_asset_metadata({"pages": dg.MetadataValue.path(folder / FIGURES)}, partition_key=quarter)
    workplace.ledger.publish(context.asset_key.to_user_string(), computed)
    example = folder / FIGURES / f"{next(iter(INDICATORS))}.html"
    return dg.MaterializeResult(metadata={"pages written": written, "latest example": link(example, workplace)})
