"""The bulletin on paper: a PDF of the page, made by Chromium where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING, Final

from sources.whole_files import whole

if TYPE_CHECKING:
    from pathlib import Path

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_ALONE: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
)
"""It prints, and speaks to nobody."""

_MOST_SECONDS: Final = 120


def find_chromium() -> str | None:
    """Return where Chromium is; None if it is not installed."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def print_page(page: Path, file: Path, chromium: str) -> str | None:
    """Print a page into a PDF, replacing an earlier one.

    A page that cannot be printed is there all the same, so that this is told and not raised; no PDF of an earlier page
    stays beside it.

    Args:
        page: the HTML file.
        file: the PDF to write.
        chromium: the program.

    Returns:
        None if all went well, else why not.
    """
    # As root it starts only without its sandbox. What it opens is a page of ours, which may load nothing.
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    with tempfile.TemporaryDirectory(prefix="aimak-chromium-") as profile, whole(file) as unfinished:
        told = _call(
            [
                *(chromium, *_ALONE, *sandbox, f"--user-data-dir={profile}", "--no-pdf-header-footer"),
                *(f"--print-to-pdf={unfinished}", page.resolve().as_uri()),
            ]
        )
        if told is None and unfinished.exists() and unfinished.stat().st_size:
            return None
        unfinished.write_bytes(b"")
    file.unlink(missing_ok=True)
    return told or "Chromium wrote nothing"


def _call(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_MOST_SECONDS, check=False)  # noqa: S603 - no shell
    except subprocess.TimeoutExpired:
        return f"Chromium did not finish within {_MOST_SECONDS} seconds"
    except OSError as error:
        return f"Chromium cannot be started: {error.strerror}"
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return f"Chromium ended with {done.returncode}: {lines[-1] if lines else 'no message'}"
    return None
