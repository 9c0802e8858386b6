"""What is shipped for production says what it is meant to say, and nothing of it stands twice and differs."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from aimak_pipeline.settings import Settings
from tests.deploy.units import CHECKOUT, DEPLOY, UNITS, command, environment_file, here, section

if TYPE_CHECKING:
    from pathlib import Path

SERVICES = ("aimak-code", "aimak-daemon", "aimak-webserver", "aimak-viewer")


def loaded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def test_the_instance_is_that_of_a_laptop_but_for_where_its_state_lies() -> None:
    deployed = loaded(DEPLOY / "dagster.yaml")
    storage = deployed.pop("storage")["postgres"]["postgres_db"]
    assert deployed == loaded(CHECKOUT / "aimak_pipeline" / "dagster.yaml")
    assert storage["scheme"] == "postgresql+psycopg2"


def test_every_variable_that_is_asked_for_stands_in_the_environment_file() -> None:
    stated = environment_file()
    storage = loaded(DEPLOY / "dagster.yaml")["storage"]["postgres"]["postgres_db"]
    asked = {value["env"] for value in storage.values() if isinstance(value, dict)}
    (code,) = loaded(DEPLOY / "workspace.yaml")["load_from"]
    assert asked | {code["grpc_server"]["socket"]["env"]} <= stated.keys()
    settings = {f"AIMAK_{name.upper()}" for name in Settings.model_fields} | {"AIMAK_CODE_SOCKET"}
    assert {name for name in stated if name.startswith("AIMAK_")} <= settings
    assert stated["DAGSTER_HOME"] == f"{stated['AIMAK_HOME']}/dagster", "where `aimak run` looks for it too"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd (Debian: systemd)")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name, path in UNITS.items():
        (tmp_path / name).write_text(here(path.read_text(encoding="utf-8")), encoding="utf-8")
    checked = subprocess.run(  # noqa: S603 - our own files
        ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in checked.stderr.splitlines() if "aimak" in line]
    assert not ours
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_below_its_home_only_and_cannot_become_more_than_it_is(service: str) -> None:
    says = section(f"{service}.service")
    assert says["User"] == "aimak"
    assert says["ProtectSystem"] == "strict"
    assert says["ReadWritePaths"] == environment_file()["AIMAK_HOME"]
    assert says["NoNewPrivileges"] == "true"
    assert says["CapabilityBoundingSet"] == ""
    assert "MemoryMax" in says


def test_only_the_viewers_webserver_is_behind_the_proxy_and_it_is_read_only() -> None:
    environment = environment_file()
    operators = command("aimak-webserver.service", environment)
    viewers = command("aimak-viewer.service", environment)
    assert "--read-only" not in operators
    assert viewers[-1] == "--read-only"
    for words in (operators, viewers):
        assert words[words.index("-h") + 1] == "127.0.0.1"
    proxied = (DEPLOY / "nginx" / "aimak.conf").read_text(encoding="utf-8")
    assert f"127.0.0.1:{viewers[viewers.index('-p') + 1]};" in proxied
    assert f":{operators[operators.index('-p') + 1]};" not in proxied


def test_the_weekly_restart_leaves_the_runs_alone() -> None:
    restarted = section("aimak-restart.service")["ExecStart"].split()[2:]
    assert sorted(restarted) == sorted(f"{service}.service" for service in SERVICES if service != "aimak-code")


def test_the_containers_start_what_the_units_start() -> None:
    compose = loaded(DEPLOY / "compose.yaml")
    services = compose["services"]
    assert services.keys() == {"database", "code", "daemon", "webserver", "viewer", "proxy"}
    environment = environment_file()

    def words(unit: str) -> list[str]:
        program, *rest = command(f"aimak-{unit}.service", environment)
        return [program.rpartition("/")[2], *(word.removeprefix(f"{CHECKOUT}/") for word in rest)]

    assert services["daemon"]["command"] == words("daemon")
    assert services["viewer"]["command"] == words("viewer")
    # Within its container it listens everywhere; on the host it is published on loopback.
    assert services["webserver"]["command"] == [
        word.replace("127.0.0.1", "0.0.0.0")  # noqa: S104
        for word in words("webserver")
    ]
    assert services["webserver"]["ports"] == ["127.0.0.1:3000:3000"]
    assert " ".join(words("code")) in services["code"]["command"][2].replace(
        "$$AIMAK_CODE_SOCKET", environment["AIMAK_CODE_SOCKET"]
    )
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published.keys() == {"webserver", "viewer"}
    assert services["proxy"]["network_mode"] == "service:viewer"
    for service in services.values():
        for mounted in service.get("volumes", []):
            source = mounted["source"] if isinstance(mounted, dict) else mounted.split(":")[0]
            # What is private is the operator's, everything else is shipped or a volume of its own.
            shipped = source.startswith("./") and not source.startswith("./private/")
            assert (DEPLOY / source).exists() if shipped else source.startswith("./") or source in compose["volumes"]


def test_the_image_is_made_of_what_is_there() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    let_in = [name[1:] for name in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if name[:1] == "!"]
    assert sorted(copied) == sorted(let_in)
    assert all((CHECKOUT / name).exists() for name in copied)
