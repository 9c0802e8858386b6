"""The same programme on PostgreSQL: every table, every figure and every answer are those on SQLite."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aimak_pipeline.demo import drop_sample
from aimak_pipeline.running import run_pipeline
from aimak_pipeline.sample import write_sample
from aimak_pipeline.settings import Settings
from sources.quarters import Quarter
from tests.end_to_end.test_sample_programme import assert_same, contents
from warehouse.copying import CopyError, copy_warehouse
from warehouse.engine import open_warehouse, reading, writing

pytestmark = pytest.mark.xdist_group("both engines")

QUARTERS = [Quarter(2020, 3), Quarter(2020, 4), Quarter(2021, 1)]


@pytest.fixture(scope="module")
def both(tmp_path_factory, postgres):
    """The same workbooks through the pipeline on both engines."""
    folder = tmp_path_factory.mktemp("both")
    write_sample(folder / "sample", municipalities=8, quarters=QUARTERS)
    places = {}
    for engine, url in {"sqlite": "", "postgresql": postgres.empty().render_as_string(hide_password=False)}.items():
        settings = Settings(home=folder / engine, settle_seconds=0, trust_file_times=True, warehouse_url=url)
        drop_sample(folder / "sample" / "workbooks", settings)
        summary, places[engine] = run_pipeline(settings, publish=False)
        assert summary.accepted > 20
    return places


def test_the_tables_are_the_same(both):
    on_sqlite, on_postgresql = (contents(both[engine].engine) for engine in ("sqlite", "postgresql"))
    assert_same(on_sqlite, on_postgresql)


def test_a_second_run_has_nothing_to_do(both):
    place = both["postgresql"]
    assert place.ledger.pending(place.inputs) == []


def test_facts_lie_in_partitions_by_quarter(both):
    with reading(both["postgresql"].engine) as connection:
        partitions = connection.scalars(
            text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'water_supply'::regclass")
        ).all()
    assert sorted(partitions) == ["water_supply_2020_q3", "water_supply_2020_q4", "water_supply_2021_q1"]


def test_a_connection_that_drops_in_the_middle_of_a_load_leaves_the_old_quarter(both):
    """The server itself ends the connection through which the quarter is being replaced."""
    place = both["postgresql"]
    before = contents(place.engine)
    loading = open_warehouse(place.warehouse_url)

    def replace_and_drop():
        with writing(loading) as connection:
            own = connection.scalar(text("SELECT pg_backend_pid()"))
            connection.execute(text("DELETE FROM water_supply WHERE quarter = '2020-Q4'"))
            with reading(place.engine) as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            connection.execute(text("DELETE FROM finding"))

    with pytest.raises(DBAPIError):
        replace_and_drop()
    loading.dispose()
    assert_same(contents(place.engine), before)


def test_a_warehouse_is_moved_to_postgresql_and_back(both, postgres, tmp_path):
    moved, back = postgres.empty(), f"sqlite:///{tmp_path}/back.sqlite"
    counts = copy_warehouse(both["sqlite"].warehouse_url, moved)
    copy_warehouse(moved, back)
    there, again = open_warehouse(moved), open_warehouse(back)
    on_sqlite = contents(both["sqlite"].engine)
    assert counts == {name: len(table) for name, table in on_sqlite.items()}
    assert_same(contents(there), on_sqlite)
    assert_same(contents(again), on_sqlite)
    there.dispose()
    again.dispose()


def test_a_warehouse_is_not_copied_over_another(both):
    with pytest.raises(CopyError, match="already"):
        copy_warehouse(both["sqlite"].warehouse_url, both["postgresql"].warehouse_url)
