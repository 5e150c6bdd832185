"""A paid invoice is thanked for, an unpaid one reminded of."""

import json

from tests.workflows.stream import happen

INVOICE = {"invoice_id": "inv_1"}


def asked(shop):
    return [(got.path.rpartition("/")[2], json.loads(got.body)) for got in shop.service.received]


def test_who_pays_is_thanked(shop):
    shop.create("payment-or-reminder")
    assert shop.run(INVOICE)["status"] == "waiting"
    happen("invoice.paid", {"invoice_id": "inv_2"})
    shop.states.run()
    happen("invoice.paid", INVOICE)
    shop.states.run()
    assert [path for path, _ in asked(shop)] == ["links", "thanks"]


def test_who_does_not_pay_is_reminded(shop):
    shop.create("payment-or-reminder")
    shop.run(INVOICE)
    shop.states.expires.add("token-1")
    shop.states.run()
    assert [path for path, _ in asked(shop)] == ["links", "reminders"]
