"""A production installation as ``deploy/`` describes it, started here: its units' own commands, PostgreSQL, the proxy.

The units' commands are read from the units, the proxy's configuration and the instance's are the files that are
shipped; only paths and ports are other ones.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text

from aimak_pipeline.demo import drop_sample
from aimak_pipeline.sample import write_sample
from aimak_pipeline.settings import Settings
from sources.quarters import Quarter
from tests.deploy.units import CHECKOUT, DEPLOY, command, environment_file
from tests.end_to_end.conftest import new_database
from tests.end_to_end.serving import Server, ended, eventually, loaded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Postgres

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("production"),  # one installation, on which the first test computes what the others look at
    pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light"),
]

QUARTER = "2020-Q1"
PASSWORD = "correct horse"  # noqa: S105 - of this test


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Installation:
    """What runs: two webservers, and the proxy before the second of them."""

    settings: Settings
    events: str
    operators: Server
    viewers: Server
    proxy: str
    certificate: Path

    def get(self, path: str, *, password: str | None = None, **headers: str) -> tuple[int, str]:
        """Ask the proxy as a browser does."""
        if password is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(f"ainura:{password}".encode()).decode()
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        request = urllib.request.Request(self.proxy + path, headers=headers)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=60, context=trusting) as answer:  # noqa: S310 - loopback
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""


def environment(settings: Settings, postgres: Postgres, folder: Path) -> dict[str, str]:
    """The shipped environment file, with the paths and the databases of this test."""
    address = postgres.empty()
    stated = environment_file()
    own = {
        "AIMAK_HOME": str(settings.root),
        "AIMAK_WAREHOUSE_URL": settings.warehouse_url,
        "AIMAK_ENROLMENT": str(settings.enrolment),
        "DAGSTER_HOME": str(settings.dagster_home),
        "DAGSTER_PG_HOST": address.host or "",
        "DAGSTER_PG_PORT": str(address.port or 5432),
        "DAGSTER_PG_DB": str(address.database),
        "DAGSTER_PG_USER": str(address.username),
        "DAGSTER_PG_PASSWORD": str(address.password or ""),
        "AIMAK_CODE_SOCKET": str(folder / "code.sock"),
    }
    assert own.keys() <= stated.keys()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIMAK_", "DAGSTER_"))}
    if "host" in address.query:  # a server that listens on a socket alone
        own |= {"DAGSTER_PG_HOST": "", "PGHOST": str(address.query["host"])}
    return {**inherited, **stated, **own}


@contextmanager
def running(words: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run a command in the checkout until the end; nothing that it started is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - what we ship
            words, cwd=CHECKOUT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield
        except BaseException:
            sys.stderr.write(f"--- {log.name}\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
            raise
        finally:
            ended(process)


def proxy_configuration(folder: Path, ports: dict[str, int], settings: Settings) -> Path:
    """The shipped configuration of nginx with other paths and ports, and the little around it that Debian ships."""
    certified = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(  # noqa: S603 - our own names
        [*certified.split(), "-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")],
        check=True,
        capture_output=True,
    )
    hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], check=True, capture_output=True, text=True)  # noqa: S603, S607
    (folder / "aimak.htpasswd").write_text(f"ainura:{hashed.stdout}", encoding="utf-8")
    site = (DEPLOY / "nginx" / "aimak.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{ports['proxy']} ssl",
        "/etc/ssl/aimak/": f"{folder}/",
        "/etc/nginx/aimak.htpasswd": f"{folder}/aimak.htpasswd",
        "/var/lib/aimak/reports": str(settings.reports),
        "127.0.0.1:3001": f"127.0.0.1:{ports['viewer']}",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    (folder / "aimak.conf").write_text(site, encoding="utf-8")
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of a test are nobody else's
    main.write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {kept} include {folder}/aimak.conf; }}\n",
        encoding="utf-8",
    )
    return main


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Installation]:
    """An installation with a few workbooks in its drop folder."""
    folder = tmp_path_factory.mktemp("production")
    settings = Settings(home=folder / "home", warehouse_url=new_database(postgres))
    write_sample(folder / "sample", municipalities=2, quarters=[Quarter.parse(QUARTER)], processes=1)
    drop_sample(folder / "sample" / "workbooks", settings)
    settings.create_folders()
    shutil.copy(DEPLOY / "dagster.yaml", settings.dagster_home)
    own = environment(settings, postgres, folder)
    ports = {name: free_port() for name in ("webserver", "viewer", "proxy")}
    main = proxy_configuration(folder, ports, settings)
    subprocess.run([str(NGINX), "-t", "-c", str(main)], check=True, capture_output=True)  # noqa: S603

    prepared = command("aimak-code.service", own, "ExecStartPre")
    subprocess.run(prepared, check=True, cwd=CHECKOUT, env=own, capture_output=True)  # noqa: S603 - what we ship
    with ExitStack() as services:
        for service in ("code", "daemon", "webserver", "viewer"):
            words = command(f"aimak-{service}.service", own)
            if service in ports:
                words[words.index("-p") + 1] = str(ports[service])
            services.enter_context(running(words, own, folder / f"{service}.log"))
            if service == "code":
                asked = command("aimak-code.service", own, "ExecStartPost")
                subprocess.run(asked, check=True, timeout=300)  # noqa: S603 - what we ship
        services.enter_context(running([str(NGINX), "-c", str(main)], own, folder / "proxy.log"))
        events = f"postgresql+psycopg2://{own['DAGSTER_PG_USER']}:{own['DAGSTER_PG_PASSWORD']}@{own['DAGSTER_PG_HOST']}"
        events += f":{own['DAGSTER_PG_PORT']}/{own['DAGSTER_PG_DB']}"
        events += f"?host={own['PGHOST']}" if "PGHOST" in own else ""
        place = Installation(
            settings,
            events,
            Server(ports["webserver"]),
            Server(ports["viewer"]),
            f"https://localhost:{ports['proxy']}",
            folder / "certificate.pem",
        )
        loaded(place.operators)
        loaded(place.viewers)
        yield place


def materialize(*assets: str) -> dict[str, Any]:
    """What the UI sends when somebody chooses assets and a quarter and clicks on "Materialize"."""
    return {
        "selector": {
            "repositoryLocationName": "aimak",
            "repositoryName": "__repository__",
            "jobName": "__ASSET_JOB",
            "assetSelection": [{"path": [asset]} for asset in assets],
        },
        "executionMetadata": {"tags": [{"key": "dagster/partition", "value": QUARTER}]},
    }


LAUNCH = """mutation ($parameters: ExecutionParams!) { launchRun(executionParams: $parameters) {
__typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""


def test_files_that_are_dropped_are_computed_and_the_services_are_well(installed: Installation) -> None:
    def finished(job: str) -> bool:
        statuses = [run["status"] for run in installed.operators.runs(job)]
        assert "FAILURE" not in statuses
        return "SUCCESS" in statuses

    eventually("the files are taken in", lambda: finished("intake"), seconds=300)
    eventually("the quarter is computed", lambda: finished("quarters"), seconds=300)
    health = installed.viewers.ask(
        "{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }"
    )
    daemons = health["instance"]["daemonHealth"]["allDaemonStatuses"]
    assert {one["daemonType"] for one in daemons if one["required"]} >= {
        "SENSOR",
        "SCHEDULER",
        "QUEUED_RUN_COORDINATOR",
        "FRESHNESS_DAEMON",
    }
    assert all(one["healthy"] for one in daemons if one["required"])


def test_two_runs_of_a_quarter_that_are_started_at_once_come_one_after_the_other(installed: Installation) -> None:
    """By the button that knows no job, with assets that have nothing to do with each other."""
    launched = [
        installed.operators.ask(LAUNCH, parameters=materialize(*assets))["launchRun"]
        for assets in (("extracted",), ("warehouse",), ("indicators",))
    ]
    assert [one["__typename"] for one in launched] == ["LaunchRunSuccess"] * 3, launched
    runs = [one["run"]["runId"] for one in launched]
    for run in runs:
        eventually(f"run {run} succeeds", lambda run=run: installed.operators.has_succeeded(run), seconds=300)
    engine = create_engine(installed.events)
    with engine.connect() as connection:
        times = connection.execute(
            text("SELECT start_time, end_time FROM runs WHERE run_id = ANY(:runs) ORDER BY start_time"), {"runs": runs}
        ).all()
        kinds = connection.scalars(
            text("SELECT DISTINCT dagster_event_type FROM event_logs WHERE run_id = ANY(:runs)"), {"runs": runs}
        ).all()
    engine.dispose()
    assert {"ASSET_MATERIALIZATION", "STEP_SUCCESS", "PIPELINE_SUCCESS"} <= set(kinds), (
        "what happened lies in PostgreSQL"
    )
    assert len(times) == 3
    assert all(end <= start for (_, end), (start, _) in pairwise(times)), times


def test_viewers_see_everything_and_start_nothing(installed: Installation) -> None:
    assert installed.viewers.materializations("quality_report")
    refused = installed.viewers.ask(LAUNCH, parameters=materialize("extracted"))["launchRun"]
    assert refused["__typename"] == "UnauthorizedError"


def test_the_proxy_asks_who_is_there(installed: Installation) -> None:
    for path in ("/", "/graphql", "/reports/"):
        assert installed.get(path)[0] == 401, path
        assert installed.get(path, password="wrong")[0] == 401, path  # noqa: S106 - of this test
    status, page = installed.get("/", password=PASSWORD)
    assert (status, "Dagster" in page) == (200, True)


def test_reports_are_served_and_nothing_beside_them(installed: Installation) -> None:
    status, listing = installed.get(f"/reports/{QUARTER}/", password=PASSWORD)
    assert status == 200
    pages = re.findall(r'href="([^"]+\.html)"', listing)
    assert pages
    for page in pages:
        assert installed.get(f"/reports/{QUARTER}/{page}", password=PASSWORD)[0] == 200
    for outside in (
        "/reports/../warehouse.sqlite",
        "/reports/..%2fdagster/dagster.yaml",
        "/reports../dagster/dagster.yaml",
    ):
        _, found = installed.get(outside, password=PASSWORD)
        assert "storage" not in found


def test_the_ui_follows_runs_through_the_proxy(installed: Installation) -> None:
    trusting = ssl.create_default_context(cafile=str(installed.certificate))
    port = int(installed.proxy.rpartition(":")[2])
    asked = (
        "GET /graphql HTTP/1.1",
        "Host: localhost",
        "Authorization: Basic " + base64.b64encode(f"ainura:{PASSWORD}".encode()).decode(),
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        "Sec-WebSocket-Protocol: graphql-ws",
        "\r\n",
    )
    with (
        socket.create_connection(("127.0.0.1", port), timeout=60) as plain,
        trusting.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        secured.sendall("\r\n".join(asked).encode())
        assert secured.recv(1024).startswith(b"HTTP/1.1 101 ")
