"""What is sent in the format CloudEvents is one by the package of the CloudEvents project."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from bivelio_core.events.log import Event
from bivelio_core.webhooks import payload, request, secrets
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook as Verifier

from tests.api import ORGANISATION
from tests.receiver import Receiver
from tests.webhooks.attempt import STORE

SECRET = "whsec_" + "A" * 32
DATA: dict[str, Any] = {"name": "coŀlaboració — 10 €", "amount": 75.6, "tags": [], "deep": {"a": [1, None, True]}}
EVENT = Event("evn_1", "invoice.paid", "2026-04-07T13:05:00Z", DATA, "2026-04-07T13:05:00.000000Z")

pytestmark = pytest.mark.usefixtures("services")


def webhook(url: str = "https://example.com/", **about: Any) -> dict[str, Any]:
    return {"SK": "wh_1", "url": url, "secrets": secrets.first(SECRET, ORGANISATION), **about}


def test_a_cloudevent_is_read_by_their_package_in_structured_mode():
    with Receiver() as receiver:
        assert request.send(EVENT, webhook(receiver.url, payload_format="cloudevents"), STORE).is_success
    (sent,) = receiver.received
    assert sent.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    read = from_http_event(HTTPMessage(headers=sent.headers, body=sent.body))
    assert (read.get_id(), read.get_type()) == ("evn_1", "com.bivelio.invoice.paid")
    assert (read.get_source(), read.get_specversion()) == (f"urn:bivelio:{ORGANISATION}", "1.0")
    assert read.get_time() == datetime(2026, 4, 7, 13, 5, tzinfo=UTC)
    assert (read.get_data(), read.get_datacontenttype()) == (DATA, "application/json")
    assert read.get_extension("webhookid") == "wh_1"
    assert Verifier(SECRET).verify(sent.body, dict(sent.headers)), "it is signed like any other"


def test_without_a_format_it_is_the_documented_body():
    made = payload.of(EVENT, webhook(), ORGANISATION)
    assert made.content_type == "application/json; charset=utf-8"
    assert list(json.loads(made.body)) == ["id", "event", "timestamp", "webhook_id", "data"]


@pytest.mark.parametrize("chosen", ["bivelio", "cloudevents"])
def test_each_attempt_has_the_same_bytes(chosen):
    made = {payload.of(EVENT, webhook(payload_format=chosen), ORGANISATION).body for _ in range(3)}
    assert len(made) == 1
