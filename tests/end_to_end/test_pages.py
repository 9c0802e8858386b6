"""The published pages in a browser: they speak three languages, need nothing from anywhere, and shut nobody out."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.end_to_end.conftest import IN_A_BROWSER, PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.end_to_end.conftest import Programme

pytestmark = IN_A_BROWSER

TIMEOUT = 120_000
LANGUAGES = ("ky", "ru", "en")
QUARTER = str(PUBLISHED[-1])
BULLETIN = f"{QUARTER}/bulletin.html"
FIGURES = f"{QUARTER}/figures/water_access_rate.html"
OTHERS = ("index.html", "board.html", f"{QUARTER}/quality_{QUARTER}.html", FIGURES)


@pytest.fixture
def reports(published: Programme) -> Path:
    return published.place.reports


@pytest.fixture
def served(reports: Path) -> Iterator[str]:
    """The address at which the folder of reports, and nothing above it, is served."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(reports))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def opened(browser: Browser, file: Path, *, width: int = 1400) -> Iterator[Page]:
    """Open a page; whatever it asks for but itself, and every error of its scripts, is a fault."""
    asked: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(file.as_uri())
        yield page
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]


def shut_out(page: Page) -> list[str]:
    """What stands in the way of somebody who does not see the page, or sees it badly: each fault with its places."""
    violations = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'][:200] for node in each['nodes'][:5]]}" for each in violations]


def column(page: Page, table: str, cell: str) -> list[str]:
    """The texts of one column of the rows that are shown."""
    return page.locator(f"{table} tbody tr:visible {cell}").all_inner_texts()


def test_every_link_of_the_index_leads_somewhere_where_the_reports_alone_are_served(reports: Path, served: str) -> None:
    links = set(re.findall(r'href="([^"#]+)"', (reports / "index.html").read_text(encoding="utf-8")))
    assert {BULLETIN, "board.html", "releases/", f"releases/{QUARTER}/"} <= links
    for link in sorted(links):
        with urlopen(urljoin(served, link), timeout=60) as answer:  # noqa: S310 - our own server
            assert answer.status == HTTPStatus.OK, link


def test_the_bulletin_speaks_three_languages_and_shuts_nobody_out_in_any(browser: Browser, reports: Path) -> None:
    bulletin = reports / BULLETIN
    assert bulletin.stat().st_size < 3_000_000
    headings = set()
    with opened(browser, bulletin) as page:
        for language in LANGUAGES:
            page.locator(f"button[data-language={language}]").click()
            assert page.locator("html").get_attribute("lang") == language
            headings.add(page.locator("h1").inner_text())
            assert shut_out(page) == [], language
    assert len(headings) == len(LANGUAGES)


def test_the_municipalities_of_the_bulletin_are_sorted_and_searched(browser: Browser, reports: Path) -> None:
    with opened(browser, reports / BULLETIN) as page:
        search = page.locator("input[type=search]").first
        table = f"#{search.get_attribute('aria-controls')}"
        page.locator("details.table summary").first.click()
        names = column(page, table, "th")
        assert len(names) > 3
        heading = page.locator(f"{table} thead th").first
        # In the order of the alphabet and not of Unicode, which has Ө, Ү and Ң behind Я.
        alphabetical = page.evaluate("names => names.sort(new Intl.Collator('ky').compare)", names)
        for order, expected in (("ascending", alphabetical), ("descending", alphabetical[::-1])):
            heading.locator("button").click()
            assert heading.get_attribute("aria-sort") == order
            assert column(page, table, "th") == expected
        # By oblast, too, which is no column of the table.
        oblast = page.locator(f"{table} tbody tr").first.get_attribute("data-oblast")
        search.fill(
            page.evaluate("number => JSON.parse(document.getElementById('words').textContent)[number][2]", oblast)
        )
        within = page.locator(f"{table} tbody tr[data-oblast='{oblast}']").count()
        assert 0 < within < len(names)
        assert len(column(page, table, "th")) == within
        search.fill(names[0])
        assert column(page, table, "th") == [names[0]]
        search.fill("no municipality is called that")
        assert column(page, table, "th") == []
        search.fill("")
        assert sorted(column(page, table, "th")) == sorted(names)


def test_the_figures_of_municipalities_stand_right_and_their_places_left(browser: Browser, reports: Path) -> None:
    with opened(browser, reports / BULLETIN) as page:
        for places, align in ((":nth-child(2)", "start"), (":nth-child(n + 3)", "right")):
            cells = page.locator(f"table.local tbody td{places}")
            found = cells.evaluate_all("cells => [...new Set(cells.map(cell => getComputedStyle(cell).textAlign))]")
            assert found == [align], places


def test_a_missing_figure_of_the_bulletin_has_its_reason_under_the_pointer(browser: Browser, reports: Path) -> None:
    with opened(browser, reports / BULLETIN) as page:
        missing = page.locator("table.local td[data-w-title]")
        assert missing.count() > 0
        words = page.evaluate("JSON.parse(document.getElementById('words').textContent)")
        for place, language in enumerate(LANGUAGES):
            page.locator(f"button[data-language={language}]").click()
            said = missing.evaluate_all("cells => cells.map(cell => [cell.title, cell.dataset.wTitle])")
            assert [title for title, _ in said] == [words[int(number)][place] for _, number in said]


@pytest.mark.parametrize("name", OTHERS)
def test_the_pages_about_the_reports_shut_nobody_out(browser: Browser, reports: Path, name: str) -> None:
    with opened(browser, reports / name) as page:
        assert shut_out(page) == []


@pytest.mark.parametrize("name", [BULLETIN, *OTHERS])
def test_no_page_is_wider_than_a_phone(browser: Browser, reports: Path, name: str) -> None:
    with opened(browser, reports / name, width=390) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_page_of_figures_has_its_tables(browser: Browser, reports: Path) -> None:
    with opened(browser, reports / FIGURES) as page:
        assert page.locator("table").count() > 0
