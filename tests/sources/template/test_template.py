"""What a template offers the clerk: rules, explanations, protection, paper, and what is known already."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from sources.forms import FORMS, ColumnType
from sources.quarters import Quarter
from sources.register import Register, Settlement, load_register
from sources.template import Prefill, template_bytes, write_template
from sources.template.form_sheet import FIRST_ROW, HEADING_ROW, UNIT_ROW
from sources.template.issuing import TemplateIssue
from sources.template.prefill import carried_columns
from sources.template.workbook import sheet_name
from tests.sources.template.filling import LANGUAGES, QUARTER, municipality

if TYPE_CHECKING:
    from pathlib import Path

WHO = municipality()
PREFILL = Prefill(
    Quarter(2020, 4),
    {"water_supply": [{"settlement": "Айыл", "population": 1200, "tariff": 12.5}], "citizen_feedback": [
        {"channel": "social_media", "subscribers": 250}],
     "service_budget": [{"service": "roads", "plan_year": 900_000}]},
)  # fmt: skip
COLUMNS = [(form_id, place) for form_id, form in FORMS.items() for place in range(len(form.columns()))]


def opened(prefill: Prefill = PREFILL, quarter: Quarter = QUARTER) -> Any:
    return openpyxl.load_workbook(BytesIO(template_bytes(WHO, quarter, prefill)))


@cache
def workbook() -> Any:
    """One template, which all cases only look at."""
    return opened()


def sheet_of(form_id: str, among: Any = None) -> Any:
    return (among or workbook())[sheet_name(FORMS[form_id].sheet, LANGUAGES)]


@cache
def rules_of(form_id: str) -> dict[int, Any]:
    """The input rules of a sheet, by the column in whose second row they hold."""
    second = FIRST_ROW + 2
    found: dict[int, Any] = {}
    for rule in sheet_of(form_id).data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            if cells.min_row <= second <= cells.max_row:
                columns = range(cells.min_col - 1, cells.max_col)
                assert found.keys().isdisjoint(columns), "two rules in one cell"
                found |= dict.fromkeys(columns, rule)
    return found


def rule_of(form_id: str, place: int) -> Any:
    """The input rule of a column, in its second row."""
    return rules_of(form_id).get(place)


@pytest.mark.parametrize(("form_id", "place"), COLUMNS)
def test_the_input_rule_of_a_column_is_its_declaration(form_id: str, place: int) -> None:
    column = list(FORMS[form_id].columns().values())[place]
    rule = rule_of(form_id, place)
    if column.type is ColumnType.TEXT:
        assert rule is None
        return
    assert rule.error, "a message for whoever enters something else"
    match column.type:
        case ColumnType.CODE | ColumnType.BOOLEAN:
            sheet, cells = re.fullmatch(r"'(.+)'!(.+)", rule.formula1).groups()  # type: ignore[union-attr]
            offered = [cell.value for (cell,) in workbook()[sheet][cells.replace("$", "")]]
            labels = column.codes.labels.values() if column.codes else None
            expected = (
                [" / ".join(dict.fromkeys((each.ky, each.ru))) for each in labels]
                if labels
                else ["ооба / да", "жок / нет"]
            )
            assert offered == expected
        case ColumnType.INTEGER | ColumnType.DECIMAL | ColumnType.PERCENT:
            assert rule.type == ("whole" if column.type is ColumnType.INTEGER else "decimal")
            bounds = [float(bound) for bound in (rule.formula1, rule.formula2) if bound]
            assert bounds == [bound for bound in (column.minimum, column.maximum) if bound is not None]
        case ColumnType.DATE:
            assert rule.type == "date"


@pytest.mark.parametrize(
    ("form_id", "column", "first", "last", "style"),
    [
        ("public_hearings", "held_on", QUARTER.start, QUARTER.end, "stop"),
        ("tariff_decisions", "adopted_on", QUARTER.start, QUARTER.end, "warning"),
        ("communication", "adopted_on", date(1991, 8, 31), QUARTER.end, "stop"),
    ],
)
def test_days_are_bounded_by_the_forms_rules(form_id: str, column: str, first: date, last: date, style: str) -> None:
    rule = rule_of(form_id, list(FORMS[form_id].columns()).index(column))
    if rule is None:  # a form of one row: the rule stands in the first
        pytest.fail("no rule")
    epoch = date(1899, 12, 30).toordinal()
    assert [int(rule.formula1), int(rule.formula2)] == [first.toordinal() - epoch, last.toordinal() - epoch]
    assert (rule.errorStyle or "stop") == style


@pytest.mark.parametrize(("form_id", "place"), COLUMNS)
def test_every_heading_is_explained_and_locked_and_its_cells_are_free(form_id: str, place: int) -> None:
    column = list(FORMS[form_id].columns().values())[place]
    sheet = sheet_of(form_id)
    heading, cell = sheet.cell(HEADING_ROW + 1, place + 1), sheet.cell(FIRST_ROW + 1, place + 1)
    assert column.label.ky in heading.value
    assert column.label.ru in heading.value
    assert ("*" in heading.value) is (column.required or column.key)
    said = column.meaning or column.label
    assert heading.comment.text.startswith(said.ky)
    assert said.ru in heading.comment.text
    assert ".." not in heading.comment.text
    assert sheet.cell(UNIT_ROW + 1, place + 1).value
    assert heading.protection.locked
    assert not cell.protection.locked


def test_every_sheet_is_guarded_without_a_password_and_fits_on_paper() -> None:
    for sheet in workbook().worksheets:
        guard = sheet.protection
        assert guard.sheet, sheet.title
        assert guard.password is None
        # openpyxl says whether something is forbidden
        assert not any((guard.insertRows, guard.deleteRows, guard.formatColumns, guard.sort, guard.autoFilter))
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)


@pytest.mark.parametrize("form_id", FORMS)
def test_headings_stay_in_sight_and_are_printed_on_every_page(form_id: str) -> None:
    sheet = sheet_of(form_id)
    assert sheet.freeze_panes.endswith(str(FIRST_ROW + 1))
    assert sheet.print_title_rows == f"${HEADING_ROW + 1}:${UNIT_ROW + 1}"


def test_the_cover_says_who_and_when_and_comes_first() -> None:
    assert workbook().active is workbook().worksheets[0]
    values = [cell.value for cell in workbook().active["B"]]
    assert values[3:8] == [
        WHO.code,
        f"{WHO.full_name.ky} / {WHO.full_name.ru}",
        *values[5:6],
        QUARTER.year,
        QUARTER.number,
    ]
    assert isinstance(values[3], str)


def test_rows_and_stocks_of_the_last_report_are_there() -> None:
    water = sheet_of("water_supply")
    width = len(FORMS["water_supply"].columns())
    assert water.cell(FIRST_ROW + 1, 1).value == "Айыл"
    assert water.cell(FIRST_ROW + 1, 2).value is None, "a figure is to be reported, not to be left standing"
    beside = [water.cell(FIRST_ROW + 1, place).value for place in range(width + 2, width + 7)]
    assert beside == [1200, None, None, None, 12.5]
    assert sheet_of("citizen_feedback").cell(FIRST_ROW + 1, 1).value == "Социалдык тармактар / Социальные сети"


def test_the_grey_columns_say_of_when_they_are_and_are_not_printed() -> None:
    water = sheet_of("water_supply")
    width = len(FORMS["water_supply"].columns())
    beside = [water.cell(HEADING_ROW + 1, place).value for place in range(width + 2, width + 7)]
    assert beside[0] == "2020-Q4\nКалктын саны\nЧисленность населения"
    assert all(heading.startswith("2020-Q4\n") for heading in beside)
    assert water.cell(HEADING_ROW, width + 2).value == "Мурунку отчёттон / Из прошлого отчёта"
    last_printed = re.fullmatch(r".*:\$([A-Z]+)\$\d+", water.print_area)
    assert last_printed
    assert last_printed[1] == get_column_letter(width)


@pytest.mark.parametrize(("quarter", "shown"), [(Quarter(2021, 1), None), (Quarter(2020, 4), 900_000)])
def test_a_plan_of_another_year_is_nothing_to_compare_with(quarter: Quarter, shown: int | None) -> None:
    last = Prefill(Quarter(2020, 3), PREFILL.rows) if quarter.year == 2020 else PREFILL
    budget = sheet_of("service_budget", opened(last, quarter))
    assert budget.cell(FIRST_ROW + 1, 1).value == "Жолдор / Дороги"
    assert budget.cell(FIRST_ROW + 1, len(FORMS["service_budget"].columns()) + 2).value == shown


def test_without_a_report_the_settlements_are_the_registers() -> None:
    names = [each.name_ru for each in load_register().settlements_of(WHO.code)]
    blank = opened(Prefill())
    for form_id, form in FORMS.items():
        if form.key() == ("settlement",):
            sheet = sheet_of(form_id, blank)
            assert [sheet.cell(FIRST_ROW + 1 + row, 1).value for row in range(len(names))] == names
            assert sheet.cell(FIRST_ROW + 1 + len(names), 1).value is None


def test_events_are_not_taken_over() -> None:
    assert [form_id for form_id, form in FORMS.items() if not carried_columns(form)] == [
        "tariff_decisions",
        "public_hearings",
        "communication",
        "peer_exchange",
    ]


def test_the_same_template_is_always_the_same_file(tmp_path: Path) -> None:
    write_template(tmp_path / "one.xlsx", WHO, QUARTER, PREFILL)
    target = BytesIO()
    write_template(target, WHO, QUARTER, PREFILL)
    assert (tmp_path / "one.xlsx").read_bytes() == target.getvalue()
    assert [file.name for file in tmp_path.iterdir()] == ["one.xlsx"]
    assert workbook().properties.created == datetime.combine(QUARTER.end, time.min)


def test_what_begins_like_a_formula_stays_text() -> None:
    evil = Prefill(Quarter(2020, 4), {"water_supply": [{"settlement": '=HYPERLINK("http://x")'}]})
    cell = sheet_of("water_supply", opened(evil)).cell(FIRST_ROW + 1, 1)
    assert cell.data_type == "s"


def test_cells_outside_the_table_are_free_because_a_row_with_a_locked_cell_cannot_be_deleted() -> None:
    with zipfile.ZipFile(BytesIO(template_bytes(WHO, QUARTER))) as archive:
        styles = archive.read("xl/styles.xml").decode()
    formats = re.search(r"<cellXfs[^>]*>(<xf.*?)(?=<xf|</cellXfs>)", styles)
    assert formats
    assert 'locked="0"' in formats[1]


def test_the_settlements_offered_are_those_of_the_register_that_is_given(tmp_path: Path) -> None:
    village = Settlement(f"{WHO.code[:-3]}010", WHO.code, "village", "Жаңы-Айыл")
    own = Register(load_register().areas.values(), [WHO], lambda: [village], fingerprint="own")
    issue = TemplateIssue(QUARTER, own, {})
    issue.write(WHO.code, tmp_path / "one.xlsx")
    for file in (tmp_path / "one.xlsx", *issue.into_folder([WHO.code], tmp_path / "all")):
        sheet = sheet_of("water_supply", openpyxl.load_workbook(file))
        assert [sheet.cell(FIRST_ROW + 1 + number, 1).value for number in range(2)] == ["Жаңы-Айыл", None]
