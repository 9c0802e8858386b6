"""Settings: defaults that work on a laptop, and faults in one line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from aimak_pipeline.settings import Settings, SettingsError, settings
from aimak_pipeline.workplaces import workplace
from sources.register import SHIPPED_REGISTER
from sources.workbook.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No variable is set, and none is remembered."""
    for name in os.environ:
        if name.startswith("AIMAK_"):
            monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_without_a_variable_everything_lies_below_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    usual = settings()
    home = tmp_path / "var"
    assert (usual.root, usual.intake, usual.archive) == (home, str(home / "intake"), str(home / "archive"))
    assert (usual.quarantine, usual.outbox, usual.reports) == (
        str(home / "quarantine"),
        home / "outbox",
        home / "reports",
    )
    assert (usual.alerts, usual.cache, usual.dagster_home) == (home / "alerts", home / "cache", home / "dagster")
    assert usual.warehouse == f"sqlite:///{home}/warehouse.sqlite"
    assert (usual.languages, usual.deadline_days, usual.settle_seconds) == (("ky", "ru"), 20, 10)
    assert (usual.programme_start, usual.compute, usual.workers, usual.limits) == ("2016-Q4", "local", None, Limits())
    assert usual.enrolment.is_file()
    assert not home.exists(), "reading settings creates nothing"


