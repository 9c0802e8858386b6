"""A batch as arrays: its cells by form, and reading them column by column.

A form of a small batch has more columns than rows, and whatever pandas does costs the same for one row as for a
thousand: so cells stay arrays until the rows of a form are complete. What rows are judged by is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sources.forms import ALL_FORMS
from sources.quarters import Quarter
from sources.values.batch import FAULT_COLUMNS, Cells, Flags, Objects, Positions
from sources.values.columns import read_column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sources.forms import Column, Form
    from sources.standardize.batch import Extracted

_COLUMNS = list(dict.fromkeys(name for form in ALL_FORMS.values() for name in form.columns()))
_FORMS = list(ALL_FORMS)


@dataclass(frozen=True)
class FormCells:
    """The cells of one form in a batch, as arrays that run alongside."""

    submission: Positions
    """Which of ``BatchArrays.context``."""
    row: npt.NDArray[np.int64]
    """The sheet row."""
    column: Positions
    """Which of the form's columns."""
    cells: Cells

    def at(self, where: Flags) -> FormCells:
        """Return some of the cells."""
        return FormCells(self.submission[where], self.row[where], self.column[where], self.cells.at(where))


@dataclass(frozen=True)
class ReadColumns:
    """What the cells of some columns say, row by row."""

    typed: dict[str, Any]
    """By column: its values, in the dtype of its type."""
    filled: Flags
    """By row and column: whether the cell held anything."""
    faulty: Flags
    """By row and column: whether the cell has a fault of its own."""
    scale: npt.NDArray[np.float64]
    """By row and column: what the heading multiplies by; missing where there is no cell."""
    faults: pd.DataFrame
    """Indexed by row: code, value, expected, refused, column."""


def read_columns(
    columns: Mapping[str, Column], column_of: Positions, row_of: Positions, cells: Cells, rows: int
) -> ReadColumns:
    """Read cells and put them in rows.

    Args:
        columns: the columns by name.
        column_of: which column each cell stands in.
        row_of: which row each cell stands in; of two cells in the same place the first counts.
        cells: the cells.
        rows: how many rows there are.
    """
    shape = rows, len(columns)
    filled, faulty, scale = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_), np.full(shape, np.nan)
    typed, said, places = {}, [], []
    by_column = np.argsort(column_of, kind="stable")
    ends = np.searchsorted(column_of[by_column], np.arange(len(columns) + 1))
    for position, (name, column) in enumerate(columns.items()):
        mine = _first_of_each(by_column[ends[position] : ends[position + 1]], row_of)
        at = row_of[mine]
        read, faults = read_column(cells.at(mine), column)
        cell_of = np.full(rows, -1, dtype=np.intp)
        cell_of[at] = np.arange(len(at))
        typed[name] = pd.api.extensions.take(read, cell_of, allow_fill=True)
        filled[at, position] = True
        scale[at, position] = cells.scale[mine]
        if len(faults.position):
            is_refused = faults.refused == "cell"
            faulty[at[faults.position[is_refused]], position] = True
            refused = np.where(is_refused & (column.required or column.key), "row", faults.refused)
            said.append({**faults.columns(), "refused": refused, "column": np.full(len(refused), name, dtype=object)})
            places.append(at[faults.position])
    return ReadColumns(typed, filled, faulty, scale, _one_table(said, places))


def _first_of_each(mine: Positions, row_of: Positions) -> Positions:
    """Leave out cells in whose place another one stood before."""
    distinct, first = np.unique(row_of[mine], return_index=True)
    return mine if len(distinct) == len(mine) else mine[np.sort(first)]


def _one_table(said: list[dict[str, Objects]], places: list[Positions]) -> pd.DataFrame:
    columns = (*FAULT_COLUMNS, "column")
    if not said:
        return pd.DataFrame(columns=list(columns), index=np.empty(0, dtype=np.intp), dtype=object)
    table = {name: np.concatenate([part[name] for part in said]) for name in columns}
    return pd.DataFrame(table, index=np.concatenate(places), dtype=object)


class BatchArrays:
    """The cells and the layout of a batch, split by form once and for all forms together."""

    def __init__(self, extracted: Extracted) -> None:
        submissions = extracted.submissions.sort_values("submission_id", ignore_index=True)
        self.context = with_days(submissions[["submission_id", "municipality_code", "quarter"]])
        """One row a submission: submission_id, municipality_code, quarter and its first and last day."""
        self._cells = extracted.cells
        self._names = pd.Index(submissions["submission_id"])
        self._form = _codes(extracted.cells["form"], _FORMS)
        layout = extracted.layout
        place, first = np.unique(self._places(layout), return_index=True)
        self._layout = pd.Index(place)
        self._scale = np.append(layout["scale"].to_numpy(dtype=np.float64)[first], np.nan)
        self._date_1904 = submissions["date_1904"].to_numpy(dtype=np.bool_)

    def _places(self, table: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Return one number for each submission, form and column: where something stands."""
        submission = self._names.get_indexer(pd.Index(table["submission_id"]))
        sheet = submission * len(_FORMS) + _codes(table["form"], _FORMS)
        place: npt.NDArray[np.int64] = sheet * len(_COLUMNS) + _codes(table["column"], _COLUMNS)
        return place

    def of(self, form: type[Form]) -> tuple[FormCells, FormCells]:
        """Return the cells of a form's rows, and those of its totals rows."""
        mine = self._cells.loc[self._form == _FORMS.index(form.id)]
        place = self._places(mine)
        # The last scale, which is missing, where the layout does not have the place.
        scale = self._scale[self._layout.get_indexer(pd.Index(place))]
        submission = place // (len(_FORMS) * len(_COLUMNS))
        cells = FormCells(
            submission,
            mine["row"].to_numpy(dtype=np.int64),
            _codes(mine["column"], list(form.columns())),
            Cells.of(mine, scale, self._date_1904[submission]),
        )
        is_total = mine["total"].to_numpy(dtype=np.bool_)
        return cells.at(~is_total), cells.at(is_total)

    def has_columns(self, form: type[Form]) -> Flags:
        """Return, for each submission and column of a form, whether its sheet has the column."""
        by_form, columns = divmod(self._layout.to_numpy(), len(_COLUMNS))
        submissions, forms = divmod(by_form, len(_FORMS))
        there = np.zeros((len(self.context), len(_COLUMNS)), dtype=np.bool_)
        mine = forms == _FORMS.index(form.id)
        there[submissions[mine], columns[mine]] = True
        return there[:, [_COLUMNS.index(name) for name in form.columns()]]


def _codes(names: pd.Series, known: Sequence[str]) -> Positions:
    """Return the place of each name in a list."""
    if isinstance(names.dtype, pd.CategoricalDtype):
        # The last stands for a missing name.
        of_category = np.append(pd.Index(known).get_indexer(names.cat.categories), -1)
        codes: Positions = of_category[names.cat.codes]
    else:
        codes = pd.Index(known).get_indexer(pd.Index(names))
    return codes


def with_days(submissions: pd.DataFrame) -> pd.DataFrame:
    """Give every row the first and last day of its quarter."""
    keys = submissions["quarter"].dropna().unique()
    quarters = {key: Quarter.parse(key) for key in keys}
    days = {
        name: submissions["quarter"]
        .map({key: pd.Timestamp(getattr(quarter, which)) for key, quarter in quarters.items()})
        .astype("datetime64[us]")
        for name, which in (("quarter_start", "start"), ("quarter_end", "end"))
    }
    return submissions.assign(**days)
