"""Work on a Dask cluster comes out as it does here, whatever happens to the cluster's machines."""

from __future__ import annotations

import importlib
import shutil
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

import sources
from sources.compute import Cluster, ComputeError, Processes, compute_at, is_scheduler
from sources.quarters import Quarter
from sources.register import load_register
from sources.template.issuing import TemplateIssue
from sources.workbook import Limits, ReadWorkbook, read_many
from tests.sources.compute.conftest import DaskCluster
from tests.sources.workbook.hostile.archives import report

if TYPE_CHECKING:
    from collections.abc import Iterator

UNLIMITED = Limits(extent=2**40)
"""Lets the deadly file pass preflight, as one that preflight does not know yet would."""
cluster_module = importlib.import_module("sources.compute.cluster")


@pytest.fixture(scope="module")
def dask(empty_cluster: DaskCluster) -> DaskCluster:
    """Two workers: one as Dask starts them, under a nanny, and one by itself."""
    empty_cluster.start_workers((), ("--no-nanny",))
    return empty_cluster


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_BATCH_ITEMS", 4)


@pytest.fixture
def deadly(tmp_path: Path) -> bytes:
    """A few kilobytes that make calamine ask for more memory than there is, and end its process."""
    with xlsxwriter.Workbook(tmp_path / "deadly.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_number("A1", 1)
        sheet.write_number("XFD1048576", 1)
    return (tmp_path / "deadly.xlsx").read_bytes()


def same(one: ReadWorkbook, other: ReadWorkbook) -> bool:
    return one == other and one.cells.equals(other.cells)


@pytest.mark.usefixtures("small_batches")
def test_a_workbook_that_ends_its_process_costs_no_dask_worker(
    dask: DaskCluster, deadly: bytes, tmp_path: Path
) -> None:
    (tmp_path / "file.xlsx").write_bytes(report())
    contents = {n: report() for n in range(10)} | {"bad": deadly, "file": tmp_path / "file.xlsx"}
    found = dict(read_many(contents | {"gone": tmp_path / "gone.xlsx"}, UNLIMITED, Cluster(dask.address)))
    here = dict(read_many({"good": report(), "gone": tmp_path / "gone.xlsx"}, UNLIMITED, Processes(1)))
    assert list(found) == [*contents, "gone"], "in the order given"
    assert found["bad"].findings[0].value.endswith("; tried 3 times")
    assert found["gone"].findings == here["gone"].findings, "and files are opened where they lie"
    assert all(same(found[key], here["good"]) for key in (*range(10), "file"))
    assert [worker.process.poll() for worker in dask.workers] == [None, None]
    assert not any("Restarting worker" in line for line in dask.workers[0].said)


def test_many_templates_are_written_there_and_are_the_same(dask: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("sources.template.issuing"), "_MANY", 2)
    register = load_register()
    codes = sorted(register.municipalities_frame()["code"])[:2]
    issue = TemplateIssue(Quarter(2021, 2), register, {}, compute=Cluster(dask.address))
    local = TemplateIssue(Quarter(2021, 2), register, {})
    folder = dask.folder
    written = issue.into_folder(codes, folder / "there")
    for code, file in zip(codes, written, strict=True):
        local.write(code, folder / "here.xlsx")
        assert file.read_bytes() == (folder / "here.xlsx").read_bytes()


@pytest.mark.usefixtures("small_batches")
def test_what_a_lost_worker_had_is_read_elsewhere(dask: DaskCluster) -> None:
    def contents() -> Iterator[tuple[int, bytes]]:
        for number in range(48):
            if number == 12:  # batches are being read, and others wait at each worker
                dask.workers[1].kill()
            yield number, report()

    found = list(read_many(contents(), Limits(), Cluster(dask.address)))
    assert [key for key, _ in found] == list(range(48))
    assert all(same(read, found[0][1]) and read.kind == "quarterly" for _, read in found)
    assert dask.workers[0].process.poll() is None


def test_a_scheduler_that_does_not_answer_is_told_in_one_line_within_seconds() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(ComputeError, match=rf"^no Dask scheduler answers at {address} \([^\n]*\)$"):
            Cluster(address).require()
        assert time.monotonic() - started < 60, "it gives up by itself"


def test_without_work_nothing_is_connected() -> None:
    assert list(read_many({}, compute=Cluster("tcp://127.0.0.1:1"))) == []


def test_where_work_is_done_is_said_by_a_word_or_an_address() -> None:
    assert isinstance(compute_at("local"), Processes)
    assert isinstance(compute_at("tcp://host:8786"), Cluster)
    assert all(map(is_scheduler, ("tcp://host:8786", "tls://10.0.0.1:8786", "tcp://[::1]:8786")))
    assert not any(map(is_scheduler, ("local", "host:8786", "tcp://host", "http://host:8786", "tcp://host:x", "")))


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches")
def test_a_batch_that_its_workers_die_of_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    dask = DaskCluster(tmp_path)
    try:
        dask.start_workers(("--no-nanny",), ("--no-nanny",))
        test_what_a_lost_worker_had_is_read_elsewhere(dask)
    finally:
        dask.stop()


@pytest.mark.slow
def test_a_worker_with_other_code_and_a_scheduler_that_goes_are_told_in_one_line(tmp_path: Path) -> None:
    shutil.copytree(Path(str(sources.__file__)).parent, tmp_path / "other" / "sources")
    (tmp_path / "other" / "sources" / "labels.py").open("a").write("# another release\n")
    dask = DaskCluster(tmp_path)
    try:
        dask.start_workers(("--no-nanny",), path=tmp_path / "other")
        cluster = Cluster(dask.address)
        with pytest.raises(ComputeError, match=r"^the Dask cluster tcp://\S+: .* is installed here, and .* on one of"):
            list(read_many({"a": report()}, compute=cluster))
        dask.scheduler.kill()
        with pytest.raises(ComputeError, match=r"^[^\n]+$"):
            list(read_many({"a": report()}, compute=cluster))
    finally:
        dask.stop()
