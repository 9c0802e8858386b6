"""What was read is kept, by content hash, reader version and forms: reading is the only costly step.

One SQLite file, since many thousands of small ones cost a disk more than what stands in them. It is the pipeline's own,
and whatever is wrong with it: workbooks are then read again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from sources.workbook.packing import pack, unpack
from sources.workbook.reading import READER_VERSION
from sources.workbook.vocabulary import form_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sources.workbook.reading import ReadWorkbook
    from sources.workbook.vocabulary import Vocabulary

_LOG = logging.getLogger(__name__)
_KEPT_TOGETHER = 100
"""So many workbooks go into one transaction; a crash costs reading as many again."""
_PATIENCE_SECONDS = 60
"""How long is waited for another process that writes."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class ReadingCache:
    """Read workbooks, in a file of this reader and these forms."""

    def __init__(self, folder: Path, vocabulary: Vocabulary | None = None) -> None:
        """Open the cache.

        Args:
            folder: where it lies; made when it is needed. What other readers have kept there is removed when this one
                first keeps anything.
            vocabulary: the forms as the reader knows them; taken from ``sources.forms`` if not given. What was read
                with other forms, headings or aliases is not found.
        """
        known = repr(vocabulary or form_vocabulary())
        self._file = folder / f"read-{READER_VERSION}-{hashlib.sha256(known.encode()).hexdigest()[:12]}.sqlite"

    def find(self, sha256s: Iterable[str]) -> dict[str, ReadWorkbook]:
        """Return what was read from the files with these hashes; those that have to be read (again) are not in it."""
        if not self._file.exists():
            return {}
        found: dict[str, ReadWorkbook] = {}
        statement = "SELECT sha256, packed FROM read WHERE sha256 IN (SELECT value FROM json_each(?))"
        try:
            with closing(self._open()) as connection:
                for sha256, packed in connection.execute(statement, (json.dumps(list(sha256s)),)):
                    # What another release of a library has packed is passed over, whatever it raises.
                    with suppress(Exception):
                        (found[sha256],) = unpack(packed)
        except sqlite3.Error as fault:
            self._give_up(fault)
        return found

    def keep(self, reads: Iterable[tuple[str, ReadWorkbook]]) -> Iterator[tuple[str, ReadWorkbook]]:
        """Pass on what is read, by hash, and keep it on the way, also where whoever takes it stops.

        A refusal is not kept: limits may change, and a reader that died need not die again.
        """
        waiting: list[tuple[str, bytes]] = []
        try:
            for sha256, read in reads:
                if read.kind is not None:
                    waiting.append((sha256, pack([read])))
                if len(waiting) == _KEPT_TOGETHER:
                    self._write(waiting)
                    waiting = []
                yield sha256, read
        finally:
            self._write(waiting)

    def _write(self, packed: list[tuple[str, bytes]]) -> None:
        if not packed:
            return
        if not self._file.exists():
            self._begin()
        try:
            with closing(self._open()) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS read (sha256 TEXT PRIMARY KEY, packed BLOB NOT NULL)")
                connection.executemany("INSERT OR REPLACE INTO read VALUES (?, ?)", packed)
        except sqlite3.Error as fault:
            self._give_up(fault)

    def _begin(self) -> None:
        """Make the folder, and remove what readers of other versions have left in it."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        for other in self._file.parent.glob("read-*"):
            if other.is_dir():
                shutil.rmtree(other, ignore_errors=True)
            elif not other.name.startswith(self._file.name):
                other.unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_PATIENCE_SECONDS)
        # A power cut takes back the last transactions at most.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    def _give_up(self, fault: sqlite3.Error) -> None:
        """Go on without the cache; what is damaged is removed, and begun again by whoever keeps something next."""
        _LOG.warning("The cache of read workbooks %s cannot be used, and they are read again: %s", self._file, fault)
        if getattr(fault, "sqlite_errorcode", None) in _DAMAGED:
            for suffix in ("", "-wal", "-shm"):
                self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
