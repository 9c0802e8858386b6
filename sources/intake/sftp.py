"""SFTP as the intake and the archive need it: only known servers, names of any bytes, links that are seen as links.

fsspec's own class trusts whatever host key it is shown, fails at names that are no UTF-8, takes a pipe for a file, and
says of a lost connection that nothing is there. Which server and which folder, the URL says; the rest are its options.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

_MACHINE_WIDE = "/etc/ssh/ssh_known_hosts"
"""Which hosts the administrator of this machine knows; who runs the pipeline has ``~/.ssh/known_hosts``."""

_PATIENCE_SECONDS = 30
"""How long a server may take to answer."""


class _Unknown(paramiko.MissingHostKeyPolicy):  # type: ignore[misc] # paramiko has no types
    """Refuses a server whose key is not known, and says how it becomes known."""

    def missing_host_key(self, _client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        raise PermissionError(
            f"{hostname} shows the key {key.get_name()} {key.fingerprint}, which is in no known_hosts file: if that is "
            "the server's key, add it (ssh-keyscan prints the line)"
        )


class _AnyNames(paramiko.Message):  # type: ignore[misc]
    """An answer in which names may be any bytes, as in the names of local files."""

    def get_text(self) -> str:
        return os.fsdecode(self.get_string())


class _Client(paramiko.SFTPClient):  # type: ignore[misc]
    """A client to which names may be any bytes."""

    def _request(self, *request: Any) -> tuple[int, _AnyNames]:
        kind, answer = super()._request(*request)
        return kind, _AnyNames(answer.get_remainder())

    def _adjust_cwd(self, path: str | bytes) -> Any:
        return super()._adjust_cwd(os.fsencode(path))


class KnownHostSFTP(SFTPFileSystem):  # type: ignore[misc] # fsspec has no types
    """Files on an SSH server whose host key is known."""

    def __init__(
        self, host: str, known_hosts: str | None = None, host_key_policy: Any = _Unknown, **connection: Any
    ) -> None:
        """Connect.

        Args:
            host: the server.
            known_hosts: one more file of host keys, beside the user's and the machine's.
            host_key_policy: what is done with a server that is in none of them.
            connection: the arguments of ``paramiko.SSHClient.connect``, such as ``key_filename``.

        Raises:
            PermissionError: the server is not known, or does not let us in.
            OSError: it does not answer.
        """
        if self._cached:
            return
        self.known_hosts = known_hosts
        patience = dict.fromkeys(("timeout", "banner_timeout", "auth_timeout"), _PATIENCE_SECONDS)
        super().__init__(host, host_key_policy=host_key_policy, **{**patience, **connection})

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        for file in (_MACHINE_WIDE, self.known_hosts):
            if file and (file == self.known_hosts or Path(file).exists()):
                self.client.load_system_host_keys(file)
        self.client.set_missing_host_key_policy(self.host_key_policy)
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            transport = self.client.get_transport()
            transport.set_keepalive(_PATIENCE_SECONDS)
            self.ftp = _Client.from_transport(transport)
            self.ftp.get_channel().settimeout(_PATIENCE_SECONDS)
        except BaseException:
            self.client.close()
            raise

    def stay_connected(self) -> None:
        """Connect again if the connection was lost since it was last used."""
        transport = self.client.get_transport()
        if transport is None or not transport.is_active() or self.ftp.get_channel().closed:
            self.client.close()
            self._connect()

    @classmethod
    def _strip_protocol(cls, path: str) -> Any:
        # A bare path is one, whatever signs of URLs are in it.
        return super()._strip_protocol(path) if path.startswith(("sftp://", "ssh://")) else path

    def _entry(self, facts: paramiko.SFTPAttributes, path: str) -> dict[str, Any]:
        return {**self._decode_stat(facts), "name": path, "mode": facts.st_mode, "islink": stat.S_ISLNK(facts.st_mode)}

    def ls(self, path: str, detail: bool = False, **_: Any) -> list[Any]:
        """List a folder."""
        path = self._strip_protocol(path).rstrip("/")
        entries = [self._entry(facts, f"{path}/{facts.filename}") for facts in self.ftp.listdir_attr(path or "/")]
        return entries if detail else [entry["name"] for entry in entries]

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Return what stands at a path; where a link leads to, of a link."""
        path = self._strip_protocol(path)
        return self._entry(self.ftp.stat(path), path)

    def link_info(self, path: str) -> dict[str, Any]:
        """Return what stands at a path, a link as a link."""
        return self._entry(self.ftp.lstat(path), path)

    def exists(self, path: str, **_: Any) -> bool:
        """Return whether anything stands at a path.

        Raises:
            OSError: it cannot be told.
        """
        try:
            self.info(path)
        except FileNotFoundError:
            return False
        return True

    def put_file(self, lpath: str, rpath: str, **_: Any) -> None:
        """Write a local file into a folder that is there; that all of it came is asked of the server."""
        self.ftp.put(lpath, rpath)

    def get_file(self, rpath: str, lpath: str, **_: Any) -> None:
        """Fetch a file."""
        self.ftp.get(rpath, lpath)

    def rm_file(self, path: str) -> None:
        """Remove a file."""
        self.ftp.remove(path)
