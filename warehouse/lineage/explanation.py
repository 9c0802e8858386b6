"""The explanation of one area's figure: its value, the municipalities that it is made of, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.labels import Label
from warehouse.indicators import KIND, MUNICIPALITY, OBLAST
from warehouse.lineage import wording
from warehouse.lineage.lineage import Area
from warehouse.lineage.wording import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sources.register import Register
    from warehouse.lineage.lineage import Category, Cell, Figure, Lineage, Member, RefusedRow, Row


@dataclass(frozen=True, slots=True)
class Part:
    """What one municipality puts into a figure."""

    member: Member
    figure: Figure | None
    """Its own figure; None where it has none."""
    rows: Sequence[Row]
    refused: Sequence[RefusedRow]
    """The rows of its report that were refused, and may have been behind the figure."""
    reason: Reason | None
    """Why it has no value; None where it has one."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is behind the figure of one area."""

    lineage: Lineage
    area: Area
    name: Label
    figure: Figure | None
    others: Mapping[Category, Figure]
    """The area's figures in the indicator's other categories."""
    parts: Sequence[Part]
    """By name of municipality."""
    reason: Reason | None
    """Why there is no value; None where there is one."""

    @property
    def rows(self) -> list[Row]:
        """All rows behind the figure."""
        return [row for part in self.parts for row in part.rows]

    @property
    def cells(self) -> list[tuple[Row, Cell]]:
        """All cells behind the figure, each with its row."""
        return [(row, cell) for row in self.rows for cell in row.cells.values()]

    @property
    def workbooks(self) -> set[str]:
        """The ids of the submissions behind the figure."""
        return {row.submission.id for row in self.rows}


def explain(lineage: Lineage, area: Area, register: Register) -> Explanation:
    """Return what is behind the figure of one area.

    Args:
        lineage: the figures of an indicator and quarter.
        area: the area; it need not have a figure.
        register: what areas are called.
    """
    parts = [_part(lineage, member) for member in lineage.members_of(area)]
    figure = lineage.figures.get(area)
    return Explanation(
        lineage=lineage,
        area=area,
        name=_name(lineage, area, register),
        figure=figure,
        others=lineage.others.get(area, {}),
        parts=parts,
        reason=_reason(area, figure, parts),
    )


def _name(lineage: Lineage, area: Area, register: Register) -> Label:
    code = area.code
    unnamed = Label(code, code, code)
    if area.level == MUNICIPALITY:
        known = lineage.members.get(code) or register.municipalities.get(code)
        return known.name if known else unnamed
    if area.level == KIND:
        return wording.KINDS.get(code, unnamed)
    if area.level == OBLAST:
        return register.areas[code].name if code in register.areas else unnamed
    return wording.PROGRAMME_NAME


def _part(lineage: Lineage, member: Member) -> Part:
    figure = lineage.figures.get(Area(MUNICIPALITY, member.code))
    rows = lineage.rows.get(member.code, ())
    refused = lineage.refused.get(member.code, ())
    return Part(member, figure, rows, refused, _reason_of_member(lineage, member, figure, rows))


def _reason(area: Area, figure: Figure | None, parts: Sequence[Part]) -> Reason | None:
    if area.level == MUNICIPALITY:
        return parts[0].reason if parts else Reason.NOT_ENROLLED
    if figure is not None and figure.value is not None:
        return None
    if not parts:
        return Reason.NOBODY_EXPECTED
    # The municipalities' reasons, from what lies closest to a value to what lies farthest.
    given = {part.reason for part in parts}
    order = (Reason.DENOMINATOR_ZERO, Reason.CONDITION, Reason.NOT_GIVEN, Reason.NO_WAVE, Reason.NOT_REPORTED)
    return next((reason for reason in order if reason in given), Reason.NOT_GIVEN)


def _reason_of_member(lineage: Lineage, member: Member, figure: Figure | None, rows: Sequence[Row]) -> Reason | None:
    if figure is not None and figure.value is not None:
        return None
    if figure is not None and figure.denominator == 0:
        return Reason.DENOMINATOR_ZERO
    if rows:
        return Reason.CONDITION
    if lineage.indicator.wave:
        fielded = any(area.level != MUNICIPALITY for area in lineage.figures)
        return Reason.NOT_GIVEN if member.surveyed else Reason.NOT_REPORTED if fielded else Reason.NO_WAVE
    if member.reported:
        return Reason.NOT_GIVEN
    return Reason.NOT_REPORTED if member.enrolled else Reason.NOT_ENROLLED
