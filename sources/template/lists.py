"""The sheet of lists: the answers that the drop-down lists of the form sheets offer.

On a sheet of their own because a list inside an input rule may have no more than 255 characters. The reader knows the
sheet by its name and passes it over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs

from sources.forms.codes import BOOLEAN
from sources.forms.form import ColumnType
from sources.template import wording
from sources.template.geometry import filling_the_page, longest_word, row_height
from sources.template.input_rules import NOTHING
from sources.template.wording import in_languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.worksheet import Worksheet

    from sources.forms.form import CodeList, Column, Form
    from sources.labels import Label, Language
    from sources.template.styles import Styles

_HEADINGS_ROW = 2
_FIRST_ROW = _HEADINGS_ROW + 1
_NARROWEST = 16.0


def codes_of(column: Column) -> CodeList | None:
    """Return the closed list that a column is answered from: its codes, or yes and no."""
    return BOOLEAN if column.type is ColumnType.BOOLEAN else column.codes


def answers_of(codes: CodeList, languages: Sequence[Language]) -> list[str]:
    """Return the answers of a list as the drop-down offers them; the reader reads each of them back."""
    return [in_languages(label, languages) for label in codes.labels.values()]


class Lists:
    """Where the answers of each list stand."""

    def __init__(self, forms: Iterable[type[Form]], sheet: str, languages: Sequence[Language]) -> None:
        self.sheet = sheet
        self._languages = languages
        self._headings: dict[tuple[str, ...], Label] = {}
        self._answers: dict[tuple[str, ...], list[str]] = {}
        self._with_nothing: set[tuple[str, ...]] = set()
        for form in forms:
            for column in form.columns().values():
                codes = codes_of(column)
                if codes is None:
                    continue
                self._headings.setdefault(_key(codes), wording.YES_OR_NO if codes is BOOLEAN else column.label)
                self._answers.setdefault(_key(codes), answers_of(codes, languages))

    def range_of(self, column: Column, *, or_nothing: bool = False) -> str | None:
        """Return the cells that list a column's answers, as an input rule names them; None if it has no list.

        Args:
            column: the column.
            or_nothing: whether the cell below them, which says that there is nothing to report, is offered too.
        """
        codes = codes_of(column)
        if codes is None:
            return None
        if or_nothing:
            self._with_nothing.add(_key(codes))
        place = list(self._answers).index(_key(codes))
        last = _FIRST_ROW + len(codes.labels) - 1 + or_nothing
        return f"'{self.sheet}'!{xl_range_abs(_FIRST_ROW, place, last, place)}"

    def write(self, worksheet: Worksheet, styles: Styles) -> None:
        """Write the sheet, after those that ask for its ranges."""
        worksheet.write_string(0, 0, in_languages(wording.LISTS_SHEET, self._languages), styles("title"))
        headings = [
            "\n".join(dict.fromkeys(label[each] for each in self._languages)) for label in self._headings.values()
        ]
        answers = list(self._answers.values())
        widths = filling_the_page(
            [
                max(_NARROWEST, longest_word(head, *texts, bold=True))
                for head, texts in zip(headings, answers, strict=True)
            ]
        )
        worksheet.set_row(_HEADINGS_ROW, row_height(zip(headings, widths, strict=True), bold=True))
        for place, (heading, texts, width) in enumerate(zip(headings, answers, widths, strict=True)):
            worksheet.set_column(place, place, width)
            worksheet.write_string(_HEADINGS_ROW, place, heading, styles("list heading"))
            worksheet.write_column(_FIRST_ROW, place, texts, styles("list"))
            if list(self._answers)[place] in self._with_nothing:
                worksheet.write_string(_FIRST_ROW + len(texts), place, NOTHING[0], styles("list"))
        for row in range(max(map(len, answers))):
            cells = [(texts[row], width) for texts, width in zip(answers, widths, strict=True) if row < len(texts)]
            worksheet.set_row(_FIRST_ROW + row, row_height(cells))
        worksheet.freeze_panes(_FIRST_ROW, 0)


def _key(codes: CodeList) -> tuple[str, ...]:
    """Tell lists apart; one narrowed to some of its codes is another list."""
    return (codes.name, *codes.labels)
