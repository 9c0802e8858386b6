"""Whole columns of located cells: values, faults and notes of every kind of cell in every type of column."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandera.engines import pandas_engine

from sources.forms import ALL_FORMS
from sources.forms.codes import SERVICE
from sources.forms.form import Column, ColumnType, Kind
from sources.labels import Label
from sources.values import read_values
from sources.values.texts import clean_text
from sources.workbook.cells import CellKind

LABEL = Label("", "", "")
COUNT = Column("count", ColumnType.INTEGER, LABEL, unit="person", kind=Kind.STOCK)
MONEY = Column("money", ColumnType.DECIMAL, LABEL, unit="KGS", kind=Kind.FLOW)
SPENT = Column("spent", ColumnType.DECIMAL, LABEL, unit="KGS", kind=Kind.YTD)
TARIFF = Column("tariff", ColumnType.DECIMAL, LABEL, unit="KGS", kind=Kind.STOCK)
LENGTH = Column("length", ColumnType.DECIMAL, LABEL, unit="km", kind=Kind.STOCK)
SHARE = Column("share", ColumnType.PERCENT, LABEL, kind=Kind.FLOW)
DAY = Column("day", ColumnType.DATE, LABEL)
ANSWER = Column("answer", ColumnType.BOOLEAN, LABEL)
CODE = Column("code", ColumnType.CODE, LABEL, codes=SERVICE)
WORDS = Column("words", ColumnType.TEXT, LABEL)
EVERY_TYPE = [COUNT, MONEY, LENGTH, SHARE, DAY, ANSWER, CODE, WORDS]

NEW_YEAR_2020 = 18262.0  # days since 1970


def cell(kind, content):
    is_text = kind in (CellKind.TEXT, CellKind.ERROR, CellKind.UNCALCULATED)
    return (int(kind), np.nan if is_text else float(content), content if is_text else None)


def number(content):
    return cell(CellKind.NUMBER, content)


def text(content):
    return cell(CellKind.TEXT, content)


def cells_of(*cells):
    """Make a batch of cells whose index is neither sorted nor from 0."""
    frame = pd.DataFrame(cells, columns=["kind", "number", "text"])
    frame = frame.astype({"kind": "int8", "number": "float64", "text": "string"})
    frame.index = pd.Index([1000 - 7 * position for position in range(len(cells))])
    return frame


def read_one(column, content, **options):
    """Return the value (None if NA) of one cell, and what was said of it as (code, refused)."""
    values, faults = read_values(cells_of(content), column, **options)
    value = None if pd.isna(values.iloc[0]) else values.iloc[0]
    return value, list(zip(faults["code"], faults["refused"], strict=True))


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        (COUNT, "Int64"),
        (MONEY, "Float64"),
        (SHARE, "Float64"),
        (DAY, "datetime64[us]"),
        (ANSWER, "boolean"),
        (CODE, "string"),
        (WORDS, "string"),
    ],
)
@pytest.mark.parametrize("cells", [(), (text(" "),), (text("-"), number(5), text("?"))])
def test_values_are_aligned_and_typed_whatever_came(column, dtype, cells):
    batch = cells_of(*cells)

    values, faults = read_values(batch, column)

    assert str(values.dtype) == dtype
    assert values.index.equals(batch.index)
    assert list(faults.columns) == ["code", "value", "expected", "refused"]
    assert faults.index.isin(batch.index).all()


def test_the_types_are_those_of_the_forms_schemas():
    for form in ALL_FORMS.values():
        rows = pd.DataFrame({name: read_values(cells_of(), column)[0] for name, column in form.columns().items()})
        for name, declared in form.to_schema().columns.items():
            assert declared.dtype.check(pandas_engine.Engine.dtype(rows[name].dtype)), name


@pytest.mark.parametrize(
    ("column", "content", "value", "said"),
    [
        (COUNT, number(120), 120, []),
        (COUNT, number(120.0000000001), 120, []),
        (COUNT, number(0.1 * 3 * 10), 3, []),
        (COUNT, number(-5), -5, []),
        (COUNT, number(12.5), None, [("not_whole", "cell")]),
        (COUNT, number(12.0000001), None, [("not_whole", "cell")]),
        (COUNT, number(1e9 + 0.5), None, [("not_whole", "cell")]),
        (COUNT, number(1e300), None, [("not_a_number", "cell")]),
        (COUNT, number(float("inf")), None, [("not_a_number", "cell")]),
        (COUNT, number(float("nan")), None, [("not_a_number", "cell")]),
        (MONEY, number(float("-inf")), None, [("not_a_number", "cell")]),
        (COUNT, text("1 234"), 1234, [("number_as_text", None)]),
        (COUNT, text("120 чел."), 120, [("unit_in_cell", None)]),
        (COUNT, text("100-120"), None, [("not_a_number", "cell")]),
        (COUNT, text("12,5"), None, [("not_whole", "cell")]),
        (COUNT, text("жок"), 0, [("none_as_zero", None)]),
        (MONEY, text("нет"), 0, [("none_as_zero", None)]),
        (SPENT, text("нет"), 0, [("none_as_zero", None)]),
        (TARIFF, text("жок"), None, [("missing_marker", None)]),
        (SHARE, text("жок"), None, [("missing_marker", None)]),
        (COUNT, text("-"), None, [("missing_marker", None)]),
        (COUNT, text("  "), None, []),
        (COUNT, cell(CellKind.DATE, NEW_YEAR_2020), None, [("date_for_number", "cell")]),
        (COUNT, cell(CellKind.BOOLEAN, 1), None, [("not_a_number", "cell")]),
        (MONEY, number(12.34), 12.34, []),
        (TARIFF, text("20-00"), 20, [("number_as_text", None)]),
        (LENGTH, text("20-00"), None, [("not_a_number", "cell")]),
        (SHARE, number(95), 95, []),
        (SHARE, number(0.95), 95, [("percent_as_fraction", None)]),
        (SHARE, number(0.57), 57, [("percent_as_fraction", None)]),
        (SHARE, number(0), 0, []),
        (SHARE, number(1.05), 1.05, []),
        (SHARE, number(1), None, [("percent_ambiguous", "cell")]),
        (SHARE, text("95%"), 95, [("unit_in_cell", None)]),
        (SHARE, text("0,95"), 95, [("number_as_text", None), ("percent_as_fraction", None)]),
        (DAY, cell(CellKind.DATE, NEW_YEAR_2020), pd.Timestamp("2020-01-01"), []),
        (DAY, cell(CellKind.DATE, NEW_YEAR_2020 + 0.75), pd.Timestamp("2020-01-01"), []),
        (DAY, number(43831), pd.Timestamp("2020-01-01"), [("date_as_serial", None)]),
        (DAY, number(2020), None, [("not_a_date", "cell")]),
        (DAY, text("01.01.2020-ж."), pd.Timestamp("2020-01-01"), [("date_as_text", None)]),
        (DAY, text("31.12.20"), None, [("not_a_date", "cell")]),
        (DAY, text("жок"), None, [("missing_marker", None)]),
        (DAY, cell(CellKind.BOOLEAN, 1), None, [("not_a_date", "cell")]),
        (DAY, cell(CellKind.DATE, 1e12), None, [("not_a_date", "cell")]),
        (ANSWER, cell(CellKind.BOOLEAN, 1), True, []),
        (ANSWER, cell(CellKind.BOOLEAN, 0), False, []),
        (ANSWER, number(1), True, []),
        (ANSWER, number(0), False, []),
        (ANSWER, number(2), None, [("not_yes_no", "cell")]),
        (ANSWER, cell(CellKind.DATE, 1), None, [("not_yes_no", "cell")]),
        (ANSWER, text("ооба"), True, []),
        (ANSWER, text("жок"), False, []),
        (ANSWER, text("✓"), True, [("text_as_code", None)]),
        (ANSWER, text("-"), None, [("missing_marker", None)]),
        (ANSWER, text("балким"), None, [("not_yes_no", "cell")]),
        (ANSWER, text("."), None, [("not_yes_no", "cell")]),
        (COUNT, text("-" * 32_000 + "1"), None, [("not_a_number", "cell")]),
        (COUNT, text("1" * 32_000), None, [("not_a_number", "cell")]),
        (DAY, text("1." * 16_000), None, [("not_a_date", "cell")]),
        (WORDS, text("a" * 32_000), "a" * 32_000, []),
        (CODE, text("Ичүүчү суу"), "water", []),
        (CODE, text("water"), "water", []),
        (CODE, text("мусор"), "waste", [("text_as_code", None)]),
        (CODE, text("жок"), None, [("missing_marker", None)]),
        (CODE, text("газ"), None, [("not_in_list", "cell")]),
        (CODE, number(3), None, [("not_in_list", "cell")]),
        (CODE, cell(CellKind.DATE, NEW_YEAR_2020), None, [("not_in_list", "cell")]),
        (WORDS, text("  Кара \n Суу "), "Кара Суу", []),
        (WORDS, text("Асан, 0555 12-34-56"), "Асан, ***", []),
        (WORDS, text("41707000000000"), "41707000000000", []),
        (WORDS, text("н/д"), None, [("missing_marker", None)]),
        (WORDS, number(12), "12", []),
        (WORDS, number(41707000000000), "41707000000000", []),
        (WORDS, number(996555123456), "***", []),
        (WORDS, number(float("nan")), None, [("not_a_number", "cell")]),
        (WORDS, cell(CellKind.DATE, NEW_YEAR_2020), "2020-01-01", []),
    ],
)
def test_one_cell_of_one_kind_in_one_type_of_column(column, content, value, said):
    assert read_one(column, content) == (value, said)


@pytest.mark.parametrize("column", EVERY_TYPE, ids=lambda column: column.name)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (cell(CellKind.ERROR, "#REF!"), "formula_error"),
        (text("#ССЫЛКА!"), "formula_error"),
        (text("#Н/Д"), "formula_error"),  # not the marker н/д
        (cell(CellKind.UNCALCULATED, "=SUM(B2:B9)"), "formula_not_calculated"),
    ],
)
def test_a_cell_without_a_result_is_a_fault_in_every_column(column, content, code):
    values, faults = read_values(cells_of(content), column)

    assert values.isna().all()
    assert faults[["code", "value", "refused"]].to_numpy().tolist() == [[code, content[2], "cell"]]


def test_every_cell_keeps_its_own_value_and_findings():
    cells = cells_of(number(5), text("н/д"), text("7 чел."), number(1.5), text("7 чел."), cell(CellKind.ERROR, "#REF!"))

    values, faults = read_values(cells, COUNT)

    assert values.tolist() == [5, pd.NA, 7, pd.NA, 7, pd.NA]
    assert values.name == "count"
    assert list(zip(faults.index, faults["code"], faults["value"], strict=True)) == [
        (993, "missing_marker", "н/д"),
        (986, "unit_in_cell", "7 чел."),
        (979, "not_whole", "1.5"),
        (972, "unit_in_cell", "7 чел."),
        (965, "formula_error", "#REF!"),
    ]


@pytest.mark.parametrize(
    ("column", "content", "value", "expected"),
    [
        (COUNT, number(12.5000001), "12.5", "a whole number (person)"),
        (COUNT, text("1\u00a0234"), "1 234", "the number 1234"),
        (COUNT, text("5ке жакын 0555 12-34-56"), "5ке жакын ***", "a whole number (person)"),
        (SHARE, number(0.95), "0.95", "the number 95"),
        (DAY, number(43831), "43831", "the date 2020-01-01"),
        (DAY, text("1 май 2020"), "1 май 2020", "the date 2020-05-01"),
        (CODE, text("мусор"), "мусор", "Waste collection"),
        (ANSWER, text("+"), "+", "yes"),
        (WORDS, text("н/д"), "н/д", "a blank cell"),
        (ANSWER, cell(CellKind.DATE, NEW_YEAR_2020), "01.01.2020", "yes or no (ооба / жок)"),
        (DAY, cell(CellKind.BOOLEAN, 0), "FALSE", "a date, written 31.12.2020"),
    ],
)
def test_a_finding_quotes_the_cell_and_says_what_would_be_right_or_what_it_became(column, content, value, expected):
    _, faults = read_values(cells_of(content), column)

    assert faults[["value", "expected"]].to_numpy().tolist() == [[value, expected]]


def test_a_date_in_a_number_column_explains_what_excel_did():
    _, faults = read_values(cells_of(cell(CellKind.DATE, NEW_YEAR_2020 + 132)), COUNT)

    assert faults["value"].tolist() == ["12.05.2020"]
    assert "Excel has made a date" in faults["expected"].iloc[0]


def test_a_long_text_is_quoted_in_part():
    _, faults = read_values(cells_of(text("а" * 1000)), COUNT)

    assert faults["value"].str.len().tolist() == [200]


def test_the_scale_of_each_heading_counts_for_its_own_cells_of_money():
    cells = cells_of(number(5142.6), number(5142.6), text("5142,6"), text("5142,6"), text("2 миң сом"), text("7 сом"))
    scale = pd.Series([1000.0, 1.0, 1000.0, 1.0, 1000.0, 1000.0], index=cells.index)

    values, faults = read_values(cells, MONEY, scale)

    assert values.tolist() == [5142600.0, 5142.6, 5142600.0, 5142.6, 2000.0, pd.NA]
    assert faults["code"].tolist() == ["number_as_text", "number_as_text", "scaled_unit", "not_a_number"]


def test_the_scale_is_found_by_index_and_not_by_position():
    cells = cells_of(number(1), number(2))

    values, _ = read_values(cells, MONEY, pd.Series([1.0, 1000.0], index=cells.index[::-1]))

    assert values.tolist() == [1000.0, 2.0]


def test_the_scale_of_a_heading_leaves_other_columns_alone():
    values, _ = read_values(cells_of(number(5)), LENGTH, 1000.0)

    assert values.tolist() == [5.0]


def test_serials_are_counted_by_the_calendar_of_their_workbook():
    cells = cells_of(number(43831), number(42369), cell(CellKind.DATE, NEW_YEAR_2020))
    date_1904 = pd.Series([False, True, True], index=cells.index)

    values, _ = read_values(cells, DAY, date_1904=date_1904)

    assert values.tolist() == [pd.Timestamp("2020-01-01")] * 3
    assert read_one(DAY, number(42369), date_1904=True)[0] == pd.Timestamp("2020-01-01")


def test_a_kind_of_cell_that_does_not_exist_is_a_fault_of_ours():
    cells = cells_of(number(1))
    cells["kind"] = np.int8(9)

    with pytest.raises(ValueError, match="unknown kind"):
        read_values(cells, COUNT)


@example(Decimal("1067683.57"), 1000.0)
@given(st.decimals(0, 10**7, places=2), st.sampled_from([1.0, 1000.0]))
def test_an_amount_is_the_same_as_number_and_as_text(amount, scale):
    as_number, _ = read_one(MONEY, number(float(amount)), scale=scale)
    as_text, _ = read_one(MONEY, text(f"{amount}".replace(".", ",")), scale=scale)

    assert as_number == as_text


CONTENTS = st.one_of(
    st.text().map(text),
    st.floats().map(number),
    st.integers(-800_000, 3_200_000).map(lambda days: cell(CellKind.DATE, days)),
    st.booleans().map(lambda value: cell(CellKind.BOOLEAN, value)),
    st.text().map(lambda content: cell(CellKind.ERROR, content)),
    st.text().map(lambda content: cell(CellKind.UNCALCULATED, content)),
)


@given(st.lists(CONTENTS, max_size=6), st.sampled_from(EVERY_TYPE), st.sampled_from([1.0, 1000.0]))
def test_any_batch_gives_for_each_cell_a_value_nothing_or_a_fault(contents, column, scale):
    cells = cells_of(*contents)

    values, faults = read_values(cells, column, scale)

    refused = faults.index[faults["refused"] == "cell"]
    assert values.index.equals(cells.index)
    assert values[refused].isna().all()
    assert refused.is_unique
    assert faults[["code", "value", "expected"]].notna().all(axis=None)
    assert faults["value"].str.len().le(200).all()
    silent = values.index[values.isna()].difference(faults.index)
    assert all(clean_text(cells.loc[index, "text"]) == "" for index in silent)
