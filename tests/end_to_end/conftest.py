"""What the tests of the whole share: both engines, and the sample programme, run once on each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import create_engine, make_url

from aimak_pipeline.demo import drop_sample
from aimak_pipeline.running import run_pipeline
from aimak_pipeline.sample import write_sample
from aimak_pipeline.settings import Settings
from sources.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from sqlalchemy import Select

    from aimak_pipeline.running import RunSummary
    from assets.workplace import Workplace
    from tests.conftest import Postgres


CHROMIUM = Path("/usr/bin/chromium")
"""Where Debian installs it; another build of it may lay pages out otherwise."""

IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="needs Chromium: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("published", ["sqlite"], indirect=True),  # a page does not know where it came from
]
"""The marks of tests that look at the published programme in a browser."""


@dataclass(frozen=True)
class Programme:
    """A sample programme that went through the pipeline, and the truth about it."""

    settings: Settings
    place: Workplace
    summary: RunSummary
    files: pd.DataFrame
    true_values: pd.DataFrame
    true_findings: pd.DataFrame

    def query(self, statement: str | Select[Any]) -> pd.DataFrame:
        """Ask the warehouse."""
        with self.place.engine.connect() as connection:
            return pd.read_sql(statement, connection)


def home(folder: Path, warehouse_url: str = "") -> Settings:
    """Settings of an installation of its own; a file has settled as soon as it lies there."""
    return Settings(home=folder, settle_seconds=0, trust_file_times=True, warehouse_url=warehouse_url)


def new_database(postgres: Postgres) -> str:
    """Return what ``AIMAK_WAREHOUSE_URL`` is to be for a warehouse on PostgreSQL that is still to be made."""
    return postgres.empty().render_as_string(hide_password=False)


def lose_warehouse(settings: Settings) -> None:
    """Take the warehouse away, and all that is in it: the file, or everything in the database."""
    address = make_url(settings.warehouse)
    if address.get_backend_name() == "sqlite":
        for file in settings.root.glob("warehouse.sqlite*"):
            file.unlink()
        return
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_warehouse(request: pytest.FixtureRequest) -> Callable[[], str]:
    """On each engine: returns the URL of a warehouse that is still to be made; on SQLite it will lie in the home."""
    if request.param == "sqlite":
        return str
    return partial(new_database, request.getfixturevalue("postgres"))


def programme_of(folder: Path, warehouse_url: str = "", *, publish: bool = False, **sample: object) -> Programme:
    """Write a sample, drop it, run the pipeline over it; with publications only where they are asked for."""
    write_sample(folder / "sample", **sample)  # type: ignore[arg-type]
    settings = home(folder / "home", warehouse_url)
    drop_sample(folder / "sample" / "workbooks", settings)
    summary, place = run_pipeline(settings, publish=publish)
    truth = folder / "sample" / "truth"
    return Programme(
        settings,
        place,
        summary,
        pd.read_csv(truth / "files.csv", dtype="string"),
        pd.read_parquet(truth / "values.parquet"),
        pd.read_csv(truth / "findings.csv", dtype="string"),
    )


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def programme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The whole sample programme on each engine: 50 municipalities, 18 quarters, three waves.

    Nothing is published of it, which takes as long again: see ``published`` and ``whole_published``. A small programme
    on both engines is in ``test_postgresql``.
    """
    url = "" if request.param == "sqlite" else new_database(request.getfixturevalue("postgres"))
    return programme_of(tmp_path_factory.mktemp("programme"), url)


@pytest.fixture(scope="session")
def whole_published(programme: Programme) -> Programme:
    """The whole sample programme with all that is published of it: a minute more."""
    run_pipeline(programme.settings)
    return programme


PUBLISHED = (Quarter(2019, 3), Quarter(2019, 4), Quarter(2020, 1))
"""The quarters of the published programme; in the second of them a municipality corrects its report."""


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """Four municipalities over three quarters, with corrections and what came late, and all that is published of it."""
    url = "" if request.param == "sqlite" else new_database(request.getfixturevalue("postgres"))
    folder = tmp_path_factory.mktemp("published")
    return programme_of(folder, url, publish=True, municipalities=4, quarters=list(PUBLISHED), processes=1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, which asks nothing of anybody by itself."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most sessions open no browser

    quiet = ["no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"]
    arguments = [f"--{argument}" for argument in ("no-sandbox", "disable-gpu", "disable-quic", *quiet)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()
