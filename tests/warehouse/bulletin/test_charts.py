"""Charts: each stands in its own frame at its own scale, however many are drawn together."""

from __future__ import annotations

import re

import pytest

from sources.quarters import Quarter
from warehouse.bulletin.charts import BLUE, GREY, PANEL, SPARK, TREND, Chart, draw

QUARTERS = tuple(Quarter(2020, 4).until(Quarter(2021, 3)))
LEFT, MIDDLE, RIGHT = ((place + 0.5) / 4 * PANEL.inner[0] for place in (0, 1, 3))
LOW, HIGH = PANEL.inner[1], 0


def line(svg: str, colour: str) -> list[tuple[float, float]]:
    """The points of the line of a colour."""
    (path,) = re.findall(rf'<path d="([^"]*)" stroke="{colour}"', svg)
    return [tuple(map(float, point.split(","))) for point in re.findall(r"[ML]([^MLZ]+)", path)]


def test_small_charts_share_a_drawing_and_keep_their_scales():
    charts = [
        Chart(PANEL, QUARTERS, (0.0, 10.0, None, 5.0), (0.0, 10.0)),
        Chart(SPARK, QUARTERS, (1.0, 2.0, 3.0, 4.0), (1.0, 4.0)),
        Chart(PANEL, QUARTERS, (100.0, 200.0, 150.0, 150.0), (100.0, 200.0), beside=(200.0, 100.0, 100.0, 100.0)),
    ]
    first, _, last = draw(charts)
    assert GREY not in first
    for svg, colour, low_first in ((first, BLUE, True), (last, BLUE, True), (last, GREY, False)):
        start, second = line(svg, colour)[:2]
        assert start == pytest.approx((LEFT, LOW if low_first else HIGH), abs=0.01)
        assert second == pytest.approx((MIDDLE, HIGH if low_first else LOW), abs=0.01)


def test_a_line_ends_where_nothing_is_known_and_a_survey_s_goes_on():
    values = (0.0, None, None, 10.0)
    broken, bridged = draw([Chart(PANEL, QUARTERS, values, (0.0, 10.0), bridged=each) for each in (False, True)])
    assert line(bridged, BLUE) == [pytest.approx(point, abs=0.01) for point in ((LEFT, LOW), (RIGHT, HIGH))]
    assert "L" not in re.findall(rf'd="([^"]*)" stroke="{BLUE}"', broken)[0]


def test_bars_stand_on_zero():
    (svg,) = draw([Chart(PANEL, QUARTERS, (4.0, None, -4.0, 0.0), (-4.0, 4.0), bars=True)])
    up, down, *_ = re.findall(r'd="M[-.\d]+,([-.\d]+)h[-.\d]+v([-.\d]+)h', svg)
    assert [float(each) for each in up] == pytest.approx([HIGH, LOW / 2], abs=0.01)
    assert [float(each) for each in down] == pytest.approx([LOW / 2, LOW / 2], abs=0.01)


def test_the_large_chart_has_round_numbers_and_years():
    (svg,) = draw([Chart(TREND, QUARTERS, (1000.0, 1900.0, 1500.0, 1250.0), (1000.0, 1900.0))])
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert "2021" in texts
    assert {"1,000", "2,000"} <= set(texts)


def test_a_chart_of_nothing_is_empty():
    assert draw([Chart(SPARK, QUARTERS, (None,) * 4, (0.0, 1.0))])[0].count("<path") <= 1
    assert draw([]) == []
