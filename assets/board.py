"""The board of reporting: who has reported for which quarter, at a glance."""

import dagster as dg

from assets.retrying import retried
from assets.tables import link
from assets.workplace import Workplace
from warehouse.bulletin import write_index
from warehouse.engine import reading
from warehouse.reporting_board import reporting_board as read_board
from warehouse.reporting_board import write_reporting_board


@dg.asset(deps=["quality_report"], group_name="published", kinds={"html"}, owners=["team:data-engineers"])
@retried
def reporting_board(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """Municipality × quarter on one page: on time, late, missing, and with what quality."""
    with reading(workplace.engine) as connection:
        board = read_board(connection)
        page = write_reporting_board(board, workplace.reports)
        write_index(connection, workplace.reports, workplace.releases, workplace.languages[0])
    complete = [quarter for quarter in board.quarters if board.complete(quarter)]
    context.log.info("%d of %d quarters are complete", len(complete), len(board.quarters))
    return dg.MaterializeResult(
        metadata={
            "board": link(page, workplace),
            "municipalities": len(board.places),
            "quarters": len(board.quarters),
            "quarters for which everybody reported": ", ".join(complete) or "none",
        }
    )
