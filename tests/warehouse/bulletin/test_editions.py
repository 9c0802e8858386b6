"""What was published stays known, and what differs from it is marked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from sources.quarters import Quarter
from tests.warehouse.bulletin.conftest import KARAKOL, LAST, TOP, after_deadline
from tests.warehouse.bulletin.reading import number, read
from tests.warehouse.indicators.conftest import DEADLINE_DAYS
from warehouse.bulletin.editions import FigureKey, Shown, publish, read_editions, standing_at
from warehouse.bulletin.wording import TEXTS
from warehouse.reporting import deadline_moment
from warehouse.tables import submission

WATER = FigureKey("water_access_rate", "total", "programme", "programme")
BEFORE = LAST.plus(-1)
DUE = deadline_moment(LAST, DEADLINE_DAYS)
DAY = timedelta(days=1)


def rate(value: float) -> dict[FigureKey, Shown]:
    return {WATER: Shown(value, 1, 1)}


def test_the_same_figures_are_no_new_edition(tmp_path):
    first = publish(tmp_path, rate(50.0), published_at=DUE, late_from=DUE)
    assert publish(tmp_path, rate(50.0), published_at=DUE + DAY, late_from=DUE) == first
    assert read_editions(tmp_path) == first


def test_until_reports_are_due_an_edition_replaces_the_one_before(tmp_path):
    for days, value in ((-3, 40.0), (-2, 45.0), (-1, 50.0)):
        publish(tmp_path, rate(value), published_at=DUE + days * DAY, late_from=DUE)
    publish(tmp_path, rate(51.0), published_at=DUE, late_from=DUE)
    assert [edition.figures for edition in read_editions(tmp_path)] == [rate(50.0), rate(51.0)]


def test_what_stood_at_a_moment_can_be_told(tmp_path):
    publish(tmp_path, rate(50.0), published_at=DUE, late_from=DUE)
    editions = publish(tmp_path, rate(51.0), published_at=DUE + 2 * DAY, late_from=DUE)
    assert standing_at(editions, DUE - DAY) is None
    assert standing_at(editions, DUE + DAY).figures == rate(50.0)
    assert standing_at(editions, DUE + 3 * DAY).figures == rate(51.0)


@pytest.fixture(scope="module")
def revised(new_programme, tmp_path_factory):
    """Two bulletins are published, then an old report is corrected and all is published again, and two more follow."""
    programme, reports = new_programme(), tmp_path_factory.mktemp("revised")
    for quarter in (BEFORE, LAST):
        programme.publish(reports, quarter, after_deadline(quarter))
    of_old = (submission.c.municipality_code == TOP, submission.c.quarter == str(BEFORE))
    programme.supersede(programme.connection.scalars(select(submission.c.id).where(*of_old)).one())
    row = {"settlement": "s", "population": 1000, "residents_served": 800}
    programme.submit(TOP, str(BEFORE), {"water_supply": [row]}, version=2, received_at=DUE)
    programme.calculate(BEFORE, LAST)
    written = [programme.publish(reports, each, after_deadline(LAST) + DAY) for each in (BEFORE, LAST)]
    for following in (LAST.plus(1), LAST.plus(2)):
        programme.water(TOP, following, 800)
        programme.calculate(following)
        written.append(programme.publish(reports, following, after_deadline(following)))
    return reports, written


def test_a_corrected_report_makes_a_second_edition_of_its_quarter_only(revised):
    reports, (before, last, *_) = revised
    assert (before.edition, last.edition) == (2, 1)
    assert before.revised
    assert last.revised
    assert [edition.figures[WATER].value for edition in read_editions(reports / str(BEFORE))] == [77.1, 80.0]


def test_the_revision_is_listed_in_the_bulletin_that_follows(revised):
    _, (_, last, *_) = revised
    rows = {
        tuple(cell.text.strip() for cell in row.cells[:3]): [cell.text for cell in row.cells[3:]]
        for row in read(last.page).one("table", id="revisions").one("tbody").all("tr")
    }
    label = "Таза ичүүчү суу менен камсыз болгон калктын үлүшү"
    was, now, change, contributing = rows["2021, I чейрек", label, "Программа"]
    assert was.startswith("77,1 ")
    assert (now, change, contributing) == ("80,0", "+2,9", "2 → 2")
    assert ("2021, I чейрек", label, "Айыл аймактары") in rows
    assert ("2021, I чейрек", label, "Шаарлар") not in rows


def test_a_revised_figure_is_marked_where_it_stands_and_says_what_it_was(revised):
    _, (before, last, *_) = revised
    for written in (before, last):
        series = read(written.page).one("table", data_series="water_access_rate")
        cell = series.one("tr", data_quarter=str(BEFORE)).cells[1]
        assert number(cell) == 80
        assert [mark.children for mark in cell.all("sup")] == [["r"]]
        (told,) = cell.all("span", _class="sr")
        assert [each.text for each in told.all("span", _class="n")] == ["77,1"]
    unchanged = read(last.page).one("table", data_series="water_access_rate").one("tr", data_quarter=str(LAST))
    assert not unchanged.all("sup")


def test_a_revision_is_told_by_the_next_bulletin_that_appears_and_by_no_later_one(revised):
    _, (_, last, following, later) = revised
    assert last.revised == following.revised > 0
    assert later.revised == 0
    series = read(later.page).one("table", data_series="water_access_rate")
    assert number(series.one("tr", data_quarter=str(BEFORE)).cells[1]) == 80


def test_before_reports_are_due_a_bulletin_is_preliminary(programme, tmp_path):
    early = programme.publish(tmp_path, LAST, DUE - DAY)
    assert early.preliminary
    assert "Алдын ала маалымат" in read(early.page).one("main").text
    late = programme.publish(tmp_path, LAST, DUE + DAY)
    assert late.edition == 1


def test_a_report_that_comes_after_publication_revises_its_own_quarter(programme, tmp_path):
    first = programme.publish(tmp_path, LAST, after_deadline(LAST))
    assert TEXTS["incomplete"].ky in read(first.page).one("main").text
    programme.water(KARAKOL, LAST, 2000, population=2500)
    programme.calculate(LAST)
    again = programme.publish(tmp_path, LAST, after_deadline(LAST) + DAY)
    assert again.edition == 2
    assert TEXTS["incomplete"].ky not in read(again.page).one("main").text
    texts = [row.cells[3].text for row in read(again.page).one("table", id="revisions").one("tbody").all("tr")]
    assert any(text.startswith("75,0 ") for text in texts)


def test_quarters_are_told_apart_by_their_folders(tmp_path):
    assert read_editions(tmp_path / str(Quarter(2030, 1))) == ()
