# ruff: noqa: S608 - the statements are the test's own
"""Each fault in the warehouse breaks the expectations that are meant for it, and no other."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from sources.quarters import Quarter
from warehouse.expectations import SUITES
from warehouse.expectations.sql import as_text
from warehouse.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

QUARTER = Quarter(2021, 1)
ALL = [expectation for suite in SUITES.values() for expectation in suite.expectations]

# The submissions of conftest: place, year, quarter, version. Place 1 corrected its report of 2021-Q1.
REPORT, CORRECTED, CORRECTION, EARLIER = (text.ljust(16, "0") for text in ("0202111", "1202111", "1202112", "0202041"))
REJECTED, SURVEY, UNKNOWN = "9" * 16, "5" * 16, "f" * 16
PLACE, CITY, NARYN, SILENT = "41703225010010", "41703410000010", "41704400010010", "41704600010010"


@cache
def queries(quarter: Quarter) -> dict[str, str]:
    """Return every expectation's query as text: SQLAlchemy needs longer to write them all than SQLite to run them."""
    return {each.name: as_text(each.breaking(quarter), sqlite.dialect(paramstyle="named")) for each in ALL}


def broken(engine: Engine, quarter: Quarter = QUARTER) -> set[str]:
    """Return the names of the expectations that some row breaks."""
    with engine.connect() as connection:
        return {
            name for name, query in queries(quarter).items() if connection.exec_driver_sql(query).first() is not None
        }


def break_with(url: URL, *statements: str) -> None:
    """Change the warehouse as no part of the pipeline would: without foreign keys, and past its unique indexes."""
    connection = sqlite3.connect(str(url.database))
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, f"changes nothing: {statement}"
    connection.commit()
    connection.close()


def insert_submission(key: str, **columns: object) -> str:
    """Return the statement that copies a report's line of the ledger with other values in it."""
    copied = {
        "id": f"'{key}'", "sha256": f"'{key * 4}'", "file_name": "file_name", "size_bytes": "1", "path": "path",
        "kind": "kind", "municipality_code": "municipality_code", "quarter": "quarter", "wave": "wave",
        "version": "version", "received_at": "received_at", "status": "status", "superseded_by": "superseded_by",
        "errors": "0", "warnings": "0",
    } | {name: repr(value) if value is not None else "NULL" for name, value in columns.items()}  # fmt: skip
    return (
        f"INSERT INTO submission ({', '.join(copied)}) SELECT {', '.join(copied.values())} "
        f"FROM submission WHERE id = '{CORRECTION}'"
    )


def value(indicator: str, level: str = "programme", breakdown: str = "total", **columns: object) -> str:
    """Return the statement that changes values of an indicator in 2021-Q1."""
    changes = ", ".join(f"{name} = {text}" for name, text in columns.items())
    return (
        f"UPDATE indicator_value SET {changes} WHERE indicator = '{indicator}' AND area_level = '{level}' "
        f"AND breakdown = '{breakdown}' AND quarter = '2021-Q1'"
    )


