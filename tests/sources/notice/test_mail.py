"""Mail: letters that arrive once, whole, and only over a connection that can be trusted; sent to real SMTP servers."""

from __future__ import annotations

import socket
import ssl
import subprocess
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from sources.notice.mail import Letter, MailServer, post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LETTER = Letter(
    key="1f2e3d4c5b6a7988",
    to="tamga@example.kg",
    subject="Файлыңыз кабыл алынган жок / Ваш файл не принят: 2021-Q1",
    text="Өңдөө: 3 ката.\nИсправьте 3 ошибки.\n",
    workbook=b"PK\3\4 not really a workbook",
    workbook_name="2021-04-20_2021-Q1_v1.xlsx",
)
PAUSES = (0.01, 0.01)


@dataclass
class Mailbox:
    """What an SMTP server does with letters: keeps them, after the replies that it was told to give first."""

    replies_to_recipients: list[str] = field(default_factory=list)
    replies_to_data: list[str] = field(default_factory=list)
    letters: list[Any] = field(default_factory=list)
    tried: int = 0

    async def handle_RCPT(  # noqa: N802 - so aiosmtpd calls it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self.tried += 1
        if self.replies_to_recipients and (reply := self.replies_to_recipients.pop(0)) != "250 OK":
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - so aiosmtpd calls it
        if self.replies_to_data and (reply := self.replies_to_data.pop(0)) != "250 OK":
            return reply
        self.letters.append(
            (envelope.mail_from, envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default))
        )
        return "250 OK"


@pytest.fixture
def serve() -> Iterator[Callable[..., MailServer]]:
    """Start a server in this process, and return how it is reached."""
    controllers = []

    def start(mailbox: Mailbox, **options: Any) -> MailServer:
        controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        controllers.append(controller)
        return MailServer("127.0.0.1", controller.port, "aimak@example.kg", tls="none")

    yield start
    for controller in controllers:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_letter_arrives_whole(serve: Callable[..., MailServer]) -> None:
    mailbox = Mailbox()
    (delivery,) = post(serve(mailbox), [LETTER])
    assert delivery.sent
    ((sender, recipients, message),) = mailbox.letters
    assert (sender, recipients) == ("aimak@example.kg", ["tamga@example.kg"])
    assert (message["From"], message["To"], message["Subject"]) == ("aimak@example.kg", LETTER.to, LETTER.subject)
    assert message["Message-ID"] == "<1f2e3d4c5b6a7988@example.kg>", "a mailbox knows a letter that comes twice"
    assert message.get_body().get_content().replace("\r\n", "\n") == LETTER.text
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == LETTER.workbook_name
    assert attachment.get_content() == LETTER.workbook


def test_a_receipt_has_no_attachment(serve: Callable[..., MailServer]) -> None:
    mailbox = Mailbox()
    list(post(serve(mailbox), [replace(LETTER, workbook=None)]))
    assert list(mailbox.letters[0][2].iter_attachments()) == []


@pytest.mark.parametrize(
    ("to_recipients", "to_data"),
    [(["451 try again later"], []), ([], ["451 greylisted"]), (["450 busy", "250 OK"], ["452 full"])],
)
def test_what_fails_for_the_moment_is_tried_again(
    serve: Callable[..., MailServer], to_recipients: list[str], to_data: list[str]
) -> None:
    mailbox = Mailbox(to_recipients, to_data)
    (delivery,) = post(serve(mailbox), [LETTER], PAUSES)
    assert delivery.sent
    assert len(mailbox.letters) == 1


def test_what_goes_on_failing_is_left_for_another_time(serve: Callable[..., MailServer]) -> None:
    mailbox = Mailbox(["451 not now"] * 9)
    (delivery,) = post(serve(mailbox), [LETTER], PAUSES)
    assert (delivery.sent, delivery.reached, delivery.hopeless) == (False, True, False)
    assert delivery.reason == "451 not now"
    assert mailbox.tried == 3


@pytest.mark.parametrize(
    "mailbox", [Mailbox(["550 no such mailbox"]), Mailbox([], ["554 we do not want it"])], ids=["address", "letter"]
)
def test_what_the_server_refuses_for_good_is_not_tried_again_and_holds_up_nobody(
    serve: Callable[..., MailServer], mailbox: Mailbox
) -> None:
    other = replace(LETTER, key="other", to="tepke@example.kg")
    deliveries = {each.letter.key: each for each in post(serve(mailbox), [LETTER, other], PAUSES)}
    assert (deliveries[LETTER.key].sent, deliveries[LETTER.key].hopeless) == (False, True)
    assert deliveries[LETTER.key].reason.startswith("55")
    assert deliveries["other"].sent
    assert mailbox.tried == 2


