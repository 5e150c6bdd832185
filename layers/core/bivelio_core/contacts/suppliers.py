"""The contact of a tax number: found by it, or made for it.

An item for each tax number that was looked for names its contact; it is written in the transaction that needs the
contact, so that two invoices of a new supplier at the same time make one. It holds while the contact is not archived
and still has the number; otherwise the number is looked up in the index of contacts.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from bivelio_core import ids
from bivelio_core.countries import is_country
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Exact
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import absent, equals

from .fiscal_models import MAXIMUM_NUMBER, NewAddress, NewTaxId
from .items import new_attributes
from .models import CreateContact
from .reach import ALIKE, LONGEST_NAME, Reached
from .tax_ids import HOME, compact, spellings, vat_country
from .terms import CONTACTS

LONGEST = {"street": 200, "postal_code": 20, "city": 100, "province": 100}
"""As contacts take them (fiscal_models.py)."""


def plain_number(number: str) -> str:
    """A tax number for comparison: letters and digits, in capitals, without the prefix of Spain."""
    return compact(number).removeprefix(HOME)


def supplier(store: TenantStore, number: str | None, name: str, address: Mapping[str, str]) -> Reached:
    """The contact with a tax number, of a supplier without one that was made for its name; a new company otherwise.

    The writes fail when it was made meanwhile.
    """
    number = number.strip()[:MAXIMUM_NUMBER] if number else None
    sk = f"tax_number#{plain_number(number)}" if number else f"supplier#{_digest(name)}"
    link = store.get(CONTACT_ADDRESS, sk)
    linked = store.get(CONTACT, link["contact"]) if link else None
    if linked is not None and _is_of(linked, number, name):
        return Reached(linked)
    found = _by_index(store, number) if number else None
    if found is None:
        place = sequence_sk(store.lease_sequence(CONTACT))
        attributes = new_attributes(_company(number, name, address), ids.random_text(ids.RANDOM_LENGTH))
        put = store.put_write(CONTACT, place, attributes, condition=absent())
    contact = put.item if found is None else found
    condition = absent() if link is None else equals("contact", link["contact"])
    noted = store.put_write(CONTACT_ADDRESS, sk, {"contact": contact["SK"]}, condition=condition)
    return Reached(contact, (noted,) if found is not None else (put, noted), is_new=found is None)


def _company(number: str | None, name: str, address: Mapping[str, str]) -> CreateContact:
    """The contact of a supplier, of what its document says: nothing of that refuses the invoice."""
    country = address.get("country", "").upper()
    country = country if is_country(country) else (vat_country(number) if number else None) or HOME
    parts: dict[str, Any] = {
        part: " ".join(address[part].split())[: LONGEST[part]] for part in LONGEST if address.get(part)
    }
    is_somewhere = any(parts.get(part) for part in ("street", "postal_code", "city"))
    place = NewAddress.model_construct(**{**parts, "country": country})
    return CreateContact.model_construct(
        type="company",
        name=" ".join(name.split())[:LONGEST_NAME],
        tax_id=_tax_id(number, country) if number else None,
        addresses=[place] if is_somewhere else [],
    )


def _tax_id(number: str, country: str) -> NewTaxId:
    return NewTaxId.model_construct(type=None, country=country, number=number)


def _by_index(store: TenantStore, number: str) -> Item | None:
    criteria = tuple((Exact(term),) for term in index_words.code_terms(number))
    alike = index_reader.list_page(store, CONTACTS, criteria, per_page=ALIKE).items
    return next((item for item in alike if _is_of(item, number)), None)


def _digest(name: str) -> str:
    return hashlib.sha256(index_words.fold(name).encode()).hexdigest()


def _is_of(item: Item, number: str | None, name: str = "") -> bool:
    if "archived_at" in item:
        return False
    if number is None:
        return index_words.fold(str(item["name"])) == index_words.fold(name)
    return any(plain_number(each) == plain_number(number) for each in spellings(item))
