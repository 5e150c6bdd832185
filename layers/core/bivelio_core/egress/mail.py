"""The submission of one mail to a server that a user chose (RFC 6409), through the guard.

smtplib speaks the protocol and gets its socket here: the host is resolved once, every address checked, the checked one
dialled. Neither the credentials nor the mail are sent before the connection is under TLS: from the first byte, as is
usual on port 465, or after STARTTLS (RFC 8314). One deadline holds for the whole exchange.
"""

import re
import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from . import guard
from .deadline import DeadlineSocket
from .failures import EgressFailed, EgressRefused

GREETING = "api.bivelio.com"
"""How we introduce ourselves in EHLO; without it smtplib would ask the name servers for this machine's name."""

MAXIMUM_ANSWER_BYTES = 262_144
MAXIMUM_HOST_LENGTH = 253
SHOWN_CHARACTERS = 200
TEMPORARY = range(400, 500)
_HOST = re.compile(r"[^\s/?#@:\\\[\]%,;\x00-\x1f\x7f]+")

Security = Literal["tls", "starttls", "none"]
"""TLS from the first byte, TLS after STARTTLS, or none: that only where the local runtime calls this machine."""

Stage = Literal["greeting", "login", "sender", "recipient", "content"]


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that accepts mail for submission, and the account on it. `repr` shows no password."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Security = "starttls"

    def __repr__(self) -> str:
        return f"MailServer({self.host!r}, {self.port})"


class MailRefused(Exception):
    """The server answered with a failure: its code, what it answered to, and its words without our credentials."""

    def __init__(self, code: int, stage: Stage, text: str) -> None:
        super().__init__(f"{code} at {stage}")
        self.code, self.stage, self.text = code, stage, text

    @property
    def is_temporary(self) -> bool:
        """Whether the same mail may be accepted later (RFC 5321, section 4.2.1)."""
        return self.code in TEMPORARY


def check(host: str, port: int) -> None:
    """Whether a server may be registered; its name need not resolve yet. Raises EgressRefused."""
    try:
        _route(host, port, time.monotonic() + guard.CHECK_TIMEOUT_SECONDS)
    except EgressFailed as failure:
        if failure.kind != "dns":
            raise


def submit(
    server: MailServer, sender: str, recipients: Sequence[str], content: bytes, *, timeout_seconds: float = 10.0
) -> None:
    """Hand over one mail for all recipients, or for none of them.

    Raises EgressRefused when the guard forbids the server, MailRefused when the server refuses, EgressFailed when it
    gave no answer; `may_have_arrived` tells whether the mail itself had been sent by then.
    """
    _within(server, timeout_seconds, lambda session: _hand_over(session, sender, recipients, content))


def sign_in(server: MailServer, *, timeout_seconds: float = 10.0) -> None:
    """Connect and sign in, to learn whether that works; sends no mail. Raises as `submit` does."""
    _within(server, timeout_seconds, lambda _: None)


def _within(server: MailServer, timeout_seconds: float, act: Any) -> None:
    started = time.monotonic()
    deadline = started + timeout_seconds
    session = None
    try:
        session = _Session(_route(server.host, server.port, deadline), deadline)
        session.open(server)
        act(session)
        session.say_goodbye()
    except EgressFailed as failure:
        failure.elapsed_ms = round((time.monotonic() - started) * 1000)
        raise
    finally:
        if session is not None:
            session.hang_up()


def _hand_over(session: "_Session", sender: str, recipients: Sequence[str], content: bytes) -> None:
    session.ask("sender", session.mail, sender, [])
    for recipient in recipients:
        session.ask("recipient", session.rcpt, recipient, [])
    session.ask("content", session.data, content)


def _route(host: str, port: int, deadline: float) -> guard.Route:
    if len(host) > MAXIMUM_HOST_LENGTH or not _HOST.fullmatch(host):
        raise EgressRefused("not_public")
    return guard.route(f"https://{host}:{port}/", deadline, guard.MAIL)


