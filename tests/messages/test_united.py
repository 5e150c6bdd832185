"""The messages of several conversations are read as one, in order of time: each once, whatever the pages."""

from bivelio_core import clock
from bivelio_core.messages import conversation, united
from bivelio_core.store.keys import CONVERSATION
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant
from hypothesis import given
from hypothesis import strategies as st

from tests.api import ORGANISATION
from tests.examples import examples

CONTACTS = ("0000001", "0000002", "0000003")
CHANNELS = ("whatsapp", "telegram", "email")
EPOCH = clock.parse("2026-04-07T12:00:00Z").timestamp()

MESSAGES = st.lists(st.tuples(st.sampled_from(CONTACTS), st.sampled_from(CHANNELS), st.integers(0, 40)), max_size=40)
"""Of whom, on which channel and in which second, in the order in which they are written."""


def written(messages):
    store = SystemStore(MemoryTable()).of(Tenant(ORGANISATION, "live"))
    heads = {contact: {"total": 0} for contact in CONTACTS}
    for number, (contact, channel, second) in enumerate(messages):
        head = heads[contact]
        head["total"] += 1
        head[channel] = head.get(channel, 0) + 1
        at = clock.timestamp(clock.instant(EPOCH + second))
        about = {"n": head["total"], "created_at": at, "contact": contact, "number": number}
        store.put(CONVERSATION, conversation.slot_of(contact, channel, head[channel]).sk, about, contact)
    for contact, head in heads.items():
        store.put(CONVERSATION, conversation.HEAD, head, contact)
    return store


def paged(store: TenantStore, channel, per_page):
    number, rows = 1, []
    while True:
        items, total = united.page(store, CONTACTS, channel, number, per_page)
        rows += items
        if len(rows) >= total or not items:
            return rows, total
        number += 1


@examples(60)
@given(MESSAGES, st.sampled_from((None, *CHANNELS)), st.integers(1, 9))
def test_pages_have_each_message_once_in_order_of_time(messages, channel, per_page):
    """In order as far as each channel's are in order."""
    in_order = sorted(messages, key=lambda message: message[2])
    rows, total = paged(written(in_order), channel, per_page)
    expected = [number for number, message in enumerate(in_order) if channel in (None, message[1])]
    assert sorted(row["number"] for row in rows) == expected
    assert total == len(expected)
    assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)


@examples(60)
@given(MESSAGES, st.integers(1, 9))
def test_pages_have_each_message_once_though_some_were_written_late(messages, per_page):
    rows, total = paged(written(messages), None, per_page)
    assert sorted(row["number"] for row in rows) == list(range(len(messages)))
    assert total == len(messages)


def test_a_message_that_is_gone_leaves_the_others_in_their_order():
    messages = [(CONTACTS[second % 2], "email", second) for second in range(20)]
    store = written(messages)
    place = conversation.slot_of(CONTACTS[0], "email", 5)
    store.delete(CONVERSATION, place.sk, place.contact)
    rows = [row["number"] for number in range(1, 6) for row in united.page(store, CONTACTS, None, number, 4)[0]]
    assert rows == [number for number in range(20) if number != 8]
