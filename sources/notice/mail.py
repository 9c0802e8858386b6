"""Mail: a notice as a letter, and the post office that takes it.

What is to be sent, to whom, and what has been sent is ``warehouse.answering``'s to know. A letter is made here from
finished files and handed to one SMTP server, over a verified TLS connection unless the server is said to have none.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from dataclasses import dataclass, field
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PORTS = {"smtps": 465, "smtp": 587}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SECONDS = 30
"""How long a server may take to answer."""
_PERMANENT = 500
"""Replies from here on say that trying again is of no use (RFC 5321, 4.2.1)."""
_WORKBOOK_TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class MailServer:
    """Who takes letters: one SMTP server, and in whose name it is given them."""

    host: str
    port: int
    sender: str
    """The address that letters are from."""
    tls: str = "starttls"
    """``tls`` from the start, ``starttls``, or ``none``."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> MailServer:
        """Read a server from a URL.

        ``smtps://user:password@host`` speaks TLS from the start, ``smtp://user:password@host`` by STARTTLS; both
        verify the server's certificate. ``?tls=none`` speaks to a relay that has no TLS. ``?from=address`` says whom
        letters are from; without it, the user, who must then be an address. ``@`` in a name is written ``%40``.

        Raises:
            ValueError: the URL does not say all that is needed. The message never holds a password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("not a URL such as smtps://user:password@host:465/?from=address") from None
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("not a URL such as smtps://user:password@host:465/?from=address")
        if unknown := sorted(query.keys() - {"from", "tls"}):
            raise ValueError(f"?{unknown[0]}= is not known; only ?from= and ?tls=none are")
        if query.get("tls", "none") != "none" or ("tls" in query and parts.scheme == "smtps"):
            raise ValueError("?tls= can only be none, and only with smtp://")
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        sender = query.get("from") or user or ""
        if not _is_address(sender):
            raise ValueError("say whom letters are from: ?from=address")
        tls = query.get("tls") or ("tls" if parts.scheme == "smtps" else "starttls")
        if password and tls == "none" and parts.hostname not in _LOOPBACK:
            raise ValueError("a password must not go over a network without TLS")
        return cls(parts.hostname, port or _PORTS[parts.scheme], sender, tls, user, password)

    def connect(self) -> smtplib.SMTP:
        """Return an open, greeted connection.

        Raises:
            OSError: it cannot be reached, has not the certificate of its name, or refuses to serve us
                (``smtplib.SMTPException`` is one).
        """
        context = ssl.create_default_context()
        if self.tls == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            if self.tls == "starttls":
                connection.starttls(context=context)
            if self.user and self.password:
                connection.login(self.user, self.password)
            else:
                connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection


class _LetterPolicy(EmailPolicy):
    """How letters are written: as SMTP wants them, with subjects that keep their spaces.

    The standard library's own policy loses a space where it folds a subject that is not in Latin letters.
    """

    def fold(self, name: str, value: Any) -> str:
        """Write one header."""
        if name.lower() != "subject":
            return str(super().fold(name, value))
        return f"{name}: {Header(str(value), 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Write one header as bytes."""
        return super().fold_binary(name, value) if name.lower() != "subject" else self.fold(name, value).encode("ascii")


_POLICY = _LetterPolicy(linesep="\r\n")


@dataclass(frozen=True)
class Letter:
    """One letter."""

    key: str
    """By which whoever sends it knows it; also its message id, by which a mailbox knows a letter that comes twice."""
    to: str
    subject: str
    text: str
    workbook: bytes | None = None
    workbook_name: str = "notice.xlsx"

    def written(self, sender: str) -> EmailMessage:
        """Return the letter as it is sent.

        Raises:
            ValueError: an address or the subject would break its header.
        """
        message = EmailMessage(policy=_POLICY)
        message["From"] = sender
        message["To"] = self.to
        message["Subject"] = self.subject
        message["Message-ID"] = f"<{self.key}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        if self.workbook is not None:
            main, sub = _WORKBOOK_TYPE
            message.add_attachment(self.workbook, maintype=main, subtype=sub, filename=self.workbook_name)
        return message


@dataclass(frozen=True)
class Delivery:
    """What became of a letter."""

    letter: Letter
    sent: bool
    reached: bool = True
    """Whether the server was there to judge this letter; if not, nothing is said of the letter."""
    hopeless: bool = False
    """Whether trying again is of no use."""
    reason: str = ""


def post(server: MailServer, letters: Iterable[Letter], pauses: Sequence[float] = (1, 4)) -> Iterator[Delivery]:
    """Send letters, and try again what failed for the moment.

    Args:
        server: who takes them.
        letters: the letters.
        pauses: seconds to wait before each further try; all letters that wait share them.

    Yields:
        What became of each letter, as soon as it is known; letters that failed for the moment last.
    """
    waiting = list(letters)
    failed: list[Delivery] = []
    for pause in (0.0, *pauses):
        if not waiting:
            return
        time.sleep(pause)
        failed = []
        for delivery in _try(server, waiting):
            if delivery.sent or delivery.hopeless:
                yield delivery
            else:
                failed.append(delivery)
        waiting = [delivery.letter for delivery in failed]
    yield from failed


def _try(server: MailServer, letters: list[Letter]) -> Iterator[Delivery]:
    """Send letters over one connection, or a new one where it broke; a server that is not there is not asked again."""
    connection: smtplib.SMTP | None = None
    try:
        for place, letter in enumerate(letters):
            try:
                if connection is None or connection.sock is None:
                    connection = server.connect()
            except OSError as error:
                yield from _not_reached(letters[place:], error)
                return
            try:
                yield _send(connection, server.sender, letter)
            except smtplib.SMTPSenderRefused as refusal:  # whoever refuses us says nothing of the letter
                yield from _not_reached(letters[place:], refusal)
                return
    finally:
        if connection is not None:
            _leave(connection)


def _not_reached(letters: list[Letter], error: OSError) -> Iterator[Delivery]:
    return (Delivery(letter, sent=False, reached=False, reason=_reason(error)) for letter in letters)


def _send(connection: smtplib.SMTP, sender: str, letter: Letter) -> Delivery:
    try:
        connection.send_message(letter.written(sender), sender, [letter.to])
    except smtplib.SMTPSenderRefused:
        raise
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        return Delivery(letter, sent=False, hopeless=code >= _PERMANENT, reason=f"{code} {_text(said)}")
    except smtplib.SMTPResponseException as refusal:
        return Delivery(letter, sent=False, hopeless=refusal.smtp_code >= _PERMANENT, reason=_reason(refusal))
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        return Delivery(letter, sent=False, hopeless=True, reason=f"the letter cannot be written: {error}")
    except OSError as error:
        connection.close()
        return Delivery(letter, sent=False, reason=_reason(error))
    return Delivery(letter, sent=True)


def _leave(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except OSError:
        connection.close()


def _reason(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())


def _is_address(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and host) and text.isprintable() and not any(sign in text for sign in " ,;<>")
