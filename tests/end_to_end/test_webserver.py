"""The real thing: Dagster's own webserver and daemon as processes, and what a person sees through them.

Everything is asked through the GraphQL API that the UI itself uses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from aimak_pipeline.demo import drop_sample
from aimak_pipeline.home import prepare_home
from aimak_pipeline.sample import write_sample
from aimak_pipeline.settings import Settings
from assets.partitions import tags_of_range
from sources.forms import ALL_FORMS
from sources.quarters import Quarter
from tests.end_to_end.conftest import new_database
from tests.end_to_end.serving import UNQUEUED, eventually, loaded, serving, tags_of

QUARTERS = ["2020-Q1", "2020-Q2"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def installation(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a small sample in its drop folder: three municipalities, two quarters, hopeless files."""
    monkeypatch.setenv("DAGSTER_HOME", "to be put back")
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    url = "" if request.param == "sqlite" else new_database(request.getfixturevalue("postgres"))
    settings = Settings(home=tmp_path / "home", warehouse_url=url)
    quarters = list(Quarter.parse(QUARTERS[0]).until(Quarter.parse(QUARTERS[-1])))
    write_sample(tmp_path / "sample", municipalities=3, quarters=quarters, processes=1)
    drop_sample(tmp_path / "sample" / "workbooks", settings)
    prepare_home(settings)
    return settings


@pytest.fixture
def truth(installation: Settings) -> dict[str, pd.DataFrame]:
    folder = installation.root.parent / "sample" / "truth"
    return {name: pd.read_csv(folder / f"{name}.csv", dtype="string") for name in ("files", "findings")}


@pytest.mark.slow
def test_jobs_launched_through_the_api_succeed_and_say_what_came_in_and_what_was_refused(
    installation: Settings, truth: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    (installation.dagster_home / "dagster.yaml").write_text(UNQUEUED, encoding="utf-8")
    with serving(installation, tmp_path / "log", "dagster-webserver") as server:
        loaded(server)

        intake = server.launch("intake", {})
        eventually("the intake run succeeds", lambda: server.has_succeeded(intake))
        status = truth["files"]["status"]
        (taken_in,) = server.materializations("submissions")
        assert taken_in["files"] == len(status)
        assert taken_in["accepted"] == (status != "rejected").sum()
        assert taken_in["rejected"] == (status == "rejected").sum()
        assert "The file is damaged" in taken_in["why rejected"]
        (tags,) = (tags_of(run) for run in server.runs("intake"))
        refused, known = taken_in["rejected"], taken_in["already known"]
        accepted = len(status) - refused - known
        assert tags["aimak/files"].startswith(f"{len(status)} files: {accepted} accepted, {refused} rejected, {known} ")
        rejected = server.checks("submissions")["all_files_taken_in"]
        assert not rejected["passed"]
        assert {each["file"] for each in rejected["files"]} == {
            Path(file).name for file in truth["files"].loc[status == "rejected", "file"]
        }

        quarters = server.launch("quarters", tags_of_range(QUARTERS))
        eventually("the run of the quarters succeeds", lambda: server.has_succeeded(quarters))
        for asset in ("extracted", *ALL_FORMS, "warehouse", "indicators", "quality_report"):
            assert sorted(each["partition"] for each in server.materializations(asset)) == QUARTERS, asset
        errors = truth["findings"][truth["findings"]["severity"] == "error"]
        for form in ALL_FORMS:
            check, planted = server.checks(form)["valid"], errors[errors["form"] == form]
            assert check["passed"] == planted.empty, form
            assert check["errors"] == len(planted), form
            told = {(each["sheet"], each["cell"], each["file"]) for each in check["where"]}
            assert told == set(planted[["sheet", "cell", "file"]].itertuples(index=False, name=None)), form
            assert all(each["municipality"] for each in check["where"])
        assert len(errors) > 0, "the sample has faults to show"
        (tags,) = (tags_of(run) for run in server.runs("quarters"))
        assert tags["aimak/quarters"] == "…".join(QUARTERS)
        rows = sum(each["rows"] for each in server.materializations("warehouse"))
        in_all = sum(each["errors"] for each in server.materializations("warehouse"))
        assert tags["aimak/loaded"] == f"{rows:,} rows, {in_all:,} errors"
        # Everybody who is enrolled is expected to report, also whoever the small sample leaves out.
        assert {each["expected"] for each in server.materializations("indicators")} == {50}, "plotted over the quarters"
        assert all(0 < each["mean quality"] <= 100 for each in server.materializations("quality_report"))
        publications = server.launch("publications", tags_of_range(QUARTERS))
        eventually("the run of the publications succeeds", lambda: server.has_succeeded(publications))
        for asset in ("warehouse", "indicators", "quality_report"):
            guarded = {name: check for name, check in server.checks(asset).items() if name.endswith("_as_expected")}
            assert guarded, asset
            assert all(check["passed"] for check in guarded.values()), guarded
        for report in server.materializations("quality_report"):
            assert Path(report["report"]).is_file()


@pytest.mark.slow
def test_files_that_are_dropped_are_computed_by_the_sensors_alone(
    installation: Settings, truth: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    with serving(installation, tmp_path / "log", "dagster", "dev") as server:
        loaded(server)

        def finished(job: str) -> list[dict[str, Any]]:
            return [run for run in server.runs(job) if run["status"] in ("SUCCESS", "FAILURE")]

        (intake,) = eventually("the intake sensor's run ends", lambda: finished("intake"))
        assert intake["status"] == "SUCCESS"
        (quarters,) = eventually("the quarter sensor's run ends", lambda: finished("quarters"))
        assert quarters["status"] == "SUCCESS"
        assert tags_of_range(QUARTERS).items() <= tags_of(quarters).items(), "one run for all quarters"
        (taken_in,) = server.materializations("submissions")
        assert taken_in["accepted"] == (truth["files"]["status"] != "rejected").sum()
        assert {each["partition"] for each in server.materializations("quality_report")} == set(QUARTERS)
        (publications,) = eventually("the publication sensor's run ends", lambda: finished("publications"))
        assert publications["status"] == "SUCCESS"
        for quarter in QUARTERS:
            assert (installation.root / "reports" / quarter / "bulletin.html").is_file()
            assert (installation.releases / quarter / "v1").is_dir()
    assert not [path for path in Path(installation.intake).rglob("*") if path.is_file()]


def test_a_setting_that_makes_no_sense_is_told_where_the_code_location_should_be(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    settings.create_folders()
    (settings.dagster_home / "dagster.yaml").write_text(UNQUEUED, encoding="utf-8")
    with serving(settings, tmp_path / "log", "dagster-webserver", AIMAK_DEADLINE_DAYS="abc") as server:
        location = eventually("the code location has failed", server.location)
    assert location["__typename"] == "PythonError"
    told = " ".join([location["message"], *(cause["message"] for cause in location["causes"])])
    assert "AIMAK_DEADLINE_DAYS: Input should be a valid integer" in told
    assert "'abc'" in told