class _Session(smtplib.SMTP):
    """smtplib's client on a guarded socket."""

    def __init__(self, way: guard.Route, deadline: float) -> None:
        super().__init__(local_hostname=GREETING)
        self._way, self._deadline = way, deadline
        self._has_sent = False
        self._raw = guard.connected(way, deadline)
        self._host = way.target.host

    def open(self, server: MailServer) -> None:
        """Read the greeting, put the connection under TLS, sign in."""
        if server.security == "none" and not guard.is_local(self._way):
            raise EgressRefused("mail_without_tls")
        self.sock = self._limited()
        if server.security == "tls":
            self._put_under_tls()
        self.ask("greeting", self.getreply)
        self.ask("greeting", self.ehlo)
        if server.security == "starttls":
            self._start_tls()
        if server.user:
            self._sign_in(server)

    def _start_tls(self) -> None:
        if not self.has_extn("starttls"):
            raise EgressFailed("tls", "the mail server does not offer STARTTLS")
        self.ask("greeting", self.docmd, "STARTTLS")
        self._put_under_tls()
        # What was said in the clear counts for nothing now, and what is left of it is not read (RFC 3207, section 6).
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        self.ask("greeting", self.ehlo)

    def _put_under_tls(self) -> None:
        self._raw = guard.secured(self._raw, self._way, self._deadline)
        self.sock = self._limited()

    def _limited(self) -> Any:
        return _LimitedSocket(self._raw, self._deadline)

    def _sign_in(self, server: MailServer) -> None:
        try:
            with _told(self._deadline):
                self.login(server.user, server.password)
        except smtplib.SMTPAuthenticationError as refused:
            raise MailRefused(refused.smtp_code, "login", "") from None
        except smtplib.SMTPException:
            raise MailRefused(504, "login", "the server offers no way to sign in that we know") from None

    def ask(self, stage: Stage, command: Any, *arguments: Any) -> None:
        """Send a command and read its answer. Raises MailRefused for an answer that is a failure."""
        self._has_sent = self._has_sent or stage == "content"
        try:
            with _told(self._deadline, may_have_arrived=self._has_sent):
                code, text = command(*arguments)
        except smtplib.SMTPResponseException as refused:  # DATA that is refused before the mail is sent
            raise _refusal(refused.smtp_code, stage, refused.smtp_error) from None
        if code not in range(200, 400):
            raise _refusal(code, stage, text)

    def say_goodbye(self) -> None:
        """End politely; the mail is accepted already, whatever the server answers."""
        try:
            self.docmd("QUIT")
        except (OSError, smtplib.SMTPException, EgressFailed):
            return

    def hang_up(self) -> None:
        """Close the connection."""
        self.close()
        self._raw.close()


class _LimitedSocket(DeadlineSocket):
    """A connection on which no server can talk for ever."""

    def __init__(self, connected: Any, deadline: float) -> None:
        super().__init__(connected, deadline)
        self._bytes_left = MAXIMUM_ANSWER_BYTES

    def receive_into(self, buffer: Any) -> int:
        """See DeadlineSocket. Raises EgressFailed when the server has said too much."""
        received = super().receive_into(buffer)
        self._bytes_left -= received
        if self._bytes_left < 0:
            raise EgressFailed("too_large", f"the mail server said more than {MAXIMUM_ANSWER_BYTES} bytes")
        return received


class _told:  # noqa: N801 - used like a function
    """Turns what the network and smtplib raise into EgressFailed."""

    def __init__(self, deadline: float, *, may_have_arrived: bool = False) -> None:
        self._deadline, self._may_have_arrived = deadline, may_have_arrived

    def __enter__(self) -> None:
        """See contextlib."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        arrived, is_late = self._may_have_arrived, time.monotonic() >= self._deadline
        match error:
            case TimeoutError():
                raise EgressFailed("timeout", "the mail server was too slow", may_have_arrived=arrived) from None
            case smtplib.SMTPServerDisconnected() if is_late:  # smtplib's word for every failure to read
                raise EgressFailed("timeout", "the mail server was too slow", may_have_arrived=arrived) from None
            case smtplib.SMTPServerDisconnected():
                raise EgressFailed("connection", "the mail server hung up", may_have_arrived=arrived) from None
            case smtplib.SMTPException():
                return
            case OSError():
                raise EgressFailed("connection", guard.error_text(error), may_have_arrived=arrived) from None
            case ValueError():
                raise EgressFailed(
                    "protocol", "the mail server does not speak SMTP", may_have_arrived=arrived
                ) from None


def _refusal(code: int, stage: Stage, text: Any) -> MailRefused:
    message = text.decode("ascii", "replace") if isinstance(text, bytes) else str(text)
    return MailRefused(code, stage, " ".join(message.split())[:SHOWN_CHARACTERS])
