"""The pool: a workbook that ends its reader costs itself and nothing else."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sources.workbook
from sources.compute import Processes
from sources.findings import CATALOGUE
from sources.workbook import Limits, read_many

UNLIMITED = Limits(extent=2**40)
"""Lets such a file pass preflight, as one that preflight does not know yet would."""


@pytest.fixture
def content(full_book):
    return full_book(rows=2).content()


@pytest.fixture
def deadly(book):
    """A few kilobytes that make calamine ask for more memory than there is, and end its process."""
    book.sheet("Лист1", [[1]]).write_number("XFD1048576", 1)
    return book.content()


@pytest.fixture
def endless(book, edit_sheets):
    """A workbook within the limits that takes seconds to look over."""
    book.sheet("Лист1", [])
    rows = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % row for row in range(1, 900_000))
    return edit_sheets(
        book.content(), lambda data: data.replace(b"<sheetData/>", b"<sheetData>" + rows + b"</sheetData>")
    )


def test_a_dead_worker_costs_only_its_file(content, deadly, vocabulary):
    sources = {f"good {n}": content for n in range(6)} | {"bad": deadly} | {f"more {n}": content for n in range(6)}
    found = dict(read_many(sources, UNLIMITED, compute=Processes(2), vocabulary=vocabulary))
    assert list(found) == list(sources)
    bad = found.pop("bad")
    assert bad.kind is None
    assert [finding.code for finding in bad.findings] == ["unreadable"]
    assert bad.cells.num_rows == 0
    for read in found.values():
        assert read.kind == "quarterly"
        assert read.cells.equals(next(iter(found.values())).cells)


def test_many_dead_workers(content, deadly, vocabulary):
    sources = [(n, deadly if n % 2 else content) for n in range(10)]
    found = list(read_many(sources, UNLIMITED, compute=Processes(2), vocabulary=vocabulary))
    assert [key for key, _ in found] == list(range(10))
    assert [read.kind or read.findings[0].code for _, read in found] == ["quarterly", "unreadable"] * 5


def test_a_workbook_whose_worker_died_three_times_says_so(deadly, vocabulary):
    ((_, read),) = read_many({"bad": deadly}, UNLIMITED, compute=Processes(1), vocabulary=vocabulary)
    assert read.findings[0].value.endswith("; tried 3 times")


def test_a_workbook_whose_worker_dies_once_is_read_again(content, vocabulary):
    def killing_the_workers():
        victims = [process for process in _descendants(os.getpid()) if not _descendants(process)]
        for process in victims:
            os.kill(process, signal.SIGKILL)
        return content

    sources = [(n, content) for n in range(4)] + [("kills", killing_the_workers)] + [(n, content) for n in range(4, 8)]
    found = list(read_many(sources, compute=Processes(1), vocabulary=vocabulary))
    assert [read.kind for _, read in found] == ["quarterly"] * 9


def _descendants(process):
    """The processes below one that serve or read workbooks."""
    ids = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True)  # noqa: S607
    below = [line.split(None, 2) for line in ids.stdout.splitlines()[1:]]
    children = [int(pid) for pid, parent, command in below if int(parent) == process and "forkserver" in command]
    return children + [each for child in children for each in _descendants(child)]


def test_a_panic_of_the_reader_is_a_finding(book, content, vocabulary):
    book.sheet("Лист1", []).write_number("XFD1048576", 1)  # calamine divides by the width of nothing
    found = dict(
        read_many({"bad": book.content(), "good": content}, UNLIMITED, compute=Processes(1), vocabulary=vocabulary)
    )
    assert [finding.code for finding in found["bad"].findings] == ["damaged"]
    assert "the reader gave up" in found["bad"].findings[0].value
    assert found["good"].kind == "quarterly"


def test_files_are_read_in_the_worker(tmp_path, content, vocabulary):
    (tmp_path / "a.xlsx").write_bytes(content)
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "a.xlsx")
    os.mkfifo(tmp_path / "pipe.xlsx")
    sources = {
        "file": tmp_path / "a.xlsx",
        "link": tmp_path / "link.xlsx",
        "pipe": tmp_path / "pipe.xlsx",
        "gone": tmp_path / "gone.xlsx",
        "folder": tmp_path,
        "fetched": lambda: content,
        "large": lambda: b"PK\3\4" + bytes(Limits().file_bytes),
    }
    found = dict(read_many(sources, compute=Processes(1), vocabulary=vocabulary))
    assert {key: [f.code for f in read.findings] or read.kind for key, read in found.items()} == {
        "file": "quarterly",
        "link": ["unreadable"],
        "pipe": ["unreadable"],
        "gone": ["unreadable"],
        "folder": ["unreadable"],
        "fetched": "quarterly",
        "large": ["file_too_large"],
    }


def test_too_much_time(content, endless, vocabulary):
    limits = Limits(wall_seconds=1, cpu_seconds=60)
    found = dict(read_many({"endless": endless, "good": content}, limits, compute=Processes(1), vocabulary=vocabulary))
    assert [finding.code for finding in found["endless"].findings] == ["unreadable"]
    assert found["good"].kind == "quarterly"


def test_too_much_processor_time(content, endless, vocabulary):
    limits = Limits(cpu_seconds=0)
    found = dict(read_many({"endless": endless, "good": content}, limits, compute=Processes(1), vocabulary=vocabulary))
    assert "signal" in found["endless"].findings[0].value
    assert found["good"].kind == "quarterly"


def test_too_much_memory(content, vocabulary):
    limits = Limits(memory_bytes=32 * 2**20)
    large = b"PK\3\4" + bytes(15 * 2**20)
    found = dict(
        read_many({"large": lambda: large, "good": content}, limits, compute=Processes(1), vocabulary=vocabulary)
    )
    assert found["large"].kind is None
    assert found["good"].kind == "quarterly"


def test_a_process_that_begins_with_a_refusal_says_why(vocabulary):
    ((_, read),) = read_many({"text": b"no workbook at all"}, compute=Processes(1), vocabulary=vocabulary)
    assert [finding.code for finding in read.findings] == ["not_a_workbook"]


def test_stopping_early_ends_the_workers(content, vocabulary):
    reading = read_many(dict.fromkeys(range(20), content), compute=Processes(2), vocabulary=vocabulary)
    assert next(reading)[1].kind == "quarterly"
    reading.close()


def test_no_files(vocabulary):
    assert list(read_many({}, vocabulary=vocabulary)) == []


def test_the_vocabulary_comes_from_the_forms(content):
    ((_, read),) = read_many([("a", content)], compute=Processes(1))
    assert read.kind == "quarterly"


def test_a_worker_does_without_pandas_pandera_and_dagster():
    code = (
        "import sources.workbook.worker, sys; print([m for m in ('pandas', 'pandera', 'dagster') if m in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert ended.stdout.strip() == "[]"


def test_reading_does_without_pandas(tmp_path, content, vocabulary):
    (tmp_path / "a.xlsx").write_bytes(content)
    (tmp_path / "words").write_bytes(pickle.dumps(vocabulary))
    code = (
        "import pickle, sys; from pathlib import Path; from sources.workbook import worker; "
        "from sources.workbook.limits import Limits; folder = Path(sys.argv[1]); "
        "worker.start(Limits(), pickle.loads((folder / 'words').read_bytes())); "
        "print(worker.read(folder / 'a.xlsx').kind, 'pandas' in sys.modules)"
    )
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["quarterly", "False"]


RUN = """
import multiprocessing, sys
from sources.compute import Processes
from sources.workbook import read_many

