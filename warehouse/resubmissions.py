"""How much later versions of a report changed: the counts behind the reliability score.

Counts cells only; the score is ``quality``'s. The filled cells of the first versions are counted in the database, over
all reports of a quarter. First and last rows are compared here, in one vectorised pass a form, because a row is found
again by its key as a person reads it: ``Кум-Дөбө`` corrected to ``Кум Добо`` is the same settlement, and SQL cannot
fold text so. Only municipalities that reported more than once are read for that, which are few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd
from sqlalchemy import CTE, BigInteger, Connection, Table, case, func, literal, select

from sources.folding import fold
from sources.forms import FORMS, ColumnType, Form
from warehouse.frames import read_frame
from warehouse.reporting import reports
from warehouse.tables import FACTS

if TYPE_CHECKING:
    from sources.quarters import Quarter

_NONE = pd.Series(dtype="int64", index=pd.Index([], name="municipality_code", dtype="str"))


def changed_cells(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Count, per reporting municipality, the cells of its first accepted version and those changed in its last.

    A cell is a filled cell of a loaded row. It is changed if the row with the same key is gone from the last version,
    or holds something else, or nothing, in that column. A cell that only the last version fills is an addition and no
    change of the first.

    Args:
        connection: an open transaction of the warehouse.
        quarter: the quarter reported on.

    Returns:
        Columns ``first_cells`` and ``changed_cells`` (whole numbers), index ``municipality_code``.
    """
    reported = reports(quarter)
    versions = connection.execute(select(reported.c.municipality_code, reported.c.versions)).all()
    municipalities = pd.Index([code for code, _ in versions], name="municipality_code", dtype="str")
    first = [_count(connection, FACTS[form_id], form, reported) for form_id, form in FORMS.items()]
    changed = [
        _compare(connection, FACTS[form_id], form, reported)
        for form_id, form in FORMS.items()
        if any(count > 1 for _, count in versions)
    ]
    return pd.DataFrame({"first_cells": _sum(first, municipalities), "changed_cells": _sum(changed, municipalities)})


def _sum(cells: list[pd.Series[int]], municipalities: pd.Index[str]) -> pd.Series[int]:
    summed = pd.concat([_NONE, *cells]).groupby(level="municipality_code").sum()
    return cast("pd.Series[int]", summed.reindex(municipalities, fill_value=0))


def _count(connection: Connection, facts: Table, form: type[Form], reported: CTE) -> pd.Series[int]:
    # All columns count one by one; the literal only gives the sum something to begin with.
    filled = sum((func.count(facts.c[name]) for name in form.columns()), literal(0, BigInteger))
    statement = (
        select(reported.c.municipality_code, filled.label("cells"))
        .join_from(reported, facts, facts.c.submission_id == reported.c.first_id)
        .group_by(reported.c.municipality_code)
    )
    return read_frame(connection, statement).set_index("municipality_code")["cells"].astype("int64")


def _compare(connection: Connection, facts: Table, form: type[Form], reported: CTE) -> pd.Series[int]:
    columns = list(form.columns())
    statement = (
        select(
            reported.c.municipality_code,
            case((facts.c.submission_id == reported.c.first_id, True), else_=False).label("is_first"),
            *(facts.c[name] for name in columns),
        )
        .join_from(reported, facts, facts.c.submission_id.in_([reported.c.first_id, reported.c.current_id]))
        .where(reported.c.first_id != reported.c.current_id)
        .order_by(facts.c.submission_id, facts.c.row)
    )
    rows = read_frame(connection, statement)
    if rows.empty:
        return _NONE
    address = ["municipality_code"]
    for name, column in form.columns().items():
        if column.type is ColumnType.TEXT and column.key:
            # Spelling is not a change either, so the folded key is what is compared as well as what is matched.
            rows[name] = rows[name].map(fold, na_action="ignore")
        if column.key:
            address.append(name)
    # The number within the key keeps rows apart where a form has no key, or a key was let through twice.
    rows["nth"] = rows.groupby(["is_first", *address], dropna=False).cumcount()
    compared = [name for name in columns if name not in address]
    is_first = rows["is_first"] == 1
    pairs = rows[is_first].merge(
        rows[~is_first], on=[*address, "nth"], how="left", suffixes=("", " later"), indicator="found"
    )
    gone = pairs["found"] == "left_only"
    changed = gone * pairs[address[1:]].notna().sum(axis=1)
    for name in compared:
        changed += pairs[name].notna() & ~(pairs[name] == pairs[f"{name} later"]).astype("boolean").fillna(value=False)
    return changed.groupby(pairs["municipality_code"]).sum().astype("int64")