CASES: dict[str, tuple[list[str], set[str]]] = {
    # the ledger
    "a second report that counts": (
        ["DROP INDEX uq_submission_accepted_quarterly", insert_submission("e" * 16, version=3)],
        {"one_report_counts", "status_agrees_with_the_ledger"},
    ),
    "a second survey that counts": (
        [
            "DROP INDEX uq_submission_accepted_survey",
            insert_submission("e" * 16, kind="survey", wave="midline", municipality_code=None),
        ],
        {"one_survey_counts"},
    ),
    "superseded by nothing": (
        [f"UPDATE submission SET superseded_by = NULL WHERE id = '{CORRECTED}'"],
        {"superseded_names_its_successor"},
    ),
    "superseded by what does not exist": (
        [f"UPDATE submission SET superseded_by = '{UNKNOWN}' WHERE id = '{CORRECTED}'"],
        {"superseded_names_its_successor"},
    ),
    "superseded by a rejected file": (
        [f"UPDATE submission SET superseded_by = '{REJECTED}' WHERE id = '{CORRECTED}'"],
        {"superseded_names_its_successor"},
    ),
    "superseded by another quarter's report": (
        [f"UPDATE submission SET superseded_by = '{EARLIER}' WHERE id = '{CORRECTED}'"],
        {"superseded_names_its_successor"},
    ),
    "superseded by another municipality's report": (
        [
            f"UPDATE submission SET version = 3 WHERE id = '{REPORT}'",
            f"UPDATE submission SET superseded_by = '{REPORT}' WHERE id = '{CORRECTED}'",
        ],
        {"superseded_names_its_successor", "versions_run_from_one", "status_agrees_with_the_ledger"},
    ),
    "accepted and superseded at once": (
        [f"UPDATE submission SET superseded_by = '{CORRECTED}' WHERE id = '{CORRECTION}'"],
        {"only_superseded_has_a_successor"},
    ),
    "a version is lost": (
        [
            f"UPDATE submission SET version = 3 WHERE id = '{CORRECTION}'",
            f"UPDATE reporting_status SET version = 3 WHERE municipality_code = '{CITY}' AND quarter = '2021-Q1'",
        ],
        {"versions_run_from_one"},
    ),
    "a finding of nobody": (
        [f"UPDATE finding SET submission_id = '{UNKNOWN}' WHERE submission_id = '{REPORT}'"],
        {"findings_have_a_submission", "findings_are_counted"},
    ),
    "a finding of an unknown kind": (
        [f"UPDATE finding SET code = 'rule_bent' WHERE submission_id = '{REPORT}'"],
        {"findings_are_in_the_catalogue"},
    ),
    "a finding of another severity than its kind": (
        [f"UPDATE finding SET severity = 'error' WHERE submission_id = '{REPORT}'"],
        {"findings_are_in_the_catalogue", "findings_are_counted"},
    ),
    "findings miscounted": (
        [f"UPDATE submission SET warnings = 7 WHERE id = '{REPORT}'"],
        {"findings_are_counted"},
    ),
    "more cells refused than read": (
        [f"UPDATE submission_tally SET cells_refused = 21 WHERE submission_id = '{REPORT}' AND form = 'youth_clubs'"],
        {"tallies_make_sense"},
    ),
    # the facts
    "rows of nobody": (
        [f"UPDATE youth_clubs SET submission_id = '{UNKNOWN}' WHERE submission_id = '{REPORT}' AND row = 4"],
        {"rows_have_a_submission", "no_row_lost_or_doubled", "every_value_has_its_cell"},
    ),
    "rows of a rejected file": (
        [f"UPDATE youth_clubs SET submission_id = '{REJECTED}' WHERE submission_id = '{REPORT}' AND row = 4"],
        {"rows_have_a_submission", "no_row_lost_or_doubled", "every_value_has_its_cell"},
    ),
    "a row of another municipality": (
        [f"UPDATE youth_clubs SET municipality_code = '{CITY}' WHERE submission_id = '{REPORT}' AND row = 4"],
        {"rows_agree_with_their_submission"},
    ),
    "a row of another quarter": (
        [f"UPDATE youth_clubs SET quarter = '2020-Q4' WHERE submission_id = '{REPORT}' AND row = 4"],
        {"rows_agree_with_their_submission"},
    ),
    "another quarter's row in this one": (
        [f"UPDATE youth_clubs SET quarter = '2021-Q1' WHERE submission_id = '{EARLIER}' AND row = 4"],
        {"rows_agree_with_their_submission"},
    ),
    "a form's row from a survey": (
        [f"UPDATE submission SET kind = 'survey' WHERE id = '{REPORT}'"],
        {
            "rows_agree_with_their_submission",
            "status_agrees_with_the_ledger",
            "reporting_rate_agrees_with_the_ledger",
        },
    ),
    "an answer of another wave": (
        [f"UPDATE trust_survey SET wave = 'endline' WHERE submission_id = '{SURVEY}' AND row = 2"],
        {"answers_agree_with_their_wave"},
    ),
    "a row is lost": (
        [f"DELETE FROM public_hearings WHERE submission_id = '{REPORT}'"],
        {"no_row_lost_or_doubled"},
    ),
    "a row is doubled": (
        [
            (
                "INSERT INTO public_hearings SELECT submission_id, 99, municipality_code, quarter, held_on, place, "
                "topic, participants, women, youth, minorities, decisions, decisions_done FROM public_hearings "
                f"WHERE submission_id = '{REPORT}'"
            )
        ],
        {"no_row_lost_or_doubled"},
    ),
    "rows that nobody counted": (
        [f"DELETE FROM submission_tally WHERE submission_id = '{REPORT}' AND form = 'public_hearings'"],
        {"no_row_lost_or_doubled"},
    ),
    "a value without a cell": (
        [f"DELETE FROM sheet_layout WHERE submission_id = '{REPORT}' AND form = 'youth_clubs' AND [column] = 'girls'"],
        {"every_value_has_its_cell"},
    ),
    "an answer about an unknown municipality": (
        [f"UPDATE trust_survey SET municipality_code = '4170' WHERE submission_id = '{SURVEY}' AND row = 2"],
        {"rows_are_of_known_municipalities"},
    ),
    "a settlement counted in thousands": (
        [f"UPDATE water_supply SET population = 1000 * population WHERE submission_id = '{REPORT}' AND row = 6"],
        {"water_population_is_steady"},
    ),
    "settlements are missing": (
        [f"UPDATE waste_collection SET population = 100 WHERE submission_id = '{CORRECTION}'"],
        {"waste_population_is_steady"},
    ),
    "money in thousands": (
        [
            "UPDATE water_supply SET amount_billed = amount_billed / 1000 WHERE quarter = '2021-Q1'",
            "UPDATE waste_collection SET amount_billed = amount_billed * 1000 WHERE quarter = '2021-Q1'",
        ],
        {"water_billing_is_steady", "waste_billing_is_steady"},
    ),
    "one column of the sheet for two things": (
        [f"UPDATE sheet_layout SET column_letter = 'A' WHERE submission_id = '{REPORT}' AND form = 'public_hearings'"],
        {"every_cell_is_read_once"},
    ),
    # the register
    "a municipality of two names": (
        [
            (
                "INSERT INTO municipality SELECT code, '2020-01-01', NULL, name_ky, name_ru, 'Another', kind, raion, "
                f"oblast, oblast_code FROM municipality WHERE code = '{SILENT}'"
            )
        ],
        {"municipalities_are_described_once"},
    ),
    "an oblast of two codes": (
        ["UPDATE municipality SET oblast_code = code WHERE oblast = 'Naryn'"],
        {"oblasts_have_one_code"},
    ),
    "a settlement of nobody": (
        ["INSERT INTO settlement VALUES ('41704400010020', '41799', 'Айыл')"],
        {"settlements_have_a_municipality"},
    ),
    "a municipality enrolled twice at a time": (
        [f"INSERT INTO enrolment VALUES ('{SILENT}', '2020-Q1', '2021-Q4', NULL)"],
        {"nobody_is_enrolled_twice"},
    ),
    # the answers
    "mail that went nowhere": (
        [f"INSERT INTO notice VALUES ('{REPORT}', 'f', 'p', 1, '2021-04-11', NULL, '2021-04-11', 0)"],
        {"mail_went_somewhere"},
    ),
    # the indicators
    "a percentage of 140": (
        [value("water_access_rate", numerator="1.4 * denominator", value="140")],
        {"percentages_are_in_range", "areas_add_up_to_the_programme"},
    ),
    "a value that is not its quotient": (
        [value("water_access_rate", "kind", value="value - 0.01")],
        {"values_follow_from_their_parts"},
    ),
    "a zero where nothing was reported": (
        [value("budget_execution_rate", value="0")],
        {"values_follow_from_their_parts"},
    ),
    "no value where there should be one": (
        [value("water_access_rate", value="NULL")],
        {"values_follow_from_their_parts"},
    ),
    "a day of 25 hours": (
        [value("water_supply_continuity", "municipality", numerator="25 * denominator", value="25")],
        {"hours_fit_into_a_day", "areas_add_up_to_the_programme"},
    ),
    "less than no hearings": (
        [value("practices_adopted", numerator="-1", value="-1")],
        {"counts_are_not_negative", "areas_add_up_to_the_programme"},
    ),
    "more contribute than report": (
        [value("club_children", "municipality", "sex", contributing="2")],
        {"no_more_than_expected"},
    ),
    "more report than are expected": (
        [value("club_children", reporting="5", expected="4")],
        {"no_more_than_expected", "counts_add_up_to_the_programme"},
    ),
    "an oblast is missing from the programme": (
        [value("waste_coverage_rate", numerator="numerator - 1", value="100 * (numerator - 1) / denominator")],
        {"areas_add_up_to_the_programme"},
    ),
    "a municipality is counted in no oblast": (
        [value("waste_coverage_rate", "oblast", expected="expected - 1", reporting="0", contributing="0")],
        {"counts_add_up_to_the_programme"},
    ),
    "girls and boys are not all children": (
        [
            value("club_children", level, "sex", numerator="numerator + 1", value="value + 1")
            + " AND category = 'female' AND numerator > 9"
            for level in ("municipality",)
        ],
        {"categories_add_up_to_the_total", "areas_add_up_to_the_programme"},
    ),
    "a breakdown is missing": (
        ["DELETE FROM indicator_value WHERE indicator = 'trust_level' AND breakdown = 'age_group'"],
        {"categories_add_up_to_the_total"},
    ),
    "values of an unknown area": (
        [value("practices_adopted", "oblast", area_code="'41799000000000'") + " AND area_code LIKE '41703%'"],
        {"areas_are_in_the_register"},
    ),
    "the reporting rate is of yesterday": (
        [
            value("reporting_rate", level, numerator="numerator - 1", value="100.0 * (numerator - 1) / denominator")
            + f" AND area_code IN ('programme', 'aiyl_aimak', '{PLACE}', '41703000000000')"
            for level in ("programme", "kind", "municipality", "oblast")
        ],
        {"reporting_rate_agrees_with_the_ledger"},
    ),
    "no indicators at all": (
        ["DELETE FROM indicator_value"],
        {"reporting_rate_agrees_with_the_ledger"},
    ),
    # reporting and quality
    "somebody silent is forgotten": (
        [
            f"DELETE FROM reporting_status WHERE municipality_code = '{SILENT}' AND quarter = '2021-Q1'",
        ],
        {"nobody_expected_is_forgotten"},
    ),
    "somebody expected is listed as not expected": (
        [f"UPDATE reporting_status SET expected = 0 WHERE municipality_code = '{SILENT}' AND quarter = '2021-Q1'"],
        {"nobody_expected_is_forgotten"},
    ),
    "a report is not listed": (
        [f"DELETE FROM reporting_status WHERE municipality_code = '{PLACE}' AND quarter = '2021-Q1'"],
        {"nobody_expected_is_forgotten", "every_report_is_listed"},
    ),
    "a superseded version is listed": (
        [f"UPDATE reporting_status SET version = 1 WHERE municipality_code = '{CITY}' AND quarter = '2021-Q1'"],
        {"status_agrees_with_the_ledger"},
    ),
    "listed as reported without having done so": (
        [f"UPDATE reporting_status SET version = 1 WHERE municipality_code = '{SILENT}' AND quarter = '2021-Q1'"],
        {"status_agrees_with_the_ledger"},
    ),
    "a municipality that the register does not know": (
        [f"DELETE FROM municipality WHERE code = '{SILENT}'"],
        {"listed_municipalities_are_known", "areas_are_in_the_register"},
    ),
    "a reporting municipality that the register does not know": (
        [f"DELETE FROM municipality WHERE code = '{NARYN}'"],
        {
            "senders_are_in_the_register",
            "rows_are_of_known_municipalities",
            "areas_are_in_the_register",
            "listed_municipalities_are_known",
        },
    ),
    "a score above 100": (
        [f"UPDATE quality_score SET score = 101 WHERE municipality_code = '{PLACE}' AND dimension = 'validity'"],
        {"scores_are_in_range"},
    ),
    "a score below 0": (
        [f"UPDATE quality_score SET score = -1 WHERE municipality_code = '{PLACE}' AND dimension = 'precision'"],
        {"scores_are_in_range"},
    ),
    "a dimension is not scored": (
        [f"DELETE FROM quality_score WHERE municipality_code = '{PLACE}' AND dimension = 'integrity'"],
        {"every_dimension_is_scored"},
    ),
}


