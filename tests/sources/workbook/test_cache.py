"""What was read is kept, and a cache that is damaged costs nothing but reading again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import islice

import pytest

from sources.workbook import ReadingCache


@pytest.fixture
def kept(tmp_path, read, full_book):
    """A workbook that was read and kept under the hash ab12."""
    workbook = read(full_book(rows=1)).workbook
    assert list(ReadingCache(tmp_path).keep([("ab12", workbook)])) == [("ab12", workbook)]
    return workbook


def test_what_was_read_is_found_by_its_hash(tmp_path, kept):
    assert ReadingCache(tmp_path).find(["ab12", "cd34"]) == {"ab12": kept}


def test_where_nothing_was_kept_nothing_is_found_and_nothing_is_made(tmp_path):
    assert ReadingCache(tmp_path / "cache").find(["ab12"]) == {}
    assert not (tmp_path / "cache").exists()


@pytest.mark.usefixtures("kept")
def test_a_reader_with_other_forms_does_not_find_it(tmp_path, vocabulary):
    other = ReadingCache(tmp_path, replace(vocabulary, forms=vocabulary.forms[1:]))
    assert other.find(["ab12"]) == {}


def test_what_other_readers_have_kept_is_removed_when_this_one_begins(tmp_path, kept, vocabulary):
    folder_of_an_older_release = tmp_path / "read-3-0123456789ab" / "ab"
    folder_of_an_older_release.mkdir(parents=True)
    (tmp_path / "intake.lock").touch()
    list(ReadingCache(tmp_path, replace(vocabulary, forms=vocabulary.forms[1:])).keep([("ab12", kept)]))
    assert ReadingCache(tmp_path).find(["ab12"]) == {}
    assert len(list(tmp_path.glob("read-*.sqlite"))) == 1
    assert not folder_of_an_older_release.exists()
    assert (tmp_path / "intake.lock").exists()


def test_a_refusal_is_not_kept(tmp_path, read):
    refused = read(b"").workbook
    assert list(ReadingCache(tmp_path).keep([("cd34", refused)])) == [("cd34", refused)]
    assert ReadingCache(tmp_path).find(["cd34"]) == {}


def test_what_was_read_before_whoever_takes_it_stops_is_kept(tmp_path, kept):
    reading = ReadingCache(tmp_path).keep((f"{number}", kept) for number in range(250))
    assert len(list(islice(reading, 120))) == 120
    reading.close()
    assert set(ReadingCache(tmp_path).find(map(str, range(250)))) == set(map(str, range(120)))


@pytest.mark.parametrize("damage", [b"torn", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_cache_is_begun_again(tmp_path, kept, damage, caplog):
    (file,) = tmp_path.glob("read-*.sqlite")
    file.write_bytes(damage)
    assert ReadingCache(tmp_path).find(["ab12"]) == {}
    assert "read again" in caplog.text
    list(ReadingCache(tmp_path).keep([("ab12", kept)]))
    assert ReadingCache(tmp_path).find(["ab12"]) == {"ab12": kept}


def test_a_workbook_whose_record_is_damaged_is_read_again(tmp_path, kept):
    list(ReadingCache(tmp_path).keep([("cd34", kept)]))
    (file,) = tmp_path.glob("read-*.sqlite")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE read SET packed = ? WHERE sha256 = 'ab12'", (b"torn",))
    assert set(ReadingCache(tmp_path).find(["ab12", "cd34"])) == {"cd34"}
