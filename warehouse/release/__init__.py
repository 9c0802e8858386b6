"""Releases: what the warehouse says of a quarter, or of all time, as files that stay as they are.

``read_contents`` gives what a release holds, ``Publisher`` makes it: each table as Parquet, CSV and a sheet of a
workbook, with a Frictionless data package, a dictionary, reference sheets, licence, citation and checksums.
``as_known`` computes what was known on an earlier day.
"""

from __future__ import annotations

from warehouse.release.contents import Contents, read_contents
from warehouse.release.period import ALL, Period, all_time
from warehouse.release.publishing import AlreadyThereError, Publisher, Release
from warehouse.release.terms import LICENCES, Terms

__all__ = [
    "ALL",
    "LICENCES",
    "AlreadyThereError",
    "Contents",
    "Period",
    "Publisher",
    "Release",
    "Terms",
    "all_time",
    "read_contents",
]