@pytest.mark.parametrize("quarter", [Quarter(2020, 4), QUARTER], ids=str)
def test_a_sound_warehouse_breaks_nothing(engine: Engine, quarter: Quarter):
    assert broken(engine, quarter) == set()


def test_a_quarter_of_which_nothing_is_known_breaks_only_what_is_about_who_should_report(engine: Engine):
    assert broken(engine, Quarter(2030, 1)) == {
        "nobody_expected_is_forgotten",
        "reporting_rate_agrees_with_the_ledger",
    }


@pytest.mark.parametrize(("statements", "names"), CASES.values(), ids=CASES.keys())
def test_a_fault_breaks_what_is_meant_for_it(
    warehouse_url: URL, engine: Engine, statements: list[str], names: set[str]
):
    break_with(warehouse_url, *statements)
    assert broken(engine) == names


def test_every_expectation_can_be_broken():
    broken_here = set().union(*(names for _, names in CASES.values()))
    # It takes a year of history, see test_history.
    assert broken_here == {each.name for each in ALL} - {"figures_move_as_they_used_to"}


def test_every_table_is_guarded():
    asked = " ".join(queries(QUARTER).values())
    # The ledger itself compares states of quarters at every run; results of expectations expect nothing of themselves.
    unguarded = {"quarter_state", "publication", "expectation_result"}
    assert {name for name in metadata.tables if not re.search(rf"\b(current_)?{name}\b", asked)} == unguarded


