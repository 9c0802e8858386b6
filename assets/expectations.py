"""Great Expectations over the warehouse: asset checks on what no single workbook can show.

One step runs all suites for all quarters of a run, because importing the library costs more than running it. It
belongs to what is published: no notice and no figure waits for it, and what was not checked to the end is again.
"""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from assets.partitions import quarters_of_run
from assets.pools import PUBLICATIONS_POOL
from assets.retrying import retried
from assets.tables import link, markdown, table
from assets.workplace import Workplace
from warehouse.bulletin import write_index
from warehouse.engine import reading, writing
from warehouse.expectations import SUITES, ExpectationOutcome, record_results, run_expectations

_ASSET_OF = {
    "register": "warehouse",
    "submissions": "warehouse",
    "facts": "warehouse",
    "indicators": "indicators",
    "quality": "quality_report",
}
"""The asset whose table each suite guards."""


def _check(suite: str) -> str:
    return f"{suite}_as_expected"


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(_check(suite.name), asset=_ASSET_OF[suite.name], description=suite.description)
        for suite in SUITES.values()
    ],
    # Whoever materializes one asset in the UI gets the checks of that one.
    can_subset=True,
    pool=PUBLICATIONS_POOL,
)
@retried
def expectations(
    context: dg.AssetCheckExecutionContext, workplace: dg.ResourceParam[Workplace]
) -> Iterator[dg.AssetCheckResult]:
    """Run the suites over the quarters of this run and write their Data Docs beside the quality reports."""
    outcomes: list[tuple[str, ExpectationOutcome]] = []
    quarters = quarters_of_run(context.run.tags)
    computed = workplace.ledger.computed(quarters)
    for quarter in quarters:
        # Pages double the cost of a quarter; those of earlier quarters say little that the checks do not.
        docs = workplace.reports / quarter / "data_docs" if quarter == quarters[-1] else None
        found = run_expectations(workplace.warehouse_url, quarter, docs)
        with writing(workplace.engine) as connection:
            record_results(connection, quarter, found)
        outcomes += [(quarter, outcome) for outcome in found]
    workplace.ledger.publish(context.op_execution_context.op.name, computed)
    with reading(workplace.engine) as connection:
        write_index(connection, workplace.reports, workplace.releases, workplace.languages[0])
    pages = link(workplace.reports / quarters[-1] / "data_docs" / "index.html", workplace)
    wanted = {key.name for key in context.selected_asset_check_keys}
    for name in SUITES:
        if _check(name) in wanted:
            yield _result(name, [(quarter, each) for quarter, each in outcomes if each.suite == name], pages)


def _result(suite: str, outcomes: list[tuple[str, ExpectationOutcome]], docs: dg.MetadataValue) -> dg.AssetCheckResult:
    failed = [(quarter, outcome) for quarter, outcome in outcomes if not outcome.success]
    critical = any(outcome.severity == "critical" for _, outcome in failed)
    told = pd.DataFrame(
        [(quarter, each.description, each.unexpected_count, each.notes) for quarter, each in failed],
        columns=["quarter", "expectation", "unexpected", "what it means"],
    )
    examples = pd.DataFrame([{"quarter": quarter, **row} for quarter, outcome in failed for row in outcome.examples])
    return dg.AssetCheckResult(
        check_name=_check(suite),
        asset_key=_ASSET_OF[suite],
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
        metadata={
            "expectations": len(outcomes),
            "not as expected": table(told),
            "examples": markdown(examples),
            "data docs": docs,
        },
    )
