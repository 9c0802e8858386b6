"""The bulletin as one HTML page that needs nothing but itself.

Style, charts, script and texts are inside; its policy lets nothing else in. Everything from outside the code passes
through Jinja's escaping. What the page says is ``contents``', how it is worded ``wording``'s.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sources.forms import ALL_FORMS
from sources.labels import Label
from warehouse.bulletin import wording
from warehouse.bulletin.charts import PANEL, SPARK, TREND, Chart, Size, draw
from warehouse.bulletin.contents import HEADLINES, Contents, Figure
from warehouse.bulletin.editions import FigureKey
from warehouse.bulletin.words import Words
from warehouse.frames import records
from warehouse.indicators import CUMULATIVE, INDICATORS, KIND, MUNICIPALITY, OBLAST, PROGRAMME, SECTIONS, TOTAL
from warehouse.lineage.places import figure_page
from warehouse.quality import OVERALL, grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sources.labels import Language
    from sources.quarters import Quarter
    from warehouse.indicators import Indicator

CLASSES: Final = 5
"""Colours on the map."""

_LEAST_ROOM: Final = 0.2

_MILLION: Final = 1_000_000
_RUSSIAN_TYPE: Final = " айылный аймак"


@dataclass(frozen=True)
class Links:
    """What lies beside the page, as addresses relative to it."""

    quality: str | None = None
    pdf: bool = False
    explained: AbstractSet[str] = frozenset()
    """The pages that explain figures (``figures/<indicator>.html``), by quarter's folder relative to the page."""


@dataclass(frozen=True)
class Cell:
    """A figure where it stands on the page."""

    value: float | None
    decimals: int
    reason: Label
    """Why there is none, if there is none."""
    contributing: int = 0
    reporting: int = 0
    expected: int = 0
    link: str | None = None
    revised: bool = False
    first: float | None = None
    """What was first published of it."""


class Drawn:
    """A chart that is drawn with all others of the page, when all are known."""

    def __init__(self, chart: Chart, decimals: int, unit: int) -> None:
        self.chart = chart
        self.size: Size = chart.size
        self.svg = Markup()
        facts = [str(chart.quarters[0]), decimals, unit, self.size.left, self.size.inner[0]]
        shown = [None if value is None else round(value, decimals) for value in chart.series]
        self.series = json.dumps([*facts, shown], separators=(",", ":"))


def render(contents: Contents, language: Language, links: Links, fingerprint: str) -> str:
    """Return the page.

    Args:
        contents: what it says.
        language: the language that it opens in, and stays in without JavaScript.
        links: what lies beside it.
        fingerprint: what it was made from; it is kept in the page.
    """
    return _View(contents, language, links).render(fingerprint)


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


