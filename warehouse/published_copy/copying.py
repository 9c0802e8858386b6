"""Making the copy: views become tables with keys and indexes, figures are rounded, and what was typed is left out.

Over views a browser's counts of categories run out of time, and a download takes minutes; over tables they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    URL,
    Column,
    Connection,
    CreateView,
    Double,
    Index,
    MetaData,
    Table,
    create_engine,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy import Numeric as AnyNumber

from warehouse import views
from warehouse.copying import copy_warehouse
from warehouse.engine import open_read_only
from warehouse.free_text import FREE_TEXT
from warehouse.marts import MART_TABLES, MARTS, drop_views
from warehouse.schema import version_table
from warehouse.tables import (
    FACTS,
    enrolment,
    finding,
    indicator_value,
    notice,
    publication,
    quality_score,
    quarter_state,
    submission,
    submission_tally,
)

if TYPE_CHECKING:
    from pathlib import Path

DECIMALS: Final = 4
"""Figures are rounded to so many: sums of fractions end in noise that people would read as precision."""

_KEYS: Final = {
    "current_submission": ("id",),
    "current_finding": ("id",),
    "indicators_long": ("indicator", "quarter", "area_level", "area_code", "breakdown", "category"),
    "indicators_wide": ("quarter", "area_level", "area_code"),
    "reports": ("municipality_code", "quarter"),
}
"""What tells the rows of a view apart, where it is not a row's address in its workbook."""

_LOOKED_UP: Final = ("quarter", "municipality_code", "area_code", "indicator", "oblast", "code", "severity", "form")
"""The columns that get an index wherever they are."""

_KEPT_INSIDE: Final = (notice, publication, quarter_state, submission_tally, version_table, *FACTS.values())
"""What the pipeline keeps for itself, and the rows of superseded versions, of which the views have those that count."""


@dataclass(frozen=True)
class _Published:
    """A view that becomes a table."""

    table: Table
    rows: Any


def publish_copy(source: str | URL, file: Path) -> Path:
    """Make the copy, in place of the one before.

    Args:
        source: the warehouse, on either engine; it is only read.
        file: where the copy is to lie.

    Returns:
        The file.

    Raises:
        CopyError: a PostgreSQL warehouse is of another release.
        sqlalchemy.exc.DBAPIError: the warehouse cannot be read.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    _copy(make_url(source), unfinished)
    engine = create_engine(URL.create("sqlite", database=str(unfinished)))
    with engine.begin() as connection:
        for published in [_as_table(view) for view in (*views.VIEWS.values(), *_marts())]:
            published.table.create(connection)
            connection.execute(insert(published.table).from_select(list(published.table.columns), published.rows))
        drop_views(connection)
        for table in _KEPT_INSIDE:
            table.drop(connection)
        _leave_out_what_was_typed(connection)
        _round_figures(connection)
        for view in (*views.VIEWS.values(), *_marts()):
            connection.exec_driver_sql(f'ALTER TABLE "{_beside(view)}" RENAME TO "{view.table.name}"')
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("VACUUM")
    engine.dispose()
    unfinished.replace(file)
    return file


def _marts() -> list[CreateView]:
    return [CreateView(mart.select, name, metadata=MetaData()) for name, mart in MARTS.items()]


def _copy(source: URL, file: Path) -> None:
    """Copy the whole warehouse into a new SQLite file."""
    if source.get_backend_name() != "sqlite":
        copy_warehouse(source, URL.create("sqlite", database=str(file)))
        return
    engine = open_read_only(source)
    driver: Any = engine.raw_connection()
    try:
        driver.execute("VACUUM INTO ?", [str(file)])
    finally:
        driver.close()
        engine.dispose()


def _beside(view: CreateView) -> str:
    """Return the name under which a view's table is filled, while the view still has its own."""
    return f"_{view.table.name}"


def _as_table(view: CreateView) -> _Published:
    name = str(view.table.name)
    typed = FREE_TEXT.get(name.removeprefix("current_"), set())
    key = _KEYS.get(name, ("submission_id", "row"))
    kept = [column for column in view.table.columns if column.name not in typed]
    table = Table(
        _beside(view),
        MetaData(),
        *(Column(column.name, column.type, primary_key=column.name in key, autoincrement=False) for column in kept),
        *(Index(f"ix_{name}_{column.name}", column.name) for column in kept if column.name in _LOOKED_UP),
    )
    rows = select(*(_rounded(view.table.c[column.name]) for column in kept))
    return _Published(table, rows)


def _rounded(column: Any) -> Any:
    return func.round(column, DECIMALS) if isinstance(column.type, Double | AnyNumber) else column


def _round_figures(connection: Connection) -> None:
    for table in (indicator_value, quality_score):
        figures = {column.name: _rounded(column) for column in table.columns if isinstance(column.type, Double)}
        connection.execute(table.update().values(figures))


def _leave_out_what_was_typed(connection: Connection) -> None:
    for table in (enrolment, submission, finding):
        for name in sorted(FREE_TEXT[table.name]):
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DROP COLUMN "{name}"')


def published_tables() -> dict[str, Table]:
    """Return the views that are tables in the copy, by name."""
    return {view.table.name: view.table for view in views.VIEWS.values()} | MART_TABLES
