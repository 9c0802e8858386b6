"""The municipalities of the sample programme: who takes part, their settlements, people and habits.

The register says who they are; ``enrolment.csv`` which of them take part. What they report is in ``services`` and
``participation``, how their workbooks look in ``mess``.

Three of the fifty are attested participants of the real programme (Kum-Dobo, Darkan, Allya Anarov). The other 47 are
synthetic choices, drawn once from the register with a seed, oblast by oblast: they are not the real participants. All
populations and all figures are made up.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aimak_pipeline.sample.draws import chance, draw_for
from sources.quarters import Quarter
from sources.register import load_register

if TYPE_CHECKING:
    from sources.register.municipalities import Municipality

FIRST = Quarter(2016, 4)
LAST = Quarter(2021, 1)
QUARTERS: tuple[Quarter, ...] = tuple(FIRST.until(LAST))
"""The programme's quarters, of which 2016-Q4 is the baseline."""

ENROLMENT = Path(__file__).with_name("enrolment.csv")
"""``code,from,to,email``: who is expected to report, from which quarter to which (blank: still)."""

_LARGEST = 8
"""Settlements a municipality reports on, at the most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement with its people."""

    name: str
    population: tuple[int, ...]
    """One figure a quarter."""
    household_size: float


@dataclass(frozen=True, slots=True)
class Habits:
    """How a municipality works with its figures, quarter after quarter."""

    money_unit: float
    """What amounts are rounded to, in som."""
    in_thousands: bool
    """Whether it likes to state amounts in thousands of som; then its amounts are multiples of 500."""
    own_folder: bool
    """Whether it drops its files into a folder of its own."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A municipality of the sample programme."""

    register: Municipality
    places: tuple[Place, ...]
    habits: Habits

    @property
    def code(self) -> str:
        """The SOATE code."""
        return self.register.code

    def people(self, quarter: int = -1) -> int:
        """Return the population in a quarter, by its position in ``QUARTERS``."""
        return sum(place.population[quarter] for place in self.places)


def enrolled_codes() -> list[str]:
    """Return the codes of the enrolled municipalities, in the order of the file."""
    with ENROLMENT.open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


def participants(seed: int) -> list[Participant]:
    """Return the enrolled municipalities with people and habits drawn for them."""
    codes = enrolled_codes()
    counting_in_thousands = set(draw_for(seed, "in thousands").sample(codes, 7))
    return [participant(seed, code, in_thousands=code in counting_in_thousands) for code in codes]


def participant(seed: int, code: str, *, in_thousands: bool) -> Participant:
    """Return one municipality with people and habits drawn for it.

    Raises:
        KeyError: the municipality is not in the register.
    """
    draw = draw_for(seed, code, "people")
    register = load_register()
    municipality = register[code]
    names = [settlement.name_ru for settlement in register.settlements_of(code)][:_LARGEST]
    if municipality.kind == "city":
        names = [municipality.name.ru, *names][:_LARGEST]
        sizes = [draw.randint(9_000, 24_000)] + [draw.randint(500, 1_800) for _ in names[1:]]
    else:
        sizes = [min(4_200, max(380, round(draw.lognormvariate(7.25, 0.55)))) for _ in names]
        if len(names) == 1:
            sizes = [draw.randint(3_000, 5_000)]
    places = tuple(
        Place(name, _growing(size, draw.uniform(0.001, 0.006)), draw.uniform(4.1, 5.7))
        for name, size in zip(names, sizes, strict=True)
    )
    heaps = chance(draw, 0.1)
    unit = 500.0 if in_thousands else 100.0 if heaps else draw.choice((0.01, 0.01, 0.01, 1.0))
    return Participant(municipality, places, Habits(unit, in_thousands, own_folder=chance(draw, 0.12)))


def _growing(size: int, rate: float) -> tuple[int, ...]:
    return tuple(round(size * (1 + rate * quarter)) for quarter in range(len(QUARTERS)))
