"""Row sources that many indicators share, and the few SQL expressions that their parts are made of.

A row source that only one indicator needs stands beside that indicator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
)

from warehouse import reporting
from warehouse.indicators.declaration import Rows
from warehouse.tables import QUARTERLY, enrolment, municipality
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from sources.quarters import Quarter
    from warehouse.indicators.declaration import Columns, Part, RowSource, Span, Term

_OBLAST_DIGITS = 5
"""Leading digits of a SOATE code that name the country and the oblast; the other nine of an oblast's code are zeros."""

_SURVEY_FORM = "trust_survey"

ONE: ColumnElement[int] = literal_column("1", Integer)
ZERO: ColumnElement[int] = literal_column("0", Integer)


def current(form: str, *, first: Quarter | None = None, last: Quarter | None = None) -> Subquery:
    """Return the rows of a form that count, from the first quarter to the last, where they are given.

    What counts are the rows of accepted submissions: for each municipality and quarter (for the survey: wave) the
    newest that was taken in.
    """
    facts = CURRENT[form]
    return select(facts).where(*_within(facts.c.quarter, first, last)).subquery()


def counting(form: str, *, first: Quarter | None = None, last: Quarter | None = None) -> Rows:
    """Return what ``current`` does as the rows of a term."""
    return Rows(current(form, first=first, last=last).c, form=form)


def sums(term: Term) -> Subquery:
    """Return the sums of a term: ``municipality_code``, the columns it is summed by, and each of its figures."""
    key = (term.rows.c.municipality_code, *(term.rows.c[name] for name in term.by))
    return (
        select(*key, *(total(figure).label(name) for name, figure in term.figures.items()))
        .where(*term.rows.where)
        .group_by(*key)
        .subquery()
    )


def reported(form: str) -> RowSource:
    """Return the row source that is the current rows of a form in the span."""
    facts = CURRENT[form].c

    def rows(span: Span) -> Rows:
        return Rows(facts, _within(facts.quarter, span.first, span.last), form)

    return rows


def _within(
    quarter: ColumnElement[str], first: Quarter | None, last: Quarter | None
) -> tuple[ColumnElement[bool], ...]:
    if first is not None and first == last:
        return (quarter == str(last),)
    # Quarters sort as text.
    after = () if first is None else (quarter >= str(first),)
    before = () if last is None else (quarter <= str(last),)
    return after + before


def enrolled(quarter: Quarter) -> Subquery:
    """Return the municipalities enrolled in a quarter, one row each.

    Columns: ``municipality_code``; ``kind`` as the register has it on the quarter's last day (missing where it has
    not); ``oblast``, the oblast's 14-digit code; ``reported``, 1 with an accepted workbook for the quarter, else 0;
    ``surveyed``, 1 with rows in a current survey fielded in the quarter, else 0.
    """
    codes = select(enrolment.c.municipality_code).where(reporting.enrolled(quarter)).distinct().subquery()
    code = codes.c.municipality_code
    accepted = CURRENT["submission"].c
    workbooks = select(accepted.municipality_code).where(accepted.kind == QUARTERLY, accepted.quarter == str(quarter))
    survey = current(_SURVEY_FORM, first=quarter, last=quarter)
    as_registered = and_(municipality.c.code == code, reporting.registered(quarter))
    return (
        select(
            code,
            municipality.c.kind,
            (func.substr(code, 1, _OBLAST_DIGITS, type_=String) + literal_column("'000000000'", String)).label(
                "oblast"
            ),
            case((code.in_(workbooks), ONE), else_=ZERO).label("reported"),
            case((code.in_(select(survey.c.municipality_code)), ONE), else_=ZERO).label("surveyed"),
        )
        .select_from(codes.outerjoin(municipality, as_registered))
        .subquery()
    )


def wave_fielded(quarter: Quarter) -> ColumnElement[bool]:
    """Return whether a current survey was fielded in a quarter."""
    survey = current(_SURVEY_FORM, first=quarter, last=quarter)
    return select(survey.c.municipality_code).exists()


def each(_row: Columns) -> ColumnElement[Any]:
    """Count rows: the part that is 1 in each."""
    return ONE


def is_yes(answer: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return 1 for yes, else 0: what nobody says was done does not count as done."""
    return case((answer.is_(True), ONE), else_=ZERO)


def total(part: ColumnElement[Any]) -> ColumnElement[float]:
    """Return the sum of a part as a real number (engines sum whole numbers to types of their own)."""
    return cast(func.sum(part), Double)


def reaches(part: ColumnElement[Any], whole: ColumnElement[Any], percent: int) -> ColumnElement[bool]:
    """Return whether one sum is at least so many percent of another that is not zero.

    A hair of tolerance keeps an exact 80 % from failing on the sixteenth digit of a sum of som and tyiyn.
    """
    return and_(whole > 0, part * 100 >= whole * (percent - 1e-9))


def at_least(percent: int, part: Part, whole: Part) -> Part:
    """Return the condition on a municipality's rows that Σ part is at least so many percent of Σ whole."""

    def holds(row: Columns) -> ColumnElement[bool]:
        return reaches(total(part(row)), total(whole(row)), percent)

    return holds
