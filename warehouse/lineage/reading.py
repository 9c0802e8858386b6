"""Finding in the warehouse what is behind figures: whole indicators at a time, for all municipalities.

What does not depend on the indicator (where columns stood, what was found, which workbook it was) is asked for once
for each workbook, however many indicators read it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, select

from sources.findings import Finding
from sources.forms import ALL_FORMS
from sources.labels import Label
from sources.notice.plain_text import plain
from warehouse.indicators import INDICATORS, MUNICIPALITY, TOTAL
from warehouse.indicators.behind import rows_behind
from warehouse.indicators.rows import enrolled
from warehouse.lineage.lineage import (
    Area,
    Category,
    Cell,
    Figure,
    Lineage,
    Member,
    RefusedRow,
    Remark,
    Row,
    Share,
    Submission,
)
from warehouse.reporting import registered
from warehouse.tables import (
    ACCEPTED,
    QUARTERLY,
    SURVEY,
    enrolment,
    finding,
    indicator_value,
    municipality,
    notice,
    sheet_layout,
    submission,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from sources.quarters import Quarter
    from warehouse.indicators.behind import Behind

_AT_ONCE = 500
"""Workbooks that one statement asks about."""
_LONGEST_VALUE = 60

WHOLE = Category(TOTAL, TOTAL)
"""The category of an indicator's own value."""


class _Place(NamedTuple):
    sheet: str
    letter: str
    scale: float


class Workbooks:
    """What the warehouse knows of the workbooks that were asked about, and of who sends them, for the next to ask."""

    def __init__(self) -> None:
        self.submissions: dict[str, Submission] = {}
        self.places: defaultdict[tuple[str, str], dict[str, _Place]] = defaultdict(dict)
        self.remarks: defaultdict[tuple[str, str, int], list[tuple[str | None, Remark]]] = defaultdict(list)
        self.refused: defaultdict[tuple[str, str], defaultdict[int, list[Finding]]] = defaultdict(
            partial(defaultdict, list)
        )
        """Why rows were refused: by submission and form, then by sheet row."""
        self._notes: tuple[str, ...] | None = None
        self._reports: dict[Quarter, dict[str, str]] = {}
        self._senders: dict[Quarter, tuple[dict[str, Any], dict[str, Any]]] = {}

    def senders(self, connection: Connection, quarter: Quarter) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the municipalities registered in a quarter, and those enrolled in it (see ``enrolled``), by code."""
        if quarter not in self._senders:
            self._senders[quarter] = (
                {row.code: row for row in connection.execute(select(municipality).where(registered(quarter)))},
                {row.municipality_code: row for row in connection.execute(select(enrolled(quarter)))},
            )
        return self._senders[quarter]

    def reports(self, connection: Connection, quarter: Quarter) -> dict[str, str]:
        """Return the submission that counts as a quarter's report, by municipality."""
        if quarter not in self._reports:
            counting = and_(
                submission.c.quarter == str(quarter), submission.c.kind == QUARTERLY, submission.c.status == ACCEPTED
            )
            rows = connection.execute(select(submission.c.municipality_code, submission.c.id).where(counting))
            self._reports[quarter] = {row.municipality_code: row.id for row in rows}
        return self._reports[quarter]

    def notes(self, connection: Connection) -> tuple[str, ...]:
        """Return what must be seen beside the figures, such as that they are synthetic; empty where nothing must."""
        if self._notes is None:
            notes = select(enrolment.c.note).where(enrolment.c.note.is_not(None)).distinct()
            self._notes = tuple(sorted(connection.scalars(notes)))
        return self._notes

    def look_up(self, connection: Connection, ids: Iterable[str]) -> None:
        """Ask about those workbooks that are not known yet."""
        new = sorted(set(ids) - self.submissions.keys())
        for start in range(0, len(new), _AT_ONCE):
            self._look_up(connection, new[start : start + _AT_ONCE])

    def _look_up(self, connection: Connection, ids: list[str]) -> None:
        ledger = select(submission, notice.c.path.label("notice")).outerjoin(
            notice, notice.c.submission_id == submission.c.id
        )
        for each in connection.execute(ledger.where(submission.c.id.in_(ids))):
            self.submissions[each.id] = Submission(
                id=each.id,
                file_name=plain(each.file_name),
                sha256=each.sha256,
                is_survey=each.kind == SURVEY,
                municipality_code=each.municipality_code,
                quarter=each.quarter,
                wave=each.wave,
                version=each.version,
                received_at=each.received_at,
                status=each.status,
                errors=each.errors,
                warnings=each.warnings,
                notice=each.notice,
            )
        layout = sheet_layout.c
        stood = (layout.submission_id, layout.form, layout.column, layout.sheet, layout.column_letter, layout.scale)
        for name, form, column, *place in connection.execute(select(*stood).where(layout.submission_id.in_(ids))):
            self.places[name, form][column] = _Place(*place)
        found = finding.c
        on_rows = and_(found.submission_id.in_(ids), found.form.is_not(None), found.row.is_not(None))
        for each in connection.execute(select(finding).where(on_rows).order_by(found.id)):
            value = None if each.value is None else plain(each.value, _LONGEST_VALUE)
            remark = Remark(each.code, each.severity, value)
            self.remarks[each.submission_id, each.form, each.row].append((each.column, remark))
            if each.refused == "row":
                cause = Finding(*(getattr(each, name) for name in Finding._fields))
                self.refused[each.submission_id, each.form][each.row].append(cause)


