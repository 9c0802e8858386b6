"""The systemd units of ``deploy/systemd``, read as systemd reads them."""

from __future__ import annotations

import shlex
from configparser import RawConfigParser
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DEPLOY = CHECKOUT / "deploy"
UNITS = {path.name: path for path in sorted((DEPLOY / "systemd").iterdir())}

INSTALLED = "/opt/aimak"
"""Where the units expect the checkout."""


def here(text: str) -> str:
    """A unit's text for this checkout and its virtual environment."""
    return text.replace(INSTALLED, str(CHECKOUT))


def section(unit: str, name: str = "Service") -> dict[str, str]:
    """What a section of a unit says; each of its keys stands once."""
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(here(UNITS[unit].read_text(encoding="utf-8")))
    return dict(parser[name])


def command(unit: str, environment: dict[str, str], key: str = "ExecStart") -> list[str]:
    """The command that a unit starts, with what its environment says put in."""
    words = shlex.split(section(unit)[key])
    for name, value in environment.items():
        words = [word.replace(f"${{{name}}}", value) for word in words]
    assert not [word for word in words if "$" in word], words
    return words


def environment_file() -> dict[str, str]:
    """The variables of ``deploy/aimak.env``, as systemd and Compose read them."""
    lines = (DEPLOY / "aimak.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
