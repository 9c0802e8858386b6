"""Which rows under the headings are data, and which are totals, notes, units or numbers of columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sources.folding import fold
from sources.workbook.cells import is_blank
from sources.workbook.headings import unit_fits
from sources.workbook.row_words import RowWord, row_word
from sources.workbook.side_columns import is_not_data
from sources.workbook.units import is_spelling, is_unit_or_type, read_unit

if TYPE_CHECKING:
    from sources.workbook.heading_rows import HeadingBlock
    from sources.workbook.headings import HeadingIndex
    from sources.workbook.vocabulary import ColumnWords

_LONG_TEXT = 80
_CROSS = fold("х")
_FEWEST_NUMBERS = 3


@dataclass(slots=True)
class TableRows:
    """The rows of a table, by what they are; counted from 0."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    of_which: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    none: tuple[int, int] | None = None
    """The cell that says there is nothing to report, where that is all the table says."""


def sort_rows(rows: list[list[Any]], merges: list[Any], block: HeadingBlock, index: HeadingIndex) -> TableRows:
    """Sort the rows under the headings by what they are.

    Args:
        rows: the sheet from A1.
        merges: its merged ranges.
        block: the headings that were found; its ``matches`` name the columns that count.
        index: the form's headings, to know the headings when they are repeated.
    """
    return _Sorter(rows, merges, block, index).sort()


