"""POST /v1/messages/list keeps its promises."""

import random

import pytest
from bivelio_core.contacts.reach import Address
from bivelio_core.messages import append, conversation, party
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

from tests.api import OTHER_ORGANISATION, call
from tests.functions.messages.world import SANDBOX, send, store_of

pytestmark = pytest.mark.usefixtures("table")

CHANNELS = ("whatsapp", "telegram", "email")


def write(store, channel, number):
    """A message of one contact on a channel, as its service appends it."""
    about = {
        "channel": channel,
        "direction": "outbound",
        "to": "+34 699 000 111",
        "content": {"type": "text", "body": str(number)},
        "status": "sent",
        "rank": 10,
        "connection": "cn_1",
        "created_at": "2026-04-07T12:00:00Z",
    }

    def find():
        return party.of_addresses(store, [Address("phone", "+34699000111")])

    return append.append(store, append.number(store), find, about, Update(set={"unread": 0}))


def listed(**asked):
    return call("messages.list", asked).data


@pytest.mark.parametrize("seed", range(3))
def test_every_page_of_a_conversation_is_exact_whatever_the_channels(table, seed):
    dice, store = random.Random(seed), store_of(table)
    channels = [dice.choice(CHANNELS[: 1 + seed]) for _ in range(23)]
    for number, channel in enumerate(channels):
        write(store, channel, number)
    contact = listed()["messages"][0]["contact_id"]
    for only in (None, *CHANNELS):
        expected = [str(n) for n, each in enumerate(channels) if only in (None, each)]
        asked = {"contact_id": contact, **({"channel": only} if only else {})}
        for per_page in (1, 4, 7, 50):
            found, page = [], 1
            while rows := listed(**asked, page=page, per_page=per_page)["messages"]:
                found += [row["message"]["body"] for row in rows]
                page += 1
            assert found == expected, (only, per_page)
        total = listed(**asked)["pagination"]["total"]
        assert total == len(expected)


def test_without_a_contact_all_messages_are_listed_oldest_first(table):
    store = store_of(table)
    for number in range(7):
        write(store, CHANNELS[number % 2], number)
    found = [row["message"]["body"] for page in (1, 2, 3) for row in listed(page=page, per_page=3)["messages"]]
    assert found == [str(number) for number in range(7)]
    assert listed(page=4, per_page=3)["messages"] == []
    assert [row["message"]["body"] for row in listed(channel="telegram")["messages"]] == ["1", "3", "5"]
    assert listed(channel="email")["pagination"]["total"] == 0


def test_a_message_is_listed_as_soon_as_it_is_sent():
    sent = send().data["message_id"]
    for asked in ({"contact_id": "ct_abc123"}, {}):
        rows = call("messages.list", asked, caller=SANDBOX).data["messages"]
        assert rows[-1]["id"] == sent


def test_another_organisation_sees_nothing(table):
    write(store_of(table), "whatsapp", 1)
    assert call("messages.list", caller={"organisation": OTHER_ORGANISATION}).data["pagination"]["total"] == 0


def test_a_page_of_a_long_conversation_costs_two_and_a_half_units(table):
    """By the size of what is read, as DynamoDB bills it; the position of the page does not matter."""
    store = store_of(table)
    for number in range(60):
        write(store, CHANNELS[0] if number < 40 else CHANNELS[number % 3], number)
    metered = MeteredTable(table)
    for page in (1, 2, 3):
        metered.reset()
        conversation.page(TenantStore(metered, store.tenant), "0000001", None, page, 20)
        assert metered.usage.read_units <= (2.5 if page < 3 else 3), page
