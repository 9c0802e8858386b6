"""What the bulletin of a quarter says, read from the warehouse and from the editions published before.

Everything that is counted, joined, compared or put in order is so here; ``page`` only shows it. A bulletin looks back
and never ahead: what is loaded for later quarters changes nothing in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import pandas as pd
from sqlalchemy import and_, func, or_, select

from sources.quarters import Quarter
from warehouse.bulletin.editions import Edition, FigureKey, Shown, standing_at
from warehouse.bulletin.wording import rounded
from warehouse.frames import read_frame
from warehouse.indicators import CUMULATIVE, INDICATORS, KIND, MUNICIPALITY, OBLAST, PROGRAMME, TOTAL
from warehouse.reporting import deadline_moment
from warehouse.standing import notes, standing
from warehouse.tables import TAKEN_IN, indicator_value, reporting_status, submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from sources.labels import Label
    from sources.register.municipalities import Area

LONGEST_SERIES: Final = 24
"""So many quarters are drawn at most: six years."""

HISTORY: Final = 8
"""So many quarters of reporting stand behind each municipality in the league."""

COMPLETE_FROM: Final = 0.9
"""The share of the expected reports from which figures are shown without a warning; a choice of the editors."""

HEADLINES: Final[tuple[tuple[str, str], ...]] = (
    ("water_access_gained", TOTAL),
    ("waste_quality_served", TOTAL),
    ("lighting_residents", TOTAL),
    ("club_children", TOTAL),
    ("trust_change", TOTAL),
    ("mobile_feedback", TOTAL),
    ("hearings_held", CUMULATIVE),
    ("hearing_participants", CUMULATIVE),
    ("communication_strategies", TOTAL),
    ("reporting_rate", TOTAL),
)
"""The results that the programme answers for, by indicator and breakdown; a choice of the editors."""

_AGGREGATES = (PROGRAMME, OBLAST, KIND)


class Figure(NamedTuple):
    """A figure of an area and quarter, unrounded."""

    value: float | None
    contributing: int
    reporting: int
    expected: int


@dataclass(frozen=True)
class Revision:
    """A figure that is not any more what was published."""

    quarter: Quarter
    key: FigureKey
    before: Shown
    published_at: datetime
    """When the figure was published as it was before."""
    now: Shown


@dataclass(frozen=True)
class Contents:
    """A quarter's bulletin."""

    quarter: Quarter
    quarters: tuple[Quarter, ...]
    """Those of the series, oldest first, this one last."""
    as_of: datetime | None
    """When the latest report that the figures rest on was received."""
    late_from: datetime
    deadline_days: int
    editions: tuple[tuple[datetime, int], ...]
    """When each edition of this bulletin was published, and of how many figures it consists; this one last."""
    notes: dict[str, int]
    """What must be seen beside the figures, and of how many municipalities."""
    figures: Mapping[FigureKey, Mapping[Quarter, Figure]]
    """The figures of the programme, the oblasts and the kinds, by quarter."""
    categories: Mapping[tuple[str, str], tuple[tuple[str, Figure], ...]]
    """The programme's figures of the quarter by indicator and breakdown: category and figure."""
    quarter_of: Mapping[str, Quarter]
    """The quarter for which an indicator's latest figures are: this one, but for surveys, which are not in each."""
    municipalities: pd.DataFrame
    """Index ``code``, by oblast, raion and name: what ``standing`` says of each."""
    local: Mapping[str, Mapping[str, float]]
    """The municipalities' values by indicator and code, of ``quarter_of``; who has no value is not in it."""
    history: Mapping[str, tuple[str, ...]]
    """How each municipality reported in the latest quarters, oldest first: on_time, late, missing or not_expected."""
    areas: Mapping[str, Label]
    """What oblasts and raions are called, by code and by the English name that the warehouse has of them."""
    revisions: tuple[Revision, ...]
    """What was published otherwise by the bulletin before, or by an earlier edition of this one."""
    first_published: Mapping[tuple[Quarter, FigureKey], float | None]
    """The value as first published, of every figure that has been revised since."""

    @property
    def expected(self) -> int:
        """How many municipalities were to report."""
        return int(self.municipalities["expected"].sum())

    @property
    def reported(self) -> int:
        """How many of them did."""
        return int((self.municipalities["expected"] & self.municipalities["version"].notna()).sum())

    @property
    def incomplete(self) -> bool:
        """Whether so few have reported that sums do not compare with those of other quarters."""
        return self.reported < COMPLETE_FROM * self.expected

    @property
    def preliminary(self) -> bool:
        """Whether it was published before reports were due."""
        return bool(self.editions) and self.editions[-1][0] < self.late_from

    def figure(self, indicator: str, breakdown: str, area_level: str, area_code: str) -> Figure | None:
        """Return the figure that the bulletin is about; None if the warehouse has none."""
        series = self.figures.get(FigureKey(indicator, breakdown, area_level, area_code), {})
        return series.get(self.quarter_of[indicator])


