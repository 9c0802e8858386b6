"""A damaged workbook is refused or reads as before: no altered byte changes a value unnoticed."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def shown(found):
    return found.cells.to_pylist(), found.cover, found.answers, found.findings


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_one_altered_byte(read, full_book, data):
    content = _content(full_book)
    at = data.draw(st.integers(0, len(content) - 1), label="position")
    bit = data.draw(st.integers(1, 255), label="change")
    altered = bytearray(content)
    altered[at] ^= bit
    found = read(bytes(altered))
    if found.kind is None:
        assert [finding.code for finding in found.findings] != []
    else:
        assert shown(found) == shown(read(content))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_every_cut_off_file_is_refused(read, full_book, data):
    content = _content(full_book)
    length = data.draw(st.integers(0, len(content) - 1))
    found = read(content[:length])
    assert found.kind is None
    assert [finding.code for finding in found.findings] in (["damaged"], ["empty_file"], ["not_a_workbook"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=2000) | st.binary(max_size=500).map(lambda tail: b"PK\3\4" + tail))
def test_any_bytes_end_in_a_finding(read, content):
    found = read(content)
    assert found.kind is None
    assert len(found.findings) == 1


_MADE: list[bytes] = []


def _content(full_book) -> bytes:
    if not _MADE:
        _MADE.append(full_book(rows=3).content())
    return _MADE[0]
