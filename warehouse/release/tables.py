"""What a release holds: its tables and their fields, how they refer to one another, and the statements behind them.

All of it follows from the declarations of forms, tables and indicators: a column added to a form is a field here, with
type, unit, bounds, codes and words. What the fields come to on paper is for the modules that write.

Left out are free text (``warehouse.free_text``); what the pipeline keeps for itself (``notice``, ``publication``,
``quarter_state``, ``submission_tally``, of which ``quality_score`` has the sums); ``sheet_layout``, which gives
addresses in workbooks that are not published; and ``enrolment``, since ``reporting_status`` says who was expected. Of
findings the counts are published and not the texts, which quote cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import Boolean, Date, DateTime, Double, Integer, Select, and_, func, or_, select

from sources.findings import CATALOGUE, Severity
from sources.forms import ALL_FORMS, Kind, TrustSurvey
from warehouse.free_text import FREE_TEXT
from warehouse.indicators import KIND, MUNICIPALITY, OBLAST, PROGRAMME, Direction
from warehouse.quality import ALL_DIMENSIONS
from warehouse.tables import (
    FACTS,
    QUARTERLY,
    SURVEY,
    UtcDateTime,
    enrolment,
    indicator,
    indicator_value,
    municipality,
    quality_score,
    reporting_status,
    settlement,
    submission,
)
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Column, Table

    from sources.forms import Column as FormColumn
    from sources.forms import Form
    from warehouse.release.period import Period

FieldType: TypeAlias = Literal["string", "integer", "number", "boolean", "date", "datetime"]
"""The types of the Table Schema standard that releases use."""

_KINDS: Final = {
    Kind.STOCK: "as at the end of the quarter",
    Kind.FLOW: "during the quarter",
    Kind.YTD: "since 1 January",
}

_PATTERNS: Final = {
    "quarter": r"\d{4}-Q[1-4]",
    "code": r"\d{14}",
    "municipality_code": r"\d{14}",
    "oblast_code": r"\d{14}",
}
"""What texts of some columns look like, in every table."""


@dataclass(frozen=True)
class Field:
    """One column of a released table."""

    name: str
    type: FieldType
    title: str
    description: str = ""
    unit: str | None = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    codes: tuple[str, ...] = ()
    pattern: str | None = None
    labels: tuple[str, str] | None = None
    """What forms call it in Kyrgyz and Russian."""


@dataclass(frozen=True)
class Reference:
    """Fields whose values stand in another table."""

    fields: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class ReleasedTable:
    """One table of a release."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    select: Callable[[Period], Select[Any]]
    """The rows of a period; columns as in ``fields``."""
    key: tuple[str, ...]
    """What tells rows apart; a part of it may be missing where ``keyed`` is false."""
    order: tuple[str, ...] = ()
    """What rows are sorted by; the key where nothing is said."""
    references: tuple[Reference, ...] = ()
    keyed: bool = True
    """Whether the key may be declared a primary key."""
    about: str | None = field(default=None)
    """The field with the municipality, where only rows about municipalities of the release are published."""


def _type_of(column: Column[Any]) -> FieldType:
    match column.type:
        case Boolean():
            return "boolean"
        case Integer():
            return "integer"
        case Double():
            return "number"
        case Date():
            return "date"
        case DateTime() | UtcDateTime():
            return "datetime"
    return "string"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _field(column: Column[Any], **more: Any) -> Field:
    return Field(
        column.name,
        _type_of(column),
        _title(column.name),
        f"{column.comment}.",
        required=not column.nullable,
        pattern=_PATTERNS.get(column.name),
        **more,
    )


def _fields(table: Table, without: Iterable[str] = (), **more: dict[str, Any]) -> tuple[Field, ...]:
    left_out = set(without)
    return tuple(_field(column, **more.get(column.name, {})) for column in table.columns if column.name not in left_out)


