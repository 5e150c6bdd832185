"""POST /v1/webhooks/test keeps its promises."""

import json

import pytest

from tests.api import call
from tests.functions.webhooks.registered import register
from tests.receiver import Receiver, Reply

pytestmark = pytest.mark.usefixtures("table")


def test_the_receiver_gets_an_example_and_the_caller_hears_what_came_of_it():
    with Receiver(lambda _: Reply(202, body="gràcies".encode())) as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        result = call("webhooks.test", {"webhook_id": webhook_id, "event": "workflow.completed"}).data
    body = json.loads(receiver.received[0].body)
    assert body.keys() == {"id", "event", "timestamp", "webhook_id", "data"}
    assert (body["event"], body["webhook_id"], body["id"]) == ("workflow.completed", webhook_id, result["event_id"])
    assert (result["outcome"], result["response_status"], result["response_body"]) == ("delivered", 202, "gràcies")


def test_a_failure_is_an_answer_too_and_switches_nothing_off():
    with Receiver(lambda _: Reply(410)) as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        result = call("webhooks.test", {"webhook_id": webhook_id}).data
        assert (result["outcome"], result["response_status"]) == ("failed", 410)
    result = call("webhooks.test", {"webhook_id": webhook_id}).data
    assert result["error"].startswith("connection:")
    assert call("webhooks.get", {"webhook_id": webhook_id}).data["status"] == "active"


def test_a_disabled_webhook_can_be_tried_before_it_is_enabled():
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        call("webhooks.update", {"webhook_id": webhook_id, "status": "disabled"})
        assert call("webhooks.test", {"webhook_id": webhook_id}).data["outcome"] == "delivered"
