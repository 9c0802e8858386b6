"""How the steps of marking tell that a workbook cannot be patched."""

from __future__ import annotations


class NotMarkableError(Exception):
    """The workbook cannot be marked safely; the message says why, for our log and not for the sender."""
