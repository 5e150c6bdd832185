"""Statuses may repeat and overtake each other: a message ends where the furthest of them says."""

import itertools
import random

import pytest
from bivelio_core.contacts.reach import Address
from bivelio_core.messages import append, attempt, charges, party, statuses
from bivelio_core.providers.messaging.failures import OutcomeUnknown
from bivelio_core.store.writes import Update

from tests.messages.world import CONNECTIONS, bring, new_store, stored

SEEN = ("sent", "failed", "delivered", "read")


def sent_message(store):
    """A message that WhatsApp is being told."""
    about = {
        "channel": "whatsapp",
        "direction": "outbound",
        "to": "+34699000111",
        "address": "+34699000111",
        "content": {"type": "text", "body": "Hola"},
        "connection": CONNECTIONS["whatsapp"],
        "status": "queued",
        "rank": 0,
        "created_at": "2026-04-07T12:00:00Z",
        **attempt.attempt_attributes(1),
    }

    def find():
        return party.of_addresses(store, [Address("phone", "+34699000111")])

    return append.append(store, append.number(store), find, about, Update())


def report(message_id: str, status: str):
    about = {"id": "wamid.1", "status": status, "timestamp": "1780000000", "biz_opaque_callback_data": message_id}
    errors = {"errors": [{"code": 131026, "title": "no"}]} if status == "failed" else {}
    value = {"metadata": {"phone_number_id": "106540352242922"}, "statuses": [{**about, **errors}]}
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


@pytest.mark.parametrize("order", list(itertools.permutations(SEEN)), ids="-".join)
@pytest.mark.parametrize("recorded_at", [0, 2, 4])
def test_every_order_with_repetitions_ends_where_the_furthest_says(order, recorded_at):
    """`recorded_at` is when the sender records that the provider has accepted: before, among or after the statuses."""
    dice, store = random.Random(str(order)), new_store()
    made = sent_message(store)
    reports = [report(made.item["message_id"], each) for each in order]
    for number, each in enumerate(reports):
        if number == recorded_at:
            attempt.accept(store, made.slot, made.item, "wamid.1")
        for told in (each, dice.choice(reports[: number + 1])):
            assert bring(store, "whatsapp", told) == []
    if recorded_at == len(reports):
        attempt.accept(store, made.slot, made.item, "wamid.1")
    (item,) = stored(store)
    assert (item["status"], item["rank"], item["provider_id"]) == ("read", statuses.READ, "wamid.1")
    assert item["state"] == "done"
    assert "sent_at" in item


def test_a_presumed_failure_yields_to_what_the_provider_says():
    store = new_store()
    made = sent_message(store)
    attempt.fail(store, made.slot, made.item, OutcomeUnknown())
    assert stored(store)[0]["status"] == "failed"
    bring(store, "whatsapp", report(made.item["message_id"], "sent"))
    (item,) = stored(store)
    assert (item["status"], "error" in item) == ("sent", False)


def test_a_status_about_anothers_message_is_refused():
    store = new_store()
    made = sent_message(store)
    ours = made.item["message_id"]
    foreign = report(ours[:-1] + ("1" if ours.endswith("0") else "0"), "read")
    assert bring(store, "whatsapp", foreign) == ["it is the status of a message that was not sent from here"]


def test_two_statuses_that_come_at_once_count_a_price_once():
    store = new_store()
    made = sent_message(store)
    connection = {"SK": CONNECTIONS["whatsapp"], "account": "+34 600 000 000"}
    for _ in range(2):  # neither has seen what the other wrote
        charges.count(store, made, connection, {"category": "service", "billable": True}, "2026-11-29T10:00:00Z")
    (counted,) = charges.between(store, "2026-11", "2026-11")
    assert (counted["billable"], "free" in counted) == (1, False)
    assert charges.between(store, "2026-09", "2026-10") == charges.between(store, "2026-12", "2027-01") == []