def read_figures(connection: Connection, quarter: Quarter) -> dict[FigureKey, Shown]:
    """Return the figures of one quarter as its bulletin shows them: what ``editions.publish`` keeps."""
    return {
        key: _shown(key, series[quarter])
        for key, series in _series(connection, quarter, quarter).items()
        if quarter in series
    }


def read_contents(
    connection: Connection,
    quarter: Quarter,
    *,
    deadline_days: int,
    areas: Iterable[Area],
    editions: Mapping[Quarter, Sequence[Edition]],
) -> Contents:
    """Read what the bulletin of a quarter says.

    Args:
        connection: the warehouse, with the quarter's indicators, reporting status and scores computed.
        quarter: the quarter.
        deadline_days: days after the quarter's end in which a report was on time.
        areas: the oblasts and raions of the register.
        editions: what was published for this and earlier quarters.
    """
    series = _series(connection, None, quarter)
    known = sorted({each for quarters in series.values() for each in quarters}) or [quarter]
    quarters = tuple(known[0].until(quarter))[-LONGEST_SERIES:]
    quarter_of = {indicator: _latest(series, indicator, quarter) for indicator in INDICATORS}
    rows = standing(connection, quarter).sort_values(["oblast", "raion", "name_ru"], kind="stable")
    own = editions.get(quarter, ())
    return Contents(
        quarter=quarter,
        quarters=quarters,
        as_of=_as_of(connection, quarter),
        late_from=deadline_moment(quarter, deadline_days),
        deadline_days=deadline_days,
        editions=tuple((edition.published_at, len(edition.figures)) for edition in own),
        notes=notes(connection, quarter),
        figures=series,
        categories=_categories(connection, quarter_of),
        quarter_of=quarter_of,
        municipalities=rows,
        local=_local(connection, quarter_of),
        history=_history(connection, quarter, list(rows.index)),
        areas=_names(areas, series, rows),
        revisions=_revisions(series, quarter, editions),
        first_published=_first_published(series, editions),
    )


def _shown(key: FigureKey, figure: Figure) -> Shown:
    return Shown(rounded(figure.value, INDICATORS[key.indicator].unit), figure.contributing, figure.reporting)


def _series(connection: Connection, first: Quarter | None, last: Quarter) -> dict[FigureKey, dict[Quarter, Figure]]:
    """Return the figures of aggregates that are no category of anything, in the order of the declarations."""
    v = indicator_value.c
    wanted = select(v.indicator, v.breakdown, v.area_level, v.area_code, v.quarter, v.value, v.contributing,
                    v.reporting, v.expected).where(
        v.area_level.in_(_AGGREGATES),
        v.breakdown.in_((TOTAL, CUMULATIVE)),
        v.indicator.in_(INDICATORS),
        v.quarter <= str(last),
    )  # fmt: skip
    if first is not None:
        wanted = wanted.where(v.quarter >= str(first))
    order = {name: place for place, name in enumerate([*INDICATORS, TOTAL, CUMULATIVE, *_AGGREGATES])}
    rows = sorted(connection.execute(wanted), key=lambda row: (*(order[part] for part in row[:3]), *row[3:5]))
    quarters = {name: Quarter.parse(name) for name in {row.quarter for row in rows}}
    series: dict[FigureKey, dict[Quarter, Figure]] = {}
    for row in rows:
        counts = (int(count or 0) for count in row[6:])
        series.setdefault(FigureKey(*row[:4]), {})[quarters[row.quarter]] = Figure(row.value, *counts)
    return series


def _latest(series: Mapping[FigureKey, Mapping[Quarter, Figure]], indicator: str, quarter: Quarter) -> Quarter:
    """Return the quarter itself or, for a survey, the last one in which there is a figure."""
    if not INDICATORS[indicator].wave:
        return quarter
    programme = series.get(FigureKey(indicator, TOTAL, PROGRAMME, PROGRAMME), {})
    return max((each for each, figure in programme.items() if figure.value is not None), default=quarter)


