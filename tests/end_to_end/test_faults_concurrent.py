"""Two runs at once, and a workbook that ends whoever reads it: nobody else notices."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import dagster as dg
import xlsxwriter

from sources.workbook import Limits
from tests.end_to_end.installations import SLOW_ON_POSTGRESQL, Installation, enrolled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def attempts(step: str) -> list[str]:
    """What Dagster noted of the beginnings of a step, by the record of the present instance."""
    with dg.DagsterInstance.get() as instance:
        noted = [entry for run in instance.get_runs() for entry in instance.all_logs(run.run_id)]
    events = [entry.dagster_event for entry in noted if entry.dagster_event]
    began = (dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_RESTARTED)
    return [event.event_type_value for event in events if event.step_key == step and event.event_type in began]


def deadly() -> bytes:
    """A few kilobytes that make calamine ask for more memory than there is, and end its process."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Лист1")
        sheet.write("A1", 1)
        sheet.write("XFD1048576", 1)
    return buffer.getvalue()


@SLOW_ON_POSTGRESQL
def test_two_runs_at_once_take_every_file_once(tmp_path: Path, new_warehouse: Callable[[], str]) -> None:
    undisturbed = Installation.of(tmp_path / "undisturbed", reports=20)
    undisturbed.run()
    there = Installation.of(tmp_path / "home", reports=20, warehouse_url=new_warehouse())
    runs = [there.start(), there.start()]
    told = [run.communicate(timeout=500) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    counts = [re.search(r"(\d+) files: (\d+) accepted", output) for output, _ in told]
    assert sorted(found.groups() for found in counts if found) == [("0", "0"), ("20", "20")]
    there.assert_done(undisturbed.tables())


@SLOW_ON_POSTGRESQL
def test_a_workbook_that_ends_its_reader_each_time_is_quarantined_and_answered(
    tmp_path: Path, new_warehouse: Callable[[], str]
) -> None:
    # As if preflight did not know yet that such a file is to be refused.
    there = Installation.of(tmp_path / "home", reports=2, limits=Limits(extent=2**40), warehouse_url=new_warehouse())
    sender = enrolled(there.settings, 3)[2]
    there.drop(f"{sender}/deadly.xlsx", deadly())
    there.run()
    there.assert_done(tables := there.tables())
    statuses = tables["submission"].set_index("file_name")["status"]
    assert statuses["deadly.xlsx"] == "rejected"
    assert list(statuses.drop("deadly.xlsx")) == ["accepted"] * 2
    (reason,) = tables["finding"].loc[tables["finding"]["code"] == "unreadable", "value"]
    assert "tried 3 times" in reason
    assert (there.settings.outbox / sender / "latest_notice.txt").exists()
    assert attempts("submissions") == ["STEP_START"], "a bad workbook is no reason to try the step again"
