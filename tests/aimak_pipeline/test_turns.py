"""Who writes into the warehouse writes alone, whoever started it, and a run that was killed holds up nobody."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import dagster as dg
import pytest
import yaml

from aimak_pipeline.definitions import build_definitions, taking_turns
from aimak_pipeline.home import prepare_home
from aimak_pipeline.running import BY_COMMAND, end_killed_runs
from aimak_pipeline.sensors import intake_sensor
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from assets import ALL_CHECKS, PUBLICATION_ASSETS, QUARTER_ASSETS, submissions
from assets.pools import PUBLICATIONS_POOL, WAREHOUSE_POOL, pools_of
from sources.locking import alone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DAGSTER_HOME", "to be put back")
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    return Settings(home=tmp_path / "home", settle_seconds=0)


def test_every_step_is_in_a_pool_that_one_run_gets(settings: Settings) -> None:
    for asset in (submissions, *QUARTER_ASSETS):
        assert asset.op.pool == WAREHOUSE_POOL, asset.op.name
    for asset in (*PUBLICATION_ASSETS, *ALL_CHECKS):
        assert asset.op.pool == PUBLICATIONS_POOL, asset.op.name
    shipped = yaml.safe_load((prepare_home(settings) / "dagster.yaml").read_text(encoding="utf-8"))
    assert shipped["concurrency"]["pools"] == {"default_limit": 1, "granularity": "run"}


def test_a_run_waits_for_one_that_writes_and_a_sensor_does_not(settings: Settings) -> None:
    place = workplace(settings)
    definitions = build_definitions(place)
    results: list[dg.ExecuteInProcessResult] = []

    prepare_home(settings)
    with dg.DagsterInstance.get() as instance:
        instance.get_runs_count()  # opened once before two threads use it

        def take_in() -> None:
            results.append(definitions.resolve_job_def("intake").execute_in_process(instance=instance))

        other = threading.Thread(target=take_in)
        with alone(place.cache / f"{WAREHOUSE_POOL}.lock"):
            other.start()
            with dg.build_sensor_context(instance, resources={"workplace": taking_turns(place)}) as context:
                assert intake_sensor.evaluate_tick(context).skip_message
            other.join(timeout=5)
            assert other.is_alive()
            assert not results
        other.join()
        assert results[0].success
        assert pools_of(results[0].dagster_run) == [WAREHOUSE_POOL]


def test_a_run_whose_process_was_killed_is_recorded_as_ended_by_the_next_call() -> None:
    @dg.job
    def some_job() -> None:
        pass

    with dg.instance_for_test() as instance:
        killed = instance.create_run_for_job(some_job, tags=BY_COMMAND, status=dg.DagsterRunStatus.STARTED)
        another = instance.create_run_for_job(some_job, status=dg.DagsterRunStatus.STARTED)
        end_killed_runs(instance)
        assert instance.get_run_by_id(killed.run_id).status is dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr]
        assert instance.get_run_by_id(another.run_id).status is dg.DagsterRunStatus.STARTED, "the daemon's"  # type: ignore[union-attr]
