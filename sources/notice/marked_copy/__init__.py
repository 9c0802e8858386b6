"""A copy of the sender's own workbook with what was found marked in its cells, and a first sheet that lists it.

The package's parts are patched where a mark needs it; everything else stays as it was, byte for byte (openpyxl would
lose formulas' results, pictures, lists on other sheets and more). What cannot be patched safely is not marked at all:
``NotMarkableError``; ``fresh_workbook`` stands in then. ``marking`` says which part does what.
"""

from __future__ import annotations

from sources.notice.marked_copy.marking import mark_workbook
from sources.notice.marked_copy.refusal import NotMarkableError, Obstacle, Unmarked

__all__ = ["NotMarkableError", "Obstacle", "Unmarked", "mark_workbook"]
