"""The pages that explain figures are made again when what they were made from is another, and only then."""

from __future__ import annotations

from html import escape

import pytest

from sources.labels import LANGUAGES
from sources.register import load_register
from tests.warehouse.bulletin.conftest import IN_TIME, LAST, NOTE, TOP, Published
from tests.warehouse.indicators.conftest import DEADLINE_DAYS, START
from warehouse.engine import open_warehouse, writing
from warehouse.indicators import INDICATORS, load_declarations
from warehouse.lineage.pages import write_pages
from warehouse.schema import create_schema
from warehouse.standing import note_label


@pytest.fixture
def programme():
    engine = open_warehouse("sqlite://")
    create_schema(engine)
    with writing(engine) as connection:
        load_declarations(connection)
        programme = Published(connection)
        programme.settle(TOP, "Ак-Дөбө")
        yield programme


def pages(programme: Published, folder, made_with: str = "this code") -> list[str]:
    """The pages that were written, by indicator."""
    written = write_pages(
        programme.connection,
        LAST,
        folder,
        register=load_register(),
        deadline_days=DEADLINE_DAYS,
        programme_start=START,
        made_with=made_with,
    )
    return [page.stem for page in written]


def test_pages_are_made_again_when_what_they_were_made_from_is_another(programme, tmp_path):
    first = programme.water(TOP, LAST, 500)
    programme.calculate(LAST)
    assert pages(programme, tmp_path) == list(INDICATORS)
    page = tmp_path / "figures" / "water_access_rate.html"
    told = page.read_bytes()

    page.write_text("looked at by nobody")
    assert pages(programme, tmp_path) == []
    assert pages(programme, tmp_path, "other code") == ["water_access_rate"]
    assert page.read_bytes() == told

    page.unlink()
    assert pages(programme, tmp_path, "other code") == ["water_access_rate"]

    programme.supersede(first)
    row = {"settlement": "s", "population": 1000, "residents_served": 800}
    programme.submit(TOP, str(LAST), {"water_supply": [row]}, version=2, received_at=IN_TIME)
    programme.calculate(LAST)
    assert "water_access_rate" in pages(programme, tmp_path, "other code")
    assert page.read_bytes() != told


def test_a_page_says_what_is_counted_in_each_language(programme, tmp_path):
    programme.water(TOP, LAST, 500)
    programme.calculate(LAST)
    pages(programme, tmp_path)
    for indicator in INDICATORS.values():
        page = (tmp_path / "figures" / f"{indicator.id}.html").read_text(encoding="utf-8")
        for language in LANGUAGES:
            assert f'<span lang="{language}">{escape(indicator.definition[language])}</span>' in page


def test_a_page_leads_back_to_the_bulletin_and_warns_in_each_language(programme, tmp_path):
    programme.water(TOP, LAST, 500)
    programme.calculate(LAST)
    pages(programme, tmp_path)
    page = (tmp_path / "figures" / "water_access_rate.html").read_text(encoding="utf-8")
    assert 'href="../bulletin.html#water_access_rate"' in page
    warning = page.partition('<p class="banner">')[2].partition("</p>")[0]
    for language in LANGUAGES:
        assert f'<span lang="{language}">{escape(note_label(NOTE)[language])}</span>' in warning
