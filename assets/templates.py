"""Templates: the blank workbooks of a quarter, for everybody who is to fill one in."""

import dagster as dg
import pandas as pd

from assets.partitions import quarter_partitions
from assets.tables import table
from assets.workplace import Workplace
from sources.quarters import Quarter
from sources.template.issuing import TemplateIssue
from warehouse.template_figures import prefills_from


@dg.asset(
    partitions_def=quarter_partitions,
    group_name="outbox",
    kinds={"excel"},
    owners=["team:programme"],
    check_specs=[
        dg.AssetCheckSpec(
            "everyone_has_a_template",
            asset="templates",
            description="In the folder of every municipality enrolled in the quarter lies its template.",
        )
    ],
)
def templates(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult:
    """The blank workbook of every municipality enrolled in a quarter, in its folder of the outbox.

    Pre-filled with what its last accepted report says of settlements and stocks; without one, with the register's
    settlements.
    """
    quarter = Quarter.parse(context.partition_key)
    codes = sorted(workplace.enrolment.expected(quarter))
    prefills = prefills_from(workplace.warehouse_url, quarter)
    issue = TemplateIssue(
        quarter,
        workplace.register,
        prefills,
        workplace.languages,
        workplace.deadline_days,
        workplace.compute,
        workplace.progress,
    )
    files = issue.into_outbox(codes, workplace.outbox)
    written = pd.DataFrame(
        {
            "municipality": codes,
            "name": [workplace.register[code].full_name.ru for code in codes],
            "filled in from": [str(prefills[code].quarter) if code in prefills else "the register" for code in codes],
            "KB": [file.stat().st_size // 1024 for file in files],
        }
    )
    missing = [code for code, file in zip(codes, files, strict=True) if not file.is_file()]
    return dg.MaterializeResult(
        metadata={
            "dagster/partition_row_count": len(files),
            "folder": dg.MetadataValue.path(str(workplace.outbox)),
            "templates": table(written),
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="everyone_has_a_template",
                passed=not missing,
                metadata={"enrolled": len(codes), "missing": ", ".join(missing) or "none"},
            )
        ],
    )
