"""The error values of the binary formats: a byte for each ([MS-XLS] 2.5.10 BErr)."""

from __future__ import annotations

from sources.workbook.cells import CellKind, Marked

_ERRORS = {
    byte: Marked(CellKind.ERROR, text)
    for byte, text in {
        0x00: "#NULL!",
        0x07: "#DIV/0!",
        0x0F: "#VALUE!",
        0x17: "#REF!",
        0x1D: "#NAME?",
        0x24: "#NUM!",
        0x2A: "#N/A",
        0x2B: "#GETTING_DATA",
    }.items()
}
_UNKNOWN = Marked(CellKind.ERROR, "#ERROR")


def error_value(byte: int) -> Marked:
    """Return what stands in a cell with an error."""
    return _ERRORS.get(byte, _UNKNOWN)
