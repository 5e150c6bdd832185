"""Whose the addresses of a request are: the contact of each, by its item (reach.py) or else by the index."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bivelio_core.errors import Conflict
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .fields import phone_e164
from .reach import Address, by_index, has, holds, noted

ByIndex = Callable[[TenantStore, Address], Item | None]
"""The newest contact that has an address; None when nobody has it."""


class Owners(NamedTuple):
    """The contacts of some addresses, and the items that the addresses have. `held` need no other item."""

    addresses: Sequence[Address]
    contacts: Mapping[Address, Item]
    links: Mapping[str, Item]
    held: frozenset[Address]

    def contact(self, organisation: str) -> Item | None:
        """The contact that the addresses are of; None when they are nobody's.

        One that has all of them is the one, also where another has one of them too. Raises Conflict when they are of
        different contacts, with the contact of each.
        """
        distinct = {item["SK"]: item for item in self.contacts.values()}
        if len(distinct) > 1:
            complete = [item for item in distinct.values() if all(has(item, each) for each in self.addresses)]
            if len(complete) != 1:
                raise self._conflict(organisation)
            return complete[0]
        return next(iter(distinct.values()), None)

    def notes(self, store: TenantStore, contact: Item) -> list[Write]:
        """The items by which the addresses lead to their contact. They fail when others noted them meanwhile."""
        return [noted(store, each, contact, self.links) for each in self.addresses if each not in self.held]

    def _conflict(self, organisation: str) -> Conflict:
        ids = {each.kind: resources.public_id(CONTACT, organisation, item) for each, item in self.contacts.items()}
        email, phone = ids["email"], ids["phone"]
        return Conflict(details={"reason": "different_contacts", "email_contact_id": email, "phone_contact_id": phone})


def addresses_of(email: str | None, phone: str | None) -> list[Address]:
    """The addresses of a request."""
    number = phone_e164(phone) if phone else None
    return [*([Address("email", email)] if email else []), *([Address("phone", number)] if number else [])]


def owners_of(store: TenantStore, addresses: Sequence[Address], find: ByIndex = by_index) -> Owners:
    """Read whose some addresses are: their items at once, then the contacts, and the index for the rest."""
    links = store.get_many(CONTACT_ADDRESS, [each.sk for each in addresses], consistent=True)
    sks = sorted({str(link["contact"]) for link in links.values()})
    items = store.get_many(CONTACT, sks, consistent=True) if sks else {}
    contacts: dict[Address, Item] = {}
    for address in addresses:
        link = links.get(address.sk)
        item = items.get(link["contact"]) if link else None
        if link and holds(item, link, address):
            contacts[address] = item
    held = frozenset(contacts)
    for address in (each for each in addresses if each not in held):
        owner = next((item for item in contacts.values() if has(item, address)), None)
        if owner is None and (indexed := find(store, address)) is not None:
            latest = store.get(CONTACT, indexed["SK"])  # what lists show may be of a moment ago
            owner = latest if latest and "archived_at" not in latest and has(latest, address) else None
        if owner is not None:
            contacts[address] = owner
    return Owners(addresses, contacts, links, held)