class _View:
    """What the template is given, made from the contents."""

    def __init__(self, contents: Contents, language: Language, links: Links) -> None:
        self.contents = contents
        self.words = Words(language)
        self.links = links
        self.charts: list[Drawn] = []
        self.areas = _areas(contents)
        self.places = [_place(row, contents.areas) for row in records(contents.municipalities)]
        self.reported = set(contents.municipalities.index[contents.municipalities["version"].notna()])

    def render(self, fingerprint: str) -> str:
        contents = self.contents
        headlines = [self._headline(indicator, breakdown) for indicator, breakdown in HEADLINES]
        sections = [
            {
                "id": section.id,
                "title": section.title,
                "indicators": [self._indicator(indicator) for indicator in section.indicators],
                **self._map(section.indicators[0]),
            }
            for section in SECTIONS.values()
        ]
        for drawn, svg in zip(self.charts, draw([drawn.chart for drawn in self.charts]), strict=True):
            drawn.svg = _respelled(svg, self.words)
        status = contents.municipalities
        return render_template(
            "bulletin.html.jinja",
            self.words,
            _title(contents.quarter),
            fingerprint=fingerprint,
            contents=contents,
            links=self.links,
            linked=bool(self.links.explained),
            quarter_label=wording.quarter_label(contents.quarter),
            deadline=contents.late_from - pd.Timedelta(seconds=1),
            expected=int(status["expected"].sum()),
            reported=int((status["expected"] & status["version"].notna()).sum()),
            notes=[(wording.note_label(note), count) for note, count in contents.notes.items()],
            headlines=headlines,
            sections=sections,
            municipalities=self.places,
            league=_league(contents),
            states=STATES,
            revisions=self._revisions(),
            compared=len(contents.editions) > 1 or len(contents.quarters) > 1,
        )

    def _cell(self, key: FigureKey, quarter: Quarter) -> Cell:
        unit = INDICATORS[key.indicator].unit
        figure = self.contents.figures.get(key, {}).get(quarter, Figure(None, 0, 0, 0))
        first = self.contents.first_published
        return Cell(
            wording.rounded(figure.value, unit),
            wording.DECIMALS.get(unit, 0),
            wording.TEXTS["nobody"],
            figure.contributing,
            figure.reporting,
            figure.expected,
            self._link(key, quarter),
            (quarter, key) in first,
            first.get((quarter, key)),
        )

    def _link(self, key: FigureKey, quarter: Quarter) -> str | None:
        folder = "" if quarter == self.contents.quarter else f"../{quarter}/"
        page = folder + figure_page(key.indicator, key.area_level, key.area_code)
        # Only totals are explained.
        return page if key.breakdown == TOTAL and page.partition("#")[0] in self.links.explained else None

    def _chart(
        self, key: FigureKey, size: Size, scale: tuple[float, float], beside: FigureKey | None = None, by: float = 1
    ) -> Drawn:
        indicator = INDICATORS[key.indicator]
        decimals = wording.DECIMALS.get(indicator.unit, 0) if by == 1 else 2
        unit = Label(
            *(f"{million} {unit}" for million, unit in zip(wording.MILLION, wording.UNITS[indicator.unit], strict=True))
        )
        chart = Chart(
            size,
            self.contents.quarters,
            self._values(key, by),
            (scale[0] / by, scale[1] / by),
            beside=self._values(beside, by) if beside else (),
            bars=indicator.cumulative and key.breakdown == TOTAL,
            bridged=indicator.wave,
        )
        drawn = Drawn(chart, decimals, self.words.number(wording.UNITS[indicator.unit] if by == 1 else unit))
        self.charts.append(drawn)
        return drawn

    def _values(self, key: FigureKey, by: float = 1) -> tuple[float | None, ...]:
        series = self.contents.figures.get(key, {})
        found = (series[each].value if each in series else None for each in self.contents.quarters)
        return tuple(None if value is None else value / by for value in found)

    def _scale(self, keys: Sequence[FigureKey]) -> tuple[float, float]:
        """Return the room for some series of an indicator: shares need not begin at zero, counts do.

        A share's room is at least a fifth of its height, so that no ripple looks like a wave.
        """
        known = [value for key in keys for value in self._values(key) if value is not None]
        if not known:
            return 0.0, 1.0
        low, high = min(known), max(known)
        if not INDICATORS[keys[0].indicator].is_ratio:
            return min(low, 0.0), max(high, 0.0) or 1.0
        lacking = max(_LEAST_ROOM * max(abs(low), abs(high)) - (high - low), 0.0)
        low, high = low - lacking / 2, high + lacking / 2
        return (low, high) if high > low else (low - 0.5, low + 0.5)

    def _headline(self, name: str, breakdown: str) -> dict[str, Any]:
        indicator, key = INDICATORS[name], FigureKey(name, breakdown, PROGRAMME, PROGRAMME)
        quarter = self.contents.quarter_of[name]
        now, before = self._cell(key, quarter), self._cell(key, quarter.plus(-4))
        return {
            "id": name,
            "breakdown": breakdown,
            "label": indicator.label,
            "unit": wording.UNITS[indicator.unit],
            "wave": wording.quarter_short(quarter) if indicator.wave else None,
            "now": now,
            "before": before,
            "change": _difference(now.value, before.value),
            "chart": self._chart(key, SPARK, self._scale([key])),
        }

    def _indicator(self, indicator: Indicator) -> dict[str, Any]:
        quarter = self.contents.quarter_of[indicator.id]
        whole = FigureKey(indicator.id, TOTAL, PROGRAMME, PROGRAMME)
        keys = [FigureKey(indicator.id, TOTAL, level, code) for level, code, _ in self.areas]
        # Areas add up to the programme unless the indicator is a ratio: beside their sum they would all look small.
        compared = indicator.is_ratio
        scale, own = self._scale([*keys, whole] if compared else keys), self._scale([whole])
        by = _MILLION if own[1] >= _MILLION else 1
        year_before = quarter.plus(-4)
        return {
            "id": indicator.id,
            "label": indicator.label,
            "unit": wording.UNITS[indicator.unit],
            "scaled": wording.MILLION if by > 1 else None,
            "definition": indicator.definition,
            "direction": wording.DIRECTIONS[indicator.direction],
            "source": indicator.source,
            "quarter": wording.quarter_label(quarter),
            "wave": wording.quarter_short(quarter) if indicator.wave else None,
            "now": self._cell(whole, quarter),
            "before": self._cell(whole, year_before),
            "cumulative": self._cell(whole._replace(breakdown=CUMULATIVE), quarter) if indicator.cumulative else None,
            "trend": self._chart(whole, TREND, own, by=by),
            "compared": compared,
            "areas": [
                {
                    "name": name,
                    "now": self._cell(key, quarter),
                    "chart": self._chart(key, PANEL, scale, whole if compared else None),
                }
                for key, (_, _, name) in zip(keys, self.areas, strict=True)
            ],
            "table": [
                {
                    "level": key.area_level,
                    "code": key.area_code,
                    "name": name,
                    "now": self._cell(key, quarter),
                    "before": self._cell(key, year_before),
                }
                for key, name in [
                    (whole, wording.TEXTS["whole_programme"]),
                    *zip(keys, (name for _, _, name in self.areas), strict=True),
                ]
            ],
            "series": [
                {"quarter": str(each), "label": wording.quarter_short(each), "now": self._cell(whole, each)}
                for each in reversed(self.contents.quarters)
                if each in self.contents.figures.get(whole, {})
            ],
            "categories": self._categories(indicator),
            "breaks": json.dumps(_breaks(self.contents.local[indicator.id].values(), indicator.unit)),
            "local": self._local(indicator),
            "page": self._local_pages(indicator),
        }

    def _categories(self, indicator: Indicator) -> list[dict[str, Any]]:
        found = []
        for breakdown in indicator.by:
            rows = self.contents.categories.get((indicator.id, breakdown.id), ())
            most = max((figure.value or 0 for _, figure in rows), default=0)
            found.append(
                {
                    "id": breakdown.id,
                    "label": wording.BREAKDOWNS[breakdown.id],
                    "rows": [
                        {
                            "id": category,
                            "label": category_label(breakdown.id, category),
                            "now": Cell(
                                wording.rounded(figure.value, indicator.unit),
                                wording.DECIMALS.get(indicator.unit, 0),
                                wording.TEXTS["nobody"],
                            ),
                            "share": f"{100 * (figure.value or 0) / most if most > 0 else 0:.1f}",
                        }
                        for category, figure in rows
                    ],
                }
            )
        return [each for each in found if each["rows"]]

    def _local(self, indicator: Indicator) -> dict[str, dict[str, Any]]:
        """Return what the table of municipalities shows of an indicator: figures as text, and why some are missing."""
        decimals = wording.DECIMALS.get(indicator.unit, 0)
        values = self.contents.local[indicator.id]
        reasons = {
            code: "not_surveyed" if indicator.wave else "no_value" if code in self.reported else "no_report"
            for code in self.contents.municipalities.index
            if code not in values
        }
        return {
            "shown": {code: self.words.plain(value, decimals) for code, value in values.items()},
            "missing": {code: wording.TEXTS[reason] for code, reason in reasons.items()},
        }

    def _local_pages(self, indicator: Indicator) -> str | None:
        """Return the beginning of the addresses at which municipalities' figures are explained; the code is the end."""
        key = FigureKey(indicator.id, TOTAL, MUNICIPALITY, "")
        return self._link(key, self.contents.quarter_of[indicator.id])

    def _map(self, indicator: Indicator) -> dict[str, Any]:
        values = self.contents.local[indicator.id]
        breaks = _breaks(values.values(), indicator.unit)
        oblasts: dict[str, dict[str, Any]] = {}
        for place in self.places:
            oblast = oblasts.setdefault(place["oblast"].en, {"name": place["oblast"], "raions": {}})
            name = place["raion"].en if place["raion"] else ""
            raion = oblast["raions"].setdefault(name, {"name": place["raion"], "tiles": []})
            value = wording.rounded(values.get(place["code"]), indicator.unit)
            raion["tiles"].append(
                {
                    "code": place["code"],
                    "name": place["short"],
                    "value": value,
                    "colour": None if value is None else sum(each <= value for each in breaks),
                }
            )
        return {
            "map": [{"name": each["name"], "raions": list(each["raions"].values())} for each in oblasts.values()],
            "key": self._key(breaks, wording.DECIMALS.get(indicator.unit, 0)),
        }

    def _key(self, breaks: Sequence[float], decimals: int) -> list[str]:
        shown = [self.words.plain(each, decimals) for each in breaks]
        if not shown:
            return [""] * CLASSES
        ranges = [
            f"< {shown[0]}",
            *(f"{low} – {high}" for low, high in pairwise(shown)),
            f"≥ {shown[-1]}",
        ]
        return [*ranges, *[""] * (CLASSES - len(ranges))]

    def _revisions(self) -> list[dict[str, Any]]:
        names = {(level, code): name for level, code, name in self.areas}
        names[PROGRAMME, PROGRAMME] = wording.TEXTS["whole_programme"]
        return [
            {
                "quarter": wording.quarter_short(each.quarter),
                "id": each.key.indicator,
                "label": INDICATORS[each.key.indicator].label,
                "cumulative": each.key.breakdown == CUMULATIVE,
                "area": names.get((each.key.area_level, each.key.area_code), _same(each.key.area_code)),
                "before": each.before,
                "published_at": each.published_at,
                "now": each.now,
                "change": _difference(each.now.value, each.before.value),
                "decimals": wording.DECIMALS.get(INDICATORS[each.key.indicator].unit, 0),
            }
            for each in self.contents.revisions
        ]


