"""The ledger: versions by time of receipt whatever the order of arrival, and quarters that are still to be computed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from sources.findings.finding import Finding
from sources.intake.arrival import Arrival
from warehouse.engine import reading, writing
from warehouse.frames import read_frame
from warehouse.ledger import Ledger
from warehouse.tables import finding, quarter_state, submission

ALPHA, BETA = "41704220815000", "41703215805000"
APRIL = datetime(2021, 4, 10, 8, tzinfo=UTC)


def sha(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def report(word: str, municipality: str = ALPHA, quarter: str = "2021-Q1", *, day: int = 0) -> Arrival:
    """An accepted quarterly report whose content is ``word``, received so many days after 10 April."""
    return Arrival(
        sha256=sha(word),
        file_name=f"{word}.xlsx",
        size_bytes=len(word),
        received_at=APRIL + timedelta(days=day),
        kind="quarterly",
        municipality_code=municipality,
        quarter=quarter,
        form_version="1",
        path=f"{sha(word)[:2]}/{sha(word)}",
        accepted=True,
    )


def survey(word: str, wave: str = "midline", quarter: str = "2019-Q2", *, day: int = 0) -> Arrival:
    return replace(report(word, quarter=quarter, day=day), kind="survey", municipality_code=None, wave=wave)


def rejected(arrival: Arrival, *codes: str) -> Arrival:
    return replace(arrival, accepted=False, findings=[Finding(code) for code in codes or ("wrong_sender",)])


@pytest.fixture
def ledger(engine):
    return Ledger(engine)


def standing(ledger: Ledger) -> dict[str, tuple[int | None, str, str | None]]:
    """Version, status and successor of every submission, under the words that are their content."""
    rows = ledger.submissions(statuses=["accepted", "superseded", "rejected"])
    words = {name: file.removesuffix(".xlsx") for name, file in zip(rows["id"], rows["file_name"], strict=True)}
    return {
        words[row.id]: (
            None if pd.isna(row.version) else int(row.version),
            row.status,
            None if pd.isna(row.superseded_by) else words[row.superseded_by],
        )
        for row in rows.itertuples()
    }


def everything(engine) -> dict[str, list[dict[str, object]]]:
    with reading(engine) as connection:
        return {
            table.name: read_frame(connection, select(table).order_by(table.c.id)).astype(object).to_dict("records")
            for table in (submission, finding)
        }


def test_a_first_report_is_version_one_and_counts(ledger):
    ledger.record([report("a")])
    assert standing(ledger) == {"a": (1, "accepted", None)}
    assert ledger.known([sha("a"), sha("b")]) == {sha("a"): "accepted"}


def test_what_is_written_is_what_arrived(ledger):
    bishkek = timezone(timedelta(hours=6))
    ledger.record([replace(report("a"), sender=ALPHA, received_at=datetime(2021, 4, 21, 3, tzinfo=bishkek))])
    (row,) = ledger.submissions().to_dict("records")
    assert row == {
        "id": sha("a")[:16],
        "sha256": sha("a"),
        "file_name": "a.xlsx",
        "sender": ALPHA,
        "size_bytes": 1,
        "path": f"{sha('a')[:2]}/{sha('a')}",
        "kind": "quarterly",
        "municipality_code": ALPHA,
        "quarter": "2021-Q1",
        "wave": None,
        "version": 1,
        "received_at": pd.Timestamp("2021-04-20 21:00", tz="UTC"),
        "status": "accepted",
        "superseded_by": None,
        "form_version": "1",
        "errors": 0,
        "warnings": 0,
    }


@pytest.mark.parametrize(
    ("arrivals", "expected"),
    [
        pytest.param(
            [report("a"), report("b", day=1), report("c", day=2)],
            {"a": (1, "superseded", "b"), "b": (2, "superseded", "c"), "c": (3, "accepted", None)},
            id="each version is superseded by the next",
        ),
        pytest.param(
            [report("new", day=5), report("old", day=1)],
            {"old": (1, "superseded", "new"), "new": (2, "accepted", None)},
            id="the time of receipt decides, not the order of recording",
        ),
        pytest.param(
            [report("a"), report("b", BETA), report("c", quarter="2020-Q4")],
            {"a": (1, "accepted", None), "b": (1, "accepted", None), "c": (1, "accepted", None)},
            id="other municipalities and quarters are other slots",
        ),
        pytest.param(
            [survey("s1"), survey("s2", quarter="2019-Q3", day=1), survey("e", "endline", day=2)],
            {"s1": (1, "superseded", "s2"), "s2": (2, "accepted", None), "e": (1, "accepted", None)},
            id="surveys are versioned by wave, in whatever quarter they were fielded",
        ),
        pytest.param(
            [report("a", quarter="2019-Q2"), survey("s")],
            {"a": (1, "accepted", None), "s": (1, "accepted", None)},
            id="a survey never supersedes a report",
        ),
        pytest.param(
            [report("a"), rejected(report("b", day=1))],
            {"a": (1, "accepted", None), "b": (None, "rejected", None)},
            id="what is rejected supersedes nothing",
        ),
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_versions(ledger, arrivals, expected, together):
    for batch in [arrivals] if together else [[arrival] for arrival in arrivals]:
        ledger.record(batch)
    assert standing(ledger) == expected


def test_equal_times_of_receipt_are_settled_by_the_content(ledger):
    ledger.record([report("a"), report("b")])
    first, last = sorted("ab", key=sha)
    assert standing(ledger) == {first: (1, "superseded", last), last: (2, "accepted", None)}


PROGRAMME = [
    *(report(f"a{day}", day=day // 2) for day in range(5)),
    report("late", quarter="2020-Q4", day=9),
    report("beta", BETA),
    rejected(report("stray", BETA, day=1), "wrong_sender", "hidden_sheet"),
    survey("s1"),
    survey("s2", day=1),
    replace(rejected(report("noise"), "not_a_workbook"), kind=None, municipality_code=None, quarter=None),
]


def outcome(engine, batches: list[list[Arrival]]) -> str:
    """What a ledger that began empty says after some batches."""
    with writing(engine) as connection:
        connection.execute(delete(finding))
        connection.execute(submission.update().values(superseded_by=None))
        connection.execute(delete(submission))
    ledger = Ledger(engine)
    for batch in batches:
        ledger.record(batch)
    return repr((everything(engine), ledger.fingerprints("")))


@pytest.fixture
def all_at_once(engine):
    return outcome(engine, [PROGRAMME])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_ledger_does_not_depend_on_order_grouping_or_repetition(engine, all_at_once, data):
    repeated = data.draw(st.lists(st.sampled_from(PROGRAMME), max_size=4))
    order = data.draw(st.permutations([*PROGRAMME, *repeated]))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)))) | {0, len(order)})
    assert outcome(engine, [order[start:end] for start, end in pairwise(cuts)]) == all_at_once


def test_the_same_bytes_again_change_nothing_whoever_sends_them_and_whenever(engine, ledger):
    ledger.record([report("a"), report("b", day=1)])
    before = everything(engine)
    ledger.record([replace(report("b", day=7), file_name="copy.xlsx", sender=BETA)])
    ledger.record([rejected(report("a", day=9))])
    assert repr(everything(engine)) == repr(before)


def test_a_rejected_file_keeps_its_findings_and_their_counts(engine, ledger):
    ledger.record([rejected(report("a"), "wrong_sender", "sheet_missing", "hidden_sheet", "headings_not_found")])
    stored = everything(engine)
    assert [(row["id"], row["code"], row["severity"]) for row in stored["finding"]] == [
        (f"{sha('a')[:16]}-000001", "headings_not_found", "error"),
        (f"{sha('a')[:16]}-000002", "hidden_sheet", "note"),
        (f"{sha('a')[:16]}-000003", "sheet_missing", "warning"),
        (f"{sha('a')[:16]}-000004", "wrong_sender", "fatal"),
    ]
    assert [(row["errors"], row["warnings"]) for row in stored["submission"]] == [(2, 1)]


def test_a_rejected_file_that_comes_again_is_judged_again(engine, ledger):
    ledger.record([report("first", day=-1), rejected(report("a"), "wrong_sender")])
    ledger.record([rejected(report("a", day=1), "municipality_unknown", "sheet_missing")])
    assert [row["code"] for row in everything(engine)["finding"]] == ["municipality_unknown", "sheet_missing"]
    ledger.record([report("a", day=2)])
    assert standing(ledger) == {"first": (1, "superseded", "a"), "a": (2, "accepted", None)}
    stored = everything(engine)
    assert stored["finding"] == []
    assert [(row["errors"], row["warnings"]) for row in stored["submission"]] == [(0, 0), (0, 0)]


def test_in_one_batch_the_accepted_copy_of_a_file_wins(ledger):
    ledger.record([rejected(report("a")), report("a", day=1), report("a", day=3)])
    assert standing(ledger) == {"a": (1, "accepted", None)}
    assert ledger.submissions()["received_at"].tolist() == [APRIL + timedelta(days=1)]


def test_findings_of_accepted_files_are_left_to_the_load(engine, ledger):
    ledger.record([replace(report("a"), findings=[Finding("hidden_sheet")])])
    assert everything(engine)["finding"] == []


@pytest.mark.parametrize(
    "without", [{"quarter": None}, {"municipality_code": None}, {"kind": None}, {"kind": "survey", "wave": None}]
)
def test_an_accepted_arrival_without_a_slot_is_our_own_fault(engine, ledger, without):
    with pytest.raises(ValueError, match="no known place and time"):
        ledger.record([report("b", BETA), replace(report("a"), **without)])
    assert everything(engine)["submission"] == []


def test_the_database_itself_refuses_two_reports_that_count(engine, ledger):
    ledger.record([report("a"), report("b", day=1)])
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(submission.update().values(status="accepted"))


def test_submissions_are_chosen_by_quarter_and_status(ledger):
    ledger.record([report("a", day=3), report("b", BETA), report("c", quarter="2020-Q4"), rejected(report("d"))])
    assert ledger.submissions("2021-Q1")["file_name"].tolist() == ["b.xlsx", "a.xlsx"]
    assert ledger.submissions(statuses=["rejected"])["file_name"].tolist() == ["d.xlsx"]
    assert ledger.submissions("2017-Q1").columns.tolist() == submission.c.keys()


def test_quarters_with_submissions_are_in_order_and_leave_out_what_was_rejected(ledger):
    ledger.record([report("a"), report("b", quarter="2016-Q4"), rejected(report("c", quarter="2018-Q2")), survey("s")])
    assert ledger.quarters_with_submissions() == ["2016-Q4", "2019-Q2", "2021-Q1"]


QUARTERS = ["2020-Q2", "2020-Q4", "2021-Q1"]


@pytest.fixture
def computed(ledger):
    """A ledger whose three quarters have all been computed."""
    ledger.record([report(quarter, quarter=quarter) for quarter in QUARTERS])
    assert ledger.pending("v1") == QUARTERS
    ledger.complete(ledger.fingerprints("v1"))
    assert ledger.pending("v1") == []
    return ledger


@pytest.mark.parametrize(
    ("arrival", "pending"),
    [
        (report("new", BETA, "2020-Q2"), QUARTERS),
        (report("new", BETA, "2020-Q4"), QUARTERS[1:]),
        (report("new", BETA, "2021-Q1"), QUARTERS[2:]),
        (report("new", BETA, "2020-Q3"), ["2020-Q3", "2020-Q4", "2021-Q1"]),
        (report("new", BETA, "2021-Q2"), ["2021-Q2"]),
        (report("corrected", quarter="2020-Q4", day=1), QUARTERS[1:]),
        (report("earlier version", quarter="2020-Q4", day=-1), QUARTERS[1:]),
        (survey("s", quarter="2020-Q2"), QUARTERS),
        (report("2020-Q4", quarter="2020-Q4", day=8), []),
        (rejected(report("new", quarter="2020-Q2")), []),
    ],
)
def test_a_quarter_and_all_later_ones_are_pending_after_an_arrival(computed, arrival, pending):
    computed.record([arrival])
    assert computed.pending("v1") == pending


def test_other_inputs_make_every_quarter_pending(computed):
    assert computed.pending("v2") == QUARTERS


def test_what_arrives_during_a_run_leaves_its_quarter_pending(ledger):
    ledger.record([report("a")])
    at_the_beginning = ledger.fingerprints("v1")
    ledger.record([report("b", BETA)])
    ledger.complete(at_the_beginning)
    assert ledger.pending("v1") == ["2021-Q1"]
    ledger.complete(ledger.fingerprints("v1"))
    assert ledger.pending("v1") == []


def test_a_run_that_did_not_get_to_the_end_is_begun_again(engine, computed):
    with writing(engine) as connection:
        connection.execute(delete(quarter_state).where(quarter_state.c.quarter == "2020-Q4"))
    assert computed.pending("v1") == ["2020-Q4"]


PUBLICATIONS = ("book", "page")


def test_a_quarter_is_unpublished_until_everything_is_made_of_its_present_results(computed):
    results = computed.computed(QUARTERS)
    assert list(results) == QUARTERS
    assert computed.unpublished(PUBLICATIONS) == results
    for name in PUBLICATIONS:
        computed.publish(name, {quarter: results[quarter] for quarter in QUARTERS[1:]})
    computed.publish("book", results)
    assert computed.unpublished(PUBLICATIONS) == {QUARTERS[0]: results[QUARTERS[0]]}
    computed.complete({QUARTERS[2]: "other results"})
    assert computed.unpublished(PUBLICATIONS) == {QUARTERS[0]: results[QUARTERS[0]], QUARTERS[2]: "other results"}


def test_what_is_computed_while_it_is_published_is_published_again(computed):
    before = computed.computed(QUARTERS)
    computed.complete({"2021-Q1": "other results"})
    for name in PUBLICATIONS:
        computed.publish(name, before)
    assert computed.unpublished(PUBLICATIONS) == {"2021-Q1": "other results"}


def test_of_a_quarter_that_was_not_computed_nothing_is_noted(computed):
    for name in PUBLICATIONS:
        computed.publish(name, computed.computed(["2030-Q1"]))
    computed.complete({"2030-Q1": "results"})
    assert computed.unpublished(PUBLICATIONS)["2030-Q1"] == "results"


def test_what_is_published_no_more_counts_for_nothing(computed):
    results = computed.computed(QUARTERS)
    for name in ("book", "leaflet"):
        computed.publish(name, results)
    assert computed.unpublished(PUBLICATIONS) == results


def test_thousands_of_files_are_one_batch(ledger):
    arrivals = [report(f"{number}", f"{number:014}") for number in range(12_000)]
    ledger.record(arrivals)
    ledger.record(arrivals[:1])
    assert list(ledger.known(arrival.sha256 for arrival in arrivals).values()) == ["accepted"] * 12_000
