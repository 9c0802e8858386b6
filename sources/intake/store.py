"""The archive and the quarantine: files kept under the hash of their content, never changed.

Beside each file lies a small JSON card with what the file system knew when it arrived, so that the ledger can be made
again from the store alone. A store is any fsspec URL. A file stands under its name whole or not at all: on a disk or a
file server it is written beside its place and moved there, in an object store a write is such by itself. What ``put``
has returned from, a power cut does not take back; a file server must see to that itself.
"""

from __future__ import annotations

import errno
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sources.intake.file_systems import each, file_system, is_local, is_object_store, reaching, shown
from sources.whole_files import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sources.workbook import ReadWorkbook


Item = TypeVar("Item")
Result = TypeVar("Result")

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
        return file_system(self.url)

    @staticmethod
    def key(sha256: str) -> str:
        """Return where in the store a file lies. It has no suffix: content says what it is, names do not."""
        return f"{sha256[:2]}/{sha256}"

    def each(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Do something with each of some files, with many at once where the store's file system bears it."""
        return each(self._files[0], function, items)

    @reaching
    def require(self) -> None:
        """Refuse to go on without the store: a folder that is not there is a share that is not mounted.

        Raises:
            ArchiveError: the folder or the bucket is not there.
            OSError: it cannot be reached.
        """
        system, root = self._files
        # In an object store a folder is there once something is in it.
        place = root.partition("/")[0] if is_object_store(system) else root
        try:
            is_there = bool(system.info(place)["type"] == "directory")
        except FileNotFoundError:
            is_there = False
        if not is_there:
            what = "the bucket of" if is_object_store(system) else "the folder"
            raise ArchiveError(f"{what} {shown(self.url)} is not there; mount it, or create it if it is new")

    @reaching
    def put(self, file: Path, card: Card) -> str:
        """Keep a local file, whole or not at all, and return its key. A file already there is left as it is.

        Raises:
            OSError: it cannot be kept.
        """
        key = self.key(card.sha256)
        self._keep(key, file)
        self._keep(f"{key}.json", card.to_json())
        return key

    @reaching
    def adopt(self, file: Path, card: Card) -> bool:
        """Keep a local file by moving it here as it is: one that is too large to be copied.

        Returns:
            Whether it was moved. It stays where it is if the store is not on the same disk.
        """
        system, root = self._files
        if not is_local(system):
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
        if is_object_store(system):
            _keep_as_object(system, target, content)
        elif system.exists(target):
            pass
        elif is_local(system):
            _keep_on_disk(Path(root), Path(target), Path(unfinished), content)
        else:
            _keep_on_server(system, target, unfinished, content)

    @reaching
    def sweep(self) -> None:
        """Clear away what a crash left unfinished; only while nobody else puts anything in."""
        system, root = self._files
        if not is_object_store(system) and system.exists(f"{root}/{_UNFINISHED}"):
            for entry in system.ls(f"{root}/{_UNFINISHED}", detail=True):
                system.rm_file(entry["name"])

    @reaching
    def read(self, sha256: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            FileNotFoundError: the store does not hold it.
        """
        system, root = self._files
        content: bytes = system.cat_file(f"{root}/{self.key(sha256)}")
        return content

    @reaching
    def fetch(self, sha256s: Iterable[str], folder: Path) -> dict[str, Path]:
        """Return local paths with the bytes of files: their own if the store is local, else copies in a folder.

        Raises:
            FileNotFoundError: the store does not hold one of them.
        """
        system, root = self._files
        paths = {sha256: f"{root}/{self.key(sha256)}" for sha256 in sha256s}
        if is_local(system):
            return {sha256: Path(path) for sha256, path in paths.items()}
        each(system, lambda sha256: system.get_file(paths[sha256], str(folder / sha256)), paths)
        return {sha256: folder / sha256 for sha256 in paths}

    @reaching
    def remove(self, sha256: str) -> None:
        """Take a file and its card out (only a quarantined file that was accepted after all)."""
        system, root = self._files
        for target in (f"{root}/{self.key(sha256)}.json", f"{root}/{self.key(sha256)}"):
            if system.exists(target):
                system.rm_file(target)

    @reaching
    def cards(self) -> list[Card]:
        """Return the card of every file in the store, in the order of their hashes.

        Raises:
            OSError: the store cannot be reached or read; some of the cards are not all of them.
        """
        system, root = self._files
        # No glob: a folder's name may hold its signs. What cannot be listed is no empty folder.
        found = system.find(root) if is_object_store(system) else system.find(root, on_error="raise")
        unfinished = f"{root}/{_UNFINISHED}/"
        paths = sorted(path for path in found if path.endswith(".json") and not path.startswith(unfinished))
        return [Card.from_json(content) for content in each(system, system.cat_file, paths)]


def _keep_as_object(system: Any, target: str, content: Path | bytes) -> None:
    """Write an object unless it is there; it is seen once all of it is written."""
    written = content.read_bytes() if isinstance(content, Path) else content
    try:
        system.pipe_file(target, written, mode="create")
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        # A store that cannot tell: the same name has the same bytes.
        system.pipe_file(target, written)


def _keep_on_server(system: Any, target: str, unfinished: str, content: Path | bytes) -> None:
    """Write a file beside its place, and move it there once all of it has come; a move takes the place at once."""
    for folder in (unfinished.rpartition("/")[0], target.rpartition("/")[0]):
        if not system.exists(folder):
            # Not the store itself: if that has gone, its share is no longer mounted.
            system.mkdir(folder, create_parents=False)
    if isinstance(content, Path):
        system.put_file(str(content), unfinished)
    else:
        system.pipe_file(unfinished, content)
    system.mv(unfinished, target)


def _keep_on_disk(root: Path, target: Path, unfinished: Path, content: Path | bytes) -> None:
    """Write a file beside its place, and move it there once it is on the disk; then the move is made to last too."""
    for folder in (unfinished.parent, target.parent):
        if not folder.exists():
            # Not the store itself: if that has gone, its share is no longer mounted.
            folder.mkdir(exist_ok=True)
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
