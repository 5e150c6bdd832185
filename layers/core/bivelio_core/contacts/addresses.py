"""What a contact is known by: e-mail addresses, phones, a tax number, an external id, users and chats of channels.

An item for each address (`T#CTA`, CONTACT_ADDRESS) names its contact, and is written in one transaction with a contact
that is made for it: any number of requests at once make one. What a contact has otherwise is found by the index of
lists the first time, and has an item from then on.

Contacts change without the items of their addresses, so an item is checked whenever it is used (`holds`). An external
id is the exception: it is unique, its item is written and deleted with the contact (external_ids.py), and an archived
contact keeps it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeGuard

from bivelio_core.store.codec import Item
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, absent, equals

from . import reachability, tax_ids
from .fields import phone_e164
from .fiscal_models import NewTaxId

AddressKind = Literal[
    "phone", "email", "whatsapp_user", "telegram_chat", "webchat", "tax_number", "external_id", "supplier"
]
ALIKE = 10
"""As many contacts with one address are looked at, the newest first."""

Load = Callable[[str], Item | None]
"""Reads the contact with a sort key, strongly consistent."""

OF_FIELDS = frozenset({"phone", "email", "tax_number", "external_id", "supplier"})
"""The kinds that a contact has by its own fields. Of the others its item alone says whose they are."""


class Address(NamedTuple):
    """One address, in the form in which its kind is compared."""

    kind: AddressKind
    text: str
    """Phones in E.164, e-mail addresses as written, users and chats as their provider has them, tax numbers folded
    (`tax_ids.folded`), of a supplier without a number the digest of its name."""
    written: str = ""
    """A tax number as it was written, by which the index may know it."""

    @property
    def sk(self) -> str:
        """The sort key of its item."""
        return f"{self.kind}#{self.text.casefold() if self.kind == 'email' else self.text}"


def of_emails(emails: Iterable[str | None]) -> list[Address]:
    """Some e-mail addresses, each once."""
    distinct = {address.sk: address for address in (Address("email", email) for email in emails if email)}
    return [*distinct.values()]


def of_phones(phones: Iterable[str | None]) -> list[Address]:
    """The numbers of some phones, each once."""
    numbers = (phone_e164(phone) for phone in phones if phone)
    return [Address("phone", number) for number in dict.fromkeys(numbers) if number]


def of_tax_id(tax_id: NewTaxId | None) -> list[Address]:
    """A tax number, if there is one."""
    if tax_id is None:
        return []
    return [Address("tax_number", tax_ids.folded(tax_id.country, tax_id.number), tax_id.number)]


def of_external_id(external_id: str | None) -> list[Address]:
    """An external id, if there is one."""
    return [Address("external_id", external_id)] if external_id else []


def of_contact(contact: Item) -> list[Address]:
    """All that a stored contact is known by, by its own fields: who removes or merges it looks after their items."""
    numbers = sorted(tax_ids.folded_numbers(contact))
    return [
        *of_emails(reachability.addresses_of(contact)),
        *(Address("phone", number) for number in dict.fromkeys(reachability.numbers_of(contact))),
        *(Address("tax_number", number) for number in numbers),
        *of_external_id(contact.get("external_id")),
    ]


def digest_of_name(name: str) -> str:
    """The SHA-256 of a name as names are compared."""
    return hashlib.sha256(index_words.fold(name).encode()).hexdigest()


def has(contact: Item, address: Address) -> bool:
    """Whether a contact has an address by its own fields, as of now: one of several e-mail addresses and phones too."""
    match address.kind:
        case "email":
            return address.text.casefold() in map(str.casefold, reachability.addresses_of(contact))
        case "phone":
            return address.text in reachability.numbers_of(contact)
        case "tax_number":
            return address.text in tax_ids.folded_numbers(contact)
        case "external_id":
            return bool(contact.get("external_id") == address.text)
        case "supplier":
            return digest_of_name(str(contact["name"])) == address.text
        case _:
            return False


def holds(contact: Item | None, link: Item, address: Address) -> TypeGuard[Item]:
    """Whether the item of an address still names the right contact."""
    if contact is None or ("archived_at" in contact and address.kind != "external_id"):
        return False
    return address.kind not in OF_FIELDS or "seen" in link or has(contact, address)


class Followed(NamedTuple):
    """Whom the item of an address leads to by now, and the item."""

    contact: Item | None
    link: Item


def followed(store: TenantStore, contact: Item | None, link: Item, read: Load | None = None) -> Followed:
    """The contact that the one of an item has become part of, if it has; it need not have the address then."""
    while contact is not None and CONTACT.into in contact:
        sk = store.sort_key(CONTACT, contact[CONTACT.into])
        contact, link = (read(sk) if read else store.get(CONTACT, sk)), {**link, "seen": True}
    return Followed(contact, link)


def alike(store: TenantStore, address: Address) -> list[Item]:
    """The newest contacts that the index has for a phone, an e-mail address or a tax number; some may have others."""
    from bivelio_core.store.index import reader as index_reader  # noqa: PLC0415 - an item often answers

    from .terms import CONTACTS  # noqa: PLC0415

    criteria = _criteria(address)
    return index_reader.list_page(store, CONTACTS, criteria, per_page=ALIKE).items if criteria else []


def _criteria(address: Address) -> Criteria:
    match address.kind:
        case "phone":
            return ((Exact(next(iter(index_words.phone_terms(address.text)))),),)
        case "email":
            return ((Exact(index_words.email_term(address.text)),),)
        case "tax_number":
            return _of_number(address)
        case _:
            return ()


def _of_number(address: Address) -> Criteria:
    """With the prefix of its country, without it, or as it was written; as written if the index has it as words."""
    written = address.written or address.text
    bare = address.text[tax_ids.PREFIX_LETTERS :] if address.text[: tax_ids.PREFIX_LETTERS].isalpha() else address.text
    terms = {term: None for form in (written, address.text, bare) for term in index_words.code_terms(form)}
    if all(term.field == index_words.NUMBER for term in terms):
        return (tuple(map(Exact, terms)),)
    return tuple((Exact(term),) for term in index_words.code_terms(written))


def all_by_index(store: TenantStore, address: Address) -> list[Item]:
    """The contacts with exactly this phone, e-mail address or tax number, the newest first; none of another kind."""
    return [item for item in alike(store, address) if has(item, address)]


def by_index(store: TenantStore, address: Address) -> Item | None:
    """The newest contact with exactly this address."""
    return next(iter(all_by_index(store, address)), None)


def noted(store: TenantStore, address: Address, contact: Item, links: Mapping[str, Item]) -> Write:
    """The item of an address. The write fails when others have noted it meanwhile."""
    seen = {"seen": True} if address.kind in OF_FIELDS and not has(contact, address) else {}
    condition = equals("contact", links[address.sk]["contact"]) if address.sk in links else absent()
    return store.put_write(CONTACT_ADDRESS, address.sk, {"contact": contact["SK"], **seen}, condition=condition)