STATES: Final = {
    "on_time": wording.TEXTS["in_time"],
    "late": wording.TEXTS["late"],
    "missing": wording.TEXTS["missing"],
    "not_expected": wording.TEXTS["not_expected"],
}
_SIGNS: Final = {"on_time": "●", "late": "◐", "missing": "○", "not_expected": "·"}


def _title(quarter: Quarter) -> Label:
    when = wording.quarter_label(quarter)
    return Label(*(f"{what}, {then}" for what, then in zip(wording.TEXTS["title"], when, strict=True)))


def _same(text: str) -> Label:
    return Label(text, text, text)


def _areas(contents: Contents) -> list[tuple[str, str, Label]]:
    """Return the oblasts and kinds of which there are figures: level, code, name."""
    present = {(key.area_level, key.area_code) for key in contents.figures}
    oblasts = sorted(code for level, code in present if level == OBLAST)
    kinds = [code for code in wording.KINDS if (KIND, code) in present]
    return [
        *((OBLAST, code, contents.areas.get(code, _same(code))) for code in oblasts),
        *((KIND, code, wording.KINDS[code]) for code in kinds),
    ]


def _place(row: Mapping[str, Any], areas: Mapping[str, Label]) -> dict[str, Any]:
    name = Label(row["name_ky"], row["name_ru"], row["name_en"])
    return {
        "code": row["code"],
        "name": name,
        "short": Label(name.ky, name.ru.removesuffix(_RUSSIAN_TYPE), name.en),
        "oblast": areas.get(row["oblast"] or "", _same(row["oblast"] or "–")),
        "raion": areas.get(row["raion"], _same(row["raion"])) if row["raion"] else None,
        "kind": wording.KIND.get(row["kind"], _same(row["kind"] or "–")),
    }


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def _breaks(values: Iterable[float], unit: str) -> list[float]:
    """Return where one colour ends and the next begins: at fifths of all or, where they are few, at each value."""
    known = pd.Series(sorted(round(value, wording.DECIMALS.get(unit, 0)) for value in values), dtype="float64")
    distinct = known.unique()
    if len(distinct) <= CLASSES:
        return [float(each) for each in distinct[1:]]
    fifths = known.quantile([0.2, 0.4, 0.6, 0.8]).round(wording.DECIMALS.get(unit, 0)).unique()
    return [float(each) for each in fifths if each > distinct[0]]


