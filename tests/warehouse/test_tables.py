"""The tables are derived from the forms and mean the same on every database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from sources.forms import ALL_FORMS, ColumnType, Form, Kind
from sources.forms.form import Boolean, Date, Decimal, Integer, Text, boolean, date, decimal, integer, text
from sources.labels import Label
from warehouse.schema import version_table
from warehouse.tables import FACTS, ROW_ADDRESS, fact_table, metadata


class Bridges(Form, sheet=Label("Көпүрөлөр", "Мосты", "Bridges"), record="one bridge"):
    """A form that the programme does not have."""

    name: Text = text(key=True, required=True, ky="Аталышы", ru="Название", en="Name")
    spans: Integer = integer("span", Kind.STOCK, ky="Аралыктар", ru="Пролёты", en="Spans")


class LongerBridges(Form, sheet=Label("Көпүрөлөр", "Мосты", "Bridges"), record="one bridge"):
    """The same form with one column more in the middle."""

    name: Text = text(key=True, required=True, ky="Аталышы", ru="Название", en="Name")
    length_m: Decimal = decimal("m", Kind.STOCK, ky="Узундугу, м", ru="Длина, м", en="Length")
    spans: Integer = integer("span", Kind.STOCK, ky="Аралыктар", ru="Пролёты", en="Spans")


@pytest.mark.parametrize("form_id", ALL_FORMS)
def test_a_fact_table_has_the_address_of_the_row_and_then_the_form_s_columns_in_order(form_id):
    own = [name for name in ALL_FORMS[form_id].columns() if name != "municipality_code"]
    assert FACTS[form_id].c.keys() == [*ROW_ADDRESS, *own]
    assert [column.name for column in FACTS[form_id].primary_key] == ["submission_id", "row"]


def test_a_column_added_to_a_form_is_a_column_of_its_table():
    before, after = (fact_table(form, sa.MetaData()) for form in (Bridges, LongerBridges))
    assert before.c.keys() == [*ROW_ADDRESS, "name", "spans"]
    assert after.c.keys() == [*ROW_ADDRESS, "name", "length_m", "spans"]
    assert isinstance(after.c.length_m.type, sa.Double)
    assert after.c.length_m.comment == "Length; Длина, м; Узундугу, м; m; stock"


@pytest.mark.parametrize(
    ("column_type", "sql_type"),
    [
        (ColumnType.TEXT, sa.Text),
        (ColumnType.CODE, sa.Text),
        (ColumnType.INTEGER, sa.BigInteger),
        (ColumnType.DECIMAL, sa.Double),
        (ColumnType.PERCENT, sa.Double),
        (ColumnType.DATE, sa.Date),
        (ColumnType.BOOLEAN, sa.Boolean),
    ],
)
def test_each_type_of_cell_has_its_type_of_column(column_type, sql_type):
    of_this_type = [
        (FACTS[form.id].c[column.name], column)
        for form in ALL_FORMS.values()
        for column in form.columns().values()
        if column.type is column_type
    ]
    assert all(type(stored.type) is sql_type for stored, _ in of_this_type)


def test_a_form_may_not_hide_the_address_of_its_rows():
    class Seats(Form, sheet=Label("Орундар", "Места", "Seats"), record="one row of seats"):
        row: Integer = integer("seat", Kind.STOCK, ky="Катар", ru="Ряд", en="Row")
        opened: Boolean = boolean(ky="Ачык", ru="Открыто", en="Open")
        built_on: Date = date(ky="Курулган", ru="Построено", en="Built on")

    with pytest.raises(ValueError, match="row"):
        fact_table(Seats, sa.MetaData())


def test_everything_is_described():
    tables = metadata.sorted_tables
    assert [table.name for table in tables if not table.comment] == []
    assert [str(column) for table in tables for column in table.c if not column.comment] == []


def test_postgresql_understands_every_table_and_index():
    dialect = postgresql.dialect()
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    statements += [
        str(CreateIndex(index).compile(dialect=dialect)) for table in metadata.sorted_tables for index in table.indexes
    ]
    assert "DOUBLE PRECISION" in "".join(statements)
    names = [index.name for table in metadata.sorted_tables for index in table.indexes]
    # PostgreSQL cuts longer names off.
    assert max(map(len, names)) <= 63


def test_the_database_has_the_tables_that_are_declared(engine):
    stored = sa.inspect(engine)
    assert set(stored.get_table_names()) == {*metadata.tables, version_table.name}
    for name, table in metadata.tables.items():
        assert [column["name"] for column in stored.get_columns(name)] == table.c.keys()
