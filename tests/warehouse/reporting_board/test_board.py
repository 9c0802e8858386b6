"""The board: each municipality and quarter is in one state, and the page says which."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from sqlalchemy import insert

from warehouse.engine import reading, writing
from warehouse.reporting_board import reporting_board, write_reporting_board
from warehouse.tables import municipality, quality_score, quarter_state, reporting_status

PLACES = {"41704400010010": ("Казыбек", "Нарын"), "41703410000010": ("Майлуу-Суу", "Жалал-Абад")}
NARYN, CITY = PLACES
STRANGER = "41799999999999"


@pytest.fixture
def board(engine):
    """The board of three quarters, the middle one of which nobody was asked for."""
    with writing(engine) as connection:
        for code, (name, oblast) in PLACES.items():
            for since, called in ((date(2016, 1, 1), f"{name} илгери"), (date(2018, 1, 1), name)):
                place = {"code": code, "valid_from": since, "kind": "city", "oblast": oblast}
                names = {f"name_{language}": called for language in ("ky", "ru", "en")}
                connection.execute(insert(municipality), place | names)
        for quarter in ("2020-Q3", "2021-Q1"):
            connection.execute(insert(quarter_state), {"quarter": quarter, "fingerprint": "f"})
        for code, quarter, expected, on_time, version, score in (
            (NARYN, "2020-Q3", True, True, 1, 94.9),
            (CITY, "2020-Q3", True, False, 2, 70.0),
            (NARYN, "2021-Q1", True, None, None, 0.0),
            (CITY, "2021-Q1", False, True, 1, 88.0),
            (STRANGER, "2021-Q1", True, None, None, None),
            (NARYN, "2021-Q2", True, True, 1, 99.0),  # not computed to its end yet
        ):
            received = None if on_time is None else datetime(2021, 4, 30, 20, tzinfo=UTC)
            key = {"municipality_code": code, "quarter": quarter}
            status = {"expected": expected, "received_at": received, "on_time": on_time, "version": version}
            connection.execute(insert(reporting_status), key | status | {"errors": 1, "warnings": 0})
            score_row = {"dimension": "overall", "score": score, "evidence": "{}"}
            connection.execute(insert(quality_score), key | score_row)
    with reading(engine) as connection:
        return reporting_board(connection)


def test_every_report_is_in_one_state(board):
    assert {key: slot.state for key, slot in board.slots.items()} == {
        (NARYN, "2020-Q3"): "on time",
        (CITY, "2020-Q3"): "late",
        (NARYN, "2021-Q1"): "missing",
        (CITY, "2021-Q1"): "unasked",
        (STRANGER, "2021-Q1"): "missing",
    }


def test_quarters_run_without_a_gap_and_end_with_the_last_that_is_computed(board):
    assert board.quarters == ["2020-Q3", "2020-Q4", "2021-Q1"]


def test_a_municipality_is_there_once_by_its_latest_name_also_if_the_register_does_not_know_it(board):
    assert [(place.oblast, place.name_ru) for place in board.places] == [
        ("", STRANGER),
        ("Жалал-Абад", "Майлуу-Суу"),
        ("Нарын", "Казыбек"),
    ]


def test_a_quarter_is_complete_when_nobody_is_missing(board):
    assert [board.complete(quarter) for quarter in board.quarters] == [True, False, False]


def test_silence_has_no_quality(board):
    assert board.slots[NARYN, "2021-Q1"].quality is None
    assert board.slots[NARYN, "2020-Q3"].quality == 94.9


class Cells(HTMLParser):
    """Collects the cells of a table's rows by the row's id, and what the page fetches."""

    def __init__(self):
        super().__init__()
        self.rows, self.fetched, self.links, self._row, self._cell = {}, [], [], None, False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.fetched += [attributes[name] for name in ("src",) if name in attributes]
        self.links += [attributes["href"]] if tag == "a" else []
        if tag == "tr":
            self._row = attributes.get("id")
        if tag == "td" and self._row:
            self.rows.setdefault(self._row, []).append("")
            self._cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "tr"):
            self._cell = False

    def handle_data(self, data):
        if self._cell and self._row:
            self.rows[self._row][-1] += data.strip()


def test_the_page_shows_each_state_in_its_place_and_links_the_reports_that_exist(board, tmp_path):
    (tmp_path / "2020-Q3").mkdir()
    (tmp_path / "2020-Q3" / "quality_2020-Q3.html").touch()
    page = write_reporting_board(board, tmp_path)
    found = Cells()
    found.feed(page.read_text("utf-8"))
    assert found.rows == {
        STRANGER: ["·", "·", "✘"],
        CITY: ["70 L2", "·", "88 U"],
        NARYN: ["94", "·", "✘"],
    }
    assert found.links == ["2020-Q3/quality_2020-Q3.html"]
    assert found.fetched == []
    assert "received 2021-05-01, late; version 2, 1 errors, 0 warnings; grade" in page.read_text("utf-8")


def test_an_empty_warehouse_has_an_empty_board(engine, tmp_path):
    with reading(engine) as connection:
        page = write_reporting_board(reporting_board(connection), tmp_path)
    assert "No quarter has been computed yet" in page.read_text("utf-8")
