"""The template: the blank workbook that a municipality fills in, one for each municipality and quarter.

``write_template`` writes one. Everything in it derives from the declarations of the forms, so that what is asked, what
a cell accepts and what the reader expects cannot come apart; ``sources.workbook`` reads it back.
"""

from __future__ import annotations

from sources.template.prefill import NOTHING_KNOWN, Prefill
from sources.template.workbook import template_bytes, write_template

__all__ = ["NOTHING_KNOWN", "Prefill", "template_bytes", "write_template"]
