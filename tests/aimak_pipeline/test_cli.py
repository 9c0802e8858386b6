"""The command line: what it prints, and with what it exits."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner, Result

from aimak_pipeline.cli import main
from aimak_pipeline.settings import settings
from sources.findings import Severity
from sources.notice.first_sheet import SEVERITY_WORDS
from tests.sources.intake.places import TAMGA, TEPKE, workbook
from warehouse.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home of an installation, set by the environment."""
    for name in os.environ:
        if name.startswith("AIMAK_"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("AIMAK_HOME", str(home))
    monkeypatch.setenv("AIMAK_SETTLE_SECONDS", "0")
    # What a run sets for itself is to end with the test.
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")
    settings.cache_clear()
    yield home
    settings.cache_clear()


@pytest.fixture
def aimak(home: Path) -> Callable[..., Result]:
    """Call ``aimak`` with arguments."""
    del home
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_help_lists_the_commands(aimak: Callable[..., Result]) -> None:
    result = aimak("--help")
    assert result.exit_code == 0
    commands = [line.split()[0] for line in result.output.partition("Commands:\n")[2].splitlines() if line.strip()]
    assert {"run", "check", "status", "sample"} <= set(commands)
    assert "demo" not in commands


def test_it_knows_its_version(aimak: Callable[..., Result]) -> None:
    assert version("aimak-pipeline") in aimak("--version").output


# check ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A good report (with a name that has brackets), one with a blank key, one without a code, and a scan."""
    folder = tmp_path_factory.mktemp("files")
    contents = {
        "good [final].xlsx": workbook(),
        "bad.xlsx": workbook(settlement=""),
        "nobody.xlsx": workbook(code=None),
        "scan.xlsx": b"%PDF-1.7",
    }
    files = {name.partition(".")[0].partition(" ")[0]: folder / name for name in contents}
    for file, content in zip(files.values(), contents.values(), strict=True):
        file.write_bytes(content)
    return files


@pytest.fixture(scope="module")
def checked(files: dict[str, Path]) -> Result:
    """All of them checked in one call."""
    return CliRunner().invoke(main, ["check", *map(str, files.values())])


def told(output: str, files: dict[str, Path]) -> dict[str, list[list[str]]]:
    """What is printed about each file: the rows of its table, each cell's lines put together."""
    about: dict[str, list[list[str]]] = {}
    for line in output.splitlines():
        if line.startswith("/"):
            (name,) = [name for name, file in files.items() if line.startswith(f"{file}: ")]
            rows: list[list[str]] = about.setdefault(name, [])
        elif line.startswith(("├", "┡")):
            rows.append([""] * 7)
        elif line.startswith("│"):
            rows[-1] = [
                f"{cell} {part.strip()}".strip() for cell, part in zip(rows[-1], line.split("│")[1:], strict=False)
            ]
    return about


@pytest.fixture(scope="module")
def rows(checked: Result, files: dict[str, Path]) -> dict[str, list[list[str]]]:
    return told(checked.output, files)


def test_a_good_workbook_passes_the_check(aimak: Callable[..., Result], files: dict[str, Path], home: Path) -> None:
    result = aimak("check", files["good"])
    assert result.exit_code == 0
    assert result.output.splitlines()[0].startswith(f"{files['good']}: "), "a name in brackets is shown as it is"
    assert not home.exists(), "nothing is written"


def test_a_bad_workbook_does_not(checked: Result) -> None:
    assert checked.exit_code == 1


def test_every_file_is_told_of_in_the_order_given(rows: dict[str, list[list[str]]]) -> None:
    assert list(rows) == ["good", "bad", "nobody", "scan"]
    assert not [row for row in rows["good"] if row[0] in ("Error", "Fatal")]


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("bad", ["Error", "Көчө жарыктандыруу", "A2", "A required cell is blank: «Settlement»", "nothing"]),
        ("nobody", ["Fatal", "Титулдук барак", "B1", "The municipality could not be identified: «Municipality code»"]),
        ("scan", ["Fatal", "", "", "This is not an Excel workbook", "a PDF document"]),
    ],
)
def test_a_finding_says_what_and_where_and_how_to_mend_it(
    rows: dict[str, list[list[str]]], file: str, row: list[str]
) -> None:
    first = rows[file][0]
    assert first[: len(row)] == row
    assert all(first[5:]), "what was expected, and how to mend it"


