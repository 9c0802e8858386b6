"""On PostgreSQL an analyst reads figures and what counts, and neither changes anything nor reads what people typed."""

from __future__ import annotations

import uuid

import pandas as pd
import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from warehouse.bulk import bulk_insert
from warehouse.engine import open_warehouse, reading, writing
from warehouse.marts import drop_views
from warehouse.partitions import ensure_partitions
from warehouse.questions import QUESTIONS
from warehouse.roles import ANALYST, WRITER, create_roles
from warehouse.schema import create_schema
from warehouse.tables import enrolment, indicator_value, notice, submission
from warehouse.views import CURRENT


@pytest.fixture(scope="module")
def url(postgres):
    url = postgres.warehouse()
    engine = open_warehouse(url)
    for _ in range(2):  # as well twice as once
        with writing(engine) as connection:
            create_roles(connection)
    create_schema(engine)  # makes the views anew
    engine.dispose()
    return url


@pytest.fixture
def as_role(url):
    engine = create_engine(url)

    def run(role, statement):
        with engine.begin() as connection:
            connection.execute(text(f"SET ROLE {role}"))
            return connection.execute(statement)

    yield run
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        select(indicator_value),
        select(CURRENT["submission"].c["id", "municipality_code", "quarter", "version"]),
        select(CURRENT["finding"].c["code", "sheet", "cell", "expected"]),
        select(CURRENT["water_supply"].c["settlement", "population", "residents_served"]),
        text("SELECT * FROM municipality JOIN reporting_status ON municipality_code = code"),
    ],
)
def test_an_analyst_reads(as_role, statement):
    as_role(ANALYST, statement)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_an_analyst_may_ask_the_ten_questions(as_role, question):
    as_role(ANALYST, text(question.sql).bindparams(**dict.fromkeys(question.parameters, "2021-Q1")))


@pytest.mark.parametrize(
    "statement",
    [
        select(CURRENT["finding"].c["value"]),
        select(CURRENT["submission"].c["file_name"]),
        select(submission.c.id),
        select(notice.c.mail_to),
        text("SELECT population FROM water_supply"),
        text("UPDATE indicator_value SET value = 0"),
        text("DELETE FROM water_supply"),
        text("CREATE TABLE mine (id int)"),
        text("DROP VIEW current_water_supply"),
    ],
)
def test_an_analyst_may_not(as_role, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        as_role(ANALYST, statement)


@pytest.fixture
def pipeline(url):
    """The warehouse as a user opens it who is in the pipeline's role and nothing else, as docs/operations.md has it."""
    user = f"pipeline_{uuid.uuid4().hex[:8]}"
    administrator = create_engine(url, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE ROLE {user} LOGIN PASSWORD 'secret' IN ROLE {WRITER}"))
        connection.execute(text(f"ALTER ROLE {user} SET role TO {WRITER}"))
    engine = open_warehouse(url.set(username=user, password="secret"))  # noqa: S106 - of this test
    yield engine
    engine.dispose()
    with administrator.connect() as connection:
        connection.execute(text(f"DROP ROLE {user}"))
    administrator.dispose()


def test_the_pipeline_s_role_is_all_that_the_pipeline_needs(pipeline, as_role):
    with writing(pipeline) as connection:
        drop_views(connection)
        connection.execute(text("ALTER TABLE water_supply ADD COLUMN wells integer"))
    create_schema(pipeline)
    with writing(pipeline) as connection:
        ensure_partitions(connection, ["2031-Q2"])
        report = {"municipality_code": "4", "from_quarter": "2021-Q1"}
        bulk_insert(connection, enrolment, pd.DataFrame([report]))
        connection.execute(text("DELETE FROM indicator_value"))
    with reading(pipeline) as connection:
        owners = connection.scalars(text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")).all()
    assert owners == [WRITER], "also of what it made itself"
    as_role(ANALYST, select(CURRENT["water_supply"].c["settlement", "population"]))


def test_sqlite_has_no_roles(tmp_path):
    engine = open_warehouse(f"sqlite:///{tmp_path}/warehouse.sqlite")
    with pytest.raises(ValueError, match="SQLite has no roles"), writing(engine) as connection:
        create_roles(connection)
