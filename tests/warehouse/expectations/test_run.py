# ruff: noqa: S608, S603 - statements and program are the test's own
"""Suites run through Great Expectations: what comes out, and the pages that people read."""

from __future__ import annotations

import html
import re
import sqlite3
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, select

from sources.quarters import Quarter
from warehouse.expectations import SUITES, Expectation, ExpectationOutcome, Suite, run_expectations
from warehouse.tables import submission

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

QUARTER = "2021-Q1"
ALL = [(suite.name, each.name) for suite in SUITES.values() for each in suite.expectations]
HOSTILE = "<script>alert(1)</script><img src=x>"


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def change(url: URL, *statements: str) -> None:
    connection = sqlite3.connect(str(url.database))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture(scope="session")
def sound(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[ExpectationOutcome], Path]:
    """The outcomes of a sound warehouse, and their pages."""
    folder = tmp_path_factory.mktemp("reports") / QUARTER / "data_docs"
    return run_expectations(f"sqlite:///{whole}", QUARTER, folder), folder


@pytest.fixture
def faulty(warehouse_url: URL, engine: Engine) -> URL:
    """A warehouse with two critical faults and one to look at, one of them with a text that means harm."""
    engine.dispose()
    change(
        warehouse_url,
        f"UPDATE trust_survey SET municipality_code = '{HOSTILE}' WHERE quarter = '2021-Q1' AND row < 9",
        "DELETE FROM youth_clubs WHERE quarter = '2021-Q1' AND row = 4",
        "UPDATE submission SET warnings = 5 WHERE quarter = '2021-Q1' AND status = 'accepted' AND kind = 'quarterly'",
    )
    return warehouse_url


