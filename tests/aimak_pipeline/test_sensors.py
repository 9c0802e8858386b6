"""Sensors: they ask for the runs they should, and say why they do not."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest

from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.jobs import intake_job
from aimak_pipeline.sensors import BATCH_TAG, MAX_ATTEMPTS, intake_sensor, publication_sensor, quarter_sensor
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from assets import PUBLICATIONS
from assets.partitions import tags_of_range
from sources.intake.arrival import Arrival

if TYPE_CHECKING:
    from assets.workplace import Workplace


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return workplace(Settings(home=tmp_path, settle_seconds=30, trust_file_times=True))


def drop(place: Workplace, name: str, content: bytes = b"bytes", *, age_seconds: float = 60) -> Path:
    file = Path(place.drop.url) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    moment = time.time() - age_seconds
    os.utime(file, (moment, moment))
    return file


def tick(sensor: dg.SensorDefinition, place: Workplace, instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    with dg.build_sensor_context(
        instance=instance, resources={"workplace": place}, definitions=build_definitions(place)
    ) as context:
        result = sensor(context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


def test_an_empty_folder_asks_for_nothing(place: Workplace) -> None:
    answer = tick(intake_sensor, place, dg.DagsterInstance.ephemeral())
    assert isinstance(answer, dg.SkipReason)
    assert "nothing new" in str(answer.skip_message)


def test_fifty_settled_files_ask_for_one_run(place: Workplace) -> None:
    for number in range(50):
        drop(place, f"report {number}.xlsx")
    answer = tick(intake_sensor, place, dg.DagsterInstance.ephemeral())
    assert isinstance(answer, dg.RunRequest)
    assert answer.tags["aimak/files"] == "50"


@pytest.mark.parametrize("name", ["~$report.xlsx", ".hidden.xlsx", "report.xlsx.part", "report.tmp"])
def test_files_that_are_not_for_us_are_passed_over(place: Workplace, name: str) -> None:
    drop(place, name)
    assert isinstance(tick(intake_sensor, place, dg.DagsterInstance.ephemeral()), dg.SkipReason)


def test_a_link_in_a_senders_folder_asks_for_a_run_until_the_sender_is_told(place: Workplace) -> None:
    folder = Path(place.drop.url) / "41702210862000"
    folder.mkdir(parents=True)
    (folder / "report.xlsx").symlink_to("/dev/zero")
    assert isinstance(tick(intake_sensor, place, dg.DagsterInstance.ephemeral()), dg.RunRequest)
    place.answer_desk.repeats.answer_unread(place.drop.scan(datetime.now(UTC)).unread)
    assert isinstance(tick(intake_sensor, place, dg.DagsterInstance.ephemeral()), dg.SkipReason)


def test_a_file_whose_name_is_no_utf_8_asks_for_a_run(place: Workplace) -> None:
    drop(place, os.fsdecode("отчёт.xlsx".encode("cp866")))
    assert isinstance(tick(intake_sensor, place, dg.DagsterInstance.ephemeral()), dg.RunRequest)


def test_a_file_that_is_still_being_copied_is_left_alone(place: Workplace) -> None:
    drop(place, "report.xlsx", age_seconds=1)
    answer = tick(intake_sensor, place, dg.DagsterInstance.ephemeral())
    assert isinstance(answer, dg.SkipReason)
    assert "1 files still being copied" in str(answer.skip_message)


def test_the_same_files_ask_with_the_same_key_and_other_files_with_another(place: Workplace) -> None:
    instance = dg.DagsterInstance.ephemeral()
    file = drop(place, "report.xlsx")
    first, again = tick(intake_sensor, place, instance), tick(intake_sensor, place, instance)
    file.write_bytes(b"a corrected report")
    os.utime(file, (time.time() - 60, time.time() - 60))
    corrected = tick(intake_sensor, place, instance)
    assert isinstance(first, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert isinstance(corrected, dg.RunRequest)
    assert first.run_key == again.run_key
    assert first.run_key != corrected.run_key


def test_while_a_run_is_at_work_no_other_is_asked_for(place: Workplace) -> None:
    instance = dg.DagsterInstance.ephemeral()
    drop(place, "report.xlsx")
    job = build_definitions(place).resolve_job_def(intake_job.name)
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    answer = tick(intake_sensor, place, instance)
    assert isinstance(answer, dg.SkipReason)
    assert "still at work" in str(answer.skip_message)


def test_a_failed_run_is_tried_again_but_not_for_ever(place: Workplace) -> None:
    instance = dg.DagsterInstance.ephemeral()
    drop(place, "report.xlsx")
    job = build_definitions(place).resolve_job_def(intake_job.name)
    keys = []
    for _ in range(MAX_ATTEMPTS):
        request = tick(intake_sensor, place, instance)
        assert isinstance(request, dg.RunRequest)
        keys.append(request.run_key)
        instance.create_run_for_job(job, status=dg.DagsterRunStatus.FAILURE, tags={BATCH_TAG: request.tags[BATCH_TAG]})
    assert len(set(keys)) == MAX_ATTEMPTS
    answer = tick(intake_sensor, place, instance)
    assert isinstance(answer, dg.SkipReason)
    assert "waits for a person" in str(answer.skip_message)


def test_a_file_that_is_dropped_again_after_it_was_taken_in_asks_with_a_new_key(place: Workplace) -> None:
    instance = dg.DagsterInstance.ephemeral()
    drop(place, "report.xlsx")
    job = build_definitions(place).resolve_job_def(intake_job.name)
    first = tick(intake_sensor, place, instance)
    assert isinstance(first, dg.RunRequest)
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.SUCCESS, tags={BATCH_TAG: first.tags[BATCH_TAG]})
    again = tick(intake_sensor, place, instance)
    assert isinstance(again, dg.RunRequest)
    assert again.run_key != first.run_key


def test_files_that_stay_although_runs_succeed_are_not_asked_for_without_end(place: Workplace) -> None:
    instance = dg.DagsterInstance.ephemeral()
    drop(place, "report.xlsx")
    job = build_definitions(place).resolve_job_def(intake_job.name)
    for _ in range(MAX_ATTEMPTS):
        request = tick(intake_sensor, place, instance)
        assert isinstance(request, dg.RunRequest)
        instance.create_run_for_job(job, status=dg.DagsterRunStatus.SUCCESS, tags={BATCH_TAG: request.tags[BATCH_TAG]})
    answer = tick(intake_sensor, place, instance)
    assert isinstance(answer, dg.SkipReason)
    assert "still there" in str(answer.skip_message)


def test_a_drop_folder_that_is_gone_is_told_by_a_run_that_fails(place: Workplace) -> None:
    Path(place.drop.url).rmdir()
    instance = dg.DagsterInstance.ephemeral()
    request = tick(intake_sensor, place, instance)
    assert isinstance(request, dg.RunRequest)
    job = build_definitions(place).resolve_job_def(intake_job.name)
    for _ in range(MAX_ATTEMPTS):
        failed = job.execute_in_process(instance=instance, tags=request.tags, raise_on_error=False)
        (failure,) = failed.get_step_failure_events()
        assert place.drop.url in failure.step_failure_data.error_display_string
    assert isinstance(tick(intake_sensor, place, instance), dg.SkipReason), "it is said often enough"


def test_an_enrolment_that_is_edited_is_noticed_by_a_server_that_runs_on(tmp_path: Path) -> None:
    enrolment = tmp_path / "enrolment.csv"
    enrolment.write_text("code,from,to,email\n", encoding="utf-8")
    place = workplace(Settings(home=tmp_path / "home", enrolment=enrolment))
    before = place.inputs
    enrolment.write_text("code,from,to,email\n41702205832000,2016-Q4,,\n", encoding="utf-8")
    assert place.inputs != before


def test_a_ledger_that_is_computed_asks_for_no_quarter(place: Workplace) -> None:
    answer = tick(quarter_sensor, place, dg.DagsterInstance.ephemeral())
    assert isinstance(answer, dg.SkipReason)


def test_a_computed_quarter_is_published_once_and_again_when_it_is_other_than_it_was(place: Workplace) -> None:
    instance = dg.DagsterInstance.ephemeral()
    assert isinstance(tick(publication_sensor, place, instance), dg.SkipReason)
    place.ledger.complete(first := {"2020-Q4": "first", "2021-Q1": "first"})
    answer = tick(publication_sensor, place, instance)
    assert isinstance(answer, dg.RunRequest)
    assert answer.tags["aimak/quarters"] == "2020-Q4…2021-Q1"
    for name in PUBLICATIONS:
        place.ledger.publish(name, first)
    assert isinstance(tick(publication_sensor, place, instance), dg.SkipReason)
    place.ledger.complete({"2021-Q1": "second"})
    again = tick(publication_sensor, place, instance)
    assert isinstance(again, dg.RunRequest)
    assert again.tags["aimak/quarters"] == "2021-Q1"
    assert again.run_key != answer.run_key


def arrival(quarter: str, number: int) -> Arrival:
    return Arrival(
        sha256=f"{number:016x}".ljust(64, "0"),
        file_name="report.xlsx",
        size_bytes=1,
        received_at=datetime(2021, 4, 20, tzinfo=UTC),
        kind="quarterly",
        municipality_code="41702205832000",
        quarter=quarter,
        path="archived",
        accepted=True,
    )


def test_pending_quarters_ask_for_one_run_for_all_of_them_in_one_range(place: Workplace) -> None:
    place.ledger.record([arrival("2020-Q3", 1), arrival("2021-Q1", 2)])
    answer = tick(quarter_sensor, place, dg.DagsterInstance.ephemeral())
    assert isinstance(answer, dg.RunRequest)
    assert tags_of_range(["2020-Q3", "2021-Q1"]).items() <= answer.tags.items()
    assert answer.tags["aimak/quarters"] == "2020-Q3…2021-Q1"


def test_a_late_file_for_an_old_quarter_asks_for_the_later_ones_again(place: Workplace) -> None:
    place.ledger.record([arrival("2020-Q4", 1), arrival("2021-Q1", 2)])
    place.ledger.complete(place.ledger.fingerprints(place.inputs))
    assert isinstance(tick(quarter_sensor, place, dg.DagsterInstance.ephemeral()), dg.SkipReason)
    place.ledger.record([arrival("2020-Q3", 3)])
    answer = tick(quarter_sensor, place, dg.DagsterInstance.ephemeral())
    assert isinstance(answer, dg.RunRequest)
    assert tags_of_range(["2020-Q3", "2021-Q1"]).items() <= answer.tags.items()
