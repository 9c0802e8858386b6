"""The views for analysts: what the tables say, with names, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, inspect, select, text

from warehouse.engine import reading, writing
from warehouse.indicators import INDICATORS, load_declarations
from warehouse.marts import MART_TABLES, MARTS
from warehouse.tables import indicator_value, municipality, quality_score, reporting_status

CITY, SILENT = "41703410000010", "41704400010010"
OBLAST = "41703000000000"


@pytest.fixture
def filled(engine):
    """A municipality that was renamed, one that is silent, and some figures."""
    with writing(engine) as connection:
        load_declarations(connection)
        for code, since, until, name, oblast_code in (
            (CITY, date(2016, 1, 1), date(2018, 12, 31), "Майлы-Сай", OBLAST),
            (CITY, date(2019, 1, 1), None, "Майлуу-Суу", OBLAST),
            (SILENT, date(2016, 1, 1), None, "Казыбек", "41704000000000"),
        ):
            names = {f"name_{language}": name for language in ("ky", "ru", "en")}
            place = {"code": code, "valid_from": since, "valid_to": until, "kind": "city", "raion": None}
            oblast = {"oblast": "Жалал-Абад" if oblast_code == OBLAST else "Нарын", "oblast_code": oblast_code}
            connection.execute(insert(municipality), place | names | oblast)
        for level, code, breakdown, category, value in (
            ("municipality", CITY, "total", "total", 81.5),
            ("oblast", OBLAST, "total", "total", 80.0),
            ("programme", "programme", "total", "total", 79.0),
            ("programme", "programme", "kind", "city", 12.0),
        ):
            key = {"indicator": "water_access_rate", "quarter": "2021-Q1", "area_level": level, "area_code": code}
            connection.execute(
                insert(indicator_value), key | {"breakdown": breakdown, "category": category, "value": value}
            )
        for code, received, score in ((CITY, datetime(2021, 4, 2, tzinfo=UTC), 93.0), (SILENT, None, 0.0)):
            key = {"municipality_code": code, "quarter": "2021-Q1"}
            connection.execute(insert(reporting_status), key | {"expected": True, "received_at": received})
            connection.execute(insert(quality_score), key | {"dimension": "overall", "score": score, "evidence": "{}"})
    return engine


def rows(engine, mart, *columns):
    table = MART_TABLES[mart]
    with reading(engine) as connection:
        return sorted(tuple(row) for row in connection.execute(select(*(table.c[name] for name in columns))))


def test_every_value_is_there_once_with_the_names_of_today(filled):
    assert rows(filled, "indicators_long", "area_level", "area_name", "breakdown", "value", "year", "unit") == [
        ("municipality", "Майлуу-Суу", "total", 81.5, 2021, "%"),
        ("oblast", "Жалал-Абад", "total", 80.0, 2021, "%"),
        ("programme", "programme", "kind", 12.0, 2021, "%"),
        ("programme", "programme", "total", 79.0, 2021, "%"),
    ]


def test_side_by_side_there_is_one_row_an_area_and_one_column_an_indicator(filled):
    assert rows(filled, "indicators_wide", "area_level", "water_access_rate") == [
        ("municipality", 81.5),
        ("oblast", 80.0),
        ("programme", 79.0),
    ]
    assert set(INDICATORS) <= set(MART_TABLES["indicators_wide"].columns.keys())


def test_who_was_silent_is_among_the_reports_without_a_quality(filled):
    assert rows(filled, "reports", "name_ru", "reported", "quality") == [("Казыбек", 0, None), ("Майлуу-Суу", 1, 93.0)]


@pytest.mark.parametrize("mart", MARTS.values(), ids=lambda mart: mart.name)
def test_every_column_says_what_it_is(mart):
    assert mart.title
    assert not [name for name, said in mart.comments().items() if not said]


def test_postgresql_keeps_what_they_say(engine):
    if engine.dialect.name != "postgresql":
        with reading(engine) as connection:
            assert set(MARTS) <= set(inspect(connection).get_view_names())
        return
    asked = text("SELECT col_description('reports'::regclass, ordinal_position) FROM information_schema.columns "
                 "WHERE table_name = 'reports' AND column_name = 'quality'")  # fmt: skip
    with reading(engine) as connection:
        assert connection.scalar(asked) == MARTS["reports"].comments()["quality"]
