"""The code location: it loads from the workspace file, and its graph is the one people know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.definitions.freshness import CronFreshnessPolicy

from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.documentation import pages
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from sources.forms import ALL_FORMS

CHECKOUT = Path(__file__).parents[2]


def test_definitions_are_loadable(tmp_path: Path) -> None:
    dg.Definitions.validate_loadable(build_definitions(workplace(Settings(home=tmp_path))))


def test_the_way_of_the_data_is_one_chain(tmp_path: Path) -> None:
    graph = build_definitions(workplace(Settings(home=tmp_path))).resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.get_all_asset_keys()}
    stages = {"intake_folder", "submissions", "extracted", "warehouse", "notices", "indicators", "figures"}
    assert keys == stages | {"quality_report", "release", "bulletin", "reporting_board", "templates"} | set(ALL_FORMS)
    parents = {
        key.to_user_string(): {up.to_user_string() for up in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }
    assert parents["extracted"] == {"submissions"}
    assert all(parents[form] == {"extracted"} for form in ALL_FORMS)
    assert parents["warehouse"] == set(ALL_FORMS)
    assert parents["indicators"] == {"warehouse"}
    assert parents["quality_report"] == {"indicators", "notices"}
    assert parents["figures"] == {"indicators", "notices"}
    assert parents["release"] == {"quality_report"}
    assert parents["bulletin"] == {"release", "figures", "quality_report"}
    assert parents["notices"] == {"warehouse"}


def test_each_asset_can_be_materialized_alone_with_its_checks(tmp_path: Path) -> None:
    everything = build_definitions(workplace(Settings(home=tmp_path))).resolve_implicit_global_asset_job_def()
    for asset in (
        "submissions",
        "extracted",
        "warehouse",
        "notices",
        "indicators",
        "figures",
        "quality_report",
        "bulletin",
        "templates",
    ):
        alone = everything.get_subset(asset_selection={dg.AssetKey(asset)})
        assert dg.AssetKey(asset) in alone.asset_layer.selected_asset_keys


def test_every_asset_says_what_it_is_and_whose_it_is(tmp_path: Path) -> None:
    graph = build_definitions(workplace(Settings(home=tmp_path))).resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.group_name != "default", key


def test_the_workspace_file_names_the_code_location() -> None:
    workspace = yaml.safe_load((CHECKOUT / "workspace.yaml").read_text())
    (entry,) = workspace["load_from"]
    assert entry["python_module"]["module_name"] == "aimak_pipeline.definitions"


def test_pyproject_does_not_outdo_the_workspace_file() -> None:
    assert "[tool.dagster]" not in (CHECKOUT / "pyproject.toml").read_text()
    assert "[tool.dg]" not in (CHECKOUT / "pyproject.toml").read_text()


def test_generated_pages_are_fresh() -> None:
    for name, text in pages().items():
        assert (CHECKOUT / "docs" / name).read_text(encoding="utf-8") == text, f"{name} is stale: call make docs"


def test_the_import_contract_holds() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--config", str(CHECKOUT / "pyproject.toml")]
    result = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    assert result.returncode == 0, result.stdout


def test_no_file_names_the_host_of_a_package_registry() -> None:
    named = ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run")
    assert not any(
        "http" in line and "://" in line.replace("http://127.0.0.1", "")
        for name in named
        for line in (CHECKOUT / name).read_text().splitlines()
    )


@pytest.mark.parametrize(
    ("deadline_days", "cron"),
    [
        (20, "0 0 21 1,4,7,10 *"),  # the first moment at which a report of the quarter before is late
        (1, "0 0 2 1,4,7,10 *"),
        (45, "0 0 16 2,5,8,11 *"),
        (29, "0 0 28 1,4,7,10 *"),  # every month has it
        (100, "0 0 11 4,7,10,1 *"),
    ],
)
def test_indicators_are_to_be_new_when_the_deadline_passes(tmp_path: Path, deadline_days: int, cron: str) -> None:
    definitions = build_definitions(workplace(Settings(home=tmp_path, deadline_days=deadline_days)))
    policies = {spec.key.to_user_string(): spec.freshness_policy for spec in definitions.resolve_all_asset_specs()}
    assert [name for name, policy in policies.items() if policy] == ["indicators"]
    policy = policies["indicators"]
    assert isinstance(policy, CronFreshnessPolicy)
    assert (policy.deadline_cron, policy.timezone) == (cron, "Asia/Bishkek")