def _league(contents: Contents) -> list[dict[str, Any]]:
    """Return the municipalities by quality, then by when they reported; who has not reported has no place."""
    rows = contents.municipalities.assign(
        score=contents.municipalities[OVERALL.id].where(contents.municipalities["version"].notna())
    )
    ranked = rows.sort_values(["score", "received_at", "name_ru"], ascending=[False, True, True], kind="stable")
    places = ranked["score"].rank(ascending=False, method="min")
    league = []
    for row in records(ranked.assign(place=places)):
        history = contents.history.get(row["code"], ())
        state = "missing" if row["version"] is None else "on_time" if row["on_time"] else "late"
        league.append(
            {
                **_place(row, contents.areas),
                "place": None if row["place"] is None else int(row["place"]),
                "score": row["score"],
                "shown": row["score"],
                "grade": grade(row["score"]) if row["score"] is not None else None,
                "received_at": row["received_at"],
                "moment": "" if row["received_at"] is None else int(row["received_at"].timestamp()),
                "state": state if row["expected"] or row["version"] is not None else "not_expected",
                "version": row["version"],
                "errors": row["errors"],
                "warnings": row["warnings"],
                "history": "".join(_SIGNS[each] for each in history),
                "counted": [(each, history.count(each)) for each in _SIGNS if each in history],
            }
        )
    return league


@cache
def _answers() -> Mapping[str, Mapping[str, Label]]:
    """Return what the answers in each column of the forms are called, by column and code."""
    return {
        name: column.codes.labels
        for form in ALL_FORMS.values()
        for name, column in form.columns().items()
        if column.codes
    }


def category_label(breakdown: str, category: str) -> Label:
    """Return what a category is called: as the answer in the column that the breakdown is named after."""
    return _answers().get(breakdown, {}).get(category) or wording.PARTS.get(category, _same(category))


def _respelled(svg: str, words: Words) -> Markup:
    """Return a drawing whose numbers are written as the page's language does, and marked for the script."""
    language = words.language
    table = str.maketrans({",": "\N{NARROW NO-BREAK SPACE}", ".": ","}) if language != "en" else {}
    pieces = svg.split("<text ")
    respelled = [pieces[0]]
    for piece in pieces[1:]:
        tag, _, rest = piece.partition(">")
        text, _, after = rest.partition("<")
        respelled.append(f'<text class="n" {tag}>{text.translate(table)}<{after}')
    return Markup("".join(respelled))  # noqa: S704 - Vega's own drawing, without any word of others
