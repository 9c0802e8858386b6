"""A file is there whole or not at all."""

import errno
from pathlib import Path

import pytest

from sources.whole_files import whole


def test_what_fails_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    with pytest.raises(OSError, match="full"), whole(file) as unfinished:  # noqa: PT012 - half is written first
        unfinished.write_text("half")
        raise OSError(errno.ENOSPC, "full")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_what_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".file.unfinished").write_text("a long half of something")
    with whole(tmp_path / "file") as unfinished:
        unfinished.write_text("all")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"file": "all"}
