"""What the rules across quarters must find in the sample: worked out from the truth, in plain Python.

The pipeline's own rules are in ``sources.across_quarters``; here is a second, slow and simple reading of the same
agreement, so that one can be held against the other.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from aimak_pipeline.sample.municipalities import QUARTERS
from aimak_pipeline.sample.truth import TrueFile, TrueFinding, TrueValue, Truth
from sources.forms import FORMS, ColumnType, Form, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAD_SCALE = 1.4826
_OUTLIER_QUARTERS = 5
_ROUNDING = 1e-9
_TELLING_CELLS = 3

_Row = dict[str, TrueValue]
_History = dict[tuple[object, ...], dict[int, _Row]]
"""By municipality, form and key: the rows of the reports that count, by quarter."""


class _Told(NamedTuple):
    column: str
    rule: str
    is_error: bool


def find_across_quarters(truth: Truth) -> None:
    """Add to the truth what the rules across quarters must find, and take from it the rows that they refuse."""
    numbers = {str(quarter): number for number, quarter in enumerate(QUARTERS)}
    rows: dict[str, dict[str, dict[int, _Row]]] = defaultdict(lambda: defaultdict(dict))
    for value in truth.values:
        rows[value.file][value.form].setdefault(value.row, {})[value.column] = value
    history: _History = defaultdict(dict)
    refused: set[tuple[str, str, int]] = set()
    quarterly = [file for file in truth.files if file.kind == "quarterly" and file.version is not None]
    for file in sorted(quarterly, key=lambda file: (file.quarter or "", file.file)):
        number = numbers[file.quarter or ""]
        for form_id, form_rows in rows[file.file].items():
            form = FORMS[form_id]
            if _has_no_earlier_self(form):
                continue
            sheet = _Sheet(file, form, number, form_rows, history)
            for row, told in sheet.find():
                truth.findings.append(sheet.finding(row, told))
                if told.is_error:
                    refused.add((file.file, form_id, row))
                    sheet.records[row].pop(number, None)
    truth.values[:] = [value for value in truth.values if (value.file, value.form, value.row) not in refused]


def _has_no_earlier_self(form: type[Form]) -> bool:
    """Say whether the records of a form are new in every quarter, as hearings are."""
    columns = form.columns()
    return any(columns[name].type is ColumnType.DATE for name in form.key())


class _Sheet:
    """One form of one report, held against what the municipality reported before."""

    def __init__(self, file: TrueFile, form: type[Form], number: int, rows: dict[int, _Row], history: _History) -> None:
        self.file, self.form, self.number, self.rows = file, form, number, rows
        self.records: dict[int, dict[int, _Row]] = {}
        """For every row the reports that count on the same record, this one among them."""
        self.past: dict[int, dict[int, _Row]] = {}
        for row, values in rows.items():
            records = history[(file.municipality_code, form.id, *(values[name].value for name in form.key()))]
            self.past[row] = {quarter: record for quarter, record in records.items() if quarter < number}
            if file.status == "accepted":
                records[number] = values
            self.records[row] = records

    def find(self) -> Iterator[tuple[int, _Told]]:
        """Yield what is found, row by row."""
        for row, values in self.rows.items():
            for name, column in self.form.columns().items():
                if name in values and column.type.is_number:
                    yield from ((row, told) for told in self._cell(row, name, column.kind))
        if self._copied():
            flows = [name for name, column in self.form.columns().items() if column.kind is Kind.FLOW]
            yield min(self.rows), _Told(flows[0], "copied_from_last_quarter", is_error=False)

    def _figure(self, record: _Row | None, name: str) -> float | None:
        value = record[name].value if record and name in record else None
        return float(value) if isinstance(value, int | float) else None

    def _cell(self, row: int, name: str, kind: Kind | None) -> Iterator[_Told]:
        now = self._figure(self.rows[row], name) or 0.0
        before = self._figure(self.past[row].get(self.number - 1), name)
        by_settlement = "settlement" in self.form.key()
        if before and by_settlement and name == "population" and not 0.85 * before <= now <= 1.15 * before:
            yield _Told(name, "population_jump", is_error=False)
        if before and by_settlement and name == "residents_served" and not 0.5 * before <= now <= 2 * before:
            yield _Told(name, "served_jump", is_error=False)
        same_year = QUARTERS[self.number].number > 1
        if kind is Kind.YTD and before is not None and same_year and now < before:
            yield _Told(name, "ytd_does_not_fall", is_error=True)
        if kind in (Kind.FLOW, Kind.STOCK) and self._outlying(row, name, now):
            yield _Told(name, "outlier", is_error=False)

    def _outlying(self, row: int, name: str, now: float) -> bool:
        records = [record for quarter, record in self.past[row].items() if quarter >= self.number - 8]
        figures = [figure for record in records if (figure := self._figure(record, name)) is not None]
        if len(figures) < _OUTLIER_QUARTERS:
            return False
        middle = median(figures)
        spread = median(abs(figure - middle) for figure in figures) * _MAD_SCALE
        return spread > 0 and abs(now - middle) > 5 * spread + _ROUNDING

    def _copied(self) -> bool:
        flows = [name for name, column in self.form.columns().items() if column.kind is Kind.FLOW]
        telling = 0
        for row, values in self.rows.items():
            before = self.past[row].get(self.number - 1)
            if before is None or any(self._figure(values, name) != self._figure(before, name) for name in flows):
                return False
            telling += sum(1 for name in flows if self._figure(values, name))
        return telling >= _TELLING_CELLS

    def finding(self, row: int, told: _Told) -> TrueFinding:
        """Return what must be said, with its cell."""
        values = self.rows[row]
        somewhere = next((record[told.column] for record in self.rows.values() if told.column in record), None)
        letters = "".join(filter(str.isalpha, somewhere.cell)) if somewhere else ""
        return TrueFinding(
            file=self.file.file,
            code="rule_broken" if told.is_error else "rule_doubtful",
            severity="error" if told.is_error else "warning",
            form=self.form.id,
            sheet=next(iter(values.values())).sheet,
            cell=f"{letters}{row}" if letters else None,
            row=row,
            column=told.column,
            rule=told.rule,
            refused="row" if told.is_error else None,
        )
