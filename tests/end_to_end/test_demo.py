"""The command behind ``make demo``, called as on a fresh machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.intake.store import Card, Store


def demo(home: Path) -> subprocess.CompletedProcess[str]:
    """Call ``aimak demo`` in a process of its own."""
    aimak = str(Path(sys.executable).with_name("aimak"))
    environment = {**os.environ, "AIMAK_HOME": str(home), "COLUMNS": "160"}
    return subprocess.run([aimak, "demo"], env=environment, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.slow
def test_a_newcomer_sees_that_all_published_figures_agree_and_where_to_look_next(tmp_path: Path) -> None:
    called = demo(tmp_path / "home")
    assert called.returncode == 0, called.stderr
    agreed = re.findall(r"│ (yes|no) +│", called.stdout)
    assert len(agreed) >= 15
    assert set(agreed) == {"yes"}
    told = called.stdout.partition("Where to look next:")[2]
    files = [line.split(None, 1)[1] for line in told.splitlines() if str(tmp_path) in line]
    places = [Path(str(tmp_path) + file.partition(str(tmp_path))[2]) for file in files]
    assert len(places) >= 5
    assert [place for place in places if not place.exists()] == []


def test_a_home_that_holds_reports_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    card = Card("a" * 64, "report.xlsx", 1, datetime(2021, 4, 1, tzinfo=UTC), None)
    Store(str(tmp_path / "archive")).put(b"a real report", card)
    called = demo(tmp_path)
    assert called.returncode == 1
    assert "holds reports already; set AIMAK_HOME to an empty folder" in called.stderr
    assert not (tmp_path / "sample").exists()
