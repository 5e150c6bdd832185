"""A delivery of the sandbox belongs to the day it began in, also when it ends after midnight."""

import json
from datetime import UTC, datetime

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log
from bivelio_core.events.log import Draft
from bivelio_core.store import keys
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import fan_out, queues

from tests.api import ORGANISATION, call, load
from tests.happenings import data_of
from tests.receiver import Receiver, Reply
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
BEFORE_MIDNIGHT = datetime(2026, 4, 7, 23, 59, 50, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 4, 8, 0, 0, 25, tzinfo=UTC)


def serve(bodies):
    records = [{"messageId": str(number), "body": json.dumps(body)} for number, body in enumerate(bodies)]
    assert load("workers/deliver_webhook").handler({"Records": records}, None) == {"batchItemFailures": []}


def test_a_retry_after_midnight_delivers_the_days_event_and_is_noted_in_the_day(monkeypatch):
    monkeypatch.setenv("DELIVERY_DELAY_SCALE", "0")  # the mock's queues wait in real time
    with Receiver(lambda _: Reply(500)) as receiver:
        with clock.frozen(BEFORE_MIDNIGHT):
            sandbox = {"caller": {"environment": "sandbox"}}
            webhook = call("webhooks.create", {"url": receiver.url, "events": ["contact.created"]}, **sandbox).data
            day = store_of(Tenant.at(ORGANISATION, "sandbox"))
            (event,) = log.record(
                day,
                [
                    Draft(
                        "evn_sandbox",
                        "contact.created",
                        clock.timestamp(),
                        data_of("contact.created", {"name": "Núria"}),
                    )
                ],
            )
            fan_out.fan_out([event], day, queues.outbox())
            serve(received("deliveries"))
        receiver.answer = lambda _: Reply()
        with clock.frozen(AFTER_MIDNIGHT):
            (again,) = waiting = received("redeliveries")
            assert (again["day"], again["attempt"]) == ("2026-04-07", 2)
            serve(waiting)
    assert [request.headers["webhook-id"] for request in receiver.received] == ["evn_sandbox"] * 2
    with clock.frozen(AFTER_MIDNIGHT):
        attempts = day.query(keys.DELIVERY_ATTEMPT, webhook["webhook_id"])
        (state,) = day.query(keys.DELIVERY, webhook["webhook_id"])
        recorded = day.query(keys.EVENT)
    assert [attempt["outcome"] for attempt in attempts] == ["failed", "delivered"]
    assert state["status"] == "delivered"
    end_of_day = datetime(2026, 4, 8, tzinfo=UTC).timestamp()
    for item in (state, *attempts, *recorded):
        assert end_of_day <= item["ttl"] <= end_of_day + 3 * 86_400, "gone with the day, not after 30"
