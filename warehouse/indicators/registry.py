"""All indicators, by section, in the order of the programme's results framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.indicators import (
    budget,
    clubs,
    exchange,
    lighting,
    participation,
    reporting,
    trust,
    waste,
    water,
)

if TYPE_CHECKING:
    from sources.labels import Label
    from warehouse.indicators.declaration import Indicator


@dataclass(frozen=True, slots=True)
class Section:
    """A service or another part of the results framework, and the indicators that it is measured by."""

    id: str
    title: Label
    indicators: tuple[Indicator, ...]


SECTIONS: dict[str, Section] = {
    name: Section(name, module.TITLE, module.INDICATORS)
    for module in (water, waste, lighting, clubs, budget, trust, participation, exchange, reporting)
    for name in (module.__name__.rpartition(".")[2],)
}
"""The sections by the name of the module in which their indicators are declared."""

INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator for section in SECTIONS.values() for indicator in section.indicators
}
"""The indicators by id. Adding one is adding its declaration to the module of its section."""
