"""Validation: one lazy Pandera call a form and batch, and its masks turned into findings.

Pandera's own table of failure cases is not used: with many faults it costs two hundred times the validation itself,
while every ``SchemaError`` carries the boolean result of its check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from sources.forms.form import KEY_REPEATED, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.forms import Column, Form, Rule

_BOUNDS = {
    "greater_than_or_equal_to": ("below_minimum", "at least {}"),
    "less_than_or_equal_to": ("above_maximum", "at most {}"),
}


def validate(
    form: type[Form], rows: pd.DataFrame, doubtful: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series[bool]]:
    """Validate a batch of typed rows against a form.

    Args:
        form: the Pandera model.
        rows: as ``Form`` describes, any number of submissions, with a unique index.
        doubtful: like ``rows``, one boolean column a form column: the cells that already have a finding of their own
            (they are missing in ``rows``) or that the sheet has no column for. Nothing more is said about these.

    Returns:
        The findings (index: the row's; columns code, severity, column, value, expected, rule, refused), the optional
        cells refused (like ``doubtful``), and the rows refused.

    Raises:
        SchemaError: the model itself is at fault (a check that cannot be computed, a column that is missing).
    """
    refused_cells = pd.DataFrame(False, index=rows.index, columns=doubtful.columns)
    refused_rows = pd.Series(False, index=rows.index)
    faulty = doubtful.copy()
    findings = []
    # Faults of single cells come first: a rule says nothing about a cell that is already at fault.
    errors = _errors(form, rows) if len(rows) else ()
    for error in sorted(errors, key=lambda error: error.schema.name not in form.columns()):
        found = _finding(form, error, rows, faulty)
        findings.append(found)
        refused_rows.loc[found.index[found["refused"] == "row"]] = True
        if error.schema.name in form.columns():
            faulty.loc[found.index, error.schema.name] = True
            refused_cells.loc[found.index[found["refused"] == "cell"], error.schema.name] = True
    columns = ["code", "severity", "column", "value", "expected", "rule", "refused"]
    table = pd.concat(findings) if findings else pd.DataFrame(columns=columns, index=rows.index[:0])
    return table[columns], refused_cells, refused_rows


def _errors(form: type[Form], rows: pd.DataFrame) -> Iterator[SchemaError]:
    try:
        form.to_schema().validate(rows, lazy=True)
    except SchemaErrors as errors:
        yield from errors.schema_errors


def _finding(form: type[Form], error: SchemaError, rows: pd.DataFrame, doubtful: pd.DataFrame) -> pd.DataFrame:
    """Return what one failed check says: one record a failing row."""
    name = getattr(error.check, "name", None)
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
        return _blank(form.columns()[error.schema.name], rows, doubtful)
    if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK or not isinstance(error.check_output, pd.Series):
        raise error  # our own fault: the model does not fit the rows
    failing = error.check_output.index[~error.check_output.astype(bool)]
    if name == KEY_REPEATED:
        return _key_repeated(form, rows, failing, doubtful)
    if name in _BOUNDS:
        column = form.columns()[error.schema.name]
        bound = next(iter(error.check.statistics.values()))
        return _out_of_bounds(column, rows, failing, name, bound)
    return _rule_broken(form.rules()[cast("str", name)], rows, failing, doubtful)


def _record(  # noqa: PLR0913 - one parameter a column of the findings
    index: pd.Index,
    *,
    code: str,
    severity: Severity,
    column: str,
    value: pd.Series[str] | None,
    expected: str,
    refused: str | None,
    rule: str | None = None,
) -> pd.DataFrame:
    facts = {
        "code": code,
        "severity": severity.value,
        "column": column,
        "value": value,
        "expected": expected,
        "rule": rule,
        "refused": refused,
    }
    return pd.DataFrame(facts, index=index)


def _blank(column: Column, rows: pd.DataFrame, doubtful: pd.DataFrame) -> pd.DataFrame:
    blank = rows.index[rows[column.name].isna() & ~doubtful[column.name]]
    return _record(
        blank,
        code="required_blank",
        severity=Severity.ERROR,
        column=column.name,
        value=None,
        expected=f"a value: «{column.label.en}» is required",
        refused="row",
    )


def _out_of_bounds(column: Column, rows: pd.DataFrame, failing: pd.Index, name: str, bound: float) -> pd.DataFrame:
    code, expected = _BOUNDS[name]
    return _record(
        failing,
        code=code,
        severity=Severity.ERROR,
        column=column.name,
        value=shown(rows.loc[failing, column.name]),
        expected=expected.format(f"{bound:g}"),
        refused="row" if column.required or column.key else "cell",
    )


def _key_repeated(form: type[Form], rows: pd.DataFrame, failing: pd.Index, doubtful: pd.DataFrame) -> pd.DataFrame:
    key = list(form.key())
    sound = failing[~doubtful.loc[failing, key].any(axis=1) & rows.loc[failing, key].notna().all(axis=1)]
    values = pd.Series("", index=sound, dtype="string")
    for position, name in enumerate(key):
        values += (", " if position else "") + shown(rows.loc[sound, name])
    return _record(
        sound,
        code=KEY_REPEATED,
        severity=Severity.ERROR,
        column=key[0] if key else next(iter(form.columns())),
        value=values if key else None,
        expected=f"one row for each {' + '.join(key)}" if key else "at most one row",
        refused="row",
    )


def _rule_broken(rule: Rule, rows: pd.DataFrame, failing: pd.Index, doubtful: pd.DataFrame) -> pd.DataFrame:
    sound = failing[~doubtful.loc[failing, list(rule.columns)].any(axis=1)]
    cells = rows.loc[sound, list(rule.columns)]
    values = pd.Series("", index=sound, dtype="string")
    for position, name in enumerate(rule.columns):
        values += ("" if position == 0 else ", ") + name + " = " + shown(cells[name]).fillna("–")
    is_error = rule.severity is Severity.ERROR
    return _record(
        sound,
        code="rule_broken" if is_error else "rule_doubtful",
        severity=rule.severity,
        column=rule.columns[0],
        value=values,
        expected=rule.says("en"),
        rule=rule.id,
        refused="row" if is_error else None,
    )


def shown(values: pd.Series) -> pd.Series[str]:
    """Return typed values as a person would write them: whole numbers without a point, days as ISO dates."""
    if pd.api.types.is_float_dtype(values.dtype):
        return values.map(lambda number: f"{number:.10g}", na_action="ignore").astype("string")
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        days: pd.Series[str] = values.dt.strftime("%Y-%m-%d").astype("string")
        return days
    return values.astype("string")
