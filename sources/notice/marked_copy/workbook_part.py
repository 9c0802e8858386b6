"""The workbook's own part: the list of sheets gets one more, first; what counts sheets is counted anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from sources.notice.marked_copy.package_writer import RELATIONS, STRICT_RELATIONS
from sources.notice.marked_copy.refusal import NotMarkableError
from sources.notice.marked_copy.xml_spans import Edits, attribute_text, element_text, parse

if TYPE_CHECKING:
    from sources.notice.marked_copy.xml_spans import Element

_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches"),
    *("smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)
"""The children of ``workbook``, as ECMA-376 part 1, 18.2.27 orders them."""
_MARKER = "Aimak_notice"
"""A hidden defined name that leads to our sheet: by it we know the sheet when a marked copy comes back."""
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_LONGEST_NAME = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_NUMBERED = re.compile(r" \([0-9]{1,3}\)$")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet in the list."""

    name: str
    sheet_id: int
    relation: str
    element: Element


class WorkbookPart:
    """The workbook's part, with the list of its sheets."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root = parse(data, 2, "the workbook's part")
        self.namespace = self._root.attributes.get(
            f"xmlns:{self._root.prefix[:-1]}" if self._root.prefix else "xmlns", ""
        )
        self.strict = self.namespace == _STRICT
        parent = self._root.find("sheets")
        if parent is None or not parent.children:
            raise NotMarkableError("the workbook has no list of sheets")
        self._parent = parent
        self.sheets = [_entry(element) for element in parent.all("sheet")]

    def _names(self) -> list[Element]:
        parent = self._root.find("definedNames")
        return parent.all("definedName") if parent else []

    def earlier_notice(self, name: str) -> SheetEntry | None:
        """Return the sheet of an earlier notice, if there is one: our hidden name leads to it, and it is named so.

        Args:
            name: what a notice's sheet is named.
        """
        for element in self._names():
            if element.attributes.get("name") != _MARKER:
                continue
            target = unescape(self._data[element.inside : element.outside].decode()).rpartition("!")[0]
            target = target.removeprefix("$").strip("'").replace("''", "'")
            for sheet in self.sheets:
                same = _NUMBERED.sub("", sheet.name).casefold() == _legal(name).casefold()
                if sheet.name.casefold() == target.casefold() and same:
                    return sheet
        return None

    def free_sheet_name(self, wanted: str, replaced: SheetEntry | None) -> str:
        """Return a name for a new sheet that no other sheet has."""
        wanted = _legal(wanted)
        taken = {sheet.name.casefold() for sheet in self.sheets if sheet is not replaced}
        name, number = wanted, 2
        while name.casefold() in taken:
            ending = f" ({number})"
            name = wanted[: _LONGEST_NAME - len(ending)] + ending
            number += 1
        return name

    def with_first_sheet(
        self, name: str, relation: str, replaced: SheetEntry | None, repeated_row: int | None = None
    ) -> bytes:
        """Return the part with a new first sheet, which is the one that is shown.

        Args:
            name: the new sheet's name.
            relation: the id of the relation to its part.
            replaced: a sheet that goes.
            repeated_row: the row of the new sheet, from 0, that every printed page of it begins with.
        """
        edits = Edits(self._data)
        if replaced is not None:
            edits.replace(replaced.element.start, replaced.element.end, b"")
        sheet_id = max((sheet.sheet_id for sheet in self.sheets), default=0) + 1
        namespaces = (STRICT_RELATIONS, RELATIONS) if self.strict else (RELATIONS, STRICT_RELATIONS)
        prefix = self._root.prefix_of(*namespaces)
        declared = "" if prefix else f' xmlns:r="{namespaces[0]}"'
        element = (
            f'<{self._root.tag("sheet")}{declared} name="{attribute_text(name)}" sheetId="{sheet_id}" '
            f'{prefix or "r:"}id="{relation}"/>'
        )
        edits.insert(self._parent.inside, element.encode())
        views = self._root.find("bookViews")
        for view in views.all("workbookView") if views else ():
            edits.set_attributes(view, activeTab=None, firstSheet=None)
        self._count_names_anew(edits, name, replaced, repeated_row)
        return edits.apply()

    def _count_names_anew(
        self, edits: Edits, sheet: str, replaced: SheetEntry | None, repeated_row: int | None
    ) -> None:
        gone = self.sheets.index(replaced) if replaced is not None else None
        places = {str(place): place for place in range(len(self.sheets))}
        for element in self._names():
            local = element.attributes.get("localSheetId")
            number = places.get(local.strip()) if local is not None else None
            if element.attributes.get("name") == _MARKER or (number is not None and number == gone):
                edits.replace(element.start, element.end, b"")
            elif number is not None:
                moved = number + 1 - (gone is not None and number > gone)
                edits.set_attributes(element, localSheetId=str(moved))
        quoted = "'" + sheet.replace("'", "''") + "'"
        tag = self._root.tag("definedName")
        marker = f'<{tag} name="{_MARKER}" hidden="1">{element_text(f"{quoted}!$A$1")}</{tag}>'
        if repeated_row is not None:
            rows = element_text(f"{quoted}!${repeated_row + 1}:${repeated_row + 1}")
            marker += f'<{tag} name="_xlnm.Print_Titles" localSheetId="0">{rows}</{tag}>'
        parent = self._root.find("definedNames")
        if parent is not None:
            edits.append_child(parent, marker.encode())
        else:
            tag = self._root.tag("definedNames")
            edits.insert_in_order(self._root, _ORDER, "definedNames", f"<{tag}>{marker}</{tag}>".encode())


def _entry(element: Element) -> SheetEntry:
    values = element.attributes
    number = values.get("sheetId", "")
    if not number.isdecimal() or len(number) > 9:  # noqa: PLR2004 - Excel counts to 65,534
        raise NotMarkableError("a sheet has no number")
    relation = next((value for key, value in values.items() if key.endswith(":id")), "")
    return SheetEntry(values.get("name", ""), int(number), relation, element)


def _legal(name: str) -> str:
    """Return a name that a sheet may have."""
    return _FORBIDDEN_IN_NAME.sub("-", name)[:_LONGEST_NAME].strip("'") or "Notice"
