"""The bulletin's charts: drawn by Vega when the page is written, as SVG that stands inside it.

Why not the Vega runtime in the page: it weighs 0.8 MB a page, may not run under the page's policy against foreign
scripts (Vega compiles expressions), and without JavaScript there would be no charts. What people expect of it, to read
a value under the pointer, the page's own script does with the numbers that stand beside each chart.

All charts of a page are drawn in one call and cut out of the drawing: Vega's start costs more than a chart. The small
ones, which have no axis and are most of them, share their scales and are facets of one group, which takes Vega a third
of the time of a group for each. Labels on the time axis are text marks and no axis, which took most of the time. There
are no words in a chart, so one drawing serves all languages; its signs for thousands and decimals are put right by the
page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import vl_convert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sources.quarters import Quarter

BLUE: Final = "#0b4f8a"
GREY: Final = "#8a8f98"
_RULE: Final = "#d9dde3"
_INK: Final = "#3d434b"
_FONT: Final = "Liberation Sans"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_OF_VEGA: Final = (
    *("class", "pointer-events", "role", "aria-roledescription", "aria-label", "aria-hidden"),
    *("font-family", "opacity"),
)


@dataclass(frozen=True)
class Size:
    """How large a chart is drawn, in the pixels of its own frame; it grows and shrinks with the page."""

    width: int
    height: int
    left: int = 0
    top: int = 4
    right: int = 4
    bottom: int = 4

    @property
    def inner(self) -> tuple[int, int]:
        """Width and height between the margins."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom


TREND: Final = Size(460, 210, left=52, top=10, right=12, bottom=24)
PANEL: Final = Size(150, 52)
SPARK: Final = Size(150, 36)


@dataclass(frozen=True)
class Chart:
    """One series over the quarters, and what it is to be compared with."""

    size: Size
    quarters: tuple[Quarter, ...]
    series: tuple[float | None, ...]
    scale: tuple[float, float]
    """The lowest and the highest value that the chart has room for."""
    beside: tuple[float | None, ...] = ()
    """A series that is drawn behind it in grey."""
    bars: bool = False
    """Whether it counts what happened in each quarter, and not how things stand."""
    bridged: bool = False
    """Whether the line goes on over quarters without a value, as from one survey to the next."""


def draw(charts: Sequence[Chart]) -> list[str]:
    """Draw charts; return the inside of an ``svg`` element for each, whose view box is that of its size."""
    large: list[dict[str, Any]] = []
    small: dict[tuple[Size, int], dict[int, Chart]] = {}
    for place, chart in enumerate(charts):
        if chart.size is TREND:
            large.append(_alone(place, chart))
        else:
            small.setdefault((chart.size, len(chart.quarters)), {})[place] = chart
    specification = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": 10,
        "height": 10,
        "autosize": "none",
        "padding": 0,
        "marks": [*large, *(_together(*alike, those) for alike, those in small.items())],
    }
    root = ET.fromstring(vl_convert.vega_to_svg(specification, allowed_base_urls=[]))  # noqa: S314 - Vega's own output
    layers: dict[str, list[ET.Element]] = {}
    for group in root.iter(f"{_SVG}g"):
        if group.get("aria-roledescription") == "group mark" and (place_drawn := group.get("aria-label")):
            layers.setdefault(place_drawn, []).append(group)
    return ["".join(map(_inside, layers.get(str(place), ()))) for place in range(len(charts))]


def _alone(place: int, chart: Chart) -> dict[str, Any]:
    """Return the group of a chart with axes, described by its place among all."""
    _, height = chart.size.inner
    count = len(chart.quarters)
    years = [{"i": place, "year": quarter.year} for place, quarter in enumerate(chart.quarters) if quarter.number == 1]
    return {
        "type": "group",
        "encode": {"enter": {"description": {"value": str(place)}, **_frame(chart.size)}},
        "data": [
            *({"name": name, "values": points} for name, points in _points(chart).items()),
            {"name": "years", "values": years},
        ],
        # Gridlines at round values.
        "scales": [_time(chart.size, count), _values(chart.size, chart.scale) | {"nice": 4}],
        "axes": [_value_axis()],
        "marks": [
            *_years(height),
            *(mark | {"from": {"data": name}} for name, mark in _marks(chart.size, count).items()),
        ],
    }


def _together(size: Size, count: int, charts: Mapping[int, Chart]) -> dict[str, Any]:
    """Return the group of all charts of a size and a number of quarters that have no axes, by their place among all.

    Its groups are the charts' layers, each described by the chart's place.
    """
    points: dict[str, list[dict[str, Any]]] = {}
    for place, chart in charts.items():
        low, high = chart.scale
        for name, those in _points(chart).items():
            points.setdefault(name, []).extend(
                {
                    **point,
                    "chart": place,
                    "v": None if point["v"] is None else (point["v"] - low) / (high - low),
                    "zero": -low / (high - low),
                }
                for point in those
            )
    return {
        "type": "group",
        "data": [{"name": name, "values": those} for name, those in points.items()],
        "scales": [_time(size, count), _values(size, (0, 1))],
        "marks": [
            {
                "type": "group",
                "from": {"facet": {"name": "one", "data": name, "groupby": "chart"}},
                "encode": {"enter": {"description": {"field": "chart"}, **_frame(size)}},
                "marks": [mark | {"from": {"data": "one"}}],
            }
            for name, mark in _marks(size, count).items()
        ],
    }