def run():
    global kept
    kept = Processes(2)  # somebody still holds it when the process ends
    print([read.kind for _, read in read_many({"text": b"no workbook"}, compute=kept)])

if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=run)
    process.start()
    process.join(60)
    print(process.exitcode)
    process.kill()
"""


def test_a_process_of_multiprocessing_ends_with_its_workers(tmp_path):
    """Such is the process of a run that the daemon has launched; it waits for its own processes without end."""
    program = tmp_path / "run.py"
    program.write_text(RUN)
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, program], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."}
    )
    assert ended.stdout.split("\n") == ["[None]", "0", ""]


def test_where_no_worker_can_be_started_no_workbook_is_to_blame():
    """A program read from standard input is one whose modules a new process cannot import again."""
    code = "from sources.workbook import read_many; list(read_many({'a': b'PK'}))"
    ended = subprocess.run([sys.executable], input=code, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "NoWorkersError: no process can be started" in ended.stderr


def test_every_finding_of_the_reader_is_in_the_catalogue():
    texts = [path.read_text() for path in Path(sources.workbook.__file__).parent.glob("*.py")]
    codes = {
        code for text in texts for code in re.findall(r'(?:Finding|RefusedError|on_cell|on_row)\(\s*"(\w+)"', text)
    }
    assert len(codes) > 20
    assert codes <= set(CATALOGUE)
