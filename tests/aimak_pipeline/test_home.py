"""The home of an installation: every Dagster command in the checkout finds its state where AIMAK_HOME says."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dotenv import dotenv_values

from aimak_pipeline.home import prepare_home
from aimak_pipeline.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what preparing a home changes."""
    monkeypatch.setenv("DAGSTER_HOME", "to be put back")
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")


def test_the_shipped_instance_is_valid_and_tells_nobody_anything(tmp_path: Path) -> None:
    home = prepare_home(Settings(home=tmp_path))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_max_runtime_seconds
    assert home == tmp_path / "dagster"
    assert os.environ["DAGSTER_HOME"] == str(home)


def test_an_instance_that_an_operator_changed_is_left_alone(tmp_path: Path) -> None:
    home = prepare_home(Settings(home=tmp_path))
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    prepare_home(Settings(home=tmp_path))
    assert (home / "dagster.yaml").read_text(encoding="utf-8") == "telemetry: {enabled: false}\n"


def prepare(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AIMAK_", "DAGSTER_"))}
    command = [sys.executable, "-m", "aimak_pipeline.home"]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, env={**own, **environment}, capture_output=True, text=True, check=False
    )


def test_the_command_prepares_the_home_and_leaves_an_env_file_that_follows_aimak_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = prepare(tmp_path, AIMAK_HOME=str(tmp_path / "elsewhere"))
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "elsewhere" / "dagster" / "dagster.yaml").is_file()
    monkeypatch.delenv("AIMAK_HOME", raising=False)
    assert dotenv_values(tmp_path / ".env")["DAGSTER_HOME"] == str(tmp_path / "var" / "dagster")
    monkeypatch.setenv("AIMAK_HOME", "/srv/aimak")
    assert dotenv_values(tmp_path / ".env")["DAGSTER_HOME"] == "/srv/aimak/dagster"


def test_a_setting_that_makes_no_sense_ends_the_command_with_one_line(tmp_path: Path) -> None:
    result = prepare(tmp_path, AIMAK_HOME=str(tmp_path), AIMAK_DEADLINE_DAYS="abc")
    assert result.returncode == 1
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("Error: AIMAK_DEADLINE_DAYS: ")
