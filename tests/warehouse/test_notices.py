"""Answering from the ledger: who gets which notice, that it is written once, and that it is mailed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import select

from sources.compute import Processes
from sources.findings import Finding, findings_frame
from sources.notice.mail import MailServer
from sources.quarters import Quarter
from sources.register import load_register
from sources.workbook import Limits
from tests.sources.intake.places import TAMGA, TEPKE, Place, workbook
from tests.sources.notice.test_mail import Mailbox, free_port, serve
from warehouse.answering import MAIL_ATTEMPTS, AnswerDesk, Answered
from warehouse.engine import writing
from warehouse.findings import store_findings
from warehouse.notices import Deadlines, of_quarters, of_rejected, unanswered
from warehouse.tables import notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["serve"]
Q1 = "2021-Q1"
DAY = 86_400
ADDRESSES = {TAMGA: "tamga@example.kg", TEPKE: "tepke@example.kg"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def desk(place: Place) -> AnswerDesk:
    return AnswerDesk(
        engine=place.engine,
        outbox=place.folder / "outbox",
        register=load_register(),
        languages=("ky", "ru"),
        limits=Limits(),
        deadlines=Deadlines(report_days=20, correction_days=10),
        addresses=ADDRESSES,
        compute=Processes(1),
    )


def answer(place: Place, desk: AnswerDesk) -> tuple[Answered, Answered]:
    """Take in what lies there, and answer the rejected files and the quarter."""
    summary = place.take_in()
    return (
        desk.answer(of_rejected(summary.rejected_ids()), place.intake.quarantine),
        desk.answer(of_quarters([Q1]), place.intake.archive),
    )


def lying(place: Place) -> set[str]:
    """The files in the outbox, without the days on which they came."""
    paths = (path.relative_to(place.folder / "outbox").as_posix() for path in (place.folder / "outbox").rglob("*.*"))
    return {
        "/".join(part.partition("_")[2] if part[:3] == "202" else part for part in path.split("/")) for path in paths
    }


def rows(place: Place) -> list[dict[str, Any]]:
    with place.engine.connect() as connection:
        return pd.read_sql(select(notice).order_by(notice.c.path), connection).to_dict("records")


@pytest.mark.parametrize(
    ("received", "quarter", "due"),
    [
        (datetime(2021, 5, 3, 6, tzinfo=UTC), Quarter(2021, 1), date(2021, 5, 13)),
        (datetime(2021, 4, 2, 6, tzinfo=UTC), Quarter(2021, 1), date(2021, 4, 20)),
        (datetime(2021, 5, 3, 19, tzinfo=UTC), Quarter(2021, 1), date(2021, 5, 14)),
        (datetime(2021, 4, 2, 6, tzinfo=UTC), None, date(2021, 4, 12)),
    ],
    ids=["ten days", "not before the report itself is due", "days are Bishkek's", "of no known quarter"],
)
def test_a_correction_is_due_some_days_after_receipt(received: datetime, quarter: Quarter | None, due: date) -> None:
    assert Deadlines(report_days=20, correction_days=10).correction_due(received, quarter) == due


def test_everybody_is_answered_in_a_folder_of_their_own(place: Place, desk: AnswerDesk) -> None:
    place.drop(workbook(TAMGA), f"{TAMGA}/good.xlsx")
    place.drop(workbook(TAMGA, settlement="Тосор"), f"{TEPKE}/wrong.xlsx")
    place.drop(b"no workbook at all", "nobody.xlsx")
    rejected, accepted = answer(place, desk)
    assert (rejected.marked, rejected.fresh, rejected.receipts) == (1, 1, 0)
    assert (accepted.marked, accepted.fresh, accepted.receipts) == (0, 0, 1), (
        "nothing is found before a quarter is loaded"
    )
    ids = {row["file_name"]: row["id"][:8] for row in place.ledger().to_dict("records")}
    assert lying(place) == {
        f"{TAMGA}/latest_notice.txt",
        f"{TAMGA}/notices/{Q1}_v1.txt",
        *(f"{TEPKE}/latest_notice{ending}" for ending in (".txt", ".xlsx")),
        *(f"{TEPKE}/notices/rejected_{ids['wrong.xlsx']}{ending}" for ending in (".txt", ".xlsx")),
        *(f"unknown_sender/latest_notice{ending}" for ending in (".txt", ".xlsx")),
        *(f"unknown_sender/notices/rejected_{ids['nobody.xlsx']}{e}" for e in (".txt", ".xlsx")),
    }, "nobody writes into the outbox of another"
    with place.engine.connect() as connection:
        assert unanswered(connection, [Q1]).empty


def test_what_was_told_is_not_told_again(place: Place, desk: AnswerDesk) -> None:
    place.drop(workbook(TAMGA))
    place.drop(b"no workbook at all", f"{TEPKE}/scan.xlsx")
    answer(place, desk)
    before = rows(place)
    place.drop(b"no workbook at all", f"{TEPKE}/scan.xlsx", age_seconds=10)
    rejected, accepted = answer(place, desk)
    assert (rejected.written, rejected.unchanged) == (0, 1)
    assert (accepted.written, accepted.unchanged) == (0, 1)
    assert rows(place) == before


@pytest.mark.parametrize("reason", ["something else was found", "another language", "the outbox was lost"])
def test_what_says_anything_new_is_written_again(place: Place, desk: AnswerDesk, reason: str) -> None:
    place.drop(workbook(TAMGA))
    answer(place, desk)
    (name,) = place.ledger()["id"]
    if reason == "something else was found":
        found = [(name, Finding("required_blank", "street_lighting", "Көчө жарыктандыруу", "A2", 2, "settlement"))]
        with writing(place.engine) as connection:
            store_findings(connection, findings_frame(found))
    if reason == "another language":
        desk = replace(desk, languages=("en",))
    if reason == "the outbox was lost":
        for file in (place.folder / "outbox").rglob("*.txt"):
            file.unlink()
    again = desk.answer(of_quarters([Q1]), place.intake.archive)
    assert (again.written, again.unchanged) == (1, 0)
    assert again.marked == (reason == "something else was found")
    latest = (place.folder / "outbox" / TAMGA / "latest_notice.txt").read_text(encoding="utf-8")
    assert ("Thank you" in latest) == (reason == "another language")
    assert ("A2" in latest) == (reason == "something else was found")


def test_a_correction_is_the_latest_and_what_it_corrects_is_kept(place: Place, desk: AnswerDesk) -> None:
    place.drop(workbook(settlement="Тамга 1"), "first.xlsx", age_seconds=2 * DAY)
    answer(place, desk)
    place.drop(workbook(settlement="Тамга 2"), "second.xlsx", age_seconds=DAY)
    answer(place, desk)
    assert lying(place) == {f"{TAMGA}/{name}.txt" for name in ("latest_notice", f"notices/{Q1}_v1", f"notices/{Q1}_v2")}
    assert "second.xlsx" in (place.folder / "outbox" / TAMGA / "latest_notice.txt").read_text(encoding="utf-8")


def test_where_versions_get_other_numbers_no_notice_keeps_the_old_one(place: Place, desk: AnswerDesk) -> None:
    place.drop(workbook(settlement="Тамга 2"), "second.xlsx", age_seconds=30)
    answer(place, desk)
    place.drop(workbook(settlement="Тамга 1"), "first.xlsx", age_seconds=60)
    answer(place, desk)
    folder = place.folder / "outbox" / TAMGA
    texts = {path.stem.rpartition("_")[2]: path.read_text(encoding="utf-8") for path in folder.glob("notices/*.txt")}
    assert {number: "second" in text for number, text in texts.items()} == {"v1": False, "v2": True}
    assert "second.xlsx" in (folder / "latest_notice.txt").read_text(encoding="utf-8"), "by receipt, not by writing"


def test_a_file_that_is_accepted_in_the_end_is_no_longer_told_that_it_is_not(place: Place, desk: AnswerDesk) -> None:
    content = workbook(TAMGA)
    place.drop(content, f"{TEPKE}/report.xlsx", age_seconds=600)
    answer(place, desk)
    place.drop(content, f"{TAMGA}/report.xlsx", age_seconds=60)
    answer(place, desk)
    assert lying(place) == {f"{TAMGA}/latest_notice.txt", f"{TAMGA}/notices/{Q1}_v1.txt"}


# Mail -----------------------------------------------------------------------------------------------------------------


def with_mail(desk: AnswerDesk, server: MailServer) -> AnswerDesk:
    return replace(desk, mail=server)


def test_a_notice_is_mailed_once(place: Place, desk: AnswerDesk, serve: Callable[..., MailServer]) -> None:
    mailbox = Mailbox()
    desk = with_mail(desk, serve(mailbox))
    place.drop(workbook(TAMGA), f"{TAMGA}/good.xlsx")
    place.drop(b"no workbook at all", f"{TEPKE}/scan.xlsx")
    place.drop(b"nobody's workbook", "scan.xlsx")
    for sent in (2, 0):
        answer(place, desk)
        posted = desk.post()
        assert (posted.sent, len(posted.troubles)) == (sent, 0)
    letters = {recipients[0]: message for _, recipients, message in mailbox.letters}
    assert letters.keys() == set(ADDRESSES.values())
    assert letters[ADDRESSES[TAMGA]]["Subject"] == "Отчетуңуз кабыл алынды / Ваш отчёт принят: 2021-Q1"
    assert letters[ADDRESSES[TEPKE]]["Subject"] == "Файлыңыз кабыл алынган жок / Ваш файл не принят"
    assert [attached.get_content_type() for attached in letters[ADDRESSES[TEPKE]].iter_attachments()] == [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ]
    latest = (place.folder / "outbox" / TAMGA / "latest_notice.txt").read_text(encoding="utf-8")
    assert letters[ADDRESSES[TAMGA]].get_body().get_content().replace("\r\n", "\n") == latest

    rewritten = replace(desk, languages=("ru",)).answer(of_quarters([Q1]), place.intake.archive)
    assert (rewritten.written, desk.post().sent) == (1, 0), "the same notice in other words is no news"


def test_without_a_mail_server_nothing_is_sent_and_nothing_fails(
    place: Place, desk: AnswerDesk, serve: Callable[..., MailServer]
) -> None:
    place.drop(workbook(TAMGA))
    answer(place, desk)
    assert desk.post().sent == 0
    assert rows(place)[0]["mail_to"] is None
    mailbox = Mailbox()
    answer(place, later := with_mail(desk, serve(mailbox)))
    assert (later.post().sent, mailbox.letters) == (0, []), "what lies there already is no news"


def test_old_files_and_superseded_versions_are_not_mailed(
    place: Place, desk: AnswerDesk, serve: Callable[..., MailServer]
) -> None:
    mailbox = Mailbox()
    desk = with_mail(desk, serve(mailbox))
    place.drop(workbook(settlement="Тамга 1"), "first.xlsx", age_seconds=2 * DAY)
    place.drop(workbook(settlement="Тамга 2"), "second.xlsx", age_seconds=DAY)
    place.drop(workbook(TEPKE), "old.xlsx", age_seconds=40 * DAY)
    answer(place, desk)
    assert desk.post().sent == 1
    ((_, recipients, message),) = mailbox.letters
    assert recipients == [ADDRESSES[TAMGA]]
    assert "second.xlsx" in message.get_body().get_content()


@pytest.mark.parametrize(
    ("replies", "sent", "troubles", "attempts", "later"),
    [
        (["451 busy"], 1, 0, 0, 0),
        (["451 busy"] * 3, 0, 1, 1, 1),
        (["550 no such mailbox"], 0, 1, MAIL_ATTEMPTS, 0),
    ],
    ids=["tried again at once", "tried again by the next run", "given up"],
)
def test_what_the_server_does_not_take_is_told_and_tried_again_where_that_helps(  # noqa: PLR0913, PLR0917 - a table of cases
    place: Place,
    desk: AnswerDesk,
    serve: Callable[..., MailServer],
    monkeypatch: pytest.MonkeyPatch,
    replies: list[str],
    sent: int,
    troubles: int,
    attempts: int,
    later: int,
) -> None:
    monkeypatch.setattr("sources.notice.mail.time.sleep", lambda _seconds: None)
    desk = with_mail(desk, serve(Mailbox(replies)))
    place.drop(workbook(TAMGA))
    answer(place, desk)
    posted = desk.post()
    assert (posted.sent, len(posted.troubles)) == (sent, troubles)
    assert rows(place)[0]["mail_attempts"] == attempts
    assert desk.post().sent == later


def test_a_server_that_is_down_costs_no_letter_an_attempt(
    place: Place, desk: AnswerDesk, serve: Callable[..., MailServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.notice.mail.time.sleep", lambda _seconds: None)
    down = with_mail(desk, MailServer("127.0.0.1", free_port(), "aimak@example.kg", tls="none"))
    place.drop(workbook(TAMGA))
    answer(place, down)
    for _ in range(MAIL_ATTEMPTS + 1):
        assert down.post().sent == 0
    assert rows(place)[0]["mail_attempts"] == 0
    assert with_mail(desk, serve(Mailbox())).post().sent == 1