def computed_quarters(connection: Connection) -> list[str]:
    """Return the quarters that have figures, in order of time."""
    quarters = select(indicator_value.c.quarter).distinct().order_by(indicator_value.c.quarter)
    return list(connection.scalars(quarters))


def read_lineage(  # noqa: PLR0913 - what identifies figures, and what they are computed with
    connection: Connection,
    indicator: str,
    quarter: Quarter,
    *,
    deadline_days: int,
    programme_start: Quarter,
    category: Category = WHOLE,
    workbooks: Workbooks | None = None,
) -> Lineage:
    """Find what is behind the figures of an indicator and quarter, for all areas.

    Args:
        connection: to the warehouse, in which the quarter is computed.
        indicator: the indicator's id.
        quarter: the quarter.
        deadline_days: days after a quarter's end within which a report counts as on time.
        programme_start: the first quarter of cumulative sums.
        category: the breakdown and the category in it.
        workbooks: what is known of workbooks already.

    Raises:
        KeyError: there is no such indicator.
        ValueError: it is not broken down like that.
    """
    declared = INDICATORS[indicator]
    workbooks = workbooks or Workbooks()
    parts = rows_behind(
        declared,
        quarter,
        deadline_days=deadline_days,
        programme_start=programme_start,
        breakdown=category.breakdown,
    )
    found = [
        (part, [row for row in connection.execute(part.statement) if row[1] == category.category]) for part in parts
    ]
    reports = workbooks.reports(connection, quarter)
    workbooks.look_up(connection, {row[2] for _, rows in found for row in rows} | set(reports.values()))
    rows = _rows(found, workbooks)
    figures, others = _figures(connection, indicator, quarter, category)
    codes = rows.keys() | {area.code for area in figures if area.level == MUNICIPALITY}
    return Lineage(
        indicator=declared,
        quarter=quarter,
        category=category,
        figures=figures,
        others=others,
        members=_members(*workbooks.senders(connection, quarter), codes),
        rows=rows,
        refused=_refused({part.form for part in parts}, reports, workbooks),
        notes=workbooks.notes(connection),
    )


def _refused(forms: set[str | None], reports: Mapping[str, str], workbooks: Workbooks) -> dict[str, list[RefusedRow]]:
    """Return the rows of reports that were refused, of the forms that are read, by municipality."""
    return {
        code: [
            RefusedRow(form, number, tuple(causes))
            for form in ALL_FORMS
            if form in forms
            for number, causes in sorted(workbooks.refused.get((name, form), {}).items())
        ]
        for code, name in reports.items()
    }


