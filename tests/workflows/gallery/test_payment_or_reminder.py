"""A paid invoice is thanked for, an unpaid one reminded of."""

import json

import pytest

from tests.api import call
from tests.invoices.world import issued, settled
from tests.workflows.calls import instance
from tests.workflows.stream import Stream

TODAY = "2026-03-02"


def asked(shop):
    return [(got.path.rpartition("/")[2], json.loads(got.body)) for got in shop.service.received]


@pytest.fixture
def stream(shop):
    """The stream of invoices, from now on."""
    settled()
    return Stream(("INV",))


def pay(invoice, stream, **about):
    """Mark an invoice as paid, by the operation that the dashboard and the API have for it."""
    assert call("invoices.mark_paid", {"id": invoice["id"], "date": TODAY, **about}).status == 200
    stream.publish()


def test_who_pays_is_thanked(shop, stream):
    shop.create("payment-or-reminder")
    mine, other = (issued(issue_date=TODAY) for _ in range(2))
    stream.publish()
    run = shop.run({"invoice_id": mine["id"]})
    assert run["status"] == "waiting"
    pay(other, stream)
    pay(mine, stream, amount=100)
    shop.states.run()
    assert instance(run["instance_id"])["status"] == "waiting"
    pay(mine, stream)
    shop.states.run()
    assert [path for path, _ in asked(shop)] == ["links", "thanks"]


def test_who_does_not_pay_is_reminded(shop, stream):
    shop.create("payment-or-reminder")
    invoice = issued(issue_date=TODAY)
    stream.publish()
    shop.run({"invoice_id": invoice["id"]})
    shop.states.expires.add("token-1")
    shop.states.run()
    assert asked(shop)[1:] == [("reminders", {"invoice": invoice["id"]})]
