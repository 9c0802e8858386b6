"""Batches of located cells made by hand, as the reader would give them, and one good row of every form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
from xlsxwriter.utility import xl_col_to_name

from sources.extraction import extract_reads
from sources.forms import ALL_FORMS, FORMS
from sources.intake.identify import Identity
from sources.standardize import Extracted, Standardized, standardize
from sources.workbook import CELLS, CellKind, ColumnPlace, CoverCell, Integrity, ReadWorkbook

FIRST_ROW = 5
"""The sheet row of a form's first record, in sheets that are made here."""

MUNICIPALITY = "41706000000010"


@dataclass(frozen=True)
class Broken:
    """A cell whose formula gives an error."""

    text: str = "#REF!"


GOOD: dict[str, dict[str, Any]] = {
    "water_supply": {
        "settlement": "Ак-Суу",
        "population": 1000,
        "households": 200,
        "residents_served": 800,
        "connections": 120,
        "supply_hours_per_day": 12.5,
        "water_supplied_m3": 5000,
        "water_billed_m3": 4000,
        "tariff": 10,
        "tariff_basis": "за 1 м³",
        "amount_billed": 40_000,
        "amount_collected": 36_000,
        "operating_cost": 30_010.5,
        "samples_taken": 4,
        "samples_compliant": 3,
    },
    "waste_collection": {
        "settlement": "Ак-Суу",
        "population": 1000,
        "residents_served": 700,
        "contracts": 90,
        "pickups_planned": 10,
        "pickups_made": 9,
        "waste_removed_m3": 55.5,
        "disposal_site": "Кайра иштетүү",
        "tariff": 20,
        "tariff_basis": "с человека в месяц",
        "amount_billed": 9000,
        "amount_collected": 8000,
        "operating_cost": 8500,
    },
    "street_lighting": {
        "settlement": "Ак-Суу",
        "population": 1000,
        "residents_covered": 600,
        "streets_km": 10,
        "streets_lit_km": 4.5,
        "lamps_installed": 50,
        "lamps_working": 45,
        "electricity_kwh": 1200,
        "operating_cost": 5000,
    },
    "youth_clubs": {
        "settlement": "Ак-Суу",
        "club_name": "Шумкар",
        "activity": "Спорт",
        "girls": 10,
        "boys": 15,
        "children_total": 25,
        "coaches": 1,
        "monthly_fee": 200,
        "funding": "Ата-энелер",
        "fee_agreed_with_parents": "ооба",
    },
    "tariff_decisions": {
        "service": "Ичүүчү суу",
        "old_tariff": 8,
        "new_tariff": 10,
        "tariff_basis": "за 1 м³",
        "adopted_on": date(2021, 2, 1),
        "effective_on": date(2021, 4, 1),
        "discussed_with_residents": "ооба",
    },
    "public_hearings": {
        "held_on": date(2021, 2, 15),
        "place": "Ак-Суу мектеби",
        "topic": "Бюджет",
        "participants": 30,
        "women": 12,
        "youth": 5,
        "minorities": 0,
        "decisions": 3,
        "decisions_done": 1,
    },
    "citizen_feedback": {
        "channel": "WhatsApp",
        "subscribers": 150,
        "announcements": 12,
        "polls": 2,
        "poll_answers": 40,
        "questions": 20,
        "suggestions": 10,
        "answered": 25,
        "answered_on_time": 20,
    },
    "communication": {
        "strategy_adopted": "ооба",
        "adopted_on": date(2020, 5, 1),
        "activities_planned": 4,
        "activities_done": 3,
        "campaigns": 1,
    },
    "service_budget": {
        "service": "Ичүүчү суу",
        "plan_year": 1000,
        "plan_revised": 2000,
        "executed_ytd": 500,
    },
    "peer_exchange": {
        "held_on": date(2021, 3, 3),
        "event_type": "Аймактар форуму",
        "theme": "Таза суу",
        "host": "Ак-Суу айыл аймагы",
        "participants": 30,
        "women": 12,
        "practice_adopted": "жок",
    },
    "trust_survey": {
        "municipality_code": MUNICIPALITY,
        "wave": "baseline",
        "fielded_on": date(2016, 12, 20),
        "sex": "Аял",
        "age_group": "18-28",
        "fully_trust": 5,
        "rather_trust": 10,
        "rather_distrust": 4,
        "fully_distrust": 1,
        "no_answer": 2,
    },
}
"""One row of each form, every cell filled, of which nothing is to be said (for a report of 2021-Q1)."""


@dataclass
class _Sheet:
    form: str
    rows: dict[int, dict[str, Any]]
    totals: set[int]
    columns: list[str]
    scale: dict[str, float]


COVER = {"municipality_name": CoverCell("Тепке айыл аймагы", "Титулдук барак", "B2")}
"""A cover of which nothing is to be said."""


@dataclass
class _Submission:
    kind: str
    quarter: str | None
    date_1904: bool
    sheets: list[_Sheet] = field(default_factory=list)
    cover: dict[str, CoverCell] = field(default_factory=lambda: dict(COVER))
    answers: dict[str, str] = field(default_factory=dict)


