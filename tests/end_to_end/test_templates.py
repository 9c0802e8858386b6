"""Templates from the command line and from Dagster, with and without a warehouse."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import dagster as dg
import openpyxl
import pytest
from click.testing import CliRunner

from aimak_pipeline.cli import main
from aimak_pipeline.definitions import build_definitions
from aimak_pipeline.settings import settings
from aimak_pipeline.workplaces import workplace
from sources.quarters import BISHKEK, Quarter
from warehouse.template_figures import prefills_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.conftest import Programme

ANANYEVO = "41702215805000"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    enrolment = tmp_path / "enrolment.csv"
    enrolment.write_text(f"code,from,to,email\n{ANANYEVO},2016-Q4,,\n41703211824000,2016-Q4,,\n", encoding="utf-8")
    monkeypatch.setenv("AIMAK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AIMAK_ENROLMENT", str(enrolment))
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.mark.parametrize("name", [ANANYEVO, "Ананьево"])
def test_one_template_lies_in_the_current_folder_and_no_warehouse_is_made(home: Path, name: str) -> None:
    result = CliRunner().invoke(main, ["template", name, "2021-Q1"])
    assert result.exit_code == 0, result.output
    assert (home / f"{ANANYEVO}_2021-Q1.xlsx").is_file()
    assert not (home / "home").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere", "2021-Q1"], "no municipality has the code or the name 'nowhere'"),
        ([ANANYEVO, "2021"], "not a quarter: '2021'"),
        (["2021-Q1"], "aimak template MUNICIPALITY QUARTER"),
        (["--all", "2016-Q1"], "no municipality is enrolled in 2016-Q1"),
        (["--all", "2015-Q4"], "2015-Q4: reports are of the years 2016 to 2100"),
        ([ANANYEVO, "2101-Q1", "--ahead"], "2101-Q1: reports are of the years 2016 to 2100"),
        (["--all", "2100-Q4"], "2100-Q4 is further ahead than the next quarter"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(home: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(main, ["template", *arguments])
    assert result.exit_code != 0
    assert told in result.output
    assert not list(home.glob("*.xlsx"))


def test_a_quarter_far_ahead_is_written_when_that_is_meant(home: Path) -> None:
    following = Quarter.of(datetime.now(BISHKEK).date()).plus(1)
    for arguments in ([str(following)], [str(following.plus(1)), "--ahead"]):
        result = CliRunner().invoke(main, ["template", ANANYEVO, *arguments])
        assert result.exit_code == 0, result.output
        assert (home / f"{ANANYEVO}_{arguments[0]}.xlsx").is_file()


def test_all_go_into_a_zip_a_folder_or_the_outbox(home: Path) -> None:
    for arguments in (["-o", "all.zip"], ["-o", "folder"], []):
        result = CliRunner().invoke(main, ["template", "--all", "2021-Q1", *arguments])
        assert result.exit_code == 0, result.output
    names = [f"{ANANYEVO}_2021-Q1.xlsx", "41703211824000_2021-Q1.xlsx"]
    with zipfile.ZipFile(home / "all.zip") as archive:
        assert archive.namelist() == names
        content = archive.read(names[0])
    assert sorted(file.name for file in (home / "folder").iterdir()) == names
    assert (home / "folder" / names[0]).read_bytes() == content
    assert (home / "home" / "outbox" / ANANYEVO / names[0]).read_bytes() == content


@pytest.mark.usefixtures("home")
def test_the_asset_writes_everybodys_template_into_the_outbox() -> None:
    place = workplace(settings())
    with dg.instance_for_test() as instance:
        result = (
            build_definitions(place)
            .resolve_job_def("issue_templates")
            .execute_in_process(instance=instance, partition_key="2021-Q1")
        )
    assert result.success
    (check,) = result.get_asset_check_evaluations()
    assert check.passed
    files = sorted(file.relative_to(place.outbox).as_posix() for file in place.outbox.rglob("*.xlsx"))
    assert files == [f"{ANANYEVO}/{ANANYEVO}_2021-Q1.xlsx", "41703211824000/41703211824000_2021-Q1.xlsx"]
    assert openpyxl.load_workbook(BytesIO((place.outbox / files[0]).read_bytes())).active["B4"].value == ANANYEVO


@pytest.mark.xdist_group("programme")
def test_the_last_report_before_the_quarter_is_taken_over(programme: Programme) -> None:
    facts = programme.query(
        "SELECT w.municipality_code, w.quarter, w.settlement, w.population FROM current_water_supply w ORDER BY w.row"
    )
    asked = Quarter.parse("2019-Q3")
    found = prefills_from(programme.settings.warehouse, asked)
    reports = programme.query("SELECT municipality_code, quarter FROM current_submission WHERE kind = 'quarterly'")
    last = reports[reports["quarter"] < str(asked)].groupby("municipality_code")["quarter"].max()
    assert {code: str(prefill.quarter) for code, prefill in found.items()} == dict(last)
    for code, prefill in found.items():
        mine = facts[(facts["municipality_code"] == code) & (facts["quarter"] == last[code])]
        taken = prefill.rows.get("water_supply", ())
        assert [row["settlement"] for row in taken] == list(mine["settlement"])
        assert [row["population"] for row in taken] == list(mine["population"])
