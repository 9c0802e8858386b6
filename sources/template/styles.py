"""How the template looks: colours, borders, fonts and number formats. What is written where is for the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sources.forms.form import ColumnType

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_INK = "#1F3864"
_LINE = "#8EA0B8"
_REQUIRED = "#BDD3EE"
_ASKED = "#E4ECF6"
_GREY = "#EDEDED"
_GREY_INK = "#6B6B6B"
_FILLED_IN = "#F5F8FC"

NUMBER_FORMATS = {
    ColumnType.TEXT: "@",
    ColumnType.CODE: "@",
    ColumnType.BOOLEAN: "@",
    ColumnType.INTEGER: "#,##0",
    ColumnType.DECIMAL: "#,##0.00",
    # No percent format: Excel would make 0.5 of a typed 50. The unit stands in the heading.
    ColumnType.PERCENT: "0.0",
    ColumnType.DATE: "dd.mm.yyyy",
}
_WORDS = (ColumnType.TEXT, ColumnType.CODE)

DEFAULT_FORMAT: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "locked": False}
"""Of every cell that nothing is said of. Free, because a row in which a single cell is locked cannot be deleted."""

_LOCKED: dict[str, Any] = {"valign": "vcenter", "locked": True}
_FREE: dict[str, Any] = {"valign": "vcenter", "locked": False}
_BORDER = {"border": 1, "border_color": _LINE}
HEADING_SIZE = 9
UNIT_SIZE = 8
_HEADING = {**_BORDER, "font_size": HEADING_SIZE, "align": "center", "text_wrap": True, "font_color": _INK}

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 15, "bold": True, "font_color": _INK},
    "subtitle": {"font_size": 11, "font_color": _INK},
    "remark": {"font_size": 9, "font_color": _GREY_INK, "text_wrap": True, "valign": "top"},
    "heading": {**_HEADING, "bg_color": _ASKED},
    "required": {**_HEADING, "bg_color": _REQUIRED, "bold": True},
    "unit": {**_HEADING, "font_size": UNIT_SIZE, "italic": True, "bg_color": "#F7F9FC", "font_color": _GREY_INK},
    "grey heading": {**_HEADING, "bg_color": _GREY, "font_color": _GREY_INK, "font_size": UNIT_SIZE},
    "grey band": {**_HEADING, "bg_color": _GREY, "font_color": _GREY_INK, "font_size": UNIT_SIZE, "bold": True},
    "grey unit": {**_HEADING, "bg_color": _GREY, "font_color": _GREY_INK, "font_size": UNIT_SIZE, "italic": True},
    "label": {**_BORDER, "bg_color": _ASKED, "font_color": _INK, "text_wrap": True, "indent": 1},
    "value": {**_BORDER, "bold": True, "font_size": 12, "font_color": _INK, "text_wrap": True, "indent": 1},
    "entry": {**_BORDER, "font_size": 12, "locked": False, "text_wrap": True, "indent": 1, "align": "left"},
    "link": {"font_color": "#1F5FBF", "underline": 1},
    "paragraph title": {"font_size": 12, "bold": True, "font_color": _INK, "text_wrap": True, "valign": "top"},
    "paragraph": {"font_size": 11, "text_wrap": True, "valign": "top"},
    "list heading": {**_HEADING, "bg_color": _ASKED, "bold": True},
    "list": {**_BORDER, "text_wrap": True},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, style: str, **more: Any) -> Format:
        """Return a style by its name, with further properties of xlsxwriter's formats."""
        return self._format(_LOCKED | _STYLES[style] | more)

    def column(self, column_type: ColumnType) -> Format:
        """Return the format of a whole column, which is that of its cells below the printed table."""
        return self._format(_FREE | {"num_format": NUMBER_FORMATS[column_type]})

    def data(self, column_type: ColumnType, *, filled_in: bool = False) -> Format:
        """Return the format of the cells that are to be filled in."""
        # A figure wider than its column is shown smaller, not as ###.
        fits: dict[str, Any] = {"text_wrap": True, "indent": 1} if column_type in _WORDS else {"shrink": True}
        known = {"bg_color": _FILLED_IN} if filled_in else {}
        return self._format(_FREE | _BORDER | {"num_format": NUMBER_FORMATS[column_type]} | fits | known)

    def grey(self, column_type: ColumnType) -> Format:
        """Return the format of last report's figures. Not locked: a row with a locked cell cannot be deleted."""
        shown = {"num_format": NUMBER_FORMATS[column_type], "bg_color": _GREY, "font_color": _GREY_INK, "shrink": True}
        return self._format(_FREE | _BORDER | shown)

    def _format(self, properties: dict[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]