class Batch:
    """A batch under construction: submissions by name, and the sheets in them."""

    def __init__(self) -> None:
        self._submissions: dict[str, _Submission] = {}

    def submission(self, name: str = "one", quarter: str | None = "2021-Q1", *, date_1904: bool = False) -> Batch:
        """Add a submission; what is added next belongs to it."""
        self._submissions[name] = _Submission("quarterly", quarter, date_1904)
        return self

    def survey(self, name: str = "survey") -> Batch:
        """Add a survey."""
        self._submissions[name] = _Submission("survey", "2016-Q4", date_1904=False)
        return self

    def sheet(
        self,
        form: str,
        *rows: dict[str, Any],
        totals: tuple[int, ...] = (),
        without: tuple[str, ...] = (),
        scale: dict[str, float] | None = None,
    ) -> Batch:
        """Add a form's sheet to the last submission.

        Args:
            form: the form.
            rows: what differs from the good row in each record, from ``FIRST_ROW`` on; None leaves a cell blank. A
                totals row is taken as it is given.
            totals: which of the rows are totals rows, counted from 0.
            without: columns that the sheet does not have.
            scale: by column, what its heading multiplies by.
        """
        if not self._submissions:
            self.submission()
        columns = [name for name in ALL_FORMS[form].columns() if name not in without]
        records = {
            FIRST_ROW + place: row if place in totals else {**GOOD[form], **row} for place, row in enumerate(rows)
        }
        here = list(self._submissions.values())[-1]
        here.sheets.append(_Sheet(form, records, {FIRST_ROW + place for place in totals}, columns, scale or {}))
        here.answers[form] = "rows" if rows else "empty"
        return self

    def answer(self, form: str, answer: str) -> Batch:
        """Say how a form without rows was answered: none, empty or missing."""
        list(self._submissions.values())[-1].answers[form] = answer
        return self

    def extracted(self) -> Extracted:
        """Return the batch as extraction gives it."""
        return extract_reads({name: _read(one) for name, one in self._submissions.items()})

    def standardized(self) -> Standardized:
        """Return the batch, standardized."""
        return standardize(self.extracted())


def _read(one: _Submission) -> tuple[ReadWorkbook, Identity]:
    cells, layout = [], []
    for sheet in one.sheets:
        for name in sheet.columns:
            cells += [
                {"form": sheet.form, "column": name, "row": row, "total": row in sheet.totals, **_cell(record[name])}
                for row, record in sheet.rows.items()
                if record.get(name) is not None
            ]
            letter = xl_col_to_name(1 + sheet.columns.index(name))
            layout.append(
                ColumnPlace(
                    form=sheet.form,
                    column=name,
                    sheet=ALL_FORMS[sheet.form].sheet.ky,
                    column_letter=letter,
                    header_row=FIRST_ROW - 1,
                    heading=ALL_FORMS[sheet.form].columns()[name].label.ky,
                    scale=sheet.scale.get(name, 1.0),
                )
            )
    answers = dict.fromkeys(FORMS if one.kind == "quarterly" else [], "missing") | one.answers
    read = ReadWorkbook(
        kind=one.kind,
        cells=pa.Table.from_pylist(cells, schema=CELLS),
        cover=one.cover,
        layout=layout,
        answers=answers,
        integrity=Integrity(date_1904=one.date_1904),
    )
    code = MUNICIPALITY if one.kind == "quarterly" else None
    return read, Identity(kind=one.kind, municipality_code=code, quarter=one.quarter, form_version="1")


def _cell(value: Any) -> dict[str, Any]:
    match value:
        case Broken():
            return {"kind": CellKind.ERROR, "number": None, "text": value.text}
        case bool():
            return {"kind": CellKind.BOOLEAN, "number": float(value), "text": None}
        case date():
            return {"kind": CellKind.DATE, "number": float((value - date(1970, 1, 1)).days), "text": None}
        case str():
            return {"kind": CellKind.TEXT, "number": None, "text": value}
        case _:
            return {"kind": CellKind.NUMBER, "number": float(value), "text": None}


def letter_of(form: str, column: str) -> str:
    """Return the letter of a column in a sheet that has all of the form's columns."""
    return xl_col_to_name(1 + list(ALL_FORMS[form].columns()).index(column))


def said(result: Standardized, *besides: str) -> list[tuple[str, str]]:
    """Return code and column of every finding but notes and some codes, in order of sheet row."""
    found = result.findings
    found = found[(found["severity"] != "note") & ~found["code"].isin(besides)]
    ordered = found.sort_values(["row", "code"], kind="stable")
    return list(zip(ordered["code"], ordered["column"], strict=True))


def tally_of(result: Standardized, submission: str, form: str) -> dict[str, Any]:
    """Return the tally of one form of one submission."""
    table = result.tallies
    (row,) = table[(table["submission_id"] == submission) & (table["form"] == form)].to_dict("records")
    return {str(name): value for name, value in row.items()}
