"""Contacts by the addresses at which channels reach them; an address of nobody's becomes a contact.

An item for each address names its contact, and is written in one transaction with a contact that is made for it: two
first messages at the same time make one contact. A contact that the API gave a phone or an e-mail address is found by
the list's index the first time, and has an item from then on.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from bivelio_core import ids
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Term
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent

from .items import new_attributes
from .models import CreateContact
from .terms import CONTACTS

AddressKind = Literal["phone", "email", "whatsapp_user", "telegram_chat"]
ALIKE = 10
LONGEST_NAME = 200


class Address(NamedTuple):
    """An address: phones in E.164, e-mail addresses as written, ids of users and chats as their provider has them."""

    kind: AddressKind
    text: str

    @property
    def sk(self) -> str:
        """The sort key of its item."""
        return f"{self.kind}#{self.text.casefold() if self.kind == 'email' else self.text}"


class Reached(NamedTuple):
    """A contact, and the writes that make it, or that note further addresses of it; none when all is there."""

    item: Item
    writes: tuple[Write, ...] = ()

    @property
    def sk(self) -> str:
        """The contact's sort key."""
        return str(self.item["SK"])

    def public_id(self, organisation: str) -> str:
        """The contact's id."""
        return resources.public_id(CONTACT, organisation, self.item)


def reached(store: TenantStore, addresses: Sequence[Address], name: str = "") -> Reached:
    """The contact that one of some addresses is of, the first that is known; a new one when none is.

    The writes are for the transaction of the message: it fails when another message has made the contact meanwhile.
    """
    known = store.get_many(CONTACT_ADDRESS, [each.sk for each in addresses], consistent=True)
    found = next((known[each.sk]["contact"] for each in addresses if each.sk in known), None)
    if found is not None and (item := store.get(CONTACT, found)) is not None:
        return Reached(item, tuple(_noted(store, each, found) for each in addresses if each.sk not in known))
    for address in addresses:
        if (item := _by_index(store, address)) is not None:
            return Reached(item, tuple(_noted(store, each, item["SK"]) for each in addresses))
    return _new(store, addresses, name)


def relink(store: TenantStore, old: Address, new: Address) -> None:
    """Note that whoever had an address has another one now, as WhatsApp tells of its users' ids."""
    known = store.get(CONTACT_ADDRESS, old.sk)
    if known is not None:
        store.update(CONTACT_ADDRESS, new.sk, Update(set={"contact": known["contact"]}))


def _by_index(store: TenantStore, address: Address) -> Item | None:
    """The newest contact with exactly this phone or e-mail address."""
    match address:
        case Address("phone", text):
            term: Term = next(iter(index_words.phone_terms(text)))
        case Address("email", text):
            term = index_words.email_term(text)
        case _:
            return None
    criteria: Criteria = ((Exact(term),),)
    alike = index_reader.list_page(store, CONTACTS, criteria, per_page=ALIKE).items
    return next((item for item in alike if _has(item, address)), None)


def _has(item: Item, address: Address) -> bool:
    if address.kind == "phone":
        return bool(item.get("phone_e164") == address.text)
    return str(item.get("email", "")).casefold() == address.text.casefold()


def _noted(store: TenantStore, address: Address, contact: str) -> Write:
    """The item of a further address; an address that another message notes at the same time stays as that one did."""
    return store.update_write(CONTACT_ADDRESS, address.sk, Update(default={"contact": contact}))


def _new(store: TenantStore, addresses: Sequence[Address], name: str) -> Reached:
    by_kind = {each.kind: each.text for each in addresses}
    shown = " ".join(name.split())[:LONGEST_NAME]
    about: dict[str, Any] = {"type": "person", "name": shown or addresses[0].text[:LONGEST_NAME]}
    about |= {kind: by_kind[kind] for kind in ("phone", "email") if kind in by_kind}
    absent_ones: dict[str, Any] = {"phone": None, "email": None, "company_id": None, "tags": [], "custom_fields": {}}
    request = CreateContact.model_construct(**{**absent_ones, **about})
    sk = sequence_sk(store.lease_sequence(CONTACT))
    put = store.put_write(CONTACT, sk, new_attributes(request, ids.random_text(ids.RANDOM_LENGTH)), condition=absent())
    items = (store.put_write(CONTACT_ADDRESS, each.sk, {"contact": sk}, condition=absent()) for each in addresses)
    return Reached(put.item, (put, *items))


def address_of(contact: Item, kind: AddressKind) -> str | None:
    """The address of a kind that a contact has as a field of its own."""
    field = {"phone": "phone_e164", "email": "email"}.get(kind)
    return contact.get(field) if field else None
