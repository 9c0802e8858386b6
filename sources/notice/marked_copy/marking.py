"""Marking a workbook, from the bytes that were sent to the bytes of the copy: which parts are patched, and when.

``package_writer`` holds the parts, ``workbook_part`` the list of sheets, ``styles`` the formats, ``worksheet_marks``
the cells, ``comments`` and ``comment_boxes`` what is said of them, ``front_sheet`` the list of findings,
``active_content`` what is never kept.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sources.findings import Severity
from sources.notice.marked_copy.active_content import (
    drop_macros,
    refuse_formulas_that_reach_out,
    refuse_what_reaches_out,
)
from sources.notice.marked_copy.addressing import read_address
from sources.notice.marked_copy.comment_boxes import (
    BoxSizes,
    boxed_cells,
    can_be_patched,
    draw_boxes,
    holds_only_comments,
)
from sources.notice.marked_copy.comments import SEPARATOR, Comments
from sources.notice.marked_copy.front_sheet import front_sheet
from sources.notice.marked_copy.package_writer import Parts
from sources.notice.marked_copy.refusal import NotMarkableError, Obstacle
from sources.notice.marked_copy.styles import Styles
from sources.notice.marked_copy.workbook_part import WorkbookPart
from sources.notice.marked_copy.worksheet_marks import Worksheet, deselect
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sources.notice.marked_copy.workbook_part import SheetEntry
    from sources.notice.notice import Mark, NoticeSheet
    from sources.workbook.limits import Limits

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK_TYPE = f"{_SPREADSHEET}.sheet.main+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SEVERITIES = list(Severity)


def mark_workbook(content: bytes, marks: Sequence[Mark], sheet: NoticeSheet, limits: Limits) -> bytes:
    """Return a copy of a workbook with cells marked and a notice's sheet put first.

    Marked cells keep their formats but for the fill, and comments that they have; what an earlier notice marked is
    unmarked, and its sheet replaced. Macros are left out. Every other part is as it was, byte for byte.

    Args:
        content: an .xlsx or .xlsm file, which preflight has passed.
        marks: the cells; those of one merged range are marked where its value is shown.
        sheet: the first sheet.
        limits: what the copy may be at most, so that it can be read again.

    Returns:
        An .xlsx file.

    Raises:
        NotMarkableError: the workbook cannot be patched safely, or reaches out to something outside itself.
        ValueError: a mark's cell is no address.
    """
    try:
        return _Marking(content, limits).mark(marks, sheet)
    except RefusedError as refusal:
        raise NotMarkableError(str(refusal)) from None
    except UnicodeDecodeError as error:
        raise NotMarkableError(f"a part is not written in UTF-8: {error}") from None


class _Marking:
    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        self._parts = Parts(content, limits)
        self._book_part = self._parts.related("", "officeDocument") or ""
        if not self._book_part:
            raise NotMarkableError("no workbook", Obstacle.FORMAT)
        drop_macros(self._parts)
        refuse_what_reaches_out(self._parts)
        self._book = WorkbookPart(self._parts.read(self._book_part))
        refuse_formulas_that_reach_out(self._parts.read(self._book_part), self._book_part)
        self._styles_part = self._parts.related(self._book_part, "styles")
        styles = self._parts.read(self._styles_part) if self._styles_part else None
        self._styles = Styles(styles, self._book.namespace)

    def mark(self, marks: Sequence[Mark], sheet: NoticeSheet) -> bytes:
        by_sheet = _marks_by_sheet(marks, {entry.name for entry in self._book.sheets})
        replaced = self._book.earlier_notice(sheet.name)
        sheets = dict.fromkeys(entry.name for entry in self._book.sheets)
        for name in sheets:
            # Of two sheets with one name the reader knows only the first.
            first = next(entry for entry in self._book.sheets if entry.name == name)
            for entry in self._book.sheets:
                if entry.name == name and entry is not replaced:
                    self._mark_sheet(entry, by_sheet.get(name, {}) if entry is first else {})
        self._put_first(sheet, replaced)
        self._write_styles()
        self._parts.set_type(self._book_part, _WORKBOOK_TYPE)
        if len(self._book.sheets) + (replaced is None) > self._limits.sheets:
            raise NotMarkableError("the copy would have too many sheets", Obstacle.TOO_LARGE)
        return self._parts.archive()

    def _mark_sheet(self, entry: SheetEntry, marks: dict[tuple[int, int], tuple[str, str]]) -> None:
        """Mark one sheet's cells, and unmark those that an earlier notice marked."""
        relations = {relation.id: relation for relation in self._parts.relations(self._book_part)}
        relation = relations.get(entry.relation)
        if relation is None or relation.target not in self._parts:
            raise NotMarkableError(f"the sheet {entry.name} has no part")
        part = self._parts.true_name(relation.target)
        data = self._parts.read(part)
        if relation.kind != "worksheet":
            if marks:
                raise NotMarkableError(f"{entry.name} is no worksheet")
            self._deselect(part, data)
            return
        refuse_formulas_that_reach_out(data, part, entry.name)
        comments_part = self._parts.related(part, "comments")
        kept = self._parts.read(comments_part) if comments_part else b""
        if marks or SEPARATOR.encode() in kept:
            self._patch_sheet(part, data, comments_part, marks)
        else:
            self._deselect(part, data)

    def _deselect(self, part: str, data: bytes) -> None:
        """Let a sheet's tab no longer be selected: what one types would go into all selected sheets."""
        if b"tabSelected" in data:
            self._parts.write(part, deselect(data))

    def _patch_sheet(
        self, part: str, data: bytes, comments_part: str | None, marks: dict[tuple[int, int], tuple[str, str]]
    ) -> None:
        worksheet = Worksheet(data, part)
        marks = _shown(marks, worksheet.merged_cells())
        comments = Comments.read(self._parts.read(comments_part) if comments_part else None, self._book.namespace)
        texts = {place: text for place, (_, text) in marks.items() if place not in comments.threaded}
        formats: dict[tuple[int, int], Callable[[int], int]] = dict.fromkeys(
            comments.ours | comments.shared, self._styles.unmarked
        )
        for place, (severity, _) in marks.items():
            formats[place] = partial(self._mark_format, place in formats, severity)
        drawing = None
        if texts or comments.ours or comments.shared:
            drawing = self._comment(part, worksheet, comments_part, comments, texts)
        self._parts.write(part, deselect(worksheet.patch(formats, drawing, strict=self._book.strict)))

    def _mark_format(self, was_marked: bool, severity: str, number: int) -> int:
        return self._styles.marked(self._styles.unmarked(number) if was_marked else number, severity)

    def _comment(
        self,
        part: str,
        worksheet: Worksheet,
        comments_part: str | None,
        comments: Comments,
        texts: dict[tuple[int, int], str],
    ) -> str | None:
        """Write a sheet's comments and their boxes; return the id of the relation to a drawing that is new."""
        strict = self._book.strict
        if comments_part is None:
            comments_part = self._parts.free_name("xl/comments{}.xml")
            self._parts.relate(part, "comments", comments_part, strict=strict)
            self._parts.set_type(comments_part, f"{_SPREADSHEET}.comments+xml")
        self._parts.write(comments_part, comments.write(texts))
        boxed = {place: text for place, text in texts.items() if place not in comments.theirs}
        sizes = BoxSizes(worksheet.column_widths(), worksheet.row_heights())
        relation = worksheet.drawing()
        if relation is not None:
            targets = {each.id: each.target for each in self._parts.relations(part) if not each.external}
            drawing_part = targets.get(relation, "")
            if drawing_part not in self._parts:
                raise NotMarkableError(f"the drawing of comments of {part} is missing")
            drawing_part = self._parts.true_name(drawing_part)
            drawing = self._parts.read(drawing_part)
            if can_be_patched(drawing):
                # A comment of theirs that our text makes longer gets a new box.
                boxed |= {place: texts[place] for place in texts.keys() & comments.theirs.keys()}
                removed = comments.ours | (texts.keys() & boxed_cells(drawing))
                self._parts.write(drawing_part, draw_boxes(drawing, removed, boxed, sizes))
            elif holds_only_comments(drawing):
                boxed |= {place: texts.get(place, "") for place in comments.theirs}
                self._parts.write(drawing_part, draw_boxes(None, (), boxed, sizes))
            else:
                raise NotMarkableError(f"the drawing of comments of {part} is unusual")
            return None
        boxed |= {place: texts.get(place, "") for place in comments.theirs}
        drawing_part = self._parts.free_name("xl/drawings/vmlDrawing{}.vml")
        self._parts.write(drawing_part, draw_boxes(None, (), boxed, sizes))
        self._parts.set_type(drawing_part, _VML_TYPE)
        return self._parts.relate(part, "vmlDrawing", drawing_part, strict=strict)

    def _put_first(self, sheet: NoticeSheet, replaced: SheetEntry | None) -> None:
        """Write the notice's sheet and the list of sheets with it."""
        parts, book = self._parts, self._book
        if replaced is not None:
            old = {each.id: each for each in parts.relations(self._book_part)}.get(replaced.relation)
            parts.unrelate(self._book_part, {replaced.relation})
            if old is not None:
                parts.drop(old.target)
        name = book.free_sheet_name(sheet.name, replaced)
        part = parts.free_name("xl/worksheets/sheet{}.xml")
        parts.write(part, front_sheet(replace(sheet, name=name), self._styles, book.namespace))
        parts.set_type(part, f"{_SPREADSHEET}.worksheet+xml")
        relation = parts.relate(self._book_part, "worksheet", part, strict=book.strict)
        repeated = next((row for row, line in enumerate(sheet.lines) if line.style == "heading"), None)
        parts.write(self._book_part, book.with_first_sheet(name, relation, replaced, repeated))

    def _write_styles(self) -> None:
        part = self._styles_part
        if part is None:
            part = self._parts.free_name("xl/styles{}.xml") if "xl/styles.xml" in self._parts else "xl/styles.xml"
            self._parts.relate(self._book_part, "styles", part, strict=self._book.strict)
            self._parts.set_type(part, f"{_SPREADSHEET}.styles+xml")
        self._parts.write(part, self._styles.write())


