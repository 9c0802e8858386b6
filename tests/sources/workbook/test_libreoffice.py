"""A workbook that LibreOffice has saved reads the same as the original, in every format that it can save.

Many municipalities have nothing else.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from aimak_pipeline.sample import write_sample
from sources.quarters import Quarter
from sources.workbook import Limits, ReadWorkbook, read_workbook
from sources.workbook.preflight import preflight
from sources.workbook.sheets import Grid, read_sheets
from tests.sources.workbook.binary_makers import DATE, BinaryBook, OldBook, Sheet, Styled

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOKS = 6
FORMATS = ("xlsx", "ods", "xls")

EACH = pytest.mark.parametrize(("extension", "place"), list(itertools.product(FORMATS, range(WORKBOOKS))))

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
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[ReadWorkbook]]:
    """What is read of the originals, and of what LibreOffice made of them, by format."""
    folder = tmp_path_factory.mktemp("libreoffice")
    write_sample(folder, municipalities=8, quarters=[Quarter(2019, 1), Quarter(2019, 3)])
    files = pd.read_csv(folder / "truth" / "files.csv")
    originals = []
    (folder / "originals").mkdir()
    for number, name in enumerate(messiest(files[(files["kind"] == "quarterly") & files["fatal"].isna()])):
        # Numbers for names, so that nothing depends on how LibreOffice spells them.
        originals.append(folder / "originals" / f"{number}.xlsx")
        shutil.copy(folder / "workbooks" / name, originals[-1])
    found = {"original": [read(file) for file in originals]}
    for extension in FORMATS:
        convert(originals, folder / extension, folder / "profile", extension)
        found[extension] = [read(folder / extension / f"{file.stem}.{extension}") for file in originals]
    return found


def convert(files: list[Path], target: Path, profile: Path, extension: str) -> None:
    """Open workbooks in LibreOffice and save them."""
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", extension]
    subprocess.run([*command, "--outdir", target, *files], check=True, capture_output=True, timeout=180)  # noqa: S603


def read(file: Path) -> ReadWorkbook:
    return read_workbook(file.read_bytes())


def cells(workbook: ReadWorkbook) -> pd.DataFrame:
    """The cells by form, row and column, floats without the noise of their last digits."""
    table = workbook.cells.to_pandas().astype({"form": "string", "column": "string"})
    number = table["number"].map(lambda value: f"{value:.9g}", na_action="ignore")
    key = ["form", "row", "column"]
    return table.assign(number=number).sort_values(key).set_index(key)


@EACH
def test_the_cells_are_the_same(workbooks: dict[str, list[ReadWorkbook]], extension: str, place: int) -> None:
    original, saved = workbooks["original"][place], workbooks[extension][place]
    assert saved.format == extension
    assert len(original.cells) > 50
    pd.testing.assert_frame_equal(cells(saved), cells(original))


@EACH
def test_the_cover_the_answers_and_the_places_are_the_same(
    workbooks: dict[str, list[ReadWorkbook]], extension: str, place: int
) -> None:
    original, saved = workbooks["original"][place], workbooks[extension][place]
    assert saved.kind == original.kind == "quarterly"
    assert saved.cover == original.cover
    assert saved.answers == original.answers
    assert saved.layout == original.layout
    assert saved.integrity == original.integrity


@EACH
def test_the_same_is_found(workbooks: dict[str, list[ReadWorkbook]], extension: str, place: int) -> None:
    original, saved = workbooks["original"][place], workbooks[extension][place]
    assert set(saved.findings) == set(original.findings)


def test_libreoffice_opens_what_our_makers_write(tmp_path: Path) -> None:
    """The makers' own idea of .xls and .xlsb is not enough to test a reader with."""
    cells = {(3, 2): "Ак-Суу", (3, 3): True, (5, 2): -7, (5, 3): 1.25, (6, 2): Styled(44230, DATE), (7, 2): "end"}
    sheets = [Sheet("Бюджет", cells, hidden_rows=(5,), merged=((3, 4, 2, 2),)), Sheet("Эки", {(0, 0): "x"}, state=1)]
    files = [tmp_path / "a.xls", tmp_path / "b.xlsb"]
    files[0].write_bytes(OldBook(sheets).content())
    files[1].write_bytes(BinaryBook(sheets).content())
    convert(files, tmp_path / "saved", tmp_path / "profile", "ods")
    for file in files:
        assert grids(tmp_path / "saved" / f"{file.stem}.ods") == grids(file)


def grids(file: Path) -> dict[int, Grid]:
    content = file.read_bytes()
    return read_sheets(content, preflight(content, Limits()))[0]
