"""What lies beside a bulletin's page, and where a figure on it is explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warehouse.indicators import TOTAL
from warehouse.lineage.places import figure_page

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sources.quarters import Quarter
    from warehouse.bulletin.editions import FigureKey


@dataclass(frozen=True)
class Links:
    """What lies beside the page, as addresses relative to it."""

    quality: str | None = None
    pdf: bool = False
    explained: AbstractSet[str] = frozenset()
    """The pages that explain figures (``figures/<indicator>.html``), by quarter's folder relative to the page."""

    def explaining(self, key: FigureKey, quarter: Quarter, of: Quarter) -> str | None:
        """Return where a figure is explained; None if there is no such page.

        Args:
            key: which figure.
            quarter: that of the figure.
            of: the quarter of the bulletin, from whose folder the address leads.
        """
        folder = "" if quarter == of else f"../{quarter}/"
        page = folder + figure_page(key.indicator, key.area_level, key.area_code)
        # Only totals are explained.
        return page if key.breakdown == TOTAL and page.partition("#")[0] in self.explained else None
