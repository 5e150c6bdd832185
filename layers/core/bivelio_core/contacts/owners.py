"""Whose the addresses of a request are: the contact of each, by its item or else by the index (addresses.py)."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bivelio_core.errors import Conflict
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ALIAS, CONTACT, CONTACT_ADDRESS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import addresses as contact_addresses
from .addresses import Address, by_index, followed, has, holds, noted

ByIndex = Callable[[TenantStore, Address], Item | None]
"""The newest contact that has an address; None when nobody has it."""


class Owners(NamedTuple):
    """The contacts of some addresses, and the items that the addresses have. `held` need no other item.

    `is_exact`: all contacts that have an address are told, and not only the one that it leads to.
    """

    addresses: Sequence[Address]
    contacts: Mapping[Address, Sequence[Item]]
    links: Mapping[str, Item]
    held: frozenset[Address]
    is_exact: bool = False

    def contact(self, organisation: str) -> Item | None:
        """The contact that the addresses are of; None when they are nobody's.

        One that has all of them is the one, also where another has one of them too. Raises Conflict when several can be
        meant, with the ids of all; when it is archived, which one that has an external id may be.
        """
        distinct = {item["SK"]: item for items in self.contacts.values() for item in items}
        if len(distinct) > 1:
            complete = [item for item in distinct.values() if all(has(item, each) for each in self.addresses)]
            if len(complete) != 1:
                raise self._conflict(distinct, organisation)
            return _active(complete[0], organisation)
        return next((_active(item, organisation) for item in distinct.values()), None)

    def notes(self, store: TenantStore, contact: Item) -> list[Write]:
        """The items by which the addresses lead to their contact. They fail when others noted them meanwhile.

        That of an external id is written with the change of it (external_ids.py).
        """
        free = [each for each in self.addresses if each not in self.held and each.kind != "external_id"]
        return [noted(store, each, contact, self.links) for each in free]

    def _conflict(self, distinct: Mapping[str, Item], organisation: str) -> Conflict:
        of_kind = {
            each.kind: resources.public_id(CONTACT, organisation, items[0]) for each, items in self.contacts.items()
        }
        if self.is_exact or len(self.addresses) > len(of_kind) or of_kind.keys() != {"email", "phone"}:
            ids = [resources.public_id(CONTACT, organisation, distinct[sk]) for sk in sorted(distinct)]
            return Conflict(details={"reason": "ambiguous", "contact_ids": ids}, contacts=", ".join(ids))
        email, phone = of_kind["email"], of_kind["phone"]
        return Conflict(details={"reason": "different_contacts", "email_contact_id": email, "phone_contact_id": phone})


def _active(contact: Item, organisation: str) -> Item:
    """The contact. Raises Conflict when it is archived."""
    if "archived_at" in contact:
        public = resources.public_id(CONTACT, organisation, contact)
        details = {"reason": "archived", "archived_at": contact["archived_at"], "contact_id": public}
        raise Conflict(details=details)
    return contact


def owners_of(
    store: TenantStore,
    addresses: Sequence[Address],
    find: ByIndex = by_index,
    *,
    is_exact: bool = False,
    besides: Sequence[Address] = (),
) -> Owners:
    """Read whose some addresses are: their items at once, then the contacts, and the index for the rest.

    `is_exact`: the index is asked for each, since several contacts may have what one item leads to. `besides`: the
    items of these are read too, and do not say who is meant.
    """
    sks_of_links = dict.fromkeys(each.sk for each in (*addresses, *besides))
    links = store.get_many(CONTACT_ADDRESS, [*sks_of_links], consistent=True)
    sks = sorted({str(links[each.sk]["contact"]) for each in addresses if each.sk in links})
    items = store.get_many(CONTACT, sks, consistent=True) if sks else {}
    contacts: dict[Address, list[Item]] = {}
    for address in addresses:
        link = links.get(address.sk)
        item = items.get(link["contact"]) if link else None
        if link:
            item, link = followed(store, item, link)
        if link and holds(item, link, address):
            contacts[address] = [item]
    held = frozenset(contacts)
    if is_exact:
        return Owners(addresses, _all(store, addresses, contacts), links, held, is_exact=True)
    for address in (each for each in addresses if each not in held):
        owner = next((items_of[0] for items_of in contacts.values() if has(items_of[0], address)), None)
        owner = owner or _latest(store, imported(store, address) or find(store, address), address)
        if owner is not None:
            contacts[address] = [owner]
    return Owners(addresses, contacts, links, held)


def _all(
    store: TenantStore, addresses: Sequence[Address], linked: Mapping[Address, list[Item]]
) -> dict[Address, list[Item]]:
    """Every contact of each address: the one that its item leads to, and those that the index has."""
    contacts: dict[Address, list[Item]] = {}
    for address in addresses:
        linked_items = linked.get(address, [])
        listed = contact_addresses.all_by_index(store, address)
        if not linked_items and (former := imported(store, address)) is not None:
            listed = [former]
        others = {item["SK"] for item in listed} - {item["SK"] for item in linked_items}
        latest = store.get_many(CONTACT, sorted(others), consistent=True) if others else {}
        if owners := [*linked_items, *(item for item in latest.values() if is_of(item, address))]:
            contacts[address] = owners
    return contacts


def imported(store: TenantStore, address: Address) -> Item | None:
    """The contact that was imported under an external id as its id, before contacts had external ids."""
    if address.kind != "external_id":
        return None
    alias = store.get(ALIAS, address.text)
    if alias is None or alias["kind"] != CONTACT.partition:
        return None
    contact = store.get(CONTACT, alias["target"])
    if contact is None or not is_of(contact, address):
        return None
    return followed(store, contact, alias).contact


def is_of(contact: Item, address: Address) -> bool:
    """Whether a contact that no item leads to has an address: one with an external id of its own has no other."""
    if address.kind == "external_id":
        return bool(contact.get("external_id", contact.get("id")) == address.text)
    return "archived_at" not in contact and has(contact, address)


def _latest(store: TenantStore, indexed: Item | None, address: Address) -> Item | None:
    """A contact as it is now, if it still has the address: what lists show may be of a moment ago."""
    if indexed is None or address.kind == "external_id":
        return indexed
    latest = store.get(CONTACT, indexed["SK"])
    return latest if latest is not None and is_of(latest, address) else None
