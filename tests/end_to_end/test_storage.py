"""The whole pipeline with intake and archive on another machine, and what its operator is told when that fails."""

from __future__ import annotations

import shutil
import socket
import urllib.request
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click import ClickException
from fsspec.config import conf

from aimak_pipeline.console import run_with_progress
from assets.retrying import passes
from sources.intake.file_systems import shown
from sources.intake.store import Store
from tests.end_to_end.conftest import home
from tests.end_to_end.installations import enrolled, good
from tests.storage_servers import Buckets, OpenSSH, Storage, needs_sshd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aimak_pipeline.settings import Settings

pytestmark = pytest.mark.xdist_group("storage")


def run(settings: Settings) -> dict[str, pd.DataFrame]:
    """Run the pipeline as ``aimak run`` does; return what it says of the reports."""
    _, place = run_with_progress(settings, publish=False)
    with place.engine.connect() as connection:
        tables = {
            name: pd.read_sql(f"SELECT * FROM {name} ORDER BY 1, 2, 3, 4", connection)  # noqa: S608 - names of ours
            for name in ("submission", "street_lighting", "finding", "indicator_value")
        }
    place.engine.dispose()
    return tables


@pytest.mark.parametrize("kind", ["s3", pytest.param("sftp", marks=[needs_sshd, pytest.mark.slow])])
def test_reports_dropped_elsewhere_are_answered_and_a_lost_installation_comes_back_from_the_archive(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    storage: Storage = request.getfixturevalue(kind)
    places = {"intake_url": storage.folder(), "archive_url": storage.folder()}
    settings = home(tmp_path / "home").model_copy(update={**places, "trust_file_times": False})
    senders = enrolled(settings, 3)
    for code in senders:
        storage.put(settings.intake, f"{code}/report.xlsx", good(code))
    before = run(settings)
    assert list(before["submission"]["status"]) == ["accepted"] * 3
    assert len(before["street_lighting"]) == 3
    assert not before["indicator_value"].empty
    assert storage.contents(settings.intake) == {}
    for code in senders:  # a required field of their covers is blank: the copies are made of the archived workbooks
        assert list((settings.outbox / code / "notices").glob("*.xlsx"))

    new_machine = settings.model_copy(update={"home": tmp_path / "another home"})
    after = run(new_machine)
    for name in ("submission", "street_lighting", "indicator_value"):
        pd.testing.assert_frame_equal(after[name], before[name])


@pytest.fixture
def told_by_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told to fsspec in this test, it forgets afterwards."""
    for protocol in ("s3", "sftp"):
        monkeypatch.setitem(conf, protocol, dict(conf.get(protocol, {})))


def failure(settings: Settings) -> str:
    """Run the pipeline, which must fail and say why in one line; return the line."""
    with pytest.raises(ClickException) as failed:
        run_with_progress(settings)
    assert "\n" not in failed.value.message
    return failed.value.message


@pytest.fixture
def guarded(s3: Buckets) -> Iterator[Buckets]:
    """A server that looks at credentials."""

    def let_in(requests: bytes) -> None:
        url = f"{s3.environment['FSSPEC_S3_ENDPOINT_URL']}/moto-api/reset-auth"
        headers = {"Content-Type": "text/plain"}
        urllib.request.urlopen(urllib.request.Request(url, requests, headers)).close()  # noqa: S310

    let_in(b"0")
    yield s3
    let_in(b"inf")


def test_wrong_credentials_are_told_in_one_line(tmp_path: Path, s3: Buckets, request: pytest.FixtureRequest) -> None:
    settings = home(tmp_path).model_copy(update={"intake_url": s3.folder()})
    request.getfixturevalue("guarded")
    message = failure(settings)
    assert f"{settings.intake}: access denied" in message


@needs_sshd
@pytest.mark.usefixtures("told_by_operator")
def test_a_server_whose_key_is_not_known_is_told_and_gets_nothing(tmp_path: Path) -> None:
    server = OpenSSH(tmp_path)
    server.start()
    try:
        conf["sftp"] = {"key_filename": server.environment["FSSPEC_SFTP_KEY_FILENAME"]}
        settings = home(tmp_path / "home").model_copy(update={"intake_url": f"{server.url}{tmp_path}"})
        message = failure(settings)
    finally:
        server.stop()
    assert "ssh-ed25519 SHA256:" in message
    assert "known_hosts" in message
    assert "Accepted" not in (tmp_path / "log").read_text()


@needs_sshd
@pytest.mark.usefixtures("told_by_operator")
def test_a_server_that_shows_another_key_than_it_did_is_told(tmp_path: Path) -> None:
    server = OpenSSH(tmp_path)
    other = OpenSSH(_made(tmp_path / "other"))
    shutil.copy(other.folder / "host_key.pub", tmp_path / "other.pub")
    kind, key, _ = (tmp_path / "other.pub").read_text().split(maxsplit=2)
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {kind} {key}\n")
    server.start()
    try:
        conf["sftp"] = _told(server)
        message = failure(home(tmp_path / "home").model_copy(update={"archive_url": f"{server.url}{tmp_path}"}))
    finally:
        server.stop()
    assert "access denied: Host key for server" in message


@needs_sshd
@pytest.mark.usefixtures("told_by_operator")
def test_a_server_that_was_down_for_a_while_is_connected_to_again(tmp_path: Path) -> None:
    server = OpenSSH(tmp_path)
    conf["sftp"] = _told(server)
    settings = home(tmp_path / "home").model_copy(update={"intake_url": f"{server.url}{_made(tmp_path / 'intake')}"})
    message = failure(settings)
    assert message.startswith(f"{shown(settings.intake)} cannot be reached: ")
    server.start()
    run_with_progress(settings)
    server.stop()
    server.start()
    try:
        run_with_progress(settings)
    finally:
        server.stop()


@pytest.mark.usefixtures("told_by_operator")
def test_an_object_store_that_does_not_answer_is_a_fault_that_may_pass() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        conf["s3"] = {"endpoint_url": address, "key": "intake", "secret": "not so secret"}
        with pytest.raises(ConnectionError, match=r"^s3://bucket/archive cannot be reached: ") as fault:
            Store("s3://bucket/archive").require()
    assert passes(fault.value)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _told(server: OpenSSH) -> dict[str, str]:
    return {name.removeprefix("FSSPEC_SFTP_").lower(): value for name, value in server.environment.items()}
