"""The channels that carry alerts: letters, and posts to a web address (a chat's, a ticket system's).

Whether an alert was carried already is the ``board``'s to know. Each alert carries its name, as the letter's message id
and as the post's ``Idempotency-Key``, so that whoever gets it twice after a crash can tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import requests

from sources.notice.mail import Letter, MailServer, post
from warehouse.alerts.board import RefusedError

if TYPE_CHECKING:
    from warehouse.alerts.board import Alert

_SECONDS: Final = 10
"""How long a web address may take to answer."""
_PASSING: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


@dataclass(frozen=True)
class MailChannel:
    """Letters to some addresses."""

    server: MailServer
    addresses: tuple[str, ...]
    id: str = "mail"

    def tell(self, alert: Alert) -> None:
        """Send one letter to all addresses.

        Raises:
            OSError: the server cannot take it now.
            RefusedError: the server refuses one of the letters for good.
        """
        letters = [Letter(f"alert-{alert.name}-{place}", to, alert.title, alert.text) for place, to in self._numbered()]
        for delivery in post(self.server, letters, pauses=()):
            if delivery.sent:
                continue
            if delivery.hopeless:
                raise RefusedError(f"{delivery.letter.to}: {delivery.reason}")
            raise OSError(f"{self.server.host}: {delivery.reason}")

    def _numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.addresses))


@dataclass(frozen=True)
class WebhookChannel:
    """A web address to which alerts are posted as JSON: ``name``, ``title``, ``lines``, and ``text`` (all of it)."""

    url: str = field(repr=False)
    """Whoever knows it can post there, so it is shown nowhere."""
    id: str = "webhook"

    def tell(self, alert: Alert) -> None:
        """Post one alert.

        Raises:
            OSError: nobody answers, or the answer says that it may be tried again.
            RefusedError: the answer says that it may not.
        """
        content = {"name": alert.name, "title": alert.title, "lines": list(alert.lines), "text": alert.text}
        host = urlsplit(self.url).hostname
        try:
            answer = requests.post(
                self.url,
                json=content,
                headers={"Idempotency-Key": alert.name},
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # Its own message holds the URL.
            raise OSError(f"{host} does not answer ({type(error).__name__})") from None
        if answer.ok and not answer.is_redirect:
            return
        said = f"{host} answers {answer.status_code} {answer.reason}"
        if answer.status_code in _PASSING or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise OSError(said)
        raise RefusedError(said)
