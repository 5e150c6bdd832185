"""The mail of the local platform: an SMTP server of its own, what its page ``/mail`` brings, and the demo's account.

It accepts every mail and passes none on. It listens on 127.0.0.1 without TLS, which the guard of outgoing requests
allows the local runtime alone.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from threading import Lock
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from local.incoming_mail import Arrived, NotAMail, arrived
from local.mail_page import page
from local.settings import HOST, Settings

LARGEST_MAIL_BYTES = 30_000_000
KEPT = 200
SENDER = "info@demo.example.com"
CONNECTION = "correu_local"
TIMEOUT_SECONDS = 60

logger = logging.getLogger("mailbox")


class Mailbox:
    """The newest mails, in memory: they are gone when the runtime stops."""

    def __init__(self, put: Callable[[Arrived], None] | None = None) -> None:
        self._sent: deque[bytes] = deque(maxlen=KEPT)
        self._arrived: deque[bytes] = deque(maxlen=KEPT)
        self._changing = Lock()  # mails come in by threads of their own, while the page is read
        self._put = put
        self.address = ""
        """Where mail for the demo organisation arrives."""

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
        with self._changing:
            self._sent.appendleft(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 kept, and passed on to nobody"

    def take(self, content_type: str, body: bytes) -> str:
        """Have the mail arrive that a form of the page describes. Raises NotAMail."""
        mail = arrived(content_type, body)
        if self._put is None:
            raise NotAMail("No platform is running that could receive it.")
        self._put(mail)
        with self._changing:
            self._arrived.appendleft(mail.content)
        return f"The mail has arrived at {mail.address}: it is a message within a second."

    def page(self, notice: str = "") -> str:
        """The page of all mails, the newest first."""
        with self._changing:
            came, went = [*self._arrived], [*self._sent]
        return page(self.address, came, went, notice)


def connect(settings: Settings, organisation: dict[str, Any]) -> str:
    """Connect the demo organisation to this mail server, unless it is; the address at which its mail arrives.

    A failure is a line in the log.
    """
    try:
        return str(_connected(settings, organisation["keys"]["live_secret"]).get("inbound_address") or "")
    except (OSError, HTTPException, ValueError, KeyError) as error:
        logger.warning("the demo organisation has no mail account: %r", error)
        return ""


def _connected(settings: Settings, key: str) -> dict[str, Any]:
    connections = _ask(settings, key, "list", {"provider": "smtp", "per_page": 100})["connections"]
    ours = [each for each in connections if each["name"] == CONNECTION]
    for each in ours:
        if each["settings"]["port"] == settings.mail_port:
            return dict(each)
    account = {"host": HOST, "port": settings.mail_port, "from_address": SENDER, "from_name": "Empresa ABC (local)"}
    connection = _ask(settings, key, "connect", {"provider": "smtp", "name": CONNECTION, "smtp": account})
    for each in ours:  # of a runtime that listened at another port
        _ask(settings, key, "disconnect", {"id": each["id"]})
    return dict(connection)


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
