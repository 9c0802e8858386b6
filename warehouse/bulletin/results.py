"""Results: the figures of the programme, the oblasts and the kinds, with their charts, as the template shows them.

What a figure is comes from ``contents``; here it gets its text, its links, its mark and its place in a chart. What is
shown of single municipalities is in ``municipalities``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from sources.labels import Label
from warehouse.bulletin import wording
from warehouse.bulletin.charts import PANEL, SPARK, TREND, Chart, Size, draw
from warehouse.bulletin.contents import Contents, Figure
from warehouse.bulletin.editions import FigureKey
from warehouse.indicators import CUMULATIVE, INDICATORS, KIND, OBLAST, PROGRAMME, TOTAL
from warehouse.lineage.lineage import Category
from warehouse.lineage.wording import category_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.quarters import Quarter
    from warehouse.bulletin.links import Links
    from warehouse.bulletin.words import Words
    from warehouse.indicators import Indicator

_LEAST_ROOM: Final = 0.2

_MILLION: Final = 1_000_000


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


class Results:
    """The figures of a bulletin; when all are made that the page shows, their charts are drawn together."""

    def __init__(self, contents: Contents, words: Words, links: Links) -> None:
        self.contents = contents
        self.words = words
        self.links = links
        self.charts: list[Drawn] = []
        self.areas = _areas(contents)

    def draw(self) -> None:
        """Draw the charts of all figures that were made."""
        for drawn, svg in zip(self.charts, draw([drawn.chart for drawn in self.charts]), strict=True):
            drawn.svg = _respelled(svg, self.words)

    def headline(self, name: str, breakdown: str) -> dict[str, Any]:
        """Return a headline result."""
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

    def indicator(self, indicator: Indicator) -> dict[str, Any]:
        """Return all that the page says of an indicator but for single municipalities."""
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
        }

    def revisions(self) -> list[dict[str, Any]]:
        """Return what was published otherwise before."""
        names = {(level, code): name for level, code, name in self.areas}
        names[PROGRAMME, PROGRAMME] = wording.TEXTS["whole_programme"]
        return [
            {
                "quarter": wording.quarter_short(each.quarter),
                "id": each.key.indicator,
                "label": INDICATORS[each.key.indicator].label,
                "cumulative": each.key.breakdown == CUMULATIVE,
                "area": names.get((each.key.area_level, each.key.area_code), wording.as_written(each.key.area_code)),
                "before": each.before,
                "published_at": each.published_at,
                "now": each.now,
                "change": _difference(each.now.value, each.before.value),
                "decimals": wording.DECIMALS.get(INDICATORS[each.key.indicator].unit, 0),
            }
            for each in self.contents.revisions
        ]

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
            self.links.explaining(key, quarter, self.contents.quarter),
            (quarter, key) in first,
            first.get((quarter, key)),
        )

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
                            "label": _category_label(breakdown.id, category),
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


def _areas(contents: Contents) -> list[tuple[str, str, Label]]:
    """Return the oblasts and kinds of which there are figures: level, code, name."""
    present = {(key.area_level, key.area_code) for key in contents.figures}
    oblasts = sorted(code for level, code in present if level == OBLAST)
    kinds = [code for code in wording.KINDS if (KIND, code) in present]
    return [
        *((OBLAST, code, contents.areas.get(code, wording.as_written(code))) for code in oblasts),
        *((KIND, code, wording.KINDS[code]) for code in kinds),
    ]


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def _category_label(breakdown: str, category: str) -> Label:
    return wording.PARTS.get(category) or category_label(Category(breakdown, category))


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
