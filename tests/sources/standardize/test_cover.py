"""The cover: what is wrong with the fields that do not identify the submission."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from sources.extraction import extract_reads
from sources.intake.identify import Identity
from sources.standardize import standardize
from sources.workbook import CELLS, CoverCell, ReadWorkbook

PLACES = {"municipality_name": "B2", "prepared_on": "B6", "prepared_by_role": "B7"}


def told(**fields: Any) -> list[tuple[str, str, str | None, str | None]]:
    """What is said of a cover with such fields: code, column, cell, value."""
    cover = {
        name: CoverCell(value, "Титульный лист", PLACES[name]) for name, value in fields.items() if value is not None
    }
    read = ReadWorkbook(kind="quarterly", cells=pa.Table.from_pylist([], schema=CELLS), cover=cover)
    identity = Identity(kind="quarterly", municipality_code="41702205844000", quarter="2021-Q1")
    findings = standardize(extract_reads({"one": (read, identity)})).findings
    assert set(findings["submission_id"]) <= {"one"}
    assert findings["refused"].isna().all()
    columns = findings[["code", "column", "cell", "value"]].astype(object)
    return list(columns.where(columns.notna(), None).itertuples(index=False, name=None))


@pytest.mark.parametrize("day", [date(2021, 4, 2), "02.04.2021-ж.", None])
def test_of_a_cover_that_is_filled_in_nothing_is_refused(day: Any) -> None:
    said = told(municipality_name="Тепке айыл аймагы", prepared_on=day, prepared_by_role="башкы адис")
    assert [code for code, *_ in said] == (["date_as_text"] if isinstance(day, str) else [])


def test_a_required_field_that_is_blank_is_told() -> None:
    assert told(municipality_name=None) == [("required_blank", "municipality_name", None, None)]


def test_a_day_that_is_none_is_told_at_its_cell() -> None:
    said = told(municipality_name="Тепке айыл аймагы", prepared_on="вчера")
    assert said == [("not_a_date", "prepared_on", "B6", "вчера")]
