"""The board: each event is told once on every channel; a real SMTP server and a real web server take what is told."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from sources.notice.mail import MailServer
from warehouse.alerts import Alert, AlertBoard, MailChannel, WebhookChannel
from warehouse.alerts.board import CURRENT_SECONDS

ALERT = Alert("missing-2021-Q1", "2021-Q1: 2 reports are missing", ("Ак-Талаа, Нарын", "Майлуу-Суу, Жалал-Абад"))
OTHER = Alert("run-1", "Run 1 failed", ("why",))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Mailbox:
    def __init__(self):
        self.letters, self.refusing = [], []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - so aiosmtpd calls it
        if self.refusing:
            return self.refusing[0]
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.channel = MailChannel(
        MailServer("127.0.0.1", controller.port, "aimak@example.kg", tls="none"), ("a@example.kg", "b@example.kg")
    )
    yield box
    controller.stop()


class Chat:
    """A web server that keeps what is posted, and answers as it is told."""

    def __init__(self, port):
        self.posts, self.status, chat = [], 200, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if chat.status == 200:
                    chat.posts.append((self.path, self.headers["Idempotency-Key"], content))
                self.send_response(chat.status)
                if chat.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def chat(port):
    chat = Chat(port)
    yield chat
    chat.close()


@pytest.fixture
def webhook(port):
    return WebhookChannel(f"http://127.0.0.1:{port}/hook?token=secret")


def test_an_alert_is_a_file_with_a_title_and_what_there_is_to_know(tmp_path):
    assert AlertBoard(tmp_path / "alerts").raise_alert(ALERT) == {}
    text = (tmp_path / "alerts" / "missing-2021-Q1.txt").read_text(encoding="utf-8")
    assert text == "2021-Q1: 2 reports are missing\n\nАк-Талаа, Нарын\nМайлуу-Суу, Жалал-Абад\n"


def test_it_is_mailed_to_everybody_named_and_posted_where_it_is_to_be(tmp_path, mailbox, chat, webhook):
    assert AlertBoard(tmp_path, (mailbox.channel, webhook)).raise_alert(ALERT) == {}
    assert [to for to, _ in mailbox.letters] == [["a@example.kg"], ["b@example.kg"]]
    letter = mailbox.letters[0][1]
    assert letter["Subject"] == ALERT.title
    assert "Ак-Талаа, Нарын" in letter.get_content()
    ((path, key, content),) = chat.posts
    assert (path, key) == ("/hook?token=secret", "missing-2021-Q1")
    assert content == {"name": ALERT.name, "title": ALERT.title, "lines": list(ALERT.lines), "text": ALERT.text}


def test_the_same_event_is_told_once_and_its_file_says_the_latest(tmp_path, mailbox, chat, webhook):
    board = AlertBoard(tmp_path, (mailbox.channel, webhook))
    board.raise_alert(ALERT)
    board.raise_alert(Alert(ALERT.name, "2021-Q1: 1 report is missing", ("Ак-Талаа, Нарын",)))
    AlertBoard(tmp_path, (mailbox.channel, webhook)).carry_on()  # another process, later
    assert (len(mailbox.letters), len(chat.posts)) == (2, 1)
    assert "1 report is missing" in (tmp_path / "missing-2021-Q1.txt").read_text(encoding="utf-8")


def test_a_channel_that_is_away_is_tried_again_and_holds_up_no_other(tmp_path, mailbox, port, webhook):
    board = AlertBoard(tmp_path, (webhook, mailbox.channel))
    troubles = board.raise_alert(ALERT)
    assert list(troubles) == ["webhook"]
    assert "secret" not in troubles["webhook"]
    assert len(mailbox.letters) == 2
    board.raise_alert(OTHER)
    assert board.waiting() == 2
    chat = Chat(port)
    try:
        assert board.carry_on() == {}
    finally:
        chat.close()
    assert [key for _, key, _ in chat.posts] == ["missing-2021-Q1", "run-1"]
    assert board.waiting() == 0


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_an_answer_that_may_change_is_tried_again(tmp_path, chat, webhook, status):
    board = AlertBoard(tmp_path, (webhook,))
    chat.status = status
    assert str(status) in board.raise_alert(ALERT)["webhook"]
    chat.status = 200
    assert board.carry_on() == {}
    assert len(chat.posts) == 1


@pytest.mark.parametrize("status", [400, 404, 302])
def test_a_refusal_is_said_once_and_the_next_alert_is_told(tmp_path, chat, webhook, status):
    board = AlertBoard(tmp_path, (webhook,))
    chat.status = status
    assert str(status) in board.raise_alert(ALERT)["webhook"]
    chat.status = 200
    assert board.raise_alert(OTHER) == {}
    assert [key for _, key, _ in chat.posts] == ["run-1"]


def test_a_letter_that_is_refused_for_good_is_not_tried_again(tmp_path, mailbox):
    board = AlertBoard(tmp_path, (mailbox.channel,))
    mailbox.refusing.append("554 no")
    assert "554" in board.raise_alert(ALERT)["mail"]
    mailbox.refusing.clear()
    assert board.carry_on() == {}
    assert not mailbox.letters


def test_a_channel_that_is_set_up_later_is_spared_what_is_history(tmp_path, chat, webhook):
    AlertBoard(tmp_path).raise_alert(ALERT)
    old = time.time() - CURRENT_SECONDS - 60
    os.utime(tmp_path / "missing-2021-Q1.txt", (old, old))
    board = AlertBoard(tmp_path, (webhook,))
    board.raise_alert(ALERT)  # it goes on, and is no younger for that
    board.raise_alert(OTHER)
    assert [key for _, key, _ in chat.posts] == ["run-1"]
