"""Where intake and archive may lie: a disk, a real S3 API and a real OpenSSH server, both on loopback."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from fsspec.config import conf, set_conf_env

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

needs_sshd = pytest.mark.skipif(SSHD is None, reason="needs an OpenSSH server: apt-get install openssh-server")


STORAGES = (
    "disk",
    pytest.param("s3", marks=pytest.mark.xdist_group("storage")),
    pytest.param("sftp", marks=[needs_sshd, pytest.mark.xdist_group("storage")]),
)
"""The fixtures of the kinds of storage, as parameters of a test. One worker starts the servers."""


def _answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait for a server that was started; return whether it lives and answers."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


class Storage(Protocol):
    """A kind of place for files, as those see it who put files into it without us."""

    environment: Mapping[str, str]
    """How a process is told to get there."""

    def folder(self) -> str:
        """Return the URL of a new, empty folder."""

    def put(self, url: str, name: str, content: bytes, *, age_seconds: float = 60) -> None:
        """Put a file below a folder, where it can be as it was last written so long ago."""

    def contents(self, url: str) -> dict[str, bytes]:
        """Return the files below a folder."""


@dataclass(frozen=True)
class Disk:
    """Folders on this machine's disk, or on a server whose disk it is."""

    root: Path
    begins: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def folder(self) -> str:
        path = self.root / uuid.uuid4().hex
        path.mkdir()
        return f"{self.begins}{path}"

    def path(self, url: str) -> Path:
        """Return where a folder lies on the disk."""
        return Path(url.removeprefix(self.begins))

    def put(self, url: str, name: str, content: bytes, *, age_seconds: float = 60) -> None:
        file = self.path(url) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        moment = time.time() - age_seconds
        os.utime(file, (moment, moment))

    def contents(self, url: str) -> dict[str, bytes]:
        root = self.path(url)
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class Buckets:
    """Buckets of a server that speaks S3."""

    def __init__(self, endpoint: str) -> None:
        import boto3  # noqa: PLC0415 - half a second that few tests need

        self.environment = {
            "FSSPEC_S3_ENDPOINT_URL": endpoint,
            "FSSPEC_S3_KEY": "intake",
            "FSSPEC_S3_SECRET": "not so secret",
        }
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id="sender",
            aws_secret_access_key="sender's",  # noqa: S106
            region_name="us-east-1",
        )

    def folder(self) -> str:
        bucket = f"aimak-{uuid.uuid4().hex}"
        self.client.create_bucket(Bucket=bucket)
        return f"s3://{bucket}/a folder"

    @staticmethod
    def _split(url: str) -> tuple[str, str]:
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        return bucket, f"{prefix}/"

    def put(self, url: str, name: str, content: bytes, *, age_seconds: float = 60) -> None:  # noqa: ARG002
        bucket, prefix = self._split(url)
        self.client.put_object(Bucket=bucket, Key=prefix + name, Body=content)

    def contents(self, url: str) -> dict[str, bytes]:
        bucket, prefix = self._split(url)
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return {key.removeprefix(prefix): self.client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """This machine's own disk."""
    return Disk(tmp_path_factory.mktemp("disk"))


@pytest.fixture(scope="session")
def s3() -> Iterator[Buckets]:
    """An S3 server in a process of its own, to which fsspec is told the way as an operator tells it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        assert _answers(port, server), "moto's server does not start"
        buckets = Buckets(f"http://127.0.0.1:{port}")
        set_conf_env(conf, dict(buckets.environment))
        yield buckets
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def sftp() -> Iterator[Disk]:
    """An OpenSSH server with a host key and an authorized key of its own."""
    with tempfile.TemporaryDirectory(prefix="aimak-sshd-") as folder:
        server = OpenSSH(Path(folder))
        server.start()
        set_conf_env(conf, dict(server.environment))
        (Path(folder) / "files").mkdir()
        yield Disk(Path(folder) / "files", server.url, server.environment)
        server.stop()


class OpenSSH:
    """Debian's ``sshd``, serving SFTP to whoever runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}"
        for name in ("host_key", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)  # noqa: S603, S607
        kind, key, _ = (folder / "host_key.pub").read_text().split(maxsplit=2)
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {kind} {key}\n")
        (folder / "sshd_config").write_text(
            f"ListenAddress 127.0.0.1:{self.port}\nHostKey {folder}/host_key\nAuthorizedKeysFile {folder}/key.pub\n"
            "PidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\n"
            "Subsystem sftp internal-sftp\n"
        )
        self.environment = {
            "FSSPEC_SFTP_KEY_FILENAME": str(folder / "key"),
            "FSSPEC_SFTP_KNOWN_HOSTS": str(folder / "known_hosts"),
        }

    def start(self) -> None:
        """Start serving."""
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where a server that root starts gives up its rights
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [str(SSHD), "-D", "-e", "-f", self.folder / "sshd_config"], stdin=subprocess.DEVNULL, stderr=log
            )
        assert _answers(self.port, self.process), (self.folder / "log").read_text()

    def stop(self) -> None:
        """Stop serving, and end the connections."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.process.terminate()
        self.process.wait()
        for child in children:
            subprocess.run(["kill", child], check=False, capture_output=True)  # noqa: S603, S607
