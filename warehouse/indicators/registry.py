"""All indicators, in the order of the programme's results framework."""

from __future__ import annotations

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
    from warehouse.indicators.declaration import Indicator

INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator
    for section in (water, waste, lighting, clubs, budget, trust, participation, exchange, reporting)
    for indicator in section.INDICATORS
}
"""The indicators by id. Adding one is adding its declaration to the module of its section."""
