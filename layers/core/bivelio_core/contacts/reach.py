"""Contacts by the addresses at which channels reach them; an address of nobody's becomes a contact.

An item for each address names its contact, and is written in one transaction with a contact that is made for it: two
first messages at the same time make one contact. A contact that the API gave a phone or an e-mail address is found by
the list's index the first time, and has an item from then on.

Contacts change without their addresses' items, so an item is checked whenever it is used: it holds for a contact that
is not archived and still has the address, or was seen to use it by a provider (`seen`). Where it does not hold, the
address is looked up again, and its item is written anew with the message.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeGuard

from bivelio_core import ids
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Term
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from .items import new_attributes
from .models import CreateContact
from .reachability import addresses_of, numbers_of
from .terms import CONTACTS

AddressKind = Literal["phone", "email", "whatsapp_user", "telegram_chat"]
ALIKE = 10
LONGEST_NAME = 200
FIELD: Mapping[AddressKind, str] = {"phone": "phone_e164", "email": "email"}
"""The attribute of a contact that holds its address of a kind, if it has one."""


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
    is_new: bool = False

    @property
    def sk(self) -> str:
        """The contact's sort key."""
        return str(self.item["SK"])

    def public_id(self, organisation: str) -> str:
        """The contact's id."""
        return resources.public_id(CONTACT, organisation, self.item)


Load = Callable[[str], Item | None]
"""Reads the contact with a sort key, strongly consistent."""


def reached(store: TenantStore, addresses: Sequence[Address], name: str = "", load: Load | None = None) -> Reached:
    """The contact that one of some addresses is of, the first that is known; a new one when none is.

    `load` reads contacts for a caller that wants to read more with the same call. The writes are for the transaction of
    the message: it fails when another message has made the contact meanwhile.
    """
    read = load or (lambda sk: store.get(CONTACT, sk))
    links = store.get_many(CONTACT_ADDRESS, [each.sk for each in addresses], consistent=True)
    over: list[Address] = []
    for address in (each for each in addresses if each.sk in links):
        contact = read(links[address.sk]["contact"])
        if holds(contact, links[address.sk], address):
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


def holds(contact: Item | None, link: Item, address: Address) -> TypeGuard[Item]:
    """Whether the item of an address still names the right contact."""
    if contact is None or "archived_at" in contact:
        return False
    return address.kind not in FIELD or "seen" in link or has(contact, address)


def _is_noted(contact: Item, link: Item | None, address: Address) -> bool:
    """Whether an address that came together with a contact's needs no further item; another contact's stays."""
    return link is not None and (link["contact"] != contact["SK"] or holds(contact, link, address))


def by_index(store: TenantStore, address: Address) -> Item | None:
    """The newest contact with exactly this phone or e-mail address, as its primary one or another."""
    match address:
        case Address("phone", text):
            term: Term = next(iter(index_words.phone_terms(text)))
        case Address("email", text):
            term = index_words.email_term(text)
        case _:
            return None
    criteria: Criteria = ((Exact(term),),)
    alike = index_reader.list_page(store, CONTACTS, criteria, per_page=ALIKE).items
    return next((item for item in alike if has(item, address)), None)


def has(item: Item, address: Address) -> bool:
    """Whether a contact has an address of its own, the primary one or another, as of now."""
    own = {"email": addresses_of, "phone": numbers_of}.get(address.kind)
    return own is not None and address.text.casefold() in map(str.casefold, own(item))


def noted(store: TenantStore, address: Address, contact: Item, links: Mapping[str, Item]) -> Write:
    """The item of an address. The write fails when another message has noted it meanwhile."""
    seen = {"seen": True} if address.kind in FIELD and not has(contact, address) else {}
    condition = equals("contact", links[address.sk]["contact"]) if address.sk in links else absent()
    return store.put_write(CONTACT_ADDRESS, address.sk, {"contact": contact["SK"], **seen}, condition=condition)


def _new(store: TenantStore, addresses: Sequence[Address], name: str, links: Mapping[str, Item]) -> Reached:
    by_kind = {each.kind: each.text for each in addresses}
    full_name = " ".join(name.split())[:LONGEST_NAME]
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
