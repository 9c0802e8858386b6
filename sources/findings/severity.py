"""Severity: what a finding does to the data it is about."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """From what stops a file to what is only told."""

    FATAL = "fatal"
    """The file is not taken in."""
    ERROR = "error"
    """A cell or its row is refused; the rest is loaded."""
    WARNING = "warning"
    """Loaded, and reported."""
    NOTE = "note"
    """Recognised and mended on the way, and listed."""