@pytest.mark.parametrize(
    ("variable", "value", "attribute", "expected"),
    [
        ("AIMAK_HOME", "/srv/aimak", "root", Path("/srv/aimak")),
        ("AIMAK_HOME", "~/aimak", "root", Path.home() / "aimak"),
        ("AIMAK_INTAKE_URL", "memory://bucket/intake", "intake", "memory://bucket/intake"),
        ("AIMAK_ARCHIVE_URL", "memory://bucket/archive", "archive", "memory://bucket/archive"),
        ("AIMAK_WAREHOUSE_URL", "postgresql+psycopg://host/aimak", "warehouse", "postgresql+psycopg://host/aimak"),
        ("AIMAK_LANGUAGES", "ru", "languages", ("ru",)),
        ("AIMAK_LANGUAGES", "ky, ru,en", "languages", ("ky", "ru", "en")),
        ("AIMAK_DEADLINE_DAYS", "30", "deadline_days", 30),
        ("AIMAK_CORRECTION_DAYS", "14", "correction_days", 14),
        ("AIMAK_SETTLE_SECONDS", "0", "settle_seconds", 0),
        ("AIMAK_PROGRAMME_START", "2018-Q1", "programme_start", "2018-Q1"),
        ("AIMAK_WORKERS", "3", "workers", 3),
        ("AIMAK_COMPUTE", "tls://host:8786", "compute", "tls://host:8786"),
        ("AIMAK_LIMITS__FILE_BYTES", "1000", "limits", Limits(file_bytes=1000)),
        ("AIMAK_LIMITS__CELLS", "5", "limits", Limits(cells=5)),
    ],
)
def test_a_variable_sets(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, attribute: str, expected: object
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(settings(), attribute) == expected


def test_a_cluster_without_its_library_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimak_pipeline.settings.find_spec", lambda _: None)
    monkeypatch.setenv("AIMAK_COMPUTE", "tcp://host:8786")
    with pytest.raises(SettingsError, match=r"AIMAK_COMPUTE: .*pip install 'aimak-pipeline\[dask\]'"):
        settings()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("AIMAK_DEADLINE_DAYS", "soon", "(it is 'soon')"),
        ("AIMAK_DEADLINE_DAYS", "0", "greater than 0"),
        ("AIMAK_SETTLE_SECONDS", "-1", "greater than or equal to 0"),
        ("AIMAK_PROGRAMME_START", "2016 Q4", "expected a key such as 2021-Q1"),
        ("AIMAK_COMPUTE", "dask", "neither 'local' nor the address of a Dask scheduler"),
        ("AIMAK_COMPUTE", "http://host:8786", "such as tcp://host:8786"),
        ("AIMAK_LANGUAGES", "ky,kg", "(it is 'kg')"),
        ("AIMAK_WORKERS", "0", "greater than 0"),
        ("AIMAK_ENROLMENT", "/nowhere/enrolment.csv", "(it is '/nowhere/enrolment.csv')"),
        ("AIMAK_REGISTER", "/nowhere", "(it is '/nowhere')"),
        ("AIMAK_REGISTER", "/", "/areas.csv: No such file or directory"),
        ("AIMAK_LIMITS__CELLS", "many", "(it is 'many')"),
        ("AIMAK_LIMITS", "many", "AIMAK_LIMITS__CELLS"),
        ("AIMAK_WAREHOUSE_URL", "warehouse", "SQLite or PostgreSQL"),
        ("AIMAK_WAREHOUSE_URL", "mysql://host/aimak", "SQLite or PostgreSQL"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as error:
        settings()
    message = str(error.value)
    assert message.startswith(f"{variable}: ")
    assert told in message
    assert "\n" not in message


def own_register(folder: Path) -> Path:
    """Copy the shipped register into a folder of an operator's own."""
    folder.mkdir()
    for name in ("areas.csv", "municipalities.csv", "settlements.csv"):
        shutil.copy(SHIPPED_REGISTER / name, folder)
    return folder


def test_the_operators_own_register_is_the_one_that_is_used_and_what_the_figures_depend_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own_register(tmp_path / "register")
    monkeypatch.setenv("AIMAK_HOME", str(tmp_path / "home"))
    usual = workplace(settings()).inputs
    settings.cache_clear()
    monkeypatch.setenv("AIMAK_REGISTER", str(folder))
    assert settings().register_folder == folder
    place = workplace(settings())
    assert place.inputs == usual, "where the same files lie changes no figure"

    text = (folder / "municipalities.csv").read_text(encoding="utf-8")
    (folder / "municipalities.csv").write_text(text.replace("Kum-Dobo", "Kum-Dobo-on-Chu"), encoding="utf-8")
    assert place.register["41704235825000"].name.en == "Kum-Dobo-on-Chu"
    assert place.inputs != usual


def test_a_settlement_of_nobody_is_told_before_anything_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = own_register(tmp_path / "register")
    with (folder / "settlements.csv").open("a", encoding="utf-8") as file:
        file.write("41709999999010,41709999999000,village,Нигде\n")
    monkeypatch.setenv("AIMAK_REGISTER", str(folder))
    with pytest.raises(SettingsError) as error:
        settings()
    assert str(error.value).startswith(f"AIMAK_REGISTER: Value error, {folder / 'settlements.csv'}, line 1266: ")
    assert "\n" not in str(error.value)


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIMAK_DEADLINE_DAYS", "soon")
    monkeypatch.setenv("AIMAK_COMPUTE", "dask")
    with pytest.raises(SettingsError, match=r"AIMAK_COMPUTE.*; AIMAK_DEADLINE_DAYS"):
        settings()


def test_a_password_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIMAK_WAREHOUSE_URL", "mysql://user:secret@host/aimak")
    with pytest.raises(SettingsError) as error:
        settings()
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("name", ["Суу тазалык", "100 %", "why?", "#1", "a%20b"])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    place = workplace(Settings(home=home))
    assert place.ledger.quarters_with_submissions() == []
    assert (home / "warehouse.sqlite").is_file()
    assert make_url(place.warehouse_url).database == str(home / "warehouse.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    place.engine.dispose()


def test_folders_are_created_where_they_are_missing(tmp_path: Path) -> None:
    here = Settings(home=tmp_path / "home")
    here.create_folders()
    here.create_folders()
    assert {path.name for path in (tmp_path / "home").iterdir()} == {
        "intake",
        "archive",
        "quarantine",
        "outbox",
        "reports",
        "releases",
        "cache",
        "dagster",
    }


def test_a_drop_folder_that_was_named_is_not_made_it_may_be_a_share_that_is_not_mounted(tmp_path: Path) -> None:
    Settings(home=tmp_path / "home", intake_url=str(tmp_path / "drop")).create_folders()
    assert not (tmp_path / "drop").exists()


def test_the_password_of_the_mail_server_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIMAK_HOME", str(tmp_path))
    monkeypatch.setenv("AIMAK_SMTP_URL", "smtps://clerk:s3cret@mail.example.kg/?from=aimak@example.kg")
    place = workplace(settings())
    assert place.mail is not None
    assert (place.mail.host, place.mail.password) == ("mail.example.kg", "s3cret")
    assert "s3cret" not in repr(settings()) + repr(place)

    settings.cache_clear()
    monkeypatch.setenv("AIMAK_SMTP_URL", "smtp://clerk:s3cret@mail.example.kg")
    with pytest.raises(SettingsError) as refusal:
        settings()
    assert str(refusal.value) == "AIMAK_SMTP_URL: Value error, say whom letters are from: ?from=address"
