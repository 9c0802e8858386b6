"""A workbook that LibreOffice has saved reads the same as the original: many municipalities have nothing else."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from aimak_pipeline.sample import write_sample
from sources.quarters import Quarter
from sources.workbook import ReadWorkbook, read_workbook

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOKS = 6

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(
        shutil.which("soffice") is None, reason="needs LibreOffice Calc: apt-get install libreoffice-calc"
    ),
    pytest.mark.xdist_group("libreoffice"),
]


def messiest(files: pd.DataFrame) -> list[str]:
    """The workbooks that together show the most kinds of mess."""
    kinds = {record.file: set(str(record.mess).split(";")) for record in files.itertuples()}
    chosen: list[str] = []
    shown: set[str] = set()
    while len(chosen) < WORKBOOKS:
        file = max(sorted(kinds.keys() - set(chosen)), key=lambda name: len(kinds[name] - shown))
        chosen.append(file)
        shown |= kinds[file]
    assert len(shown) > 15
    return chosen


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[ReadWorkbook, ReadWorkbook]]:
    """What is read of the originals, and of what LibreOffice made of them."""
    folder = tmp_path_factory.mktemp("libreoffice")
    write_sample(folder, municipalities=8, quarters=[Quarter(2019, 1), Quarter(2019, 3)])
    files = pd.read_csv(folder / "truth" / "files.csv")
    originals = []
    (folder / "originals").mkdir()
    for number, name in enumerate(messiest(files[(files["kind"] == "quarterly") & files["fatal"].isna()])):
        # Numbers for names, so that nothing depends on how LibreOffice spells them.
        originals.append(folder / "originals" / f"{number}.xlsx")
        shutil.copy(folder / "workbooks" / name, originals[-1])
    saved = folder / "saved"
    convert(originals, saved, folder / "profile")
    return [(read(file), read(saved / file.name)) for file in originals]


def convert(files: list[Path], target: Path, profile: Path) -> None:
    """Open workbooks in LibreOffice and save them."""
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", target, *files], check=True, capture_output=True, timeout=180)  # noqa: S603


def read(file: Path) -> ReadWorkbook:
    return read_workbook(file.read_bytes())


def cells(workbook: ReadWorkbook) -> pd.DataFrame:
    """The cells by form, row and column, floats without the noise of their last digits."""
    table = workbook.cells.to_pandas().astype({"form": "string", "column": "string"})
    number = table["number"].map(lambda value: f"{value:.9g}", na_action="ignore")
    key = ["form", "row", "column"]
    return table.assign(number=number).sort_values(key).set_index(key)


@pytest.mark.parametrize("place", range(WORKBOOKS))
def test_the_cells_are_the_same(pairs: list[tuple[ReadWorkbook, ReadWorkbook]], place: int) -> None:
    original, saved = pairs[place]
    assert len(original.cells) > 50
    pd.testing.assert_frame_equal(cells(saved), cells(original))


@pytest.mark.parametrize("place", range(WORKBOOKS))
def test_the_cover_the_answers_and_the_places_are_the_same(
    pairs: list[tuple[ReadWorkbook, ReadWorkbook]], place: int
) -> None:
    original, saved = pairs[place]
    assert saved.kind == original.kind == "quarterly"
    assert saved.cover == original.cover
    assert saved.answers == original.answers
    assert saved.layout == original.layout


@pytest.mark.parametrize("place", range(WORKBOOKS))
def test_the_same_is_found(pairs: list[tuple[ReadWorkbook, ReadWorkbook]], place: int) -> None:
    original, saved = pairs[place]
    assert set(saved.findings) == set(original.findings)
