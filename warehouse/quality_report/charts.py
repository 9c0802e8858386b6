"""The report's charts, as SVG that stands inside the page.

Only drawing: what is drawn is ``contents``'. Every chart prints its values, and grades are letters first and colours
second; the colours run from blue to orange, which the colour-blind tell apart and which differ in grey on paper. The
colours themselves are classes of the page's style sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import pandas as pd
from markupsafe import Markup

from warehouse.quality import ALL_DIMENSIONS, GRADES, OVERALL, grade
from warehouse.quality_report.wording import score_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROW: Final = 42
_BAR_LEFT, _BAR_WIDTH = 210, 400
_SHARE_LEFT, _SHARE_WIDTH = 715, 365
_OVERHANG = 50
"""Room beside the bars for the letters of slivers at their ends."""


def _element(template: str, /, **values: object) -> Markup:
    """Fill a piece of SVG; every value is escaped, and numbers keep two decimals at most."""
    short = {
        name: f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
        for name, value in values.items()
    }
    return Markup(template).format(**short)  # noqa: S704 -- the templates are this module's; values are escaped


def _drawing(width: int, height: int, title: str, parts: Iterable[Markup]) -> Markup:
    return _element(
        '<svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">{body}</svg>',
        width=width,
        height=height,
        title=title,
        body=Markup("").join(parts),
    )


def _text(x: float, y: float, words: object, style: str) -> Markup:
    return _element('<text x="{x}" y="{y}" class="{style}">{words}</text>', x=x, y=y, words=words, style=style)


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> Markup:
    return _element(
        '<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="{style}"/>', x1=x1, y1=y1, x2=x2, y2=y2, style=style
    )


def _box(x: float, y: float, width: float, height: float, style: str) -> Markup:
    return _element(
        '<rect x="{x}" y="{y}" width="{width}" height="{height}" class="{style}"/>',
        x=x,
        y=y,
        width=width,
        height=height,
        style=style,
    )


def score_chart(dimensions: pd.DataFrame) -> Markup:
    """Draw the mean score of each dimension as a bar, and beside it how many municipalities got which grade.

    Args:
        dimensions: ``Contents.dimensions``.
    """
    order = [OVERALL.id, *(name for name in ALL_DIMENSIONS if name != OVERALL.id)]
    top, bottom = 34, 34 + _ROW * len(order)
    parts = [
        _text(_BAR_LEFT, 12, "Mean score · Средний балл", "head"),
        _text(_SHARE_LEFT, 12, "Municipalities by grade · Муниципалитеты по оценкам", "head"),
    ]
    for letter, bound in GRADES.items():
        x = _BAR_LEFT + _BAR_WIDTH * bound / 100
        parts += [_line(x, top - 6, x, bottom - 8, "rule"), _text(x + 3, top - 8, f"{letter} ≥ {bound}", "tick")]
    parts.append(_line(_BAR_LEFT + _BAR_WIDTH, top - 6, _BAR_LEFT + _BAR_WIDTH, bottom - 8, "rule"))
    for number, name in enumerate(order):
        parts += _score_row(top + number * _ROW, name, cast("pd.Series[float]", dimensions.loc[name]))
    return _drawing(_SHARE_LEFT + _SHARE_WIDTH + _OVERHANG, bottom, "Mean score and grades by dimension", parts)


def _score_row(y: float, name: str, row: pd.Series[float]) -> list[Markup]:
    label, score = ALL_DIMENSIONS[name].label, row["score"]
    letter = grade(score)
    parts = [
        _text(0, y + 14, label.en, "name strong" if name == OVERALL.id else "name"),
        _text(0, y + 28, label.ru, "tick"),
    ]
    if letter is None:
        parts.append(_text(_BAR_LEFT + 6, y + 20, "not known · нет данных", "tick"))
    else:
        width = _BAR_WIDTH * float(score) / 100
        parts += [
            _box(_BAR_LEFT, y + 4, width, 22, f"fill-{letter}"),
            _text(_BAR_LEFT + _BAR_WIDTH + 10, y + 20, f"{letter} {score_text(score, 1)}", "value"),
        ]
    counted = int(row[[*GRADES, "none"]].sum())
    x = free_below = float(_SHARE_LEFT)
    for kind in (*GRADES, "none"):
        width = _SHARE_WIDTH * row[kind] / counted if counted else 0.0
        if not width:
            continue
        parts.append(_box(x, y + 4, width, 22, f"fill-{kind} cut"))
        words = f"{'–' if kind == 'none' else kind} {int(row[kind])}"
        # A sliver has no room for its letter; it is written under the bar instead.
        needed = 8 * len(words)
        if width >= needed:
            parts.append(_text(x + width / 2, y + 19.5, words, f"middle on-{kind}"))
        else:
            centre = max(x + width / 2, free_below + needed / 2)
            free_below = centre + needed / 2
            parts.append(_text(centre, y + 36, words, "middle tick"))
        x += width
    return parts


def trend_chart(trend: pd.DataFrame) -> Markup:
    """Draw the mean score of each dimension over the quarters, one small panel a dimension, all on the same scale.

    Args:
        trend: ``Contents.trend``.
    """
    order = [OVERALL.id, *(name for name in ALL_DIMENSIONS if name != OVERALL.id)]
    across, width, height = 4, 272, 128
    rows = -(-len(order) // across)
    parts = []
    for number, name in enumerate(order):
        left, top = (number % across) * width, (number // across) * height
        parts += _panel((left, top), (width - 26, height - 24), name, trend)
    return _drawing(across * width, rows * height, "Mean scores over the quarters", parts)


def _panel(corner: tuple[float, float], size: tuple[float, float], name: str, trend: pd.DataFrame) -> list[Markup]:
    label, (left, top), (width, height) = ALL_DIMENSIONS[name].label, corner, size
    floor, ceiling = top + height - 14, top + 26
    plot_left, plot_width = left + 28, width - 68

    def at(place: int, score: float) -> tuple[float, float]:
        share = place / (len(trend) - 1) if len(trend) > 1 else 1.0
        return plot_left + plot_width * share, floor - (floor - ceiling) * score / 100

    parts = [
        _element(
            '<text x="{x}" y="{y}" class="name">{en}<tspan class="tick" dx="6">{ru}</tspan></text>',
            x=left, y=top + 13, en=label.en, ru=label.ru,
        )
    ]  # fmt: skip
    for bound in (0, 50, 100):
        _, y = at(0, bound)
        parts += [_line(plot_left, y, plot_left + plot_width, y, "rule"), _text(left + 23, y + 3, bound, "tick end")]
    known = [(place, float(score)) for place, score in enumerate(trend[name]) if not pd.isna(score)]
    points = [at(place, score) for place, score in known]
    if len(points) > 1:
        path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        parts.append(_element('<polyline points="{path}" class="trend"/>', path=path))
    for x, y in points[:-1]:
        parts.append(_element('<circle cx="{x}" cy="{y}" r="2" class="dot"/>', x=x, y=y))
    if known:
        (x, y), (_, score) = points[-1], known[-1]
        parts += [
            _element('<circle cx="{x}" cy="{y}" r="3.6" class="dot"/>', x=x, y=y),
            _text(x + 8, y + 4, f"{grade(score)} {score_text(score, 0)}", "value"),
        ]
    if len(trend):
        parts.append(_text(plot_left, floor + 13, trend.index[0], "tick"))
    if len(trend) > 1:
        parts.append(_text(plot_left + plot_width, floor + 13, trend.index[-1], "tick end"))
    return parts
