"""What Datasette is told of the copy: what tables and columns are, the ten questions, and a page of charts.

Everything follows from declarations; nothing here is served. https://docs.datasette.io/en/stable/metadata.html
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from sqlalchemy import select

from warehouse.marts import MARTS
from warehouse.published_copy.copying import DECIMALS, published_tables
from warehouse.questions import QUESTIONS
from warehouse.tables import (
    enrolment,
    expectation_result,
    finding,
    indicator,
    indicator_value,
    metadata,
    municipality,
    quality_score,
    reporting_status,
    settlement,
    sheet_layout,
    submission,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table

DATABASE: Final = "warehouse"
"""What Datasette calls the file: its name without the ending."""

DASHBOARD: Final = "programme"

_TABLES: Final = (
    enrolment,
    expectation_result,
    finding,
    indicator,
    indicator_value,
    municipality,
    quality_score,
    reporting_status,
    settlement,
    sheet_layout,
    submission,
)

_FACETS: Final = {
    "indicators_long": ["quarter", "area_level", "oblast"],
    "reports": ["quarter", "oblast", "on_time"],
    "finding": ["severity", "code", "form"],
}


_COLOURS: Final = {"on time": "#14507a", "late": "#f6c27a", "missing": "#b5490b"}
"""Told apart by the colour-blind too: they differ in brightness."""


def describe(connection: Connection) -> dict[str, Any]:
    """Return Datasette's metadata for the copy of a warehouse.

    Args:
        connection: the warehouse, from which the examples of the questions are taken.
    """
    examples = example_parameters(connection)
    return {
        "title": "Aimak: what municipalities report",
        "description_html": "A copy of the warehouse to look around in. It is made anew by <code>make explore</code>; "
        "nothing in it can be changed. Free text of clerks is left out, and figures are rounded. "
        f'Begin with <a href="/-/dashboards/{DASHBOARD}">the charts</a>, <a href="/{DATABASE}">the ten questions</a>, '
        f'or the table <a href="/{DATABASE}/indicators_long">indicators_long</a>.',
        "databases": {
            DATABASE: {
                "tables": {name: _described(table) for name, table in _all_tables().items()},
                "queries": {
                    question.name: {
                        "sql": question.sql,
                        "title": question.title,
                        "params": list(question.parameters),
                        "description_html": _example({name: examples[name] for name in question.parameters}),
                    }
                    for question in QUESTIONS
                },
            }
        },
        "plugins": {"datasette-dashboards": {DASHBOARD: _dashboard()}},
    }


def example_parameters(connection: Connection) -> dict[str, str]:
    """Return a value for each parameter of the questions: the latest quarter, and who reported for it."""
    found = reporting_status.c
    latest = connection.execute(
        select(found.quarter, found.municipality_code)
        .where(found.received_at.is_not(None))
        .order_by(found.quarter.desc(), found.municipality_code)
        .limit(1)
    ).first()
    quarter, code = latest or ("2021-Q1", "41704235825000")
    year = int(quarter[:4])
    return {
        "quarter": quarter,
        "year_before": f"{year - 1}{quarter[4:]}",
        "since": f"{year - 2}{quarter[4:]}",
        "indicator": "water_access_rate",
        "municipality_code": code,
    }


def _all_tables() -> Mapping[str, Table]:
    return {str(table.name): table for table in _TABLES} | published_tables()


def _described(table: Table) -> dict[str, Any]:
    name = str(table.name)
    if name in MARTS:
        mart = MARTS[name]
        columns = {
            column: f"{said} ({mart.units[column]})" if column in mart.units else said
            for column, said in mart.comments().items()
        }
        said = mart.title
    else:
        columns = {str(column.name): column.comment or "" for column in _with_comments(table).columns}
        said = _with_comments(table).comment or ""
        if name.startswith("current_"):
            said += "; the versions that count now"
    columns = {column: said.replace("unrounded", f"rounded to {DECIMALS} decimals") for column, said in columns.items()}
    facets = {"facets": _FACETS[name]} if name in _FACETS else {}
    return {"description": said, "columns": columns, "size": 50, **facets}


def _with_comments(table: Table) -> Table:
    """Return the table behind a view of what counts: views keep no comments."""
    return metadata.tables[str(table.name).removeprefix("current_")]


def _example(parameters: Mapping[str, str]) -> str:
    if not parameters:
        return ""
    shown = ", ".join(f"{name} = {value}" for name, value in parameters.items())
    return f'For example <a href="?{escape(urlencode(parameters))}">{escape(shown)}</a>.'


def _dashboard() -> dict[str, Any]:
    quarter = {"field": "quarter", "type": "ordinal", "title": None}
    return {
        "title": "The programme, quarter by quarter",
        "description": "Who reports and how well, and how an indicator develops.",
        "layout": [["reporting", "quality"], ["trend", "oblasts"]],
        "filters": {
            "indicator": {
                "name": "Indicator",
                "type": "select",
                "db": DATABASE,
                "query": "SELECT id FROM indicator ORDER BY id",
                "default": "water_access_rate",
            }
        },
        "charts": {
            "reporting": {
                "title": "Reports: on time, late and missing",
                "db": DATABASE,
                "query": """
                    SELECT quarter, count(*) AS municipalities,
                        CASE WHEN reported = 0 THEN 'missing' WHEN on_time THEN 'on time' ELSE 'late' END AS state
                    FROM reports WHERE expected GROUP BY quarter, state""",
                "library": "vega-lite",
                "display": {
                    "mark": {"type": "bar", "tooltip": True},
                    "encoding": {
                        "x": quarter,
                        "y": {"field": "municipalities", "type": "quantitative"},
                        "color": {
                            "field": "state",
                            "type": "nominal",
                            "scale": {"domain": list(_COLOURS), "range": list(_COLOURS.values())},
                        },
                    },
                },
            },
            "quality": {
                "title": "Mean quality of the reports, by dimension (0 to 100)",
                "db": DATABASE,
                "query": """
                    SELECT quarter, dimension, round(avg(score), 1) AS score
                    FROM quality_score JOIN reporting_status USING (municipality_code, quarter)
                    WHERE received_at IS NOT NULL GROUP BY 1, 2""",
                "library": "vega-lite",
                "display": {
                    "mark": {"type": "line", "point": True, "tooltip": True},
                    "encoding": {
                        "x": quarter,
                        "y": {"field": "score", "type": "quantitative", "scale": {"domain": [0, 100]}},
                        "color": {"field": "dimension", "type": "nominal"},
                    },
                },
            },
            "trend": {
                "title": "The indicator, for the programme",
                "db": DATABASE,
                "query": """
                    SELECT quarter, value FROM indicators_long
                    WHERE area_level = 'programme' AND breakdown = 'total' [[ AND indicator = :indicator ]]""",
                "library": "vega-lite",
                "display": {
                    "mark": {"type": "line", "point": True, "tooltip": True, "color": "#14507a"},
                    "encoding": {"x": quarter, "y": {"field": "value", "type": "quantitative"}},
                },
            },
            "oblasts": {
                "title": "The indicator, by oblast",
                "db": DATABASE,
                "query": """
                    SELECT quarter, oblast, value FROM indicators_long
                    WHERE area_level = 'oblast' AND breakdown = 'total' [[ AND indicator = :indicator ]]""",
                "library": "vega-lite",
                "display": {
                    "mark": {"type": "line", "point": True, "tooltip": True},
                    "encoding": {
                        "x": quarter,
                        "y": {"field": "value", "type": "quantitative"},
                        "color": {"field": "oblast", "type": "nominal", "title": "Oblast"},
                    },
                },
            },
        },
    }
