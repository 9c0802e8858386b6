"""The suite about the fact tables: whose rows they are, whether all are there, and what moved since last quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CompoundSelect, Select, and_, exists, func, literal, not_, or_, select, union_all

from sources.forms import TrustSurvey
from warehouse.expectations.expectation import Expectation, Query, Suite
from warehouse.expectations.history import total_moved
from warehouse.expectations.submissions import of_quarter
from warehouse.tables import (
    FACTS,
    QUARTERLY,
    ROW_ADDRESS,
    SURVEY,
    TAKEN_IN,
    municipality,
    sheet_layout,
    submission,
    submission_tally,
)
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sources.quarters import Quarter

POPULATION_DRIFT = (0.8, 1.2)
"""Population hardly moves in three months; a fifth means that settlements are missing, doubled or mistyped."""

BILLING_DRIFT = (1 / 3, 3.0)
"""Bills move with the season and with tariffs; how far, history teaches. Until it does, this is far enough: a slip of
units moves them far more."""


def _rows(*, of: Quarter | None) -> CompoundSelect[Any]:
    """Return the address of every row of every form, of one quarter or of all."""
    return union_all(
        *(
            select(literal(form).label("form"), *(table.c[name] for name in ROW_ADDRESS)).where(
                literal(value=True) if of is None else table.c.quarter == str(of)
            )
            for form, table in FACTS.items()
        )
    )


def _rows_of_nobody(quarter: Quarter) -> Query:
    row = _rows(of=quarter).subquery("fact")
    return (
        select(row.c.form, row.c.submission_id, row.c.row, submission.c.status)
        .join_from(row, submission, submission.c.id == row.c.submission_id, isouter=True)
        .where(or_(submission.c.id.is_(None), submission.c.status.not_in(TAKEN_IN)))
    )


def _rows_elsewhere(quarter: Quarter) -> Query:
    quarterly = [table for form, table in FACTS.items() if form != TrustSurvey.id]
    # Each table is asked twice, by its own quarter and by its submission's, so that either index serves.
    misplaced = [
        select(
            literal(str(table.name)).label("form"),
            table.c.submission_id,
            table.c.row,
            table.c.municipality_code,
            table.c.quarter,
            submission.c.municipality_code.label("municipality_of_submission"),
            submission.c.quarter.label("quarter_of_submission"),
        )
        .join_from(table, submission, submission.c.id == table.c.submission_id)
        .where(
            in_scope,
            or_(
                func.coalesce(submission.c.kind, "") != QUARTERLY,
                table.c.municipality_code.is_distinct_from(submission.c.municipality_code),
                table.c.quarter.is_distinct_from(submission.c.quarter),
            ),
        )
        for table in quarterly
        for in_scope in (
            table.c.quarter == str(quarter),
            and_(of_quarter(quarter), table.c.quarter != str(quarter)),
        )
    ]
    return union_all(*misplaced)


def _answers_of_another_wave(quarter: Quarter) -> Query:
    survey = FACTS[TrustSurvey.id]
    return (
        select(survey.c.submission_id, survey.c.row, survey.c.wave, submission.c.wave.label("wave_of_submission"))
        .join_from(survey, submission, submission.c.id == survey.c.submission_id)
        .where(
            survey.c.quarter == str(quarter),
            or_(func.coalesce(submission.c.kind, "") != SURVEY, survey.c.wave.is_distinct_from(submission.c.wave)),
        )
    )


def _rows_lost_or_doubled(quarter: Quarter) -> Query:
    taken_in = select(submission.c.id).where(of_quarter(quarter), submission.c.status.in_(TAKEN_IN))
    tally = submission_tally.c
    # What should be there and what is, as two columns of one table: then no submission or form can be overlooked.
    both = union_all(
        select(
            tally.submission_id,
            tally.form,
            (tally.rows_read - tally.rows_refused).label("should_be"),
            literal(0).label("loaded"),
        ).where(tally.submission_id.in_(taken_in)),
        *(
            select(table.c.submission_id, literal(form), literal(0), func.count())
            .where(table.c.submission_id.in_(taken_in))
            .group_by(table.c.submission_id)
            for form, table in FACTS.items()
        ),
    ).subquery("both_counts")
    should_be, loaded = func.sum(both.c.should_be), func.sum(both.c.loaded)
    return (
        select(both.c.submission_id, both.c.form, should_be.label("should_be"), loaded.label("loaded"))
        .group_by(both.c.submission_id, both.c.form)
        .having(should_be != loaded)
    )


def _values_without_cell(quarter: Quarter) -> Query:
    def of_column(form: str, column: str) -> Select[Any]:
        table = FACTS[form]
        placed = exists().where(
            sheet_layout.c.submission_id == table.c.submission_id,
            sheet_layout.c.form == form,
            sheet_layout.c.column == column,
        )
        return (
            select(
                table.c.submission_id,
                literal(form).label("form"),
                literal(column).label("column"),
                func.count().label("values_without_cell"),
            )
            .where(table.c.quarter == str(quarter), table.c[column].is_not(None), not_(placed))
            .group_by(table.c.submission_id)
        )

    return union_all(
        *(
            of_column(form, str(column.name))
            for form, table in FACTS.items()
            for column in table.columns
            if column.name not in ROW_ADDRESS
        )
    )


def _columns_of_one_cell(quarter: Quarter) -> Query:
    layout = sheet_layout.c
    return (
        select(layout.submission_id, layout.form, layout.sheet, layout.column_letter, func.count().label("columns"))
        .join_from(sheet_layout, submission, submission.c.id == layout.submission_id)
        .where(of_quarter(quarter))
        .group_by(layout.submission_id, layout.form, layout.sheet, layout.column_letter)
        .having(func.count() > 1)
    )


def _unknown_municipalities(quarter: Quarter) -> Query:
    row = _rows(of=quarter).subquery("fact")
    known = exists().where(municipality.c.code == row.c.municipality_code)
    return (
        select(row.c.municipality_code, row.c.form, func.count().label("rows_loaded"))
        .where(not_(known))
        .group_by(row.c.municipality_code, row.c.form)
    )


def _moved(form: str, column: str, bounds: tuple[float, float]) -> Callable[[Quarter], Query]:
    """Return the query that says whether a total left its bounds, over the municipalities that reported both times."""

    def breaking(quarter: Quarter) -> Query:
        def totals(of: Quarter, name: str) -> Any:
            rows = CURRENT[form]
            return (
                select(rows.c.municipality_code, func.sum(rows.c[column]).label("total"))
                .where(rows.c.quarter == str(of))
                .group_by(rows.c.municipality_code)
                .subquery(name)
            )

        now, before = totals(quarter, "this_quarter"), totals(quarter.plus(-1), "quarter_before")
        both = (
            select(
                func.sum(before.c.total).label("previous_total"),
                func.sum(now.c.total).label("total"),
                func.count().label("municipalities"),
            )
            .join_from(now, before, before.c.municipality_code == now.c.municipality_code)
            .subquery("both_quarters")
        )
        lowest, highest = bounds
        return select(both).where(
            both.c.previous_total > 0,
            not_(both.c.total.between(lowest * both.c.previous_total, highest * both.c.previous_total)),
        )

    return breaking


_DRIFT_NOTES = (
    "Only municipalities that reported for both quarters are compared, so newcomers do not count. Look for settlements "
    "that are missing or doubled, and for a sheet filled in another unit (thousands instead of som)."
)

_HISTORY_NOTES = (
    f"{_DRIFT_NOTES} What is expected is learned from the three years before: the greatest rise and the greatest fall, "
    "a half as much again; in the first year, a third to three times."
)

SUITE = Suite(
    name="facts",
    title="Reported figures",
    description="The rows that municipalities reported, one table for each form.",
    subject=lambda quarter: _rows(of=quarter),
    expectations=(
        Expectation(
            name="rows_have_a_submission",
            description="Every reported row comes from a workbook that was taken in.",
            notes="A row of an unknown or rejected workbook cannot be traced to a cell and must not count. "
            "Rebuilding the quarter from the archive removes it.",
            breaking=_rows_of_nobody,
        ),
        Expectation(
            name="rows_agree_with_their_submission",
            description="Every reported row is of the municipality and the quarter that its workbook is about.",
            notes="If a row says something else than its workbook's cover sheet, figures are credited to the wrong "
            "municipality or the wrong time.",
            breaking=_rows_elsewhere,
        ),
        Expectation(
            name="answers_agree_with_their_wave",
            description="Every row of the trust survey is of the wave that its workbook is about.",
            notes="The change in trust is measured from wave to wave; answers in the wrong wave distort both.",
            breaking=_answers_of_another_wave,
        ),
        Expectation(
            name="no_row_lost_or_doubled",
            description="As many rows are loaded from each form as were read from the workbook and not refused.",
            notes="`should_be` is rows read less rows refused (`submission_tally`), `loaded` what the form's table "
            "holds. A difference means that the load lost or repeated rows: rebuild the quarter, and report the fault.",
            breaking=_rows_lost_or_doubled,
        ),
        Expectation(
            name="every_value_has_its_cell",
            description="For every loaded value it is known in which cell of which sheet it stood.",
            notes="`sheet_layout` must name the sheet and the column letter of every column that has values; with the "
            "row number this is the cell. Without it a figure cannot be traced back to the workbook.",
            breaking=_values_without_cell,
        ),
        Expectation(
            name="every_cell_is_read_once",
            description="No two columns of a form are read from the same column of its sheet.",
            notes="One figure would be taken for two things. Look at the headings of the sheet, and at the aliases of "
            "the form's columns.",
            breaking=_columns_of_one_cell,
        ),
        Expectation(
            name="rows_are_of_known_municipalities",
            description="Every reported row is about a municipality of the official register.",
            notes="Rows of an unknown municipality belong to no oblast, so totals by oblast miss them. In the trust "
            "survey, which is about many municipalities, a code may be mistyped.",
            breaking=_unknown_municipalities,
        ),
        Expectation(
            name="water_population_is_steady",
            description="The population in the water forms is within 20 percent of the quarter before.",
            notes=_DRIFT_NOTES,
            severity="warning",
            breaking=_moved("water_supply", "population", POPULATION_DRIFT),
        ),
        Expectation(
            name="waste_population_is_steady",
            description="The population in the waste forms is within 20 percent of the quarter before.",
            notes=_DRIFT_NOTES,
            severity="warning",
            breaking=_moved("waste_collection", "population", POPULATION_DRIFT),
        ),
        Expectation(
            name="water_billing_is_steady",
            description="The amount billed for water moved from the quarter before as it used to move.",
            notes=_HISTORY_NOTES,
            severity="warning",
            breaking=total_moved("water_supply", "amount_billed", BILLING_DRIFT),
        ),
        Expectation(
            name="waste_billing_is_steady",
            description="The amount billed for waste moved from the quarter before as it used to move.",
            notes=_HISTORY_NOTES,
            severity="warning",
            breaking=total_moved("waste_collection", "amount_billed", BILLING_DRIFT),
        ),
    ),
)
"""What is expected of the reported figures."""
