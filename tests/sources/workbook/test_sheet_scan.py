"""The quick scan of a sheet and the exact one find the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.workbook.addresses import address, letters
from sources.workbook.sheet_scan import _scan_exactly, _scan_quickly, column_index, scan_sheet

CONTENT = st.sampled_from(
    [
        "",
        ' t="s"><v>0</v></c>',
        "><v>1.5</v></c>",
        ' t="e"><v>#REF!</v></c>',
        "><f>A1</f></c>",
        "><f>A1</f><v>3</v></c>",
        '><f t="shared" si="0"/><v></v></c>',
        ' t="str"><f>A1</f><v></v></c>',
        ' t="inlineStr"><is><t>x</t></is></c>',
    ]
)
SHEETS = st.dictionaries(
    st.integers(0, 60),
    st.tuples(st.sampled_from(["", ' hidden="1"', ' spans="1:3"']), st.dictionaries(st.integers(0, 800), CONTENT)),
    max_size=6,
)


def written(sheet) -> bytes:
    rows = []
    for row, (attributes, cells) in sorted(sheet.items()):
        inner = "".join(f'<c r="{address(row, column)}"{content or "/>"}' for column, content in sorted(cells.items()))
        rows.append(f'<row r="{row + 1}"{attributes}>{inner}</row>')
    body = "".join(rows)
    return f'<?xml version="1.0"?><worksheet xmlns="m"><sheetData>{body}</sheetData></worksheet>'.encode()


@given(SHEETS)
def test_quick_and_exact_agree(sheet):
    data = written(sheet)
    quick, exact = _scan_quickly(data), _scan_exactly(data, 10**6)
    assert quick is not None
    assert (quick.cells, quick.merges, quick.hidden_rows) == (exact.cells, exact.merges, exact.hidden_rows)
    # The quick one counts empty formatted cells into the extent, which can only make it larger.
    assert quick.last_row >= exact.last_row
    assert quick.last_column >= exact.last_column
    assert scan_sheet(data, 10**6, 10**9).marked == exact.marked


@given(st.integers(0, 16_383))
def test_letters_and_numbers_of_columns(column):
    assert column_index(letters(column)) == column


def test_cells_without_addresses_are_counted_on():
    rows = b'<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c><f>1</f></c></row>'
    data = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    scan = scan_sheet(data, 100, 100)
    assert set(scan.marked) == {(0, 1), (1, 0)}
    assert (scan.last_row, scan.last_column) == (1, 1)


UNUSUAL = {
    "a comment before all": lambda data: b"<!-- -->" + data.partition(b"?>")[2],
    "a comment": lambda data: data.replace(b"<row", b"<!-- --><row", 1),
    "a second declaration": lambda data: data.replace(b"<row", b'<?xml version="1.0"?><row', 1),
    "a cell without an address": lambda data: data.replace(b'<c r="A1"', b"<c"),
    "an empty cell without an address": lambda data: data.replace(b"</row>", b"<c/></row>"),
    "a cell on two lines": lambda data: data.replace(b"<c ", b"<c\n"),
    "a row without a number": lambda data: data.replace(b'<row r="1"', b"<row"),
    "a row that does not end": lambda data: data.replace(b'<row r="1">', b'<row r="1"'),
    "a row on two lines": lambda data: data.replace(b'<row r="1"', b'<row\nr="1"'),
    "two numbers on a row": lambda data: data.replace(b'<row r="1"', b'<row r="1" r="2"'),
    "a prefix": lambda data: data.replace(b"<c ", b"<m:c ").replace(b"</c>", b"</m:c>"),
    "another beginning": lambda data: b"<sheet>" + data.partition(b'xmlns="m">')[2],
}


@pytest.mark.parametrize("alter", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_written_in_an_unusual_way_is_not_counted_but_parsed(alter):
    usual = written({0: ("", {0: "><v>1</v></c>"})})
    assert _scan_quickly(usual) is not None
    assert alter(usual) != usual
    assert _scan_quickly(alter(usual)) is None
