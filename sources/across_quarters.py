"""Rules across quarters: what a submission says against what the same municipality said before.

They need the rows of earlier quarters, so they run where a quarter is loaded, on rows that are valid in themselves.
Each rule is one declaration; the columns it looks at follow from the forms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from sources.folding import fold
from sources.forms import Column, ColumnType, Form, Kind, Severity
from sources.labels import Label
from sources.quarters import Quarter
from sources.standardize.places import place_findings
from sources.standardize.validation import shown

LOOK_BACK_QUARTERS = 8
"""How many earlier quarters the rules look at, at the most."""

_OUTLIER_QUARTERS = 5
_OUTLIER_DEVIATIONS = 5
_MAD_SCALE = 1.4826
"""Makes the median absolute deviation of normal figures comparable with their standard deviation."""
_COPIED_CELLS = 3
"""A copy is told by its figures: so many flow cells must hold something other than zero."""


@dataclass(frozen=True)
class _Compared:
    """The rows of one form with what was reported before, matched by municipality and key."""

    rows: pd.DataFrame
    previous: pd.DataFrame
    """Like ``rows``: the same record one quarter earlier; all missing where there was none."""
    earlier: pd.DataFrame
    """All earlier records of the look-back that match a row; ``position`` is that row's index."""


@dataclass(frozen=True)
class AcrossRule:
    """A rule across quarters: what must hold, and how severe it is where it does not."""

    id: str
    severity: Severity
    words: Label


@dataclass(frozen=True)
class _ColumnRule(AcrossRule):
    """A rule that looks at one column of one record."""

    columns: Callable[[type[Form]], list[str]]
    """The columns of a form to which the rule applies."""
    compare: Callable[[_Compared, Column], tuple[pd.Series[bool], pd.Series[bool], pd.Series[str]]]
    """For one column: where the rule applies, where it holds, and what was expected."""


def _named(name: str) -> Callable[[type[Form]], list[str]]:
    return lambda form: [name] if name in form.columns() and "settlement" in form.key() else []


def _of_kind(*kinds: Kind) -> Callable[[type[Form]], list[str]]:
    return lambda form: [name for name, column in form.columns().items() if column.kind in kinds]


def _within(low: float, high: float) -> Callable[[_Compared, Column], tuple[pd.Series, pd.Series, pd.Series]]:
    """Compare with the previous quarter, as a ratio; nothing can be said of what grew from zero."""

    def compare(compared: _Compared, column: Column) -> tuple[pd.Series, pd.Series, pd.Series]:
        before = compared.previous[column.name].astype("Float64")
        now = compared.rows[column.name].astype("Float64")
        holds = (now >= low * before) & (now <= high * before)
        return now.notna() & (before > 0), holds, "near the previous quarter's " + shown(before)

    return compare


def _not_below(compared: _Compared, column: Column) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Compare a running total with the previous quarter's of the same year."""
    before = compared.previous[column.name].astype("Float64")
    now = compared.rows[column.name].astype("Float64")
    same_year = ~compared.rows["quarter"].str.endswith("Q1").astype(bool)
    applies = now.notna() & before.notna() & same_year
    return applies, now >= before, "at least the previous quarter's " + shown(before)


def _not_outlying(compared: _Compared, column: Column) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Compare with the median of the same record's last quarters; a constant series has no spread to judge by."""
    now = compared.rows[column.name].astype("float64")
    history = compared.earlier[["position", column.name]].dropna().astype({column.name: "float64"})
    by_row = history.groupby("position")[column.name]
    median = by_row.median()
    deviation = (history[column.name] - history["position"].map(median)).abs()
    spread = deviation.groupby(history["position"]).median() * _MAD_SCALE
    enough = by_row.size() >= _OUTLIER_QUARTERS
    median, spread = median.reindex(now.index), spread.reindex(now.index)
    applies = now.notna() & enough.reindex(now.index).fillna(value=np.False_).astype(bool) & (spread > 0)
    holds = (now - median).abs() <= _OUTLIER_DEVIATIONS * spread
    low, high = median - _OUTLIER_DEVIATIONS * spread, median + _OUTLIER_DEVIATIONS * spread
    return applies, holds, "between " + shown(low) + " and " + shown(high) + ", as in earlier quarters"


