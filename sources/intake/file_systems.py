"""File systems: where a URL of the intake or the archive leads, and what differs between disks, servers and buckets.

fsspec reaches them all and reads their credentials (``FSSPEC_S3_…``, ``AWS_…``, ``FSSPEC_SFTP_…``). What stands here is
what it leaves open: which of them are object stores, and how a fault is told to an operator whichever library met it.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import fsspec
from fsspec.asyn import AsyncFileSystem
from fsspec.core import split_protocol
from fsspec.implementations.local import LocalFileSystem

from sources.whole_files import at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

for _protocol in ("sftp", "ssh"):
    fsspec.register_implementation(
        _protocol,
        "sources.intake.sftp.KnownHostSFTP",
        clobber=True,
        errtxt="SFTP needs paramiko: pip install 'aimak-pipeline[sftp]'",
    )

_REFUSED = {
    "builtins.PermissionError",
    "botocore.NoCredentialsError",
    "botocore.PartialCredentialsError",
    "paramiko.AuthenticationException",
    "paramiko.BadHostKeyException",
}
_NO_ANSWER = {
    "builtins.ConnectionError",
    "builtins.EOFError",
    "builtins.TimeoutError",
    "socket.gaierror",
    "aiohttp.ClientError",
    "botocore.BotoCoreError",
    "paramiko.NoValidConnectionsError",
    "paramiko.SSHException",
}
"""Faults, by the libraries that raise them; these are not imported where they are not used."""


def file_system(url: str) -> tuple[Any, str]:
    """Return the fsspec file system of a URL or a local path, and the path in it.

    Raises:
        OSError: a server cannot be reached or does not let us in.
    """
    protocol = split_protocol(url)[0]
    options: dict[str, object] = {}
    if protocol and issubclass(fsspec.get_filesystem_class(protocol), AsyncFileSystem):
        # What was listed a moment ago says nothing of now.
        options["use_listings_cache"] = False
    if protocol in ("s3", "s3a"):
        # No file of ours is so large that it is fetched in parts; s3fs would ask for its size first.
        options["max_concurrency"] = 1
    system, path = fsspec.core.url_to_fs(url, **options)
    if stay_connected := getattr(system, "stay_connected", None):
        stay_connected()
    return system, path.rstrip("/") or path


def is_local(system: Any) -> bool:
    """Return whether a file system is this machine's own, shares that are mounted included."""
    return isinstance(system, LocalFileSystem)


def is_object_store(system: Any) -> bool:
    """Return whether a file system is an object store.

    There a write is seen whole or not at all, a move is a copy, folders are only beginnings of names, and many requests
    may be under way at once. They are those to which fsspec speaks asynchronously.
    """
    return isinstance(system, AsyncFileSystem)


def each(system: Any, function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Apply a function to items in their order, to many at once but on a server that has one connection for all.

    A request to an object store is mostly waiting, and so is a write that has to be on the disk.

    Args:
        system: where the function works.
        function: what is done; its first exception ends all.
        items: to which it is done.
    """
    if not (is_object_store(system) or is_local(system)):
        return [function(item) for item in items]
    return at_once(function, items)


def shown(url: str) -> str:
    """Return a URL as it may be shown: without the user and password in it."""
    return re.sub(r"(?<=://)[^@/]*@", "", url)


class _Somewhere(Protocol):
    @property
    def url(self) -> str:
        """Where it is."""


Place = TypeVar("Place", bound=_Somewhere)


def reaching(
    method: Callable[Concatenate[Place, Arguments], Result],
) -> Callable[Concatenate[Place, Arguments], Result]:
    """Have a method of something with a ``url`` tell faults of the way there in one line that names it.

    What refuses us becomes a PermissionError, what does not answer a ConnectionError; all else stays what it is.
    """

    @wraps(method)
    def told(self: Place, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            return method(self, *arguments, **named)
        except Exception as fault:
            kind = _kind(fault) if split_protocol(self.url)[0] else None
            where = shown(self.url)
            if kind is None or where in str(fault):
                raise
            if kind is PermissionError:
                raise PermissionError(f"{where}: access denied: {str(fault) or type(fault).__name__}") from fault
            raise ConnectionError(f"{where} cannot be reached: {str(fault) or type(fault).__name__}") from fault

    return told


def _kind(fault: Exception) -> type[OSError] | None:
    names = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(fault).__mro__}
    return PermissionError if names & _REFUSED else ConnectionError if names & _NO_ANSWER else None
