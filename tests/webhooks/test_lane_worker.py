"""The function of lanes serves turns, and the one that deliveries have leaves turns to it."""

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log
from bivelio_core.events.log import Draft
from bivelio_core.store import keys
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import fan_out, queues
from bivelio_core.webhooks.queues import Turn

from tests.api import ORGANISATION, call, load
from tests.happenings import data_of
from tests.receiver import Receiver
from tests.services import waiting

pytestmark = pytest.mark.usefixtures("table")


def serve(function, *bodies):
    records = [{"messageId": str(number), "body": json.dumps(body)} for number, body in enumerate(bodies)]
    return load(f"workers/{function}").handler({"Records": records}, None)["batchItemFailures"]


def turn(**about):
    return asdict(Turn(ORGANISATION, "live", None, "wh_no", **about))


def test_a_turn_delivers_what_waits_in_the_log_and_counts_its_attempts(capsys):
    store = store_of(Tenant.at(ORGANISATION, "live"))
    with Receiver() as receiver:
        about = {"url": receiver.url, "events": ["contact.created"], "rate_limit": 50}
        webhook = call("webhooks.create", about).data["webhook_id"]
        drafts = [
            Draft(f"evn_{n}", "contact.created", clock.timestamp(), data_of("contact.created", {"name": "Núria"}))
            for n in range(3)
        ]
        fan_out.fan_out(log.record(store, drafts), store, queues.outbox())
        (found,) = waiting("lanes")
        assert found["webhook"] == webhook
        with clock.frozen(clock.now() + timedelta(seconds=5)):
            assert serve("serve_lanes", {**found, "due_at": 0.0}) == []
    assert [got.headers["webhook-id"] for got in receiver.received] == ["evn_0", "evn_1", "evn_2"]
    assert {item["status"] for item in store.query(keys.DELIVERY, webhook)} == {"delivered"}
    assert capsys.readouterr().out.count('"DeliveryAttempts":1') == 3
    assert waiting("deliveries") == []


def test_a_turn_that_the_function_of_deliveries_is_given_goes_back_to_the_lanes_queue():
    """While a release is deployed, the function may still have the source that it had before."""
    assert serve("deliver_webhook", turn()) == []
    (passed,) = waiting("lanes")
    assert passed["due_at"] >= clock.epoch() + 0.5, "not at once, or it would come back as quickly"
    assert {**passed, "due_at": 0.0} == turn()


def test_what_is_no_turn_is_no_work_of_lanes():
    strange = {**turn(), "event": "evn_1", "place": clock.timestamp()}
    del strange["only_new"]
    assert serve("serve_lanes", strange) == [{"itemIdentifier": "0"}]