def _marks_by_sheet(marks: Iterable[Mark], sheets: set[str]) -> dict[str, dict[tuple[int, int], tuple[str, str]]]:
    """Return severity and comment of each marked cell, by sheet."""
    found: dict[str, dict[tuple[int, int], tuple[str, str]]] = {}
    for mark in marks:
        place = read_address(mark.cell)
        if place is None:
            raise ValueError(f"{mark.cell} is no address of a cell")
        if mark.sheet not in sheets:
            raise NotMarkableError(f"the workbook has no sheet {mark.sheet}")
        _join(found.setdefault(mark.sheet, {}), place, mark.severity.value, mark.comment)
    return found


def _shown(
    marks: dict[tuple[int, int], tuple[str, str]], merged: Callable[[int, int], tuple[int, int]]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return the marks, those in merged cells where the range shows its value."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for place, (severity, text) in sorted(marks.items()):
        _join(found, merged(*place), severity, text)
    return found


def _join(marks: dict[tuple[int, int], tuple[str, str]], place: tuple[int, int], severity: str, text: str) -> None:
    """Add a mark; of two in one cell the graver severity and both texts stay."""
    if place in marks:
        other, before = marks[place]
        severity = min(severity, other, key=lambda value: _SEVERITIES.index(Severity(value)))
        text = before if text == before else f"{before}\n\n{text}"
    marks[place] = (severity, text)
