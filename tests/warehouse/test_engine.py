"""What the database promises: order among writers, undisturbed readers, and values that come back as they went in."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    MetaData,
    Table,
    Text,
    create_engine,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from tests.conftest import impatient
from warehouse.bulk import bulk_insert, upsert
from warehouse.engine import (
    open_read_only,
    open_warehouse,
    reading,
    writing,
)
from warehouse.frames import read_frame
from warehouse.marts import MARTS
from warehouse.partitions import ensure_partitions
from warehouse.schema import SCHEMA_VERSION, create_schema, schema_version
from warehouse.tables import UtcDateTime, enrolment, finding, quarter_state, submission_tally
from warehouse.views import CURRENT

BISHKEK = timezone(timedelta(hours=6))

SPECIMEN = Table(
    "specimen",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("words", Text),
    Column("count", BigInteger),
    Column("amount", Double),
    Column("held_on", Date),
    Column("is_paid", Boolean),
    Column("received_at", UtcDateTime),
)

TYPED = {
    "id": "Int64",
    "words": "string",
    "count": "Int64",
    "amount": "Float64",
    "held_on": "datetime64[us]",
    "is_paid": "boolean",
    "received_at": "datetime64[us, UTC]",
}


@pytest.fixture
def specimen(engine):
    SPECIMEN.create(engine)
    return engine


def stored(engine):
    with reading(engine) as connection:
        return read_frame(connection, select(SPECIMEN).order_by(SPECIMEN.c.id))


def test_the_schema_is_created_twice_as_well_as_once(engine):
    definitions = {
        "sqlite": "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
        "postgresql": "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2",
    }

    def schema():
        with reading(engine) as connection:
            return connection.exec_driver_sql(definitions[engine.dialect.name]).all()

    before = schema()
    with writing(engine) as connection:
        connection.execute(insert(quarter_state).values(quarter="2021-Q1", fingerprint="kept"))
    create_schema(engine)
    assert schema() == before
    assert sorted(inspect(engine).get_view_names()) == sorted([*(f"current_{name}" for name in CURRENT), *MARTS])
    with reading(engine) as connection:
        assert connection.scalar(select(quarter_state.c.fingerprint)) == "kept"


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("words", ["суу", None], ["суу", None]),
        ("words", pd.array(["суу", pd.NA], "string"), ["суу", None]),
        ("words", pd.Categorical(["суу", None]), ["суу", None]),
        ("words", ["", "=1+1"], ["", "=1+1"]),
        ("count", [1, None], [1, None]),
        ("count", [3.0, np.nan], [3, None]),
        ("count", pd.array([2**62, pd.NA], "Int64"), [2**62, None]),
        ("count", np.array([1, 2], "int32"), [1, 2]),
        ("amount", [0.1, np.nan], [0.1, None]),
        ("amount", pd.array([0.1, pd.NA], "Float64"), [0.1, None]),
        ("amount", pd.Series([np.float64(2.5), None], dtype=object), [2.5, None]),
        ("amount", [1, 2], [1.0, 2.0]),
        ("held_on", pd.to_datetime(["2021-03-31", None]), [date(2021, 3, 31), None]),
        ("held_on", [date(2021, 3, 31), None], [date(2021, 3, 31), None]),
        ("is_paid", [True, False], [True, False]),
        ("is_paid", pd.array([True, pd.NA], "boolean"), [True, None]),
        ("is_paid", [np.True_, None], [True, None]),
        ("received_at", [datetime(2021, 4, 1, 3, tzinfo=BISHKEK), None], [datetime(2021, 3, 31, 21, tzinfo=UTC), None]),
        (
            "received_at",
            pd.to_datetime(["2021-04-01 03:00:00.000001+06:00", None]),
            [datetime(2021, 3, 31, 21, 0, 0, 1, tzinfo=UTC), None],
        ),
        *((column, [None, None], [None, None]) for column in TYPED if column != "id"),
    ],
)
def test_bulk_insert_stores_what_sqlalchemy_itself_would(specimen, column, values, expected):
    frame = pd.DataFrame({"id": [1, 2], column: values})
    with writing(specimen) as connection:
        assert bulk_insert(connection, SPECIMEN, frame) == 2
        connection.execute(
            insert(SPECIMEN), [{"id": row + 10, column: value} for row, value in enumerate(expected, start=1)]
        )
    with reading(specimen) as connection:
        # As it lies in the file, before anything turns it back.
        kind = {"sqlite": "typeof", "postgresql": "pg_typeof"}[specimen.dialect.name]
        raw = connection.exec_driver_sql(f'SELECT "{column}", {kind}("{column}") FROM specimen ORDER BY id').all()  # noqa: S608 - the column is the test's
        back = connection.scalars(select(SPECIMEN.c[column]).order_by(SPECIMEN.c.id)).all()
    assert raw[:2] == raw[2:]
    assert back == expected * 2


moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of a strategy are naive
cells = {
    "words": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    "count": st.integers(-(2**63), 2**63 - 1),
    "amount": st.floats(allow_nan=False),
    "held_on": st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    "is_paid": st.booleans(),
    "received_at": moments,
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries({name: st.none() | cell for name, cell in cells.items()}), max_size=5))
def test_a_table_read_back_is_the_table_written(specimen, rows):
    frame = pd.DataFrame(
        {
            "id": pd.Series(range(len(rows)), dtype="Int64"),
            **{name: pd.Series([row[name] for row in rows], dtype=object).astype(TYPED[name]) for name in cells},
        }
    )
    with writing(specimen) as connection:
        connection.execute(SPECIMEN.delete())
        assert bulk_insert(connection, SPECIMEN, frame) == len(rows)
    assert_frame_equal(stored(specimen), frame, check_column_type=False)


@pytest.mark.parametrize(
    ("column", "values", "fault"),
    [
        ("words", [1, 2], TypeError),
        ("count", ["1", "2"], TypeError),
        ("count", [1.5, 2.0], ValueError),
        ("amount", ["1.5", None], TypeError),
        ("held_on", [datetime(2021, 3, 31, 12, 30), None], ValueError),  # noqa: DTZ001 - as pandas reads a cell
        ("received_at", [datetime(2021, 3, 31, 12), None], Exception),  # noqa: DTZ001 - the fault
        ("colour", ["red", "blue"], ValueError),
    ],
)
def test_bulk_insert_refuses_loudly_what_the_table_cannot_hold(specimen, column, values, fault):
    with pytest.raises(fault, match=column if fault is not Exception else "time zone"), writing(specimen) as connection:
        bulk_insert(connection, SPECIMEN, pd.DataFrame({"id": [1, 2], column: values}))
    assert stored(specimen).empty


def test_upsert_updates_what_is_there_and_leaves_columns_it_is_not_given(specimen):
    with writing(specimen) as connection:
        bulk_insert(connection, SPECIMEN, pd.DataFrame({"id": [1, 2], "words": ["a", "b"], "count": [10, 20]}))
        assert upsert(connection, SPECIMEN, pd.DataFrame({"id": [2, 3], "words": ["B", "C"]})) == 2
        upsert(connection, SPECIMEN, pd.DataFrame({"id": [1, 4]}))
    after = stored(specimen)
    assert after["words"].tolist() == ["a", "B", "C", pd.NA]
    assert after["count"].tolist() == [10, 20, pd.NA, pd.NA]


def test_rows_that_refer_to_nothing_are_refused(engine):
    orphan = pd.DataFrame(
        {"id": ["x-0001"], "submission_id": ["x"], "code": ["damaged"], "severity": ["fatal"]}, dtype="string"
    )
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), writing(engine) as connection:
        bulk_insert(connection, finding, orphan)


def test_an_exception_takes_everything_back_even_new_tables(engine):
    def half_done():
        with writing(engine) as connection:
            SPECIMEN.create(connection)
            connection.execute(insert(quarter_state).values(quarter="2021-Q1", fingerprint="half"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        half_done()
    assert "specimen" not in inspect(engine).get_table_names()
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(quarter_state)) == 0


def test_writers_wait_for_each_other_and_none_fails(engine):
    """Read, then write what was read plus one: without the lock at the beginning most of these fail or get lost."""
    with writing(engine) as connection:
        connection.execute(insert(enrolment).values(municipality_code="0", from_quarter="2021-Q1", to_quarter="0"))
    faults = []

    def add_ten():
        try:
            for _ in range(10):
                with writing(engine) as connection:
                    count = int(connection.scalar(select(enrolment.c.to_quarter)))
                    connection.execute(enrolment.update().values(to_quarter=str(count + 1)))
        except OperationalError as fault:
            faults.append(fault)

    writers = [threading.Thread(target=add_ten) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    with reading(engine) as connection:
        assert connection.scalar(select(enrolment.c.to_quarter)) == "40"


def test_a_reader_neither_waits_for_the_writer_nor_sees_what_is_not_committed(engine, warehouse_url):
    analyst = open_read_only(warehouse_url)
    count = select(func.count()).select_from(quarter_state)
    with writing(engine) as writer:
        writer.execute(insert(quarter_state).values(quarter="2021-Q1", fingerprint="new"))
        with reading(analyst) as one, reading(engine) as other:
            assert (one.scalar(count), other.scalar(count)) == (0, 0)
    with reading(analyst) as one:
        assert one.scalar(count) == 1
    analyst.dispose()


def test_an_analyst_who_leaves_a_question_open_holds_up_neither_a_start_nor_a_new_quarter(engine, warehouse_url):
    hurried = open_warehouse(impatient(warehouse_url))
    with writing(engine) as connection:
        ensure_partitions(connection, ["2021-Q1"])
    analyst = open_read_only(warehouse_url)
    with reading(analyst) as asked:
        for view in CURRENT.values():
            asked.execute(select(func.count()).select_from(view))
        create_schema(hurried)
        with writing(hurried) as connection:
            ensure_partitions(connection, ["2021-Q1", "2021-Q2"])
            bulk_insert(connection, quarter_state, pd.DataFrame([{"quarter": "2021-Q2", "fingerprint": "new"}]))
    analyst.dispose()
    hurried.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").empty()
    return URL.create("sqlite", database=str(tmp_path / "new.sqlite"))


def test_many_who_open_a_new_warehouse_at_the_same_moment_all_get_it(new_url):
    together, faults = threading.Barrier(8), []

    def open_it():
        engine = open_warehouse(new_url)
        try:
            together.wait()
            create_schema(engine)
        except Exception as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)
        finally:
            engine.dispose()

    several = [threading.Thread(target=open_it) for _ in range(together.parties)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert faults == []
    with reading(open_warehouse(new_url)) as connection:
        assert schema_version(connection) == SCHEMA_VERSION


@pytest.mark.parametrize("opened", [open_warehouse, open_read_only])
def test_on_postgresql_nothing_waits_for_ever_and_the_url_may_say_how_long(postgres, opened):
    url = postgres.warehouse()
    for address, expected in ((url, ("1min", "10min")), (impatient(url), ("200ms", "10min"))):
        engine = opened(address)
        with engine.connect() as connection:
            shown = [connection.exec_driver_sql(f"SHOW {what}_timeout").scalar() for what in ("lock", "statement")]
        engine.dispose()
        assert tuple(shown) == expected


def test_a_statement_that_takes_too_long_is_given_up(postgres):
    engine = open_warehouse(postgres.warehouse().update_query_dict({"options": "-c statement_timeout=100"}))
    with pytest.raises(OperationalError, match="statement timeout"), engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(60)")
    engine.dispose()


def test_a_view_that_is_not_as_declared_is_made_anew_at_the_next_start(engine):
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP VIEW current_finding")
        connection.exec_driver_sql("CREATE VIEW current_finding AS SELECT * FROM finding")
    create_schema(engine)
    shown = {
        "sqlite": "SELECT sql FROM sqlite_schema WHERE name = 'current_finding'",
        "postgresql": "SELECT definition FROM pg_views WHERE viewname = 'current_finding'",
    }
    with reading(engine) as connection:
        assert "accepted" in connection.exec_driver_sql(shown[engine.dialect.name]).scalar()


@pytest.mark.usefixtures("engine")
def test_an_analyst_cannot_change_anything(warehouse_url):
    analyst = open_read_only(warehouse_url)
    with pytest.raises(DBAPIError, match=r"read-?only"), analyst.begin() as connection:
        connection.execute(insert(quarter_state).values(quarter="2021-Q1", fingerprint="mine"))
    analyst.dispose()


def test_an_analyst_s_engine_does_not_create_a_warehouse(tmp_path):
    analyst = open_read_only(f"sqlite:///{tmp_path}/none.sqlite")
    with pytest.raises(OperationalError, match="unable to open"), analyst.connect() as connection:
        connection.execute(select(1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://localhost/aimak", "duckdb:///warehouse.duckdb"])
def test_other_databases_are_refused_by_name(url):
    for opened in (open_warehouse, open_read_only):
        with pytest.raises(ValueError, match="SQLite or PostgreSQL"):
            opened(url)


def test_an_ordinary_client_sees_plain_dates_and_times(specimen, warehouse_url):
    row = {"id": 1, "held_on": date(2021, 3, 31), "received_at": datetime(2021, 4, 1, 3, tzinfo=BISHKEK)}
    with writing(specimen) as connection:
        bulk_insert(connection, SPECIMEN, pd.DataFrame([row]))
    with create_engine(warehouse_url).connect() as client:
        shown = client.exec_driver_sql("SELECT held_on, received_at FROM specimen").one()
    plain = {
        "sqlite": ("2021-03-31", "2021-03-31 21:00:00.000000"),
        "postgresql": (date(2021, 3, 31), datetime(2021, 3, 31, 21)),  # noqa: DTZ001 - as the database keeps it
    }
    assert tuple(shown) == plain[specimen.dialect.name]


def test_a_large_table_is_written_and_read_some_rows_at_a_time(specimen, monkeypatch):
    for module in ("bulk", "frames"):
        monkeypatch.setattr(f"warehouse.{module}._ROWS_AT_ONCE", 2)
    frame = pd.DataFrame({"id": range(5), "words": ["а", None, "б", "в", None]}).astype({"words": "string"})
    with writing(specimen) as connection:
        assert bulk_insert(connection, SPECIMEN, frame) == len(frame)
    assert_frame_equal(stored(specimen)[["id", "words"]], frame.astype({"id": "Int64"}))


def test_an_empty_frame_inserts_nothing(engine):
    with writing(engine) as connection:
        assert bulk_insert(connection, submission_tally, pd.DataFrame(columns=submission_tally.c.keys())) == 0