def _form_field(column: FormColumn, stored: Column[Any]) -> Field:
    when = _KINDS.get(column.kind) if column.kind else None
    words = [column.meaning.en if column.meaning else f"{column.label.en}.", f"Figure {when}." if when else ""]
    return replace(
        _field(stored),
        title=column.label.en,
        description=" ".join(part for part in words if part),
        unit=column.unit,
        required=column.required,
        minimum=column.minimum,
        maximum=column.maximum,
        codes=tuple(column.codes.labels) if column.codes else (),
        labels=(column.label.ky, column.label.ru),
    )


def _facts(form: type[Form]) -> ReleasedTable:
    stored, current = FACTS[form.id], CURRENT[form.id]
    names = [column.name for column in stored.columns if column.name not in FREE_TEXT[form.id]]
    declared = form.columns()

    def field_of(name: str) -> Field:
        # The address of a row stands first; the survey's municipality is a part of it.
        is_answer = name in declared and name != "municipality_code"
        return _form_field(declared[name], stored.c[name]) if is_answer else _field(stored.c[name])

    def rows(period: Period) -> Select[Any]:
        return select(*(current.c[name] for name in names)).where(period.covers(current.c.quarter))

    return ReleasedTable(
        form.id,
        f"{form.sheet.en} · {form.sheet.ru} · {form.sheet.ky}",
        f"The form «{form.sheet.en}», rows that count: one row is {form.record}.",
        tuple(field_of(name) for name in names),
        rows,
        key=("submission_id", "row"),
        order=("quarter", "municipality_code", "submission_id", "row"),
        references=(_SUBMISSION, _MUNICIPALITY),
    )


_MUNICIPALITY = Reference(("municipality_code",), "municipality", ("code",))
_SUBMISSION = Reference(("submission_id",), "submission", ("id",))


def _whole(table: Table) -> Callable[[Period], Select[Any]]:
    return lambda _period: select(table)


def _of_period(table: Table) -> Callable[[Period], Select[Any]]:
    return lambda period: select(table).where(period.covers(table.c.quarter))


def _municipalities(period: Period) -> Select[Any]:
    """Return every municipality as it was registered last up to the period's end."""
    noted = (
        select(enrolment.c.municipality_code, func.max(enrolment.c.note).label("note"))
        .group_by(enrolment.c.municipality_code)
        .subquery()
    )
    last = (
        select(municipality.c.code, func.max(municipality.c.valid_from).label("valid_from"))
        .where(municipality.c.valid_from <= period.last.end)
        .group_by(municipality.c.code)
        .subquery()
    )
    return (
        select(*(column for column in municipality.c if column.name not in _DATES), noted.c.note)
        .join_from(
            municipality, last, and_(last.c.code == municipality.c.code, last.c.valid_from == municipality.c.valid_from)
        )
        .join(noted, noted.c.municipality_code == municipality.c.code, isouter=True)
    )


_DATES: Final = ("valid_from", "valid_to")

_NOT_OF_THE_SUBMISSION: Final = FREE_TEXT[submission.name] | {"size_bytes", "status", "superseded_by"}
"""Beside what was typed: what says nothing of a submission that counts."""


def _submissions(period: Period) -> Select[Any]:
    """Return the submissions whose rows are in the release; a survey may go on into the next quarter."""
    counted, survey = CURRENT[submission.name].c, CURRENT[TrustSurvey.id].c
    surveyed = select(survey.submission_id).where(period.covers(survey.quarter))
    columns = [column for column in counted if column.name not in _NOT_OF_THE_SUBMISSION]
    return select(*columns).where(or_(period.covers(counted.quarter), counted.id.in_(surveyed)))


def _finding_counts(period: Period) -> Select[Any]:
    found, counted = CURRENT["finding"].c, CURRENT[submission.name].c
    parts = (found.submission_id, found.severity, found.code, found.form, found.column, found.rule)
    of_period = and_(found.submission_id == counted.id, period.covers(counted.quarter))
    return (
        select(*parts, func.count().label("findings"))
        .join_from(CURRENT["finding"], CURRENT[submission.name], of_period)
        .group_by(*parts)
    )


