"""What stands on the board: one slot for each municipality and quarter of which something is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlalchemy import and_, func, select

from sources.quarters import Quarter
from warehouse.tables import municipality, quality_score, quarter_state, reporting_status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

State: TypeAlias = Literal["on time", "late", "missing", "unasked"]
"""``unasked``: it reported, and nobody expected it to."""


@dataclass(frozen=True)
class Slot:
    """What became of one municipality's report for one quarter."""

    state: State
    received_at: datetime | None
    version: int | None
    errors: int
    warnings: int
    quality: float | None
    """The overall score, 0 to 100."""


@dataclass(frozen=True)
class Place:
    """A municipality, as the register describes it last."""

    code: str
    name_ru: str
    name_en: str
    oblast: str


@dataclass(frozen=True)
class Board:
    """Every municipality that was ever expected to report or did, and every quarter from the first to the last."""

    places: Sequence[Place]
    """By oblast and name."""
    quarters: Sequence[str]
    slots: Mapping[tuple[str, str], Slot]
    """By municipality and quarter; a municipality that was not to report has none."""

    def complete(self, quarter: str) -> bool:
        """Return whether everybody who was expected to report for a quarter has."""
        slots = [slot for (_, of), slot in self.slots.items() if of == quarter]
        return bool(slots) and not any(slot.state == "missing" for slot in slots)

    def count(self, quarter: str, *states: State) -> int:
        """Return how many municipalities are in some states for a quarter."""
        return sum(slot.state in states for (_, of), slot in self.slots.items() if of == quarter)


def reporting_board(connection: Connection) -> Board:
    """Read the board from the warehouse.

    Args:
        connection: the warehouse; quarters count from when they were first computed.
    """
    status = reporting_status.c
    overall = and_(
        quality_score.c.municipality_code == status.municipality_code,
        quality_score.c.quarter == status.quarter,
        quality_score.c.dimension == "overall",
    )
    statement = (
        select(
            status.municipality_code,
            status.quarter,
            status.expected,
            status.received_at,
            status.on_time,
            status.version,
            status.errors,
            status.warnings,
            quality_score.c.score,
        )
        .join_from(reporting_status, quality_score, overall, isouter=True)
        .where(status.quarter.in_(select(quarter_state.c.quarter)))
    )
    slots = {}
    for code, quarter, expected, received_at, on_time, version, errors, warnings, score in connection.execute(
        statement
    ):
        state: State = "missing"
        if received_at is not None:
            state = "unasked" if not expected else "on time" if on_time else "late"
        elif not expected:
            continue
        reported = score if received_at is not None else None
        slots[code, quarter] = Slot(state, received_at, version, errors or 0, warnings or 0, reported)
    known = sorted({quarter for _, quarter in slots})
    quarters = [str(each) for each in Quarter.parse(known[0]).until(Quarter.parse(known[-1]))] if known else []
    return Board(_places(connection, {code for code, _ in slots}), quarters, slots)


def _places(connection: Connection, codes: set[str]) -> list[Place]:
    latest = (
        select(municipality.c.code, func.max(municipality.c.valid_from).label("valid_from"))
        .group_by(municipality.c.code)
        .subquery("latest")
    )
    described = connection.execute(
        select(municipality.c.code, municipality.c.name_ru, municipality.c.name_en, municipality.c.oblast).join(
            latest, and_(latest.c.code == municipality.c.code, latest.c.valid_from == municipality.c.valid_from)
        )
    )
    known = {code: Place(code, *names) for code, *names in described if code in codes}
    # An enrolled municipality that the register does not know is expected all the same.
    unknown = {code: Place(code, code, code, "") for code in codes - known.keys()}
    return sorted((known | unknown).values(), key=lambda place: (place.oblast, place.name_ru, place.code))
