"""POST /v1/webhooks/replay keeps its promises."""

import json
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log
from bivelio_core.events.log import Draft
from bivelio_core.store import keys
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.functions.webhooks.registered import register
from tests.receiver import Receiver
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
EVENT = "evn_0000000000000000"


def record_event(event_id: str = "evn_replayed") -> log.Event:
    store = store_of(Tenant.at(ORGANISATION, "live"))
    return log.record(store, [Draft(event_id, "contact.created", "2026-04-07T12:00:00Z", {"id": "ct_1"})])[0]


def serve(body: dict) -> None:
    message = {"messageId": "1", "body": json.dumps(body)}
    assert load("workers/deliver_webhook").handler({"Records": [message]}, None) == {"batchItemFailures": []}


def test_one_event_is_sent_again_whatever_became_of_it():
    event = record_event()
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        for _ in range(2):
            answer = call("webhooks.replay", {"webhook_id": webhook_id, "event_id": event.id})
            assert (answer.status, answer.data["status"]) == (202, "queued")
            for body in received("deliveries"):
                serve(body)
    assert [request.headers["webhook-id"] for request in receiver.received] == [event.id, event.id]


def test_all_missed_events_since_a_time_are_queued_as_one_walk(table):
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        answer = call("webhooks.replay", {"webhook_id": webhook_id, "since": "2026-04-07T00:00:00Z"})
        (body,) = received("redeliveries")
    assert answer.data["since"] == "2026-04-07T00:00:00Z"
    assert body["webhook"] == webhook_id
    assert table.get(keys.Key(f"{ORGANISATION}#live#WH", webhook_id))["replay"] == body["replay"]


@pytest.mark.parametrize(
    ("wanted", "constraint"),
    [({}, "one_of"), ({"event_id": EVENT, "since": "2026-04-07T00:00:00Z"}, "one_of"), ({"since": "today"}, "type")],
)
def test_either_an_event_or_a_time_is_named(wanted, constraint):
    answer = call("webhooks.replay", {"webhook_id": register()["webhook_id"], **wanted})
    assert (answer.status, answer.error["details"]["constraint"]) == (400, constraint)


def test_a_disabled_webhook_must_be_enabled_first():
    webhook_id = register()["webhook_id"]
    call("webhooks.update", {"webhook_id": webhook_id, "status": "disabled"})
    answer = call("webhooks.replay", {"webhook_id": webhook_id, "since": "2026-04-07T00:00:00Z"})
    assert (answer.status, answer.error["details"]["reason"]) == (409, "disabled")


def test_an_unknown_event_is_not_found_and_a_foreign_one_forbidden():
    from bivelio_core import ids

    webhook_id = register()["webhook_id"]
    assert call("webhooks.replay", {"webhook_id": webhook_id, "event_id": "evn_unknown"}).status == 404
    foreign = ids.new_id("event", OTHER_ORGANISATION)
    assert call("webhooks.replay", {"webhook_id": webhook_id, "event_id": foreign}).status == 403


def test_only_what_happened_since_the_time_is_delivered_again():
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        call("webhooks.update", {"webhook_id": webhook_id, "status": "disabled"})
        with clock.frozen(clock.now() - timedelta(hours=2)):
            record_event("evn_old")
        with clock.frozen(clock.now() - timedelta(minutes=30)):
            record_event("evn_new")
        call("webhooks.enable", {"webhook_id": webhook_id})
        since = clock.timestamp(clock.now() - timedelta(hours=1))
        call("webhooks.replay", {"webhook_id": webhook_id, "since": since})
        with clock.frozen(clock.now() + timedelta(seconds=10)):
            for body in received("redeliveries"):
                serve(body)
    assert [request.headers["webhook-id"] for request in receiver.received] == ["evn_new"]