_COLUMN_RULES = (
    _ColumnRule(
        "population_jump",
        Severity.WARNING,
        Label(
            "калктын саны мурунку чейректен 15 %дан ашык айырмаланбайт",
            "численность населения отличается от прошлого квартала не более чем на 15 %",
            "population within ±15 % of the previous quarter",
        ),
        _named("population"),
        _within(0.85, 1.15),
    ),
    _ColumnRule(
        "served_jump",
        Severity.WARNING,
        Label(
            "кызмат көрсөтүлгөн жашоочулар мурунку чейректин жарымынан эки эсесине чейин",
            "обслуживаемых жителей от половины до удвоенного числа прошлого квартала",
            "residents served within half and twice the previous quarter's",
        ),
        _named("residents_served"),
        _within(0.5, 2.0),
    ),
    _ColumnRule(
        "outlier",
        Severity.WARNING,
        Label(
            "маани акыркы сегиз чейректин маанилерине жакын",
            "значение близко к значениям последних восьми кварталов",
            "within the median ± 5 scaled MAD of the last 8 quarters, where at least 5 exist",
        ),
        _of_kind(Kind.FLOW, Kind.STOCK),
        _not_outlying,
    ),
    _ColumnRule(
        "ytd_does_not_fall",
        Severity.ERROR,
        Label(
            "жыл башынан бери эсептелген сумма мурунку чейректен кем эмес",
            "сумма с начала года не меньше, чем в прошлом квартале того же года",
            "a total since 1 January not below the previous quarter's of the same year",
        ),
        _of_kind(Kind.YTD),
        _not_below,
    ),
)

COPIED_FROM_LAST_QUARTER = AcrossRule(
    "copied_from_last_quarter",
    Severity.WARNING,
    Label(
        "форманын көрсөткүчтөрү мурунку чейректин көчүрмөсү эмес",
        "показатели формы не являются копией прошлого квартала",
        "figures of this quarter: not every flow cell equals the previous quarter's",
    ),
)

ACROSS_QUARTERS: dict[str, AcrossRule] = {rule.id: rule for rule in (*_COLUMN_RULES, COPIED_FROM_LAST_QUARTER)}
"""All rules across quarters, by id."""


@dataclass(frozen=True)
class AcrossFindings:
    """What the rules across quarters say of one form in one quarter."""

    findings: pd.DataFrame
    """``FINDING_COLUMNS``."""
    refused: pd.Series[bool]
    """The rows refused, by the index of the rows."""
    tallied: pd.DataFrame
    """By submission: rules_applied, rule_warnings, rows_refused and cells_refused to add to its tally."""


def check_across_quarters(
    form: type[Form], rows: pd.DataFrame, earlier: pd.DataFrame, layout: pd.DataFrame
) -> AcrossFindings:
    """Hold the rows of one quarter against the municipality's earlier accepted rows.

    Args:
        form: the form. Records of forms whose key holds a day (a hearing) have no earlier self and are not compared.
        rows: valid rows of the quarter, of any submissions; unique index.
        earlier: rows of current submissions of the ``LOOK_BACK_QUARTERS`` quarters before, any order.
        layout: where the columns of the quarter's submissions stand.

    Returns:
        Findings, refused rows and counts.
    """
    stable = bool(form.key()) and not any(form.columns()[name].type is ColumnType.DATE for name in form.key())
    compared = _match(form, rows, earlier) if stable and len(rows) else None
    found: list[pd.DataFrame] = []
    refused = pd.Series(False, index=rows.index)
    applied = pd.Series(0, index=rows.index)
    if compared is not None:
        for rule in _COLUMN_RULES:
            for name in rule.columns(form):
                applies, holds, expected = rule.compare(compared, form.columns()[name])
                applied += applies.fillna(value=False).astype(int)
                broken = rows.index[(applies & ~holds).fillna(value=False).astype(bool)]
                found.append(_broken(form, rule, name, rows, broken, expected))
                if rule.severity is Severity.ERROR:
                    refused.loc[broken] = True
        copied, compared_forms = _copied(form, compared, rows)
        found.append(copied)
        applied = applied.add(compared_forms, fill_value=0)
    findings = pd.concat([table for table in found if len(table)]) if any(map(len, found)) else pd.DataFrame()
    return AcrossFindings(place_findings(findings, layout), refused, _tally(form, rows, findings, refused, applied))