class _Sorter:
    def __init__(self, rows: list[list[Any]], merges: list[Any], block: HeadingBlock, index: HeadingIndex) -> None:
        self._rows = rows
        self._block = block
        self._index = index
        self._columns = sorted(block.matches)
        self._names = [column for column in self._columns if self._words(column).names_rows]
        self._in_words = [column for column in self._columns if self._words(column).in_words]
        self._across = {(top, left) for (top, left), (_, right) in merges if right > left}
        self._found = TableRows()

    def sort(self) -> TableRows:
        found = self._found
        columns = self._columns
        for number in range(self._block.last_row + 1, len(self._rows)):
            row = self._rows[number]
            # is_blank, written out: this is the innermost line of reading
            filled = [at for at in columns if (cell := row[at]) != "" and not (type(cell) is str and cell.isspace())]
            first = next((value for value in row if type(value) is str and value and not value.isspace()), None)
            if filled:
                self._kind(number, row, filled, first).append(number)
            elif first is not None:
                found.notes.append(number)
        self._settle_none()
        return found

    def _kind(self, number: int, row: list[Any], filled: list[int], first: str | None) -> list[int]:
        """Return the list that a row with something under the headings belongs to."""
        found = self._found
        if not found.data and (aside := self._above_data(row, filled)) is not None:
            return aside
        if first is None:
            return found.data
        if self._is_total(row, first):
            return found.totals
        word = row_word(first)
        if word is RowWord.OF_WHICH:
            return found.of_which
        only_text = all(type(row[column]) is str for column in filled)
        if only_text and (word is RowWord.NOTE or self._is_note(number, row, filled)):
            return found.notes
        return found.notes if only_text and self._repeats_headings(row, filled) else found.data

    def _is_total(self, row: list[Any], first: str) -> bool:
        """Tell a totals row from a record in which a totals word is an answer, or the name of a club.

        The word stands where rows are named: in the row's first text, or in a column of the key. And nothing else is
        said in words, which cannot be added up: a record has a settlement beside its name, a total has not.
        """
        if row_word(first) is not RowWord.TOTAL and not any(_is_total_word(row[column]) for column in self._names):
            return False
        return self._is_subtotal(row) or all(
            type(row[column]) is not str or _is_total_word(row[column]) or _says_nothing(row[column])
            for column in self._in_words
        )

    def _is_subtotal(self, row: list[Any]) -> bool:
        """Tell the total of one settlement (``Ак-Суу | Итого``): a name of the rows above, and nothing else in words.

        The word stands in place of the other name, or before the table's columns, where rows are numbered.
        """
        in_place = max((column for column in self._names if _is_total_word(row[column])), default=-1)
        before = all(_is_side(self._block, at) for at in range(self._columns[0])) and any(
            _is_total_word(value) for value in row[: self._columns[0]]
        )
        if in_place < 0 and not before:
            return False
        said = [
            column
            for column in self._in_words
            if type(row[column]) is str and not _is_total_word(row[column]) and not _says_nothing(row[column])
        ]
        return bool(said) and all(
            column in self._names
            and (before or column < in_place)
            and any(_same(self._rows[number][column], row[column]) for number in self._found.data)
            for column in said
        )

    def _above_data(self, row: list[Any], filled: list[int]) -> list[int] | None:
        """Recognise the rows that can only stand between headings and data: units, and numbers of columns."""
        values = [value for value in row if not is_blank(value)]
        if len(values) >= min(_FEWEST_NUMBERS, len(self._columns)) and _counts_up(values):
            return self._found.notes
        return self._found.units if self._is_units(row, filled) else None

    def _is_units(self, row: list[Any], filled: list[int]) -> bool:
        """Tell the row of units: nothing but units, and no figure beside them.

        Two and more units or types need not be those of their columns. A lone one has to be: "сом" under an amount is
        a unit, under a settlement it is somebody's name.
        """
        if any(type(value) is not str for value in row):
            return False
        own = [self._is_own_unit(column, row[column]) for column in filled]
        if len(filled) == 1:
            return own[0]
        return all(known or is_unit_or_type(row[column]) for known, column in zip(own, filled, strict=True))

    def _is_own_unit(self, column: int, text: str) -> bool:
        words = self._words(column)
        if words.unit is None:
            return False
        unit = read_unit(text)
        return (unit is not None and unit_fits(unit, words.unit)) or is_spelling(text, words.unit_keys)

    def _is_note(self, number: int, row: list[Any], filled: list[int]) -> bool:
        """Tell a remark or a caption from a row of which only the name is filled in."""
        if len(filled) > 1:
            return False
        text = row[filled[0]]
        if (number, filled[0]) in self._across or len(text) > _LONG_TEXT:
            return True
        # Below the table's end, which a total, a note or an empty row has marked, a lone text is a signature.
        found = self._found
        ended = bool(found.data) and max(*found.totals, *found.notes, -1, -1) > found.data[0]
        gap = bool(found.data) and all(is_blank(value) for value in self._rows[number - 1])
        return row_word(text) is not RowWord.NONE and (ended or gap)

    def _repeats_headings(self, row: list[Any], filled: list[int]) -> bool:
        repeated = 0
        for column in filled:
            match = self._index.match(row[column])
            repeated += match is not None and match.column == self._block.matches[column].column
        return repeated > 1 and 2 * repeated >= len(filled)

    def _settle_none(self) -> None:
        """Decide whether "жок" is all the table says, rather than an answer in it."""
        found = self._found
        if found.data:
            first = self._says_none(found.data[0])
            if first is not None and all(self._says_none(number) for number in found.data):
                found.none = first
                found.data.clear()
        elif not found.totals:
            found.none = next((cell for number in found.notes if (cell := self._says_none(number))), None)

    def _says_none(self, number: int) -> tuple[int, int] | None:
        """Return the first cell of a row that says "жок" wherever it says anything; None if it says something else."""
        row = self._rows[number]
        filled = [column for column in self._columns if not is_blank(row[column])]
        filled = filled or [column for column, value in enumerate(row) if not is_blank(value)]
        for column in filled:
            value = row[column]
            if type(value) is not str or row_word(value) is not RowWord.NONE or self._is_whole_answer(number, column):
                return None
        return number, filled[0]

    def _is_whole_answer(self, number: int, column: int) -> bool:
        """Say whether "жок" in this cell is a complete row of the form rather than "nothing to report".

        A clerk who writes one "жок" in a table has nothing to report, whichever column happens to stand there: a yes
        or no about a club or a tariff says nothing without the club or the tariff. Only where the one thing that the
        form requires is a yes or no (is there a communication strategy?) does "жок" below that heading answer it.
        Merged across several columns it stands below none of them, and again there is nothing to report.
        """
        if column not in self._block.matches or (number, column) in self._across:
            return False
        required = [words for words in self._index.form.columns if words.required]
        return required == [self._words(column)] and required[0].boolean

    def _words(self, column: int) -> ColumnWords:
        return self._index.form.columns[self._block.matches[column].column]


def _is_side(block: HeadingBlock, at: int) -> bool:
    """Say whether a sheet column has no heading, or that of running numbers."""
    return at not in block.texts or is_not_data(block.texts[at][0])


def _same(one: Any, other: str) -> bool:
    return type(one) is str and fold(one) == fold(other)


def _is_total_word(value: Any) -> bool:
    return type(value) is str and row_word(value) is RowWord.TOTAL


def _says_nothing(text: str) -> bool:
    """Say whether a text leaves its cell as good as blank: a dash, a figure, or the cross of tables (``х``)."""
    return not any(map(str.isalpha, text)) or fold(text) == _CROSS


def _counts_up(values: list[Any]) -> bool:
    """Say whether a row numbers its columns: 1 2 3, (1) (2) (3), or А Б 1 2."""
    numbers = []
    for value in values:
        if type(value) is int or (type(value) is float and value.is_integer()):
            numbers.append(int(value))
        elif type(value) is str and (text := value.strip(" ().")).isdecimal() and len(text) < 6:  # noqa: PLR2004 - sheets have 16,384 columns
            numbers.append(int(text))
        elif numbers or not (type(value) is str and value.strip() in ("А", "Б", "В", "A", "B", "а", "б", "в")):
            return False
    return bool(numbers) and numbers[0] in (0, 1, 2) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
