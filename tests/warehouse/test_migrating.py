"""A warehouse of an earlier release becomes that of this one, on either engine, and keeps all that is in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, insert, inspect, select

from warehouse import migrating
from warehouse.engine import open_warehouse, reading, writing
from warehouse.marts import drop_views
from warehouse.migrating import is_migrated, migrate
from warehouse.schema import SCHEMA_VERSION, OtherSchemaError, create_schema, schema_version, version_table
from warehouse.tables import FACTS, finding, metadata, submission
from warehouse.views import CURRENT

RELEASED = [f"{number:04}" for number in range(1, int(SCHEMA_VERSION))]
"""Every schema that a warehouse out there may have."""

SUBMISSION = {
    "id": "a" * 16,
    "sha256": "a" * 64,
    "file_name": "суу.xlsx",
    "size_bytes": 1,
    "path": "aa/a",
    "kind": "quarterly",
    "municipality_code": "41704400000000",
    "quarter": "2021-Q1",
    "version": 1,
    "received_at": datetime(2021, 4, 1, tzinfo=UTC),
    "status": "accepted",
    "errors": 1,
    "warnings": 0,
}
FINDING = {"id": "a-000001", "submission_id": "a" * 16, "code": "not_a_number", "severity": "error"}
ROW = {
    "submission_id": "a" * 16,
    "row": 5,
    "municipality_code": "41704400000000",
    "quarter": "2021-Q1",
    "population": 7,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").empty()
    return URL.create("sqlite", database=str(tmp_path / "warehouse.sqlite"))


@pytest.fixture
def at_step(empty_url):
    """Makes a warehouse as a release left it, with a report in it."""

    def make(step):
        engine = open_warehouse(empty_url)
        with writing(engine) as connection:
            migrating.run_steps(connection, step)
            for table in FACTS.values():
                table.create(connection)
        with writing(engine) as connection:
            connection.execute(insert(submission).values(SUBMISSION))
            connection.execute(insert(finding).values(FINDING))
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(
                    "CREATE TABLE water_supply_2021_q1 PARTITION OF water_supply FOR VALUES IN ('2021-Q1')"
                )
            connection.execute(insert(FACTS["water_supply"]).values(ROW))
        return engine

    return make


def differences(connection):
    context = MigrationContext.configure(
        connection, opts={"include_name": is_migrated, "include_object": _is_ours, "compare_type": True}
    )
    return compare_metadata(context, metadata)


def _is_ours(_thing, name, kind, _reflected, _compare_to):
    return kind != "table" or is_migrated(name, kind, {})


def test_the_steps_lead_to_the_tables_that_are_declared(at_step):
    engine = at_step("head")
    with reading(engine) as connection:
        assert differences(connection) == []


def test_a_new_warehouse_has_the_tables_that_are_declared_and_says_its_step(empty_url):
    engine = open_warehouse(empty_url)
    create_schema(engine)
    with reading(engine) as connection:
        assert differences(connection) == []
        assert schema_version(connection) == SCHEMA_VERSION


def test_the_version_of_the_schema_is_that_of_the_last_step():
    config = Config()
    config.set_main_option("script_location", str(migrating.STEPS))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


@pytest.mark.parametrize("step", RELEASED)
def test_a_warehouse_of_every_release_keeps_all_that_is_in_it(at_step, empty_url, step):
    engine = at_step(step)
    with pytest.raises(OtherSchemaError, match=r"step .* of .*aimak migrate"):
        create_schema(engine)
    done = migrate(empty_url)
    assert (done.before, done.after) == (step, SCHEMA_VERSION)
    create_schema(engine)
    with reading(engine) as connection:
        assert dict(connection.execute(select(submission)).one()._mapping).items() >= SUBMISSION.items()
        assert dict(connection.execute(select(finding)).one()._mapping).items() >= FINDING.items()
        assert dict(connection.execute(select(CURRENT["water_supply"])).one()._mapping).items() >= ROW.items()
        assert differences(connection) == []


def test_a_warehouse_from_before_steps_were_kept_is_of_the_first(at_step, empty_url):
    engine = at_step("0001")
    with writing(engine) as connection:
        version_table.drop(connection)
    assert migrate(empty_url).before == "0001"
    create_schema(engine)


def test_migrating_again_changes_nothing(empty_url):
    assert migrate(empty_url).before is None
    again = migrate(empty_url)
    assert (again.before, again.added, again.backup) == (SCHEMA_VERSION, {}, None)


def test_a_fact_table_gets_the_columns_that_its_form_got(at_step, empty_url):
    engine = at_step("head")
    with writing(engine) as connection:
        drop_views(connection)
        connection.exec_driver_sql("ALTER TABLE water_supply DROP COLUMN samples_taken")
        FACTS["peer_exchange"].drop(connection)
    with pytest.raises(OtherSchemaError, match=r"water_supply: samples_taken.*aimak migrate"):
        create_schema(engine)
    added = migrate(empty_url).added
    assert added["water_supply"] == ["samples_taken"]
    assert added["peer_exchange"] == FACTS["peer_exchange"].c.keys()
    create_schema(engine)
    with reading(engine) as connection:
        assert connection.execute(select(FACTS["water_supply"].c["population", "samples_taken"])).one() == (7, None)


def test_a_column_that_a_form_no_longer_has_stays_with_what_is_in_it(at_step):
    engine = at_step("head")
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE water_supply ADD COLUMN wells INTEGER DEFAULT 3")
    create_schema(engine)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT wells FROM water_supply").scalar() == 3


def test_a_step_that_fails_leaves_the_warehouse_as_it_was(at_step, empty_url):
    engine = at_step("0001")
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE notice (whatever INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        migrate(empty_url)
    with reading(engine) as connection:
        assert schema_version(connection) == "0001"
        assert connection.scalar(select(submission.c.id)) == "a" * 16
        assert inspect(connection).get_view_names() == []


def test_the_warehouse_of_a_later_release_is_left_alone(empty_url):
    migrate(empty_url)
    engine = open_warehouse(empty_url)
    with writing(engine) as connection:
        connection.execute(version_table.update().values(version_num="9999"))
    with pytest.raises(ValueError, match="9999"):
        migrate(empty_url)
    with pytest.raises(OtherSchemaError, match="later release"):
        create_schema(engine)


def test_a_sqlite_file_is_copied_before_it_is_changed(tmp_path):
    url = URL.create("sqlite", database=str(tmp_path / "warehouse.sqlite"))
    engine = open_warehouse(url)
    with writing(engine) as connection:
        migrating.run_steps(connection, "0001")
    backup = migrate(url).backup
    assert backup is not None
    with reading(open_warehouse(URL.create("sqlite", database=str(backup)))) as connection:
        assert schema_version(connection) == "0001"
