"""A contact with the head of its conversation, read in one call; a message is checked against both."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bivelio_core.contacts import reach
from bivelio_core.contacts.reach import Address, Reached
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONVERSATION, SUPPRESSION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from . import conversation
from .conversation import HEAD, ConversationHead


class Party(NamedTuple):
    """The contact of a message, the head of their conversation, and what is suppressed of the address, if asked for."""

    contact: Reached
    head: ConversationHead
    suppression: Item | None = None


Find = Callable[[], Party]
"""Finds or makes the contact, each time anew."""


def of_addresses(store: TenantStore, addresses: Sequence[Address], name: str = "", suppression: str = "") -> Party:
    """The contact that one of some addresses is of, found or made as `reach.reached` does.

    `suppression` is the sort key of what is suppressed of the address, which the same call reads.
    """
    heads: dict[str, ConversationHead] = {}
    suppressions: dict[str, Item | None] = {}

    def load(sk: str) -> Item | None:
        contact = store.key(CONTACT, sk)
        items = store.table.get_many([contact, *_beside(store, sk, suppression)], consistent=True)
        heads[sk], suppressions[suppression] = _read(store, sk, suppression, items)
        return items.get(contact)

    contact = reach.reached(store, addresses, name, load)
    if suppression and suppression not in suppressions:
        suppressions[suppression] = store.get(SUPPRESSION, suppression)
    suppressed = suppressions.get(suppression)
    if contact.is_new:
        return Party(contact, ConversationHead.of(None), suppressed)
    known = heads.get(contact.sk)
    return Party(contact, conversation.head(store, contact.sk) if known is None else known, suppressed)


def of_contact(store: TenantStore, contact: Item, suppression: str = "") -> Party:
    """Read the party of a known contact."""
    sk = str(contact["SK"])
    if not suppression:
        return Party(Reached(contact), conversation.head(store, sk))
    items = store.table.get_many(_beside(store, sk, suppression), consistent=True)
    return Party(Reached(contact), *_read(store, sk, suppression, items))


def _beside(store: TenantStore, contact: str, suppression: str) -> list[Key]:
    """The keys of what is read beside a contact."""
    suppressed = [store.key(SUPPRESSION, suppression)] if suppression else []
    return [store.key(CONVERSATION, HEAD, contact), *suppressed]


def _read(
    store: TenantStore, contact: str, suppression: str, items: Mapping[Key, Item]
) -> tuple[ConversationHead, Item | None]:
    head = ConversationHead.of(items.get(store.key(CONVERSATION, HEAD, contact)))
    return head, items.get(store.key(SUPPRESSION, suppression)) if suppression else None
