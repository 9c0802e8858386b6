from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import pandera.errors
import pytest

from aimak_pipeline.sample.faults import FAULTS, unplanted_rules
from aimak_pipeline.sample.hopeless import HOPELESS_CODES
from aimak_pipeline.sample.jumps import JUMPS
from sources.findings import CATALOGUE, Severity
from sources.forms import FORMS, ColumnType, Form

if TYPE_CHECKING:
    from aimak_pipeline.sample.drafts import Submission

DTYPES = {
    ColumnType.TEXT: "string",
    ColumnType.CODE: "string",
    ColumnType.INTEGER: "Int64",
    ColumnType.DECIMAL: "Float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "datetime64[us]",
}

NOT_IN_EXCEL = {"sheet_repeated", "sheet_unreadable"}
NOT_IN_THE_SAMPLE = {"second_table_left_out"}
NOT_IN_THE_FORMS = {"percent_ambiguous"}
NOT_IN_A_MUNICIPALITY = {"file_too_large", "unsafe", "over_limits", "unreadable"}


def rows_to_load(submissions: list[Submission], form: type[Form]) -> pd.DataFrame:
    rows = [
        {
            "submission_id": f"{one.who.code}-{one.quarter}-{one.version}",
            "municipality_code": one.who.code,
            "quarter": str(one.quarter),
            "quarter_start": pd.Timestamp(one.quarter.start),
            "quarter_end": pd.Timestamp(one.quarter.end),
            **row,
        }
        for one in submissions
        for row in one.sheets[form.id].loaded()
    ]
    frame = pd.DataFrame(rows).reindex(
        columns=["submission_id", "municipality_code", "quarter", "quarter_start", "quarter_end", *form.columns()]
    )
    return frame.astype({name: DTYPES[column.type] for name, column in form.columns().items()}).assign(row=1)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_what_must_be_loaded_breaks_no_rule_but_the_doubtful_ones_planted(
    submissions: list[Submission], form: type[Form]
) -> None:
    rows = rows_to_load(submissions, form)
    planted = {fault.rule for fault in FAULTS.values() if fault.form == form.id and fault.code == "rule_doubtful"}
    try:
        form.to_schema().validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        failing = {error.check.name: int((~error.check_output).sum()) for error in errors.schema_errors}
        assert failing.keys() <= planted
        assert sum(failing.values()) < 10


def test_every_rule_of_the_forms_is_broken_somewhere() -> None:
    assert unplanted_rules() == set()


def test_every_error_that_data_can_hold_is_planted() -> None:
    errors = {code for code, entry in CATALOGUE.items() if entry.severity is Severity.ERROR}
    assert {fault.code for fault in FAULTS.values()} - {"rule_doubtful"} == (
        errors - NOT_IN_EXCEL - NOT_IN_THE_FORMS - NOT_IN_THE_SAMPLE
    )


def test_every_hopeless_file_that_a_municipality_may_send_is_there() -> None:
    fatal = {code for code, entry in CATALOGUE.items() if entry.severity is Severity.FATAL}
    assert fatal - NOT_IN_A_MUNICIPALITY == HOPELESS_CODES


def test_every_kind_of_fault_is_planted_in_a_report_that_counts(submissions: list[Submission]) -> None:
    planted = Counter(fault for one in submissions if not one.superseded for fault in one.faults)
    assert planted.keys() == set(FAULTS) | JUMPS


def test_a_twelfth_of_the_workbooks_at_most_have_faults(submissions: list[Submission]) -> None:
    share = sum(1 for one in submissions if one.faults) / len(submissions)
    assert 0.05 < share < 0.09


def test_a_sheet_has_one_fault(submissions: list[Submission]) -> None:
    for one in submissions:
        for sheet in one.sheets.values():
            assert sum(len(entry.planted) for entry in sheet.entries) + len(sheet.planted) <= 1


def test_versions_follow_one_another(submissions: list[Submission]) -> None:
    versions: dict[tuple[str, int], list[Submission]] = {}
    for one in submissions:
        versions.setdefault((one.who.code, one.number), []).append(one)
    corrected = [both for both in versions.values() if len(both) == 2]
    assert len(corrected) == 40
    for first, second in corrected:
        assert (first.version, first.superseded) == (1, True)
        assert (second.version, second.superseded) == (2, False)
        assert first.received_at < second.received_at
    assert sum(1 for first, _ in corrected if first.faults) >= 28


def test_most_reports_arrive_in_time(submissions: list[Submission]) -> None:
    first = [one for one in submissions if one.version == 1]
    late = [one for one in first if one.received_at.date() > one.quarter.deadline(20)]
    assert 0.03 < len(late) / len(first) < 0.12
    assert all(one.received_at.date() > one.quarter.end for one in first)


def test_files_have_names_of_their_own(submissions: list[Submission]) -> None:
    names = [one.file.casefold() for one in submissions]
    assert len(set(names)) == len(names)
    assert any(one.file.startswith(f"{one.who.code}/") for one in submissions)
    assert all("/" not in one.file or one.file.split("/")[0] == one.who.code for one in submissions)
