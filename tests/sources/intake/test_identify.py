"""Identifying: who reports and for which quarter, by the cover; a survey by its wave."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pytest

from sources.findings import Finding
from sources.intake.identify import Identity, identify
from sources.quarters import Quarter
from sources.register import Enrolled, Enrolment, load_register
from sources.workbook import CELLS, CellKind, CoverCell, Integrity, ReadWorkbook
from tests.sources.intake.places import TAMGA, TEPKE

if TYPE_CHECKING:
    from collections.abc import Sequence

REGISTER = load_register()
ENROLMENT = Enrolment({TAMGA: Enrolled(TAMGA, Quarter(2018, 1), Quarter(2021, 1), None)})

COVER: dict[str, Any] = {
    "municipality_code": TAMGA,
    "municipality_name": "Тамга айыл аймагы",
    "oblast": "Ысык-Көл облусу",
    "year": 2021.0,
    "quarter": 1.0,
    "form_version": "1",
}
RECEIVED_ON = date(2021, 4, 12)
NAMED = {"municipality_code": None}


def identified(cover: dict[str, Any], sender: str | None = None) -> Identity:
    """What is said of a workbook whose cover differs so; None is a blank cell."""
    cells = {
        name: CoverCell(value, "Титулдук барак", f"B{row}")
        for row, (name, value) in enumerate({**COVER, **cover}.items(), 1)
    }
    read = ReadWorkbook(kind="quarterly", cells=CELLS.empty_table(), cover=cells)
    return identify(read, sender, RECEIVED_ON, REGISTER, ENROLMENT)


class Case(NamedTuple):
    """What differs on the cover, and what is said of it."""

    cover: dict[str, Any]
    codes: Sequence[str] = ()
    """The findings."""
    municipality: str | None = TAMGA
    quarter: str | None = "2021-Q1"
    sender: str | None = None


CASES = {
    "a quarter that has not begun": Case({"year": 2021.0, "quarter": 3.0}, ["period_missing"], quarter=None),
    "a quarter that has just begun": Case({"year": 2021.0, "quarter": 2.0}, ["not_enrolled"], quarter="2021-Q2"),
    "the code and the name": Case({}),
    "the code alone": Case({"municipality_name": None, "oblast": None}),
    "the code as a number": Case({"municipality_code": float(TAMGA)}),
    "the code with spaces": Case({"municipality_code": " 41702 210 862 000 "}),
    "the name in Russian": Case({"municipality_name": "Тамгинский айылный аймак", "oblast": "Иссык-Кульская область"}),
    "the code beside another name": Case({"municipality_name": "Тепке айыл аймагы"}, ["name_differs"]),
    "the name alone": Case(NAMED, ["municipality_by_name"]),
    "the name beside a code that is none": Case({"municipality_code": "12345"}, ["municipality_by_name"]),
    "a name that two municipalities bear": Case(
        {**NAMED, "municipality_name": "Ак-Булуң айыл аймагы"}, ["municipality_unknown"], municipality=None
    ),
    "and which of them by its raion": Case(
        {**NAMED, "municipality_name": "Ак-Булуң айыл аймагы, Түп району"},
        ["municipality_by_name", "not_enrolled"],
        municipality="41702225873000",
    ),
    "a name that nobody bears": Case(
        {**NAMED, "municipality_name": "Нарния айыл аймагы"}, ["municipality_unknown"], municipality=None
    ),
    "neither code nor name": Case({**NAMED, "municipality_name": None}, ["municipality_unknown"], municipality=None),
    "from its own folder": Case({}, sender=TAMGA),
    "from another's folder": Case({}, ["wrong_sender"], sender=TEPKE),
    "by name from another's folder": Case(NAMED, ["municipality_by_name", "wrong_sender"], sender=TEPKE),
    "unknown, from some folder": Case(
        {**NAMED, "municipality_name": None}, ["municipality_unknown"], municipality=None, sender=TEPKE
    ),
    "not enrolled": Case({"municipality_code": TEPKE, "municipality_name": None}, ["not_enrolled"], municipality=TEPKE),
    "enrolled until the quarter before": Case({"quarter": 2.0}, ["not_enrolled"], quarter="2021-Q2"),
    "enrolled from the quarter after": Case({"year": 2017.0, "quarter": 4.0}, ["not_enrolled"], quarter="2017-Q4"),
    "the quarter in words": Case({"quarter": "I чейрек"}),
    "the quarter and the year in one cell": Case({"year": None, "quarter": "2021-жылдын 1-чейреги"}),
    "no quarter": Case({"quarter": None}, ["period_missing"], quarter=None),
    "no year": Case({"year": None}, ["period_missing"], quarter=None),
    "a fifth quarter": Case({"quarter": 5.0}, ["period_missing"], quarter=None),
    "half a year": Case({"quarter": "1-жарым жылдык"}, ["period_missing"], quarter=None),
    "a year before the programme": Case({"year": 2015.0}, ["period_missing"], quarter=None),
    "a year that is none": Case({"year": 21.0}, ["period_missing"], quarter=None),
    "another version of the form": Case({"form_version": "0.9"}, ["form_version_other"]),
    "the version as a number": Case({"form_version": 1.0}),
    "no version": Case({"form_version": None}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_report_is_known_by_its_cover(name: str) -> None:
    case = CASES[name]
    identity = identified(case.cover, case.sender)
    assert sorted(finding.code for finding in identity.findings) == sorted(case.codes)
    assert (identity.kind, identity.municipality_code, identity.quarter) == (
        "quarterly",
        case.municipality,
        case.quarter,
    )
    fatal = {"municipality_unknown", "period_missing", "wrong_sender"}
    assert identity.accepted == fatal.isdisjoint(case.codes)


def test_a_finding_stands_at_the_cell_of_the_cover() -> None:
    (finding,) = identified({"municipality_name": "Тепке айыл аймагы"}).findings
    assert (finding.sheet, finding.cell, finding.column) == ("Титулдук барак", "B2", "municipality_name")
    assert (finding.value, finding.expected) == ("Тепке айыл аймагы", "Тамгинский айылный аймак")


def test_where_a_name_is_shared_all_who_bear_it_are_named() -> None:
    (finding,) = identified({**NAMED, "municipality_name": "Ак-Булуң айыл аймагы"}).findings
    assert finding.expected is not None
    assert "41702205805000" in finding.expected
    assert "41702225873000" in finding.expected


def test_a_label_that_is_not_on_the_cover_has_no_cell() -> None:
    read = ReadWorkbook(kind="quarterly", cells=CELLS.empty_table(), cover={})
    findings = {finding.code: finding for finding in identify(read, None, RECEIVED_ON, REGISTER, ENROLMENT).findings}
    assert set(findings) == {"municipality_unknown", "period_missing"}
    assert (findings["period_missing"].sheet, findings["period_missing"].cell) == (None, None)


def test_what_reading_found_is_passed_on() -> None:
    fatal, note = Finding("encrypted"), Finding("hidden_sheet", sheet="Барак")
    unread = ReadWorkbook(kind=None, cells=CELLS.empty_table(), findings=[fatal])
    assert identify(unread, TAMGA, RECEIVED_ON, REGISTER, ENROLMENT) == Identity(findings=[fatal])
    assert not identify(unread, None, RECEIVED_ON, REGISTER, ENROLMENT).accepted
    read = ReadWorkbook(kind="quarterly", cells=CELLS.empty_table(), findings=[note])
    assert note in identify(read, None, RECEIVED_ON, REGISTER, ENROLMENT).findings


# The survey -----------------------------------------------------------------------------------------------------------


def survey(*rows: tuple[Any, Any], date_1904: bool = False) -> Identity:
    """What is said of a survey with these waves and days."""
    cells = []
    for row, values in enumerate(rows, 2):
        for column, value in zip(("wave", "fielded_on"), values, strict=True):
            facts: dict[str, Any] = {"form": "trust_survey", "column": column, "row": row, "total": False}
            if isinstance(value, date):
                cells.append({**facts, "kind": CellKind.DATE, "number": float((value - date(1970, 1, 1)).days)})
            elif isinstance(value, str):
                cells.append({**facts, "kind": CellKind.TEXT, "text": value})
            elif value is not None:
                cells.append({**facts, "kind": CellKind.NUMBER, "number": float(value)})
    table = pa.Table.from_pylist(cells, schema=CELLS)
    read = ReadWorkbook(kind="survey", cells=table, integrity=Integrity(date_1904=date_1904))
    return identify(read, None, RECEIVED_ON, REGISTER, ENROLMENT)


DAY = date(2016, 12, 20)


@pytest.mark.parametrize(
    ("rows", "wave", "quarter"),
    [
        pytest.param([("baseline", DAY)], "baseline", "2016-Q4", id="one row"),
        pytest.param([("baseline", DAY), ("Базалык", "05.01.2017")], "baseline", "2016-Q4", id="the first day counts"),
        pytest.param([("midline", "03.04.2019"), (None, None)], "midline", "2019-Q2", id="blanks are passed over"),
        pytest.param([("baseline", DAY), ("endline", DAY)], None, None, id="two waves"),
        pytest.param([("baseline", None)], None, None, id="no day"),
        pytest.param([(None, DAY)], None, None, id="no wave"),
        pytest.param([("кайсы?", DAY)], None, None, id="a wave that is none"),
        pytest.param([], None, None, id="no rows"),
    ],
)
def test_a_survey_is_known_by_its_wave_and_first_day(rows: Any, wave: str | None, quarter: str | None) -> None:
    identity = survey(*rows)
    assert (identity.kind, identity.wave, identity.quarter, identity.municipality_code) == (
        "survey",
        wave,
        quarter,
        None,
    )
    assert [finding.code for finding in identity.findings] == ([] if wave else ["period_missing"])


def test_the_days_of_a_survey_are_read_by_its_own_count() -> None:
    assert survey(("baseline", 42_724)).quarter == "2016-Q4"
    assert survey(("baseline", 42_724 - 1462), date_1904=True).quarter == "2016-Q4"
