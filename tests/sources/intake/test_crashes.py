"""A crash at any step: nothing is lost, and the next run finishes what was begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sources.intake.drop import DropFolder
from sources.intake.store import Store
from tests.sources.intake.places import TAMGA, TEPKE, Place, workbook
from warehouse.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.intake.arrival import Arrival


class CrashError(Exception):
    """The process ends here."""


class LedgerDown(Ledger):
    """A ledger that fails before it has written anything."""

    def record(self, arrivals: Sequence[Arrival]) -> None:
        raise CrashError(len(arrivals))


class LedgerCutOff(Ledger):
    """A ledger that has written, but nobody is told."""

    def record(self, arrivals: Sequence[Arrival]) -> None:
        super().record(arrivals)
        raise CrashError


class StoreBefore(Store):
    """A store that fails before it has kept anything."""

    def put(self, *_: Any) -> str:
        raise CrashError


class StoreAfter(Store):
    """A store that has kept a file when the process ends."""

    def put(self, *arguments: Any) -> str:
        super().put(*arguments)
        raise CrashError


class StoreStuck(Store):
    """A store out of which nothing goes."""

    def remove(self, sha256: str) -> None:
        raise CrashError(sha256)


class DropStuck(DropFolder):
    """A drop folder out of which nothing goes."""

    def remove(self, *_: Any) -> None:
        raise CrashError


def crash(place: Place, **parts: Any) -> None:
    with pytest.raises(CrashError):
        place.take_in(**parts)


GOOD, BAD = workbook(TAMGA), b"no workbook at all"


def crashing_parts(place: Place, where: str) -> dict[str, Any]:
    intake = place.intake
    return {
        "before the archive": {"archive": StoreBefore(intake.archive.url)},
        "after the archive": {"archive": StoreAfter(intake.archive.url)},
        "before the quarantine": {"quarantine": StoreBefore(intake.quarantine.url)},
        "after the quarantine": {"quarantine": StoreAfter(intake.quarantine.url)},
        "before the ledger": {"ledger": LedgerDown(place.engine)},
        "after the ledger": {"ledger": LedgerCutOff(place.engine)},
        "before the removal": {"drop": DropStuck(intake.drop.url, settle_seconds=0, trust_file_times=True)},
    }[where]


@pytest.mark.parametrize(
    "where",
    [
        "before the archive",
        "after the archive",
        "before the quarantine",
        "after the quarantine",
        "before the ledger",
        "after the ledger",
        "before the removal",
    ],
)
def test_after_a_crash_every_file_is_somewhere_and_the_next_run_finishes(place: Place, where: str) -> None:
    place.drop(GOOD, f"{TAMGA}/good.xlsx", age_seconds=90)
    place.drop(BAD, f"{TEPKE}/bad.xlsx")
    crash(place, **crashing_parts(place, where))
    assert "intake" in place.places(GOOD) or "archive" in place.places(GOOD)
    assert "intake" in place.places(BAD) or "quarantine" in place.places(BAD)

    place.take_in()
    assert place.places(GOOD) == ["archive"]
    assert place.places(BAD) == ["quarantine"]
    ledger = place.ledger()
    assert list(zip(ledger["file_name"], ledger["status"], ledger["sender"], strict=True)) == [
        ("good.xlsx", "accepted", TAMGA),
        ("bad.xlsx", "rejected", TEPKE),
    ]
    assert not list((place.folder / "cache" / "claimed").iterdir())


def test_a_crash_before_the_ledger_leaves_the_ledger_as_it_was(place: Place) -> None:
    place.drop(GOOD)
    crash(place, ledger=LedgerDown(place.engine))
    assert place.ledger().empty
    assert "intake" in place.places(GOOD), "a file stays where it was dropped until the ledger knows it"


def test_a_crash_between_archive_and_quarantine_leaves_the_file_in_one_place_in_the_end(place: Place) -> None:
    place.drop(GOOD, f"{TEPKE}/report.xlsx", age_seconds=90)
    place.take_in()
    place.drop(GOOD, f"{TAMGA}/report.xlsx")
    crash(place, quarantine=StoreStuck(place.intake.quarantine.url))
    assert place.places(GOOD) == ["archive", "intake", "quarantine"]
    place.take_in()
    assert place.places(GOOD) == ["archive"]
    assert list(place.ledger()["status"]) == ["accepted"]


def test_half_a_file_in_the_archive_is_written_anew(place: Place) -> None:
    place.drop(GOOD)
    crash(place, ledger=LedgerDown(place.engine))
    (archived,) = [path for path in (place.folder / "archive").rglob("*") if path.is_file() and path.suffix == ""]
    archived.with_name(f"{archived.name}.json").unlink()  # which is only written after the file
    archived.unlink()
    (place.folder / "archive" / "unfinished" / archived.name).write_bytes(GOOD[:100])
    place.take_in()
    assert place.places(GOOD) == ["archive"]
    assert not list((place.folder / "archive" / "unfinished").iterdir())


def test_what_a_crash_left_half_claimed_is_cleared_away(place: Place) -> None:
    claimed = place.folder / "cache" / "claimed"
    claimed.mkdir(parents=True)
    (claimed / "half").write_bytes(GOOD[:100])
    place.drop(GOOD)
    place.take_in()
    assert not list(claimed.iterdir())
    assert list(place.ledger()["status"]) == ["accepted"]


def test_a_crash_costs_the_other_files_nothing(place: Place) -> None:
    contents = [workbook(settlement=f"Тамга {number}") for number in range(3)]
    for number, content in enumerate(contents):
        place.drop(content, f"{number}.xlsx", age_seconds=90 - number)
    crash(place, drop=DropStuck(place.intake.drop.url, settle_seconds=0))
    assert len(place.ledger()) == 3
    summary = place.take_in()
    assert summary.counts == {"known": 3}
    assert [place.places(content) for content in contents] == [["archive"]] * 3
