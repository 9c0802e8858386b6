"""Where the pages of figures lie, so that whoever shows a figure can link to what is behind it.

Only addresses are here; what the pages show is ``page``'s.
"""

from __future__ import annotations

FIGURES = "figures"
"""The folder of the pages below ``reports/<quarter>/``."""


def figure_page(indicator: str, area_level: str, area_code: str) -> str:
    """Return the address of a figure's explanation, relative to the folder of its quarter's reports.

    All figures of an indicator and quarter stand on one page, each under an anchor of its own.

    Args:
        indicator: the indicator's id.
        area_level: ``programme``, ``oblast``, ``kind`` or ``municipality``, as in ``indicator_value``.
        area_code: the area's code, as in ``indicator_value``.
    """
    return f"{FIGURES}/{indicator}.html#{figure_anchor(area_level, area_code)}"


def figure_anchor(area_level: str, area_code: str) -> str:
    """Return the anchor of an area's figure on the page of its indicator and quarter."""
    return area_level if area_level == area_code else f"{area_level}-{area_code}"
