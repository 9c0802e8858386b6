"""What is known of the figures of one indicator and quarter: values, and the rows and cells of workbooks behind them.

Plain facts only; ``reading`` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from warehouse.indicators import KIND, MUNICIPALITY, OBLAST, PROGRAMME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sources.findings import Finding
    from sources.labels import Label
    from sources.quarters import Quarter
    from warehouse.indicators import Indicator
    from warehouse.indicators.declaration import Role


class Area(NamedTuple):
    """A municipality, oblast or kind of municipality, or the programme: level and code as in ``indicator_value``."""

    level: str
    code: str


class Category(NamedTuple):
    """A breakdown and one category of it, as in ``indicator_value``."""

    breakdown: str
    category: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of ``indicator_value``."""

    numerator: float | None
    denominator: float | None
    value: float | None
    contributing: int
    reporting: int
    expected: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A workbook, as the ledger has it."""

    id: str
    file_name: str
    """As it was dropped, made fit to be shown."""
    sha256: str
    is_survey: bool
    municipality_code: str | None
    quarter: str | None
    wave: str | None
    version: int | None
    received_at: datetime
    status: str
    errors: int
    warnings: int
    notice: str | None
    """The notice's files below the outbox, without their endings; None where none was written."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding on a cell, or on the whole row where it names no column."""

    code: str
    severity: str
    value: str | None
    """What was read, made fit to be shown."""


@dataclass(slots=True)
class Cell:
    """One cell behind a figure."""

    column: str
    """The form's column, by its id."""
    sheet: str
    address: str
    counted: str | float | bool | date | None
    """What it counts as; None for a cell that was left blank, and is read as such."""
    scale: float
    """What the number that is written is multiplied by (1000: thousands)."""
    roles: list[Role]
    remarks: tuple[Remark, ...] = ()

    @property
    def written(self) -> str | float | bool | date | None:
        """What stands in the cell: as it was read, where that was noted, else what it counts as without its scale."""
        read = next((remark.value for remark in self.remarks if remark.value is not None), None)
        if read is not None:
            return read
        scaled = isinstance(self.counted, (int, float)) and not isinstance(self.counted, bool) and self.scale != 1
        return self.counted / self.scale if scaled else self.counted  # type: ignore[operator]


class Share(NamedTuple):
    """What a row puts into one sum."""

    role: Role
    name: str
    amount: float | None


@dataclass(slots=True)
class Row:
    """One row of a workbook behind a figure, or a whole workbook (then without form, number and cells)."""

    submission: Submission
    form: str | None
    number: int | None
    """The sheet row, counted from 1."""
    key: Mapping[str, str | float | bool | date | None]
    """The values of the columns by which the form tells its rows apart."""
    shares: list[Share] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)
    """By column."""
    remarks: tuple[Remark, ...] = ()
    """On the row as a whole."""


class RefusedRow(NamedTuple):
    """A row that may have been behind a figure, had it not been refused."""

    form: str
    number: int
    """The sheet row, counted from 1."""
    causes: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A municipality that has a figure, or is expected to have one."""

    code: str
    name: Label
    kind: str | None
    oblast: str
    """The oblast's code, as in ``indicator_value``."""
    enrolled: bool
    reported: bool
    surveyed: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """The figures of one indicator and quarter, in one category, and all that is behind them."""

    indicator: Indicator
    quarter: Quarter
    category: Category
    figures: Mapping[Area, Figure]
    """Of the category."""
    others: Mapping[Area, Mapping[Category, Figure]]
    """Of the indicator's other categories."""
    members: Mapping[str, Member]
    """By code, in order of name."""
    rows: Mapping[str, Sequence[Row]]
    """By municipality: its rows in the order of forms, quarters and sheet rows."""
    refused: Mapping[str, Sequence[RefusedRow]]
    """By municipality: the rows of the quarter's report that were refused, of the forms that the indicator reads."""
    notes: tuple[str, ...]
    """What the enrolment says of municipalities, and must be seen beside the figures."""

    def members_of(self, area: Area) -> list[Member]:
        """Return the municipalities whose parts an area's figure is the sum of."""
        if area.level == MUNICIPALITY:
            return [self.members[area.code]] if area.code in self.members else []
        its_code: dict[str, Callable[[Member], str | None]] = {
            PROGRAMME: lambda _member: PROGRAMME,
            OBLAST: lambda member: member.oblast,
            KIND: lambda member: member.kind,
        }
        return [
            member for member in self.members.values() if member.enrolled and its_code[area.level](member) == area.code
        ]
