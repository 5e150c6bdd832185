"""A contact with the head of its conversation, read in one call; a message is checked against both."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bivelio_core.contacts import reach
from bivelio_core.contacts.reach import Address, Reached
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONVERSATION
from bivelio_core.store.tenant_store import TenantStore

from . import conversation
from .conversation import HEAD, ConversationHead


class Party(NamedTuple):
    """The contact of a message and the head of their conversation."""

    contact: Reached
    head: ConversationHead


Find = Callable[[], Party]
"""Finds or makes the contact, each time anew."""


def of_addresses(store: TenantStore, addresses: Sequence[Address], name: str = "") -> Party:
    """The contact that one of some addresses is of, found or made as `reach.reached` does."""
    heads: dict[str, ConversationHead] = {}

    def load(sk: str) -> Item | None:
        contact, head = store.key(CONTACT, sk), store.key(CONVERSATION, HEAD, sk)
        items = store.table.get_many([contact, head], consistent=True)
        heads[sk] = ConversationHead.of(items.get(head))
        return items.get(contact)

    contact = reach.reached(store, addresses, name, load)
    if contact.is_new:
        return Party(contact, ConversationHead.of(None))
    known = heads.get(contact.sk)
    return Party(contact, conversation.head(store, contact.sk) if known is None else known)


def of_contact(store: TenantStore, contact: Item) -> Party:
    """Read the party of a known contact."""
    return Party(Reached(contact), conversation.head(store, str(contact["SK"])))
