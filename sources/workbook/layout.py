"""Laying out a workbook: which sheet is the cover and which is which form, and what each of them holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.findings.finding import Finding
from sources.folding import fold
from sources.workbook.addresses import address
from sources.workbook.cells import CellNames, CellsBuilder
from sources.workbook.cover import CoverCell, read_cover
from sources.workbook.form_sheet import ColumnPlace, FormSheet, read_form_sheet
from sources.workbook.headings import ALIAS, EXACT, HeadingIndex
from sources.workbook.legacy_fonts import form_words, read_legacy_fonts
from sources.workbook.refusal import RefusedError
from sources.workbook.second_tables import cut_off
from sources.workbook.sheet_findings import cut
from sources.workbook.sheet_names import SheetMatch, SheetNames, is_service_sheet, match_by_headings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from sources.workbook.sheets import Grid
    from sources.workbook.vocabulary import FormWords, Vocabulary

_COVER = "cover"
_COVER_NAMES = frozenset(map(fold, ("титул", "титулдук", "титульный", "мукаба", "обложка", "бет", "титулка")))
_PERIOD = ("year", "quarter")
_WHO = ("municipality_code", "municipality_name")


@dataclass(slots=True)
class Layout:
    """What a workbook holds."""

    kind: str
    """``quarterly`` or ``survey``."""
    cells: pa.Table
    cover: dict[str, CoverCell] = field(default_factory=dict)
    places: list[ColumnPlace] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    hidden_rows: bool = False


class WorkbookLayout:
    """Lays out workbooks by the vocabulary of the forms. Made once in a process: it remembers headings."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        forms = (*vocabulary.forms, vocabulary.survey)
        self._survey = vocabulary.survey.form
        self._quarterly = [form.form for form in vocabulary.forms]
        self._words = {form.form: form for form in forms}
        self._indexes = {form.form: HeadingIndex(form) for form in forms}
        self._cover_index = HeadingIndex(vocabulary.cover)
        self._form_words = form_words(vocabulary)
        self._names = SheetNames((*forms, vocabulary.cover))
        columns = sorted({column.name for form in forms for column in form.columns})
        self._cell_names = CellNames([form.form for form in forms], columns)

    def empty_cells(self) -> pa.Table:
        """Return the table of no cells."""
        return self._cell_names.no_cells

    def lay_out(self, grids: Iterable[Grid]) -> Layout:
        """Find out what a workbook holds.

        Args:
            grids: its worksheets in their order.

        Raises:
            RefusedError: there is neither a cover nor a survey, or a cover and no form.
        """
        grids = list(grids)
        in_legacy_fonts = read_legacy_fonts(grids, self._form_words)
        named = [(grid, self._match_name(grid)) for grid in grids]
        cover = self._find_cover(named)
        form_grids, unknown = self._sort_sheets([pair for pair in named if cover is None or pair[0] is not cover[0]])
        survey = self._survey in form_grids
        if cover is None and not survey:
            raise RefusedError(
                "cover_missing",
                "; ".join(grid.name for grid, _ in named),
                expected=self._cover_index.form.printed,
            )
        kind = "survey" if cover is None else "quarterly"
        forms = [self._survey] if cover is None else self._quarterly
        if not any(form in form_grids for form in forms):
            raise RefusedError(
                "no_forms",
                "; ".join(grid.name for grid, _ in named),
                expected="; ".join(self._words[form].printed for form in forms),
            )
        found = Layout(kind, self.empty_cells(), findings=in_legacy_fonts)
        if cover is not None:
            _, found.cover, findings = cover
            found.findings += findings
            found.findings += self._hidden(cover[0], None)
        others = [pair for form, pairs in form_grids.items() if form not in forms for pair in pairs]
        unknown += [grid for grid, _ in others]
        found.findings += [Finding("sheet_unknown", sheet=grid.name, value=grid.name) for grid in unknown]
        self._cut_off_second_tables(forms, form_grids, found)
        self._read_forms(forms, form_grids, found)
        return found

    def _cut_off_second_tables(
        self, forms: list[str], form_grids: dict[str, list[tuple[Grid, int]]], found: Layout
    ) -> None:
        """Make sheets of their own of the tables that stand on the sheet of another form."""
        indexes = {form: self._indexes[form] for form in forms}
        for form in forms:
            for grid, _ in list(form_grids.get(form, ())):
                for table in cut_off(grid, form, indexes):
                    is_read = table.is_sure and table.form not in form_grids
                    found.findings.append(
                        Finding(
                            "second_table" if is_read else "second_table_left_out",
                            form=table.form,
                            sheet=grid.name,
                            cell=address(table.row, table.column),
                            row=table.row + 1,
                            value=cut(str(table.grid.rows[table.row][table.column])),
                            expected=self._words_of(table.form),
                        )
                    )
                    if is_read:
                        form_grids[table.form] = [(table.grid, EXACT)]

    def _match_name(self, grid: Grid) -> SheetMatch | None:
        if fold(grid.read_name) in _COVER_NAMES:
            return SheetMatch(_COVER, ALIAS)
        return self._names.match(grid.read_name)

    def _find_cover(
        self, named: list[tuple[Grid, SheetMatch | None]]
    ) -> tuple[Grid, dict[str, CoverCell], list[Finding]] | None:
        """Find the cover by its name, or else by labels that say both who reports and for when."""
        for grid, match in named:
            if match is not None and match.form == _COVER:
                fields, findings = read_cover(grid, self._cover_index)
                if fields:
                    return grid, fields, findings
        for grid, match in named:
            if match is not None or is_service_sheet(grid.read_name):
                continue
            fields, findings = read_cover(grid, self._cover_index)
            if any(name in fields for name in _PERIOD) and any(name in fields for name in _WHO):
                note = Finding("sheet_by_alias", sheet=grid.name, value=grid.name, expected=self._words_of(_COVER))
                return grid, fields, [*findings, note]
        return None

    def _words_of(self, form: str) -> str:
        words: FormWords = self._cover_index.form if form == _COVER else self._words[form]
        return words.printed

    def _sort_sheets(
        self, named: list[tuple[Grid, SheetMatch | None]]
    ) -> tuple[dict[str, list[tuple[Grid, int]]], list[Grid]]:
        """Return the sheets of each form with how well each was recognised, and the sheets that are no form."""
        forms: dict[str, list[tuple[Grid, int]]] = {}
        for grid, match in named:
            if match is not None and match.form != _COVER:
                forms.setdefault(match.form, []).append((grid, match.rank))
        unknown = []
        for grid, match in named:
            if match is not None or grid.empty or is_service_sheet(grid.read_name):
                continue
            form = match_by_headings(grid, self._indexes)
            if form is None:
                unknown.append(grid)
            else:
                forms.setdefault(form, []).append((grid, ALIAS))
        return forms, unknown

    def _read_forms(self, forms: list[str], form_grids: dict[str, list[tuple[Grid, int]]], found: Layout) -> None:
        builder = CellsBuilder(self._cell_names)
        for form in forms:
            sheets = form_grids.get(form)
            if not sheets:
                found.answers[form] = "missing"
                found.findings.append(Finding("sheet_missing", form=form, expected=self._words_of(form)))
                continue
            grid, rank, sheet = self._choose(form, sheets, found)
            found.answers[form] = sheet.answer
            found.places += sheet.places
            found.findings += self._hidden(grid, form)
            if rank != EXACT:
                found.findings.append(
                    Finding(
                        "sheet_by_alias", form=form, sheet=grid.name, value=grid.name, expected=self._words_of(form)
                    )
                )
            found.findings += sheet.findings
            found.hidden_rows |= sheet.hidden_rows
            _add_cells(builder, form, grid, sheet)
        found.cells = builder.table()

    def _choose(self, form: str, sheets: list[tuple[Grid, int]], found: Layout) -> tuple[Grid, int, FormSheet]:
        """Return the sheet that is read as a form: the best named of those that have rows. The others are findings."""
        index = self._indexes[form]
        read = [(grid, rank, read_form_sheet(grid, index)) for grid, rank in sheets]
        if len(read) == 1:
            return read[0]
        best = min(read, key=lambda one: (one[2].answer != "rows", one[1]))
        for grid, _, sheet in read:
            if grid is not best[0] and (sheet.answer == "rows" or sheet.findings):
                found.findings.append(
                    Finding("sheet_repeated", form=form, sheet=grid.name, value=grid.name, expected=best[0].name)
                )
        return best

    @staticmethod
    def _hidden(grid: Grid, form: str | None) -> list[Finding]:
        return [] if grid.visible else [Finding("hidden_sheet", form=form, sheet=grid.name, value=grid.name)]


def _add_cells(builder: CellsBuilder, form: str, grid: Grid, sheet: FormSheet) -> None:
    numbers = [row + 1 for row in sheet.rows]
    totals = [False] * sheet.data_rows + [True] * (len(sheet.rows) - sheet.data_rows)
    lines = [grid.rows[row] for row in sheet.rows]
    for name, column in sheet.columns:
        builder.add(form, name, numbers, totals, [line[column] for line in lines])
