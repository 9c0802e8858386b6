"""Integrity: whether the archived bytes are still those that were taken in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from sources.intake.store import Card, Store
from warehouse.integrity import integrity_of

if TYPE_CHECKING:
    from pathlib import Path

FACTS = {"macros": False, "external_links": False, "hidden": True, "altered_template": False}


def test_bytes_that_changed_or_went_away_no_longer_match(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    archive = Store(str(tmp_path / "archive"))
    hashes = {}
    for name in ("as it was", "changed", "gone"):
        (tmp_path / "file").write_text(name)
        hashes[name] = hashlib.sha256(name.encode()).hexdigest()
        archive.put(tmp_path / "file", Card(hashes[name], name, len(name), datetime(2021, 4, 1, tzinfo=UTC), None))
    (tmp_path / "archive" / archive.key(hashes["changed"])).write_text("changee")
    archive.remove(hashes["gone"])

    submissions = pd.DataFrame({"id": list(hashes), "sha256": list(hashes.values())})
    facts = pd.DataFrame([{"submission_id": name, **FACTS} for name in hashes])
    integrity = integrity_of(submissions, archive, facts).set_index("submission_id")
    assert integrity["hash_matches"].to_dict() == {"as it was": True, "changed": False, "gone": False}
    assert integrity["hidden"].all()
