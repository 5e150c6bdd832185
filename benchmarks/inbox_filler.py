"""Fill an inbox: conversations as those of messages that came in and were sent, written in batches.

Each message is appended by the core itself, to a table in memory; what that table then has is put into the real one. So
the items are those that the API would have left, much sooner, and the stream gives the index each of them once.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.reach import Address
from bivelio_core.messages import append, party
from bivelio_core.messages.inbox import states
from bivelio_core.messages.statuses import reached
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, MESSAGE, Kind
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant

from benchmarks.copied import copy
from benchmarks.lists.contacts import FIRST_NAMES, SURNAMES

OURS, CONNECTION = "+34972000000", "cn_0000000000inbox1"
LISTED = (CONTACT, MESSAGE)
APART = timedelta(seconds=20)
SAID = (
    "Bon dia! Voldria demanar hora per dijous",
    "Encara teniu el pressupost de la cuina?",
    "Perfecte, moltes gràcies",
    "Us envio les fotos de l’obra aquesta tarda",
    "Ens podeu dir quan arribarà la comanda? La necessitem abans de divendres, que marxem de vacances",
    "D’acord, ho mirem i us diem alguna cosa",
)
OUR_SHARE = 0.4


def fill(table: Table, tenant: Tenant, lengths: Sequence[int]) -> list[str]:
    """Write a conversation by WhatsApp of each number of messages; return the ids of their contacts, in that order.

    The last conversation has the newest messages. Nothing else may write messages or contacts of the tenant meanwhile.
    """
    store = SystemStore(table).of(tenant)
    numbers = {kind: int((table.get(_counter(store, kind)) or {}).get("last", 0)) for kind in LISTED}
    dice = random.Random(7)
    begins = datetime.now(UTC) - APART * sum(lengths)
    contact_ids, memories, of_index = list[str](), list[MemoryTable](), set[str]()
    for number, length in enumerate(lengths):
        # A table of its own for each: there is nobody in it among whom the person has to be looked for.
        memory = MemoryTable()
        drawn = SystemStore(memory).of(tenant)
        for kind, leased in numbers.items():
            drawn.lease_sequence(kind, leased)
        person = Address("phone", f"+346{number:08}"), f"{dice.choice(FIRST_NAMES)} {dice.choice(SURNAMES)} {number:04}"
        contact_ids.append(_converse(drawn, *person, begins, length, dice))
        begins += APART * length
        numbers = {kind: int((memory.get(_counter(drawn, kind)) or {})["last"]) for kind in LISTED}
        of_index |= {_counter(drawn, kind).pk for kind in LISTED}
        memories.append(memory)
    for kind, number in numbers.items():
        store.lease_sequence(kind, number - int((table.get(_counter(store, kind)) or {}).get("last", 0)))
    copy(memories, table, without=of_index)
    return contact_ids


def _counter(store: TenantStore, kind: Kind) -> Key:
    """Where the numbers of a kind are counted."""
    return store.lease_write(kind, 0).key


def _converse(
    store: TenantStore, address: Address, name: str, begins: datetime, length: int, dice: random.Random
) -> str:
    """Append the messages of a conversation, and return the id of its contact."""
    contact_id = ""
    for count in range(length):
        is_ours = count > 0 and dice.random() < OUR_SHARE
        body = f"{dice.choice(SAID)} ({count + 1})"
        item = _append(store, address, name, body, at=begins + APART * count, is_ours=is_ours)
        contact_id = str(item["contact_id"])
    return contact_id


def _append(store: TenantStore, address: Address, name: str, body: str, *, at: datetime, is_ours: bool) -> Item:
    said_at = clock.timestamp(at)
    numbered = append.number(store)
    about: dict[str, Any] = {
        "channel": "whatsapp",
        "direction": "outbound" if is_ours else "inbound",
        "from": OURS if is_ours else address.text,
        "to": address.text if is_ours else OURS,
        "connection": CONNECTION,
        "provider_id": f"wamid.{numbered.sk}",
        "created_at": said_at,
        "sent_at": said_at,
        "content": {"type": "text", "body": body},
        **({states.BY_PERSON: True, "state": "done", **reached("read", said_at)} if is_ours else _RECEIVED),
    }
    address_noted = {"whatsapp_address": address.text}
    ours, theirs = (
        Update(set={**address_noted, "unread": 0}),
        Update(set={**address_noted, "window_at": said_at}, add={"unread": 1}),
    )
    head = ours if is_ours else theirs
    return append.append(store, numbered, lambda: party.of_addresses(store, [address], name), about, head).item


_RECEIVED = {"status": "received", "rank": 0}
