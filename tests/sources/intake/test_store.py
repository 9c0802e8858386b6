"""The archive and the quarantine: files under the hash of their content, with a card each."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sources.intake.file_systems import is_object_store
from sources.intake.store import ArchiveError, Card, Store
from tests.storage_servers import STORAGES

if TYPE_CHECKING:
    from pathlib import Path


def card_of(content: bytes, name: str = "отчет «жаңы».xlsx") -> Card:
    sha256 = hashlib.sha256(content).hexdigest()
    return Card(sha256, name, len(content), datetime(2021, 4, 20, 6, 30, 15, 123456, tzinfo=UTC), "41702210862000")


@pytest.fixture(params=["awkward", *STORAGES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store wherever one may lie, or in a folder that is named as awkwardly as a folder may be."""
    if request.param != "awkward":
        return Store(request.getfixturevalue(request.param).folder())
    folder = tmp_path / "архив [1] 100 %? #1 *"
    folder.mkdir()
    return Store(str(folder))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "claimed"
    file.write_bytes(b"abc")
    return file


def test_a_file_is_kept_under_the_hash_of_its_content(store: Store, file: Path, tmp_path: Path) -> None:
    card = card_of(b"abc")
    assert store.put(file, card) == f"ba/{card.sha256}"
    assert store.read(card.sha256) == b"abc"
    assert store.fetch([card.sha256], tmp_path)[card.sha256].read_bytes() == b"abc"
    assert store.cards() == [card]


def test_a_file_that_is_there_is_left_as_it_is(store: Store, file: Path) -> None:
    store.put(file, card_of(b"abc", "first.xlsx"))
    file.write_bytes(b"other bytes")
    store.put(file, card_of(b"abc", "second.xlsx"))
    assert store.read(card_of(b"abc").sha256) == b"abc"
    assert [card.file_name for card in store.cards()] == ["first.xlsx"]


def test_a_card_that_a_crash_left_out_is_written_with_the_next_call(store: Store, file: Path) -> None:
    card = card_of(b"abc")
    store.put(file, card)
    system, root = store._files
    system.rm_file(f"{root}/{store.key(card.sha256)}.json")
    assert store.cards() == []
    store.put(file, card)
    assert store.cards() == [card]


def test_a_file_that_is_removed_leaves_no_card(store: Store, file: Path) -> None:
    card = card_of(b"abc")
    store.put(file, card)
    store.remove(card.sha256)
    assert store.cards() == []
    with pytest.raises(FileNotFoundError):
        store.read(card.sha256)
    store.remove(card.sha256)


def test_a_store_that_nothing_was_put_in_has_no_cards(store: Store) -> None:
    assert store.cards() == []


def test_cards_come_in_the_order_of_their_hashes(store: Store, file: Path) -> None:
    contents = [b"abc", b"abcd", b"abcde"]
    for content in contents:
        file.write_bytes(content)
        store.put(file, card_of(content))
    assert [card.sha256 for card in store.cards()] == sorted(card_of(content).sha256 for content in contents)


def test_a_folder_that_has_gone_is_not_made_anew(file: Path, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "share"))
    with pytest.raises(ArchiveError, match="is not there"):
        store.require()
    with pytest.raises(FileNotFoundError):
        store.put(file, card_of(b"abc"))
    assert not (tmp_path / "share").exists()


def test_what_a_crash_left_unfinished_is_swept_away_and_is_no_card(store: Store, file: Path) -> None:
    store.put(file, card_of(b"abc"))
    system, root = store._files
    if not is_object_store(system) and not system.exists(f"{root}/unfinished"):
        system.mkdir(f"{root}/unfinished")
    system.pipe_file(f"{root}/unfinished/{card_of(b'abcd').sha256}.json", b"{")
    assert store.cards() == [card_of(b"abc")]
    if not is_object_store(system):  # where nothing is ever unfinished
        store.sweep()
        assert not [path for path in system.find(root) if "unfinished" in path]
    assert store.read(card_of(b"abc").sha256) == b"abc"