def test_a_fault_in_another_quarter_is_not_this_ones(warehouse_url: URL, engine: Engine):
    break_with(
        warehouse_url,
        f"DELETE FROM youth_clubs WHERE submission_id = '{EARLIER}'",
        f"UPDATE submission SET warnings = 9 WHERE id = '{EARLIER}'",
        "UPDATE indicator_value SET value = 300 WHERE quarter = '2020-Q4'",
        "UPDATE quality_score SET score = 300 WHERE quarter = '2020-Q4'",
        "DELETE FROM reporting_status WHERE quarter = '2020-Q4'",
    )
    assert broken(engine) == set()
    assert len(broken(engine, Quarter(2020, 4))) >= 6


def test_newcomers_are_no_drift(warehouse_url: URL, engine: Engine):
    break_with(
        warehouse_url, "DELETE FROM water_supply WHERE quarter = '2020-Q4' AND municipality_code <> '" + PLACE + "'"
    )
    assert "water_population_is_steady" not in broken(engine)


def test_names_are_unique_and_fit_for_a_link():
    names = [each.name for each in ALL]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


@pytest.mark.parametrize("expectation", ALL, ids=lambda each: each.name)
def test_an_expectation_reads_as_a_sentence_and_says_what_to_do(expectation):
    assert re.fullmatch(r"[A-Z].*\.", expectation.description)
    assert expectation.notes.endswith((".", "?"))
    # Great Expectations takes $word in a description for a variable.
    assert "$" not in expectation.description + expectation.notes


@pytest.mark.parametrize("expectation", ALL, ids=lambda each: each.name)
def test_a_query_is_whole_as_text_and_its_columns_have_names_of_their_own(expectation):
    query = expectation.breaking(QUARTER)
    text = as_text(query, postgresql.dialect(paramstyle="named"))
    assert not re.search(r"(?<!:):\w", text), "a value is missing from the text"
    names = [column.name for column in query.selected_columns]
    assert len(names) == len(set(names))
