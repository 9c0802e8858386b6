"""What the daemon sees to: a failed run is told, and what mail or webhook could not take is told later."""

from __future__ import annotations

import shutil
import socket
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import SecretStr

from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.jobs import intake_job
from aimak_pipeline.sensors import alerts_sensor, run_failure_alert
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from warehouse.alerts import Alert

if TYPE_CHECKING:
    from pathlib import Path

    from assets.workplace import Workplace


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

    told = (place.alerts.folder / f"run-{result.run_id}.txt").read_text(encoding="utf-8")
    assert told.splitlines()[0] == f"Run {result.run_id} of intake failed"
    assert "submissions: " in told
    assert "FileNotFoundError" in told
    assert settings.intake in told


def test_the_sensor_carries_on_what_a_webhook_could_not_take_and_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    place = workplace(Settings(home=tmp_path, webhook_url=SecretStr(f"http://127.0.0.1:{port}/secret")))
    assert "no alert waits" in sensed(place)
    assert place.alerts.raise_alert(Alert("event", "It happened", ("Here",)))
    told = sensed(place)
    assert told.startswith("1 alerts waited; 1 still do. webhook: 127.0.0.1 does not answer")
    assert "secret" not in told
    assert (tmp_path / "alerts" / "event.txt").read_text(encoding="utf-8") == "It happened\n\nHere\n"


def sensed(place: Workplace) -> str:
    """What the sensor says."""
    (said,) = [alerts_sensor(dg.build_sensor_context(resources={"workplace": place}))]
    assert isinstance(said, dg.SkipReason)
    return str(said.skip_message)
