"""The bulletin as one HTML page that needs nothing but itself.

Style, charts, script and texts are inside; its policy lets nothing else in. Everything from outside the code passes
through Jinja's escaping. What the page says is ``contents``', how it is worded ``wording``'s; ``results`` and
``municipalities`` bring both into the template's shape.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sources.labels import Label
from warehouse.bulletin import wording
from warehouse.bulletin.contents import HEADLINES, Contents
from warehouse.bulletin.municipalities import MOST_ON_PAPER, STATES, Municipalities
from warehouse.bulletin.results import Results
from warehouse.bulletin.words import Words
from warehouse.indicators import SECTIONS
from warehouse.standing import note_label

if TYPE_CHECKING:
    from sources.labels import Language
    from sources.quarters import Quarter
    from warehouse.bulletin.links import Links


def render(contents: Contents, language: Language, links: Links, fingerprint: str) -> str:
    """Return the page.

    Args:
        contents: what it says.
        language: the language that it opens in, and stays in without JavaScript.
        links: what lies beside it.
        fingerprint: what it was made from; it is kept in the page.
    """
    words = Words(language)
    results, municipalities = Results(contents, words, links), Municipalities(contents, words, links)
    headlines = [results.headline(indicator, breakdown) for indicator, breakdown in HEADLINES]
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "indicators": [results.indicator(each) | municipalities.indicator(each) for each in section.indicators],
            **municipalities.map(section.indicators[0]),
        }
        for section in SECTIONS.values()
    ]
    results.draw()
    return render_template(
        "bulletin.html.jinja",
        words,
        _title(contents.quarter),
        fingerprint=fingerprint,
        contents=contents,
        links=links,
        linked=bool(links.explained),
        quarter_label=wording.quarter_label(contents.quarter),
        deadline=contents.late_from - pd.Timedelta(seconds=1),
        notes=[(note_label(note), count) for note, count in contents.notes.items()],
        headlines=headlines,
        sections=sections,
        municipalities=municipalities.places,
        too_long_for_paper=len(municipalities.places) > MOST_ON_PAPER,
        league=municipalities.league(),
        states=STATES,
        revisions=results.revisions(),
        compared=len(contents.editions) > 1 or len(contents.quarters) > 1,
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("warehouse.bulletin", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _script() -> Markup:
    return Markup(files("warehouse.bulletin").joinpath("bulletin.js").read_text(encoding="utf-8"))  # noqa: S704 - ours


def render_template(name: str, words: Words, title: Label, **values: Any) -> str:
    """Render a page with what every page has: style, script, policy and texts."""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return (
        _environment()
        .get_template(name)
        .render(words=words, texts=wording.TEXTS, title=title, script=_script(), script_hash=digest, **values)
    )


def _title(quarter: Quarter) -> Label:
    when = wording.quarter_label(quarter)
    return Label(*(f"{what}, {then}" for what, then in zip(wording.TEXTS["title"], when, strict=True)))
