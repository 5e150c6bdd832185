"""POST /v1/webhooks/replay keeps its promises."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log
from bivelio_core.events.log import Draft
from bivelio_core.store import keys
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import missed as missed_events
from bivelio_core.webhooks import queues, state
from bivelio_core.webhooks.replay import walk
from bivelio_core.webhooks.request import ReceiverAnswer

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.functions.webhooks.registered import register
from tests.receiver import Receiver
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
EVENT = "evn_0000000000000000"
URL = "http://127.0.0.1:9/hook"
LIVE = Tenant.at(ORGANISATION, "live")


def record_event(event_id: str = "evn_replayed") -> log.Event:
    store = store_of(Tenant.at(ORGANISATION, "live"))
    return log.record(store, [Draft(event_id, "contact.created", "2026-04-07T12:00:00Z", {"id": "ct_1"})])[0]


def serve(body: dict[str, Any]) -> None:
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
    assert table.get(Key(f"{ORGANISATION}#live#WH", webhook_id))["replay"] == body["replay"]


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


@pytest.fixture
def missed():
    """A webhook of two hours ago that has missed an event each half hour, one of them older; time stands."""
    now = clock.now()
    with clock.frozen(now - timedelta(hours=2)):
        webhook_id = register(URL)["webhook_id"]
    for minutes in (150, 110, 80, 50, 20):
        with clock.frozen(now - timedelta(minutes=minutes)):
            record_event(f"evn_{minutes}")
    with clock.frozen(now):
        yield webhook_id


def asked(webhook_id, **wanted):
    answer = call("webhooks.replay", {"webhook_id": webhook_id, **wanted}).data
    return answer["status"], answer["count"], answer["count_is_exact"]


def ago(minutes):
    return clock.timestamp(clock.now() - timedelta(minutes=minutes))


def test_a_dry_run_counts_what_would_be_delivered_and_queues_nothing(missed, table):
    assert asked(missed, since=ago(600), dry_run=True) == ("counted", 4, True)
    assert asked(missed, since=ago(600), until=ago(60), dry_run=True) == ("counted", 2, True)
    assert asked(missed, since=ago(90), until=ago(30), dry_run=True) == ("counted", 2, True)
    assert asked(missed, event_id="evn_150", dry_run=True) == ("counted", 1, True)
    assert not received("redeliveries")
    assert not received("deliveries")
    assert "replay" not in table.get(Key(f"{ORGANISATION}#live#WH", missed))
    call("webhooks.update", {"webhook_id": missed, "status": "disabled"})
    assert asked(missed, since=ago(600), dry_run=True) == ("counted", 4, True)


def test_what_the_receiver_has_is_not_counted(missed):
    state.reopen(store_of(LIVE), "evn_80", missed)
    store_of(LIVE).update(keys.DELIVERY, "evn_80", Update(set={"status": "delivered"}), missed)
    assert asked(missed, since=ago(600)) == ("queued", 3, True)


def test_a_count_of_more_than_is_looked_at_says_so(missed, monkeypatch):
    monkeypatch.setattr(missed_events, "EXAMINED", 3)
    assert asked(missed, since=ago(600), dry_run=True) == ("counted", 3, False)
    assert asked(missed, since=ago(90), dry_run=True) == ("counted", 3, True)


def test_nothing_older_than_the_webhook_and_nothing_after_until_is_delivered(missed):
    answer = call("webhooks.replay", {"webhook_id": missed, "since": ago(600), "until": ago(60)}).data
    assert (answer["since"], answer["starts_at"]) == (ago(600), ago(120))
    (body,) = received("redeliveries")
    sent = []

    def take(event, _webhook, _organisation):
        sent.append(event.id)
        return ReceiverAnswer("delivered", 1, 200, "ok")

    message = queues.parse(body)
    assert isinstance(message, queues.Replay)
    walk(message, store_of(LIVE), queues.outbox(), take)
    assert sent == ["evn_110", "evn_80"]


def test_a_webhook_that_was_registered_a_moment_after_an_event_of_the_same_second_is_not_told_of_it():
    second = clock.now().replace(microsecond=0) - timedelta(minutes=1)
    with clock.frozen(second + timedelta(microseconds=200_000)):
        record_event()
    with clock.frozen(second + timedelta(microseconds=700_000)):
        webhook_id = register(URL)["webhook_id"]
    assert asked(webhook_id, since=ago(600), dry_run=True) == ("counted", 0, True)


def test_a_webhook_from_before_its_place_was_kept_begins_with_its_second(missed, table):
    table.update(Key(f"{ORGANISATION}#live#WH", missed), Update(remove=["registered_at"]))
    assert asked(missed, since=ago(600), dry_run=True) == ("counted", 4, True)


@pytest.mark.parametrize("wanted", [{"event_id": EVENT}, {"since": "2026-04-07T12:00:01Z"}])
def test_until_needs_since_and_cannot_be_before_it(wanted):
    asked = {"webhook_id": register()["webhook_id"], "until": "2026-04-07T12:00:00Z", **wanted}
    answer = call("webhooks.replay", asked)
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "until_before_since")


def test_only_what_happened_since_the_time_is_delivered_again():
    with Receiver() as receiver:
        with clock.frozen(clock.now() - timedelta(hours=3)):
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


def test_the_types_and_only_failed_ones_are_counted_and_handed_to_the_replay(missed):
    assert asked(missed, since=ago(600), events=["contact.created"], dry_run=True) == ("counted", 4, True)
    assert asked(missed, since=ago(600), only_failed=True, dry_run=True) == ("counted", 0, True)
    state.reopen(store_of(LIVE), "evn_80", missed)
    store_of(LIVE).update(keys.DELIVERY, "evn_80", Update(set={"status": "failed"}), missed)
    assert asked(missed, since=ago(600), events=["contact.created"], only_failed=True) == ("queued", 1, True)
    (body,) = received("redeliveries")
    assert (body["types"], body["only_failed"]) == (["contact.created"], True)


def test_the_webhook_shows_the_progress_of_its_newest_replay(missed):
    assert "replay" not in call("webhooks.get", {"webhook_id": missed}).data
    call("webhooks.replay", {"webhook_id": missed, "since": ago(600), "until": ago(60)})
    shown = call("webhooks.get", {"webhook_id": missed}).data["replay"]
    assert (shown["status"], shown["count"], shown["count_is_exact"]) == ("running", 2, True)
    assert (shown["since"], shown["until"], shown["delivered"], shown["failed"]) == (ago(120), ago(60), 0, 0)


@pytest.mark.parametrize(
    ("wanted", "field", "constraint"),
    [
        ({"since": "2026-04-07T00:00:00Z", "events": ["invoice.paid"]}, "events[0]", "choice"),
        ({"event_id": EVENT, "events": ["contact.created"]}, "events", "needs_since"),
        ({"event_id": EVENT, "only_failed": True}, "only_failed", "needs_since"),
    ],
)
def test_what_a_replay_is_limited_to_must_fit(wanted, field, constraint):
    answer = call("webhooks.replay", {"webhook_id": register()["webhook_id"], **wanted})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
    assert answer.error["details"]["constraint"] == constraint
