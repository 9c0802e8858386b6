"""Value parsing: what the located cells of a column mean.

``read_values`` reads whole columns, ``read_period`` the two cells of a cover that name a quarter; the modules behind
them each know one kind of value (``numbers``, ``dates``, ``periods``, ``answers``) and can be asked about one text.
What cannot be read is a fault of its cell, never a guess; what was mended on the way is a note.
"""

from __future__ import annotations

from sources.values.columns import read_values
from sources.values.periods import read_period

__all__ = ["read_period", "read_values"]
