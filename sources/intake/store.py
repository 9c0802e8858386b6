"""The archive and the quarantine: files kept under the hash of their content, never changed.

Beside each file lies a small JSON card with what the file system knew when it arrived, so that the ledger can be made
again from the store alone. A store is any fsspec URL. What ``put`` has returned from, a power cut does not take back.
"""

from __future__ import annotations

import errno
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from sources.whole_files import settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sources.workbook import ReadWorkbook


_UNFINISHED = "unfinished"
"""The folder of a store in which files are written, before they take their place."""


class ArchiveError(Exception):
    """Files that were taken in cannot be read now: the archive is out of reach or damaged, or the machine too busy."""


def require_readable(reads: Mapping[str, ReadWorkbook]) -> None:
    """Refuse to go on without workbooks that were read when they were taken in.

    Args:
        reads: what was read from stored files, by hash.

    Raises:
        ArchiveError: some of them could not be read; the message names them.
    """
    lost = {
        sha256: finding.value
        for sha256, read in reads.items()
        for finding in read.findings
        if finding.code == "unreadable"
    }
    if lost:
        told = "; ".join(f"{sha256}: {reason}" for sha256, reason in lost.items())
        raise ArchiveError(f"{len(lost)} archived files cannot be read now, and nothing was changed: {told}")


@dataclass(frozen=True)
class Card:
    """What was known of a file when it arrived."""

    sha256: str
    file_name: str
    size_bytes: int
    received_at: datetime
    sender: str | None

    def to_json(self) -> bytes:
        """Return the card as it is kept."""
        facts = {**self.__dict__, "received_at": self.received_at.isoformat()}
        return json.dumps(facts, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Card:
        """Read a card back."""
        facts = json.loads(text)
        return cls(**{**facts, "received_at": datetime.fromisoformat(facts["received_at"])})


@dataclass(frozen=True)
class Store:
    """A content store: a folder or any fsspec URL."""

    url: str

    @property
    def _files(self) -> tuple[Any, str]:
        system, path = fsspec.core.url_to_fs(self.url)
        return system, path.rstrip("/")

    @staticmethod
    def key(sha256: str) -> str:
        """Return where in the store a file lies. It has no suffix: content says what it is, names do not."""
        return f"{sha256[:2]}/{sha256}"

    def require(self) -> None:
        """Refuse to go on without the store: a folder that is not there is a share that is not mounted.

        Raises:
            ArchiveError: a folder on a local disk is not there. What lies elsewhere fails when it is used.
        """
        system, root = self._files
        if isinstance(system, LocalFileSystem) and not Path(root).is_dir():
            raise ArchiveError(f"the folder {root} is not there; mount it, or create it if it is new")

    def put(self, file: Path, card: Card) -> str:
        """Keep a local file, whole or not at all, and return its key. A file already there is left as it is.

        Raises:
            OSError: it cannot be kept.
        """
        key = self.key(card.sha256)
        self._keep(key, file)
        self._keep(f"{key}.json", card.to_json())
        return key

    def adopt(self, file: Path, card: Card) -> bool:
        """Keep a local file by moving it here as it is: one that is too large to be copied.

        Returns:
            Whether it was moved. It stays where it is if the store is not on the same disk.
        """
        system, root = self._files
        if not isinstance(system, LocalFileSystem):
            return False
        self._keep(f"{self.key(card.sha256)}.json", card.to_json())
        try:
            file.rename(Path(root) / self.key(card.sha256))
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self.remove(card.sha256)
            return False
        return True

    def _keep(self, key: str, content: Path | bytes) -> None:
        system, root = self._files
        target, unfinished = f"{root}/{key}", f"{root}/{_UNFINISHED}/{key.rsplit('/', 1)[1]}"
        if system.exists(target):
            return
        if isinstance(system, LocalFileSystem):
            _keep_on_disk(Path(root), Path(target), Path(unfinished), content)
            return
        system.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        if isinstance(content, Path):
            system.put_file(str(content), unfinished)
        else:
            system.pipe_file(unfinished, content)
        system.mv(unfinished, target)

    def sweep(self) -> None:
        """Clear away what a crash left unfinished; only while nobody else puts anything in."""
        system, root = self._files
        if system.exists(f"{root}/{_UNFINISHED}"):
            system.rm(f"{root}/{_UNFINISHED}", recursive=True)

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            FileNotFoundError: the store does not hold it.
        """
        system, root = self._files
        content: bytes = system.cat_file(f"{root}/{self.key(sha256)}")
        return content

    def fetch(self, sha256: str, folder: Path) -> Path:
        """Return a local path with the bytes of a file: its own if the store is local, else a copy in a folder.

        Raises:
            FileNotFoundError: the store does not hold it.
        """
        system, root = self._files
        path = f"{root}/{self.key(sha256)}"
        if isinstance(system, LocalFileSystem):
            return Path(path)
        copy = folder / sha256
        system.get_file(path, str(copy))
        return copy

    def remove(self, sha256: str) -> None:
        """Take a file and its card out (only a quarantined file that was accepted after all)."""
        system, root = self._files
        for target in (f"{root}/{self.key(sha256)}.json", f"{root}/{self.key(sha256)}"):
            if system.exists(target):
                system.rm_file(target)

    def cards(self) -> Iterator[Card]:
        """Yield the card of every file in the store, in the order of their hashes."""
        system, root = self._files
        # No glob: a folder's name may hold its signs.
        unfinished = f"{root}/{_UNFINISHED}/"
        for path in sorted(path for path in system.find(root) if path.endswith(".json") and unfinished not in path):
            yield Card.from_json(system.cat_file(path))


def _keep_on_disk(root: Path, target: Path, unfinished: Path, content: Path | bytes) -> None:
    """Write a file beside its place, and move it there once it is on the disk; then the move is made to last too."""
    for folder in (unfinished.parent, target.parent):
        if not folder.exists():
            # Not the store itself: if that has gone, its share is no longer mounted.
            folder.mkdir()
            settle(root)
    try:
        if isinstance(content, Path):
            shutil.copyfile(content, unfinished)
        else:
            unfinished.write_bytes(content)
        settle(unfinished)
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    settle(target.parent)
