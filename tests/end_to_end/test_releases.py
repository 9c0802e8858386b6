"""Releases: they hold what the warehouse holds, a version stays as it is, and time can be wound back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import frictionless
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from aimak_pipeline.releasing import release_as_known, release_present
from aimak_pipeline.running import run_pipeline
from sources.quarters import BISHKEK
from tests.end_to_end.conftest import PUBLISHED, home
from tests.end_to_end.installations import RECEIVED, Installation, enrolled
from tests.sources.intake.places import workbook
from tests.sources.workbook.test_libreoffice import convert
from warehouse.engine import reading
from warehouse.free_text import FREE_TEXT
from warehouse.release import Period, Publisher, Terms, read_contents
from warehouse.release.tables import TABLES
from warehouse.tables import FACTS, indicator_value
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Programme

LAST = str(PUBLISHED[-1])
"""The quarter of the published programme that most tests look at."""

pytestmark = pytest.mark.xdist_group("programme")


@pytest.fixture(scope="module")
def release(published: Programme) -> Path:
    """The first release of the programme's last quarter."""
    return published.settings.releases / LAST / "v1"


@pytest.fixture
def corrected(tmp_path: Path) -> Installation:
    """An installation whose first report was corrected after its quarter had been released."""
    there = Installation.of(tmp_path / "home", reports=2)
    there.run(publish=True)
    code = enrolled(there.settings, 1)[0]
    there.drop(f"{code}/corrected.xlsx", workbook(code, residents_covered=650))
    a_day_later = RECEIVED + 86_400
    os.utime(Path(there.settings.intake) / code / "corrected.xlsx", (a_day_later, a_day_later))
    return there


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def read(release: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(release / "parquet" / f"{table}.parquet")


def test_a_run_releases_each_quarter_and_all_time(published: Programme) -> None:
    releases = published.settings.releases
    names = {path.name for path in releases.iterdir() if path.is_dir()}
    assert names == {*published.summary.quarters, "all"}
    for name in names:
        assert json.loads((releases / name / "latest.json").read_text())["folder"] == "v1"
        assert not list((releases / name).glob("*unfinished*"))


def released_values(programme: Programme, quarter: str) -> int:
    """The first release of a quarter holds what counts; return how many indicator values that are."""
    release = programme.settings.releases / quarter / "v1"
    values = programme.query(select(indicator_value).where(indicator_value.c.quarter == quarter))
    released = read(release, "indicator_value")
    key = list(TABLES["indicator_value"].key)
    both = values.merge(released, on=key, suffixes=("", " released"), validate="one_to_one")
    assert len(both) == len(values) == len(released)
    for part in ("numerator", "denominator", "value"):
        pd.testing.assert_series_equal(both[part], both[f"{part} released"], check_names=False, rtol=1e-11)
    for form in FACTS:
        current = programme.query(select(CURRENT[form]).where(CURRENT[form].c.quarter == quarter))
        assert len(read(release, form)) == len(current), form
    return len(released)


def test_a_release_holds_what_counts(published: Programme) -> None:
    assert released_values(published, LAST) > 500


def test_all_time_is_all_quarters(published: Programme) -> None:
    releases = published.settings.releases
    for table in ("indicator_value", "water_supply", "reporting_status", "quality_score"):
        quarters = [len(read(releases / quarter / "v1", table)) for quarter in published.summary.quarters]
        assert len(read(releases / "all" / "v1", table)) == sum(quarters) > 0


def test_the_frictionless_validator_passes_it(release: Path) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:10]
    assert {"municipality", "indicator_value", *FACTS} <= {task.name for task in report.tasks}


