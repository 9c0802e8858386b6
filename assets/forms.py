"""The forms: from located cells to valid rows, one asset a form, all made by one step.

Validation is one Pandera call a form and batch, and a Dagster step costs more than that, so the assets of all forms are
one multi-asset. What Pandera found is each form's asset check.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pandas as pd

from assets.findings import by_code, by_severity, concat, shown
from assets.partitions import batches, quarter_partitions, whole_range
from assets.pools import WAREHOUSE_POOL
from assets.retrying import retried
from assets.tables import column_schema, markdown, table
from assets.workplace import Workplace, fingerprint_of, note_fingerprint
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
        metadata={"dagster/column_schema": column_schema(form), "docs": "docs/data_dictionary.md"},
    )


def _check_spec(form: type[Form]) -> dg.AssetCheckSpec:
    description = f"Every cell and row of the form «{form.sheet.en}» stands; counts by rule, and the first that do not."
    return dg.AssetCheckSpec(VALID, asset=form.id, description=description)


@dg.multi_asset(
    specs=[_spec(form) for form in ALL_FORMS.values()],
    check_specs=[_check_spec(form) for form in ALL_FORMS.values()],
    backfill_policy=whole_range,
    pool=WAREHOUSE_POOL,
)
@retried
def forms(context: dg.AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> Iterator[dg.MaterializeResult]:
    """Read the values of every cell, put them in rows and validate the rows with the form's Pandera model."""
    findings = []
    counted: dict[str, list[dict[str, Any]]] = {form: [] for form in ALL_FORMS}
    for quarters in batches(context.partition_keys):
        extracted = Extracted.read([workplace.extracted(quarter) for quarter in quarters])
        batch = standardize(extracted)
        parts = batch.split(quarters, extracted.submissions.set_index("submission_id")["quarter"])
        for quarter, part in parts.items():
            part.write(workplace.standardized(quarter))
            note_fingerprint(workplace.standardized(quarter), fingerprint_of(workplace.extracted(quarter)))
            for form, counts in _counts(part).items():
                of_partition = {"dagster/partition_row_count": counts["rows"], **counts}
                context.add_asset_metadata(of_partition, asset_key=form, partition_key=quarter)
                counted[form].append({"quarter": quarter, **counts})
        findings.append(batch.findings)
    found = concat(findings)
    submissions = workplace.ledger.submissions()
    for model in ALL_FORMS.values():
        of_form = found[found["form"] == model.id]
        errors = of_form[of_form["severity"] == "error"]
        where = shown(errors, submissions, workplace.register)
        yield _result(model, pd.DataFrame(counted[model.id]), of_form, errors, where)


def _counts(batch: Standardized) -> dict[str, dict[str, int]]:
    """Return for each form what stands and what was refused."""
    refused = batch.tallies.groupby("form")[["rows_refused", "cells_refused"]].sum()
    found = dict(iter(batch.findings.groupby("form", observed=True)))
    none = batch.findings.iloc[:0]
    return {
        form: {
            "rows": len(rows),
            "refused rows": int(refused["rows_refused"].get(form, 0)),
            "refused cells": int(refused["cells_refused"].get(form, 0)),
            **by_severity(found.get(form, none)),
        }
        for form, rows in batch.rows.items()
    }


def _result(
    form: type[Form], counted: pd.DataFrame, found: pd.DataFrame, errors: pd.DataFrame, where: pd.DataFrame
) -> dg.MaterializeResult:
    check = dg.AssetCheckResult(
        check_name=VALID,
        asset_key=form.id,
        passed=errors.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"errors": len(errors), "by code and rule": table(by_code(errors)), "where": table(where)},
    )
    return dg.MaterializeResult(
        asset_key=form.id,
        metadata={
            "this run": markdown(counted.drop(columns="warnings"), inline=True),
            "what was found": markdown(by_code(found).drop(columns="code"), inline=True),
        },
        check_results=[check],
    )
