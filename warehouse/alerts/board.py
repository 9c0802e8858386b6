"""The board on which alerts are put: a folder of text files, and a mark for each channel that has carried one on.

The file is the first way to be told and always there; channels carry it further. An event is told once: its name is
the file's, and what a channel took is marked in ``told/<channel>/``. A channel that cannot be reached is tried again
at every later occasion for three days; older alerts are history, which a channel that is set up later is spared.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from sources.whole_files import whole

if TYPE_CHECKING:
    from pathlib import Path

CURRENT_SECONDS: Final = 3 * 24 * 3600
"""For how long after it was raised an alert is carried on."""


@dataclass(frozen=True)
class Alert:
    """One event that somebody must know of."""

    name: str
    """What makes the event unique, fit for a file name."""
    title: str
    """One line that says what happened."""
    lines: tuple[str, ...]
    """What there is to know."""

    @property
    def text(self) -> str:
        """The alert as a person reads it."""
        return "\n".join([self.title, "", *self.lines, ""])


class RefusedError(Exception):
    """A channel will not take this alert, however often it is tried; the message says why."""


class Channel(Protocol):
    """A way on which alerts are carried to people."""

    @property
    def id(self) -> str:
        """A short name, fit for a folder."""

    def tell(self, alert: Alert) -> None:
        """Carry one alert.

        Raises:
            OSError: the channel cannot take it now.
            RefusedError: it never will.
        """


@dataclass(frozen=True)
class AlertBoard:
    """The folder of alerts and the channels that carry them on."""

    folder: Path
    channels: tuple[Channel, ...] = ()

    def raise_alert(self, alert: Alert) -> dict[str, str]:
        """Put an alert on the board and carry it on; one that is there already is only written over.

        Returns:
            What went wrong by channel; it is tried again.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(alert.name)
        known = file.exists()
        raised_at = file.stat().st_mtime_ns if known else time.time_ns()
        with whole(file) as unfinished:
            unfinished.write_text(alert.text, encoding="utf-8")
        if known:
            # Written over, it is no younger: else an event that goes on would be carried on for ever.
            _set_time(file, raised_at)
        return self.carry_on()

    def carry_on(self) -> dict[str, str]:
        """Give every channel the alerts of the last days that it has not taken yet.

        Returns:
            What went wrong by channel; it is tried again.
        """
        troubles: dict[str, str] = {}
        for channel in self.channels:
            for file in self._current():
                if self._mark(channel, file.stem).exists():
                    continue
                try:
                    channel.tell(_read(file))
                except OSError as error:
                    troubles[channel.id] = str(error) or type(error).__name__
                    break
                except RefusedError as refusal:
                    troubles[channel.id] = str(refusal)
                    self._set_mark(channel, file.stem, f"refused: {refusal}")
                else:
                    self._set_mark(channel, file.stem, "told")
        return troubles

    def waiting(self) -> int:
        """Return how many alerts of the last days wait for a channel."""
        return sum(not self._mark(channel, file.stem).exists() for channel in self.channels for file in self._current())

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.txt"

    def _mark(self, channel: Channel, name: str) -> Path:
        return self.folder / "told" / channel.id / name

    def _set_mark(self, channel: Channel, name: str, what: str) -> None:
        mark = self._mark(channel, name)
        mark.parent.mkdir(parents=True, exist_ok=True)
        with whole(mark) as unfinished:
            unfinished.write_text(what, encoding="utf-8")

    def _current(self) -> list[Path]:
        """Return the files of the last days, the oldest first."""
        since = time.time() - CURRENT_SECONDS
        timed = [(file.stat().st_mtime, file) for file in self.folder.glob("*.txt")]
        return [file for raised_at, file in sorted(timed) if raised_at >= since]


def _read(file: Path) -> Alert:
    title, *lines = file.read_text(encoding="utf-8").splitlines()
    return Alert(file.stem, title, tuple(lines[1:]))


def _set_time(file: Path, nanoseconds: int) -> None:
    os.utime(file, ns=(nanoseconds, nanoseconds))