def assert_all_time_is_valid(programme: Programme) -> None:
    report = frictionless.validate(str(programme.settings.releases / "all" / "v1" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:10]


def test_the_frictionless_validator_passes_all_time(published: Programme) -> None:
    assert_all_time_is_valid(published)


@pytest.mark.slow
def test_the_whole_sample_is_released(whole_published: Programme) -> None:
    names = {path.name for path in whole_published.settings.releases.iterdir() if path.is_dir()}
    assert names == {*whole_published.summary.quarters, "all"}
    assert released_values(whole_published, "2021-Q1") > 1000
    assert_all_time_is_valid(whole_published)


FAULTS = {
    "foreign-key": ("water_supply", '"41', '"99'),
    "constraint-error": ("submission", '"quarterly"', '"monthly"'),
    "type-error": ("street_lighting", ",1", ",one"),
}
"""By what the validator says: the table, and what its first row with it holds instead."""


@pytest.mark.parametrize("fault", FAULTS)
def test_the_validator_would_see_a_fault(release: Path, tmp_path: Path, fault: str) -> None:
    table, old, new = FAULTS[fault]
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    descriptor = json.loads((copy / "datapackage.json").read_text())
    kept = [each for each in descriptor["resources"] if each["name"] in (table, "municipality", "submission")]
    for each in kept:
        del each["hash"], each["bytes"]
    (copy / "package.json").write_text(json.dumps({**descriptor, "resources": kept}))
    file = copy / "csv" / f"{table}.csv"
    file.chmod(0o644)
    heading, _, rows = file.read_text().partition("\n")
    file.write_text(heading + "\n" + rows.replace(old, new, 1))
    assert fault in {kind for (kind,) in frictionless.validate(str(copy / "package.json")).flatten(["type"])}


def test_the_checksums_are_those_of_the_files(release: Path) -> None:
    command = ["sha256sum", "-c", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=release, capture_output=True, text=True, check=True)  # noqa: S603 - the system's own
    assert checked.stdout.count(": OK") == len(files_of(release)) - 1


def test_nothing_that_somebody_typed_freely_is_released(release: Path) -> None:
    for form in FACTS:
        assert not set(read(release, form).columns) & FREE_TEXT[form]
    assert not set(read(release, "submission").columns) & {"file_name", "path", "sender"}
    assert "Synthetic figures" in (release / "README.md").read_text()
    assert "Synthetic figures" in json.loads((release / "datapackage.json").read_text())["description"]


def test_the_workbook_has_a_sheet_a_table_with_real_numbers(release: Path) -> None:
    book = openpyxl.load_workbook(release / f"release_{LAST}.xlsx")
    assert book.sheetnames == ["about", *TABLES]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert sheet.max_row == len(read(release, sheet.title)) + 1
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    water = book["water_supply"]
    headings = {cell.value: cell.column for cell in water[1]}
    released = read(release, "water_supply")
    for name, sign in (("population", "#,##0"), ("tariff", "#,##0.00"), ("municipality_code", "@")):
        cells = [water.cell(row, headings[name]) for row in range(2, water.max_row + 1)]
        assert {cell.number_format for cell in cells if cell.value is not None} == {sign}
        expected = [None if pd.isna(value) else value for value in released[name]]
        assert [cell.value for cell in cells] == expected
    hearings, days = book["public_hearings"], read(release, "public_hearings")["held_on"]
    column = next(cell.column for cell in hearings[1] if cell.value == "held_on")
    assert [hearings.cell(row, column).value.date() for row in range(2, hearings.max_row + 1)] == list(days)
    values = book["indicator_value"]
    names = [cell.value for cell in values[1]]
    named = dict(zip(names, [cell.value for cell in values[values.max_row]], strict=True))
    assert named["indicator_label_en"]
    assert named["area_name_ru"]
    assert isinstance(named["year"], int)


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice Calc: apt-get install libreoffice-calc")
def test_libreoffice_reads_the_same_in_the_workbook(release: Path, tmp_path: Path) -> None:
    book = release / f"release_{LAST}.xlsx"
    convert([book], tmp_path / "saved", tmp_path / "profile", "ods")
    original, saved = (CalamineWorkbook.from_path(file) for file in (book, tmp_path / "saved" / f"release_{LAST}.ods"))
    assert saved.sheet_names == original.sheet_names
    for name in ("indicator_value", "water_supply", "public_hearings"):
        rows = original.get_sheet_by_name(name).to_python()
        assert len(rows) > 2
        assert saved.get_sheet_by_name(name).to_python() == rows


def test_the_same_contents_are_the_same_bytes(published: Programme, tmp_path: Path) -> None:
    with reading(published.place.engine) as connection:
        contents = read_contents(connection, Period.of(PUBLISHED[-1]))
    assert contents
    written = [
        Publisher(tmp_path / name, Terms(), 20, published.place.computed_with).publish(contents).folder
        for name in ("one", "other")
    ]
    one, other = (files_of(folder) for folder in written)
    assert one == other == files_of(published.settings.releases / LAST / "v1")
    with zipfile.ZipFile(written[0] / f"release_{LAST}.xlsx") as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}


