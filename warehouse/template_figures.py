"""What templates take over from the warehouse: the rows of every municipality's last accepted report.

One query a form for all municipalities. Which rows and columns are worth taking over is the template's to say
(``sources.template.prefill``); so is what becomes of them.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, inspect, make_url, select

from sources.forms import FORMS
from sources.quarters import Quarter
from sources.template.prefill import Prefill, carried_columns
from warehouse.engine import open_read_only, reading
from warehouse.tables import QUARTERLY, submission
from warehouse.views import CURRENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sources.template.prefill import Row


def prefills_from(url: str, quarter: Quarter) -> Mapping[str, Prefill]:
    """Return what the templates of a quarter take over, or nothing where there is no warehouse yet.

    Args:
        url: the warehouse's; it is neither made nor changed.
        quarter: the quarter of the templates.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return {}
    engine = open_read_only(url)
    try:
        with reading(engine) as connection:
            return template_figures(connection, quarter) if inspect(connection).has_table(submission.name) else {}
    finally:
        engine.dispose()


def template_figures(connection: Connection, quarter: Quarter) -> dict[str, Prefill]:
    """Return the keys and stocks of the last report that each municipality sent for an earlier quarter.

    Args:
        connection: to the warehouse.
        quarter: the quarter of the templates; its own reports and later ones are left alone.

    Returns:
        By municipality code, those that have such a report. Rows stand in the order of their sheet.
    """
    accepted = CURRENT["submission"]
    last = (
        select(accepted.c.municipality_code, func.max(accepted.c.quarter).label("quarter"))
        .where(accepted.c.kind == QUARTERLY, accepted.c.quarter < str(quarter))
        .group_by(accepted.c.municipality_code)
        .subquery("last")
    )
    quarters = {code: Quarter.parse(key) for code, key in connection.execute(select(last)) if code is not None}
    rows: defaultdict[str, dict[str, list[Row]]] = defaultdict(dict)
    for form in FORMS.values():
        names = carried_columns(form)
        if not names:
            continue
        facts = CURRENT[form.id]
        wanted = (
            select(facts.c.municipality_code, *(facts.c[name] for name in names))
            .join(
                last,
                (facts.c.municipality_code == last.c.municipality_code) & (facts.c.quarter == last.c.quarter),
            )
            .order_by(facts.c.municipality_code, facts.c.row)
        )
        for code, *values in connection.execute(wanted):
            row: dict[str, Any] = dict(zip(names, values, strict=True))
            rows[code].setdefault(form.id, []).append(row)
    return {code: Prefill(of, rows[code]) for code, of in quarters.items()}
