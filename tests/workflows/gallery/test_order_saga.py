"""An order that cannot be shipped takes three steps back, the latest first, each once."""

from tests.api import call
from tests.receiver import Reply

DONE = ("reserve", "charge", "label")


def test_what_cannot_be_shipped_is_undone_and_a_retry_does_not_undo_it_again(shop):
    shop.service.answer = lambda got: Reply(503 if got.path.endswith("/ship") else 200, {}, b"{}")
    shop.create("order-saga")
    done = shop.run({"order": "o1", "amount": 20})
    assert (done["status"], done["failed_step"]) == ("failed", "ship")
    call("workflows.retry", {"instance_id": done["instance_id"]})
    shop.states.run()
    asked = [got.path.rpartition("/")[2] for got in shop.service.received]
    assert asked == [*DONE, *["ship"] * 3, "unlabel", "refund", "release", *["ship"] * 3]


def test_an_order_that_is_shipped_is_not_undone(shop):
    shop.create("order-saga")
    assert shop.run({"order": "o1", "amount": 20})["status"] == "completed"
    assert [got.path.rpartition("/")[2] for got in shop.service.received] == [*DONE, "ship"]
