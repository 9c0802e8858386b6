"""Dagster assets and asset checks, one module a stage: thin wrappers over ``sources`` and ``warehouse``.

``ALL_ASSETS`` and ``ALL_CHECKS`` name them in the order of the way of the data.
"""

from assets.board import reporting_board
from assets.bulletin import bulletin
from assets.expectations import expectations
from assets.extracted import extracted
from assets.figures import figures
from assets.forms import forms
from assets.indicators import indicators
from assets.notices import notices
from assets.quality import quality_report
from assets.release import release
from assets.submissions import intake_folder, submissions
from assets.templates import templates
from assets.warehouse import warehouse

QUARTER_ASSETS = (extracted, forms, warehouse, notices, indicators, quality_report, reporting_board)
"""What is computed for each quarter, and told to whoever sent its workbooks."""

PUBLICATION_ASSETS = (figures, release, bulletin)
"""What is published of each quarter that is computed."""

ALL_ASSETS = (templates, intake_folder, submissions, *QUARTER_ASSETS, *PUBLICATION_ASSETS)
ALL_CHECKS = (expectations,)

PUBLICATIONS = tuple(step.op.name for step in (*ALL_CHECKS, *PUBLICATION_ASSETS))
"""What follows when a quarter is computed, as the ledger has it: the checks' Data Docs are published, too."""

__all__ = [
    "ALL_ASSETS",
    "ALL_CHECKS",
    "PUBLICATIONS",
    "PUBLICATION_ASSETS",
    "QUARTER_ASSETS",
    "submissions",
    "templates",
]
