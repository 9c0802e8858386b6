"""Rules across quarters: what a submission says against what the same municipality said before.

They need the rows of earlier quarters, so they run where a quarter is loaded, on rows that are valid in themselves.
Each rule is one declaration; the columns it looks at follow from the forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sources.folding import fold
from sources.forms import ColumnType, Form, Kind, Severity
from sources.labels import Label
from sources.quarters import Quarter
from sources.standardize.places import place_findings
from sources.standardize.validation import shown

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_BACK_QUARTERS = 8
"""How many earlier quarters the rules look at, at the most."""

_OUTLIER_QUARTERS = 5
_OUTLIER_DEVIATIONS = 5
_MAD_SCALE = 1.4826
"""Makes the median absolute deviation of normal figures comparable with their standard deviation."""
_FLOAT_NOISE = 1e-9
"""So much of a bound is the noise of computing it: 1.15 × 100 is a little less than 115."""
_COPIED_CELLS = 3
"""A copy is told by its figures: so many flow cells must hold something other than zero."""


@dataclass(frozen=True)
class _Compared:
    """The figures of one form with what was reported before, matched by municipality and key."""

    now: pd.DataFrame
    """The form's figures as floats, one row a record."""
    previous: pd.DataFrame
    """Like ``now``: the same record one quarter earlier; all missing where there was none."""
    earlier: pd.DataFrame
    """All earlier figures of the look-back that match a row of ``now``, whose index they have."""
    first_quarter: pd.Series[bool]
    """Whether a row is of the first quarter of its year."""
    reported_before: pd.Series[bool]
    """Whether the record was there one quarter earlier."""


@dataclass(frozen=True)
class _Compliance:
    """What comparing said of some columns: like ``now``, whether the rule applies, and between what a figure holds."""

    applies: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame


@dataclass(frozen=True)
class AcrossRule:
    """A rule across quarters: what must hold, and how severe it is where it does not."""

    id: str
    severity: Severity
    words: Label


@dataclass(frozen=True)
class _ColumnRule(AcrossRule):
    """A rule that gives each figure of a record bounds from what was reported before."""

    columns: Callable[[type[Form]], list[str]]
    """The columns of a form to which the rule applies."""
    compare: Callable[[_Compared, list[str]], _Compliance]


def _named(name: str) -> Callable[[type[Form]], list[str]]:
    return lambda form: [name] if name in form.columns() and "settlement" in form.key() else []


def _of_kind(*kinds: Kind) -> Callable[[type[Form]], list[str]]:
    return lambda form: [name for name, column in form.columns().items() if column.kind in kinds]


def _within(low: float, high: float) -> Callable[[_Compared, list[str]], _Compliance]:
    """Compare with the previous quarter, as a ratio; nothing can be said of what grew from zero."""

    def compare(compared: _Compared, columns: list[str]) -> _Compliance:
        before = compared.previous[columns]
        return _Compliance(compared.now[columns].notna() & (before > 0), low * before, high * before)

    return compare


def _not_below(compared: _Compared, columns: list[str]) -> _Compliance:
    """Compare a running total with the previous quarter's of the same year."""
    before = compared.previous[columns]
    applies = (compared.now[columns].notna() & before.notna()).mul(~compared.first_quarter, axis=0)
    return _Compliance(applies, before, before * 0 + np.inf)


