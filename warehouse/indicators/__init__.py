"""Indicators: what the programme is measured by, declared once each and computed where the data is.

``INDICATORS`` holds the declarations and ``SECTIONS`` the same by section, ``load_declarations`` and
``compute_indicators`` fill the tables, and ``municipality_select`` gives the select behind an indicator's municipality
rows.
"""

from __future__ import annotations

from warehouse.indicators.computing import (
    KIND,
    MUNICIPALITY,
    OBLAST,
    PROGRAMME,
    compute_indicators,
    load_declarations,
)
from warehouse.indicators.declaration import CUMULATIVE, TOTAL, Breakdown, Direction, Indicator, Span
from warehouse.indicators.registry import INDICATORS, SECTIONS, Section
from warehouse.indicators.selection import municipality_select

__all__ = [
    "CUMULATIVE",
    "INDICATORS",
    "KIND",
    "MUNICIPALITY",
    "OBLAST",
    "PROGRAMME",
    "SECTIONS",
    "TOTAL",
    "Breakdown",
    "Direction",
    "Indicator",
    "Section",
    "Span",
    "compute_indicators",
    "load_declarations",
    "municipality_select",
]
