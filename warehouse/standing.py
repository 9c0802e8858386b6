"""Where each municipality stands in a quarter: what it is called, whether and when it reported, and with what quality.

Read-only; the reports and the bulletin show it. ``reporting_status`` is computed by ``reporting``, scores by
``quality``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from sources.labels import Label
from warehouse.frames import read_frame
from warehouse.quality import ALL_DIMENSIONS
from warehouse.reporting import enrolled
from warehouse.tables import enrolment, municipality, quality_score, reporting_status

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

    from sources.quarters import Quarter

NAMES = ("name_ky", "name_ru", "name_en")

_NOTES: Final = {
    "synthetic figures; an attested participant of the programme": Label(
        "цифралар синтетикалык; программанын катышуучусу экени белгилүү",
        "цифры синтетические; участие в программе засвидетельствовано",
        "synthetic figures; an attested participant of the programme",
    ),
    "synthetic figures; not a known participant of the programme": Label(
        "цифралар синтетикалык; программанын белгилүү катышуучусу эмес",
        "цифры синтетические; участие в программе не засвидетельствовано",
        "synthetic figures; not a known participant of the programme",
    ),
}
"""What the shipped enrolment says beside municipalities, in the page's languages; another note stands as written."""


def standing(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Return every municipality that is expected to report for a quarter or did.

    Returns:
        Index ``code``, lowest overall score first: names, kind, raion, oblast and its code as at the quarter's end,
        the columns of ``reporting_status``, and a score for each dimension of quality.
    """
    rows = _status(connection, quarter).join(names(connection, quarter)).join(_scores(connection, quarter))
    rows.index.name = "code"
    # A report may come from a code of which the register knows no name for that time; it is shown by its code.
    for name in NAMES:
        rows[name] = rows[name].fillna(rows.index.to_series().astype("string"))
    return rows.sort_values(["overall", "oblast", "raion", "name_ru"], kind="stable", na_position="first")


def names(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Return what each municipality was called at the quarter's end, and where it lies; index ``code``."""
    known = select(municipality).where(municipality.c.valid_from <= quarter.end).order_by(municipality.c.valid_from)
    rows = read_frame(connection, known).drop_duplicates("code", keep="last").set_index("code")
    return rows[[*NAMES, "kind", "raion", "oblast", "oblast_code"]]


def notes(connection: Connection, quarter: Quarter) -> dict[str, int]:
    """Return what the enrolment says must be seen beside figures, and of how many municipalities."""
    noted = (
        select(enrolment.c.note, func.count())
        .where(enrolled(quarter), enrolment.c.note.is_not(None))
        .group_by(enrolment.c.note)
        .order_by(func.count().desc())
    )
    return {str(note): int(count) for note, count in connection.execute(noted)}


def _status(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    rows = select(reporting_status).where(reporting_status.c.quarter == str(quarter))
    return read_frame(connection, rows).set_index("municipality_code").drop(columns="quarter")


def _scores(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    rows = read_frame(connection, select(quality_score).where(quality_score.c.quarter == str(quarter)))
    wide = rows.pivot_table(
        index="municipality_code", columns="dimension", values="score", aggfunc="first", dropna=False
    )
    return wide.reindex(columns=list(ALL_DIMENSIONS)).astype("Float64")


def note_label(note: str) -> Label:
    """Return a note of the enrolment in three languages, as far as it is known."""
    return _NOTES.get(note, Label(note, note, note))
