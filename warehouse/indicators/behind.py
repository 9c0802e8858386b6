"""From a declaration to the rows and cells behind its figures: which rows of workbooks count, and what of them is read.

The statements are made of the same ``Summand``s and ``Term``s as the figures. The cells that a row puts in are the
columns that the declaration's own expressions name, so no declaration says twice what it reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, Select, cast, null, or_, select
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.functions import coalesce

from sources.forms import ALL_FORMS
from sources.quarters import Quarter
from warehouse.indicators.declaration import TOTAL, Role
from warehouse.indicators.selection import summands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.sql.visitors import ExternallyTraversible

    from warehouse.indicators.declaration import Indicator, Rows
    from warehouse.indicators.selection import Summand

_FIGURES_OF = {
    Role.NUMERATOR: ["numerator"],
    Role.COUNTED: ["numerator"],
    Role.DENOMINATOR: ["denominator"],
    Role.CATEGORY: [],
}
"""The figures that a column is read for; in other roles it is read for both."""

_READ_FROM = {"trust_survey": {"quarter": "fielded_on"}}
"""Columns of a row's address that stand in a column of the form: elsewhere the cover sheet says them."""


@dataclass(frozen=True, slots=True)
class Use:
    """One column of a form that is read for a figure."""

    column: str
    role: Role
    unless: frozenset[str] = frozenset()
    """Columns which, where they are filled in, are read in its place."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of one form, or whole submissions, that are behind an indicator's figures."""

    form: str | None
    """None for whole submissions."""
    role: Role
    """What the rows are there for."""
    uses: tuple[Use, ...]
    figures: tuple[str, ...]
    """The sums that a row puts something into."""
    columns: tuple[str, ...]
    """The columns of the form whose values are given: those read, and those that name the row."""
    statement: Select[Any]
    """One row a row of a workbook: ``municipality_code``, ``category``, ``submission_id``, ``row``, then the figures
    and the columns."""


def rows_behind(
    indicator: Indicator, quarter: Quarter, *, deadline_days: int, programme_start: Quarter, breakdown: str = TOTAL
) -> list[Behind]:
    """Return where the figures of an indicator come from, with the arguments of ``municipality_select``.

    Raises:
        ValueError: the indicator is not broken down like that.
    """
    parts = summands(
        indicator, quarter, deadline_days=deadline_days, programme_start=programme_start, breakdown=breakdown
    )
    return [behind for part in parts for behind in (_of_terms(part) if part.rows.terms else _of_rows(part))]


def columns_behind(indicators: Iterable[Indicator]) -> dict[str, list[tuple[str, str]]]:
    """Return the form and name of every column that the ``numerator`` and the ``denominator`` of indicators depend on.

    They are the same in every quarter. A column that decides which rows count is behind both.
    """
    any_quarter = Quarter(2020, 1)
    found: dict[str, dict[tuple[str, str], None]] = {"numerator": {}, "denominator": {}}
    for indicator in indicators:
        figures = list(found) if indicator.is_ratio else ["numerator"]
        for behind in rows_behind(indicator, any_quarter, deadline_days=0, programme_start=any_quarter):
            if behind.form is None:
                continue
            for use in behind.uses:
                for figure in _FIGURES_OF.get(use.role, figures):
                    found[figure][behind.form, use.column] = None
    return {figure: list(columns) for figure, columns in found.items()}


