"""The views that analysts and BI tools begin with: long, wide, and one of reports, with names beside every code.

They say nothing that the tables do not; they save the joins that everybody would write, and give them names that a
person would guess. ``views`` has what counts now of each form; here both are created and taken away together.

===================  ==============================================================================================
``indicators_long``  every value of every indicator: quarter, area and category with their names; fit for a pivot
``indicators_wide``  one row a quarter and area, one column an indicator: totals only, no breakdowns
``reports``          one row a municipality and quarter: who had to report, who did, when, and with what quality
===================  ==============================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import CreateView, Integer, MetaData, Select, Table, and_, case, cast, func, literal, null, or_, select

from warehouse import views
from warehouse.indicators import INDICATORS, KIND, MUNICIPALITY, OBLAST, PROGRAMME, TOTAL
from warehouse.tables import indicator, indicator_value, municipality, quality_score, reporting_status

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

_AREA_LEVELS: Final = (PROGRAMME, OBLAST, KIND, MUNICIPALITY)


@dataclass(frozen=True)
class Mart:
    """A view for analysts, and what its columns are."""

    name: str
    title: str
    """What one row is."""
    select: Select[Any]
    says: dict[str, str] = field(default_factory=dict)
    """What columns are that come from no single column of a table; the others keep its comment."""
    units: dict[str, str] = field(default_factory=dict)

    def comments(self) -> dict[str, str]:
        """Return what each column is, in the view's order."""
        found = {}
        for column in self.select.selected_columns:
            origins = [origin.comment for origin in column.base_columns if getattr(origin, "comment", None)]
            found[str(column.key)] = self.says.get(str(column.key)) or (origins[0] if len(origins) == 1 else "")
        return found


def _year(quarter: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.substr(quarter, 1, 4), Integer).label("year")


def _today() -> Any:
    """Return the register as it is now: one row a municipality."""
    return select(municipality).where(municipality.c.valid_to.is_(None)).subquery("place")


def _named_values() -> tuple[Any, Any, Any, Any]:
    """Return indicator values joined with what they are of: the joined tables, the place, and area name and oblast."""
    place = _today()
    oblast = (
        select(municipality.c.oblast_code, func.min(municipality.c.oblast).label("oblast"))
        .where(municipality.c.oblast_code.is_not(None))
        .group_by(municipality.c.oblast_code)
        .subquery("oblast")
    )
    found = indicator_value.c
    joined = (
        indicator_value.join(indicator, indicator.c.id == found.indicator)
        .outerjoin(place, and_(found.area_level == MUNICIPALITY, place.c.code == found.area_code))
        .outerjoin(oblast, and_(found.area_level == OBLAST, oblast.c.oblast_code == found.area_code))
    )
    name = func.coalesce(place.c.name_ru, oblast.c.oblast, found.area_code).label("area_name")
    return joined, place, name, func.coalesce(place.c.oblast, oblast.c.oblast).label("oblast")


def _long() -> Mart:
    joined, place, name, oblast = _named_values()
    found = indicator_value.c
    statement = select(
        found.quarter,
        _year(found.quarter),
        found.indicator,
        indicator.c.label_en,
        indicator.c.label_ru,
        indicator.c.label_ky,
        indicator.c.unit,
        found.area_level,
        found.area_code,
        name,
        oblast,
        place.c.kind,
        found.breakdown,
        found.category,
        found.numerator,
        found.denominator,
        found.value,
        found.contributing,
        found.reporting,
        found.expected,
    ).select_from(joined)
    return Mart(
        "indicators_long",
        "Every value of every indicator, with the names of its area: one row a quarter, area and category",
        statement,
        says={
            "year": "Calendar year of the quarter",
            "area_name": "What the area is called: a municipality's name in Russian, an oblast's, or the code itself",
            "oblast": "The oblast, for municipalities and oblasts",
            "kind": "city or aiyl_aimak, for municipalities",
        },
    )


def _wide() -> Mart:
    joined, _place, name, oblast = _named_values()
    found = indicator_value.c
    keys = (found.quarter, found.area_level, found.area_code)
    columns = (func.max(case((found.indicator == one, found.value), else_=null())).label(one) for one in INDICATORS)
    statement = (
        select(
            found.quarter,
            _year(found.quarter),
            found.area_level,
            found.area_code,
            func.max(name).label("area_name"),
            func.max(oblast).label("oblast"),
            *columns,
        )
        .select_from(joined)
        .where(found.breakdown == TOTAL, or_(*(found.area_level == level for level in _AREA_LEVELS)))
        .group_by(*keys)
    )
    return Mart(
        "indicators_wide",
        "The indicators side by side, totals only: one row a quarter and area, one column an indicator",
        statement,
        says={
            "year": "Calendar year of the quarter",
            "area_name": "What the area is called: a municipality's name in Russian, an oblast's, or the code itself",
            "oblast": "The oblast, for municipalities and oblasts",
            **{one.id: one.label.en for one in INDICATORS.values()},
        },
        units={one.id: one.unit for one in INDICATORS.values()},
    )


def _reports() -> Mart:
    place, status = _today(), reporting_status.c
    overall = and_(
        quality_score.c.municipality_code == status.municipality_code,
        quality_score.c.quarter == status.quarter,
        quality_score.c.dimension == "overall",
        status.received_at.is_not(None),
    )
    statement = select(
        status.municipality_code,
        status.quarter,
        _year(status.quarter),
        place.c.name_ru,
        place.c.name_ky,
        place.c.name_en,
        place.c.kind,
        place.c.raion,
        place.c.oblast,
        status.expected,
        case((status.received_at.is_(None), literal(0)), else_=literal(1)).label("reported"),
        status.received_at,
        status.on_time,
        status.version,
        status.errors,
        status.warnings,
        quality_score.c.score.label("quality"),
    ).select_from(
        reporting_status.outerjoin(place, place.c.code == status.municipality_code).outerjoin(quality_score, overall)
    )
    return Mart(
        "reports",
        "Who reported: one row a municipality and quarter",
        statement,
        says={
            "year": "Calendar year of the quarter",
            "reported": "1 if a report was accepted, 0 if not: its sum counts reports",
            "quality": "Overall data quality, 0 to 100; missing where there is no report",
        },
    )


MARTS: Final[dict[str, Mart]] = {mart.name: mart for mart in (_long(), _wide(), _reports())}
"""The views for analysts, by name."""

_VIEWS: Final = {
    **views.VIEWS,
    **{mart.name: CreateView(mart.select, mart.name, metadata=MetaData()) for mart in MARTS.values()},
}

MART_TABLES: Final[dict[str, Table]] = {name: _VIEWS[name].table for name in MARTS}
"""They, to be used like tables."""


def create_views(connection: Connection) -> None:
    """Have all views of the warehouse as they are declared, with their comments where the engine keeps any."""
    if views.create(connection, _VIEWS) and connection.dialect.name == "postgresql":
        for mart in MARTS.values():
            _comment(connection, f"VIEW {mart.name}", mart.title)
            for column, said in mart.comments().items():
                _comment(connection, f'COLUMN {mart.name}."{column}"', said)


def drop_views(connection: Connection) -> None:
    """Take all views away, as a change of the tables behind them requires."""
    views.drop(connection, _VIEWS)


def _comment(connection: Connection, on: str, said: str) -> None:
    quoted = said.replace("'", "''")
    connection.exec_driver_sql(f"COMMENT ON {on} IS '{quoted}'")