def _not_outlying(compared: _Compared, columns: list[str]) -> _Compliance:
    """Compare with the median of the same record's last quarters; a constant series has no spread to judge by."""
    now, history = compared.now[columns], compared.earlier[columns]
    by_row = history.groupby(level=0)
    median, count = by_row.median(), by_row.count()
    spread = (history - median.reindex(history.index)).abs().groupby(level=0).median() * _MAD_SCALE
    median, spread, count = (table.reindex(now.index) for table in (median, spread, count))
    applies = now.notna() & (count >= _OUTLIER_QUARTERS) & (spread > 0)
    return _Compliance(applies, median - _OUTLIER_DEVIATIONS * spread, median + _OUTLIER_DEVIATIONS * spread)


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
        form: the form. Records of forms whose key holds a day (a hearing) have no earlier self and are not
            compared; a form of one row (communication) is compared with its row of the quarter before.
        rows: valid rows of the quarter, of any submissions; unique index.
        earlier: rows of current submissions of the ``LOOK_BACK_QUARTERS`` quarters before, any order.
        layout: where the columns of the quarter's submissions stand.

    Returns:
        Findings, refused rows and counts.
    """
    stable = not any(form.columns()[name].type is ColumnType.DATE for name in form.key())
    compared = _match(form, rows, earlier) if stable and len(rows) else None
    found: list[pd.DataFrame] = []
    refused = pd.Series(False, index=rows.index)
    applied = pd.Series(0, index=rows.index)
    if compared is not None:
        for rule in _COLUMN_RULES:
            if columns := rule.columns(form):
                compliance = rule.compare(compared, columns)
                applied += compliance.applies.sum(axis=1)
                broken = _out_of_bounds(form, rule, rows, compared.now[columns], compliance)
                found += broken
                if rule.severity is Severity.ERROR and broken:
                    refused.loc[pd.concat(broken).index] = True
        copied, forms_compared = _copied(form, compared, rows)
        found += copied
        applied += forms_compared
    findings = pd.concat(found) if found else pd.DataFrame()
    return AcrossFindings(place_findings(findings, layout), refused, _tally(form, rows, findings, refused, applied))


def _match(form: type[Form], rows: pd.DataFrame, earlier: pd.DataFrame) -> _Compared:
    """Match every row with the earlier records of the same municipality and key."""
    figures = [name for name, column in form.columns().items() if column.type.is_number]

    def keys(table: pd.DataFrame) -> pd.Series[str]:
        key = table["municipality_code"].astype("string")
        for name in form.key():
            part = table[name].astype("string")
            is_text = form.columns()[name].type is ColumnType.TEXT
            key = key + "|" + (part.map(fold, na_action="ignore") if is_text else part)
        return key

    now = pd.DataFrame({"position": rows.index, "key": keys(rows).to_numpy()})
    before = earlier[["quarter", *figures]].astype(dict.fromkeys(figures, "float64")).assign(key=keys(earlier))
    matched = now.merge(before.drop_duplicates(["key", "quarter"]), on="key").set_index("position")
    quarter_before = rows["quarter"].map({key: str(Quarter.parse(key).plus(-1)) for key in rows["quarter"].unique()})
    last = matched[matched["quarter"] == quarter_before.reindex(matched.index)]
    return _Compared(
        now=rows[figures].astype("float64"),
        previous=last[figures].reindex(rows.index),
        earlier=matched[figures],
        first_quarter=rows["quarter"].str.endswith("Q1").astype(bool),
        reported_before=pd.Series(rows.index.isin(last.index), index=rows.index),
    )


def _out_of_bounds(
    form: type[Form], rule: AcrossRule, rows: pd.DataFrame, now: pd.DataFrame, compliance: _Compliance
) -> list[pd.DataFrame]:
    """Return the findings on the figures that a rule applies to and that are out of its bounds, column by column."""
    is_below = now < compliance.low - _FLOAT_NOISE * compliance.low.abs()
    is_above = now > compliance.high + _FLOAT_NOISE * compliance.high.abs()
    outside = compliance.applies & (is_below | is_above)
    found = []
    for column in now.columns[outside.any()]:
        broken = outside.index[outside[column]]
        low, high = (shown(bound.loc[broken, column]) for bound in (compliance.low, compliance.high))
        limits = ("between " + low + " and " + high).where(high != "inf", "at least " + low)
        found.append(_broken(form, rule, column, rows.loc[broken], limits + ", by earlier quarters"))
    return found


def _broken(
    form: type[Form], rule: AcrossRule, column: str, rows: pd.DataFrame, expected: pd.Series[str] | str
) -> pd.DataFrame:
    is_error = rule.severity is Severity.ERROR
    facts = {
        "submission_id": rows["submission_id"],
        "code": "rule_broken" if is_error else "rule_doubtful",
        "severity": rule.severity.value,
        "form": form.id,
        "row": rows["row"],
        "column": column,
        "value": shown(rows[column]),
        "expected": expected,
        "rule": rule.id,
        "refused": "row" if is_error else None,
    }
    return pd.DataFrame(facts, index=rows.index)


def _copied(form: type[Form], compared: _Compared, rows: pd.DataFrame) -> tuple[list[pd.DataFrame], pd.Series[int]]:
    """Find the submissions whose every flow cell of a form equals the previous quarter's."""
    flows = [name for name, column in form.columns().items() if column.kind is Kind.FLOW]
    if not flows:
        return [], pd.Series(0, index=rows.index)
    now, before = compared.now[flows], compared.previous[flows]
    same = ((now == before) | (now.isna() & before.isna())).all(axis=1) & compared.reported_before
    telling = (now.fillna(0) != 0).sum(axis=1)
    by_submission = rows["submission_id"]
    told = (telling.groupby(by_submission).transform("sum") >= _COPIED_CELLS) & ~by_submission.duplicated()
    applies = told & compared.reported_before.groupby(by_submission).transform("any")
    copied = rows[applies & same.groupby(by_submission).transform("all")]
    rule = COPIED_FROM_LAST_QUARTER
    found = [_broken(form, rule, flows[0], copied, rule.words.en)] if len(copied) else []
    return found, applies.astype("int64")


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
