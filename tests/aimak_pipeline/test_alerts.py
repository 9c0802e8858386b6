"""Alerts: what went wrong while nobody was looking lies as a file where somebody looks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import dagster as dg

from aimak_pipeline.alerts import write_alert
from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.jobs import intake_job
from aimak_pipeline.sensors import run_failure_alert
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace

if TYPE_CHECKING:
    from pathlib import Path


def test_an_alert_is_a_file_with_a_title_and_what_there_is_to_know(tmp_path: Path) -> None:
    file = write_alert(tmp_path / "alerts", name="missing-2021-Q1", title="2 reports are missing", lines=["A", "B"])
    assert file == tmp_path / "alerts" / "missing-2021-Q1.txt"
    assert file.read_text(encoding="utf-8").split() == ["2", "reports", "are", "missing", "A", "B"]


def test_the_same_event_is_one_alert(tmp_path: Path) -> None:
    for told in ("first", "second"):
        write_alert(tmp_path, name="event", title=told, lines=[])
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8").strip() == "second"


def test_a_failed_run_writes_an_alert_that_says_which_run_which_step_and_why(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    place = workplace(settings)
    shutil.rmtree(settings.intake)
    with dg.instance_for_test() as instance:
        job = build_definitions(place).resolve_job_def(intake_job.name)
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        assert not result.success
        (failure,) = [event for event in result.all_events if event.is_run_failure]
        context = dg.build_run_status_sensor_context(
            sensor_name=run_failure_alert.name,
            dagster_event=failure,
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            resources={"workplace": place},
        )
        run_failure_alert(context.for_run_failure())

    told = (place.alerts / f"run-{result.run_id}.txt").read_text(encoding="utf-8")
    assert told.splitlines()[0] == f"Run {result.run_id} of intake failed"
    assert "submissions: " in told
    assert "FileNotFoundError" in told
    assert settings.intake in told
