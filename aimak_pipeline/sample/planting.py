"""Planting one fault in one sheet, so that it gives one finding and nothing that is truly reported is lost.

A fault that refuses a row is planted in a row made for the purpose, or in a version that a later one corrects.
Which faults there are is in ``faults``, which reports get them in ``submissions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aimak_pipeline.sample.drafts import Entry, SheetDraft
from sources.forms import FORMS

if TYPE_CHECKING:
    from aimak_pipeline.sample.draws import Draw
    from aimak_pipeline.sample.faults import Fault
    from aimak_pipeline.sample.services import Value
    from sources.quarters import Quarter

_SPARE: dict[str, tuple[Value, ...]] = {
    "settlement": ("Жаңы-Конуш", "Ак-Башат участогу"),
    "channel": ("other",),
    "service": ("other",),
    "club_name": ("Робототехника", "Шашки"),
    "theme": ("Жер салыгын жыйноо",),
    "place": ("Айыл чарба короосу",),
}
"""Keys for rows that are made to be refused."""


def plant(fault: Fault, draft: SheetDraft, quarter: Quarter, draw: Draw, *, corrected_later: bool) -> bool:
    """Plant a fault in a sheet.

    Args:
        fault: the kind.
        draft: the sheet; it is changed.
        quarter: the quarter of the report.
        draw: what chooses the row.
        corrected_later: whether a later version replaces this one, so that a true row may be refused.

    Returns:
        Whether the sheet has what the fault takes; if not, nothing is changed.
    """
    if fault.headings:
        return _plant_in_headings(fault, draft)
    able = [entry for entry in draft.entries if fault.needs(entry.values) and _readable(entry, fault)]
    if not able:
        return False
    entry = draw.choice(able)
    if fault.code == "key_repeated":
        entry = Entry(dict(entry.values))
        draft.entries.append(entry)
    elif fault.refuses_row and not corrected_later and fault.form != "communication":
        entry = _spare(fault.form, entry, draw)
        draft.entries.append(entry)
    if fault.change is not None:
        entry.values = {**entry.values, **fault.change(entry.values, quarter)}
    elif fault.code != "key_repeated":
        entry.written[fault.column] = fault.write
    entry.refused = fault.refuses_row
    entry.planted.append(fault.planted())
    return True


def _readable(entry: Entry, fault: Fault) -> bool:
    """Say whether the row has something in every cell that the fault touches or that its rule looks at."""
    columns = FORMS[fault.form].rules()[fault.rule].columns if fault.rule else (fault.column,)
    # What breaks a rule on communication says itself all that the rule looks at.
    told = fault.change is not None and fault.form == "communication"
    return told or all(entry.values.get(name) is not None for name in columns if name != "plan_revised")


def _spare(form_id: str, model: Entry, draw: Draw) -> Entry:
    """Return a row like another with a key of its own."""
    own = {name: draw.choice(_SPARE[name]) for name in FORMS[form_id].key() if name in _SPARE}
    return Entry({**model.values, **own})


def _plant_in_headings(fault: Fault, draft: SheetDraft) -> bool:
    if not draft.entries or any(entry.values.get(fault.column) is None for entry in draft.entries):
        return False
    column = fault.column
    if fault.headings == "left_out":
        draft.left_out = column
    elif fault.headings == "twice":
        draft.twice = column
    else:
        draft.without_headings = True
    planted = fault.planted()
    draft.planted.append(planted._replace(column=None) if fault.headings == "without" else planted)
    return True
