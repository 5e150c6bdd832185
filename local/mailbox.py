"""The mail that goes out of the local platform: an SMTP server of its own, its page ``/mail``, and the demo's account.

It accepts every mail and passes none on. It listens on 127.0.0.1 without TLS, which the guard of outgoing requests
allows the local runtime alone.
"""

import asyncio
import json
import logging
from collections import deque
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from http.client import HTTPConnection, HTTPException
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from local.layout import document
from local.settings import HOST, Settings

LARGEST_MAIL_BYTES = 30_000_000
KEPT = 200
SENDER = "info@demo.example.com"
CONNECTION = "correu_local"
TIMEOUT_SECONDS = 60

logger = logging.getLogger("mailbox")


class Mailbox:
    """The newest mails, in memory: they are gone when the runtime stops."""

    def __init__(self) -> None:
        self._mails: deque[EmailMessage] = deque(maxlen=KEPT)

    async def listen(self, port: int) -> asyncio.Server | None:
        """Accept mail at a port; None, with a line in the log, when something else listens there."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.create_server(self._session, HOST, port)
        except OSError as error:
            logger.warning("no mail is shown at /mail: port %s: %s", port, error.strerror)
            return None

    def _session(self) -> SMTP:
        return SMTP(self, hostname="localhost", data_size_limit=LARGEST_MAIL_BYTES, ident="BiVelio local")

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep a mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=policy.default)
        if isinstance(mail, EmailMessage):
            self._mails.appendleft(mail)
        return "250 kept, and passed on to nobody"

    def page(self) -> str:
        """The page that shows the mails, the newest first."""
        mails = "\n".join(map(_as_text, self._mails))
        empty = "<p>No mail has gone out since the platform was started.</p>"
        about = "<p>The mail that the platform has sent on this machine. It went to nobody.</p>"
        return document("Outgoing mail", f"<h1>Outgoing mail</h1>{about}{mails or empty}")


def _as_text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    text = "" if body is None else str(body.get_content())
    files = "".join(f"<li>{escape(str(part.get_filename()))}</li>" for part in mail.iter_attachments())
    rows = "".join(
        f"<dt>{name}</dt><dd>{escape(str(mail[name] or ''))}</dd>" for name in ("From", "To", "Date", "Message-ID")
    )
    return (
        f'<h2>{escape(str(mail["Subject"] or "(no subject)"))}</h2><dl class="addresses">{rows}</dl>'
        f'<pre tabindex="0">{escape(text)}</pre>{f"<ul>{files}</ul>" if files else ""}'
    )


def connect(settings: Settings, organisations: dict[str, dict[str, Any]]) -> None:
    """Connect the demo organisation to this mail server, unless it is; a failure is a line in the log."""
    demo = organisations.get("demo")
    if demo is None:
        return
    try:
        _connect(settings, demo["keys"]["live_secret"])
    except (OSError, HTTPException, ValueError, KeyError) as error:
        logger.warning("the demo organisation has no mail account: %r", error)


def _connect(settings: Settings, key: str) -> None:
    connections = _ask(settings, key, "list", {"provider": "smtp", "per_page": 100})["connections"]
    ours = [each for each in connections if each["name"] == CONNECTION]
    if any(each["settings"]["port"] == settings.mail_port for each in ours):
        return
    account = {"host": HOST, "port": settings.mail_port, "from_address": SENDER, "from_name": "Empresa ABC (local)"}
    _ask(settings, key, "connect", {"provider": "smtp", "name": CONNECTION, "smtp": account})
    for each in ours:  # of a runtime that listened at another port
        _ask(settings, key, "disconnect", {"id": each["id"]})


def _ask(settings: Settings, key: str, verb: str, data: dict[str, Any]) -> Any:
    connection = HTTPConnection(HOST, settings.port, timeout=TIMEOUT_SECONDS)
    try:
        headers = {"X-API-Key": key, "Content-Type": "application/json"}
        connection.request("POST", f"/v1/integrations/{verb}", json.dumps({"data": data}), headers)
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    if not answer.get("success"):
        raise ValueError(f"integrations/{verb}: {answer.get('error', {}).get('code')}")
    return answer["data"]