def _of_rows(part: Summand) -> Iterator[Behind]:
    """Yield the rows that are summed and, where a condition looks at all of a municipality's, those too."""
    figures = {"numerator": part.above} if part.below is None else {"numerator": part.above, "denominator": part.below}
    uses = [
        *_uses(part.rows, Role.NUMERATOR, [part.above]),
        *_uses(part.rows, Role.DENOMINATOR, [] if part.below is None else [part.below]),
        *_uses(part.rows, Role.CATEGORY, [part.category]),
        *_uses(part.rows, Role.CONDITION, [*part.rows.where, *part.where]),
    ]
    if not all(any(_columns(part.rows, figure)) for figure in figures.values()):
        uses += _key(part.rows)
    yield _behind(part.rows, Role.NUMERATOR, uses, figures, part.category, (*part.counting, part.above.is_not(None)))
    if part.only_if is not None:
        conditions = _uses(part.rows, Role.CONDITION, [part.only_if])
        given = or_(*(part.rows.c[use.column].is_not(None) for use in conditions))
        yield _behind(part.rows, Role.CONDITION, conditions, {}, part.category, (*part.counting, given))


def _of_terms(part: Summand) -> Iterator[Behind]:
    """Yield the rows of each term; of one that has sums for each of several keys, those whose key counts."""
    for term in part.rows.terms:
        rows, figures = term.rows, term.figures
        given = or_(*(figure.is_not(None) for figure in figures.values()))
        conditions = [*rows.where, given]
        if term.by:
            counting = select(part.rows.c.municipality_code, *(part.rows.c[name] for name in term.by))
            counts = counting.where(*part.counting, part.above.is_not(None)).subquery()
            key = ("municipality_code", *term.by)
            conditions += [select(counts).where(*(counts.c[name] == rows.c[name] for name in key)).exists()]
        category = part.category
        if isinstance(category, ColumnClause):
            category = rows.c[category.name]
        uses = [
            *_uses(rows, term.role, figures.values()),
            *_uses(rows, Role.CATEGORY, (rows.c[name] for name in term.by)),
            *_uses(rows, Role.CONDITION, rows.where),
        ]
        yield _behind(rows, term.role, uses, figures, category, conditions)


def _behind(  # noqa: PLR0913, PLR0917 - the parts of one statement
    rows: Rows,
    role: Role,
    uses: Iterable[Use],
    figures: Mapping[str, ColumnElement[Any]],
    category: ColumnElement[str],
    conditions: Iterable[ColumnElement[bool]],
) -> Behind:
    form = ALL_FORMS[rows.form] if rows.form else None
    if form is not None and "municipality_code" in form.columns():
        uses = [*uses, Use("municipality_code", Role.CATEGORY)]
    uses = tuple(dict.fromkeys(uses))
    columns = tuple(dict.fromkeys([*(form.key() if form else ()), *(use.column for use in uses)]))
    statement = select(
        rows.c.municipality_code,
        category.label("category"),
        rows.c.submission_id,
        (rows.c.row if form else cast(null(), Integer)).label("row"),
        *(figure.label(f"figure_{name}") for name, figure in figures.items()),
        *(rows.c[name].label(f"cell_{name}") for name in columns),
    ).where(*conditions)
    return Behind(rows.form, role, uses, tuple(figures), columns, statement)


def _uses(rows: Rows, role: Role, expressions: Iterable[ColumnElement[Any]]) -> list[Use]:
    return [Use(name, role, unless) for expression in expressions for name, unless in _columns(rows, expression)]


def _key(rows: Rows) -> list[Use]:
    """Return the columns that name a row which is counted as such."""
    return [Use(name, Role.COUNTED) for name in ALL_FORMS[rows.form].key()] if rows.form else []


def _columns(rows: Rows, expression: ColumnElement[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the columns of the form that an expression names, each with those that are read in its place if filled."""
    if rows.form is None:
        return
    known, read_from = ALL_FORMS[rows.form].columns(), _READ_FROM.get(rows.form, {})
    for name, unless in _named(expression, frozenset()):
        column = read_from.get(name, name)
        if column in known:
            yield column, unless


def _named(expression: ExternallyTraversible, unless: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(expression, ColumnClause):
        if expression.table is not None:
            yield expression.name, unless
    elif isinstance(expression, coalesce):
        for part in expression.clauses:
            names = dict(_named(part, unless))
            yield from names.items()
            unless = unless.union(names)
    else:
        for child in expression.get_children():
            yield from _named(child, unless)