def test_the_most_severe_come_first_and_what_repeats_itself_is_told_once(rows: dict[str, list[list[str]]]) -> None:
    order = [SEVERITY_WORDS[severity].en for severity in Severity]
    for about in rows.values():
        severities = [row[0] for row in about]
        assert severities == sorted(severities, key=order.index)
        assert len({tuple(row) for row in about}) == len(about)


@pytest.mark.parametrize(
    ("language", "words"),
    [("ky", ["Ката", "Милдеттүү уяча бош"]), ("ru", ["Ошибка", "Обязательная ячейка пуста"])],
)
def test_a_clerk_is_told_in_a_language_of_theirs(
    aimak: Callable[..., Result], files: dict[str, Path], language: str, words: list[str]
) -> None:
    (first, *_) = told(aimak("check", "--language", language, files["bad"]).output, files)["bad"]
    assert [first[0], first[3][: len(words[1])]] == words


def test_one_file_is_annotated_into_a_file(
    aimak: Callable[..., Result], files: dict[str, Path], tmp_path: Path
) -> None:
    result = aimak("check", "--annotate", tmp_path / "marked.xlsx", files["bad"])
    assert result.exit_code == 1
    assert f"marked copy in {tmp_path / 'marked.xlsx'}" in result.output
    cell = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Көчө жарыктандыруу"]["A2"]
    assert cell.fill.fgColor.rgb.endswith("FFC7CE")
    assert "Обязательная ячейка пуста" in cell.comment.text


def test_a_copy_made_before_sending_says_that_nothing_was_sent(
    aimak: Callable[..., Result], files: dict[str, Path], tmp_path: Path
) -> None:
    aimak("check", "--annotate", tmp_path / "marked.xlsx", files["bad"])
    first = openpyxl.load_workbook(tmp_path / "marked.xlsx").worksheets[0]
    said = "\n".join(str(cell.value) for row in first.iter_rows() for cell in row if cell.value)
    assert "Файл ЕЩЁ НЕ ОТПРАВЛЕН" in said
    assert "Сначала исправьте ошибки, затем отправляйте" in said
    assert "Получен " not in said
    assert "Файл принят" not in said


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["table", "json"])
@pytest.mark.parametrize(("file", "code"), [("good", 0), ("bad", 1)])
def test_who_stops_reading_gets_the_copy_all_the_same_and_no_traceback(
    files: dict[str, Path], tmp_path: Path, options: list[str], file: str, code: int
) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    copy = tmp_path / "marked.xlsx"
    program = [sys.executable, "-c", "from aimak_pipeline.cli import main; main()"]
    call = [*program, "check", *options, "--annotate", str(copy), str(files[file])]
    with os.fdopen(writes, "wb") as nobody:
        done = subprocess.run(call, stdout=nobody, stderr=subprocess.PIPE, check=False, text=True)  # noqa: S603 - our own program
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert copy.exists() is ("nothing to mark" not in done.stderr)
    assert copy.exists() or file == "good"


def test_several_files_are_annotated_into_a_folder_and_a_list_says_that_it_is_one(
    aimak: Callable[..., Result], files: dict[str, Path], tmp_path: Path
) -> None:
    result = aimak("check", "--json", "--annotate", tmp_path / "marked", files["bad"], files["scan"])
    assert json.loads(result.stdout), "what is said of the copies does not come between"
    assert {file.name for file in (tmp_path / "marked").iterdir()} == {"bad_checked.xlsx", "scan_checked.xlsx"}
    (line,) = [line for line in result.stderr.splitlines() if str(files["scan"]) in line]
    assert "cannot be marked; a list of what was found" in line


