"""A person walks through the Dagster UI: what came in, what is wrong and where, a run by hand, a sensor off and on.

With ``AIMAK_SCREENSHOTS=docs/images`` the pictures of the documentation are taken on the way.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from sources.forms import ALL_FORMS
from tests.end_to_end.conftest import IN_A_BROWSER
from tests.end_to_end.serving import UNQUEUED, eventually, loaded, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.end_to_end.conftest import Programme
    from tests.end_to_end.serving import Server

pytestmark = IN_A_BROWSER

TIMEOUT = 90_000
"""Milliseconds; the UI waits for a code server, and a run's process for its turn on a small machine."""

WITHOUT_TOUR = "nux: {enabled: false}\ntelemetry: {enabled: false}\n"


@pytest.fixture(scope="module")
def server(published: Programme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The webserver of the published programme; no daemon, so that what happens is what the browser does."""
    settings = published.settings
    (settings.dagster_home / "dagster.yaml").write_text(UNQUEUED + WITHOUT_TOUR, encoding="utf-8")
    with serving(settings, tmp_path_factory.mktemp("ui") / "log", "dagster-webserver") as server:
        loaded(server)
        yield server


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1400, "height": 900}, base_url=server.url) as context:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        yield page


def picture(page: Page, name: str) -> None:
    """Take a picture for the documentation, if they are to be taken."""
    if folder := os.environ.get("AIMAK_SCREENSHOTS"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def seen(page: Page, *texts: str | re.Pattern[str]) -> None:
    """Wait until each text is on the page."""
    for text in texts:
        expect(page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=TIMEOUT)


def test_the_graph_of_a_job_shows_the_way_of_the_data(page: Page) -> None:
    groups = ",".join(f"global@global:{group}" for group in ("standardized", "warehouse", "published"))
    page.goto(f"/locations/__repository__@aimak/jobs/quarters?expanded={quote(groups, safe='')}")
    seen(page, "extracted")
    picture(page, "dagster_assets")
    # What lies outside the window is not drawn.
    page.set_viewport_size({"width": 5000, "height": 2400})
    page.reload()
    seen(page, "extracted", *ALL_FORMS, "indicators", "quality_report")


def test_the_page_of_an_asset_shows_its_columns_what_was_told_and_its_checks(page: Page) -> None:
    page.goto("/assets/indicators")
    seen(page, "All indicators of a quarter", "latest quarter", "numerator", "docs/indicators.md")
    page.goto("/assets/indicators?view=checks&checkDetail=everyone_reported")
    seen(page, "everyone_reported", "Every municipality enrolled in the quarter")


def test_a_failed_check_says_which_municipality_sheet_and_cell(page: Page, server: Server) -> None:
    form, check = next((form, check) for form in ALL_FORMS if not (check := server.checks(form)["valid"])["passed"])
    first = check["where"][0]
    page.goto(f"/assets/{form}?view=checks&checkDetail=valid")
    seen(page, first["municipality"], first["sheet"], first["cell"])
    picture(page, "dagster_check")


def test_a_quarter_is_computed_again_by_the_buttons(page: Page, server: Server) -> None:
    before = {run["runId"] for run in server.runs("quarters")}
    page.goto("/locations/__repository__@aimak/jobs/quarters")
    page.get_by_role("button", name="Materialize all").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Select a partition or create one").click()
    page.get_by_placeholder("Filter partitions").fill("2020-Q1")
    page.get_by_text("Select all (1)").locator("visible=true").last.click()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name=re.compile("^Launch")).click()

    def started() -> list[str]:
        return [run["runId"] for run in server.runs("quarters") if run["runId"] not in before]

    (run,) = eventually("the run that the buttons asked for is there", started)
    page.goto(f"/runs/{run}")
    eventually("the run succeeds", lambda: server.has_succeeded(run))
    seen(page, re.compile("^Success$"), "partition: 2020-Q1")
    picture(page, "dagster_run")


def test_a_sensor_is_switched_off_and_on_again(page: Page) -> None:
    page.goto("/automation")
    row = page.locator("[class*=ListItem_listItem__]").filter(has_text="intake_sensor")
    switch = row.locator("label[class*=Switch] input")
    expect(switch).to_be_checked(timeout=TIMEOUT)
    picture(page, "dagster_automation")
    for checked in (False, True):
        row.locator("label[class*=Switch]").click()
        expect(switch).to_be_checked(checked=checked, timeout=TIMEOUT)
        page.reload()
        expect(switch).to_be_checked(checked=checked, timeout=TIMEOUT)


def test_the_list_of_runs_says_what_each_did(page: Page) -> None:
    page.goto("/runs")
    seen(page, "aimak/quarters: 2019-Q3…2020-Q1", re.compile(r"aimak/loaded: [\d,]+ rows, \d+ errors"))
    seen(page, re.compile(r"aimak/files: \d+ files: \d+ accepted, \d+ rejected"))