def _of_their_quarters(quarter_of: Mapping[str, Quarter]) -> ColumnElement[bool]:
    v = indicator_value.c
    by_quarter: dict[Quarter, list[str]] = {}
    for indicator, quarter in quarter_of.items():
        by_quarter.setdefault(quarter, []).append(indicator)
    return or_(*(and_(v.quarter == str(each), v.indicator.in_(ids)) for each, ids in by_quarter.items()))


def _categories(
    connection: Connection, quarter_of: Mapping[str, Quarter]
) -> dict[tuple[str, str], tuple[tuple[str, Figure], ...]]:
    v = indicator_value.c
    wanted = (
        select(v.indicator, v.breakdown, v.category, v.value, v.contributing, v.reporting, v.expected)
        .where(v.area_level == PROGRAMME, v.breakdown.not_in((TOTAL, CUMULATIVE)), _of_their_quarters(quarter_of))
        .order_by(v.indicator, v.breakdown, v.category)
    )
    found: dict[tuple[str, str], list[tuple[str, Figure]]] = {}
    for row in connection.execute(wanted):
        counts = (int(count or 0) for count in row[4:])
        found.setdefault((row.indicator, row.breakdown), []).append((row.category, Figure(row.value, *counts)))
    return {key: tuple(each) for key, each in found.items()}


def _local(connection: Connection, quarter_of: Mapping[str, Quarter]) -> dict[str, dict[str, float]]:
    v = indicator_value.c
    wanted = select(v.indicator, v.area_code, v.value).where(
        v.area_level == MUNICIPALITY, v.breakdown == TOTAL, v.value.is_not(None), _of_their_quarters(quarter_of)
    )
    found: dict[str, dict[str, float]] = {indicator: {} for indicator in quarter_of}
    for indicator, code, value in connection.execute(wanted.order_by(v.indicator, v.area_code)):
        found[indicator][code] = value
    return found


def _as_of(connection: Connection, quarter: Quarter) -> datetime | None:
    received = select(func.max(submission.c.received_at)).where(
        submission.c.status.in_(TAKEN_IN), submission.c.quarter <= str(quarter)
    )
    return cast("datetime | None", connection.scalar(received))


def _history(connection: Connection, quarter: Quarter, codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    latest = tuple(quarter.plus(1 - HISTORY).until(quarter))
    wanted = select(reporting_status).where(reporting_status.c.quarter.in_([str(each) for each in latest]))
    status = read_frame(connection, wanted)
    how = pd.Series("late", index=status.index).mask(status["on_time"].fillna(value=False), "on_time")
    how = how.mask(status["version"].isna(), "missing")
    told = dict(zip(zip(status["municipality_code"], status["quarter"], strict=True), how, strict=True))
    computed = set(status["quarter"])
    shown = [str(each) for each in latest if str(each) in computed]
    return {code: tuple(told.get((code, each), "not_expected") for each in shown) for code in codes}


def _names(
    areas: Iterable[Area], series: Mapping[FigureKey, Mapping[Quarter, Figure]], municipalities: pd.DataFrame
) -> dict[str, Label]:
    shown = {key.area_code for key in series} | set(municipalities["oblast"]) | set(municipalities["raion"])
    return {name: area.name for area in areas for name in (area.code, area.name.en) if name and name in shown}


def _revisions(
    series: Mapping[FigureKey, Mapping[Quarter, Figure]],
    quarter: Quarter,
    editions: Mapping[Quarter, Sequence[Edition]],
) -> tuple[Revision, ...]:
    """Return what differs from the bulletin before (of earlier quarters) and from this one's first edition."""
    found = []
    previous = editions.get(quarter.plus(-1), ())
    for each in sorted(editions, reverse=True):
        if each > quarter or not editions[each]:
            continue
        if each == quarter:
            before: Edition | None = editions[each][0]
        else:
            before = standing_at(editions[each], previous[0].published_at) if previous else None
        if before is None:
            continue
        for key, quarters in series.items():
            if key not in before.figures or each not in quarters:
                continue
            now = _shown(key, quarters[each])
            if now != before.figures[key]:
                found.append(Revision(each, key, before.figures[key], before.published_at, now))
    return tuple(found)


def _first_published(
    series: Mapping[FigureKey, Mapping[Quarter, Figure]], editions: Mapping[Quarter, Sequence[Edition]]
) -> dict[tuple[Quarter, FigureKey], float | None]:
    return {
        (quarter, key): editions[quarter][0].figures[key].value
        for key, quarters in series.items()
        for quarter, figure in quarters.items()
        if editions.get(quarter)
        and key in editions[quarter][0].figures
        and editions[quarter][0].figures[key].value != _shown(key, figure).value
    }
