"""Our mail, judged by a server of others beside aiosmtpd (`make judges`): maildev, with its account and under TLS."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bivelio_core.egress import guard
from bivelio_core.providers.messaging.email.smtp import SmtpServer
from bivelio_core.providers.messaging.failures import Refused
from bivelio_core.providers.messaging.port import Account, Draft, Media

from tests.judges import programs
from tests.mail_server import authority
from tests.providers.mcp_server.test_judges import free_port, running

USER, PASSWORD = "correu", "contrasenya-secreta"
SAID = {
    "type": "text",
    "body": "Bon dia, Núria €\n.una línia que comença amb un punt",
    "subject": "Comanda Ŀl·lustre 2026/17",
    "html": "<p>Bon <b>dia</b>, Núria</p>",
}


class Maildev(NamedTuple):
    """The running judge: where it takes mail, and where it tells what it has read."""

    port: int
    web: int

    def account(self, password: str = PASSWORD) -> Account:
        """The account on it."""
        settings = {"host": "127.0.0.1", "port": self.port, "security": "tls", "username": USER}
        shown = {"from_address": "info@exemple.com", "from_name": "Empresa, S.L."}
        return Account("smtp", {**settings, **shown}, {"password": password})

    def mails(self) -> Any:
        """What it has read."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/api/email", timeout=10) as answer:
            return json.loads(answer.read())


@pytest.fixture
def maildev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maildev]:
    """Maildev with an account, under TLS from the first byte, with a certificate that this process trusts."""
    certificate, port, web = authority(tmp_path), free_port(), free_port()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    guard._tls.cache_clear()
    command = programs.mail_judge(port, web, certificate, tmp_path / "key.pem", USER, PASSWORD)
    with running(command, {}, web):
        yield Maildev(port, web)
    guard._tls.cache_clear()


def test_it_takes_our_mail_and_reads_what_we_wrote(maildev):
    first = Draft("msg_1", "maria@exemple.com", SAID, Media(b"%PDF-1.7\n%%EOF", "application/pdf", "oferta núria.pdf"))
    accepted = SmtpServer().send(maildev.account(), first, timeout_seconds=20)
    answer = Draft("msg_2", "maria@exemple.com", SAID, thread=(accepted.provider_id,), is_automatic=True)
    SmtpServer().send(maildev.account(), answer, timeout_seconds=20)
    one, two = sorted(maildev.mails(), key=lambda each: str(each["headers"]["message-id"]))
    assert (one["subject"], one["text"].strip(), one["html"].strip()) == (SAID["subject"], SAID["body"], SAID["html"])
    assert one["from"] == [{"address": "info@exemple.com", "name": "Empresa, S.L."}]
    assert [each["address"] for each in one["to"]] == ["maria@exemple.com"]
    assert one["headers"]["message-id"] == accepted.provider_id
    assert [each["filename"] for each in one["attachments"]] == ["oferta núria.pdf"]
    assert two["headers"]["in-reply-to"] == two["headers"]["references"] == accepted.provider_id
    assert two["headers"]["auto-submitted"] == "auto-generated"


def test_a_wrong_password_is_told_and_no_mail_goes(maildev):
    with pytest.raises(Refused) as refused:
        SmtpServer().send(maildev.account("another"), Draft("msg_1", "a@exemple.com", SAID), timeout_seconds=20)
    assert (refused.value.reason, maildev.mails()) == ("credentials_rejected", [])
    assert SmtpServer().check(maildev.account())["address"] == "info@exemple.com"
