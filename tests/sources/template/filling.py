"""A program in the clerk's place: fills in templates with chance values that keep every rule, and reads them back.

The values come from the declarations of the columns and nothing else, so a new form or column is tested as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd

from sources.extraction import extract_reads
from sources.forms import FORMS, ColumnType
from sources.intake.identify import identify
from sources.quarters import Quarter
from sources.register import load_enrolment, load_register
from sources.standardize import standardize
from sources.template import Prefill
from sources.template.form_sheet import FIRST_ROW
from sources.template.lists import answers_of, codes_of
from sources.template.prefill import carried_columns
from sources.template.workbook import sheet_name
from sources.workbook import read_workbook

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from sources.forms import Column, Form
    from sources.register import Enrolment, Municipality
    from sources.standardize import Standardized

QUARTER = Quarter(2021, 1)
LANGUAGES = ("ky", "ru")
CANDIDATES = 1_500
ROWS = 5
DTYPES = {
    ColumnType.TEXT: "string",
    ColumnType.CODE: "string",
    ColumnType.INTEGER: "Int64",
    ColumnType.DECIMAL: "Float64",
    ColumnType.PERCENT: "Float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "datetime64[us]",
}


def municipality() -> Municipality:
    """One of the register that has settlements."""
    register = load_register()
    return next(each for each in register.municipalities.values() if len(register.settlements_of(each.code)) > 1)


def chance_values(form: type[Form], chance: random.Random, rows: int = ROWS) -> pd.DataFrame:
    """Rows of a form that keep all its rules, optional cells sometimes missing; no two with the same key."""
    columns = form.columns()
    drawn = pd.DataFrame(
        {
            name: pd.Series([_draw(column, chance) for _ in range(CANDIDATES)], dtype=DTYPES[column.type])
            for name, column in columns.items()
        }
    )
    drawn["quarter_start"], drawn["quarter_end"] = pd.Timestamp(QUARTER.start), pd.Timestamp(QUARTER.end)
    for rule in form.rules().values():
        drawn = drawn[rule.test(drawn) | ~rule.applies(drawn)]
    if form.key():
        drawn = drawn.drop_duplicates(list(form.key()))
    kept = drawn[list(columns)].head(rows if form.key() else 1).reset_index(drop=True)
    assert len(kept), f"chance finds no row that keeps the rules of {form.id}"
    return kept


def _draw(column: Column, chance: random.Random) -> Any:  # noqa: PLR0911 - one for each type
    if not (column.required or column.key) and chance.random() < 0.2:
        return None
    low = max(column.minimum or 0, 2 if column.type is ColumnType.PERCENT else 0)
    high = min(column.maximum or 24, 24)
    match column.type:
        case ColumnType.TEXT:
            return "".join(chance.choices("ӨҮҢабвгдеөүң", k=7)).capitalize()
        case ColumnType.INTEGER:
            return chance.randint(int(low), int(high))
        case ColumnType.DECIMAL | ColumnType.PERCENT:
            return round(chance.uniform(low, high), 2)
        case ColumnType.DATE:
            return QUARTER.start + timedelta(days=chance.randint(0, 89))
        case ColumnType.BOOLEAN:
            return chance.random() < 0.5
        case ColumnType.CODE:
            assert column.codes
            return chance.choice(list(column.codes.labels))


def earlier_report(values: dict[str, pd.DataFrame]) -> Prefill:
    """What a report with these values for the quarter before is taken over as."""
    rows = {}
    for form_id, frame in values.items():
        names = list(carried_columns(FORMS[form_id]))
        if names:
            carried = frame[names].astype(object)
            rows[form_id] = carried.where(carried.notna(), None).to_dict("records")
    return Prefill(QUARTER.plus(-1), rows)


def fill(template: bytes, values: dict[str, pd.DataFrame]) -> bytes:
    """Write values into the cells of a template, as somebody would who takes each answer from its list."""
    workbook = openpyxl.load_workbook(BytesIO(template))
    for form_id, rows in values.items():
        form = FORMS[form_id]
        sheet = workbook[sheet_name(form.sheet, LANGUAGES)]
        for place, column in enumerate(form.columns().values(), 1):
            for number in range(FIRST_ROW + 1, sheet.max_row + 1):
                sheet.cell(number, place).value = None  # what was filled in beforehand
            for number, value in enumerate(rows[column.name], FIRST_ROW + 1):
                if pd.notna(value):
                    sheet.cell(number, place).value = entered(value, column)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def entered(value: Any, column: Column) -> Any:
    """A value as it is entered into a cell."""
    codes = codes_of(column)
    if codes is None:
        return value.to_pydatetime() if column.type is ColumnType.DATE else value
    code = str(bool(value)).lower() if column.type is ColumnType.BOOLEAN else value
    return dict(zip(codes.labels, answers_of(codes, LANGUAGES), strict=True))[code]


@dataclass(frozen=True)
class ReadBack:
    """What the pipeline makes of a workbook."""

    municipality_code: str | None
    quarter: str | None
    answers: dict[str, str]
    standardized: Standardized

    @property
    def told(self) -> list[tuple[Any, ...]]:
        """The findings, as far as a test that fails should show them."""
        names = ["code", "form", "sheet", "cell", "column", "value", "expected"]
        return list(self.standardized.findings[names].itertuples(index=False, name=None))


def enrolment_of(code: str, folder: Path) -> Enrolment:
    """An enrolment of one municipality."""
    file = folder / "enrolment.csv"
    file.write_text(f"code,from,to,email\n{code},2016-Q4,,\n", encoding="utf-8")
    return load_enrolment(file)


def read_back(content: bytes, enrolment: Enrolment) -> ReadBack:
    """Read, identify and standardize a workbook."""
    read = read_workbook(content)
    identity = identify(read, None, QUARTER.deadline(10), load_register(), enrolment)
    standardized = standardize(extract_reads({"filled": (read, identity)}))
    return ReadBack(identity.municipality_code, identity.quarter, read.answers, standardized)


def assert_read(read: ReadBack, values: dict[str, pd.DataFrame], code: str) -> None:
    """Assert that a filled template came back as it was filled in, and that nothing is said of it."""
    assert read.told == []
    assert (read.municipality_code, read.quarter) == (code, str(QUARTER))
    for form_id, rows in values.items():
        found = read.standardized.rows[form_id][list(rows.columns)].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, rows, check_dtype=False)
