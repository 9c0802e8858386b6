"""The board as one HTML page that needs nothing but itself."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from sources.quarters import BISHKEK
from sources.whole_files import whole
from warehouse.quality import grade

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from warehouse.reporting_board.contents import Board

_FILE: Final = "board.html"


def write_reporting_board(board: Board, folder: Path) -> Path:
    """Write the board, in place of the one before.

    Args:
        board: what stands on it.
        folder: the folder of the reports; what is there of a quarter is linked from its column.

    Returns:
        The page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = (
        _environment()
        .get_template("page.html.jinja")
        .render(
            board=board,
            oblasts=[(oblast, list(places)) for oblast, places in groupby(board.places, lambda place: place.oblast)],
            years=[(year, len(list(of))) for year, of in groupby(board.quarters, lambda quarter: quarter[:4])],
            reports={
                quarter: f"{quarter}/quality_{quarter}.html"
                for quarter in board.quarters
                if (folder / quarter / f"quality_{quarter}.html").exists()
            },
        )
    )
    with whole(folder / _FILE) as unfinished:
        unfinished.write_text(page, encoding="utf-8", newline="\n")
    return folder / _FILE


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("warehouse.reporting_board", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "grade": grade}
    return environment


def _day(moment: datetime) -> str:
    return moment.astimezone(BISHKEK).strftime("%Y-%m-%d")
