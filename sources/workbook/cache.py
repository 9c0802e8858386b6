"""What was read is kept, by content hash and reader version: reading is the only costly step.

The folder is the pipeline's own; nothing in it comes from outside.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sources.whole_files import whole
from sources.workbook.packing import pack, unpack
from sources.workbook.reading import READER_VERSION
from sources.workbook.vocabulary import form_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from sources.workbook.reading import ReadWorkbook
    from sources.workbook.vocabulary import Vocabulary


class ReadingCache:
    """A folder of read workbooks."""

    def __init__(self, folder: Path, vocabulary: Vocabulary | None = None) -> None:
        """Open the cache.

        Args:
            folder: where it lies; made when it is needed.
            vocabulary: the forms as the reader knows them; taken from ``sources.forms`` if not given. What was read
                with other forms, headings or aliases is not found.
        """
        known = repr(vocabulary or form_vocabulary())
        self._folder = folder / f"read-{READER_VERSION}-{hashlib.sha256(known.encode()).hexdigest()[:12]}"

    def get(self, sha256: str) -> ReadWorkbook | None:
        """Return what was read from the file with this hash; None if it has to be read (again)."""
        try:
            (kept,) = unpack(self._path(sha256).read_bytes())
        except Exception:  # noqa: BLE001 - not there, torn by a power cut, of another release: anything is raised
            return None
        return kept

    def put(self, sha256: str, read: ReadWorkbook) -> None:
        """Keep what was read. A refusal is not kept: limits may change, and a reader that died need not die again."""
        if read.kind is None:
            return
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as unfinished:
            unfinished.write_bytes(pack([read]))

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.arrows"
