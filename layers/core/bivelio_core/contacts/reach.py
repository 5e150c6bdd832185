"""Contacts by the addresses at which channels reach them; an address of nobody's becomes a contact.

Two first messages at the same time make one contact, by the items of addresses (addresses.py). An item holds for a
contact that is not archived and still has the address, or was seen to use it by a provider (`seen`). Where it does not
hold, the address is looked up again, and its item is written anew with the message.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.models import without_direction
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent

from .addresses import Address, AddressKind, Load, by_index, followed, holds, noted
from .items import new_attributes
from .models import CreateContact

__all__ = ["Address", "AddressKind", "Reached", "address_of", "reached", "relink"]

LONGEST_NAME = 200
FIELD: Mapping[AddressKind, str] = {"phone": "phone_e164", "email": "email"}
"""The attribute of a contact that holds its primary address of a kind, if it has one."""


class Reached(NamedTuple):
    """A contact, and the writes that make it, or that note further addresses of it; none when all is there."""

    item: Item
    writes: tuple[Write, ...] = ()
    is_new: bool = False

    @property
    def sk(self) -> str:
        """The contact's sort key."""
        return str(self.item["SK"])

    def public_id(self, organisation: str) -> str:
        """The contact's id."""
        return resources.public_id(CONTACT, organisation, self.item)


def reached(store: TenantStore, addresses: Sequence[Address], name: str = "", load: Load | None = None) -> Reached:
    """The contact that one of some addresses is of, the first that is known; a new one when none is.

    `load` reads contacts for a caller that wants to read more with the same call. The writes are for the transaction of
    the message: it fails when another message has made the contact meanwhile.
    """
    read = load or (lambda sk: store.get(CONTACT, sk))
    links = store.get_many(CONTACT_ADDRESS, [each.sk for each in addresses], consistent=True)
    over: list[Address] = []
    for address in (each for each in addresses if each.sk in links):
        contact, link = followed(store, read(links[address.sk]["contact"]), links[address.sk], load)
        if holds(contact, link, address):
            to_note = [each for each in addresses if each in over or not _is_noted(contact, links.get(each.sk), each)]
            return Reached(contact, tuple(noted(store, each, contact, links) for each in to_note))
        over.append(address)
    free = [each for each in addresses if each in over or each.sk not in links]
    for address in free:
        if (item := by_index(store, address)) is not None:
            return Reached(item, tuple(noted(store, each, item, links) for each in free))
    return _new(store, addresses, name, links)


def relink(store: TenantStore, old: Address, new: Address) -> None:
    """Note that whoever had an address has another one now, as WhatsApp tells of its users' ids."""
    link = store.get(CONTACT_ADDRESS, old.sk)
    if link is not None:
        store.update(CONTACT_ADDRESS, new.sk, Update(set={"contact": link["contact"], "seen": True}))


def _is_noted(contact: Item, link: Item | None, address: Address) -> bool:
    """Whether an address that came together with a contact's needs no further item; another contact's stays."""
    return link is not None and (link["contact"] != contact["SK"] or holds(contact, link, address))


def _new(store: TenantStore, addresses: Sequence[Address], name: str, links: Mapping[str, Item]) -> Reached:
    by_kind = {each.kind: each.text for each in addresses}
    full_name = " ".join(without_direction(name).split())[:LONGEST_NAME]
    about: dict[str, Any] = {"type": "person", "name": full_name or addresses[0].text[:LONGEST_NAME]}
    about |= {kind: by_kind[kind] for kind in ("phone", "email") if kind in by_kind}
    absent_ones: dict[str, Any] = {"phone": None, "email": None, "company_id": None, "tags": [], "custom_fields": {}}
    request = CreateContact.model_construct(**{**absent_ones, **about})
    sk = sequence_sk(store.lease_sequence(CONTACT))
    attributes = new_attributes(request, ids.random_text(ids.RANDOM_LENGTH))
    if "whatsapp_user" in by_kind:  # by it somebody is found who has shared no phone
        attributes["whatsapp_user_id"] = by_kind["whatsapp_user"]
    put = store.put_write(CONTACT, sk, attributes, condition=absent())
    return Reached(put.item, (put, *(noted(store, each, put.item, links) for each in addresses)), is_new=True)


def address_of(contact: Item, kind: AddressKind) -> str | None:
    """The address of a kind that a contact has as a field of its own: the primary one."""
    return contact.get(FIELD[kind]) if kind in FIELD else None
