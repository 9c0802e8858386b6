"""The schedule: on the morning after a deadline somebody is told who is missing, once a quarter."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg
import pandas as pd
import pytest

from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.sample import write_sample
from aimak_pipeline.schedules import TIMEZONE, deadline_schedule, last_due, templates_schedule
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from sources.quarters import Quarter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("day", "deadline_days", "quarter"),
    [
        (date(2021, 4, 21), 20, "2021-Q1"),  # the deadline was yesterday
        (date(2021, 4, 20), 20, "2020-Q4"),  # it is today: there is still time
        (date(2021, 7, 20), 20, "2021-Q1"),
        (date(2021, 7, 21), 20, "2021-Q2"),
        (date(2021, 1, 5), 20, "2020-Q3"),
        (date(2021, 1, 21), 20, "2020-Q4"),  # over the turn of the year
        (date(2021, 4, 2), 1, "2021-Q1"),
        (date(2021, 7, 21), 120, "2020-Q4"),  # a deadline longer than a quarter
    ],
)
def test_the_quarter_that_fell_due_last(day: date, deadline_days: int, quarter: str) -> None:
    assert str(last_due(day, deadline_days)) == quarter


def evaluate(day: date, settings: Settings) -> dg.RunRequest | dg.SkipReason:
    morning = datetime.combine(day, time(7), ZoneInfo(TIMEZONE))
    context = dg.build_schedule_context(scheduled_execution_time=morning, resources={"workplace": workplace(settings)})
    answer = deadline_schedule(context)
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def test_the_morning_after_a_deadline_asks_for_one_report_of_the_quarter(tmp_path: Path) -> None:
    answer = evaluate(date(2021, 4, 21), Settings(home=tmp_path))
    assert isinstance(answer, dg.RunRequest)
    assert answer.run_key == "2021-Q1"


@pytest.mark.parametrize("day", [date(2021, 4, 20), date(2021, 4, 22), date(2021, 6, 30)])
def test_any_other_morning_asks_for_none_and_says_so(tmp_path: Path, day: date) -> None:
    answer = evaluate(day, Settings(home=tmp_path))
    assert isinstance(answer, dg.SkipReason)
    assert "no deadline passed yesterday" in str(answer.skip_message)


def test_the_deadline_is_a_setting(tmp_path: Path) -> None:
    answer = evaluate(date(2021, 4, 11), Settings(home=tmp_path, deadline_days=10))
    assert isinstance(answer, dg.RunRequest)


def test_the_report_names_who_is_missing_and_nobody_else(tmp_path: Path) -> None:
    quarter = Quarter.parse("2020-Q1")
    write_sample(tmp_path / "sample", municipalities=2, quarters=[quarter], processes=1)
    files = pd.read_csv(tmp_path / "sample" / "truth" / "files.csv", dtype="string")
    reports = files[(files["status"] == "accepted") & (files["kind"] == "quarterly")]
    reported, missing = reports["municipality_code"]
    enrolment = tmp_path / "enrolment.csv"
    enrolment.write_text(f"code,from,to,email\n{reported},2016-Q4,,\n{missing},2016-Q4,,\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home", enrolment=enrolment, settle_seconds=0)
    place = workplace(settings)
    shutil.copy2(tmp_path / "sample" / "workbooks" / reports["file"].iloc[0], settings.intake)
    place.intake.take_in()

    definitions = build_definitions(place)
    asked = evaluate(date(2020, 4, 21), settings)
    assert isinstance(asked, dg.RunRequest)
    with dg.instance_for_test() as instance:
        result = definitions.resolve_job_def("alerts_after_deadline_job").execute_in_process(
            instance=instance, tags=dict(asked.tags)
        )

    assert result.success
    (alert,) = place.alerts.folder.glob("*.txt")
    told = alert.read_text(encoding="utf-8")
    assert told.splitlines()[0] == "2020-Q1: 1 reports are missing after the deadline"
    assert missing in told
    assert reported not in told


@pytest.mark.parametrize(
    ("day", "quarter"), [(date(2021, 4, 1), "2021-Q1"), (date(2022, 1, 1), "2021-Q4"), (date(2021, 7, 1), "2021-Q2")]
)
def test_on_the_first_morning_after_a_quarter_its_templates_are_asked_for(day: date, quarter: str) -> None:
    morning = datetime.combine(day, time(6), ZoneInfo(TIMEZONE))
    asked = templates_schedule(dg.build_schedule_context(scheduled_execution_time=morning))
    assert isinstance(asked, dg.RunRequest)
    assert (asked.run_key, asked.partition_key) == (quarter, quarter)