def test_a_copy_does_not_take_the_place_of_what_is_checked(
    aimak: Callable[..., Result], files: dict[str, Path]
) -> None:
    content = files["bad"].read_bytes()
    result = aimak("check", "--annotate", files["bad"], files["bad"])
    assert result.exit_code == 1
    assert "is one of the files that are checked" in result.output
    assert files["bad"].read_bytes() == content


def test_json_is_for_programs(aimak: Callable[..., Result], files: dict[str, Path]) -> None:
    result = aimak("check", "--json", files["good"], files["bad"])
    assert result.exit_code == 1
    findings = json.loads(result.output)
    assert {finding["file"] for finding in findings} == {str(files["good"]), str(files["bad"])}
    (error,) = [finding for finding in findings if finding["severity"] == "error"]
    assert (error["file"], error["code"], error["form"]) == (str(files["bad"]), "required_blank", "street_lighting")
    assert (error["sheet"], error["cell"], error["row"]) == ("Көчө жарыктандыруу", "A2", 2)
    assert (error["column"], error["refused"], error["rule"]) == ("settlement", "row", None)


def test_a_file_that_is_not_there_is_a_wrong_call(aimak: Callable[..., Result]) -> None:
    result = aimak("check", "nowhere.xlsx")
    assert result.exit_code == 2
    assert "nowhere.xlsx" in result.output


# status and run -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("status",), ("status", "2021-Q1")])
def test_before_the_first_run_status_says_what_to_do(
    aimak: Callable[..., Result], home: Path, arguments: tuple[str, ...]
) -> None:
    result = aimak(*arguments)
    assert result.exit_code == 0
    assert "Nothing is computed yet" in result.output
    assert str(home / "intake") in result.output


