"""The forms: from located cells to valid rows, one asset a form, all made by one step.

Validation is one Pandera call a form and batch, and a Dagster step costs more than that, so the assets of all forms are
one multi-asset. What Pandera found is each form's asset check.
"""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from assets.findings import by_code, concat, shown
from assets.partitions import batches, quarter_partitions, whole_range
from assets.tables import column_schema, markdown, table
from assets.workplace import Workplace
from sources.forms import ALL_FORMS, Form
from sources.standardize import Extracted, Standardized, standardize

VALID = "valid"
"""The name of each form's check: nothing in it was refused."""


def _spec(form: type[Form]) -> dg.AssetSpec:
    return dg.AssetSpec(
        form.id,
        deps=["extracted"],
        partitions_def=quarter_partitions,
        group_name="standardized",
        kinds={"pandas", "pandera"},
        owners=["team:data-engineers"],
        description=f"{form.sheet.en} ({form.sheet.ru} · {form.sheet.ky}): one row is {form.record}.",
        metadata={"dagster/column_schema": column_schema(form)},
    )


def _check_spec(form: type[Form]) -> dg.AssetCheckSpec:
    description = f"Every cell and row of the form «{form.sheet.en}» stands; counts by rule, and the first that do not."
    return dg.AssetCheckSpec(VALID, asset=form.id, description=description)


@dg.multi_asset(
    specs=[_spec(form) for form in ALL_FORMS.values()],
    check_specs=[_check_spec(form) for form in ALL_FORMS.values()],
    backfill_policy=whole_range,
)
def forms(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> Iterator[dg.MaterializeResult]:
    """Read the values of every cell, put them in rows and validate the rows with the form's Pandera model."""
    findings, rows = [], dict.fromkeys(ALL_FORMS, 0)
    for quarters in batches(context.partition_keys):
        extracted = Extracted.read([workplace.extracted(quarter) for quarter in quarters])
        batch = standardize(extracted)
        parts = batch.split(quarters, extracted.submissions.set_index("submission_id")["quarter"])
        for quarter, part in parts.items():
            part.write(workplace.standardized(quarter))
            _note_counts(context, quarter, part)
        findings.append(batch.findings)
        for name, table_of_form in batch.rows.items():
            rows[name] += len(table_of_form)
    found = concat(findings)
    for form in ALL_FORMS.values():
        yield _result(form, rows[form.id], found[found["form"] == form.id])


def _note_counts(context: dg.AssetExecutionContext, quarter: str, batch: Standardized) -> None:
    refused = batch.tallies.groupby("form")["rows_refused"].sum()
    for form, rows in batch.rows.items():
        counts = {"dagster/partition_row_count": len(rows), "rows refused": int(refused.get(form, 0))}
        context.add_asset_metadata(counts, asset_key=form, partition_key=quarter)


def _result(form: type[Form], rows: int, found: pd.DataFrame) -> dg.MaterializeResult:
    errors = found[found["severity"] == "error"]
    check = dg.AssetCheckResult(
        check_name=VALID,
        asset_key=form.id,
        passed=errors.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"errors": len(errors), "by code and rule": table(by_code(errors)), "first": markdown(shown(errors))},
    )
    return dg.MaterializeResult(
        asset_key=form.id,
        metadata={"rows": rows, "findings by code": table(by_code(found)), "dagster/row_count": rows},
        check_results=[check],
    )
