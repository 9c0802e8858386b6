"""The pages on what is expected and what was found (Great Expectations' "Data Docs"), made to be read anywhere.

As Great Expectations writes them, the pages lean on 16 style sheets and scripts of five content networks, fetch a logo
that counts readers, advertise a newsletter, and bring 3.5 MB of pictures that no page shows. Here they become pages
that need no network and no script: the links and scripts are taken out, one style sheet of our own takes their place,
and the index, which was drawn by a script, is written out with all results and the rows behind them.
"""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from warehouse.expectations.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sources.quarters import Quarter
    from warehouse.expectations.results import SuiteResult
    from warehouse.expectations.run import ExpectationOutcome

STYLE = "data_docs.css"
"""The style sheet, in ``static`` here and beside the index there. It also marks a folder as one of ours."""

_TAKEN_OUT = re.compile(
    r"<script\b.*?</script\s*>"
    r"|<style\b.*?</style\s*>"
    r"|<footer\b.*?</footer\s*>"
    r"|<link\b[^>]*>"
    r"|<img\b[^>]*>"
    r"|\son\w+=\"[^\"]*\"",
    re.DOTALL | re.IGNORECASE,
)


def refuse_foreign(folder: Path) -> None:
    """Look at the folder that is to be replaced.

    Raises:
        ValueError: it holds something other than such pages.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / STYLE).exists():
        raise ValueError(f"{folder} holds something other than Data Docs and is left alone")


def publish(
    pages: Path,
    folder: Path,
    quarter: Quarter,
    outcomes: Sequence[ExpectationOutcome],
    trend: Sequence[SuiteResult],
) -> None:
    """Put the pages of one run in place of those of the run before.

    Args:
        pages: the pages as Great Expectations wrote them; they are used up.
        folder: where they are to lie.
        quarter: the quarter that they are about.
        outcomes: what the index shows.
        trend: what became of the suites in the quarters before and in this one, in order of time.

    Raises:
        ValueError: ``folder`` holds something other than such pages.
    """
    refuse_foreign(folder)
    shutil.rmtree(pages / "static", ignore_errors=True)
    for page in pages.rglob("*.html"):
        up = "../" * (len(page.relative_to(pages).parts) - 1)
        page.write_text(_offline(page.read_text("utf-8"), up, quarter), "utf-8")
    (pages / "index.html").write_text(_index(pages, quarter, outcomes, trend), "utf-8")
    (pages / STYLE).write_bytes(files("warehouse.expectations").joinpath("static", STYLE).read_bytes())

    # The new pages are complete beside the old before they take their place, so a reader never finds half of them.
    folder.parent.mkdir(parents=True, exist_ok=True)
    arriving, leaving = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for leftover in (arriving, leaving):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(pages, arriving)
    if folder.exists():
        folder.rename(leaving)
    arriving.rename(folder)
    shutil.rmtree(leaving, ignore_errors=True)


def _offline(page: str, up: str, quarter: Quarter) -> str:
    """Return a page without anything that it would fetch from elsewhere or that would need a script.

    Args:
        page: the page.
        up: the way from the page to the folder of the index: ``../`` as often as it takes.
        quarter: the quarter that it is about.
    """
    page = _TAKEN_OUT.sub("", page)
    page = page.replace("</head>", f'<link rel="stylesheet" href="{up}{STYLE}">\n</head>', 1)
    # The brand was the logo alone; in its place stands what the pages are about, as a link home.
    brand = f'<a href="{up}index.html">Warehouse checks, {quarter}</a>'
    return re.sub(r'(<div class="[^"]*navbar-brand[^"]*">).*?(</div>)', rf"\g<1>{brand}\g<2>", page, flags=re.DOTALL)


def _index(pages: Path, quarter: Quarter, outcomes: Sequence[ExpectationOutcome], trend: Sequence[SuiteResult]) -> str:
    environment = Environment(
        loader=PackageLoader("warehouse.expectations", "static"), autoescape=True, undefined=StrictUndefined
    )
    # Code between backquotes is the one bit of Markdown that the notes use.
    environment.filters["paragraphs"] = lambda text: re.split(r"`([^`]*)`", text)
    of_suite = {
        suite.name: [outcome for outcome in outcomes if outcome.suite == suite.name] for suite in SUITES.values()
    }
    details = {
        suite.name: quote(page.relative_to(pages).as_posix())
        for suite in SUITES.values()
        for page in sorted((pages / "validations" / suite.name).rglob("*.html"))
    }
    return environment.get_template("index.html.jinja").render(
        quarter=str(quarter),
        suites=SUITES.values(),
        outcomes=of_suite,
        details=details,
        quarters=list(dict.fromkeys(result.quarter for result in trend)),
        trend={(result.suite, result.quarter): result for result in trend},
        style=STYLE,
        failed=[outcome for outcome in outcomes if not outcome.success],
        total=len(outcomes),
    )
