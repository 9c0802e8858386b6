from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from aimak_pipeline.sample import write_sample
from aimak_pipeline.sample.faults import FAULTS
from aimak_pipeline.sample.jumps import JUMPS
from aimak_pipeline.sample.mess import MESS
from aimak_pipeline.sample.workbooks import SYNTHETIC
from sources.forms import FORMS
from tests.aimak_pipeline.sample.conftest import FEW_QUARTERS, Sample, written

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime if "workbooks" in path.parts else 0.0)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_processes(small: Sample, tmp_path: Path) -> None:
    write_sample(tmp_path, municipalities=4, quarters=FEW_QUARTERS, processes=2)
    assert contents(tmp_path) == contents(small.folder)


def test_another_seed_gives_another_sample(small: Sample, tmp_path: Path) -> None:
    other = written(tmp_path, seed=7, municipalities=4, quarters=FEW_QUARTERS[:1], processes=1)
    reports = other.files[other.files["status"] != "rejected"]
    assert len(reports) >= 4
    assert not set(reports["sha256"]) & set(small.files["sha256"])


def test_the_truth_tells_of_every_file(small: Sample) -> None:
    workbooks = small.folder / "workbooks"
    there = {str(path.relative_to(workbooks)) for path in workbooks.rglob("*") if path.is_file()}
    assert there == set(small.files["file"])
    assert small.summary.workbooks == len(there)
    for file, received_at in zip(small.files["file"], small.files["received_at"], strict=True):
        assert (workbooks / file).stat().st_mtime == datetime.fromisoformat(received_at).timestamp()


def test_values_stand_where_the_truth_says(small: Sample) -> None:
    compared = 0
    for file, values in small.values[small.values["form"].isin(FORMS)].groupby("file"):
        workbook = openpyxl.load_workbook(small.folder / "workbooks" / str(file), data_only=True)
        for value in values.itertuples():
            cell = workbook[value.sheet][value.cell]
            assert cell.row == value.row
            assert cell.value is not None
            if value.type == "text":
                assert cell.value == value.text
            elif value.type in ("integer", "decimal") and isinstance(cell.value, int | float):
                assert cell.value in (value.number, value.number / 1000)
            else:
                continue
            compared += 1
    assert compared > 1_000


def test_workbooks_say_that_they_are_synthetic(small: Sample) -> None:
    file = small.files.loc[small.files["status"] == "accepted", "file"].iloc[0]
    workbook = openpyxl.load_workbook(small.folder / "workbooks" / file)
    assert workbook.properties.title == SYNTHETIC
    assert SYNTHETIC in {cell for row in workbook.worksheets[0].iter_rows(values_only=True) for cell in row}


def test_only_the_asked_municipalities_and_quarters_are_written(small: Sample) -> None:
    taken_in = small.files[(small.files["status"] != "rejected") & (small.files["kind"] == "quarterly")]
    assert set(taken_in["quarter"]) == {str(quarter) for quarter in FEW_QUARTERS}
    assert taken_in["municipality_code"].nunique() == 4
    assert list(small.files.loc[small.files["kind"] == "survey", "wave"]) == ["midline"]


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_sample(
        tmp_path,
        municipalities=2,
        quarters=FEW_QUARTERS[:1],
        processes=1,
        progress=lambda done, everything: told.append((done, everything)),
    )
    assert told[-1][0] == told[-1][1] >= 2


def test_every_kind_of_mess_shows_in_the_full_sample_in_about_its_share(full: Sample) -> None:
    declares_aliases = any(column.aliases for form in FORMS.values() for column in form.columns().values())
    kinds = set(MESS) - (set() if declares_aliases else {"alias_headings"})
    assert set(full.summary.mess) == kinds
    quarterly = full.summary.accepted + full.summary.superseded
    for kind, count in full.summary.mess.items():
        # unit_row also shows where thousands are told in it; kinds that need something rarely show more than drawn
        assert count / quarterly <= 1.3 * MESS[kind].share + 0.02


def test_every_kind_of_fault_and_hopeless_file_is_in_the_full_sample(full: Sample) -> None:
    fatal = set(full.files["fatal"].dropna())
    assert set(full.summary.faults) == set(FAULTS) | JUMPS | fatal
    assert 900 <= full.summary.workbooks <= 980
    assert set(full.files["status"]) == {"accepted", "superseded", "rejected"}


@pytest.mark.parametrize(
    "rule", ["population_jump", "served_jump", "outlier", "copied_from_last_quarter", "ytd_does_not_fall"]
)
def test_rules_across_quarters_have_something_to_find(full: Sample, rule: str) -> None:
    found = full.findings[full.findings["rule"] == rule]
    assert len(found) >= 3
    if rule == "ytd_does_not_fall":
        refused = found.astype({"row": "int32"}).merge(full.values, on=["file", "form", "row"])
        assert set(found["refused"]) == {"row"}
        assert refused.empty


def test_a_value_stands_in_one_cell_only(full: Sample) -> None:
    assert not full.values.duplicated(["file", "sheet", "cell"]).any()
    assert len(full.values) > 150_000
