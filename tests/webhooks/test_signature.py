"""Receivers that others wrote accept what we send, accents included, and refuse what was tampered with or is old."""

import shutil
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import clock, egress
from bivelio_core.events.log import Event
from bivelio_core.webhooks import payload, request, secrets, signature
from bivelio_core.webhooks.chosen_secret import choose
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from tests.api import ORGANISATION
from tests.receiver import Receiver, Reply
from tests.there import there
from tests.webhooks.attempt import STORE

RECEIVERS = Path(__file__).parent / "receivers"
NAMES = ["Núria Vilà i Fills, S.L.", "coŀlaboració — 10 €", "東京 🦊", 'quotes " and \\ and </script>', "\u2028"]
GENERATED = choose(None)
OWN = "whsec_el_teu_secret_de_verificacio"

pytestmark = pytest.mark.usefixtures("services")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
needs_package = pytest.mark.skipif(
    not (RECEIVERS / "node_modules").exists(), reason="`make receivers` installs the package"
)


@contextmanager
def node(script: str, secret: str):
    """A receiver in Node; answers its address."""
    process = subprocess.Popen(["node", script, secret], cwd=RECEIVERS, stdout=subprocess.PIPE, text=True)  # noqa: S607
    printed = there(process.stdout)
    try:
        yield f"http://127.0.0.1:{int(printed.readline())}/hook"
    finally:
        process.kill()
        process.wait()
        printed.close()


def event(name: str) -> Event:
    return Event("evn_signed", "contact.created", "2026-04-07T13:05:00Z", {"name": name}, "2026-04-07T13:05:00.000000Z")


def webhook(url: str, secret: str) -> dict[str, Any]:
    return {"SK": "wh_1", "url": url, "secrets": secrets.first(secret, ORGANISATION)}


def tampered(url: str, secret: str, **headers: str) -> int:
    """Our delivery with one byte changed on the way; answers the receiver's status."""
    body = payload.bivelio(event("Núria"), "wh_1")
    signed = signature.headers("evn_signed", int(clock.epoch()), body, [secret]) | headers
    changed = body if headers else body.replace("Núria".encode(), b"Nuria" + b" ")
    return egress.fetch("POST", url, headers=signed, body=changed).status


@needs_node
@pytest.mark.parametrize("secret", [GENERATED, OWN], ids=["generated", "own"])
def test_the_references_own_verification_in_node_accepts_us(secret):
    with node("reference.js", secret) as url:
        for name in NAMES:
            answer = request.send(event(name), webhook(url, secret), STORE)
            assert (answer.response_status, answer.response_body) == (200, name)
        assert tampered(url, secret) == 401
        assert tampered(url, secret, **{"X-BiVelio-Signature": "sha256=" + "0" * 64}) == 401
        assert request.send(event("x"), webhook(url, "another secret of 24+ characters"), STORE).response_status == 401


@needs_node
@needs_package
def test_the_npm_package_standardwebhooks_accepts_us_and_refuses_old_deliveries():
    with node("standard.js", GENERATED) as url:
        for name in NAMES:
            answer = request.send(event(name), webhook(url, GENERATED), STORE)
            assert (answer.response_status, answer.response_body) == (200, name)
        assert tampered(url, GENERATED) == 401
        assert tampered(url, GENERATED, **{"webhook-id": "evn_other"}) == 401
        with clock.frozen(clock.now() - timedelta(minutes=6)):
            old = request.send(event("late"), webhook(url, GENERATED), STORE)
        assert (old.response_status, "timestamp" in there(old.response_body)) == (401, True)


def test_the_python_package_standardwebhooks_accepts_us_and_refuses_tampered_or_old_deliveries():
    verifier = Verifier(GENERATED)
    with Receiver() as receiver:
        for name in NAMES:
            assert request.send(event(name), webhook(receiver.url, GENERATED), STORE).is_success
        for name, received in zip(NAMES, receiver.received, strict=True):
            assert verifier.verify(received.body, received.headers)["data"]["name"] == name
        first = receiver.received[0]
        with pytest.raises(WebhookVerificationError):
            verifier.verify(first.body.replace(b"wh_1", b"wh_2"), first.headers)
        with clock.frozen(clock.now() - timedelta(minutes=6)):
            request.send(event("late"), webhook(receiver.url, GENERATED), STORE)
        with pytest.raises(WebhookVerificationError):
            verifier.verify(receiver.received[-1].body, receiver.received[-1].headers)


def test_a_secret_that_is_not_base64_verifies_as_a_raw_key():
    body = b"{}"
    signed = signature.headers("evn_1", int(clock.epoch()), body, [OWN])
    assert Verifier(OWN.encode()).verify(body, signed) == {}


def test_the_delivery_names_us_and_its_event():
    with Receiver() as receiver:
        request.send(event("Maria"), webhook(receiver.url, GENERATED), STORE)
    headers = receiver.received[0].headers
    assert headers["user-agent"].startswith("BiVelio-Webhooks/")
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["webhook-id"] == "evn_signed"


def test_no_redirect_is_followed():

    with Receiver() as elsewhere, Receiver(lambda _: Reply(307, {"Location": elsewhere.url})) as receiver:
        answer = request.send(event("Maria"), webhook(receiver.url, GENERATED), STORE)
    assert (answer.outcome, answer.response_status) == ("failed", 307)
    assert elsewhere.received == []


@pytest.mark.parametrize(
    "url", ["https://169.254.169.254/", "https://10.0.0.1/", "http://192.168.1.1/", "file:///etc/passwd"]
)
def test_an_address_that_has_become_forbidden_is_refused_at_delivery(url):
    answer = request.send(event("Maria"), webhook(url, GENERATED), STORE)
    assert (answer.outcome, answer.response_status) == ("refused", None)
