"""What was read of several workbooks, packed for handing over and for keeping: one Arrow stream.

The cells of all of them are one record batch; the few facts beside them (cover, layout, findings) go in the stream's
metadata, pickled. Such streams come from our own processes and our own folder, never from outside.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pyarrow as pa

from sources.workbook.cells import CELLS
from sources.workbook.form_sheet import ColumnPlace
from sources.workbook.reading import ReadWorkbook

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTS = b"facts"


def pack(reads: Sequence[ReadWorkbook]) -> bytes:
    """Return what was read, in their order."""
    # Plain tuples: a class that is named thousands of times is most of what a pickle costs.
    facts = [
        (
            len(read.cells),
            read.kind,
            read.cover,
            [tuple(place) for place in read.layout],
            read.answers,
            read.findings,
            read.integrity,
            read.format,
        )
        for read in reads
    ]
    schema = CELLS.with_metadata({_FACTS: pickle.dumps(facts, protocol=5)})
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, schema) as writer:
        writer.write_table(_joined([read.cells for read in reads]).replace_schema_metadata(schema.metadata))
    packed: bytes = stream.getvalue().to_pybytes()
    return packed


def _joined(tables: list[pa.Table]) -> pa.Table:
    """Return cells in one piece: a stream says the names of forms and columns anew where they differ."""
    if len(tables) == 1:
        return tables[0]
    return pa.concat_tables([CELLS.empty_table(), *tables]).unify_dictionaries().combine_chunks()


def unpack(packed: bytes) -> list[ReadWorkbook]:
    """Return what ``pack`` was given; the cells lie in the memory that is given.

    Raises:
        Exception: of any kind, where it is not whole or of another release.
    """
    cells = pa.ipc.open_stream(packed).read_all()
    facts = pickle.loads(cells.schema.metadata[_FACTS])  # noqa: S301 - written by pack, above
    cells = cells.replace_schema_metadata()
    reads = []
    start = 0
    for count, kind, cover, places, answers, findings, integrity, file_format in facts:
        layout = [ColumnPlace(*place) for place in places]
        own = cells.slice(start, count)
        reads.append(ReadWorkbook(kind, own, cover, layout, answers, findings, integrity, file_format))
        start += count
    return reads
