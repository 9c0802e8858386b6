"""Jobs: taking in what was dropped, computing quarters, publishing them, and writing blank workbooks."""

from __future__ import annotations

import dagster as dg

from assets import ALL_CHECKS, PUBLICATION_ASSETS, QUARTER_ASSETS, submissions, templates

QUIET = {"loggers": {"console": {"config": {"log_level": "INFO"}}}}
"""The terminal tells what happens; every event of every quarter stands in the UI."""

intake_job = dg.define_asset_job(
    "intake",
    selection=dg.AssetSelection.assets(submissions),
    config=QUIET,
    description="Take in everything that lies in the drop folder.",
)

quarters_job = dg.define_asset_job(
    "quarters",
    selection=dg.AssetSelection.assets(*QUARTER_ASSETS) - dg.AssetSelection.checks(*ALL_CHECKS),
    config=QUIET,
    description="Compute quarters from the archived workbooks: cells, rows, warehouse, notices, indicators, report.",
)

publications_job = dg.define_asset_job(
    "publications",
    selection=dg.AssetSelection.assets(*PUBLICATION_ASSETS) | dg.AssetSelection.checks(*ALL_CHECKS),
    config=QUIET,
    description="Check computed quarters with Great Expectations and publish them: the pages behind every figure, "
    "release, bulletin. No notice waits for it.",
)

templates_job = dg.define_asset_job(
    "issue_templates",
    selection=dg.AssetSelection.assets(templates),
    config=QUIET,
    description="Write the blank workbooks of a quarter into the outbox.",
)