def test_a_server_that_is_down_says_nothing_of_the_letters() -> None:
    server = MailServer("127.0.0.1", free_port(), "aimak@example.kg", tls="none")
    deliveries = list(post(server, [LETTER, replace(LETTER, key="other")], PAUSES))
    assert [(each.sent, each.reached, each.hopeless) for each in deliveries] == [(False, False, False)] * 2
    assert all(each.reason for each in deliveries)


def test_a_server_that_does_not_take_us_for_a_sender_says_nothing_of_the_letters(
    serve: Callable[..., MailServer],
) -> None:
    class Closed(Mailbox):
        async def handle_MAIL(self, *_arguments: Any) -> str:  # noqa: N802 - so aiosmtpd calls it
            return "550 who are you"

    deliveries = list(post(serve(Closed()), [LETTER, replace(LETTER, key="other")], PAUSES))
    assert [(each.sent, each.reached) for each in deliveries] == [(False, False)] * 2


@pytest.mark.parametrize("part", ["to", "subject"])
def test_nobody_slips_a_header_into_a_letter(serve: Callable[..., MailServer], part: str) -> None:
    mailbox = Mailbox()
    letter = replace(LETTER, **{part: f"{getattr(LETTER, part)}\r\nBcc: everyone@example.kg"})
    (delivery,) = post(serve(mailbox), [letter], PAUSES)
    assert (delivery.sent, delivery.hopeless) == (False, True)
    assert mailbox.letters == []


# TLS ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost that it has signed itself, with its key."""
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(  # noqa: S603 - a command of ours
        [*command.split(), "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True
    )
    return folder


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def test_a_password_is_only_told_over_tls_to_whom_the_certificate_names(
    serve: Callable[..., MailServer], tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        told.append((data.login, data.password))
        return AuthResult(success=True)

    mailbox = Mailbox()
    plain = serve(mailbox, tls_context=tls, require_starttls=True, authenticator=authenticate)
    server = replace(plain, host="localhost", tls="starttls", user="clerk", password="s3cret")  # noqa: S106 - of a server of ours

    (delivery,) = post(server, [LETTER], ())
    assert not delivery.reached
    assert "CERTIFICATE_VERIFY_FAILED" in delivery.reason
    assert told == []

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    (delivery,) = post(server, [LETTER], ())
    assert delivery.sent
    assert told == [(b"clerk", b"s3cret")]
    (delivery,) = post(replace(server, host="127.0.0.1"), [LETTER], ())
    assert not delivery.reached, "the certificate is that of another"


def test_where_tls_is_asked_for_nothing_is_sent_without(serve: Callable[..., MailServer]) -> None:
    mailbox = Mailbox()
    (delivery,) = post(replace(serve(mailbox), tls="starttls"), [LETTER], ())
    assert not delivery.reached
    assert mailbox.letters == []


# The URL --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtps://clerk:p%40ss@mail.example.kg/?from=aimak@example.kg",
            MailServer("mail.example.kg", 465, "aimak@example.kg", "tls", "clerk", "p@ss"),
        ),
        (
            "smtp://aimak%40example.kg:pw@mail.example.kg",
            MailServer("mail.example.kg", 587, "aimak@example.kg", "starttls", "aimak@example.kg", "pw"),
        ),
        ("smtp://relay:25/?tls=none&from=aimak@example.kg", MailServer("relay", 25, "aimak@example.kg", "none")),
    ],
)
def test_a_url_says_who_takes_letters(url: str, server: MailServer) -> None:
    assert MailServer.parse(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.kg",
        "https://clerk:s3cret@mail.example.kg",
        "smtp://clerk:s3cret@",
        "smtp://clerk:s3cret@mail.example.kg:port",
        "smtp://clerk:s3cret@mail.example.kg",
        "smtp://clerk:s3cret@mail.example.kg/?from=a@b%0d%0aBcc:c@d",
        "smtp://clerk:s3cret@mail.example.kg/?from=a@b&tls=maybe",
        "smtps://clerk:s3cret@mail.example.kg/?from=a@b&tls=none",
        "smtp://clerk:s3cret@mail.example.kg/?from=a@b&tls=none",
        "smtp://clerk:s3cret@mail.example.kg/?from=a@b&to=c@d",
    ],
)
def test_a_url_that_makes_no_sense_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        MailServer.parse(url)
    assert "s3cret" not in str(refusal.value)


def test_a_server_shows_its_password_to_nobody() -> None:
    assert "s3cret" not in repr(MailServer.parse("smtps://a%40b:s3cret@mail.example.kg"))
