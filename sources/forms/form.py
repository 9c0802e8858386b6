"""What a form is: the base class of the quarterly forms, and the vocabulary in which they are declared.

A form is a Pandera model whose columns carry labels, unit and kind, and whose rules are dataframe checks with a
severity. Template, reader, value parsing, validation, warehouse table, data dictionary and messages all derive from
it. The forms themselves are one module each beside this one; nothing about a particular form belongs here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.api.dataframe.model_components import DATAFRAME_CHECK_KEY, CheckInfo
from pandera.typing import Series

from sources.findings.severity import Severity as Severity  # noqa: PLC0414, TC001 - forms import it from here
from sources.folding import fold
from sources.forms import pandera_alone  # noqa: F401 - before the first model is made
from sources.labels import Label, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KEY_REPEATED = "key_repeated"
"""The name of the check, in every form, that a key stands only once in a submission (Pandera takes the method's)."""

_CONTEXT = ("quarter_start", "quarter_end")
"""What a rule may name beside the form's own columns."""

_T = TypeVar("_T")

Text = Series[pd.StringDtype]
Integer = Series[pd.Int64Dtype]
Decimal = Series[pd.Float64Dtype]
Date = Series[pd.Timestamp]
Boolean = Series[pd.BooleanDtype]
Code = Series[pd.StringDtype]


class ColumnType(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    BOOLEAN = "boolean"
    CODE = "code"

    @property
    def is_number(self) -> bool:
        """Whether the cells are figures."""
        return self in (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.PERCENT)


class Kind(StrEnum):
    """How a figure relates to its quarter."""

    STOCK = "stock"
    """The state at the end of the quarter."""
    FLOW = "flow"
    """What happened in the quarter."""
    YTD = "ytd"
    """The running total since 1 January."""


@dataclass(frozen=True)
class CodeList:
    """A closed list of answers and what each is called in the workbooks."""

    name: str
    labels: Mapping[str, Label]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other spellings that municipalities use, by code."""

    def only(self, *codes: str) -> CodeList:
        """Return the same list narrowed to some of its codes."""
        return replace(self, labels={code: self.labels[code] for code in codes})


@dataclass(frozen=True)
class Column:
    """One column of a form, as declared."""

    name: str
    type: ColumnType
    label: Label
    required: bool = False
    key: bool = False
    kind: Kind | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    codes: CodeList | None = None
    additive: bool = True
    """Whether the figures of several rows may be summed (a tariff may not)."""
    aliases: tuple[str, ...] = ()
    """Headings that municipalities are known to use instead of the template's."""
    meaning: Label | None = None
    """What is counted, chosen or answered, for whoever fills it in; None where the heading says it all."""


def _column(column_type: ColumnType, *, ky: str, ru: str, en: str, codes: CodeList | None = None, **facts: Any) -> Any:
    column = Column("", column_type, Label(ky, ru, en), codes=codes, **facts)
    return pa.Field(
        nullable=not column.required,
        ge=column.minimum,
        le=column.maximum,
        isin=list(codes.labels) if codes else None,
        n_failure_cases=1,
        metadata={"column": column},
    )


def text(**facts: Any) -> Any:
    """Declare a column of free text."""
    return _column(ColumnType.TEXT, **facts)


def integer(unit: str, kind: Kind | None, *, minimum: float = 0, **facts: Any) -> Any:
    """Declare a column of whole numbers in a unit."""
    return _column(ColumnType.INTEGER, unit=unit, kind=kind, minimum=minimum, **facts)


def decimal(unit: str, kind: Kind | None, *, minimum: float = 0, **facts: Any) -> Any:
    """Declare a column of numbers in a unit."""
    return _column(ColumnType.DECIMAL, unit=unit, kind=kind, minimum=minimum, **facts)


def percent(kind: Kind, *, minimum: float = 0, **facts: Any) -> Any:
    """Declare a column of percentages; stored in percent, whatever way they are written."""
    return _column(ColumnType.PERCENT, unit="%", kind=kind, minimum=minimum, additive=False, **facts)


def date(**facts: Any) -> Any:
    """Declare a column of days."""
    return _column(ColumnType.DATE, **facts)


def boolean(**facts: Any) -> Any:
    """Declare a column of yes or no."""
    return _column(ColumnType.BOOLEAN, **facts)


def code(codes: CodeList, **facts: Any) -> Any:
    """Declare a column whose answers are a closed list."""
    return _column(ColumnType.CODE, codes=codes, **facts)


class Rule:
    """A rule between the cells of one row: what must hold, and how severe it is where it does not.

    The rule is applied where all its cells are present. It is written as a pandas expression over the form's columns
    and ``quarter_start`` / ``quarter_end``, or as a function for what an expression cannot say.
    """

    def __init__(
        self,
        severity: Severity,
        holds: str,
        *,
        test: Callable[[pd.DataFrame], Any] | None = None,
        needs: tuple[str, ...] | None = None,
        says: Label | None = None,
    ) -> None:
        self.id = ""
        self.severity = severity
        self.holds = holds
        self._test = test
        self._needs = needs
        self._words = says
        self.form: type[Form]

    def __get__(self, _instance: object, _owner: type) -> Self:
        """Return itself: with this method Pandera takes the rule for a routine and not for a column."""
        return self

    def __set_name__(self, owner: type[Form], name: str) -> None:
        self.id = name
        self.form = owner
        # Pandera collects every attribute that carries this key as a dataframe check of the model.
        setattr(self, DATAFRAME_CHECK_KEY, CheckInfo(self._check, name=name, n_failure_cases=1))

    def _check(self, _model: type[Form], rows: pd.DataFrame) -> pd.Series[bool]:
        return self.test(rows) | ~self.applies(rows)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the form that the rule compares, in the order in which it names them."""
        names = dict.fromkeys(re.findall(r"[a-z_][a-z0-9_]*", self.holds) + list(self._needs or ()))
        return tuple(name for name in names if name in self.form.columns())

    def applies(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Return where all the cells that the rule needs are present, and the quarter is known if it is about it."""
        needed = self.columns if self._needs is None else self._needs
        context = [name for name in _CONTEXT if name in self.holds]
        applies = np.ones(len(rows), dtype=np.bool_)
        for name in (*needed, *context):
            applies &= rows[name].notna().to_numpy()
        return pd.Series(applies, index=rows.index)

    def test(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Return where the rule holds; meaningless where it does not apply."""
        held: Any = self._test(rows) if self._test else rows.eval(self.holds, engine="python")
        held_where: pd.Series[bool] = held.astype("boolean").fillna(value=False).astype(bool)
        return held_where

    def says(self, language: Language) -> str:
        """Return what must hold, in words a clerk can read: headings instead of column names."""
        if self._words:
            return self._words[language]
        signs = {"<=": "≤", ">=": "≥", "==": "=", "*": "×", "/": "÷"}
        columns = self.form.columns()
        words = Label("чейректин ичинде", "в пределах отчётного квартала", "within the reported quarter")
        statement = self.holds
        in_quarter = re.fullmatch(r"quarter_start <= (\w+) <= quarter_end", statement)
        if in_quarter:
            return f"«{columns[in_quarter[1]].label[language]}» {words[language]}"
        for sign, shown in signs.items():
            statement = statement.replace(sign, shown)
        return re.sub(
            r"[a-z_][a-z0-9_]*",
            lambda match: f"«{columns[match[0]].label[language]}»" if match[0] in columns else match[0],
            statement,
        )


class _Fact(Generic[_T]):
    """A fact about a form as a class attribute that Pandera does not take for a column."""

    def __init__(self, value: _T) -> None:
        self._value = value

    def __get__(self, _instance: object, _owner: type) -> _T:
        return self._value


class Form(pa.DataFrameModel):
    """A form of the quarterly workbook: one sheet, one row a record.

    ``Form.id`` is the class name in snake case, ``Form.sheet`` the sheet's name, ``Form.sheet_aliases`` other names it
    is known by, ``Form.record`` what one row stands for (in English).

    A batch of rows to validate holds, beside the form's columns, ``submission_id``, ``row`` (the sheet row),
    ``municipality_code``, ``quarter``, ``quarter_start`` and ``quarter_end``.
    """

    id = _Fact("form")
    sheet = _Fact(Label("", "", ""))
    sheet_aliases = _Fact[tuple[str, ...]](())
    record = _Fact("")

    class Config:
        """Columns beyond the form's own (the submission's) pass unchecked."""

        strict = False

    @pa.dataframe_check(n_failure_cases=1)
    def key_repeated(cls, rows: pd.DataFrame) -> pd.Series[bool]:  # noqa: N805 - Pandera makes it a class method
        """A second row with the same key in one submission is a fault of that second row."""
        key = pd.DataFrame({name: rows[name] for name in ("submission_id", *cls.key())})
        for name in cls.key():
            if cls.columns()[name].type is ColumnType.TEXT:
                key[name] = rows[name].map(fold, na_action="ignore")
        return ~key.duplicated()

    def __init_subclass__(
        cls, *, sheet: Label, record: str, sheet_aliases: tuple[str, ...] = (), **options: Any
    ) -> None:
        facts = {
            "id": re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower(),
            "sheet": sheet,
            "sheet_aliases": sheet_aliases,
            "record": record,
        }
        for name, value in facts.items():
            setattr(cls, name, _Fact(value))
        super().__init_subclass__(**options)  # type: ignore[no-untyped-call] # Pandera leaves it untyped

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the form's columns by name, in the order of the template."""
        cached = cls.__dict__.get("_columns")
        if cached is None:
            schema = cls.to_schema()
            cached = {
                name: replace(cast("dict[str, Column]", column.metadata)["column"], name=name)
                for name, column in schema.columns.items()
            }
            type.__setattr__(cls, "_columns", cached)
        return cast("dict[str, Column]", cached)

    @classmethod
    def key(cls) -> tuple[str, ...]:
        """Return the columns that, with municipality and quarter, identify a row."""
        return tuple(name for name, column in cls.columns().items() if column.key)

    @classmethod
    def rules(cls) -> dict[str, Rule]:
        """Return the rules within a row, by id."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, Rule)}
