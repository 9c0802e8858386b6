"""Alerts: what a person must be told although nobody is looking at the UI.

An alert is a text file in ``$AIMAK_HOME/alerts``; whoever sends mail or messages watches that folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.whole_files import whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_alert(folder: Path, *, name: str, title: str, lines: Iterable[str]) -> Path:
    """Write an alert, once: the same name is written over.

    Args:
        folder: where alerts lie; created if need be.
        name: what makes the event unique, fit for a file name.
        title: one line that says what happened.
        lines: what there is to know.

    Returns:
        The file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.txt"
    with whole(file) as unfinished:
        unfinished.write_text("\n".join([title, "", *lines, ""]), encoding="utf-8")
    return file
