"""A quarter is loaded whole or not at all, and loading it again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sources.findings.finding import FINDING_COLUMNS
from sources.intake.arrival import Arrival
from warehouse.engine import open_read_only, reading, writing
from warehouse.frames import read_frame
from warehouse.ledger import Ledger
from warehouse.loading import LoadError, QuarterLoad, earlier_rows, load_quarter, replace_quarter
from warehouse.tables import FACTS, finding, sheet_layout, submission, submission_tally
from warehouse.views import CURRENT

ALPHA, BETA = "41704220815000", "41703215805000"
Q1 = "2021-Q1"


def arrival(word: str, municipality: str | None = ALPHA, quarter: str = Q1, *, hour: int = 0) -> Arrival:
    """An accepted file whose id is ``word`` and zeros."""
    return Arrival(
        sha256=word.ljust(64, "0"),
        file_name=f"{word}.xlsx",
        size_bytes=1,
        received_at=datetime(2021, 4, 10, hour, tzinfo=UTC),
        kind="quarterly" if municipality else "survey",
        municipality_code=municipality,
        quarter=quarter,
        wave=None if municipality else "endline",
        path=word,
        accepted=True,
    )


def name(word: str) -> str:
    return word.ljust(16, "0")


def rows(form: str, *found: dict[str, object], quarter: str = Q1) -> pd.DataFrame:
    """Rows of a form; cells that are not given are missing."""
    frame = pd.DataFrame(
        [{"municipality_code": ALPHA, "quarter": quarter, **cells} for cells in found], columns=FACTS[form].c.keys()
    )
    return frame.assign(submission_id=frame["submission_id"].map(name))


def findings(*found: tuple[str, str, str, int]) -> pd.DataFrame:
    records = [
        {"submission_id": name(word), "code": code, "severity": severity, "form": "water_supply", "row": row}
        for word, code, severity, row in found
    ]
    return pd.DataFrame(records, columns=list(FINDING_COLUMNS))


def layout(*words: str) -> pd.DataFrame:
    records = [(name(word), "water_supply", "population", "Суу", "C", 4, 1.0, "Калктын саны") for word in words]
    return pd.DataFrame(records, columns=[*sheet_layout.c.keys(), "heading"])


def tallies(*words: str) -> pd.DataFrame:
    counts = dict.fromkeys(submission_tally.c.keys()[3:], 7)
    records = [{"submission_id": name(word), "form": "water_supply", "answered": True, **counts} for word in words]
    return pd.DataFrame(records, columns=submission_tally.c.keys())


FIRST = QuarterLoad(
    quarter=Q1,
    rows={
        "water_supply": rows(
            "water_supply",
            {"submission_id": "a", "row": 5, "settlement": "Ак-Суу", "population": 900, "tariff": 5.5},
            {"submission_id": "a", "row": 6, "settlement": "Көк-Ой", "population": 400},
            {"submission_id": "b", "row": 5, "settlement": "Ак-Суу", "population": 910},
        ),
        "public_hearings": rows(
            "public_hearings",
            {"submission_id": "b", "row": 4, "held_on": pd.Timestamp("2021-02-01"), "topic": "budget"},
        ),
    },
    findings=findings(
        ("b", "not_a_number", "error", 9), ("b", "number_as_text", "note", 5), ("a", "rule_doubtful", "warning", 5)
    ),
    layout=layout("a", "b"),
    tallies=tallies("a", "b"),
)

SECOND = replace(
    FIRST,
    rows={
        "water_supply": rows(
            "water_supply",
            {"submission_id": "b", "row": 5, "settlement": "Ак-Суу", "population": 911},
            {"submission_id": "b", "row": 8, "settlement": "Көк-Ой", "population": 401},
        )
    },
    findings=findings(("b", "rule_doubtful", "warning", 8)),
)


@pytest.fixture
def quarter(engine):
    """A warehouse in whose ledger alpha has reported twice."""
    Ledger(engine).record([arrival("a"), arrival("b", hour=1), arrival("e", quarter="2020-Q4")])
    return engine


def content(engine) -> dict[str, pd.DataFrame]:
    tables = [*FACTS.values(), finding, sheet_layout, submission_tally, submission]
    with reading(engine) as connection:
        return {
            table.name: read_frame(connection, select(table).order_by(*table.primary_key.columns)) for table in tables
        }


def assert_same(now: dict[str, pd.DataFrame], before: dict[str, pd.DataFrame]) -> None:
    for table, frame in before.items():
        assert_frame_equal(now[table], frame, obj=table)


def test_a_load_holds_what_it_was_given(quarter):
    counts = load_quarter(quarter, FIRST)
    assert {table: count for table, count in counts.items() if count} == {
        "water_supply": 3,
        "public_hearings": 1,
        "finding": 3,
        "sheet_layout": 2,
        "submission_tally": 2,
    }
    held = content(quarter)
    for form, given in FIRST.rows.items():
        assert_frame_equal(held[form], given.astype(held[form].dtypes.to_dict()), obj=form)
    assert held["finding"][["id", "code"]].to_numpy().tolist() == [
        [f"{name('a')}-000001", "rule_doubtful"],
        [f"{name('b')}-000001", "number_as_text"],
        [f"{name('b')}-000002", "not_a_number"],
    ]


def test_errors_and_warnings_are_counted_on_the_submission(quarter):
    load_quarter(quarter, FIRST)
    counted = content(quarter)["submission"].set_index("file_name")[["errors", "warnings"]]
    assert counted.loc[["a.xlsx", "b.xlsx"]].to_numpy().tolist() == [[0, 1], [1, 0]]
    load_quarter(quarter, SECOND)
    counted = content(quarter)["submission"].set_index("file_name")[["errors", "warnings"]]
    assert counted.loc[["a.xlsx", "b.xlsx"]].to_numpy().tolist() == [[0, 0], [0, 1]]


def test_loading_twice_is_loading_once(quarter):
    load_quarter(quarter, FIRST)
    once = content(quarter)
    shuffled = replace(
        FIRST,
        rows={form: table.iloc[::-1] for form, table in FIRST.rows.items()},
        findings=FIRST.findings.iloc[::-1],
    )
    load_quarter(quarter, shuffled)
    assert_same(content(quarter), once)


def test_a_load_replaces_what_the_quarter_had_and_nothing_else(quarter):
    earlier = rows("water_supply", {"submission_id": "e", "row": 5, "population": 880}, quarter="2020-Q4")
    nothing = QuarterLoad("2020-Q4", {"water_supply": earlier}, findings(), layout("e"), tallies("e"))
    load_quarter(quarter, nothing)
    load_quarter(quarter, FIRST)
    load_quarter(quarter, SECOND)
    water = content(quarter)["water_supply"]
    assert sorted(zip(water["submission_id"], water["row"], water["population"], strict=True)) == [
        (name("b"), 5, 911),
        (name("b"), 8, 401),
        (name("e"), 5, 880),
    ]
    assert content(quarter)["public_hearings"].empty


@pytest.mark.parametrize(
    ("change", "fault", "says"),
    [
        ({"tallies": tallies("a", "a")}, IntegrityError, "(?i)unique"),
        ({"layout": layout("a", "e")}, LoadError, f"not a submission taken in for {Q1}: {name('e')}"),
        ({"layout": layout("unheard")}, LoadError, "unheard"),
        ({"findings": FIRST.findings.drop(columns="cell")}, LoadError, "finding: not given cell"),
        ({"rows": {"water_supply": FIRST.rows["water_supply"].drop(columns="tariff")}}, LoadError, "not given tariff"),
        ({"rows": {"bridges": FIRST.rows["water_supply"]}}, LoadError, "no form bridges"),
        ({"rows": {"water_supply": FIRST.rows["water_supply"].assign(population="көп")}}, TypeError, "population"),
    ],
)
def test_a_load_that_fails_leaves_the_old_quarter(quarter, change, fault, says):
    load_quarter(quarter, FIRST)
    before = content(quarter)
    with pytest.raises(fault, match=says):
        load_quarter(quarter, replace(SECOND, **change))
    assert_same(content(quarter), before)


def test_rows_that_vanish_on_the_way_are_noticed(quarter):
    load_quarter(quarter, FIRST)
    before = content(quarter)
    swallow = {
        "sqlite": [
            "CREATE TRIGGER swallow BEFORE INSERT ON water_supply WHEN NEW.row = 8 BEGIN SELECT RAISE(IGNORE); END"
        ],
        "postgresql": [
            "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            (
                "CREATE TRIGGER swallow BEFORE INSERT ON water_supply FOR EACH ROW WHEN (NEW.row = 8) "
                "EXECUTE FUNCTION nothing()"
            ),
        ],
    }
    with writing(quarter) as connection:
        for statement in swallow[quarter.dialect.name]:
            connection.exec_driver_sql(statement)
    with pytest.raises(LoadError, match=f"water_supply holds 1 rows of {Q1} after 2 were loaded"):
        load_quarter(quarter, SECOND)
    assert_same(content(quarter), before)


def test_a_reader_sees_the_old_quarter_or_the_new_one(quarter, warehouse_url):
    load_quarter(quarter, FIRST)
    analyst = open_read_only(warehouse_url)

    def seen() -> tuple[int, int, int]:
        tables = (FACTS["water_supply"], FACTS["public_hearings"], finding)
        with reading(analyst) as connection:
            counts = [connection.scalar(select(func.count()).select_from(table)) for table in tables]
        return counts[0], counts[1], counts[2]

    with writing(quarter) as connection:
        replace_quarter(connection, SECOND)
        assert seen() == (3, 1, 3)
    assert seen() == (2, 0, 1)
    analyst.dispose()


def test_a_reader_sees_one_state_however_many_statements_it_runs(quarter, warehouse_url):
    load_quarter(quarter, FIRST)
    analyst = open_read_only(warehouse_url)
    with reading(analyst) as connection:
        before = connection.scalar(select(func.count()).select_from(FACTS["water_supply"]))
        load_quarter(quarter, SECOND)
        after = connection.scalar(select(func.count()).select_from(FACTS["public_hearings"]))
    assert (before, after) == (3, 1)
    analyst.dispose()


def test_current_views_show_the_version_that_counts(quarter):
    load_quarter(quarter, FIRST)

    def current(table: str, column: str) -> list[object]:
        with reading(quarter) as connection:
            return sorted(connection.scalars(select(CURRENT[table].c[column])))

    assert current("water_supply", "population") == [910]
    assert current("finding", "code") == ["not_a_number", "number_as_text"]
    assert current("submission", "file_name") == ["b.xlsx", "e.xlsx"]
    # An older version that turns up late does not count; a newer one does at once, and has no rows until it is loaded.
    Ledger(quarter).record([replace(arrival("c"), received_at=datetime(2021, 4, 1, tzinfo=UTC))])
    assert current("water_supply", "population") == [910]
    Ledger(quarter).record([arrival("d", hour=2)])
    assert current("water_supply", "population") == []


@pytest.mark.parametrize("table", CURRENT)
def test_a_current_view_has_the_columns_of_its_table(table):
    tables = {**FACTS, "finding": finding, "submission": submission}
    assert CURRENT[table].c.keys() == tables[table].c.keys()


def test_a_survey_s_rows_are_about_many_municipalities_and_perhaps_two_quarters(quarter):
    Ledger(quarter).record([arrival("s", municipality=None)])
    answers = rows(
        "trust_survey",
        {"submission_id": "s", "row": 2, "municipality_code": ALPHA, "wave": "endline", "fully_trust": 30},
        {"submission_id": "s", "row": 3, "municipality_code": BETA, "wave": "endline", "quarter": "2021-Q2"},
    )
    load_quarter(quarter, replace(FIRST, rows={"trust_survey": answers}, findings=findings()))
    held = content(quarter)["trust_survey"]
    assert held[["municipality_code", "quarter"]].to_numpy().tolist() == [[ALPHA, Q1], [BETA, "2021-Q2"]]


def test_earlier_rows_are_those_that_counted_in_the_quarters_just_before(engine):
    quarters = ["2019-Q4", "2020-Q3", "2020-Q4", "2021-Q1"]
    Ledger(engine).record(
        [arrival(f"{place}", quarter=quarter) for place, quarter in enumerate(quarters)]
        + [arrival("5", quarter="2020-Q4", hour=5)]
    )
    words = {quarter: [str(place)] for place, quarter in enumerate(quarters)}
    words["2020-Q4"].append("5")
    for quarter, its_words in words.items():
        found = [{"submission_id": word, "row": 4, "population": int(word)} for word in its_words]
        reported = {"water_supply": rows("water_supply", *found, quarter=quarter)}
        load_quarter(engine, QuarterLoad(quarter, reported, findings(), layout(), tallies()))
    with reading(engine) as connection:
        earlier = earlier_rows(connection, "water_supply", "2021-Q1", 4)
        none = earlier_rows(connection, "water_supply", "2016-Q4", 8)
    assert earlier[["quarter", "population"]].to_numpy().tolist() == [["2020-Q3", 1], ["2020-Q4", 5]]
    assert earlier["population"].dtype == "Int64"
    assert earlier["tariff"].dtype == "Float64"
    assert_frame_equal(none, earlier.iloc[:0])
