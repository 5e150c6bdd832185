"""smtplib gets its socket from the guard alone: no forbidden server, nothing in the clear, no exchange without end."""

import ast
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from bivelio_core import egress
from bivelio_core.egress import guard, mail

from tests.egress.hostile import MAIL_SERVERS, NAMES
from tests.mail_server import MailServer, authority
from tools.template import ROOT

CONTENT = b"Subject: Hola\r\nMessage-ID: <1@bivelio.com>\r\n\r\nBon dia\r\n.\r\nfi\r\n"
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
"""aiosmtpd does not know that a connection on port 465 is under TLS already."""

LOCAL = {"loopback", "full-width digits"}
"""Those that say 127.0.0.1, which the local runtime may call."""


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """The folder of a certificate that this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority(tmp_path)))
    guard._tls.cache_clear()
    yield tmp_path
    guard._tls.cache_clear()


def submit(server: MailServer, **changed) -> None:
    about = {"host": "127.0.0.1", "port": server.port, "user": server.user, "password": server.password, **changed}
    mail.submit(mail.MailServer(**about), "info@example.com", ["maria@exemple.com"], CONTENT)


@pytest.mark.parametrize("server", MAIL_SERVERS.values(), ids=MAIL_SERVERS.keys())
def test_a_hostile_server_is_refused_at_registration_and_at_the_call(monkeypatch, server):
    monkeypatch.setenv("DEPLOYMENT", "cloud")
    with pytest.raises(egress.EgressRefused) as refusal:
        mail.check(*server)
    assert "169.254" not in refusal.value.reason
    with pytest.raises(egress.EgressRefused):
        mail.submit(mail.MailServer(*server), "a@example.com", ["b@example.com"], CONTENT)


@pytest.mark.parametrize("name", sorted(MAIL_SERVERS.keys() - LOCAL))
def test_the_local_runtime_refuses_them_too(name):
    with pytest.raises(egress.EgressRefused):
        mail.check(*MAIL_SERVERS[name])


@pytest.mark.parametrize("addresses", NAMES.values(), ids=NAMES.keys())
def test_a_name_with_a_forbidden_address_is_refused(names, addresses):
    names.records["mail.example.com"] = [addresses]
    with pytest.raises(egress.EgressRefused):
        mail.check("mail.example.com", 587)
    with pytest.raises(egress.EgressRefused):
        mail.sign_in(mail.MailServer("mail.example.com", 465))


def test_a_name_is_asked_for_once_and_the_checked_address_is_the_one_that_is_dialled(names):
    names.records["mail.example.com"] = [["93.184.216.34"], ["127.0.0.1"]]
    way = guard.route("https://mail.example.com:587/", time.monotonic() + 60, guard.MAIL)
    assert [str(address.ip) for address in way.addresses] == ["93.184.216.34"]
    with pytest.raises(egress.EgressRefused):  # the name has moved: what was safe at registration is refused now
        mail.sign_in(mail.MailServer("mail.example.com", 587))


def test_the_local_runtimes_own_ports_are_refused(monkeypatch, tmp_path):
    with MailServer(tmp_path) as server:
        monkeypatch.setenv("RUNTIME_PORTS", str(server.port))
        with pytest.raises(egress.EgressRefused, match="the local runtime's own"):
            submit(server)


def test_a_mail_is_handed_over_after_starttls_and_a_login(trusted):
    with MailServer(trusted) as server:
        submit(server)
    (kept,) = server.mails
    assert (kept.sender, kept.recipients) == ("info@example.com", ("maria@exemple.com",))
    assert (kept.is_signed_in, kept.is_under_tls) == (True, True)
    assert kept.content == CONTENT


def test_a_server_may_speak_tls_from_the_first_byte(trusted):
    with MailServer(trusted, tls="tls") as server:
        submit(server, security="tls")
    (kept,) = server.mails
    assert kept.content == CONTENT


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_login(tmp_path, tls):
    with MailServer(tmp_path, tls=tls) as server, pytest.raises(egress.EgressFailed) as failure:
        submit(server, security=tls)
    assert (failure.value.kind, failure.value.may_have_arrived, server.mails) == ("tls", False, [])


def test_a_server_without_starttls_gets_neither_password_nor_mail():
    said, answers = bytearray(), [b"220 hello\r\n", b"250-mail\r\n250 AUTH PLAIN LOGIN\r\n"]
    with Script(answers, said) as server, pytest.raises(egress.EgressFailed) as failure:
        mail.submit(replace(server.account, security="starttls"), "a@example.com", ["b@example.com"], CONTENT)
    assert failure.value.kind == "tls"
    assert said.split(b"\r\n")[:2] == [b"ehlo api.bivelio.com", b""]


@pytest.mark.parametrize(
    ("answer", "stage", "is_temporary"),
    [("550 no such user", "content", False), ("451 try again later", "content", True)],
)
def test_a_refusal_tells_its_code_and_whether_it_may_pass(trusted, answer, stage, is_temporary):
    with MailServer(trusted, answer=lambda _: answer) as server, pytest.raises(mail.MailRefused) as refused:
        submit(server)
    assert (refused.value.code, refused.value.stage) == (int(answer[:3]), stage)
    assert refused.value.is_temporary is is_temporary


def test_a_wrong_password_is_refused_and_repeated_nowhere(trusted):
    with MailServer(trusted) as server, pytest.raises(mail.MailRefused) as refused:
        submit(server, password="wrong-password")
    assert (refused.value.stage, refused.value.is_temporary) == ("login", False)
    assert "wrong" not in f"{refused.value!r} {refused.value} {refused.value.text}"
    assert "secret" not in repr(mail.MailServer("mail.example.com", 587, "user", "secret"))


TEN_MINUTES_MS = 600_000
HELLO = [b"220 hello\r\n", b"250-mail\r\n250 8BITMIME\r\n"]
SILENT = {
    "says nothing": ([], "timeout", False),
    "hangs up at once": ([None], "connection", False),
    "hangs up in the middle": ([*HELLO, b"250 ok\r\n", None], "connection", False),
    "falls silent after the mail": ([*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"], "timeout", True),
    "hangs up after the mail": ([*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n", None], "connection", True),
}


@pytest.mark.parametrize(("answers", "kind", "may_have_arrived"), SILENT.values(), ids=SILENT.keys())
def test_whatever_a_server_does_the_exchange_ends_in_time(answers, kind, may_have_arrived):
    with Script(answers, bytearray()) as server, pytest.raises(egress.EgressFailed) as failure:
        mail.submit(server.account, "a@example.com", ["b@example.com"], CONTENT, timeout_seconds=0.4)
    assert (failure.value.kind, failure.value.may_have_arrived) == (kind, may_have_arrived)
    assert 0 <= failure.value.elapsed_ms < TEN_MINUTES_MS  # how long it took, not when it was


def test_a_server_that_speaks_something_else_is_refused():
    with Script([b"HTTP/1.1 400 Bad Request\r\n\r\n"], bytearray()) as server, pytest.raises(mail.MailRefused):
        mail.submit(server.account, "a@example.com", ["b@example.com"], CONTENT, timeout_seconds=5)


def test_a_server_that_talks_for_ever_is_cut_off():
    with Script([b"220-more\r\n" * 100_000], bytearray()) as server, pytest.raises(egress.EgressFailed) as failure:
        mail.submit(server.account, "a@example.com", ["b@example.com"], CONTENT, timeout_seconds=30)
    assert failure.value.kind == "too_large"


@pytest.mark.parametrize(
    "sender", ["a@example.com>\r\nRCPT TO:<eve@example.com", "a@example.com\r\nDATA", "é@example.com"]
)
def test_an_address_cannot_carry_a_command(sender):
    said = bytearray()
    with Script([*HELLO, b"250 ok\r\n"], said) as server, pytest.raises(egress.EgressFailed):
        mail.submit(server.account, sender, ["b@example.com"], CONTENT, timeout_seconds=5)
    assert b"eve@" not in said
    assert b"DATA" not in said


def test_no_other_module_of_ours_imports_smtplib():
    core = ROOT / "layers" / "core" / "bivelio_core"
    importing = {
        file.relative_to(core).as_posix()
        for file in core.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(name.name == "smtplib" for name in node.names)
    }
    assert importing == {"egress/mail.py"}


class Script:
    """A server that says these things in turn, after the greeting each to a line that it got; None hangs up."""

    def __init__(self, answers: Sequence[bytes | None], said: bytearray) -> None:
        self._answers, self._said = answers, said
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def account(self) -> mail.MailServer:
        return mail.MailServer("127.0.0.1", self._listener.getsockname()[1], security="none")

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            for number, answer in enumerate(self._answers):
                if number and not self._heard(connection):
                    return
                if answer is None:
                    return
                try:
                    connection.sendall(answer)
                except OSError:
                    return
            self._heard(connection)
            self._is_over.wait(10)

    def _heard(self, connection: socket.socket) -> bool:
        try:
            part = connection.recv(65_536)
        except OSError:
            return False
        self._said += part
        return bool(part)
