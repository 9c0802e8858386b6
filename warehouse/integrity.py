"""Integrity of submissions: whether the archived bytes are still those that were taken in, and what the files carry.

Facts only; the score is ``quality``'s.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sources.intake.store import Store

_FACTS = ["macros", "external_links", "hidden", "altered_template"]


def integrity_of(submissions: pd.DataFrame, archive: Store, facts: pd.DataFrame) -> pd.DataFrame:
    """Hash the archived files of some submissions again and join what reading said of them.

    Args:
        submissions: rows of the ledger: id, sha256.
        archive: where their files lie.
        facts: the submissions of ``sources.standardize.Extracted``.

    Returns:
        submission_id, hash_matches, macros, external_links, hidden, altered_template.
    """
    matches = archive.each(lambda sha256: _matches(archive, sha256), submissions["sha256"])
    hashed = pd.DataFrame({"submission_id": submissions["id"], "hash_matches": matches})
    return hashed.merge(facts[["submission_id", *_FACTS]], on="submission_id")


def _matches(archive: Store, sha256: str) -> bool:
    try:
        return hashlib.sha256(archive.read(sha256)).hexdigest() == sha256
    except FileNotFoundError:
        return False