class Fetched(HTMLParser):
    """Collects what a browser would fetch or run, and the links to other pages."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            if name in ("src", "srcset", "data", "action") or (name == "href" and tag != "a") or name.startswith("on"):
                self.fetched.append(value or "")
            elif name == "href":
                self.links.append(value or "")


def read(page: Path) -> Fetched:
    parser = Fetched()
    parser.feed(page.read_text("utf-8"))
    return parser


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_all_hold_of_a_sound_warehouse(sound):
    outcomes, _ = sound
    assert [(each.suite, each.name) for each in outcomes] == ALL
    assert {(each.success, each.unexpected_count, len(each.examples)) for each in outcomes} == {(True, 0, 0)}


def test_what_does_not_hold_is_named_with_its_rows(faulty: URL):
    outcomes = run_expectations(text_of(faulty), QUARTER, None)
    failed = {each.name: each for each in outcomes if not each.success}
    assert {name: (each.severity, each.unexpected_count) for name, each in failed.items()} == {
        "rows_are_of_known_municipalities": ("critical", 1),
        "no_row_lost_or_doubled": ("critical", 4),
        "findings_are_counted": ("warning", 3),
    }
    assert failed["rows_are_of_known_municipalities"].examples == [
        {"municipality_code": HOSTILE, "form": "trust_survey", "rows_loaded": 7}
    ]
    lost = failed["no_row_lost_or_doubled"].examples
    assert [(row["form"], row["should_be"], row["loaded"]) for row in lost] == [("youth_clubs", 2, 1)] * 4


def test_only_the_first_rows_are_named(faulty: URL):
    change(faulty, "UPDATE quality_score SET score = 101 WHERE quarter = '2021-Q1'")
    outcome = next(
        each for each in run_expectations(text_of(faulty), QUARTER, None) if each.name == "scores_are_in_range"
    )
    assert outcome.unexpected_count > len(outcome.examples) == 5


def test_the_warehouse_is_only_read(warehouse_url: URL, engine: Engine):
    engine.dispose()
    file = Path(str(warehouse_url.database))
    before = file.read_bytes()
    run_expectations(text_of(warehouse_url), QUARTER, None)
    assert file.read_bytes() == before


def test_a_missing_table_is_a_fault_of_ours_and_no_outcome(warehouse_url: URL, engine: Engine):
    engine.dispose()
    change(warehouse_url, "DROP TABLE enrolment")
    with pytest.raises(RuntimeError, match="no such table: enrolment"):
        run_expectations(text_of(warehouse_url), QUARTER, None)


@pytest.mark.parametrize("quarter", ["2021", "2021-Q5", "2021-Q1' OR '1'='1"])
def test_a_quarter_that_is_none_is_refused(whole: Path, quarter: str):
    with pytest.raises(ValueError, match="not a quarter"):
        run_expectations(f"sqlite:///{whole}", quarter, None)


def test_signs_that_mean_something_to_great_expectations_reach_the_database_as_they_are(whole: Path):
    from warehouse.expectations.checkpoint import breaking_rows, run_checkpoint  # noqa: PLC0415 - takes seconds

    text = "50 % of {batch} at 12:30 :quarter, {} $HOME 'quoted'"
    suite = Suite(
        name="signs",
        title="Signs",
        description="Signs.",
        subject=lambda _: select(submission),
        expectations=(
            Expectation("signs", "Signs are kept.", "None.", lambda _: select(literal(text).label("signs"))),
        ),
    )
    ((suite_name, name, result),) = run_checkpoint(f"sqlite:///{whole}", Quarter.parse(QUARTER), [suite], None)
    assert (suite_name, name) == ("signs", "signs")
    assert breaking_rows(result) == [{"signs": text}]


def test_declaring_and_importing_does_not_load_great_expectations():
    program = "import sys, warehouse.expectations; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_pages_fetch_nothing_and_run_nothing(sound):
    _, folder = sound
    pages = pages_of(folder)
    assert len(pages) == 1 + 2 * len(SUITES)
    for page in pages:
        found = read(page)
        assert found.elements.isdisjoint({"script", "img", "style", "iframe", "object", "footer"})
        # The one thing fetched is the style sheet, which lies there.
        assert [(page.parent / path).resolve() for path in found.fetched] == [(folder / "data_docs.css").resolve()]
        assert not [link for link in found.links if "//" in link]
    assert not re.search(r"url\(|@import|https?:", (folder / "data_docs.css").read_text("utf-8"))


def test_links_between_pages_lead_somewhere(sound):
    _, folder = sound
    for page in pages_of(folder):
        for link in read(page).links:
            path, _, fragment = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), f"{page}: {link}"
            assert not fragment or fragment in target.read_text("utf-8")


def test_the_index_says_what_must_hold_and_what_to_do_if_it_does_not(sound):
    _, folder = sound
    index = html.unescape(re.sub(r"</?code>", "`", (folder / "index.html").read_text("utf-8")))
    for suite in SUITES.values():
        assert suite.title in index
        for expectation in suite.expectations:
            assert expectation.description in index
            assert expectation.notes in index
    assert "All are true." in index


def test_every_suite_has_a_page_with_its_descriptions(sound):
    _, folder = sound
    for suite in SUITES.values():
        (page,) = (folder / "validations" / suite.name).rglob("*.html")
        text = html.unescape(page.read_text("utf-8"))
        assert all(expectation.description in text for expectation in suite.expectations)


def test_pages_show_the_rows_and_defuse_what_is_in_them(faulty: URL, tmp_path: Path):
    folder = tmp_path / "data_docs"
    run_expectations(text_of(faulty), QUARTER, folder)
    (details,) = (folder / "validations" / "facts").rglob("*.html")
    for page in (folder / "index.html", details):
        assert html.escape(HOSTILE, quote=False) in page.read_text("utf-8").replace("&#34;", '"')
        assert read(page).elements.isdisjoint({"script", "img"})
    index = (folder / "index.html").read_text("utf-8")
    assert index.index('<a href="#no_row_lost_or_doubled">') < index.index('id="no_row_lost_or_doubled"')
    assert index.count("✘ failed") == 2 * 2 + 1  # in the list, at its place, and in the key
    assert index.count("! look") == 2 * 1 + 1


def test_later_pages_take_the_place_of_earlier_ones(faulty: URL, tmp_path: Path):
    folder = tmp_path / "reports" / "data_docs"
    run_expectations(text_of(faulty), QUARTER, folder)
    first = {page.relative_to(folder) for page in pages_of(folder)}
    run_expectations(text_of(faulty), "2020-Q4", folder)
    second = {page.relative_to(folder) for page in pages_of(folder)}
    assert len(second) == len(first)
    assert "2020-Q4" in (folder / "index.html").read_text("utf-8")
    assert not [page for page in second if QUARTER in str(page)]
    assert [each.name for each in folder.parent.iterdir()] == ["data_docs"]


def test_a_folder_of_other_things_is_left_alone(whole: Path, tmp_path: Path):
    precious = tmp_path / "budget.xlsx"
    precious.write_text("of somebody")
    with pytest.raises(ValueError, match="left alone"):
        run_expectations(f"sqlite:///{whole}", QUARTER, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["budget.xlsx"]
