"""Dagster's own webserver and daemon as processes, and what the UI asks them through GraphQL."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aimak_pipeline.settings import Settings

CHECKOUT = Path(__file__).parents[2]
UNQUEUED = "run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}\n"
"""Without a daemon nobody would take runs from the queue."""


class Server:
    """A running webserver, asked through GraphQL."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=300) as response:  # noqa: S310 - loopback
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
            ... on IntMetadataEntry { intValue } ... on FloatMetadataEntry { floatValue }
            ... on MarkdownMetadataEntry { mdStr }
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


def eventually(what: str, met: Callable[[], Any], seconds: float = 300) -> Any:
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


def tags_of(run: dict[str, Any]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in run["tags"]}


def loaded(server: Server) -> None:
    location = eventually("the code location is loaded", server.location)
    assert location["__typename"] == "RepositoryLocation", location
