"""Notices for the tests of their words."""

from datetime import UTC, date, datetime

from sources.notice.notice import Notice
from sources.quarters import Quarter
from sources.register import load_register

KOCHKOR = next(
    municipality for municipality in load_register().municipalities.values() if municipality.kind_detail == "aiyl_aimak"
)


def notice(*findings, accepted=True, file_name="отчёт.xlsx", **facts):
    facts = {
        "municipality": KOCHKOR,
        "quarter": Quarter(2021, 1),
        "version": 2 if accepted else None,
        "rows_loaded": 56,
        "rows_refused": 3,
        "correction_due": date(2021, 5, 15) if findings else None,
        **facts,
    }
    return Notice(
        "0123456789abcdef",
        file_name,
        datetime(2021, 4, 10, 20, 30, tzinfo=UTC),
        accepted,
        findings,
        **facts,
    )
