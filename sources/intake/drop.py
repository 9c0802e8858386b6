"""The drop folder: which files lie there, which of them have settled, and how one is copied out of it and removed.

A folder is any fsspec URL; what lies in it is told by ``listing``. A file is only read through ``copy``, never where it
lies, and only removed as it was seen: nothing here counts on a rename, which object stores do not have.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from sources.intake.file_systems import each, file_system, is_local, is_object_store, reaching, shown
from sources.intake.listing import DroppedFile, Listing, Unread, is_passed_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Drop:
    """What lies in the drop folder."""

    ready: list[DroppedFile]
    """Files that have settled, in the order in which they arrived."""
    waiting: int
    """Files still being written, or too fresh to tell."""
    passed_over: int
    """What is not for us: owner files, temporary files, links, pipes."""
    strange_folders: list[str]
    """Subfolders that hold something and are not named by a municipality's code: nobody reads what lies there."""
    unread: list[Unread]
    """Of what was passed over, the links, pipes, devices and folders too deep: who put them there meant a file."""


@dataclass(frozen=True)
class DropFolder:
    """The folder, local or remote, where municipalities drop their files."""

    url: str
    settle_seconds: float
    trust_file_times: bool = False
    """Whether a file arrived when it says it was last written (a simulation does); a copy may keep an old time."""

    @property
    def files(self) -> tuple[Any, str]:
        """The fsspec file system and the folder's path in it."""
        return file_system(self.url)

    @reaching
    def scan(self, now: datetime) -> Drop:
        """Look at the folder and at what lies below the subfolders named by a municipality's code; nothing is opened.

        Raises:
            FileNotFoundError: the folder does not exist.
            OSError: it cannot be reached.
        """
        ready: list[DroppedFile] = []
        unread: list[Unread] = []
        strange: list[str] = []
        waiting, passed_over = 0, 0
        try:
            entries = list(self._listing.entries(strange))
        except FileNotFoundError:
            told = "the drop folder is not there; mount it, or create it if it is new"
            raise FileNotFoundError(errno.ENOENT, told, shown(self.url)) from None
        for found in entries:
            if isinstance(found, Unread):
                passed_over += 1
                if not is_passed_over(PurePosixPath(found.name).name):
                    unread.append(found)
            elif is_passed_over(found.name):
                passed_over += 1
            elif 0 <= (now - found.arrived_at).total_seconds() < self.settle_seconds:
                waiting += 1
            else:
                ready.append(found)
        ready.sort(key=lambda file: (file.arrived_at, file.path))
        return Drop(ready, waiting, passed_over, strange, sorted(unread, key=lambda one: one.path))

    @property
    def _listing(self) -> Listing:
        return Listing(*self.files, self.trust_file_times)

    def each(self, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Do something with each of some files, with many at once where the folder's file system bears it."""
        return each(self.files[0], function, items)

    @reaching
    def standing(self, files: Sequence[DroppedFile]) -> set[DroppedFile]:
        """Return which files still stand as they were seen, in folders that are no links by now.

        An object store is asked once for all of them.
        """
        system, root = self.files
        if is_object_store(system):
            return set(files).intersection(one for one in self._listing.entries([]) if isinstance(one, DroppedFile))
        # Whoever may write into a folder could put a link to another's in the place of one in it.
        folders = {file: set(PurePosixPath(file.path).relative_to(root).parents) for file in files}
        every_folder = set[PurePosixPath]().union(*folders.values())
        links = {folder for folder in every_folder if self._is_link(system, root, folder)}
        return {file for file in files if not links & folders[file] and self._seen_now(system, file) == file}

    @reaching
    def unchanged(self, file: DroppedFile) -> bool:
        """Return whether a file still stands as it was seen, in folders that are no links by now."""
        system, _ = self.files
        return self._seen_now(system, file) == file if is_object_store(system) else bool(self.standing([file]))

    def _seen_now(self, system: Any, file: DroppedFile) -> DroppedFile | None:
        try:
            entry = getattr(system, "link_info", system.info)(file.path)
        except FileNotFoundError:
            return None
        return self._listing.file(entry, file.sender)

    @staticmethod
    def _is_link(system: Any, root: str, folder: PurePosixPath) -> bool:
        if not folder.name:  # the drop folder itself may be one
            return False
        if is_local(system):
            return Path(root, folder).is_symlink()
        link_info = getattr(system, "link_info", None)  # other file systems have no links
        try:
            return link_info is not None and link_info(f"{root}/{folder}")["type"] == "link"
        except FileNotFoundError:
            return False

    @reaching
    def copy(self, file: DroppedFile, target: Path) -> str:
        """Copy a file to a local path and return the SHA-256 of what was copied.

        A local file is opened without following links, so that what was a file when it was seen is still one. One that
        has grown or grows meanwhile is not followed for ever: no more is read than what was seen and one byte. It is no
        longer among those ``standing``, and what was copied is of no use.

        Raises:
            FileNotFoundError: it has gone meanwhile.
        """
        fingerprint = hashlib.sha256()
        self._copy(file, target, file.size_bytes + 1, fingerprint)
        return fingerprint.hexdigest()

    @reaching
    def copy_beginning(self, file: DroppedFile, target: Path, most_bytes: int) -> str:
        """Copy the beginning of a file that is too large to be copied, and return what it is to be known by.

        That is the SHA-256 of the beginning with the file's place, size and time: to read all of it could take for
        ever, and two such files must not pass for one.

        Raises:
            FileNotFoundError: it has gone meanwhile.
        """
        facts = f"{file.size_bytes} {file.arrived_at.isoformat()} ".encode()
        fingerprint = hashlib.sha256(facts + os.fsencode(file.path) + b"\0")
        self._copy(file, target, most_bytes, fingerprint)
        return fingerprint.hexdigest()

    def local_path(self, file: DroppedFile) -> Path | None:
        """Return the file's own path, if the folder is on a local disk."""
        return Path(file.path) if is_local(self.files[0]) else None

    def _copy(self, file: DroppedFile, target: Path, most_bytes: int, fingerprint: Any) -> None:
        system, _ = self.files
        left = most_bytes
        with self._open(system, file.path, most_bytes) as source, target.open("wb") as copy:
            while left and (chunk := source.read(min(_CHUNK_BYTES, left))):
                fingerprint.update(chunk)
                copy.write(chunk)
                left -= len(chunk)

    @staticmethod
    def _open(system: Any, path: str, most_bytes: int) -> BinaryIO:
        if is_object_store(system):
            # One request; to open an object would take two and read far ahead. An empty one has no range to ask for.
            return io.BytesIO(system.cat_file(path, start=0, end=most_bytes) if most_bytes > 1 else b"")
        if not is_local(system):
            remote: BinaryIO = system.open(path, "rb")
            # What is there is asked for at once, not piece after piece. A piece that does not exist is never answered.
            if most_bytes > 1 and (prefetch := getattr(remote, "prefetch", None)):
                prefetch(most_bytes - 1)
            return remote
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            raise FileNotFoundError(f"{path} has become a link") from None
        return os.fdopen(descriptor, "rb")

    @reaching
    def remove(self, file: DroppedFile) -> None:
        """Take the file out of the folder, unless it has changed since it was seen: then it is a new file."""
        system, _ = self.files
        if self.unchanged(file):
            system.rm_file(file.path)
