"""The board of reporting: who has reported for which quarter, at a glance."""

import dagster as dg

from assets.partitions import quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import link
from assets.workplace import Workplace
from warehouse.bulletin import write_index
from warehouse.engine import reading
from warehouse.reporting_board import reporting_board as read_board
from warehouse.reporting_board import write_reporting_board


@dg.asset(
    deps=["quality_report"],
    partitions_def=quarter_partitions,
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
    group_name="published",
    kinds={"html"},
    owners=["team:data-engineers"],
)
@retried
def reporting_board(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Municipality × quarter on one page: on time, late, missing, and with what quality.

    Every partition is on the one page; each says of its quarter whether everybody reported.
    """
    with reading(workplace.engine) as connection:
        board = read_board(connection)
        page = write_reporting_board(board, workplace.reports)
        write_index(connection, workplace.reports, workplace.releases, workplace.languages[0])
    complete = [quarter for quarter in board.quarters if board.complete(quarter)]
    context.log.info("%d of %d quarters are complete", len(complete), len(board.quarters))
    for quarter in context.partition_keys:
        context.add_asset_metadata({"everybody reported": quarter in complete}, partition_key=quarter)
    return dg.MaterializeResult(
        metadata={
            "board": link(page, workplace),
            "municipalities": len(board.places),
            "quarters": len(board.quarters),
            "quarters for which everybody reported": ", ".join(complete) or "none",
        }
    )