def test_computing_everything_again_makes_no_new_version(published: Programme) -> None:
    before = files_of(published.settings.releases)
    run_pipeline(published.settings, rebuild=[])
    assert files_of(published.settings.releases) == before


def test_a_correction_makes_a_version_that_says_what_changed_and_why(corrected: Installation) -> None:
    shelf = corrected.settings.releases / "2021-Q1"
    first = files_of(shelf / "v1")
    code = enrolled(corrected.settings, 1)[0]
    corrected.run(publish=True)
    assert files_of(shelf / "v1") == first
    assert json.loads((shelf / "latest.json").read_text())["version"] == 2
    assert (corrected.settings.releases / "all" / "v2").is_dir()
    changes = pd.read_csv(shelf / "v2" / "changes.csv", dtype={"area_code": str})
    residents = changes[(changes["indicator"] == "lighting_residents") & (changes["area_level"] == "municipality")]
    assert residents[["area_code", "change", "value_before", "value_after"]].to_numpy().tolist() == [
        [code, "changed", 600.0, 650.0]
    ]
    programme = changes[(changes["indicator"] == "lighting_residents") & (changes["area_level"] == "programme")]
    assert programme[["value_before", "value_after"]].to_numpy().tolist() == [[1200.0, 1250.0]]
    page = (shelf / "v2" / "changes.md").read_text()
    sha256 = hashlib.sha256(corrected.dropped[f"{code}/corrected.xlsx"]).hexdigest()
    assert f"`{sha256[:16]}`" in page
    assert "| `street_lighting` | 1 | 1 | 0 |" in page
    assert "code" not in page.partition("## Rows")[0]
    assert frictionless.validate(str(shelf / "v2" / "datapackage.json")).valid


def test_other_terms_make_a_version_too(published: Programme, tmp_path: Path) -> None:
    with reading(published.place.engine) as connection:
        contents = read_contents(connection, Period.of(PUBLISHED[-1]))
    assert contents
    for version, licence in ((1, "CC-BY-4.0"), (1, "CC-BY-4.0"), (2, "CC0-1.0")):
        made = Publisher(tmp_path, Terms(licence), 20, {"code": licence}).publish(contents)
        assert made.version == version
    page = (tmp_path / LAST / "v2" / "changes.md").read_text()
    assert "The code that reads, checks and computes was changed." in page
    assert "0 indicator values changed" in page


