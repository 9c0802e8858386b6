"""No input raises through the reader or exceeds its limits: workbooks changed at random, in bytes and in XML."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.compute import Processes
from sources.findings import CATALOGUE, Severity
from sources.findings.finding import Finding
from sources.workbook import Limits, ReadWorkbook, read_many
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError
from tests.sources.intake.places import workbook
from tests.sources.workbook.hostile.mutations import Change, changed_bytes, changed_markup, drawn

LIMITS = replace(Limits(), memory_bytes=512 << 20, cpu_seconds=10, wall_seconds=30)
_BATCH = 300
SOAK_SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))

_CHANGES = st.lists(st.builds(Change, *[st.integers(0, 1 << 30)] * 4), min_size=1, max_size=6)
_MARKED = '<c r="F2" t="e"><v>#REF!</v></c><c r="G2"><f>1+1</f></c>'


def _bases() -> list[bytes]:
    """Workbooks to be changed: a small report, and one with cells that a second reader looks at."""
    from tests.sources.workbook.hostile.archives import edited  # noqa: PLC0415 - a case's maker

    return [workbook(), edited("xl/worksheets/sheet2.xml", "</row></sheetData>", _MARKED + "</row></sheetData>")]


BASES = _bases()


def check(read: ReadWorkbook, made: str) -> None:
    """Check that what was read is a result like any other."""
    fatal = [finding for finding in read.findings if CATALOGUE[finding.code].severity is Severity.FATAL]
    assert all(isinstance(finding, Finding) and finding.code in CATALOGUE for finding in read.findings)
    assert (read.kind is None) == bool(fatal), made
    # A reader that failed is a fault of ours, and one that ran into its limits should have been kept from it.
    assert not [finding.value for finding in fatal if finding.code == "unreadable"], made
    if fatal:
        assert read.cells.num_rows == 0


def check_batch(seed: int, count: int) -> int:
    """Read workbooks changed at random in worker processes; return how many were still read as reports."""
    chance = random.Random(seed)  # noqa: S311 - chosen to be repeatable
    sources = {}
    for number in range(count):
        changes = drawn(chance)
        change = changed_bytes if number % 4 == 0 else changed_markup
        sources[f"seed {seed}, number {number}: {change.__name__}({changes})"] = change(chance.choice(BASES), changes)
    accepted = 0
    for made, read in read_many(sources, LIMITS, compute=Processes(2)):
        check(read, made)
        accepted += read.kind is not None
    return accepted


def test_changed_workbooks_are_read_or_refused_and_nothing_else() -> None:
    accepted = check_batch(seed=2021, count=_BATCH)
    assert _BATCH / 20 < accepted < _BATCH, "changes that all break a file, or none, try nothing"


@pytest.mark.soak
def test_changed_workbooks_for_as_long_as_is_asked() -> None:
    ends = time.monotonic() + SOAK_SECONDS
    seed = int(os.environ.get("SOAK_SEED", str(time.time_ns() % 1_000_000_000)))
    while time.monotonic() < ends:
        check_batch(seed, _BATCH)
        seed += 1


@settings(max_examples=150, deadline=None)
@given(base=st.sampled_from(BASES), changes=_CHANGES)
def test_preflight_refuses_or_passes_changed_markup(base: bytes, changes: list[Change]) -> None:
    _look_over(changed_markup(base, changes))


@settings(max_examples=150, deadline=None)
@given(base=st.sampled_from(BASES), changes=_CHANGES)
def test_preflight_refuses_or_passes_changed_bytes(base: bytes, changes: list[Change]) -> None:
    _look_over(changed_bytes(base, changes))


def _look_over(content: bytes) -> None:
    try:
        facts = preflight(content, LIMITS)
    except RefusedError as refusal:
        assert CATALOGUE[refusal.finding.code].severity is Severity.FATAL  # noqa: PT017 - a refusal is one of two good ends
        assert refusal.finding.value  # noqa: PT017 - a refusal is one of two good ends
    else:
        assert facts.sheets
