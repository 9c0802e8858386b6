"""A finding and its table."""

from __future__ import annotations

import pandas as pd

from sources.findings import FINDING_COLUMNS, Finding, findings_frame, findings_of


def test_a_table_of_findings_becomes_records():
    findings = [
        Finding("not_whole", "water_supply", "Суу", "D5", 5, "population", "7.5", "a whole number", None, "row"),
        Finding("empty_file", value="0 bytes"),
    ]

    frame = findings_frame(("s", finding) for finding in findings)

    assert findings_of(frame) == findings
    assert findings_of(frame.convert_dtypes()) == findings
    assert findings_of(pd.DataFrame(columns=list(FINDING_COLUMNS))) == []
