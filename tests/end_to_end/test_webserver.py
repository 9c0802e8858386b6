"""The real thing: Dagster's own webserver and daemon as processes, and what a person sees through them.

Everything is asked through the GraphQL API that the UI itself uses.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


CHECKOUT = Path(__file__).parents[2]
QUARTERS = ["2020-Q1", "2020-Q2"]
UNQUEUED = "run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}\n"
"""Without a daemon nobody would take runs from the queue."""


class Server:
    """A running webserver, asked through GraphQL."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/graphql"

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - loopback
            answer = json.load(response)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def location(self) -> dict[str, Any] | None:
        """The code location once it is loaded, or the error that it ended in; None before that."""
        with suppress(OSError):
            workspace = self.ask(
                """{ workspaceOrError { ... on Workspace { locationEntries { loadStatus locationOrLoadError {
                __typename ... on PythonError { message causes { message } } } } } } }"""
            )["workspaceOrError"]
            (entry,) = workspace.get("locationEntries") or [None]
            if entry and entry["loadStatus"] == "LOADED":
                return dict(entry["locationOrLoadError"])
        return None

    def launch(self, job: str, tags: dict[str, str]) -> str:
        launched = self.ask(
            """mutation ($parameters: ExecutionParams!) { launchRun(executionParams: $parameters) {
            __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }""",
            parameters={
                "selector": {
                    "repositoryLocationName": "aimak",
                    "repositoryName": "__repository__",
                    "jobName": job,
                },
                "executionMetadata": {"tags": [{"key": key, "value": value} for key, value in tags.items()]},
            },
        )["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return str(launched["run"]["runId"])

    def runs(self, job: str) -> list[dict[str, Any]]:
        found = self.ask(
            """query ($filter: RunsFilter) { runsOrError(filter: $filter) { ... on Runs { results {
            runId status tags { key value } } } } }""",
            filter={"pipelineName": job},
        )
        return list(found["runsOrError"]["results"])

    def has_succeeded(self, run_id: str) -> bool:
        run = self.ask("query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }", id=run_id)["runOrError"]
        assert run["status"] not in ("FAILURE", "CANCELED"), run
        return bool(run["status"] == "SUCCESS")

    def materializations(self, asset: str) -> list[dict[str, Any]]:
        """The materializations of an asset, each with its partition and its metadata by label."""
        node = self.ask(
            """query ($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode {
            assetMaterializations(limit: 50) { partition metadataEntries { label
            ... on IntMetadataEntry { intValue } ... on MarkdownMetadataEntry { mdStr }
            ... on TextMetadataEntry { text } ... on PathMetadataEntry { path } } } } } }""",
            key={"path": [asset]},
        )["assetNodeOrError"]
        return [
            {
                "partition": each["partition"],
                **{entry.pop("label"): next(iter(entry.values()), None) for entry in each["metadataEntries"]},
            }
            for each in node["assetMaterializations"]
        ]

    def checks(self, asset: str) -> dict[str, dict[str, Any]]:
        """What became of the checks of an asset, by name: status, and every number and table of the metadata."""
        node = self.ask(
            """query ($key: AssetKeyInput!) { assetNodeOrError(assetKey: $key) { ... on AssetNode { assetChecksOrError {
            ... on AssetChecks { checks { name executionForLatestMaterialization { status evaluation { success
            metadataEntries { label ... on IntMetadataEntry { intValue }
            ... on TableMetadataEntry { table { records } } } } } } } } } } }""",
            key={"path": [asset]},
        )["assetNodeOrError"]
        found = {}
        for check in node["assetChecksOrError"]["checks"]:
            evaluation = check["executionForLatestMaterialization"]["evaluation"]
            told: dict[str, Any] = {"passed": evaluation["success"]}
            for entry in evaluation["metadataEntries"]:
                if "table" in entry:
                    told[entry["label"]] = [json.loads(record) for record in entry["table"]["records"]]
                elif "intValue" in entry:
                    told[entry["label"]] = entry["intValue"]
            found[check["name"]] = told
        return found


def eventually(what: str, met: Callable[[], Any], seconds: float = 120) -> Any:
    """Wait until something is true and return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := met():
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a command that began a session, with the runs, the daemon and the code server that are in it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def serving(settings: Settings, log: Path, *command: str, **environment: str) -> Iterator[Server]:
    """Run one of Dagster's commands in the checkout, where workspace.yaml is found, on a free port.

    Whatever happens, nothing of it is left running.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AIMAK_", "DAGSTER_"))},
        "AIMAK_HOME": str(settings.root),
        "AIMAK_WAREHOUSE_URL": settings.warehouse_url,
        "AIMAK_SETTLE_SECONDS": "1",
        "DAGSTER_HOME": str(settings.dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        **environment,
    }
    program = [str(Path(sys.executable).with_name(command[0])), *command[1:], "-h", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - Dagster's own commands
            program, cwd=CHECKOUT, env=own, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield Server(port)
        except BaseException:
            sys.stderr.write(log.read_text(encoding="utf-8", errors="replace")[-8000:])
            raise
        finally:
            ended(process)


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


def loaded(server: Server) -> None:
    location = eventually("the code location is loaded", server.location)
    assert location["__typename"] == "RepositoryLocation", location


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
        tags = {tag["key"]: tag["value"] for tag in quarters["tags"]}
        assert tags_of_range(QUARTERS).items() <= tags.items(), "one run for all quarters"
        (taken_in,) = server.materializations("submissions")
        assert taken_in["accepted"] == (truth["files"]["status"] != "rejected").sum()
        assert {each["partition"] for each in server.materializations("quality_report")} == set(QUARTERS)
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