_FINDING_FIELDS = (
    Field("submission_id", "string", "Submission", "The submission on which it was found.", required=True),
    Field(
        "severity",
        "string",
        "Severity",
        "error: a cell or row was refused; warning: loaded and doubtful; note: mended on the way.",
        required=True,
        codes=tuple(severity.value for severity in Severity),
    ),
    Field("code", "string", "Code", "What was found.", required=True, codes=tuple(CATALOGUE)),
    Field("form", "string", "Form", "The form, by its id; missing for the workbook as a whole."),
    Field("column", "string", "Column", "The form's column, by its id; missing for the row or form as a whole."),
    Field("rule", "string", "Rule", "The rule that was broken, by its id."),
    Field("findings", "integer", "Findings", "How often it was found.", required=True, minimum=1),
)

TABLES: Final[dict[str, ReleasedTable]] = {
    table.name: table
    for table in (
        ReleasedTable(
            "municipality",
            "Municipalities",
            "The municipalities that the release is about, one row each, as registered on the period's last day.",
            (
                *_fields(municipality, _DATES, kind={"codes": ("city", "aiyl_aimak")}),
                Field("note", "string", "Note", f"{enrolment.c.note.comment}."),
            ),
            _municipalities,
            key=("code",),
            about="code",
        ),
        ReleasedTable(
            "settlement",
            "Settlements",
            "The settlements of these municipalities.",
            _fields(settlement),
            _whole(settlement),
            key=("code",),
            references=(_MUNICIPALITY,),
            about="municipality_code",
        ),
        ReleasedTable(
            "indicator",
            "Indicators",
            "What each indicator is; the reference sheets say more.",
            _fields(indicator, direction={"codes": tuple(direction.value for direction in Direction)}),
            _whole(indicator),
            key=("id",),
        ),
        ReleasedTable(
            "indicator_value",
            "Indicator values",
            "The value of every indicator for every quarter, area and category, to twelve significant digits. "
            "An aggregate is the ratio of its municipalities' sums.",
            _fields(
                indicator_value,
                area_level={"codes": (MUNICIPALITY, OBLAST, KIND, PROGRAMME)},
                contributing={"minimum": 0},
                reporting={"minimum": 0},
                expected={"minimum": 0},
            ),
            _of_period(indicator_value),
            key=tuple(column.name for column in indicator_value.primary_key),
            references=(Reference(("indicator",), "indicator", ("id",)),),
        ),
        ReleasedTable(
            "reporting_status",
            "Who has reported",
            "Every municipality that was expected to report for a quarter or did, and when.",
            _fields(reporting_status),
            _of_period(reporting_status),
            key=("municipality_code", "quarter"),
            references=(_MUNICIPALITY,),
        ),
        ReleasedTable(
            "quality_score",
            "Data quality",
            "The data-quality scores of each municipality's report, with the counts that they come from as JSON.",
            _fields(
                quality_score,
                dimension={"codes": tuple(ALL_DIMENSIONS)},
                score={"minimum": 0, "maximum": 100, "unit": "points"},
            ),
            _of_period(quality_score),
            key=("municipality_code", "quarter", "dimension"),
            references=(_MUNICIPALITY,),
        ),
        ReleasedTable(
            "submission",
            "Submissions",
            "The workbooks that count: one for each municipality and quarter, one for each survey wave.",
            _fields(submission, _NOT_OF_THE_SUBMISSION, kind={"codes": (QUARTERLY, SURVEY)}),
            _submissions,
            key=("id",),
            order=("quarter", "municipality_code", "id"),
            references=(_MUNICIPALITY,),
        ),
        ReleasedTable(
            "finding_count",
            "Findings",
            "How often each finding stands on a submission that counts, by form and column.",
            _FINDING_FIELDS,
            _finding_counts,
            key=("submission_id", "severity", "code", "form", "column", "rule"),
            references=(_SUBMISSION,),
            keyed=False,
        ),
        *(_facts(form) for form in ALL_FORMS.values()),
    )
}
"""The tables of a release by name, in the order in which a person reads them."""
