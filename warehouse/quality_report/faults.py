"""What is missing and what is wrong in a quarter's reports, read and counted for ``contents``.

The frames' columns are described where they are gathered, in ``contents.Contents``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import BigInteger, and_, func, select

from sources.findings.severity import Severity
from sources.forms import ALL_FORMS, FORMS
from warehouse.frames import read_frame
from warehouse.reporting import reports
from warehouse.tables import ACCEPTED, REJECTED, finding, submission, submission_tally

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sources.quarters import Quarter

SEVERITIES: Final = tuple(severity.value for severity in Severity)
"""From the gravest to the slightest."""


def unanswered(connection: Connection, quarter: Quarter, names: pd.DataFrame) -> pd.DataFrame:
    """Return the forms that reports neither fill in nor answer with none, index ``form``: ``municipalities, names``."""
    reported = reports(quarter)
    answered = (
        select(reported.c.municipality_code, submission_tally.c.form)
        .join_from(reported, submission_tally, submission_tally.c.submission_id == reported.c.current_id)
        .where(submission_tally.c.answered)
    )
    given = read_frame(connection, answered)
    codes = read_frame(connection, select(reported.c.municipality_code))["municipality_code"]
    called = codes.map(names["name_ru"]).fillna(codes)
    rows = []
    for form in FORMS:
        lacking = called[~codes.isin(given.loc[given["form"] == form, "municipality_code"])].sort_values()
        if len(lacking):
            rows.append({"form": form, "municipalities": len(lacking), "names": ", ".join(lacking)})
    return pd.DataFrame(rows, columns=["form", "municipalities", "names"]).set_index("form")


def blanks(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Return the forms with required cells that are not filled: ``form, required, blank``."""
    reported = reports(quarter)
    sums = (
        select(
            submission_tally.c.form,
            func.sum(submission_tally.c.required_cells).cast(BigInteger).label("required"),
            func.sum(submission_tally.c.required_filled).cast(BigInteger).label("filled"),
        )
        .join_from(reported, submission_tally, submission_tally.c.submission_id == reported.c.current_id)
        .group_by(submission_tally.c.form)
    )
    rows = read_frame(connection, sums).set_index("form").reindex(list(FORMS)).dropna()
    rows["blank"] = rows["required"] - rows["filled"]
    return rows[rows["blank"] > 0].reset_index()[["form", "required", "blank"]]


def rejected(connection: Connection, files: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Return the rejected ones of ``files`` with their reasons: ``file_name, name, received_at, reason, value``."""
    refused = files.loc[files["status"] == REJECTED, ["id", "file_name", "sender", "municipality_code", "received_at"]]
    # Joined here and not in SQL: which files belong to the quarter is said once, and they are few.
    reasons = read_frame(
        connection,
        select(finding.c.submission_id, finding.c.code.label("reason"), finding.c.value)
        .where(finding.c.severity == Severity.FATAL.value, finding.c.submission_id.in_(refused["id"].tolist()))
        .order_by(finding.c.id),
    )
    rows = refused.merge(reasons, left_on="id", right_on="submission_id", how="left")
    # Who sent it is the next best thing where the workbook does not say whose it is.
    rows["municipality_code"] = rows["municipality_code"].fillna(rows["sender"])
    rows["name"] = rows["municipality_code"].map(names["name_ru"]).astype("string").fillna(rows["municipality_code"])
    return rows[["file_name", "name", "received_at", "reason", "value"]]


def findings(connection: Connection, quarter: Quarter, names: pd.DataFrame) -> pd.DataFrame:
    """Return every finding on the quarter's current submissions, gravest first."""
    current = and_(submission.c.status == ACCEPTED, submission.c.quarter == str(quarter))
    statement = (
        select(finding, submission.c.municipality_code, submission.c.file_name)
        .join_from(finding, submission, submission.c.id == finding.c.submission_id)
        .where(current)
    )
    rows = read_frame(connection, statement)
    rows["municipality"] = rows["municipality_code"].map(names["name_ru"]).fillna(rows["municipality_code"])
    gravity = rows["severity"].map({severity: place for place, severity in enumerate(SEVERITIES)})
    order = pd.DataFrame({"gravity": gravity, "municipality": rows["municipality"], "id": rows["id"]})
    return rows.loc[order.sort_values(["gravity", "municipality", "id"]).index].reset_index(drop=True)


def by_code(findings: pd.DataFrame) -> pd.DataFrame:
    """Count findings by severity and code: ``findings, municipalities, cells_refused, rows_refused``."""
    refused = findings["refused"]
    counted = (
        findings.assign(
            cells_refused=(refused == "cell").fillna(value=False), rows_refused=(refused == "row").fillna(value=False)
        )
        .groupby(["severity", "code"], observed=True)
        .agg(
            findings=("id", "size"),
            municipalities=("municipality_code", "nunique"),
            cells_refused=("cells_refused", "sum"),
            rows_refused=("rows_refused", "sum"),
        )
        .reset_index()
    )
    gravity = counted["severity"].map({severity: place for place, severity in enumerate(SEVERITIES)})
    order = counted.assign(gravity=gravity, fewest=-counted["findings"]).sort_values(["gravity", "fewest", "code"])
    return order.drop(columns=["gravity", "fewest"]).reset_index(drop=True)


def by_column(findings: pd.DataFrame) -> pd.DataFrame:
    """Count findings by form and column: ``error, warning, note``; an empty column is the form as a whole."""
    placed = findings.dropna(subset=["form"]).fillna({"column": ""})
    counted = pd.crosstab([placed["form"], placed["column"]], placed["severity"])
    counted = counted.reindex(columns=["error", "warning", "note"], fill_value=0).reset_index()
    places = {
        (form_id, name): (place, number)
        for place, (form_id, form) in enumerate(ALL_FORMS.items())
        for number, name in enumerate(("", *form.columns()))
    }
    counted["place"] = [
        places.get(key, (len(ALL_FORMS), 0)) for key in zip(counted["form"], counted["column"], strict=True)
    ]
    ordered = counted.sort_values(["error", "warning", "note", "place"], ascending=[False, False, False, True])
    return ordered.drop(columns="place").reset_index(drop=True)