@pytest.mark.parametrize("arguments", [("status", "2021-Q5"), ("status", "spring"), ("run", "--rebuild", "2021Q1")])
def test_what_is_no_quarter_is_told(aimak: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    result = aimak(*arguments)
    assert result.exit_code == 2
    assert f"not a quarter: '{arguments[-1]}'; expected a key such as 2021-Q1" in result.output


def test_quarters_are_named_with_rebuild_only(aimak: Callable[..., Result]) -> None:
    result = aimak("run", "2021-Q1")
    assert result.exit_code == 2
    assert "--rebuild" in result.output


@pytest.mark.parametrize("command", [("status",), ("run",), ("check", "FILE")])
def test_a_setting_that_makes_no_sense_is_told_in_one_line(
    aimak: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, files: dict[str, Path], command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AIMAK_DEADLINE_DAYS", "soon")
    result = aimak(*(files["good"] if argument == "FILE" else argument for argument in command))
    assert result.exit_code == 1
    assert result.output.startswith("Error: AIMAK_DEADLINE_DAYS: ")
    assert len(result.output.splitlines()) == 1


def test_an_enrolment_file_that_makes_no_sense_is_told(
    aimak: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: dict[str, Path]
) -> None:
    enrolment = tmp_path / "enrolment.csv"
    enrolment.write_text("code,from,to,email\n123,2016-Q4,,\n", encoding="utf-8")
    monkeypatch.setenv("AIMAK_ENROLMENT", str(enrolment))
    result = aimak("check", files["good"])
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {enrolment}: ")
    assert "line 2" in result.output


def test_a_run_of_an_empty_intake_is_nothing_to_do(aimak: Callable[..., Result], home: Path) -> None:
    result = aimak("run")
    assert result.exit_code == 0, result.output
    assert "0 files: 0 accepted, 0 rejected" in result.output
    assert "nothing to do" in result.output
    assert (home / "warehouse.sqlite").is_file()


def test_a_run_takes_in_what_lies_there_and_status_tells_who_has_reported(
    aimak: Callable[..., Result], home: Path
) -> None:
    (home / "intake" / TEPKE).mkdir(parents=True)
    (home / "intake" / "a.xlsx").write_bytes(workbook(TAMGA, 2021, 1))
    (home / "intake" / TEPKE / "b.xlsx").write_bytes(workbook(TEPKE, 2021, 1, settlement=""))
    (home / "intake" / "c.xlsx").write_bytes(b"no workbook at all")

    result = aimak("run")
    assert result.exit_code == 0, "a bad workbook is answered, not a failure"
    assert "3 files: 2 accepted, 1 rejected, 0 known already" in result.output
    assert "Computed 2021-Q1" in result.output
    assert (home / "reports" / "2021-Q1" / "quality_2021-Q1.html").is_file()

    overview = aimak("status")
    assert overview.exit_code == 0
    (line,) = [line for line in overview.output.splitlines() if "2021-Q1" in line]
    expected, reported = (int(cell) for cell in line.replace("│", " ").split()[1:3])
    assert (expected, reported) == (50, 2)

    quarter = aimak("status", "2021-Q1")
    assert quarter.exit_code == 0
    there, _, missing = quarter.output.partition(f"missing ({expected - 2})")
    assert TAMGA in there
    assert TEPKE in there
    assert TAMGA not in missing
    assert missing.count("41702") > 0

    assert "Published 2021-Q1" in result.output

    again = aimak("run")
    assert again.exit_code == 0
    assert "nothing to do" in again.output


def test_a_run_publishes_what_one_before_did_not(aimak: Callable[..., Result], home: Path) -> None:
    (home / "intake").mkdir(parents=True)
    (home / "intake" / "a.xlsx").write_bytes(workbook(TAMGA, 2021, 1))
    first = aimak("run", "--no-publish").output
    assert "Computed 2021-Q1" in first
    assert "Published" not in first
    second = aimak("run").output
    assert "Computed" not in second
    assert "Published 2021-Q1" in second
    assert "nothing to do" not in second


def test_another_quarter_is_not_computed_yet(aimak: Callable[..., Result]) -> None:
    assert "Nothing is computed yet for 2020-Q4" in aimak("status", "2020-Q4").output


# sample ---------------------------------------------------------------------------------------------------------------


def test_the_sample_is_written_into_a_folder_and_not_a_file(
    aimak: Callable[..., Result], files: dict[str, Path]
) -> None:
    assert aimak("sample", files["good"]).exit_code == 2
    assert "--seed" in aimak("sample", "--help").output


# migrate --------------------------------------------------------------------------------------------------------------


def test_migrate_makes_a_warehouse_and_then_has_nothing_to_do(aimak: Callable[..., Result], home: Path) -> None:
    assert "A new warehouse" in aimak("migrate").output
    assert (home / "warehouse.sqlite").exists()
    again = aimak("migrate")
    assert again.exit_code == 0
    assert "nothing to do" in again.output


def test_an_older_warehouse_is_told_how_to_go_on_and_is_copied_first(aimak: Callable[..., Result], home: Path) -> None:
    aimak("migrate")
    with sqlite3.connect(home / "warehouse.sqlite") as older:
        for later in ("notice", "expectation_result", "publication"):
            older.execute(f"DROP TABLE {later}")
        older.execute("UPDATE alembic_version SET version_num = '0001'")
    older.close()
    refused = aimak("run")
    assert refused.exit_code == 1
    assert "step 0001" in refused.output
    assert "aimak migrate" in refused.output
    migrated = aimak("migrate")
    assert "From step 0001 to" in migrated.output
    assert (home / f"warehouse.sqlite.before-{SCHEMA_VERSION}-from-0001").exists()
    assert aimak("run").exit_code == 0


def test_roles_are_for_postgresql(aimak: Callable[..., Result]) -> None:
    refused = aimak("migrate", "--roles")
    assert refused.exit_code == 1
    assert "SQLite has no roles" in refused.output
