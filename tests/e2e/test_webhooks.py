"""Webhooks on the whole platform: from a call of the API to a receiver on this machine, and back from a failure."""

import hashlib
import hmac
import json
import time

import pytest
from standardwebhooks import Webhook as Verifier

from tests.receiver import Receiver, Reply
from tests.running import until

pytestmark = pytest.mark.e2e


@pytest.fixture(params=["live", "test"])
def api(request, platform, organisation):
    """Calls operations with an administrator's key, live or of the sandbox, of an organisation of the test's own.

    Receivers and the log are counted: nobody else's contacts may reach them.
    """
    key = organisation("enterprise")["keys"][f"{request.param}_secret"]
    base = "/v1" if request.param == "live" else "/sandbox/v1"

    def call(operation, data=None):
        answer = platform.call(f"{base}/{operation.replace('.', '/')}", {"data": data or {}}, X_API_Key=key)
        assert answer.status in {200, 202}, answer
        return answer.json()["data"]

    return call


def names(receiver):
    return [json.loads(request.body)["data"]["name"] for request in receiver.received]


def test_a_created_and_a_changed_contact_reach_the_receiver_signed(api):
    with Receiver() as receiver:
        webhook = api("webhooks.create", {"url": receiver.url, "events": ["contact.created", "contact.updated"]})
        contact = api("contacts.create", {"type": "person", "name": "Núria Vilà"})
        until(lambda: receiver.received)
        api("contacts.update", {"id": contact["id"], "tags": ["client"]})
        until(lambda: len(receiver.received) == 2)
        secret = webhook["signing_secret"]
        for received in receiver.received:
            expected = hmac.new(secret.encode(), received.body, hashlib.sha256).hexdigest()
            assert received.headers["x-bivelio-signature"] == expected
            Verifier(secret).verify(received.body, received.headers)
        created, updated = (json.loads(received.body) for received in receiver.received)
        assert (created["event"], created["data"]) == ("contact.created", contact)
        assert (updated["event"], updated["data"]["previous"]) == ("contact.updated", {"tags": []})
        assert api("events.get", {"id": created["id"]})["data"] == contact
        deliveries = until(lambda: api("webhooks.deliveries", {"webhook_id": webhook["webhook_id"]})["deliveries"])
        assert {delivery["outcome"] for delivery in deliveries} == {"delivered"}
        api("webhooks.delete", {"webhook_id": webhook["webhook_id"]})


def test_a_receiver_that_fails_is_switched_off_and_hears_everything_after_a_replay(api):
    with Receiver(lambda _: Reply(500)) as receiver:
        webhook_id = api("webhooks.create", {"url": receiver.url, "events": ["contact.created"]})["webhook_id"]

        def status():
            return api("webhooks.get", {"webhook_id": webhook_id})["status"]

        api("contacts.create", {"type": "person", "name": "0"})
        until(lambda: status() == "disabled")
        assert names(receiver) == ["0"] * 5
        for number in range(1, 6):
            api("contacts.create", {"type": "person", "name": str(number)})
        events = until(lambda: of_contacts(api, count=6))
        assert len(receiver.received) == 5, "nobody is called while it is off"
        receiver.answer = lambda _: Reply()
        receiver.received.clear()
        api("webhooks.enable", {"webhook_id": webhook_id})
        api("webhooks.replay", {"webhook_id": webhook_id, "since": events[0]["timestamp"]})
        until(lambda: len(receiver.received) >= 6)
        order = [event["data"]["name"] for event in events]
        assert sorted(order) == ["0", "1", "2", "3", "4", "5"]
        assert names(receiver)[-6:] == order, "that of the log: what happens at once is recorded in any order"
        assert status() == "active"
        api("webhooks.delete", {"webhook_id": webhook_id})


def test_an_ordered_and_limited_webhook_gets_events_in_their_order_and_not_too_fast(api):
    starts = []

    def answer(_):
        starts.append(time.monotonic())
        return Reply(500 if len(starts) == 1 else 200)

    with Receiver(answer) as receiver:
        wanted = {"url": receiver.url, "events": ["contact.created"], "rate_limit": 4, "ordering": True}
        webhook_id = api("webhooks.create", wanted)["webhook_id"]
        for number in range(101, 109):
            api("contacts.create", {"type": "person", "name": str(number)})
        until(lambda: len(receiver.received) == 9)
        order = [event["data"]["name"] for event in of_contacts(api, count=8)]
        assert names(receiver) == [order[0], *order], "the first one failed once and held up the others"
        assert all(later - earlier > 0.95 for earlier, later in zip(starts, starts[4:], strict=False))
        until(lambda: len(api("webhooks.deliveries", {"webhook_id": webhook_id})["deliveries"]) == 9)
        api("webhooks.delete", {"webhook_id": webhook_id})


def test_another_webhook_is_told_of_one_that_is_disabled(api):
    with Receiver() as watcher, Receiver(lambda _: Reply(410)) as gone:
        watch = api("webhooks.create", {"url": watcher.url, "events": ["webhook.disabled"]})["webhook_id"]
        webhook_id = api("webhooks.create", {"url": gone.url, "events": ["contact.created"]})["webhook_id"]
        api("contacts.create", {"type": "person", "name": "Núria"})
        until(lambda: watcher.received)
        (told,) = (json.loads(request.body) for request in watcher.received)
        assert (told["event"], told["data"]["webhook_id"], told["data"]["reason"]) == (
            "webhook.disabled",
            webhook_id,
            "gone",
        )
        for made in (watch, webhook_id):
            api("webhooks.delete", {"webhook_id": made})


def of_contacts(api, count):
    """The events of the contacts that the test has created, in the order of the log, once there are so many."""
    found, after = [], None
    while True:
        page = api("events.list", {"types": ["contact.created"], "limit": 100, **({"after": after} if after else {})})
        found += page["events"]
        after = page["next_after"]
        if not page["has_more"]:
            break
    return found if len(found) == count else None