def _frame(size: Size) -> dict[str, Any]:
    width, height = size.inner
    return {
        "x": {"value": size.left},
        "y": {"value": size.top},
        "width": {"value": width},
        "height": {"value": height},
    }


def _time(size: Size, count: int) -> dict[str, Any]:
    return {"name": "x", "type": "linear", "domain": [-0.5, count - 0.5], "range": [0, size.inner[0]], "zero": False}


def _values(size: Size, room: tuple[float, float]) -> dict[str, Any]:
    return {"name": "y", "type": "linear", "domain": list(room), "range": [size.inner[1], 0], "zero": False}


def _marks(size: Size, count: int) -> dict[str, dict[str, Any]]:
    """Return what is drawn, the lowest layer first, by the data that it is drawn from."""
    return {
        "beside": _line(GREY, 1.25),
        "bars": _bars(size.inner[0] / count),
        "line": _line(BLUE, 2),
        "dots": _symbols(),
    }


def _points(chart: Chart) -> dict[str, list[dict[str, Any]]]:
    """Return the data of a chart's layers: ``i`` is a quarter's place, ``v`` its value, ``zero`` where bars stand."""
    series = _points_of(chart.series, bridged=chart.bridged)
    return {
        "beside": _points_of(chart.beside, bridged=chart.bridged),
        "bars": [{**point, "zero": 0} for point in series if point["v"] is not None] if chart.bars else [],
        "line": [] if chart.bars else series,
        "dots": [] if chart.bars else _dots(chart),
    }


def _points_of(values: Sequence[float | None], *, bridged: bool) -> list[dict[str, Any]]:
    points: list[dict[str, Any]] = [{"i": place, "v": value} for place, value in enumerate(values)]
    return [point for point in points if point["v"] is not None] if bridged else points


def _dots(chart: Chart) -> list[dict[str, Any]]:
    """Return where dots are drawn: on the large chart on every value, else on the last and on those without a line."""
    known = [place for place, value in enumerate(chart.series) if value is not None]
    return [
        {"i": place, "v": value, "last": place == known[-1]}
        for place, value in enumerate(chart.series)
        if value is not None
        and (
            chart.size is TREND or place == known[-1] or (not chart.bridged and not {place - 1, place + 1} & set(known))
        )
    ]


def _line(colour: str, width: float) -> dict[str, Any]:
    return {
        "type": "line",
        "encode": {
            "enter": {
                "x": {"scale": "x", "field": "i"},
                "y": {"scale": "y", "field": "v"},
                "defined": {"signal": "isValid(datum.v)"},
                "stroke": {"value": colour},
                "strokeWidth": {"value": width},
                "strokeJoin": {"value": "round"},
            }
        },
    }


def _bars(step: float) -> dict[str, Any]:
    return {
        "type": "rect",
        "encode": {
            "enter": {
                "xc": {"scale": "x", "field": "i"},
                "width": {"value": round(step * 0.7, 2)},
                "y": {"scale": "y", "field": "v"},
                "y2": {"scale": "y", "field": "zero"},
                "fill": {"value": BLUE},
            }
        },
    }


def _symbols() -> dict[str, Any]:
    return {
        "type": "symbol",
        "encode": {
            "enter": {
                "x": {"scale": "x", "field": "i"},
                "y": {"scale": "y", "field": "v"},
                "size": {"signal": "datum.last ? 36 : 16"},
                "fill": {"value": BLUE},
            }
        },
    }


def _value_axis() -> dict[str, Any]:
    return {
        "scale": "y",
        "orient": "left",
        "tickCount": 4,
        "format": ",~f",
        "grid": True,
        "gridScale": "x",
        "gridColor": _RULE,
        "ticks": False,
        "domain": False,
        "labelOverlap": False,
        "labelBound": False,
        "labelFont": _FONT,
        "labelFontSize": 12,
        "labelColor": _INK,
        "labelPadding": 6,
    }


def _years(height: int) -> list[dict[str, Any]]:
    """Return a stroke where each year begins, and the year under it."""
    return [
        {
            "type": "rule",
            "from": {"data": "years"},
            "encode": {
                "enter": {
                    "x": {"scale": "x", "signal": "datum.i - 0.5"},
                    "y": {"value": height},
                    "y2": {"value": height + 6},
                    "stroke": {"value": GREY},
                }
            },
        },
        {
            "type": "text",
            "from": {"data": "years"},
            "encode": {
                "enter": {
                    "x": {"scale": "x", "signal": "datum.i - 0.5"},
                    "dx": {"value": 4},
                    "y": {"value": height + 16},
                    "text": {"field": "year"},
                    "font": {"value": _FONT},
                    "fontSize": {"value": 12},
                    "fill": {"value": _INK},
                }
            },
        },
    ]


def _inside(group: ET.Element) -> str:
    """Return what is in a group as text, without what only matters to Vega."""
    for element in group.iter():
        element.tag = element.tag.removeprefix(_SVG)
        for attribute in _OF_VEGA:
            element.attrib.pop(attribute, None)
        # The frame of each group, and a place for what stands before it.
        for empty in [each for each in element if each.tag == f"{_SVG}path" and _is_empty(each)]:
            element.remove(empty)
    return ET.tostring(group, encoding="unicode").replace(' xmlns="http://www.w3.org/2000/svg"', "")


def _is_empty(path: ET.Element) -> bool:
    return path.get("display") == "none" or not {"stroke", "fill"} & path.attrib.keys()
