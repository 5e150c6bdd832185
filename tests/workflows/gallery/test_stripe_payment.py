"""What Stripe signs marks the invoice as paid, once; what it has not signed does nothing."""

import hmac

import pytest

from tests.api import call
from tests.invoices.world import issued, settled
from tests.workflows.inbound import encoded, now, send, work_off

SECRET = "whsec_replace_this_secret"


def signed(body, secret=SECRET):
    """As Stripe's library signs (tests/workflows/triggers/test_presets.py has it judge the preset)."""
    at = now()
    signature = hmac.digest(secret.encode(), f"{at}.".encode() + body, "sha256").hex()
    return {"Stripe-Signature": f"t={at},v1={signature}"}


def event(invoice, kind="checkout.session.completed", identifier="evt_1"):
    paid = {"amount_total": 423500, "payment_intent": "pi_3P", "metadata": {"invoice_id": invoice["id"]}}
    return encoded({"id": identifier, "type": kind, "data": {"object": paid}})


@pytest.fixture
def url(shop):
    settled()
    return call("workflows.rotate_url", {"id": shop.create("stripe-payment")}).data["token"]


def run(shop):
    work_off()
    shop.states.run()


def test_a_signed_payment_marks_its_invoice_as_paid_once(shop, url):
    invoice = issued(issue_date="2026-03-02")
    body = event(invoice)
    answers = [send(url, body, headers=signed(body)) for _ in range(3)]
    assert {answer.status for answer in answers} == {202}
    run(shop)
    shown = call("invoices.get", {"id": invoice["id"]}).data
    assert (shown["status"], shown["amount_paid"]) == ("paid", 4235)
    assert [payment["reference"] for payment in shown["payments"]] == ["pi_3P"]
    assert len(shop.runs()) == 1


def test_what_stripe_has_not_signed_or_is_no_payment_does_nothing(shop, url):
    invoice = issued(issue_date="2026-03-02")
    body = event(invoice)
    assert send(url, body, headers=signed(body, "whsec_of_another_endpoint")).status == 401
    other = event(invoice, "charge.refunded", "evt_2")
    assert send(url, other, headers=signed(other)).status == 202
    run(shop)
    assert shop.latest()["status"] == "completed"
    assert call("invoices.get", {"id": invoice["id"]}).data["amount_paid"] == 0
