"""The copy to look around in: what counts, with names and keys, and nothing that somebody typed; really served."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import time
import urllib.request
from contextlib import closing
from urllib.error import URLError
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert

from aimak_pipeline.exploring import command
from tests.warehouse.expectations.conftest import QUARTERS, fill
from warehouse.engine import reading, writing
from warehouse.partitions import ensure_partitions
from warehouse.published_copy import describe, example_parameters, publish_copy
from warehouse.published_copy.describing import DASHBOARD
from warehouse.questions import QUESTIONS
from warehouse.tables import FACTS, finding, submission

REMARK = "Айгүл эже 0555 123456"


@pytest.fixture
def published(engine, tmp_path):
    """The copy of a small warehouse with a remark in it."""
    with writing(engine) as connection:
        ensure_partitions(connection, {str(quarter) for quarter in QUARTERS})
    fill(engine)
    with writing(engine) as connection:
        connection.execute(finding.update().values(value=REMARK))
        connection.execute(submission.update().values(file_name=REMARK))
    return publish_copy(engine.url, tmp_path / "explore" / "warehouse.sqlite")


def asked(file, statement):
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute(statement).fetchall()


def test_what_counts_is_there_as_tables_with_keys_and_indexes(published):
    kinds = dict(asked(published, "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"))
    assert {"indicators_long", "indicators_wide", "reports", "current_water_supply", "current_finding"} <= set(kinds)
    assert "view" not in kinds.values()
    assert {"water_supply", "notice", "quarter_state", "alembic_version"}.isdisjoint(kinds)
    keys = {name for _, name, *_, key in asked(published, "PRAGMA table_info(indicators_long)") if key}
    assert keys == {"indicator", "quarter", "area_level", "area_code", "breakdown", "category"}
    indexed = {name for _, name, *_ in asked(published, "PRAGMA index_list(current_water_supply)")}
    assert "ix_current_water_supply_quarter" in indexed


def test_superseded_versions_are_left_behind(published):
    ((count,),) = asked(published, "SELECT count(*) FROM current_water_supply WHERE quarter = '2021-Q1'")
    assert count == 3 * 2


def test_nothing_that_somebody_typed_is_in_the_file(published):
    for sought in (REMARK, "0555 123456", "отчёт.xlsx"):
        assert sought.encode() not in published.read_bytes()


def test_figures_are_rounded(published):
    for (value,) in asked(published, "SELECT value FROM indicators_long WHERE value IS NOT NULL"):
        assert value == round(value, 4)


def test_a_new_copy_takes_the_place_of_the_old(engine, published):
    with writing(engine) as connection:
        connection.execute(
            insert(FACTS["communication"]),
            {"submission_id": "0202111".ljust(16, "0"), "row": 99, "municipality_code": "4", "quarter": "2021-Q1"},
        )
    before = asked(published, "SELECT count(*) FROM current_communication")
    publish_copy(engine.url, published)
    assert asked(published, "SELECT count(*) FROM current_communication") == [(before[0][0] + 1,)]
    assert [file.name for file in published.parent.iterdir()] == ["warehouse.sqlite"]


@pytest.fixture
def served(engine, published):
    """Asks the real server for a page of the copy."""
    with reading(engine) as connection:
        metadata = published.with_name("metadata.json")
        metadata.write_text(json.dumps(describe(connection)), encoding="utf-8")
        examples = example_parameters(connection)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(command(published, metadata, port), stdout=subprocess.DEVNULL)  # noqa: S603 - our own

    def fetch(path):
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                    return answer.read().decode()
            except URLError as error:
                if not isinstance(error.reason, ConnectionRefusedError) or process.poll() is not None:
                    raise
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    yield fetch, examples
    process.terminate()
    process.wait(30)


def test_it_is_served_with_words_facets_questions_and_charts(served):
    fetch, examples = served
    page = fetch("/warehouse/reports")
    assert "Who reported: one row a municipality and quarter" in page
    assert "Overall data quality, 0 to 100" in page
    links = re.findall(r'href="(/[^"]+)">', fetch("/").partition("A copy of the warehouse")[2].partition("<h2")[0])
    assert links == [f"/-/dashboards/{DASHBOARD}", "/warehouse", "/warehouse/indicators_long"]
    assert all(fetch(link) for link in links)
    figures = fetch("/warehouse/indicators_long")
    assert "The value, rounded to 4 decimals" in figures
    assert "unrounded" not in figures
    assert "sqlite_" not in fetch("/warehouse")
    facets = json.loads(fetch("/warehouse/reports.json?_facet=oblast&_size=0"))["facet_results"]
    assert {each["value"] for each in facets["oblast"]["results"]} == {"Jalal-Abad", "Naryn"}
    answered = {}
    for question in QUESTIONS:
        parameters = urlencode({name: examples[name] for name in question.parameters})
        answer = json.loads(fetch(f"/warehouse/{question.name}.json?{parameters}&_shape=array"))
        answered[question.name] = answer
    # The small warehouse has no codes of oblasts; an error would be no list.
    assert all(isinstance(answer, list) for answer in answered.values())
    assert {"headlines", "trend", "league", "missing", "quality", "findings", "water"} <= {
        name for name, answer in answered.items() if answer
    }
    dashboard = fetch(f"/-/dashboards/{DASHBOARD}?indicator=water_access_rate")
    assert "Reports: on time, late and missing" in dashboard
    assert "https://cdn" not in dashboard