def _rows(found: Iterable[tuple[Behind, list[Any]]], workbooks: Workbooks) -> dict[str, list[Row]]:
    """Return the rows by municipality; one that several sums take is there once."""
    rows: dict[tuple[str, str | None, int | None], tuple[str, Row]] = {}
    for part, records in found:
        count = len(part.figures)
        key = ALL_FORMS[part.form].key() if part.form else ()
        for code, _, name, number, *values in records:
            said = dict(zip(part.columns, values[count:], strict=True))
            place: tuple[str, str | None, int | None] = (name, part.form, number)
            if place not in rows:
                its_key = {column: said[column] for column in key}
                remarks = workbooks.remarks.get((name, part.form, number), []) if part.form else []
                on_row = tuple(remark for column, remark in remarks if column is None)
                rows[place] = (code, Row(workbooks.submissions[name], part.form, number, its_key, remarks=on_row))
            row = rows[place][1]
            row.shares += [
                Share(part.role, figure, amount) for figure, amount in zip(part.figures, values, strict=False)
            ]
            _add_cells(row, part, said, workbooks)
    by_municipality: dict[str, list[Row]] = defaultdict(list)
    forms = list(ALL_FORMS)

    def place_of(found: tuple[str, Row]) -> tuple[int, str, int]:
        row = found[1]
        return forms.index(row.form) if row.form else -1, row.submission.quarter or "", row.number or 0

    for code, row in sorted(rows.values(), key=place_of):
        by_municipality[code].append(row)
    return dict(by_municipality)


def _add_cells(row: Row, part: Behind, said: Mapping[str, Any], workbooks: Workbooks) -> None:
    if part.form is None or row.number is None:
        return
    places = workbooks.places[row.submission.id, part.form]
    remarks = workbooks.remarks.get((row.submission.id, part.form, row.number), ())
    for use in part.uses:
        place = places.get(use.column)
        if place is None or any(said[column] is not None for column in use.unless):
            continue
        cell = row.cells.get(use.column)
        if cell is None:
            row.cells[use.column] = cell = Cell(
                column=use.column,
                sheet=place.sheet,
                address=f"{place.letter}{row.number}",
                counted=said[use.column],
                scale=place.scale,
                roles=[],
                remarks=tuple(remark for column, remark in remarks if column == use.column),
            )
        if use.role not in cell.roles:
            cell.roles.append(use.role)


def _figures(
    connection: Connection, indicator: str, quarter: Quarter, category: Category
) -> tuple[dict[Area, Figure], dict[Area, dict[Category, Figure]]]:
    stored = indicator_value.c
    wanted = select(indicator_value).where(stored.indicator == indicator, stored.quarter == str(quarter))
    figures: dict[Area, Figure] = {}
    others: dict[Area, dict[Category, Figure]] = defaultdict(dict)
    order = (stored.area_level, stored.area_code, stored.breakdown, stored.category)
    for _, _, level, code, breakdown, name, *numbers in connection.execute(wanted.order_by(*order)):
        if (breakdown, name) == category:
            figures[Area(level, code)] = Figure(*numbers)
        else:
            others[Area(level, code)][Category(breakdown, name)] = Figure(*numbers)
    return figures, dict(others)


def _members(names: Mapping[str, Any], expecting: Mapping[str, Any], others: Iterable[str]) -> dict[str, Member]:
    """Return who is enrolled in a quarter, and whoever else has a figure."""
    members = []
    for code in expecting.keys() | set(others):
        known, expected = names.get(code), expecting.get(code)
        members.append(
            Member(
                code=code,
                name=Label(known.name_ky, known.name_ru, known.name_en) if known else Label(code, code, code),
                kind=known.kind if known else None,
                oblast=expected.oblast if expected else known.oblast_code if known else "",
                enrolled=expected is not None,
                reported=bool(expected and expected.reported),
                surveyed=bool(expected and expected.surveyed),
            )
        )
    return {member.code: member for member in sorted(members, key=lambda member: (member.name.en, member.code))}