def _match(form: type[Form], rows: pd.DataFrame, earlier: pd.DataFrame) -> _Compared:
    """Match every row with the earlier records of the same municipality and key."""

    def keys(table: pd.DataFrame) -> pd.DataFrame:
        parts = {"municipality_code": table["municipality_code"].astype("string")}
        for name in form.key():
            part = table[name].astype("string")
            parts[f"key_{name}"] = (
                part.map(fold, na_action="ignore") if form.columns()[name].type is ColumnType.TEXT else part
            )
        return pd.DataFrame(parts, index=table.index)

    now = keys(rows).assign(position=rows.index)
    before = pd.concat([keys(earlier), earlier[["quarter", *form.columns()]]], axis=1)
    before = before.drop_duplicates([*now.columns.drop("position"), "quarter"])
    matched = now.merge(before, on=list(now.columns.drop("position")))
    quarter_before = rows["quarter"].map({key: str(Quarter.parse(key).plus(-1)) for key in rows["quarter"].unique()})
    last = matched[matched["quarter"] == matched["position"].map(quarter_before)]
    previous = last.set_index("position").reindex(rows.index)
    return _Compared(rows, previous, matched)


def _broken(  # noqa: PLR0913 - one parameter a part of the findings
    form: type[Form], rule: AcrossRule, column: str, rows: pd.DataFrame, broken: pd.Index, expected: pd.Series[str]
) -> pd.DataFrame:
    is_error = rule.severity is Severity.ERROR
    facts = {
        "submission_id": rows.loc[broken, "submission_id"],
        "code": "rule_broken" if is_error else "rule_doubtful",
        "severity": rule.severity.value,
        "form": form.id,
        "row": rows.loc[broken, "row"],
        "column": column,
        "value": shown(rows.loc[broken, column]),
        "expected": expected.loc[broken],
        "rule": rule.id,
        "refused": "row" if is_error else None,
    }
    return pd.DataFrame(facts, index=broken)


def _copied(form: type[Form], compared: _Compared, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Find the submissions whose every flow cell of a form equals the previous quarter's."""
    flows = [name for name, column in form.columns().items() if column.kind is Kind.FLOW]
    none = pd.Series(0, index=rows.index)
    if not flows:
        return pd.DataFrame(), none
    now, before = rows[flows].astype("Float64"), compared.previous[flows].astype("Float64")
    same = ((now == before) | (now.isna() & before.isna())).fillna(value=False).all(axis=1)
    reported_before = compared.previous["quarter"].notna()
    telling = (now.fillna(0) != 0).sum(axis=1)
    by_submission = rows["submission_id"]
    all_same = (same & reported_before).groupby(by_submission).transform("all")
    enough = telling.groupby(by_submission).transform("sum") >= _COPIED_CELLS
    first = ~by_submission.duplicated()
    copied = rows.index[all_same & enough & first]
    column = flows[0]
    rule = COPIED_FROM_LAST_QUARTER
    expected = pd.Series(rule.words.en, index=rows.index)
    applied = (reported_before.groupby(by_submission).transform("any") & enough & first).astype(int)
    return _broken(form, rule, column, rows, copied, expected), cast("pd.Series[int]", applied)


def _tally(
    form: type[Form],
    rows: pd.DataFrame,
    findings: pd.DataFrame,
    refused: pd.Series[bool],
    applied: pd.Series[int],
) -> pd.DataFrame:
    warnings = pd.Series(0, index=rows.index)
    if len(findings):
        counts = (findings["severity"] == Severity.WARNING.value).groupby(level=0).sum()
        warnings = warnings.add(counts, fill_value=0)
    filled = rows[list(form.columns())].notna().sum(axis=1)
    table = pd.DataFrame(
        {
            "rules_applied": applied.astype("int64"),
            "rule_warnings": warnings.astype("int64"),
            "rows_refused": refused.astype("int64"),
            "cells_refused": filled.where(refused, 0).astype("int64"),
        }
    )
    return table.groupby(rows["submission_id"]).sum().assign(form=form.id)
