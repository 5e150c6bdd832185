"""The items of addresses of contacts that are merged: they move in the transaction of the merge, and of its undoing.

Those of chats and users of a channel, and of addresses that only messages have seen, stay where they are: who follows
one to a contact that became part of another goes on to that (`addresses.followed`).
"""

from collections.abc import Mapping, Sequence

from bivelio_core.contacts.addresses import Address, digest_of_name, has, noted, of_contact
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT_ADDRESS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

MOST_LINKS = 80
"""As many items of addresses as a transaction holds beside the contacts."""

TOO_MANY_ADDRESSES = register("contacts", "too_many_addresses")


def addresses_of(contact: Item) -> list[Address]:
    """All that leads to a contact, or may."""
    return [*of_contact(contact), Address("supplier", digest_of_name(str(contact["name"])))]


def moved(store: TenantStore, before: Sequence[Item], after: Item) -> list[Write]:
    """The writes by which what some contacts were known by leads to the one that they are merged into.

    An address that the contact has needs no item: the index finds it. Raises Unprocessable for too many addresses.
    """
    own = {contact["SK"] for contact in before}
    addresses = {address.sk: address for contact in before for address in addresses_of(contact)}
    links = store.get_many(CONTACT_ADDRESS, [*addresses], consistent=True)
    writes = [
        noted(store, address, after, links)
        for sk, address in addresses.items()
        if _must_move(address, links.get(sk), after, own)
    ]
    if len(writes) > MOST_LINKS:
        raise Unprocessable.of("losers", TOO_MANY_ADDRESSES, limit=MOST_LINKS)
    return writes


def _must_move(address: Address, link: Item | None, after: Item, own: set[str]) -> bool:
    if link is not None:
        return link["contact"] in own and (link["contact"] != after["SK"] or not has(after, address))
    return address.kind == "external_id" or (address.kind != "supplier" and not has(after, address))


def returned(store: TenantStore, winner: Item, contacts: Mapping[str, Item]) -> list[Write]:
    """The writes by which the addresses of contacts lead to them again, of those that lead to the winner now.

    `winner` and `contacts`, by their sort keys, are as they are to be.
    """
    addresses = {address.sk: (address, contact) for contact in contacts.values() for address in addresses_of(contact)}
    links = store.get_many(CONTACT_ADDRESS, [*addresses], consistent=True)
    return [
        noted(store, address, contact, links)
        for sk, (address, contact) in addresses.items()
        if _goes_back(address, links.get(sk), winner)
    ]


def _goes_back(address: Address, link: Item | None, winner: Item) -> bool:
    if link is None:
        return address.kind == "external_id"
    return link["contact"] == winner["SK"] and not has(winner, address)


def external_id_is_theirs(store: TenantStore, winner: Item, contact: Item) -> bool:
    """Whether a contact may have its external id again: nobody else has it by now."""
    address = Address("external_id", contact["external_id"])
    link = store.get(CONTACT_ADDRESS, address.sk)
    return link is None or (link["contact"] == winner["SK"] and not has(winner, address))