def test_a_text_never_becomes_a_formula(published: Programme, tmp_path: Path) -> None:
    with reading(published.place.engine) as connection:
        contents = read_contents(connection, Period.of(PUBLISHED[-1]))
    assert contents
    table = contents.tables["water_supply"]
    live = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x")', "\t=1"]
    texts = (live * table.num_rows)[: table.num_rows]
    place = table.column_names.index("settlement")
    contents.tables["water_supply"] = table.set_column(place, "settlement", pa.array(texts, pa.string()))
    folder = Publisher(tmp_path, Terms(), 20, {}).publish(contents).folder
    sheet = openpyxl.load_workbook(folder / f"release_{PUBLISHED[-1]}.xlsx")["water_supply"]
    cells = [sheet.cell(row, place + 1) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == texts
    assert not any(cell.hyperlink for cell in cells)
    written = pd.read_csv(folder / "csv" / "water_supply.csv", dtype=str)["settlement"]
    assert list(written) == [f"'{text}" for text in texts]


def test_a_version_that_cannot_be_finished_leaves_nothing(
    published: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(published.place.engine) as connection:
        contents = read_contents(connection, Period.of(PUBLISHED[-1]))
    assert contents
    publisher = Publisher(tmp_path, Terms(), 20, {})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.release.files.write_workbook", full)
        with pytest.raises(OSError, match="No space"):
            publisher.publish(contents)
    assert [path.name for path in (tmp_path / LAST).iterdir()] == []
    assert publisher.publish(contents).version == 1


def received(programme: Programme) -> pd.DataFrame:
    """Every submission that was taken in, with the day in Bishkek on which it came."""
    taken_in = programme.place.ledger.submissions()
    return taken_in.assign(day=taken_in["received_at"].dt.tz_convert(BISHKEK).dt.date)


def wind_back(programme: Programme, day: date, folder: Path) -> Path:
    """Run a pipeline over the files that had come by the end of a day; return its releases."""
    settings = home(folder / "then")
    settings.create_folders()
    workbooks = programme.settings.root.parent / "sample" / "workbooks"
    for file in workbooks.rglob("*"):
        came = pd.Timestamp(file.stat().st_mtime, unit="s", tz="UTC").tz_convert(BISHKEK).date()
        if file.is_file() and came <= day:
            target = Path(settings.intake) / file.relative_to(workbooks)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    run_pipeline(settings)
    return settings.releases


def assert_known(programme: Programme, then: Path, day: date, names: list[str], folder: Path) -> None:
    """What was known on a day, made again, is what had been released then: every table, byte for byte."""
    for name in names:
        release_as_known(programme.settings, name, day, folder / name)
        again, first = files_of(folder / name), files_of(then / name / "v1")
        assert again.keys() == first.keys()
        tables = [path for path in first if path.endswith((".csv", ".parquet"))]
        assert len(tables) == 2 * len(TABLES) + 1
        assert [path for path in tables if again[path] != first[path]] == []


@pytest.mark.slow
def test_an_earlier_state_is_what_a_pipeline_had_released_then(published: Programme, tmp_path: Path) -> None:
    came = received(published)
    corrections = came[came["version"] > 1]
    assert len(corrections), "the sample has no correction to wind back"
    day = corrections["day"].max() - timedelta(days=1)
    then = wind_back(published, day, tmp_path)
    names = [path.name for path in then.iterdir() if path.is_dir()]
    assert_known(published, then, day, names, tmp_path / "again")
    # It is another state than the present one.
    corrected = corrections.sort_values("received_at").iloc[-1]["quarter"]
    present = files_of(published.settings.releases / corrected / "v1")
    assert files_of(tmp_path / "again" / corrected)["csv/submission.csv"] != present["csv/submission.csv"]


@pytest.mark.slow
def test_an_earlier_state_of_the_whole_sample_is_what_a_pipeline_had_released_then(
    programme: Programme, tmp_path: Path
) -> None:
    day = date(2019, 8, 2)
    then = wind_back(programme, day, tmp_path)
    assert_known(programme, then, day, ["2017-Q4", "2019-Q2", "all"], tmp_path / "again")


def test_a_release_of_an_earlier_state_is_made_once(
    published: Programme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = received(published)["day"].max()
    release_as_known(published.settings, LAST, day, None)
    folder = published.settings.releases / LAST / f"as_known_on_{day}"
    before = files_of(folder)
    release_as_known(published.settings, LAST, day, None)
    assert files_of(folder) == before
    assert "nothing has changed" in capsys.readouterr().out
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    with pytest.raises(click.ClickException, match="holds something else"):
        release_as_known(published.settings, LAST, day, tmp_path / "taken")


def test_the_command_names_the_present_release(
    published: Programme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = LAST
    release_present(published.settings, name, tmp_path / "copy")
    assert f"Release of {name}, version 1" in capsys.readouterr().out
    assert files_of(tmp_path / "copy") == files_of(published.settings.releases / name / "v1")


def test_the_command_says_why_there_is_no_release(published: Programme) -> None:
    with pytest.raises(click.ClickException, match="nothing has been received for 2030-Q1"):
        release_present(published.settings, "2030-Q1", None)
    with pytest.raises(click.ClickException, match="nothing was known of 2020-Q4 on 2016-01-01"):
        release_as_known(published.settings, "2020-Q4", date(2016, 1, 1), None)
    with pytest.raises(click.ClickException, match="still to come"):
        release_as_known(published.settings, "2020-Q4", date(2999, 1, 1), None)


def test_the_command_asks_for_a_run_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="aimak run"):
        release_present(home(tmp_path / "empty"), LAST, None)
    with pytest.raises(click.ClickException, match="aimak run"):
        release_as_known(home(tmp_path / "empty"), LAST, date(2021, 5, 1), None)
