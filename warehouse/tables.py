"""The tables of the warehouse: what lies where, for people who write SQL and for the code that fills them.

Every table of the warehouse is declared here and only here; the fact tables are derived from the forms, so a column
added to a form is a column of its table. Views are in ``views``, what differs between database engines in ``engine``,
and filling the tables in ``register``, ``ledger``, ``loading``, ``indicators`` and ``quality``.

Quarters are texts such as ``2021-Q1`` and sort by time. ``municipality_code`` carries no foreign key anywhere: a
municipality may have several rows over time (its key is code and ``valid_from``), and a database can only refer to a
whole key. Values of forms carry no CHECK either: what a value may be is the form's Pandera model's to say.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from sources.forms import ALL_FORMS, ColumnType, Form

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from sources.forms import Column as FormColumn

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""Every table of the warehouse, with names for its constraints that are the same on every engine."""

ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
SUPERSEDED: Final = "superseded"
TAKEN_IN: Final = (ACCEPTED, SUPERSEDED)
"""The statuses of submissions whose rows are in the fact tables."""

QUARTERLY: Final = "quarterly"
SURVEY: Final = "survey"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, stored as UTC without an offset, so that every engine stores and sorts it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn stored UTC into an aware datetime."""
        return None if value is None else value.replace(tzinfo=UTC)


def _submission_id(**options: Any) -> Column[str]:
    return Column(
        "submission_id",
        Text,
        ForeignKey("submission.id"),
        nullable=False,
        comment="The submission that this comes from",
        **options,
    )


def _municipality_code(**options: Any) -> Column[str]:
    return Column("municipality_code", Text, comment="14-digit SOATE code of the municipality", **options)


def _quarter(**options: Any) -> Column[str]:
    return Column("quarter", Text, comment="The quarter reported on, such as 2021-Q1", **options)


# The register ---------------------------------------------------------------------------------------------------------

municipality = Table(
    "municipality",
    metadata,
    Column("code", Text, primary_key=True, comment="14-digit SOATE code"),
    Column("valid_from", Date, primary_key=True, comment="First day on which this row describes the municipality"),
    Column("valid_to", Date, comment="Last such day; missing while it still does"),
    Column("name_ky", Text, nullable=False, comment="Name in Kyrgyz"),
    Column("name_ru", Text, nullable=False, comment="Name in Russian"),
    Column("name_en", Text, nullable=False, comment="Name in Latin letters"),
    Column("kind", Text, nullable=False, comment="city or aiyl_aimak"),
    Column("raion", Text, comment="Raion (district); missing for cities that belong to none"),
    Column("oblast", Text, nullable=False, comment="Oblast (region)"),
    Column("oblast_code", Text, comment="14-digit SOATE code of the oblast, as in indicator_value"),
    comment="The municipalities of the country's register, one row for each time in which nothing about them changed",
)

settlement = Table(
    "settlement",
    metadata,
    Column("code", Text, primary_key=True, comment="14-digit SOATE code of the settlement"),
    _municipality_code(nullable=False, index=True),
    Column("name_ru", Text, nullable=False, comment="Name in Russian"),
    comment="The settlements of the municipalities",
)

enrolment = Table(
    "enrolment",
    metadata,
    _municipality_code(primary_key=True),
    Column("from_quarter", Text, primary_key=True, comment="First quarter for which a report is expected"),
    Column("to_quarter", Text, comment="Last such quarter; missing while reports are still expected"),
    Column(
        "note", Text, comment="What must be seen beside the municipality's figures, such as that they are synthetic"
    ),
    comment="Which municipalities are expected to report, and for which quarters",
)

# The ledger -----------------------------------------------------------------------------------------------------------

submission = Table(
    "submission",
    metadata,
    Column("id", Text, primary_key=True, comment="First 16 hex digits of the file's SHA-256"),
    Column("sha256", Text, nullable=False, unique=True, comment="SHA-256 of the file, 64 hex digits"),
    Column("file_name", Text, nullable=False, comment="Name under which the file was dropped; means nothing"),
    Column("sender", Text, comment="Code of the intake subfolder in which it was dropped, where there was one"),
    Column("size_bytes", BigInteger, nullable=False, comment="Size of the file in bytes"),
    Column("path", Text, nullable=False, comment="Where the file lies in the archive or, if rejected, the quarantine"),
    Column("kind", Text, comment="quarterly or survey; missing where a rejected file showed neither"),
    _municipality_code(),
    _quarter(),
    Column("wave", Text, comment="The wave, for a survey"),
    Column("version", Integer, comment="1, 2, … among the accepted ones for the same place and time; else missing"),
    Column("received_at", UtcDateTime, nullable=False, comment="When it was received, UTC"),
    Column("status", Text, nullable=False, comment="accepted (it counts), superseded (a later one counts) or rejected"),
    Column("superseded_by", Text, ForeignKey("submission.id"), comment="The next version, which supersedes this one"),
    Column("form_version", Text, comment="The version of the forms stated on the cover sheet"),
    Column("errors", Integer, nullable=False, comment="Findings of severity error or fatal"),
    Column("warnings", Integer, nullable=False, comment="Findings of severity warning"),
    CheckConstraint(f"status IN ('{ACCEPTED}', '{REJECTED}', '{SUPERSEDED}')", name="status"),
    CheckConstraint(f"kind IN ('{QUARTERLY}', '{SURVEY}')", name="kind"),
    Index(None, "quarter", "status"),
    comment="The ledger: every workbook that ever arrived, and what became of it",
)

for _name, _kind, _slot in (
    ("uq_submission_accepted_quarterly", QUARTERLY, (submission.c.municipality_code, submission.c.quarter)),
    ("uq_submission_accepted_survey", SURVEY, (submission.c.wave,)),
):
    _current = and_(submission.c.status == ACCEPTED, submission.c.kind == _kind)
    # One submission counts per municipality and quarter, or per wave; both engines can say so with a partial index.
    Index(_name, *_slot, unique=True, sqlite_where=_current, postgresql_where=_current)

finding = Table(
    "finding",
    metadata,
    Column("id", Text, primary_key=True, comment="The submission's id and a running number"),
    _submission_id(index=True),
    Column("code", Text, nullable=False, comment="What was found, by its code in the catalogue of findings"),
    Column("severity", Text, nullable=False, comment="fatal, error, warning or note"),
    Column("form", Text, comment="The form, by its id"),
    Column("sheet", Text, comment="The sheet, as named in the workbook"),
    Column("cell", Text, comment="The A1 address"),
    Column("row", Integer, comment="The sheet row, counted from 1"),
    Column("column", Text, comment="The form's column, by its id"),
    Column("value", Text, comment="What was read, as text"),
    Column("expected", Text, comment="What would have been right"),
    Column("rule", Text, comment="The rule, by its id"),
    Column("refused", Text, comment="cell or row where something was refused"),
    comment="What was found in each submission",
)

submission_tally = Table(
    "submission_tally",
    metadata,
    _submission_id(primary_key=True),
    Column("form", Text, primary_key=True, comment="The form, by its id"),
    Column("answered", Boolean, nullable=False, comment="Whether a row was loaded or the answer was an explicit none"),
    *(
        Column(name, BigInteger, nullable=False, comment=comment)
        for name, comment in (
            ("rows_read", "Data rows found"),
            ("rows_refused", "Of these, rows refused"),
            ("cells_read", "Filled cells of recognised columns"),
            ("cells_refused", "Of these, cells refused, those of refused rows included"),
            ("required_cells", "Required cells in the rows found"),
            ("required_filled", "Of these, cells that are filled"),
            ("rules_applied", "Times a rule could be applied"),
            ("rule_warnings", "Of these, times it warned"),
            ("numbers_large", "Numbers of 100 or more"),
            ("numbers_heaped", "Of these, numbers that end in 00"),
        )
    ),
    comment="Counts per submission and form from which the data-quality scores are computed",
)

sheet_layout = Table(
    "sheet_layout",
    metadata,
    _submission_id(primary_key=True),
    Column("form", Text, primary_key=True, comment="The form, by its id"),
    Column("column", Text, primary_key=True, comment="The form's column, by its id"),
    Column("sheet", Text, nullable=False, comment="The sheet, as named in the workbook"),
    Column("column_letter", Text, nullable=False, comment="Letter of the sheet column; with a row it is an address"),
    Column("header_row", Integer, nullable=False, comment="Sheet row of the heading, counted from 1"),
    Column("scale", Double, nullable=False, comment="Factor applied to the column's figures (1000: тыс.)"),
    comment="Where each column of each form stood in each submission",
)

notice = Table(
    "notice",
    metadata,
    _submission_id(primary_key=True),
    Column("fingerprint", Text, nullable=False, comment="What the notice says, as a hash"),
    Column("path", Text, nullable=False, comment="Its files below the outbox, without .txt and .xlsx"),
    Column("marked", Boolean, nullable=False, comment="Whether its workbook is a marked copy of the sender's own"),
    Column("written_at", UtcDateTime, nullable=False, comment="When it was last written, UTC"),
    Column("mail_to", Text, comment="Address to which it is mailed; missing if to none"),
    Column("mailed_at", UtcDateTime, comment="When it was mailed, UTC; missing while it was not"),
    Column("mail_attempts", Integer, nullable=False, comment="Times that the mail server did not take it"),
    comment="What each sender was told of each submission, and whether by mail",
)

quarter_state = Table(
    "quarter_state",
    metadata,
    Column("quarter", Text, primary_key=True, comment="The quarter, such as 2021-Q1"),
    Column("fingerprint", Text, nullable=False, comment="What the last complete run was computed from (see ledger)"),
    comment="Which quarters are computed, and from what",
)

publication = Table(
    "publication",
    metadata,
    Column("quarter", Text, primary_key=True, comment="The quarter, such as 2021-Q1"),
    Column("publication", Text, primary_key=True, comment="What was published: figures, release or bulletin"),
    Column("fingerprint", Text, nullable=False, comment="That of the results that it was made of (see quarter_state)"),
    comment="Which publications of which quarters were made, and of what results",
)

# What leaves ----------------------------------------------------------------------------------------------------------

indicator = Table(
    "indicator",
    metadata,
    Column("id", Text, primary_key=True, comment="Name of the indicator"),
    Column("label_ky", Text, nullable=False, comment="What it is called in Kyrgyz"),
    Column("label_ru", Text, nullable=False, comment="What it is called in Russian"),
    Column("label_en", Text, nullable=False, comment="What it is called in English"),
    Column("definition", Text, nullable=False, comment="Numerator and denominator in words"),
    Column("unit", Text, nullable=False, comment="Unit of the value"),
    Column("direction", Text, nullable=False, comment="up, down, target_100 or none: where better lies"),
    Column("source", Text, comment="The standard or report that it is taken from"),
    Column("is_ratio", Boolean, nullable=False, comment="Whether it has a denominator"),
    Column("factor", Double, nullable=False, comment="value = factor × numerator / denominator, or × numerator"),
    comment="The indicators: the reference sheet",
)

indicator_value = Table(
    "indicator_value",
    metadata,
    Column("indicator", Text, ForeignKey("indicator.id"), primary_key=True, comment="The indicator"),
    _quarter(primary_key=True),
    Column("area_level", Text, primary_key=True, comment="municipality, oblast, kind or programme"),
    Column("area_code", Text, primary_key=True, comment="A municipality's code, an oblast, a kind, or programme"),
    Column("breakdown", Text, primary_key=True, comment="What it is broken down by; total where by nothing"),
    Column("category", Text, primary_key=True, comment="The category of the breakdown; total where there is none"),
    Column("numerator", Double, comment="Numerator"),
    Column("denominator", Double, comment="Denominator; missing for a count"),
    Column("value", Double, comment="The value, unrounded; missing where the denominator is 0 or nothing was reported"),
    Column("contributing", Integer, comment="Municipalities with a part in the numerator that is not 0"),
    Column("reporting", Integer, comment="Expected municipalities with an accepted submission"),
    Column("expected", Integer, comment="Municipalities enrolled in the area and quarter"),
    Index(None, "quarter", "area_level", "area_code"),
    comment="The value of every indicator for every quarter, area and category",
)

quality_score = Table(
    "quality_score",
    metadata,
    _municipality_code(primary_key=True),
    _quarter(primary_key=True),
    Column("dimension", Text, primary_key=True, comment="completeness, timeliness, validity, …"),
    Column("score", Double, comment="0 to 100; missing where it cannot be said"),
    Column("evidence", Text, nullable=False, comment="The counts that the score comes from"),
    comment="Data quality of each municipality's report",
)

reporting_status = Table(
    "reporting_status",
    metadata,
    _municipality_code(primary_key=True),
    _quarter(primary_key=True),
    Column("expected", Boolean, nullable=False, comment="Whether a report was expected"),
    Column("received_at", UtcDateTime, comment="When the first accepted version was received, UTC"),
    Column("on_time", Boolean, comment="Whether that was by the deadline"),
    Column("version", Integer, comment="The version that counts"),
    Column("errors", Integer, comment="Its findings of severity error"),
    Column("warnings", Integer, comment="Its findings of severity warning"),
    comment="Who has reported for which quarter",
)

expectation_result = Table(
    "expectation_result",
    metadata,
    _quarter(primary_key=True),
    Column("expectation", Text, primary_key=True, comment="The expectation, by its name"),
    Column("suite", Text, nullable=False, comment="The suite that it belongs to"),
    Column("severity", Text, nullable=False, comment="critical (figures are wrong) or warning (a person should look)"),
    Column("success", Boolean, nullable=False, comment="Whether it held when the quarter was last computed"),
    Column("unexpected", BigInteger, nullable=False, comment="Rows that broke it"),
    comment="What became of each expectation of the warehouse in each quarter",
)

# The facts ------------------------------------------------------------------------------------------------------------

ROW_ADDRESS: Final = ("submission_id", "row", "municipality_code", "quarter")
"""The columns with which every fact table begins: where the row comes from and what it is about."""

_SQL_TYPES: dict[ColumnType, type[TypeEngine[Any]]] = {
    ColumnType.TEXT: Text,
    ColumnType.INTEGER: BigInteger,
    ColumnType.DECIMAL: Double,
    ColumnType.PERCENT: Double,
    ColumnType.DATE: Date,
    ColumnType.BOOLEAN: Boolean,
    ColumnType.CODE: Text,
}


def _comment(column: FormColumn) -> str:
    facts = [column.label.en, column.label.ru, column.label.ky, column.unit, column.kind and column.kind.value]
    if column.codes:
        facts.append("one of " + ", ".join(column.codes.labels))
    return "; ".join(fact for fact in facts if fact)


def fact_table(form: type[Form], metadata: MetaData = metadata) -> Table:
    """Return the table of a form: the address of the row, then the form's columns in the form's order.

    A form that declares ``municipality_code`` itself (the survey, which is about many municipalities) fills the
    address with it; the column is not there twice.

    Args:
        form: the form.
        metadata: where the table is to be registered.

    Raises:
        ValueError: the form declares a column that would hide ``submission_id``, ``row`` or ``quarter``.
    """
    columns = {name: column for name, column in form.columns().items() if name != "municipality_code"}
    hidden = sorted(columns.keys() & set(ROW_ADDRESS))
    if hidden:
        raise ValueError(f"form {form.id} declares {', '.join(hidden)}, which every fact table has already")
    return Table(
        form.id,
        metadata,
        _submission_id(primary_key=True),
        Column("row", Integer, primary_key=True, autoincrement=False, comment="The sheet row, counted from 1"),
        _municipality_code(nullable=False),
        _quarter(nullable=False),
        *(Column(name, _SQL_TYPES[column.type], comment=_comment(column)) for name, column in columns.items()),
        Index(None, "quarter", "municipality_code"),
        comment=f"{form.sheet.en}: one row is {form.record}",
        postgresql_partition_by="LIST (quarter)",
    )


FACTS: dict[str, Table] = {form_id: fact_table(form) for form_id, form in ALL_FORMS.items()}
"""The fact tables by form id. They hold the rows of every accepted or superseded submission."""
